import Catalog
import Tensors

/// A sampler by itself, without a buffer around it.
extension Sampler {
  /// Draws places of a storage. Returns the index, and what the sampler tells about it.
  public func draw(
    from storage: any Storage, batchSize: Int
  ) throws(Failure) -> (index: Tree, info: [(key: Tree, value: Tree)]) {
    guard batchSize >= 0 else {
      throw .unfit("batch_size", expected: "at least 0", got: batchSize)
    }
    try ReplayBuffer.demand(batch: batchSize)
    storage.lock.lock()
    defer { storage.lock.unlock() }
    let draw = try sample(storage, batchSize: batchSize, generator: nil)
    return (try draw.index(in: storage), draw.info)
  }

  /// Whether it can draw a batch of this size.
  public func canDraw(from storage: any Storage, batchSize: Int) throws(Failure) -> Bool {
    storage.lock.lock()
    defer { storage.lock.unlock() }
    return try canSample(storage, batchSize: batchSize)
  }

  /// Sets priorities, as the buffer's method does; a sampler without priorities ignores it.
  /// - Parameter storage: Makes cells of coordinates; nil for an index of plain numbers.
  public func updatePriority(_ index: Tree, _ priority: Tree, in storage: (any Storage)?) throws(Failure) {
    guard let sampler = priorities else { return }
    let values = try priority.priorities()
    guard let storage else {
      if case .tensor(let tensor) = index, tensor.ndim > 1 {
        throw .runtime("expected a storage for an index of coordinates, got none", argument: "storage")
      }
      return try sampler.updatePriority(cells: try index.indices(), values: values, in: nil)
    }
    storage.lock.lock()
    defer { storage.lock.unlock() }
    try sampler.updatePriority(cells: try storage.cells(of: index), values: values, in: storage)
  }
}
