import Catalog
import Tensors

/// Draws slices: rows of one trajectory that follow each other, from trajectories drawn uniformly, with replacement.
///
/// The boundaries of trajectories are kept while rows are written (`BoundaryIndex`), so that a batch costs the same
/// whatever the number of rows: O(slices · log rows) and the copy of the rows. A length of slices that was not asked for
/// lately costs O(trajectories) once.
public final class SliceSampler: TrajectorySampler, @unchecked Sendable {
  // `@unchecked`: the mutable fields are touched under `lock`.
  public let lock = RecursiveLock()
  public let options: SliceOptions
  var source: TrajectorySource
  private let fragments: FragmentedIndex?

  /// - Throws: where options exclude each other, as TorchRL's constructor.
  public init(_ options: SliceOptions) throws(Failure) {
    try options.check()
    self.options = options
    source = try TrajectorySource(options)
    fragments = options.fragmented ? FragmentedIndex() : nil
  }

  public var text: String { SourceText.call("slices", [], options.source) }

  public func sample(_ storage: any Storage, batchSize: Int, generator: Generator?) throws(Failure) -> Draw {
    storage.lock.lock()
    lock.lock()
    defer {
      lock.unlock()
      storage.lock.unlock()
    }
    let (length, count) = try options.layout(batchSize: batchSize)
    let stream = generator ?? .default
    if let fragments {
      return try fragments.draw(
        storage, try trajectoryKey(storage), options, length: length, count: count, stream: stream)
    }
    let options = options
    let prefetch = RowPrefetch(storage)
    let choice = try source.withBoundaries(of: storage) { (boundaries) throws(Failure) in
      try SliceChoice.draw(&boundaries, options, length: length, count: count, stream: stream, prefetch: prefetch)
    }
    return try SliceBatch(choice).draw(options, storage)
  }

  func places(_ storage: any Storage, batchSize: Int) throws(Failure) -> Int {
    if let fragments {
      guard storage.count > 0 else { return 0 }
      let length = try options.layout(batchSize: batchSize).length
      let runs = try fragments.lengths(storage, try trajectoryKey(storage), options)
      return runs.reduce(0) { $0 + options.places(of: $1, length) }
    }
    return try source.places(options, storage, batchSize: batchSize)
  }

  private func trajectoryKey(_ storage: any Storage) throws(Failure) -> NestedKey {
    guard storage.count > 0 else { throw .emptyStorage }
    if options.trajKey == nil { source.follow(storage) }
    guard let key = source.trajKey, storage.hasTensor(key) else {
      throw .runtime(
        "fragmented slices need trajectory ids, got none", help: "name their key: traj_key", argument: "traj_key")
    }
    return key
  }

  public func attach(to storage: any Storage) throws(Failure) {
    lock.withLock {
      fragments?.forget()
      if fragments == nil { source.follow(storage) }
    }
  }

  public func markUpdate(_ cells: [Int], in storage: any Storage) {
    lock.withLock {
      fragments?.forget()
      if fragments == nil { source.follow(storage) }
    }
  }

  public func rowsAssigned(in storage: any Storage) { lock.withLock { fragments?.forget() } }

  public func empty() { lock.withLock { fragments?.forget() } }

  public var attributeNames: [String] { SliceOptions.attributeNames }

  public func attribute(_ name: String) -> Tree? {
    if name == "traj_key" { return lock.withLock { source.trajKey?.tree ?? Tree.none } }
    return options.attribute(name)
  }
}
