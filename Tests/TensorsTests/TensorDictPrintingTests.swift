import Catalog
import TestSupport
import Tensors
import Testing

@Suite struct TensorDictPrintingTests {
  /// Builds the tree of a vector; nil where it has a leaf that is out of scope.
  private func build(_ node: [String: Any], _ device: Device?) throws -> TensorDict? {
    let result = TensorDict(batchSize: Shape(node["batch_size"] as? [Int] ?? []), device: device)
    for (key, value) in node["fields"] as? [String: [String: Any]] ?? [:] {
      switch value["node"] as? String {
      case "td":
        guard let child = try build(value, device) else { return nil }
        try result.set(NestedKey(key), child)
      case "tensor":
        guard let dtype = DType(named: value["dtype"] as? String ?? "") else { return nil }
        try result.set(NestedKey(key), .zeros(Shape(value["shape"] as? [Int] ?? []), dtype))
      case "nontensorstack":
        let items = (value["value"] as? [String] ?? []).map { Tree.string($0) }
        try result.set(NestedKey(key), entry: .nonTensorStack(items))
      case "nontensor":
        guard let text = value["value"] as? String else { return nil }
        try result.set(NestedKey(key), entry: .nonTensor(.string(text)))
      default: return nil
      }
    }
    return result
  }

  @Test func treesPrintAsTensordictPrintsThem() throws {
    var checked = 0
    for vector in try Fixtures.vectorCases("repr") {
      guard let tree = vector["tree"] as? [String: Any], let text = vector["text"] as? String else { continue }
      guard let built = try build(tree, (vector["device"] as? String).map { _ in .cpu }) else {
        #expect("\(tree)".contains("complex64"), "\(tree)")
        continue
      }
      #expect(built.text == text)
      checked += 1
    }
    #expect(checked >= 15)
  }

  private func expected(_ expression: String) throws -> String? {
    let found = try Fixtures.vectorCases("repr").first { ($0["expr"] as? String) == expression }
    return found?["text"] as? String
  }

  private func part(_ key: String, _ size: Int) throws -> TensorDict {
    try TensorDict([(NestedKey(key), .tensor(.zeros([size])))], batchSize: [])
  }

  @Test func expressionsPrintAsTensordictPrintsThem() throws {
    #expect(try TensorDict(batchSize: []).text == expected("TensorDict({},[])"))
    #expect(
      try LazyStack([part("a", 2), part("a", 3)]).text
        == expected("LazyStackedTensorDict(td2(a=(2,)),td2(a=(3,)),stack_dim=0)"))
    #expect(
      try LazyStack([part("a", 2), part("b", 3)]).text
        == expected("LazyStackedTensorDict(td2(a=(2,)),td2(b=(3,)),stack_dim=0)"))
    let stack = NonTensor(
      .nonTensorStack(Array(repeating: .string("abcdefghij"), count: 10)), batchSize: [10])
    #expect(try stack.text == expected("NonTensorStack(*[\"abcdefghij\"]*10)"))
    let mapped = try TensorDict([("a", .tensor(.zeros([3, 2])))], batchSize: [3])
    try mapped.memmapInPlace()
    #expect(try mapped.text == expected("TensorDict({\"a\":torch.zeros(3,2)},[3]).memmap_()"))
  }

  @Test func aTensorclassPrintsItsNameAndItsEmptyFieldsLast() throws {
    let pair = TensorClass(name: "Two", fields: ["images", "labels"])
    let inner = try pair.instance([("images", .none), ("labels", .string("x"))], batchSize: [4])
    let text = """
      Two(
          labels=NonTensorData(data=x, batch_size=torch.Size([4]), device=None),
          images=None,
          batch_size=torch.Size([4]),
          device=None,
          is_shared=False)
      """
    #expect(inner.text == text)
    let outer = try TensorDict([("c", .tensordict(inner))], batchSize: [4])
    #expect(outer.text.contains("        c: Two(\n            labels=NonTensorData("))
  }

  @Test func nonTensorValuesAreCutAndIndented() throws {
    let long = try TensorDict([("x", .string(String(repeating: "x", count: 300)))], batchSize: [])
    #expect(long.text.contains("data=xxxxxxxxxxxxxxxxxxxx  ...  xxxxxxxxxxxxxxxxxxxx, batch_size"))
    let lines = try TensorDict([("x", .string("a\nb"))], batchSize: [])
    #expect(lines.text.contains("x: NonTensorData(data=a\n        b, batch_size"))
    let ragged = try TensorDict(
      [("x", .list([.list([.string("a"), .string("b")]), .list([.string("c")])]))], batchSize: [2])
    #expect(ragged.text.contains("batch_size=torch.Size([2, -1])"))
  }

  @Test func keyViewsPrintAsInPython() throws {
    let td = try sampleTensorDict()
    #expect(td.keysText() == "_StringKeys(dict_keys(['a', 'n', 's', 'st']))")
    #expect(
      td.keysText(includeNested: true)
        == "_TensorDictKeysView(['a', ('n', 'b'), 'n', 's', 'st'],\n    include_nested=True,\n    leaves_only=False)")
  }
}
