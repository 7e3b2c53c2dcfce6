import Catalog
import Tensors

/// Draws slices that begin at items drawn in proportion to their priority.
///
/// Rows near the end of a trajectory, from where a slice would reach beyond it, are no starts. Differences from TorchRL,
/// where slices run into the next trajectory: with a span to the right, a slice in a trajectory that goes round the end
/// of the ring ends with that trajectory; and several storage dimensions work after a wrap-around, too.
public final class PrioritizedSliceSampler: SlicingSampler, PrioritySampler, @unchecked Sendable {
  // `@unchecked`: the mutable fields are touched under `lock`.
  public let lock = RecursiveLock()
  public let options: SliceOptions
  let core: PrioritizedSampler
  var source: TrajectorySource
  private var starts = StartTree()
  private var followed: BoundaryIndex?
  private var journal: BoundaryIndex.StopJournal?

  /// - Parameter priorities: Holds the priorities; it must not be any other buffer's sampler.
  /// - Throws: where options exclude each other, as TorchRL's constructor. A span to the left is switched off.
  public init(_ options: SliceOptions, priorities: PrioritizedSampler) throws(Failure) {
    var options = options
    try options.check()
    guard !options.padOutput, !options.fragmented else {
      throw .value("prioritized slices have no padding and no fragments")
    }
    options.span.left = .none
    self.options = options
    core = priorities
    core.recordChanges()
    source = try TrajectorySource(options)
  }

  public func sample(_ storage: any Storage, batchSize: Int, generator: Generator?) throws(Failure) -> Draw {
    return try locked(with: storage) { () throws(Failure) -> Draw in
      let (length, count) = try options.layout(batchSize: batchSize)
      try followStops(storage)
      let (core, options, journal) = (core, options, journal)
      var starts = StartTree()
      swap(&starts, &self.starts)
      defer { swap(&starts, &self.starts) }
      let (choice, weights) = try source.withBoundaries(of: storage) {
        (boundaries) throws(Failure) -> (SliceChoice, [Float]) in
        let rule = Self.rule(length, options, boundaries)
        try core.takeChanges(in: storage) { (leaves, changed) throws(Failure) in
          starts.update(leaves, changedLeaves: changed, boundaries, changedStops: journal?.take(), rule)
        }
        let (cells, weights) = try core.draw(from: starts.sums, storage.count, count, generator)
        let slices = cells.map { cell in
          let (row, lane) = (cell / boundaries.lanes, cell % boundaries.lanes)
          let isWhole = options.strictLength && options.span.right == .none
          let rest = isWhole ? length : boundaries.distances(row: row, lane: lane).toStop + 1
          return SliceChoice.Slice(lane: lane, first: row, length: min(length, rest))
        }
        return (
          SliceChoice(slices: slices, paddedLength: nil, rows: boundaries.rows, lanes: boundaries.lanes), weights
        )
      }
      var draw = try SliceBatch(choice).draw(options, storage, marksStarts: false)
      var repeated: [Float] = []
      for (slice, weight) in zip(choice.slices, weights) {
        repeated += [Float](repeating: weight, count: slice.length)
      }
      draw.info.insert((.string("priority_weight"), .tensor(try .floats(repeated))), at: 0)
      return draw
    }
  }

  /// Where no slice begins: so near to a stop that fewer rows are left than the span allows. This follows TorchRL's
  /// `pad[:, -length + 1 + span:]`, in which a length of 1, or a span as long as the slice, counts from the other end.
  private static func rule(_ length: Int, _ options: SliceOptions, _ boundaries: Boundaries) -> StartTree.Rule {
    let offset: Int
    switch options.span.right {
    case .none: offset = 1 - length
    case .all: offset = -1
    case .rows(let rows): offset = 1 - length + rows
    }
    if offset < 0 { return StartTree.Rule(distance: -offset, allowsFirst: !options.strictLength) }
    let longest = (0..<boundaries.count).map { boundaries.trajectory($0).length }.max() ?? 0
    let width = options.strictLength ? longest : longest - 1
    return StartTree.Rule(distance: max(width - offset, 0), allowsFirst: !options.strictLength)
  }

  private func followStops(_ storage: any Storage) throws(Failure) {
    guard let index = try source.follows(storage) else {
      // Boundaries given outright never change: the first draw looks at all of them.
      if journal == nil { journal = BoundaryIndex.StopJournal() }
      return
    }
    if index !== followed {
      followed = index
      journal = index.journal()
    }
  }

