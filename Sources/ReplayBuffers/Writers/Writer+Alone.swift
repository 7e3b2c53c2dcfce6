import Catalog
import Tensors

/// A writer by itself: it writes into the storage that it belongs to.
extension Writer {
  /// - Throws: `RuntimeError` where it belongs to no storage.
  func requiredStorage() throws(Failure) -> any Storage {
    guard let storage = attachedStorage else {
      throw .runtime("\(text) has no storage", help: "register_storage(storage) gives it one, a buffer too")
    }
    return storage
  }

  /// Writes one item. Returns where it is; None where the writer rejects it. Samplers over the storage are told.
  public func add(_ data: Tree) throws(Failure) -> Tree {
    guard allowsWriting else { throw ImmutableWriter.refusal }
    let storage = try requiredStorage()
    storage.lock.lock()
    defer { storage.lock.unlock() }
    guard let written = try add(data, to: storage) else { return .none }
    storage.listeners.notify(written.cells, in: storage)
    return written.index
  }

  /// Writes several items. Returns where they are.
  public func extend(_ data: Tree) throws(Failure) -> Tree {
    guard allowsWriting else { throw ImmutableWriter.refusal }
    let storage = try requiredStorage()
    storage.lock.lock()
    defer { storage.lock.unlock() }
    let written = try extend(data, to: storage)
    storage.listeners.notify(written.cells, in: storage)
    return written.index
  }
}

extension RowWriter {
  /// Writes into rows of the caller's choice, and leaves the cursor alone.
  /// - Parameter index: An int for one item, else a tensor or a list of one row per item.
  public func write(_ data: Tree, at index: Tree) throws(Failure) -> Tree {
    let storage = try requiredStorage()
    storage.lock.lock()
    defer { storage.lock.unlock() }
    let rows = try index.indices()
    let capacity = storage.rowCapacity(inner: storage.shape?.dropFirst() ?? [])
    for row in rows where row < 0 || row >= capacity {
      throw .index("row \(row) is out of range for \(capacity) rows")
    }
    let isSingle = if case .int = index { true } else { false }
    let written = try write(data, at: rows, to: storage, isSingle: isSingle)
    storage.listeners.notify(written.cells, in: storage)
    return written.index
  }
}
