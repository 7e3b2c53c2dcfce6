import Catalog

extension Tree {
  public var isNone: Bool { if case .none = self { true } else { false } }

  /// What torch's pytree does not look into: everything but lists, tuples, sizes, dicts and tensordicts.
  public var isLeaf: Bool {
    switch self {
    case .list, .tuple, .size, .dict, .tensordict: false
    default: true
    }
  }

  /// The item of a dict by a string key.
  public subscript(key: String) -> Tree? {
    guard case .dict(let pairs) = self else { return nil }
    for pair in pairs {
      if case .string(let name) = pair.key, name == key { return pair.value }
    }
    return nil
  }

  /// Deep equality as Python's `==` on containers: numbers by value across types, tensors by all their elements and
  /// shape, objects by identity.
  public func isEqual(to other: Tree) -> Bool {
    switch (self, other) {
    case (.none, .none): return true
    case (.string(let a), .string(let b)): return a.unicodeScalars.elementsEqual(b.unicodeScalars)
    case (.dtype(let a), .dtype(let b)): return a == b
    case (.size(let a), .size(let b)): return a == b
    case (.size(let a), .tuple), (.tuple, .size(let a)):
      guard case .tuple(let items) = (a.isEmpty ? other : (other.isTuple ? other : self)) else { return false }
      return Tree.areEqual(a.dims.map { .int($0) }, items)
    case (.tensor(let a), .tensor(let b)): return a === b || ((try? a.equal(b)) ?? false)
    case (.tensordict(let a), .tensordict(let b)): return a === b || a.hasEqualContent(b)
    case (.list(let a), .list(let b)), (.tuple(let a), .tuple(let b)): return Tree.areEqual(a, b)
    case (.dict(let a), .dict(let b)):
      guard a.count == b.count else { return false }
      for (i, pair) in a.enumerated() {
        guard let match = Tree.value(of: pair.key, in: b, near: i), pair.value.isEqual(to: match) else { return false }
      }
      return true
    case (.object(let a), .object(let b)): return a === b
    default:
      switch (scalar, other.scalar) {
      case (.float(let a)?, let b?): return a == b.double
      case (let a?, .float(let b)?): return a.double == b
      case (let a?, let b?): return a.int == b.int
      default: return false
      }
    }
  }

  private var isTuple: Bool { if case .tuple = self { true } else { false } }

  private static func areEqual(_ a: [Tree], _ b: [Tree]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { $0.isEqual(to: $1) }
  }

  /// The value of a key in a dict's pairs, looked for first at the place where it probably is.
  static func value(of key: Tree, in pairs: [(key: Tree, value: Tree)], near index: Int) -> Tree? {
    if index < pairs.count, pairs[index].key.isEqual(to: key) { return pairs[index].value }
    return pairs.first { $0.key.isEqual(to: key) }?.value
  }
}

extension TensorDict {
  /// Same batch size, keys and values.
  func hasEqualContent(_ other: TensorDict) -> Bool {
    guard batchSize == other.batchSize, keys.count == other.keys.count else { return false }
    return keys.allSatisfy { key in
      guard let a = entries[key], let b = other.entries[key] else { return false }
      return a.tree.isEqual(to: b.tree)
    }
  }
}
