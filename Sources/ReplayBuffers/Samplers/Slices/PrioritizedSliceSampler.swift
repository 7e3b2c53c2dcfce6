import Catalog
import Tensors

/// Draws slices that begin at items drawn in proportion to their priority.
///
/// Rows near the end of a trajectory, from where a slice would reach beyond it, are no starts. Differences from TorchRL,
/// where slices run into the next trajectory: with a span to the right, a slice in a trajectory that goes round the end
/// of the ring ends with that trajectory; and several storage dimensions work after a wrap-around, too.
public final class PrioritizedSliceSampler: PrioritySampler, TrajectorySampler, @unchecked Sendable {
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

  public var text: String {
    SourceText.call(
      "prioritized_slices", [SourceText.number(core.alpha), SourceText.number(core.beta)],
      options.source + [
        ("eps", core.eps == 1e-8 ? nil : SourceText.number(core.eps)),
        ("reduction", core.reduction == .max ? nil : SourceText.string(core.reduction.rawValue)),
        ("max_priority_within_buffer", SourceText.flag(core.keepsMaximumWithinBuffer, default: false)),
        ("max_capacity", core.requestedCapacity.map(String.init)),
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

  public func updatePriority(cells: [Int], values: [Float], in storage: any Storage) throws(Failure) {
    try core.updatePriority(cells: cells, values: values, in: storage)
  }

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

  public var attributeNames: [String] {
    SliceOptions.attributeNames.filter { !["pad_output", "fragmented", "step_key"].contains($0) } + core.attributeNames
  }

  public func attribute(_ name: String) -> Tree? {
    if name == "traj_key" { return lock.withLock { source.trajKey?.tree ?? Tree.none } }
    return core.attribute(name) ?? options.attribute(name)
  }

  public func setAttribute(_ name: String, _ value: Tree) throws(Failure) { try core.setAttribute(name, value) }
}
