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
  /// All leaves with the way to them, depth first, in the order of `mapLeaves`.
  public var leavesWithPaths: [(path: [TreeStep], leaf: Tree)] {
    var result: [(path: [TreeStep], leaf: Tree)] = []
    collectLeaves([], &result)
    return result
  }

  private func collectLeaves(_ path: [TreeStep], _ result: inout [(path: [TreeStep], leaf: Tree)]) {
    switch self {
    case .list(let items), .tuple(let items):
      for (i, item) in items.enumerated() { item.collectLeaves(path + [.index(i)], &result) }
    case .size(let shape):
      for (i, size) in shape.enumerated() { result.append((path + [.index(i)], .int(size))) }
    case .dict(let pairs):
      for pair in pairs { pair.value.collectLeaves(path + [.key(pair.key)], &result) }
    case .tensordict(let tensordict):
      for key in tensordict.keys {
        switch tensordict.entries[key] {
        case .tensor(let tensor)?: result.append((path + [.key(.string(key))], .tensor(tensor)))
        case .tensordict(let child)?: Tree.tensordict(child).collectLeaves(path + [.key(.string(key))], &result)
        default: continue
        }
      }
    default: result.append((path, self))
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
