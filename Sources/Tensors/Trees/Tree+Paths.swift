import Catalog

/// One step from a container to an item.
public enum TreeStep: Sendable {
  /// A list's or tuple's item.
  case index(Int)
  /// A dict's or tensordict's item.
  case key(Tree)

  /// Python's `str` of it, as names of files and dotted paths are made.
  public var text: String {
    switch self {
    case .index(let index): String(index)
    case .key(let key): PythonText.str(key)
    }
  }
}

extension Tree {
  /// The items of a list, a tuple or a dict with the steps to them, in order; nil for what is none of these.
  public var items: [(step: TreeStep, item: Tree)]? {
    switch self {
    case .list(let items), .tuple(let items): items.enumerated().map { (.index($0), $1) }
    case .dict(let pairs): pairs.map { (.key($0.key), $0.value) }
    default: nil
    }
  }

  /// The values in nested lists and tuples, from left to right; of anything else, itself.
  public var flattened: [Tree] {
    switch self {
    case .list(let items), .tuple(let items): items.flatMap(\.flattened)
    default: [self]
    }
  }

  /// All leaves with the way to them, depth first, in the order of `mapLeaves`.
  public var leavesWithPaths: [(path: [TreeStep], leaf: Tree)] {
    var result: [(path: [TreeStep], leaf: Tree)] = []
    collectLeaves([], &result)
    return result
  }

  private func collectLeaves(_ path: [TreeStep], _ result: inout [(path: [TreeStep], leaf: Tree)]) {
    switch self {
    case .size(let shape): Tree.tuple(shape.dims.map { .int($0) }).collectLeaves(path, &result)
    case .tensordict(let tensordict):
      for key in tensordict.keys {
        switch tensordict.entries[key] {
        case .tensor(let tensor)?: result.append((path + [.key(.string(key))], .tensor(tensor)))
        case .tensordict(let child)?: Tree.tensordict(child).collectLeaves(path + [.key(.string(key))], &result)
        default: continue
        }
      }
    default:
      guard let items else {
        result.append((path, self))
        return
      }
      for (step, item) in items { item.collectLeaves(path + [step], &result) }
    }
  }

  /// Whether another tree has the same containers with the same keys and lengths (leaves may differ).
  public func hasSameStructure(as other: Tree) -> Bool {
    if isLeaf { return other.isLeaf }
    do {
      _ = try mapLeaves(with: [other]) { (pair) throws(Failure) in
        guard pair[1].isLeaf else { throw .value("deeper") }
        return pair[0]
      }
      return true
    } catch {
      return false
    }
  }
}
