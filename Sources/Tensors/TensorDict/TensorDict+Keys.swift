import Catalog

extension TensorDict {
  /// The keys, in insertion order unless sorted.
  ///
  /// - Parameters:
  ///   - includeNested: also the keys of nested tensordicts, as paths; they come before their parent's own key.
  ///   - leavesOnly: only keys of tensors.
  ///   - nonTensorLeaves: with `leavesOnly`, also keys of non-tensor values.
  ///   - sort: by name, paths joined with dots.
  public func keys(
    includeNested: Bool, leavesOnly: Bool = false, nonTensorLeaves: Bool = false, sort: Bool = false
  ) -> [NestedKey] {
    var result: [NestedKey] = []
    collectKeys([], includeNested, leavesOnly, nonTensorLeaves, &result)
    // A stack has its keys in their order, whatever was set first.
    guard sort || stackDim != nil else { return result }
    let names = result.map { (key: $0, name: $0.path.joined(separator: ".")) }
    return names.sorted { codePointsPrecede($0.name, $1.name) }.map(\.key)
  }

  private func collectKeys(
    _ prefix: [String], _ nested: Bool, _ leavesOnly: Bool, _ nonTensorLeaves: Bool, _ result: inout [NestedKey]
  ) {
    for key in keys {
      let own = NestedKey(prefix + [key])
      switch entries[key] {
      case .tensordict(let child)?:
        if nested { child.collectKeys(own.path, nested, leavesOnly, nonTensorLeaves, &result) }
        if !leavesOnly { result.append(own) }
      case .tensor?: result.append(own)
      default: if !leavesOnly || nonTensorLeaves { result.append(own) }
      }
    }
  }

  /// Keys and values, in the order of `keys(includeNested:…)`.
  public func items(
    includeNested: Bool = false, leavesOnly: Bool = false, nonTensorLeaves: Bool = false, sort: Bool = false
  ) -> [(key: NestedKey, entry: Entry)] {
    keys(includeNested: includeNested, leavesOnly: leavesOnly, nonTensorLeaves: nonTensorLeaves, sort: sort)
      .compactMap { key in
        guard let entry = (try? entry(key)) ?? nil else { return nil }
        return (key, entry)
      }
  }

  /// Every tensor at every depth with its path, in insertion order.
  public var leaves: [(key: NestedKey, tensor: Tensor)] {
    items(includeNested: true, leavesOnly: true).compactMap { item in
      if case .tensor(let tensor) = item.entry { (item.key, tensor) } else { nil }
    }
  }
}

/// Python's order of strings: by code point, where Swift's `<` is by canonical equivalence.
func codePointsPrecede(_ a: String, _ b: String) -> Bool {
  a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars)
}
