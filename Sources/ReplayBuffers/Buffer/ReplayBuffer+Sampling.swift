import Catalog
import Tensors

extension ReplayBuffer {
  /// A batch, with what the sampler tells about it.
  public struct Sample: Sendable {
    public var data: Tree
    /// In TorchRL's order; keys are strings or tuples of strings.
    public var info: [(key: Tree, value: Tree)]
    /// A td buffer puts the info into the batch.
    var includesInfo = true
  }

  /// Draws a batch.
  /// - Parameter batchSize: nil takes the buffer's. A size given here prevails over the buffer's.
  /// - Throws: `RuntimeError` without any batch size or with an empty storage, `ValueError` for a negative one, and
  ///   what collate and transforms throw.
  ///   - includesInfo: Whether the tensordicts of a td buffer get what the sampler tells.
  public func sample(_ batchSize: Int? = nil, includesInfo: Bool = true) throws(Failure) -> Sample {
    guard let size = batchSize ?? self.batchSize else {
      throw .runtime(
        "expected a batch size, got none", help: "sample(32), or give the buffer a batch_size", argument: "batch_size")
    }
    guard size >= 0 else {
      throw .unfit("batch_size", expected: "at least 0", got: size)
    }
    try Self.demand(batch: size)
    guard let queue else {
      let (rows, draw, pipeline) = try drawNow(size)
      return try finish(try pipeline.whole(rows), draw, includesInfo)
    }
    // Held throughout, so that concurrent callers take batches one after the other, in order.
    queue.lock.lock()
    defer { queue.lock.unlock() }
    let taken: Result<(data: Tree, draw: Draw), Failure>
    if let job = queue.next(batchSize: size) {
      // The queue is filled up again even where this batch is an error.
      taken = Self.catching { () throws(Failure) in try job.take() }
    } else {
      let (rows, draw, pipeline) = try drawNow(size)
      taken = Self.catching { () throws(Failure) in (try pipeline.whole(rows), draw) }
    }
    if size == self.batchSize { fill(queue, size) }
    let (data, draw) = try taken.get()
    return try finish(data, draw, includesInfo)
  }

  /// Several arrays of this length are needed at once.
  static func demand(batch size: Int) throws(Failure) {
    guard size <= Memory.limit / 64 else {
      throw Failure(.memory, "a batch of \(size) items does not fit in memory", argument: "batch_size")
    }
    try Memory.demand(size, of: 64, "items of a batch", argument: "batch_size")
  }

  private static func catching<T>(_ body: () throws(Failure) -> T) -> Result<T, Failure> {
    do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
  }

  /// Draws and gathers under the locks; what follows needs none.
  private func drawNow(_ size: Int) throws(Failure) -> (Tree, Draw, Pipeline) {
    try locked { (parts) throws(Failure) in
      isInitialized = true
      let draw = try draw(size, parts)
      return (try parts.storage.gather(cells: draw.cells), draw, pipeline)
    }
  }

  /// A draw, as the stages make it.
  private func draw(_ size: Int, _ parts: BufferParts) throws(Failure) -> Draw {
    try Self.demand(batch: size)
    var draw = try parts.sampler.sample(parts.storage, batchSize: size, generator: generatorValue)
    for stage in stages { draw = try stage.draw(draw, from: parts) }
    return draw
  }

  private func fill(_ queue: PrefetchQueue, _ size: Int) {
    locked { parts in
      while queue.count < min(parts.sampler.remainingBatches, queue.capacity), !parts.sampler.ranOut {
        let draw = Self.catching { () throws(Failure) in try self.draw(size, parts) }
        queue.push(draw, batchSize: size, from: parts.storage, pipeline)
      }
    }
  }

  private func finish(_ data: Tree, _ draw: Draw, _ includesInfo: Bool) throws(Failure) -> Sample {
    var sample = Sample(data: data, info: [], includesInfo: includesInfo)
    for stage in stages { try stage.finish(&sample, draw, of: self) }
    return sample
  }

  // MARK: iterating

  /// Batches one after the other: without end, or one epoch for a sampler without replacement.
  /// - Throws: `RuntimeError` where the buffer has no batch size.
  public func makeIterator() throws(Failure) -> BatchIterator {
    guard batchSize != nil else {
      throw .runtime("cannot iterate over a buffer without a batch size", help: "give the buffer a batch_size")
    }
    return BatchIterator(self)
  }

  /// The next batch of an iteration that the buffer keeps; nil at the end of an epoch, after which a new one begins.
  public func next() throws(Failure) -> Tree? {
    lock.lock()
    defer { lock.unlock() }
    let batch = try makeIterator(isRunning: isIterating).next()
    isIterating = batch != nil
    return batch
  }

  private func makeIterator(isRunning: Bool) throws(Failure) -> BatchIterator {
    let iterator = try makeIterator()
    iterator.hasStarted = isRunning
    return iterator
  }
}

/// An iteration over a buffer's batches.
public final class BatchIterator: @unchecked Sendable {
  // `@unchecked`: one thread iterates, and `hasStarted` is its own.
  private let buffer: ReplayBuffer
  fileprivate var hasStarted = false

  fileprivate init(_ buffer: ReplayBuffer) { self.buffer = buffer }

  /// The next batch; nil at the end.
  public func next() throws(Failure) -> Tree? {
    if !hasStarted {
      hasStarted = true
      buffer.sampler.ranOut = false
    } else if buffer.sampler.ranOut, buffer.queue?.count ?? 0 == 0 {
      return nil
    }
    return try buffer.sample().data
  }
}

extension Tensor {
  /// A view with the batch size's further dimensions repeated, where it has fewer than those.
  func expandedRight(to batch: Shape) -> Tensor {
    guard ndim < batch.count, Array(batch.dims.prefix(ndim)) == shape.dims else { return self }
    let missing = batch.count - ndim
    return view(shape: batch, strides: strides + [Int](repeating: 0, count: missing), offset: offset)
  }
}
