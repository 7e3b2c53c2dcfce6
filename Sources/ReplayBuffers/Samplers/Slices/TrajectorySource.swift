import Catalog
import Tensors

/// Where a slice sampler has its trajectories from: the index of the storage it samples, or boundaries given outright.
///
/// Which key tells trajectories is found out when there are items for the first time, and stays, as in TorchRL.
struct TrajectorySource {
  private let endKeys: [NestedKey]
  private let hasSeveralEnds: Bool
  /// The key of the ids: given, or found.
  private(set) var trajKey: NestedKey?
  private var usesIds: Bool
  private var looksForIds: Bool
  private var fixed: GivenBoundaries?
  private var index: BoundaryIndex?

  init(_ options: SliceOptions) throws(Failure) {
    trajKey = options.trajKey
    endKeys = options.endKeys ?? [options.endKey ?? ["next", "done"]]
    hasSeveralEnds = options.endKeys != nil
    looksForIds = options.trajKey == nil && options.endKey == nil && options.endKeys == nil
    usesIds = options.trajKey != nil || looksForIds
    if let ids = options.trajectories { fixed = GivenBoundaries(try SignalReader.boundaries(ids: ids)) }
    if let ends = options.ends { fixed = GivenBoundaries(try SignalReader.boundaries(ends: ends)) }
  }

  /// Lets the storage's index follow its writes from now on, if there are items to tell the key by. What is wrong is
  /// told by the first draw.
  mutating func follow(_ storage: any Storage) {
    guard fixed == nil, storage.count > 0, index == nil || index?.isOf(storage) == false else { return }
    do throws(Failure) { _ = try follows(storage) } catch { index = nil }
  }

  /// The index of the storage's boundaries; nil where they were given outright.
  mutating func follows(_ storage: any Storage) throws(Failure) -> BoundaryIndex? {
    guard storage.count > 0 else { throw .emptyStorage }
    if fixed != nil { return nil }
    if let index, index.isOf(storage) {
      try index.refresh()
      return index
    }
    let found = try BoundaryIndex.of(storage, try signal(in: storage))
    index = found
    try found.refresh()
    return found
  }

  /// Draws from the boundaries of what is stored.
  mutating func withBoundaries<R>(
    of storage: any Storage, _ body: (inout Boundaries) throws(Failure) -> R
  ) throws(Failure) -> R {
    if let index = try follows(storage) {
      // TorchRL squeezes the flags of a single row into a scalar, which it cannot slice; programs see the same here.
      if case .flags = index.signal, storage.ndim == 1, storage.count == 1 {
        throw .index(
          "cannot draw slices by end flags from a storage of one item",
          help: "write more first, or tell trajectories by id: traj_key")
      }
      return try index.withBoundaries(body)
    }
    guard let fixed, fixed.boundaries.rows * fixed.boundaries.lanes == storage.count else {
      throw .runtime(
        "expected trajectories for the \(storage.count) items of the storage, got them for another number",
        help: "trajectories given outright are those of a full storage")
    }
    return try body(&fixed.boundaries)
  }

  private mutating func signal(in storage: any Storage) throws(Failure) -> BoundarySignal {
    if looksForIds { look(in: storage) }
    if usesIds {
      if let trajKey, storage.hasTensor(trajKey) { return .ids(trajKey) }
      guard endKeys.contains(where: storage.hasTensor) else {
        throw SignalReader.missing((trajKey.map { [$0] } ?? []) + endKeys, in: storage)
      }
      usesIds = false
      return .flags(endKeys)
    }
    if endKeys.contains(where: storage.hasTensor) { return .flags(endKeys) }
    if hasSeveralEnds {
      look(in: storage)
      if let trajKey, usesIds { return .ids(trajKey) }
    }
    throw SignalReader.missing(endKeys)
  }

  private mutating func look(in storage: any Storage) {
    looksForIds = false
    let candidates: [NestedKey] = [["collector", "traj_ids"], "episode"]
    trajKey = candidates.first(where: storage.hasTensor)
    usesIds = trajKey != nil
  }
}

/// Boundaries that no write changes. `@unchecked`: guarded by its sampler's lock.
final class GivenBoundaries: @unchecked Sendable {
  var boundaries: Boundaries
  init(_ boundaries: Boundaries) { self.boundaries = boundaries }
}

extension SignalReader {
  /// Of the ids of all rows (and lanes) of a full storage.
  static func boundaries(ids: Tensor) throws(Failure) -> Boundaries {
    let lanes = ids.shape.dropFirst().numel
    let all = try ids.packed()
    let rows = (0..<ids.shape[0]).map { $0 } + [0]
    return Boundaries(
      ends: changes(try all.picking(rows, 0, [rows.count]), lanes: lanes, count: ids.numel), lanes: lanes)
  }

  /// Of the flags of all rows (and lanes) of a full storage.
  static func boundaries(ends: Tensor) throws(Failure) -> Boundaries {
    var flags = [Bool](repeating: false, count: ends.numel)
    raise(&flags, try ends.packed())
    return Boundaries(ends: flags, lanes: ends.shape.dropFirst().numel)
  }
}
