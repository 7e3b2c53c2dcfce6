import Catalog
import Tensors

/// Draws a slice of every trajectory before any trajectory comes again.
///
/// With `strictLength` trajectories that are too short are left out of their batch, which has fewer slices then, in the
/// order of the trajectories rather than that of the draw, as in TorchRL.
public final class SliceSamplerWithoutReplacement: SlicingSampler, @unchecked Sendable {
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

  public func sample(_ storage: any Storage, batchSize: Int, generator: Generator?) throws(Failure) -> Draw {
    return try locked(with: storage) { () throws(Failure) -> Draw in
      let (length, count) = try options.layout(batchSize: batchSize)
      let (options, epoch) = (options, epoch)
      let choice = try source.withBoundaries(of: storage) { (boundaries) throws(Failure) in
        let chosen = try epoch.next(count, of: boundaries.count, generator)
        return try SliceChoice.draw(
          &boundaries, options, length: length, count: count, stream: generator ?? .default, chosen: chosen,
          prefetch: storage.columnStore?.rowPrefetch)
      }
      return try SliceBatch(choice).draw(options, storage)
    }
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

  /// Those of the order of trajectories, by label here.
  private static let dropLast: Field<SliceSamplerWithoutReplacement, Bool> = Field(
    "drop_last", .bool, default: false, "Leave out the last batch of an epoch where it would be short.",
    labelOnly: true,
    set: { (sampler, flag) throws(Failure) in try SamplerWithoutReplacement.dropLast.set(sampler.epoch, to: .bool(flag))
    }
  ) { $0.epoch.dropLast }
  private static let shuffle: Field<SliceSamplerWithoutReplacement, Bool> = Field(
    "shuffle", .bool, default: true, "Draw in random order rather than in that of the trajectories.",
    labelOnly: true
  ) { $0.epoch.shuffle }
  private static let lenStorage: Attribute<SliceSamplerWithoutReplacement> = Attribute(
    "len_storage", "The number of trajectories in the epoch."
  ) { SamplerWithoutReplacement.lenStorage.value(of: $0.epoch) }

  /// What both `slices_without_replacement(…)` and `slices(…, replacement: False)` build.
  convenience init(_ options: SliceOptions, _ arguments: Arguments) throws(Failure) {
    try self.init(options, dropLast: arguments[Self.dropLast], shuffle: arguments[Self.shuffle])
  }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .sampler, "slices_without_replacement", "SliceSamplerWithoutReplacement", parent: "SliceSampler",
    mixing: ["SamplerWithoutReplacement"],
    "Draws a slice of every trajectory before any trajectory comes again; an iteration ends with each epoch.",
    fields: of([SliceOptions.numSlices, SliceOptions.sliceLength]) + [dropLast]
      + of(SliceOptions.keys + SliceOptions.given + SliceOptions.marks) + [shuffle]
      + of([SliceOptions.compile, SliceOptions.useGPU, SliceOptions.sliceInfo]) + [
        Field<SliceSamplerWithoutReplacement, Bool>.accepted(
          "replacement", .bool, default: false, "Accepted for TorchRL's sake: there is none, whatever it says.",
          labelOnly: true)
      ],
    attributes: trajectoryAttributes + [lenStorage],
    examples: [
      Example(
        sliceSetup
          + "rb = td_buffer(storage: ram(6), sampler: slices_without_replacement(num_slices: 1), batch_size: 2)\n"
          + "rb.extend(data)\nprint(sorted([b[\"episode\"][0].item() for b in rb]))", prints: "[0, 1]")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try SliceSamplerWithoutReplacement(SliceOptions(arguments), arguments)
  }
}
