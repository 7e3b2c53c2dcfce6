import Catalog

/// The parts of a buffer, while it holds their locks.
struct BufferParts {
  let storage: any Storage
  let sampler: any Sampler
  let writer: any Writer
}

/// The one order in which locks are taken: the queue of prefetched batches, the buffer, its storage; then the sampler's or
/// the writer's, which lock themselves. Whoever needs several of them takes them here.
extension ReplayBuffer {
  /// Runs with the buffer and its storage held, so that several steps are one.
  func locked<R, E: Error>(_ body: (BufferParts) throws(E) -> R) throws(E) -> R {
    lock.lock()
    let storage = storageValue
    storage.lock.lock()
    defer {
      storage.lock.unlock()
      lock.unlock()
    }
    return try body(BufferParts(storage: storage, sampler: samplerValue, writer: writerValue))
  }

  /// As `locked`, once rows that are being gathered in the background have been read: for writes.
  func settled<R, E: Error>(_ body: (BufferParts) throws(E) -> R) throws(E) -> R {
    queue?.waitForGathers()
    return try locked(body)
  }

  /// As `settled`, with the queue of prefetched batches held too: for what replaces parts, or drops batches.
  func quiet<R, E: Error>(_ body: (BufferParts) throws(E) -> R) throws(E) -> R {
    queue?.lock.lock()
    defer { queue?.lock.unlock() }
    // Jobs that gather need the storage's lock, and who drops them waits for them.
    queue?.waitForGathers()
    return try locked(body)
  }
}

extension Sampler {
  /// Runs with the storage and the sampler held.
  func locked<R, E: Error>(with storage: any Storage, _ body: () throws(E) -> R) throws(E) -> R {
    storage.lock.lock()
    lock.lock()
    defer {
      lock.unlock()
      storage.lock.unlock()
    }
    return try body()
  }
}
