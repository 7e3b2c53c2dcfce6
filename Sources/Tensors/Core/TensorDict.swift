import Catalog

/// A tensorclass declared by a script: its name and its fields in order.
public final class TensorClass: Sendable {
  public let name: String
  public let fields: [String]
  public init(name: String, fields: [String]) {
    self.name = name
    self.fields = fields
  }
}

/// Where a tensordict says that its tensors are. There is one device; `nil` elsewhere means "not said".
public enum Device: String, Sendable { case cpu }

/// A batch shape and an insertion-ordered tree of keys over tensors that all begin with that shape
/// (tensordict's `TensorDict`, and, with a `tensorClass`, an instance of a tensorclass).
///
/// A reference, as in Python: `set` is seen by everyone who holds it.
/// - Threads: reads may overlap reads; a change of keys must not overlap any other access (buffers lock).
public final class TensorDict: @unchecked Sendable {
  /// What a key holds.
  public enum Entry: Sendable {
    case tensor(Tensor)
    case tensordict(TensorDict)
    /// One value for the whole batch (`NonTensorData`).
    case nonTensor(Tree)
    /// One value per element of the first batch dimension (`NonTensorStack`); lists within are further dimensions.
    case nonTensorStack([Tree])
  }

  public internal(set) var batchSize: Shape
  public internal(set) var device: Device?
  /// The class of which this is an instance. A field of the class that has no key is None.
  public let tensorClass: TensorClass?
  /// In insertion order.
  public internal(set) var keys: [String] = []
  /// Keys cannot be set or removed; elements can.
  public internal(set) var isLocked = false
  /// The batch dimension along which this passes for a stack of items (tensordict's `LazyStackedTensorDict`), as batches
  /// of some storages do; nil for a plain one. Its tensors are joined all the same: only what prints differs.
  public internal(set) var stackDim: Int?
  /// All leaves were mapped to files together (`is_memmap()`). Views and copies are not.
  public internal(set) var isMemoryMapped = false
  /// A parent's lock holds this one, so that only the parent can be unlocked.
  var isLockedByParent = false
  var entries: [String: Entry] = [:]

  public init(batchSize: Shape, device: Device? = nil, tensorClass: TensorClass? = nil) {
    self.batchSize = batchSize
    self.device = device
    self.tensorClass = tensorClass
  }

  /// A tensordict of ready made entries, one per key, which fit the batch size and the device: nothing is checked.
  package init(batchSize: Shape, device: Device?, keys: [String], entries: [String: Entry]) {
    self.batchSize = batchSize
    self.device = device
    tensorClass = nil
    self.keys = keys
    self.entries = entries
  }

  /// What one name holds, without a look at the fields of a tensorclass.
  package func stored(_ name: String) -> Entry? { entries[name] }

  /// A tensordict of Python data: numbers become tensors, dicts nest, other values are carried as they are.
  /// - Throws: `RuntimeError` where a value's shape does not begin with the batch size.
  public convenience init(_ fields: [(NestedKey, Tree)], batchSize: Shape, device: Device? = nil) throws(Failure) {
    self.init(batchSize: try batchSize.counted(), device: device)
    for (key, value) in fields { try set(key, value) }
  }

  /// Whether there is no leaf at any depth, tensor or other.
  public var isEmpty: Bool {
    for key in keys {
      if case .tensordict(let child)? = entries[key] {
        if !child.isEmpty { return false }
      } else {
        return false
      }
    }
    return true
  }

  /// The first batch dimension's size; 0 without one, as Python's `len`.
  public var count: Int { batchSize.first ?? 0 }
  /// The number of batch elements, at least 1 as tensordict counts.
  public var numel: Int { max(1, batchSize.numel) }
  public var ndim: Int { batchSize.count }
  /// `TensorDict`, or the tensorclass's name.
  public var typeName: String { tensorClass?.name ?? TypeName.tensordict.name }

  /// Forbids setting and removing keys, at every depth.
  public func lock() {
    isLocked = true
    for case .tensordict(let child) in entries.values {
      child.lock()
      child.isLockedByParent = true
    }
  }

  /// - Throws: `RuntimeError` for a nested tensordict whose parent is locked.
  public func unlock() throws(Failure) {
    guard !isLockedByParent else {
      throw .runtime("cannot unlock a tensordict that is part of a locked one", help: "unlock the outer one")
    }
    releaseLock()
  }

  private func releaseLock() {
    isLocked = false
    isLockedByParent = false
    isMemoryMapped = false
    for case .tensordict(let child) in entries.values { child.releaseLock() }
  }

  func checkUnlocked() throws(Failure) {
    guard !isLocked else {
      throw .runtime(
        "cannot change the keys of a locked \(typeName)",
        help: "set_() writes into a key that is there; unlock_() unlocks")
    }
  }

  /// Stores without any check. An existing key keeps its place.
  func store(_ key: String, _ entry: Entry) {
    var entry = entry
    if let stackDim, case .tensordict(let child) = entry { entry = .tensordict(child.asStack(stackDim)) }
    if entries.updateValue(entry, forKey: key) == nil { keys.append(key) }
  }

  /// Removes without any check.
  func discard(_ key: String) {
    if entries.removeValue(forKey: key) != nil { keys.removeAll { $0 == key } }
  }
}
