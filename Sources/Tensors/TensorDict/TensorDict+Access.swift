import Catalog

extension TensorDict {
  /// What the key holds; nil where any name on the path is missing.
  /// - Throws: `ValueError` where the path goes on below something that is no tensordict.
  public func entry(_ key: NestedKey) throws(Failure) -> Entry? {
    var current = self
    for (depth, name) in key.path.enumerated() {
      guard let found = current.entries[name] else {
        if depth == key.path.count - 1, current.tensorClass?.fields.contains(name) == true {
          return .nonTensor(.none)
        }
        return nil
      }
      if depth == key.path.count - 1 { return found }
      guard case .tensordict(let child) = found else {
        throw .value("expected a tensordict at key '\(name)' on the way to \(key.text), got \(found.tree.article)")
      }
      current = child
    }
    return nil
  }

  /// What the key holds.
  /// - Throws: `KeyError` (`AttributeError` for an instance of a tensorclass) that names the nearest key.
  public func requireEntry(_ key: NestedKey) throws(Failure) -> Entry {
    if let found = try entry(key) { return found }
    var current = self
    for name in key.path {
      if case .tensordict(let child)? = current.entries[name] {
        current = child
        continue
      }
      throw current.missing(name)
    }
    throw missing(key.last)
  }

  func missing(_ name: String) -> Failure {
    if let tensorClass {
      return Failure(
        .attribute, "'\(tensorClass.name)' has no field '\(name)'",
        help: Suggestion.didYouMean(name, among: tensorClass.fields))
    }
    let list = keys.map { "'\($0)'" }.joined(separator: ", ")
    return .key(
      "key '\(name)' not found in \(typeName) with keys [\(list)]",
      help: nestedHint(name) ?? Suggestion.didYouMean(name, among: keys))
  }

  /// Where a key stands that was looked for outside: a step's reward is td["next", "reward"].
  private func nestedHint(_ name: String) -> String? {
    let holders = keys.filter { key in
      if case .tensordict(let child) = entries[key] { child.keys.contains(name) } else { false }
    }
    guard let holder = holders.first(where: { $0 == "next" }) ?? holders.first else { return nil }
    return "it is inside of '\(holder)': td[\"\(holder)\", \"\(name)\"]"
  }

  /// The key's value as Python's `td[key]` gives it: a tensor, a nested tensordict, a plain value, or a list of values.
  /// - Throws: `KeyError`, as `requireEntry`.
  public func value(_ key: NestedKey) throws(Failure) -> Tree { try requireEntry(key).tree }

  /// The key's value, or nil where it is missing.
  public func get(_ key: NestedKey) throws(Failure) -> Tree? { try entry(key)?.tree }

  /// The key's value as Python's `td.get(key)` gives it: non-tensor values come wrapped, as `NonTensorData` or
  /// `NonTensorStack`. Nil where the key is missing.
  public func item(_ key: NestedKey) throws(Failure) -> Tree? {
    guard let found = try entry(key) else { return nil }
    switch found {
    case .tensor, .tensordict: return found.tree
    case .nonTensor, .nonTensorStack:
      let owner = try self.owner(of: key)
      guard owner.entries[key.last] != nil else { return Tree.none }
      return .object(NonTensor(found, batchSize: owner.batchSize, device: owner.device))
    }
  }

  /// The key's tensor.
  /// - Throws: `KeyError` where it is missing, `TypeError` where it holds something else.
  public func tensor(_ key: NestedKey) throws(Failure) -> Tensor {
    let found = try requireEntry(key)
    guard case .tensor(let tensor) = found else {
      throw .type("expected a tensor at key \(key.text), got \(found.tree.article)")
    }
    return tensor
  }

  /// The key's tensor; nil where the key is missing or holds something else.
  public func tensorIfPresent(_ key: NestedKey) -> Tensor? {
    guard case .tensor(let tensor)? = present(key) else { return nil }
    return tensor
  }

  /// The nested tensordict at a key; nil where there is none.
  public func tensordictIfPresent(_ key: NestedKey) -> TensorDict? {
    guard case .tensordict(let child)? = present(key) else { return nil }
    return child
  }

  /// Whether the key is there. A field of a tensorclass that is None is not.
  public func contains(_ key: NestedKey) -> Bool {
    if tensorClass != nil, key.path.count == 1 { return entries[key.first] != nil }
    return present(key) != nil
  }

  /// As `entry`, where a path that leads below a tensor is as good as a missing one.
  private func present(_ key: NestedKey) -> Entry? {
    do { return try entry(key) } catch { return nil }
  }

  /// Sets a key from Python data, replacing what is there. A path makes the nested tensordicts that are missing, with
  /// this one's batch size and device.
  /// - Throws: `RuntimeError` where the shape does not begin with the batch size, or where this is locked.
  public func set(_ key: NestedKey, _ value: Tree) throws(Failure) {
    let owner = try ownerForSetting(key)
    try owner.checkField(key.last)
    try owner.setName(key.last, owner.makeEntry(of: value, key: key), key)
  }

  public func set(_ key: NestedKey, _ tensor: Tensor) throws(Failure) { try set(key, entry: .tensor(tensor)) }

