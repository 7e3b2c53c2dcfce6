import Catalog

extension Tree {
  /// torch's `tree_map`: the tree with each leaf replaced. Lists, tuples, dicts and tensordicts are looked into (a
  /// tensordict's non-tensor values stay as they are); None is a leaf; a `Size` becomes a tuple.
  public func mapLeaves(_ body: (Tree) throws(Failure) -> Tree) throws(Failure) -> Tree {
    try mapLeaves(with: []) { (leaves) throws(Failure) in try body(leaves[0]) }
  }

  /// `tree_map` over several trees: this one gives the structure, the body gets its leaf and what the others have there
  /// (whole subtrees, where they go deeper).
  /// - Throws: `ValueError` where another tree has another type, length or other keys at a node of this one.
  public func mapLeaves(
    with others: [Tree], _ body: ([Tree]) throws(Failure) -> Tree
  ) throws(Failure) -> Tree {
    switch self {
    case .list(let items): return .list(try Tree.map(items, others, self, body))
    case .tuple(let items): return .tuple(try Tree.map(items, others, self, body))
    case .size(let shape): return .tuple(try Tree.map(shape.dims.map { .int($0) }, others, self, body))
    case .dict(let pairs):
      var columns: [[(key: Tree, value: Tree)]] = []
      for other in others {
        guard case .dict(let theirs) = other else { throw typeMismatch(other) }
        try Tree.checkKeys(pairs, theirs)
        columns.append(theirs)
      }
      var result: [(key: Tree, value: Tree)] = []
      for (i, pair) in pairs.enumerated() {
        let matches = columns.compactMap { Tree.value(of: pair.key, in: $0, near: i) }
        result.append((pair.key, try pair.value.mapLeaves(with: matches, body)))
      }
      return .dict(result)
    case .tensordict(let tensordict):
      var theirs: [TensorDict] = []
      for other in others {
        guard case .tensordict(let match) = other else { throw typeMismatch(other) }
        theirs.append(match)
      }
      return try tensordict.mapTree(theirs, body)
    default: return try body([self] + others)
    }
  }

  private static func map(
    _ items: [Tree], _ others: [Tree], _ node: Tree, _ body: ([Tree]) throws(Failure) -> Tree
  ) throws(Failure) -> [Tree] {
    var columns: [[Tree]] = []
    for other in others {
      switch (node, other) {
      case (.list, .list(let theirs)), (.tuple, .tuple(let theirs)): columns.append(theirs)
      case (.size, .size(let shape)): columns.append(shape.dims.map { .int($0) })
      default: throw node.typeMismatch(other)
      }
      if let count = columns.last?.count, count != items.count {
        throw .value("tree structures differ: expected \(items.count) items in \(node.article), got \(count)")
      }
    }
    var result: [Tree] = []
    for (i, item) in items.enumerated() { result.append(try item.mapLeaves(with: columns.map { $0[i] }, body)) }
    return result
  }

  private func typeMismatch(_ other: Tree) -> Failure {
    .value("tree structures differ: expected \(article), got \(other.article)")
  }

  private static func checkKeys(
    _ expected: [(key: Tree, value: Tree)], _ found: [(key: Tree, value: Tree)]
  ) throws(Failure) {
    guard expected.count == found.count else {
      throw .value("tree structures differ: expected \(expected.count) items in a dict, got \(found.count)")
    }
    let missing = expected.enumerated().filter { value(of: $1.key, in: found, near: $0) == nil }
    guard missing.isEmpty else {
      let names = missing.map { PythonText.repr($1.key) }.joined(separator: ", ")
      throw .value("tree structures differ: missing keys \(names)")
    }
  }

  /// The list, tuple or dict with its items replaced, one level deep; nil for what is none of these.
  public func mapItems(_ body: (Tree) throws(Failure) -> Tree) throws(Failure) -> Tree? {
    switch self {
    case .list(let items): return .list(try items.map(body))
    case .tuple(let items): return .tuple(try items.map(body))
    case .dict(let pairs):
      return .dict(try pairs.map { (pair) throws(Failure) in (pair.key, try body(pair.value)) })
    default: return nil
    }
  }

  /// All leaves, depth first; a tensordict's leaves are its tensors.
  public var leaves: [Tree] { leavesWithPaths.map(\.leaf) }

  /// The tree with its leaves (as `leaves` lists them) replaced one by one.
  /// - Throws: `ValueError` for a wrong number of leaves.
  public func replacingLeaves(with leaves: [Tree]) throws(Failure) -> Tree {
    let expected = self.leaves.count
    guard expected == leaves.count else { throw .value("expected \(expected) leaves, got \(leaves.count)") }
    var next = 0
    return try mapLeaves { (_) throws(Failure) in
      next += 1
      return leaves[next - 1]
    }
  }
}

extension TensorDict {
  /// `tree_map` over this and others of the same keys. As torch's pytree does, a result whose leaves no longer share
  /// the batch size gets the longest common prefix of at most one dimension more; None for a leaf makes the whole None.
  func mapTree(_ others: [TensorDict], _ body: ([Tree]) throws(Failure) -> Tree) throws(Failure) -> Tree {
    for other in others {
      guard other.keys.count == keys.count, keys.allSatisfy({ other.entries[$0] != nil }) else {
        throw .value("tree structures differ: expected the keys \(keys), got \(other.keys)")
      }
    }
    let result = emptied()
    var shapes: [Shape] = []
    for key in keys {
      guard let entry = entries[key] else { continue }
      let mapped: Tree
      switch entry {
      case .nonTensor, .nonTensorStack:
        result.store(key, entry)
        continue
      case .tensor(let tensor):
        mapped = try body([.tensor(tensor)] + others.compactMap { $0.entries[key]?.tree })
      case .tensordict(let child):
        let matches = others.compactMap { other in
          if case .tensordict(let match)? = other.entries[key] { match } else { nil }
        }
        guard matches.count == others.count else {
          throw .value("tree structures differ: expected a tensordict at key '\(key)'")
        }
        mapped = try child.mapTree(matches, body)
      }
      switch mapped {
      case .none: return .none
      case .tensor(let tensor):
        shapes.append(tensor.shape)
        result.store(key, .tensor(tensor))
      case .tensordict(let child):
        shapes.append(child.batchSize)
        result.store(key, .tensordict(child))
      default:
        throw .type("expected the function to return a tensor for key '\(key)', got \(mapped.article)")
      }
    }
    result.batchSize = TensorDict.commonBatchSize(shapes, batchSize)
    return .tensordict(result)
  }

  private static func commonBatchSize(_ shapes: [Shape], _ batchSize: Shape) -> Shape {
    guard let first = shapes.first, shapes.contains(where: { $0.prefix(batchSize.count) != batchSize }) else {
      return batchSize
    }
    let limit = min(shapes.map(\.count).min() ?? 0, batchSize.count + 1)
    let common = (0..<limit).prefix { i in shapes.allSatisfy { $0[i] == first[i] } }.count
    return first.prefix(common)
  }
}
