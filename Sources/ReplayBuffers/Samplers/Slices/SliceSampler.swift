import Catalog
import Tensors

/// Draws slices: rows of one trajectory that follow each other, from trajectories drawn uniformly, with replacement.
///
/// The boundaries of trajectories are kept while rows are written (`BoundaryIndex`), so that a batch costs the same
/// whatever the number of rows: O(slices · log rows) and the copy of the rows. A length of slices that was not asked for
/// lately costs O(trajectories) once.
public final class SliceSampler: SlicingSampler, @unchecked Sendable {
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

  public func sample(_ storage: any Storage, batchSize: Int, generator: Generator?) throws(Failure) -> Draw {
    return try locked(with: storage) { () throws(Failure) -> Draw in
      let (length, count) = try options.layout(batchSize: batchSize)
      let stream = generator ?? .default
      if let fragments {
        return try fragments.draw(
          storage, try trajectoryKey(storage), options, length: length, count: count, stream: stream)
      }
      let options = options
      let prefetch = storage.columnStore?.rowPrefetch
      let choice = try source.withBoundaries(of: storage) { (boundaries) throws(Failure) in
        try SliceChoice.draw(&boundaries, options, length: length, count: count, stream: stream, prefetch: prefetch)
      }
      return try SliceBatch(choice).draw(options, storage)
    }
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

  /// `replacement: False` makes a `slices_without_replacement`, which the other two are for.
  private static let replacement: Field<SliceSampler, Bool> = .accepted(
    "replacement", .bool, default: true, "False gives slices_without_replacement with these options.",
    labelOnly: true)
  private static let dropLast: Field<SliceSampler, Bool> = .accepted(
    "drop_last", .bool, default: false, "Leave out the last batch of an epoch where it would be short.",
    labelOnly: true)
  private static let shuffle: Field<SliceSampler, Bool> = .accepted(
    "shuffle", .bool, default: true, "Draw in random order rather than in that of the trajectories.",
    labelOnly: true)

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .sampler, "slices", "SliceSampler", parent: nil,
    "Draws slices: rows of one trajectory that follow each other, never across its end or the write seam.",
    fields: of(
      [SliceOptions.numSlices, SliceOptions.sliceLength] + SliceOptions.keys + SliceOptions.fragments
        + SliceOptions.given + [SliceOptions.cacheValues] + SliceOptions.marks
        + [SliceOptions.padOutput, SliceOptions.compile, SliceOptions.span, SliceOptions.useGPU]) + [
        replacement, dropLast, shuffle,
      ] + of([SliceOptions.sliceInfo]),
    attributes: trajectoryAttributes,
    examples: [
      Example(
        sliceSetup
          + "rb = td_buffer(storage: ram(6), sampler: slices(slice_len: 3), batch_size: 3)\nrb.extend(data)\n"
          + "x = rb.sample()[\"x\"]\nprint((x - x[0]).tolist())", prints: "[0, 1, 2]")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    let options = try SliceOptions(arguments)
    guard try arguments[replacement] else { return try SliceSamplerWithoutReplacement(options, arguments) }
    for field in [dropLast, shuffle] where arguments.gives(field) {
      throw .type(
        "\(field.parameter.name) needs replacement: False", help: "use slices_without_replacement(…)",
        argument: field.parameter.name)
    }
    return try SliceSampler(options)
  }
}