  public func set(_ key: NestedKey, _ child: TensorDict) throws(Failure) { try set(key, entry: .tensordict(child)) }

  /// Sets a key to an entry that is ready made.
  public func set(_ key: NestedKey, entry: Entry) throws(Failure) {
    let owner = try ownerForSetting(key)
    try owner.checkField(key.last)
    try owner.setName(key.last, entry, key)
  }

  private func checkField(_ name: String) throws(Failure) {
    guard let tensorClass, !tensorClass.fields.contains(name) else { return }
    throw missing(name)
  }

  private func setName(_ name: String, _ entry: Entry, _ key: NestedKey) throws(Failure) {
    try checkUnlocked()
    if tensorClass != nil, entry.isNone {
      discard(name)
    } else {
      store(name, try fitting(entry, key))
    }
  }

  /// The tensordict that holds a path's last name, made where it is missing.
  private func ownerForSetting(_ key: NestedKey) throws(Failure) -> TensorDict {
    var current = self
    for name in key.path.dropLast() {
      switch current.entries[name] {
      case .tensordict(let child)?: current = child
      case .some(let other):
        throw .key("key '\(name)' on the way to \(key.text) is \(other.tree.article), not a tensordict")
      case nil:
        try current.checkUnlocked()
        try current.checkField(name)
        let child = TensorDict(batchSize: current.batchSize, device: current.device)
        current.store(name, .tensordict(child))
        current = child
      }
    }
    return current
  }

  /// The entry with this batch size and device, checked.
  func fitting(_ entry: Entry, _ key: NestedKey) throws(Failure) -> Entry {
    switch entry {
    case .tensor(let tensor):
      try checkShape(tensor.shape, key)
      return entry
    case .tensordict(let child):
      var fitted = child
      if child.batchSize.prefix(ndim) != batchSize {
        fitted = child.shallowCopy()
        do {
          try fitted.setBatchSize(batchSize)
        } catch {
          throw mismatch(child.batchSize, key)
        }
      }
      if let device, fitted.device != device { fitted = fitted.to(device: device) }
      return .tensordict(fitted)
    case .nonTensor: return entry
    case .nonTensorStack(let values):
      if let expected = batchSize.first, values.count != expected { throw mismatch([values.count], key) }
      return entry
    }
  }

  private func checkShape(_ shape: Shape, _ key: NestedKey) throws(Failure) {
    guard shape.count >= ndim else { throw mismatch(shape, key) }
    for i in batchSize.indices where shape[i] != batchSize[i] { throw mismatch(shape, key) }
  }

  private func mismatch(_ shape: Shape, _ key: NestedKey) -> Failure {
    .runtime(
      "expected shape to begin with \(batchSize.dims), got \(shape.dims) for key \(key.text)",
      help: batchSize.isEmpty ? nil : "the batch size is \(batchSize.dims); every value must share it")
  }

  /// Removes a key.
  /// - Throws: `KeyError` where it is missing; `RuntimeError` where this is locked.
  public func remove(_ key: NestedKey) throws(Failure) {
    _ = try requireEntry(key)
    let owner = try self.owner(of: key)
    try owner.checkUnlocked()
    owner.discard(key.last)
  }

  /// Removes a key and gives its value, or the default where it is missing.
  /// - Throws: `KeyError` where it is missing and there is no default.
  public func pop(_ key: NestedKey, default fallback: Tree? = nil) throws(Failure) -> Tree {
    guard let found = try entry(key) else {
      if let fallback { return fallback }
      _ = try requireEntry(key)
      throw missing(key.last)
    }
    try remove(key)
    return found.tree
  }

  /// The tensordict that holds a present path's last name.
  func owner(of key: NestedKey) throws(Failure) -> TensorDict {
    guard key.path.count > 1 else { return self }
    guard case .tensordict(let owner) = try requireEntry(NestedKey(Array(key.path.dropLast()))) else {
      throw missing(key.first)
    }
    return owner
  }

  /// Sets every key of `other`, nested ones one by one, so that nested keys that `other` lacks stay.
  public func update(_ other: TensorDict) throws(Failure) {
    for key in other.keys {
      guard let entry = other.entries[key] else { continue }
      if case .tensordict(let theirs) = entry, case .tensordict(let ours)? = entries[key] {
        try ours.update(theirs)
      } else {
        try set(NestedKey(key), entry: entry)
      }
    }
  }

  /// `update` with a Python dict: its keys are names or tuples of names.
  public func update(_ fields: [(key: Tree, value: Tree)]) throws(Failure) {
    for (key, value) in fields {
      let name = try NestedKey(tree: key)
      if case .dict(let inner) = value, let ours = tensordictIfPresent(name) {
        try ours.update(inner)
      } else {
        try set(name, value)
      }
    }
  }
}

extension TensorDict.Entry {
  /// As Python's `td[key]` shows it.
  public var tree: Tree {
    switch self {
    case .tensor(let tensor): .tensor(tensor)
    case .tensordict(let child): .tensordict(child)
    case .nonTensor(let value): value
    case .nonTensorStack(let values): .list(values)
    }
  }

  /// The value None, which leaves a field of a tensorclass empty.
  var isNone: Bool { if case .nonTensor(.none) = self { true } else { false } }
}