  // MARK: priorities

  public var priorities: (any PrioritySampler)? { self }
  public var reduction: Reduction { core.reduction }
  public var defaultPriority: Float { core.defaultPriority }

  public func checkPriorities(_ values: [Float], in storage: (any Storage)?) throws(Failure) {
    try core.checkPriorities(values, in: storage)
  }

  public func updatePriority(cells: [Int], values: [Float], in storage: (any Storage)?) throws(Failure) {
    try core.updatePriority(cells: cells, values: values, in: storage)
  }

  public func savedPriorities(of cells: [Int]) -> SavedPriorities { core.savedPriorities(of: cells) }
  public func restore(_ saved: SavedPriorities) { core.restore(saved) }

  public func markUpdate(_ cells: [Int], in storage: any Storage) {
    core.markUpdate(cells, in: storage)
    lock.withLock { source.follow(storage) }
  }

  public func written(_ cells: [Int], in storage: any Storage) { core.written(cells, in: storage) }

  public func attach(to storage: any Storage) throws(Failure) {
    try core.attach(to: storage)
    lock.withLock { source.follow(storage) }
  }

  public func empty() { core.empty() }

  private static func ofCore(_ fields: [any ComponentField]) -> [any ComponentField] {
    fields.map { field in LiftedField<PrioritizedSliceSampler>(field) { $0.core } }
  }
  private static let leadingCapacity: Field<PrioritizedSliceSampler, Int> = Field(
    "max_capacity", .int, "The number of items that fit into the storage.", attribute: .hidden
  ) { $0.core.requestedCapacity }
  private static let coreAttributes: [any ComponentAttribute] = [
    Attribute<PrioritizedSliceSampler>("device", PrioritizedSampler.place.attributeSummary) {
      PrioritizedSampler.place.value(of: $0.core)
    },
    Attribute<PrioritizedSliceSampler>("max_size", PrioritizedSampler.maxSize.attributeSummary) {
      PrioritizedSampler.maxSize.value(of: $0.core)
    },
    Attribute<PrioritizedSliceSampler>("default_priority", PrioritizedSampler.defaultPriority.attributeSummary) {
      PrioritizedSampler.defaultPriority.value(of: $0.core)
    },
  ]
  private static let sliceFields = of(
    [SliceOptions.numSlices, SliceOptions.sliceLength] + SliceOptions.keys + SliceOptions.given
      + [SliceOptions.cacheValues] + SliceOptions.marks
      + [SliceOptions.compile, SliceOptions.span, SliceOptions.sliceInfo])

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .sampler, "prioritized_slices", "PrioritizedSliceSampler", parent: "SliceSampler", mixing: ["PrioritizedSampler"],
    "Draws slices whose first rows are drawn in proportion to their priority, and weighs them to correct for that.",
    fields: ofCore([PrioritizedSampler.alpha, PrioritizedSampler.beta] + PrioritizedSampler.further)
      + ofCore([PrioritizedSampler.maxCapacity]) + sliceFields,
    attributes: trajectoryAttributes + coreAttributes,
    classFields: [leadingCapacity]
      + ofCore([
        PrioritizedSampler.alpha, PrioritizedSampler.beta, PrioritizedSampler.eps, PrioritizedSampler.dtype,
        PrioritizedSampler.reduction,
      ]) + sliceFields + ofCore([PrioritizedSampler.labelledMaximum]),
    classExamples: [Example("print(PrioritizedSliceSampler(9, 0.7, 0.9, num_slices: 3).num_slices)", prints: "3")],
    examples: [
      Example(
        sliceSetup
          + "rb = td_buffer(storage: ram(6), sampler: prioritized_slices(1.0, 1.0, slice_len: 2), batch_size: 4)\n"
          + "rb.extend(data)\nrb.update_priority(arange(6), tensor([0.0, 5.0, 0.0, 0.0, 0.0, 0.0]))\n"
          + "print(rb.sample()[\"x\"])", prints: "tensor([1, 2, 1, 2])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try PrioritizedSliceSampler(
      try SliceOptions(arguments),
      priorities: try PrioritizedSampler(arguments, ("prioritized_slices", "PrioritizedSliceSampler")))
  }
}
