import Catalog
import Tensors

/// Draws a slice of every trajectory before any trajectory comes again.
///
/// With `strictLength` trajectories that are too short are left out of their batch, which has fewer slices then, in the
/// order of the trajectories rather than that of the draw, as in TorchRL.
public final class SliceSamplerWithoutReplacement: TrajectorySampler, @unchecked Sendable {
  // `@unchecked`: the mutable fields are touched under `lock`.
  public let lock = RecursiveLock()
  public let options: SliceOptions
  var source: TrajectorySource
  /// Over the numbers of the trajectories.
  let epoch: SamplerWithoutReplacement

  /// - Throws: where options exclude each other, as TorchRL's constructor; `ValueError` for a span or padding.
  public init(_ options: SliceOptions, dropLast: Bool = false, shuffle: Bool = true) throws(Failure) {
    var options = options
    options.cachesValues = true
    try options.check()
    guard options.span == (.none, .none), !options.padOutput, !options.fragmented else {
      throw .value("slices without replacement have no span, no padding and no fragments")
    }
    self.options = options
    source = try TrajectorySource(options)
    epoch = SamplerWithoutReplacement(dropLast: dropLast, shuffle: shuffle)
  }

  public var text: String {
    SourceText.call(
      "slices_without_replacement", [],
      options.source.filter { $0.label != "cache_values" } + [
        ("drop_last", SourceText.flag(epoch.dropLast, default: false)),
        ("shuffle", SourceText.flag(epoch.shuffle, default: true)),
      ])
  }

  public func sample(_ storage: any Storage, batchSize: Int, generator: Generator?) throws(Failure) -> Draw {
    storage.lock.lock()
    lock.lock()
    defer {
      lock.unlock()
      storage.lock.unlock()
    }
    let (length, count) = try options.layout(batchSize: batchSize)
    let (options, epoch) = (options, epoch)
    let choice = try source.withBoundaries(of: storage) { (boundaries) throws(Failure) in
      let chosen = try epoch.next(count, of: boundaries.count, generator)
      return try SliceChoice.draw(
        &boundaries, options, length: length, count: count, stream: generator ?? .default, chosen: chosen,
        prefetch: RowPrefetch(storage))
    }
    return try SliceBatch(choice).draw(options, storage)
  }

  public var needsFixedBatchSize: Bool { epoch.needsFixedBatchSize }
  public var remainingBatches: Int { epoch.remainingBatches }
  public var ranOut: Bool {
    get { epoch.ranOut }
    set { epoch.ranOut = newValue }
  }

  public func attach(to storage: any Storage) throws(Failure) { lock.withLock { source.follow(storage) } }
  public func markUpdate(_ cells: [Int], in storage: any Storage) { lock.withLock { source.follow(storage) } }
  public func empty() { epoch.empty() }

  public var attributeNames: [String] {
    SliceOptions.attributeNames.filter { !["pad_output", "span", "fragmented", "step_key", "ran_out"].contains($0) }
      + epoch.attributeNames
  }

  public func attribute(_ name: String) -> Tree? {
    if name == "traj_key" { return lock.withLock { source.trajKey?.tree ?? Tree.none } }
    return epoch.attribute(name) ?? options.attribute(name)
  }

  public func setAttribute(_ name: String, _ value: Tree) throws(Failure) { try epoch.setAttribute(name, value) }
}
