import Catalog
import Tensors
import Testing

@Suite struct TreeTests {
  private func doubled(_ tree: Tree) throws(Failure) -> Tree {
    switch tree {
    case .int(let value): .int(value * 2)
    case .tensor(let tensor): .tensor(try tensor.multiply(2))
    default: tree
    }
  }

  private func sums(_ items: [Tree]) throws(Failure) -> Tree {
    var total = 0
    for case .int(let value) in items { total += value }
    return .int(total)
  }

  @Test func mapLooksIntoContainersAndTensordicts() throws {
    let tree = Tree.dict([
      (.string("b"), .list([.int(1), .none, .size([2])])), (.string("t"), .tuple([.int(3)])),
      (.string("td"), .tensordict(try sampleTensorDict())),
    ])
    let mapped = try tree.mapLeaves(doubled)
    #expect(mapped["b"]?.text == "[2, None, (4,)]")
    #expect(mapped["t"]?.text == "(6,)")
    guard case .tensordict(let td)? = mapped["td"] else {
      Issue.record("the tensordict is lost")
      return
    }
    #expect(try td.tensor("a").ints() == [0, 2, 4, 6, 8, 10])
    #expect(try td.value("st").text == "['x', 'y', 'z']")
  }

  @Test func severalTreesMustAgree() throws {
    let ours = Tree.dict([(.string("b"), .int(1)), (.string("a"), .int(2))])
    let theirs = Tree.dict([(.string("a"), .int(1)), (.string("b"), .int(10))])
    #expect(try ours.mapLeaves(with: [theirs], sums).text == "{'b': 11, 'a': 3}")
    for wrong in [
      Tree.dict([(.string("a"), .int(1)), (.string("c"), .int(10))]), .dict([(.string("a"), .int(1))]),
      .list([.int(1)]),
      .int(1),
    ] {
      let error = #expect(throws: Failure.self) { try ours.mapLeaves(with: [wrong], sums) }
      #expect(error?.kind == .value)
    }
    #expect(throws: Failure.self) { try Tree.list([.int(1)]).mapLeaves(with: [.tuple([.int(1)])], sums) }
    #expect(throws: Failure.self) { try Tree.list([.int(1)]).mapLeaves(with: [.list([.int(1), .int(2)])], sums) }
    let deeper = try Tree.list([.int(1)]).mapLeaves(with: [.list([.list([.int(2)])])]) { (pair) throws(Failure) in
      .tuple(pair)
    }
    #expect(deeper.text == "[(1, [2])]")
  }

  @Test func aMappedTensordictFindsItsNewBatch() throws {
    let td = try sampleTensorDict().exclude(["s", "st"])
    func batch(_ body: (Tensor) throws(Failure) -> Tensor) throws -> [Shape] {
      let mapped = try Tree.tensordict(td).mapLeaves { (leaf) throws(Failure) in
        guard case .tensor(let tensor) = leaf else { return leaf }
        return .tensor(try body(tensor))
      }
      guard case .tensordict(let result) = mapped else { return [] }
      return [result.batchSize, result.tensordictIfPresent("n")?.batchSize ?? []]
    }
    #expect(try batch { (x) throws(Failure) in try x.get([.int(0)]) } == [[], []])
    #expect(try batch { (x) throws(Failure) in try x.unsqueeze(0).expand([2] + x.shape.dims) } == [[2, 3], [2, 3]])
    #expect(try Tree.tensordict(td).mapLeaves { (_) throws(Failure) in .none }.isNone)
  }

  @Test func itemsAreOneLevelAndFlattenedIsNoDict() throws {
    let tree = Tree.dict([(.string("a"), .list([.int(1), .tuple([.int(2)])])), (.int(3), .none)])
    #expect(tree.items?.map { $0.step.text + "=" + $0.item.text } == ["a=[1, (2,)]", "3=None"])
    #expect(try tree.mapItems { (item) throws(Failure) in .tuple([item]) }?.text == "{'a': ([1, (2,)],), 3: (None,)}")
    #expect(Tree.size([1]).items == nil && Tree.int(1).items == nil)
    #expect(try Tree.string("x").mapItems { (item) throws(Failure) in item } == nil)
    #expect(Tree.list([.int(1), .tuple([.int(2), tree])]).flattened.map(\.text) == ["1", "2", tree.text])
  }

  @Test func leavesHavePaths() throws {
    let tree = Tree.dict([
      (.string("x"), .list([.int(1), .tuple([.int(2)])])), (.int(30), .tensordict(try sampleTensorDict())),
    ])
    let paths = tree.leavesWithPaths.map { $0.path.map(\.text).joined(separator: "/") }
    #expect(paths == ["x/0", "x/1/0", "30/a", "30/n/b"])
    let small = Tree.list([.int(1), .dict([(.string("k"), .int(2))])])
    #expect(try small.replacingLeaves(with: [.string("p"), .string("q")]).text == "['p', {'k': 'q'}]")
    #expect(throws: Failure.self) { try small.replacingLeaves(with: [.none]) }
    #expect(small.hasSameStructure(as: .list([.none, .dict([(.string("k"), .none)])])))
    #expect(!small.hasSameStructure(as: .list([.none, .list([.none])])))
  }

  @Test func equalityIsPythons() throws {
    #expect(Tree.int(1).isEqual(to: .float(1)) && Tree.bool(true).isEqual(to: .int(1)))
    #expect(!Tree.list([.int(1)]).isEqual(to: .tuple([.int(1)])))
    #expect(Tree.size([1, 2]).isEqual(to: .tuple([.int(1), .int(2)])))
    #expect(Tree.tuple([.int(1), .int(2)]).isEqual(to: .size([1, 2])))
    #expect(!Tree.none.isEqual(to: .int(0)) && !Tree.string("1").isEqual(to: .int(1)))
    let a = Tree.dict([(.string("x"), .int(1)), (.string("y"), .none)])
    #expect(a.isEqual(to: .dict([(.string("y"), .none), (.string("x"), .float(1))])))
    #expect(!a.isEqual(to: .dict([(.string("x"), .int(1))])))
    #expect(Tree.tensor(try integers([3])).isEqual(to: .tensor(try integers([3]))))
    #expect(!Tree.tensor(try integers([3])).isEqual(to: .tensor(try integers([3, 1]))))
    #expect(Tree.tensordict(try sampleTensorDict()).isEqual(to: .tensordict(try sampleTensorDict())))
  }
}
