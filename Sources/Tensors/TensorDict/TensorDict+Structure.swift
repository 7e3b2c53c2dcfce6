import Catalog

extension TensorDict {
  /// Only the given keys, over the same tensors.
  /// - Throws: `KeyError` for a missing key if `strict`.
  public func select(_ keys: [NestedKey], strict: Bool = true) throws(Failure) -> TensorDict {
    let result = emptied()
    for key in keys {
      guard let found = try entry(key) else {
        if strict { _ = try requireEntry(key) }
        continue
      }
      var source = self
      var target = result
      for name in key.path.dropLast() {
        guard case .tensordict(let child)? = source.entries[name] else { break }
        if case .tensordict(let made)? = target.entries[name] {
          target = made
        } else {
          let made = child.emptied()
          target.store(name, .tensordict(made))
          target = made
        }
        source = child
      }
      guard source.entries[key.last] != nil else { continue }
      if case .tensordict(let child) = found {
        target.store(key.last, .tensordict(child.shallowCopy()))
      } else {
        target.store(key.last, found)
      }
    }
    return result
  }

  /// All but the given keys, over the same tensors; missing ones are ignored.
  public func exclude(_ keys: [NestedKey]) -> TensorDict {
    let result = shallowCopy()
    for key in keys {
      if let owner = try? result.owner(of: key) { owner.discard(key.last) }
    }
    return result
  }

  /// Takes over another's keys (`inplace: True` of `select`, `exclude` and the like).
  /// - Throws: `RuntimeError` where this is locked.
  public func replaceContent(with other: TensorDict) throws(Failure) {
    try checkUnlocked()
    keys = other.keys
    entries = other.entries
  }

  /// Moves a value to another key, which comes last.
  /// - Throws: `KeyError` where the old key is missing, or, if `safe`, the new one is there.
  public func rename(_ old: NestedKey, to new: NestedKey, safe: Bool = false) throws(Failure) {
    try checkUnlocked()
    let moved = try requireEntry(old)
    if old == new { return }
    if safe, contains(new) { throw .key("key \(new.text) is already there") }
    try set(new, entry: moved)
    try remove(old)
  }

  /// One level of keys, nested names joined by the separator, over the same tensors. Empty nested ones vanish.
  /// - Throws: `KeyError` where two keys become the same.
  public func flattenKeys(_ separator: String = ".") throws(Failure) -> TensorDict {
    let result = emptied()
    for (key, entry) in items(includeNested: true, leavesOnly: true, nonTensorLeaves: true) {
      let name = key.path.joined(separator: separator)
      guard result.entries[name] == nil else {
        throw .key("flattening the keys makes two of them '\(name)'", help: "use another separator")
      }
      result.store(name, entry)
    }
    return result
  }

  /// The inverse of `flattenKeys`: names that contain the separator become nested keys.
  /// - Throws: `KeyError` where a nested key would stand below a value.
  public func unflattenKeys(_ separator: String = ".") throws(Failure) -> TensorDict {
    guard !separator.isEmpty else { throw .value("the separator cannot be empty") }
    let result = emptied()
    for key in keys {
      guard let entry = entries[key] else { continue }
      let path = key.parts(separatedBy: separator)
      do {
        try result.set(NestedKey(path), entry: entry)
      } catch {
        throw .key("unflattening the key '\(key)' would override another one")
      }
    }
    for key in keys where key.parts(separatedBy: separator).count == 1 {
      if case .tensordict? = result.entries[key] { continue }
      guard !keys.contains(where: { $0.hasPrefix(key + separator) }) else {
        throw .key("unflattening the keys below '\(key)' would override it")
      }
    }
    return result
  }

  /// Removes all keys.
  /// - Throws: `RuntimeError` where this is locked.
  public func clear() throws(Failure) {
    try checkUnlocked()
    keys = []
    entries = [:]
  }
}

extension String {
  /// Python's `split(separator)`.
  fileprivate func parts(separatedBy separator: String) -> [String] {
    let text = Array(utf8)
    let mark = Array(separator.utf8)
    var parts: [String] = []
    var start = 0
    var place = 0
    while place + mark.count <= text.count {
      if text[place..<place + mark.count].elementsEqual(mark) {
        parts.append(String(decoding: text[start..<place], as: UTF8.self))
        place += mark.count
        start = place
      } else {
        place += 1
      }
    }
    return parts + [String(decoding: text[start...], as: UTF8.self)]
  }
}
