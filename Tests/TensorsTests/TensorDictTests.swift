import Catalog
import Tensors
import Testing

@Suite struct TensorDictTests {
  private func wide() throws -> TensorDict {
    let inner = try TensorDict([("b", .tensor(.zeros([2, 3, 4])))], batchSize: [2, 3, 4])
    return try TensorDict([("a", .tensor(integers([2, 3, 2]))), ("n", .tensordict(inner))], batchSize: [2, 3])
  }

  private func kind(_ body: () throws(Failure) -> Void) -> FailureKind? {
    do {
      try body()
      return nil
    } catch {
      return error.kind
    }
  }

  @Test func aShapeThatDoesNotBeginWithTheBatchIsNamed() throws {
    let error = #expect(throws: Failure.self) {
      try TensorDict([("x", .tensor(.zeros([4, 2])))], batchSize: [3])
    }
    #expect(error?.kind == .runtime)
    #expect(error?.message == "expected shape to begin with [3], got [4, 2] for key 'x'")
    let nested = #expect(throws: Failure.self) {
      try TensorDict([("a", .dict([(.string("x"), .tensor(.zeros([4, 2])))]))], batchSize: [3])
    }
    #expect(nested?.message == "expected shape to begin with [3], got [4, 2] for key ('a', 'x')")
  }

  @Test func numbersBecomeTensorsOnlyWhereTheBatchIsEmpty() throws {
    let td = try TensorDict([("i", .int(1)), ("f", .float(1.5)), ("b", .bool(true))], batchSize: [])
    #expect(try td.tensor("i").dtype == .int64)
    #expect(try td.tensor("f").dtype == .float32)
    #expect(try td.tensor("b").dtype == .bool)
    #expect(kind { () throws(Failure) in _ = try TensorDict([("a", .int(1))], batchSize: [3]) } == .runtime)
  }

  @Test func listsBecomeTensorsOrLists() throws {
    let td = try TensorDict(
      [
        ("t", .list([.list([.int(1), .int(2)]), .list([.int(3), .float(4)])])),
        ("s", .list([.string("x"), .string("y")])), ("e", .list([.tensor(.zeros([2])), .tensor(.ones([2]))])),
        ("m", .tuple([.int(1), .int(2)])),
      ], batchSize: [2])
    #expect(try td.tensor("t").shape == [2, 2])
    #expect(try td.tensor("t").dtype == .float32)
    #expect(try td.tensor("e").shape == [2, 2])
    #expect(try td.tensor("m").ints() == [1, 2])
    #expect(try td.value("s").text == "['x', 'y']")
    let empty = try TensorDict([("x", .list([]))], batchSize: [])
    #expect(try empty.tensor("x").shape == [0])
  }

  @Test func tupleKeysMakeNestedTensordictsWithTheBatchAndDevice() throws {
    let td = TensorDict(batchSize: [3], device: .cpu)
    try td.set(["x", "y"], .zeros([3, 2]))
    #expect(td.tensordictIfPresent("x")?.batchSize == [3])
    #expect(td.tensordictIfPresent("x")?.device == .cpu)
    #expect(kind { () throws(Failure) in try td.set(["x", "y", "z"], .zeros([3])) } == .key)
  }

  @Test func aNestedTensordictOfAnotherBatchIsCopiedOrRefused() throws {
    let inner = try TensorDict([("b", .tensor(.zeros([3])))], batchSize: [])
    let td = try TensorDict([("a", .tensordict(inner))], batchSize: [3])
    #expect(td.tensordictIfPresent("a")?.batchSize == [3])
    #expect(inner.batchSize == [])
    let same = try TensorDict([("b", .tensor(.zeros([3])))], batchSize: [3])
    try td.set("c", same)
    #expect(td.tensordictIfPresent("c") === same)
  }

  @Test func missingKeysSayWhatIsThere() throws {
    let td = try sampleTensorDict()
    let error = #expect(throws: Failure.self) { try td.value("stt") }
    #expect(error?.kind == .key)
    #expect(error?.message == "key 'stt' not found in TensorDict with keys ['a', 'n', 's', 'st']")
    #expect(error?.help == "did you mean 'st'?")
    #expect(try td.get("zz") == nil)
    #expect(try td.get(["n", "zz"]) == nil)
    #expect(kind { () throws(Failure) in _ = try td.get(["a", "zz"]) } == .value)
  }

  @Test func nestedKeysComeBeforeTheirParentUnlessSorted() throws {
    let td = try sampleTensorDict()
    #expect(td.keys(includeNested: true).map(\.text) == ["'a'", "('n', 'b')", "'n'", "'s'", "'st'"])
    #expect(td.keys(includeNested: true, sort: true).map(\.text) == ["'a'", "'n'", "('n', 'b')", "'s'", "'st'"])
    #expect(td.keys(includeNested: true, leavesOnly: true).map(\.text) == ["'a'", "('n', 'b')"])
    #expect(td.keys(includeNested: false, leavesOnly: true).map(\.text) == ["'a'"])
    #expect(td.contains(["n", "b"]) && !td.contains(["n", "c"]) && !td.contains(["a", "b"]))
  }

  @Test func countsFollowTheBatch() throws {
    #expect(TensorDict(batchSize: []).count == 0)
    #expect(TensorDict(batchSize: [0, 2]).numel == 1)
    #expect(try wide().numel == 6)
    #expect(try TensorDict([("n", .dict([]))], batchSize: []).isEmpty)
    #expect(try !sampleTensorDict().isEmpty)
  }

  @Test func popRemovesAndFallsBack() throws {
    let td = try sampleTensorDict()
    #expect(try td.pop("zz", default: .int(3)).text == "3")
    #expect(kind { () throws(Failure) in _ = try td.pop("zz") } == .key)
    _ = try td.pop(["n", "b"])
    #expect(td.keys(includeNested: true).map(\.text) == ["'a'", "'n'", "'s'", "'st'"])
  }

  @Test func selectAndExcludeKeepTheTree() throws {
    let td = try sampleTensorDict()
    #expect(try td.select([["n", "b"], "a"]).keys(includeNested: true).map(\.text) == ["('n', 'b')", "'n'", "'a'"])
    #expect(kind { () throws(Failure) in _ = try td.select(["zz"]) } == .key)
    #expect(try td.select(["zz", ["n", "q"]], strict: false).keys.isEmpty)
    #expect(td.exclude(["a", ["n", "b"], "zz"]).keys == ["n", "s", "st"])
    #expect(td.keys.count == 4)
  }

  @Test func renamedKeysComeLast() throws {
    let td = try sampleTensorDict()
    try td.rename("a", to: "zz")
    #expect(td.keys == ["n", "s", "st", "zz"])
    #expect(kind { () throws(Failure) in try td.rename("zz", to: "n", safe: true) } == .key)
    #expect(kind { () throws(Failure) in try td.rename("qq", to: "n") } == .key)
    try td.rename("zz", to: ["n", "c"])
    #expect(td.keys(includeNested: true, leavesOnly: true).map(\.text) == ["('n', 'b')", "('n', 'c')"])
  }

  @Test func keysFlattenAndUnflatten() throws {
    let td = try sampleTensorDict()
    #expect(try td.flattenKeys().keys == ["a", "n.b", "s", "st"])
    #expect(try td.flattenKeys("_").keys == ["a", "n_b", "s", "st"])
    #expect(try td.flattenKeys().unflattenKeys().contains(["n", "b"]))
    let clash = try TensorDict([(["a", "b"], .int(1)), ("a.b", .int(1))], batchSize: [])
    #expect(kind { () throws(Failure) in _ = try clash.flattenKeys() } == .key)
    let override = try TensorDict([("a.b", .int(1)), ("a", .int(1))], batchSize: [])
    #expect(kind { () throws(Failure) in _ = try override.unflattenKeys() } == .key)
  }

  @Test func updateMergesNestedKeys() throws {
    let td = try sampleTensorDict()
    try td.update([(.string("n"), .dict([(.string("q"), .tensor(.ones([3])))]))])
    #expect(td.contains(["n", "b"]) && td.contains(["n", "q"]))
    try td.update(TensorDict([("n", .dict([]))], batchSize: [3]))
    #expect(td.contains(["n", "b"]))
  }

  @Test func indexingGivesViewsAndCopies() throws {
    let td = try sampleTensorDict()
    let row = try td.get([.int(1)])
    #expect(row.batchSize == [])
    #expect(try row.tensor("a").ints() == [2, 3])
    #expect(try row.tensor("a").memory === td.tensor("a").memory)
    #expect(try row.value("st").text == "'y'")
    #expect(try row.value("s").text == "'hi'")
    let picked = try td.get([.tensor(.fromElements([2, 0]))])
    #expect(try picked.tensor("a").ints() == [4, 5, 0, 1])
    #expect(try picked.value("st").text == "['z', 'x']")
    let square = try td.get([.tensor(.fromElements([0, 1, 1, 2], [2, 2]))])
    #expect(try square.value("st").text == "[['x', 'y'], ['y', 'z']]")
    #expect(try td.get([.newAxis]).batchSize == [1, 3])
    #expect(try td.get([.ellipsis, .int(0)]).shapes == "[] a[2] n.b[]")
    #expect(kind { () throws(Failure) in _ = try td.get([.int(0), .int(0)]) } == .index)
    #expect(kind { () throws(Failure) in _ = try td.get([.int(5)]) } == .index)
    #expect(try wide().get([.int(0)]).tensordictIfPresent("n")?.batchSize == [3, 4])
  }

  @Test func assignmentWritesThroughAndMakesMissingKeys() throws {
    let td = try sampleTensorDict()
    try td.set([.int(0)], to: td.get([.int(1)]))
    #expect(try td.tensor("a").ints() == [2, 3, 2, 3, 4, 5])
    #expect(try td.value("st").text == "['y', 'y', 'z']")
    try td.set([.slice(start: 0, stop: 2, step: nil)], to: .int(7))
    #expect(try td.tensor("a").ints() == [7, 7, 7, 7, 4, 5])
    try td.set([.int(2)], to: [(.string("zz"), .tensor(.ones([2]))), (.string("s"), .string("yo"))])
    #expect(try td.tensor("zz").ints() == [0, 0, 0, 0, 1, 1])
    #expect(try td.value("s").text == "['hi', 'hi', 'yo']")
    let row = try td.get([.int(0)])
    #expect(kind { () throws(Failure) in try td.set([.slice(start: 0, stop: 2, step: nil)], to: row) } == .runtime)
  }

  @Test func valuesOfRowsAreReadAndWrittenByAnyIndex() throws {
    let td = try sampleTensorDict()
    let rows = try td.get([.slice(start: 0, stop: nil, step: 2)])
    #expect(try rows.value("st").text == "['x', 'z']")
    try td.set([.tensor(.fromElements([2, 1]))], to: rows.exclude(["a", "n"]))
    #expect(try td.value("st").text == "['x', 'z', 'x']")
    let mask = try Tensor.fromElements([Bool8(true), Bool8(false), Bool8(true)])
    try td.set([.tensor(mask)], to: [(.string("st"), .list([.string("p"), .string("q")]))])
    #expect(try td.value("st").text == "['p', 'z', 'q']")
    #expect(try td.get([.tensor(mask)]).value("st").text == "['p', 'q']")
    #expect(kind { () throws(Failure) in _ = try td.get([.tensor(try .fromElements([3]))]) } == .index)
    #expect(try td.item("s")?.text == "NonTensorData(data=hi, batch_size=torch.Size([3]), device=None)")
    #expect(try td.item("zz") == nil)
  }

  @Test func setAtWritesRowsOfOneKey() throws {
    let td = try sampleTensorDict()
    try td.setAt("a", [.int(0)], to: .int(7))
    try td.setAt("a", [.slice(start: 1, stop: 3, step: nil)], to: .tensor(.fromElements([8.0, 9.0])))
    #expect(try td.tensor("a").ints() == [7, 7, 8, 9, 8, 9])
    #expect(kind { () throws(Failure) in try td.setAt("zz", [.int(0)], to: .int(7)) } == .key)
  }

  @Test func reshapesActOnTheBatchOnly() throws {
    let td = try wide()
    #expect(try td.reshape([6]).shapes == "[6] a[6, 2] n.b[6, 4]")
    #expect(try td.reshape([-1, 2]).shapes == "[3, 2] a[3, 2, 2] n.b[3, 2, 4]")
    #expect(try td.view([3, 2]).tensordictIfPresent("n")?.batchSize == [3, 2, 4])
    #expect(try td.flatten().shapes == "[6] a[6, 2] n.b[6, 4]")
    #expect(try td.unflatten(1, [3, -1]).shapes == "[2, 3, 1] a[2, 3, 1, 2] n.b[2, 3, 1, 4]")
    #expect(try td.permute([1, 0]).shapes == "[3, 2] a[3, 2, 2] n.b[3, 2, 4]")
    #expect(try td.transpose(0, -1).shapes == "[3, 2] a[3, 2, 2] n.b[3, 2, 4]")
    #expect(try td.unsqueeze(-1).shapes == "[2, 3, 1] a[2, 3, 1, 2] n.b[2, 3, 1, 4]")
    #expect(try td.unsqueeze(0).squeeze().shapes == td.shapes)
    #expect(try td.expand([5, 2, 3]).shapes == "[5, 2, 3] a[5, 2, 3, 2] n.b[5, 2, 3, 4]")
    #expect(try td.repeat([2, 1]).shapes == "[4, 3] a[4, 3, 2] n.b[4, 3, 4]")
    #expect(try td.repeatInterleave(2).shapes == "[12] a[12, 2] n.b[12, 4]")
    #expect(try td.unbind(-1).map(\.batchSize) == [[2], [2], [2]])
    #expect(try td.split(2, dim: 1).map(\.batchSize) == [[2, 2], [2, 1]])
    #expect(try td.chunk(5, dim: 1).map(\.batchSize) == [[2, 1], [2, 1], [2, 1]])
    #expect(try td.gather(1, .zeros([2, 1], .int64)).shapes == "[2, 1] a[2, 1, 2] n.b[2, 1, 4]")
  }

  @Test func wrongShapesHaveTensordictsKindsOfError() throws {
    let td = try wide()
    #expect(kind { () throws(Failure) in _ = try td.reshape([5]) } == .runtime)
    #expect(kind { () throws(Failure) in _ = try td.permute([0, 0]) } == .value)
    #expect(kind { () throws(Failure) in _ = try td.transpose(0, 2) } == .value)
    #expect(kind { () throws(Failure) in _ = try td.unsqueeze(3) } == .runtime)
    #expect(kind { () throws(Failure) in _ = try td.expand([5, 3]) } == .runtime)
    #expect(kind { () throws(Failure) in _ = try td.unbind(2) } == .index)
    #expect(kind { () throws(Failure) in _ = try td.split([2, 2], dim: 1) } == .runtime)
    #expect(kind { () throws(Failure) in _ = try td.split(0, dim: 1) } == .value)
    #expect(kind { () throws(Failure) in _ = try td.repeat([2]) } == .value)
    #expect(kind { () throws(Failure) in _ = try td.flatten(1, 0) } == .value)
  }

  @Test func nonTensorValuesMoveWithTheBatch() throws {
    let td = try sampleTensorDict()
    #expect(try td.reshape([3, 1]).value("st").text == "[['x'], ['y'], ['z']]")
    #expect(try td.repeat([2]).value("st").text == "['x', 'y', 'z', 'x', 'y', 'z']")
    #expect(try TensorDict.stack([td, td], dim: 1).value("st").text == "[['x', 'x'], ['y', 'y'], ['z', 'z']]")
    #expect(try TensorDict.stack([td, td]).value("s").text == "[['hi', 'hi', 'hi'], ['hi', 'hi', 'hi']]")
    #expect(try TensorDict.cat([td, td]).value("st").text == "['x', 'y', 'z', 'x', 'y', 'z']")
    #expect(try TensorDict.cat([td, td]).value("s").text == "'hi'")
  }

  @Test func stackAndCatJoinEveryKeyOrNameTheOneThatDiffers() throws {
    let td = try wide()
    #expect(try TensorDict.stack([td, td], dim: -1).shapes == "[2, 3, 2] a[2, 3, 2, 2] n.b[2, 3, 2, 4]")
    #expect(try TensorDict.cat([td, td], dim: 1).shapes == "[2, 6] a[2, 6, 2] n.b[2, 6, 4]")
    let other = td.exclude([["n", "b"]])
    let error = #expect(throws: Failure.self) { try TensorDict.stack([td, other]) }
    #expect(error?.kind == .runtime)
    #expect(error?.message.contains("('n', 'b')") == true)
    #expect(kind { () throws(Failure) in _ = try TensorDict.cat([td, other]) } == .key)
    let short = try TensorDict([("a", .tensor(.zeros([2])))], batchSize: [])
    let long = try TensorDict([("a", .tensor(.zeros([3])))], batchSize: [])
    let shapes = #expect(throws: Failure.self) { try TensorDict.stack([short, long]) }
    #expect(shapes?.message == "cannot stack key 'a': the shapes [2] and [3] differ")
    #expect(kind { () throws(Failure) in _ = try TensorDict.stack([]) } == .runtime)
  }

  @Test func comparisonsGiveTensordictsOfBools() throws {
    let td = try sampleTensorDict()
    let same = try td.compared(with: .tensordict(sampleTensorDict())) { (a, b) throws(Failure) in
      try Tensor.compare(.equal, a, b)
    }
    #expect(try same.tensor("a").dtype == .bool && same.tensor("st").shape == [3])
    #expect(try same.all())
    let different = try td.compared(with: .tensordict(td), negated: true) { (a, b) throws(Failure) in
      try Tensor.compare(.notEqual, a, b)
    }
    #expect(try !different.any())
    #expect(
      kind { () throws(Failure) in
        _ = try td.compared(with: .tensordict(td.exclude(["a"]))) { (a, b) throws(Failure) in
          try Tensor.compare(.equal, a, b)
        }
      } == .key)
  }

  @Test func arithmeticActsOnEveryLeaf() throws {
    let td = try sampleTensorDict()
    let plus = try td.combined(with: .scalar(1)) { (a, b) throws(Failure) in try Tensor.binary(.add, a, b) }
    #expect(try plus.tensor("a").ints() == [1, 2, 3, 4, 5, 6])
    #expect(try plus.value("s").text == "'hi'")
    let minus = try td.combined(with: .scalar(1), reversed: true) { (a, b) throws(Failure) in
      try Tensor.binary(.subtract, a, b)
    }
    #expect(try minus.tensor("a").ints() == [1, 0, -1, -2, -3, -4])
    let rows = try td.combined(with: .tensor(.fromElements([10, 20, 30]))) { (a, b) throws(Failure) in
      try Tensor.binary(.add, a, b)
    }
    #expect(try rows.tensor("a").ints() == [10, 11, 22, 23, 34, 35])
    let chosen = try td.where(.fromElements([Bool8(true), Bool8(false), Bool8(true)]), .scalar(0))
    #expect(try chosen.tensor("a").ints() == [0, 1, 0, 0, 4, 5])
    #expect(
      try td.maskedFill(.fromElements([Bool8(true), Bool8(false), Bool8(true)]), 9).tensor("a").ints() == [
        9, 9, 2, 3, 9, 9,
      ])
  }

  @Test func reductionsTakeBatchDimensionsOnly() throws {
    let td = try wide()
    #expect(try td.any(dim: -1).shapes == "[2] a[2, 2] n.b[2, 4]")
    #expect(try td.any(dim: 0).tensor("a").dtype == .bool)
    #expect(kind { () throws(Failure) in _ = try td.all(dim: 2) } == .runtime)
    let sums = try td.reduced(nil) { (tensor, dims) throws(Failure) in try tensor.sum(dims) }
    #expect(sums.shapes == "[] a[] n.b[]")
    #expect(sums.tensordictIfPresent("n")?.batchSize == [])
    #expect(try sums.tensor("a").ints() == [66])
    try td.fill(where: .fromElements(Array(repeating: Bool8(true), count: 2)), 5)
    #expect(try td.tensor("a").ints().allSatisfy { $0 == 5 })
  }

  @Test func applyDropsKeysWithoutResultAndChecksTheBatch() throws {
    let td = try sampleTensorDict()
    let none = try td.apply { (_, _) throws(Failure) in nil }
    #expect(none.keys == ["s", "st"])
    #expect(
      kind { () throws(Failure) in _ = try td.apply { (_, x) throws(Failure) in try x.get([.int(0)]) } } == .runtime)
    let rows = try td.apply(batchSize: []) { (_, x) throws(Failure) in try x.get([.int(0)]) }
    #expect(rows.shapes == "[] a[2] n.b[]")
  }

  @Test func aLockedTensordictKeepsItsKeysAndTakesValues() throws {
    let td = try sampleTensorDict()
    td.lock()
    #expect(kind { () throws(Failure) in try td.set("b", .zeros([3])) } == .runtime)
    #expect(kind { () throws(Failure) in try td.set(["n", "q"], .zeros([3])) } == .runtime)
    #expect(kind { () throws(Failure) in _ = try td.pop("a") } == .runtime)
    #expect(kind { () throws(Failure) in try td.tensordictIfPresent("n")?.unlock() } == .runtime)
    try td.setInPlace("a", .tensor(.ones([3, 2])))
    #expect(try td.tensor("a").ints() == [1, 1, 1, 1, 1, 1])
    #expect(kind { () throws(Failure) in try td.setInPlace("a", .tensor(.ones([3]))) } == .value)
    #expect(try !td.clone().isLocked && !td.get([.int(0)]).isLocked)
    try td.unlock()
    try td.set(["n", "q"], .zeros([3]))
  }

  @Test func batchSizesCanBeSetAndFound() throws {
    let td = try TensorDict.fromDict(
      .dict([(.string("a"), .tensor(.zeros([3, 2, 4]))), (.string("b"), .tensor(.zeros([3, 2])))]))
    #expect(td.batchSize == [])
    td.autoBatchSize()
    #expect(td.batchSize == [3, 2])
    td.autoBatchSize(batchDims: 1)
    #expect(td.batchSize == [3])
    #expect(kind { () throws(Failure) in try td.setBatchSize([4]) } == .runtime)
    try td.setBatchSize([3, 2])
    #expect(td.batchSize == [3, 2])
    #expect(try sampleTensorDict().toDict().text.hasSuffix("'s': 'hi', 'st': ['x', 'y', 'z']}"))
  }

  @Test func tensorclassesCheckTheirFields() throws {
    let pair = TensorClass(name: "Pair", fields: ["images", "labels"])
    let error = #expect(throws: Failure.self) { try pair.instance([("images", .none), ("label", .none)]) }
    #expect(error?.kind == .type)
    #expect(error?.help == "did you mean 'labels'?")
    #expect(kind { () throws(Failure) in _ = try pair.instance([("images", .none)]) } == .type)
    let made = try pair.instance(
      [("images", .tensor(.zeros([4, 2]))), ("labels", .tensor(integers([4])))], batchSize: [4])
    #expect(kind { () throws(Failure) in try made.set("foo", .zeros([4])) } == .attribute)
    #expect(kind { () throws(Failure) in _ = try made.value("foo") } == .attribute)
    #expect(try made.get([.int(1)]).tensorClass === pair)
    #expect(try TensorDict.stack([made, made]).tensorClass === pair)
    #expect(try made.reshape([2, 2]).typeName == "Pair")
    try made.set("labels", entry: .nonTensor(.none))
    #expect(made.keys == ["images"])
    try made.set("labels", Tree.none)
    #expect(try made.value("labels").isNone)
    #expect(made.asPlain().tensorClass == nil)
  }
}
