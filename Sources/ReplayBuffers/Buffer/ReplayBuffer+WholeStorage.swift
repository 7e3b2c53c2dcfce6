import Catalog
import Tensors

/// What is done to all that is stored, and questions about it.
extension ReplayBuffer {
  /// Whether a batch can be drawn. - Parameter batchSize: nil takes the buffer's.
  /// - Throws: `RuntimeError` without any batch size.
  public func canSample(_ batchSize: Int? = nil) throws(Failure) -> Bool {
    guard let size = batchSize ?? self.batchSize else {
      throw .runtime("expected a batch size, got none", help: "can_sample(32), or give the buffer a batch_size")
    }
    return try locked { (parts) throws(Failure) -> Bool in
      return try samplerValue.canSample(storageValue, batchSize: size)
    }
  }

  /// The first items in the order of their slots, not of writing; nil for all.
  public func readAll(end: Int? = nil) throws(Failure) -> Tree {
    try get(end.map { .slice(start: nil, stop: $0, step: nil) } ?? .all)
  }

  /// Overwrites the first items, or all of a full storage.
  /// - Parameter end: How many; nil for as many as the data has.
  public func writeAll(_ data: Tree, end: Int? = nil) throws(Failure) {
    let stop = end ?? (count == storage.maxSize ? nil : data.leadingShape?.first)
    try set(stop.map { .slice(start: nil, stop: $0, step: nil) } ?? .all, data)
  }

  /// Lets the body write into what is stored, all of it.
  /// - Throws: `TypeError` for a storage of other things than tensordicts in one piece.
  public func writeThrough(_ body: (TensorDict) throws(Failure) -> Void) throws(Failure) {
    try settled { (parts) throws(Failure) in
      guard storageValue.columnStore != nil, case .tensordict(let data) = try storageValue.read(.all, dimension: 0)
      else {
        throw .type(
          "expected a storage of tensordicts in one piece, got \(storageValue.text)",
          help: "use a ram, memmap or tensor storage, and write to it first")
      }
      defer { storageValue.listeners.notifyAssigned(nil, in: storageValue) }
      try body(data)
    }
  }

  /// Tells the sampler that items have changed: prioritized ones give them the default priority. Negative indices are
  /// skipped.
  /// - Throws: `IndexError` for an index that the storage has no room for; nothing has changed then.
  public func markUpdate(_ index: Tree) throws(Failure) {
    try locked { (parts) throws(Failure) in
      let cells = try storageValue.cells(of: index)
      let room = storageValue.maxSize == .max ? storageValue.count : storageValue.maxSize
      if let cell = cells.first(where: { $0 >= room }) {
        throw .index("index \(cell) is out of range for a storage of \(room) items", argument: "index")
      }
      samplerValue.markUpdate(cells, in: storageValue)
    }
  }
}
