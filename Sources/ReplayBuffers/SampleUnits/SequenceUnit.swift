/// Unsafe: `flags` fills a fresh tensor through its buffer, within its count.

import Catalog
import Tensors

/// Every anchor becomes a window of `burnIn + length + bootstrap` records, `dilation` rows apart, whose record number
/// `burnIn` is the anchor.
///
/// Of records beyond a boundary the one at the boundary is repeated, and marked under `"validity_mask"`. Further info,
/// one value per record: `"sequence_id"`, `"step_in_sequence"`, `"learning_mask"` (true for the `length` records in the
/// middle) and `"anchor_index"`.
public final class SequenceUnit: SampleUnit, @unchecked Sendable {
  // `@unchecked`: `index` is touched under the storage's lock.

  /// What ends a window.
  public enum EpisodeBoundary: String, Sendable, CaseIterable {
    /// The end of an episode.
    case pad
    /// The end of an episode, before which the window is moved back as far as the episode allows.
    case stop
    /// The write seam alone.
    case includeReset = "include_reset"
  }

  public let length: Int
  public let boundary: EpisodeBoundary
  /// The flag of an episode's last row; nil: all that is stored is one episode.
  public let doneKey: NestedKey?
  public let burnIn: Int
  public let bootstrap: Int
  public let dilation: Int
  private var index: BoundaryIndex?
  public var tellsAnchors: Bool { true }

  /// - Throws: `ValueError` for a length or dilation below 1, or a negative burn-in or bootstrap.
  public init(
    length: Int, boundary: EpisodeBoundary = .pad, doneKey: NestedKey? = ["next", "done"], burnIn: Int = 0,
    bootstrap: Int = 0, dilation: Int = 1
  ) throws(Failure) {
    for (name, value, least) in [
      ("length", length, 1), ("burn_in", burnIn, 0), ("bootstrap", bootstrap, 0), ("dilation", dilation, 1),
    ] where value < least {
      throw .unfit(name, expected: "at least \(least)", got: value)
    }
    for (name, value) in [("length", length), ("burn_in", burnIn), ("bootstrap", bootstrap), ("dilation", dilation)] {
      try Memory.demand(value, of: 32, "steps", argument: name)
    }
    self.length = length
    self.boundary = boundary
    self.doneKey = doneKey
    self.burnIn = burnIn
    self.bootstrap = bootstrap
    self.dilation = dilation
  }

  public func expand(_ draw: Draw, in storage: any Storage) throws(Failure) -> Draw {
    guard storage.columnStore != nil else {
      throw .type(
        "sequences need a storage of tensors, which tells where rows were written last",
        help: "use ram(…) or memmap(…)")
    }
    let anchors = try integers(of: draw.cells)
    let total = burnIn + length + bootstrap
    let (limit, overflow) = anchors.count.multipliedReportingOverflow(by: total)
    guard !overflow, limit <= Memory.limit / 8 else {
      throw Failure(.memory, "a batch of \(anchors.count) sequences of \(total) does not fit in memory")
    }
    var cells: [Int] = []
    var valid: [Bool] = []
    cells.reserveCapacity(limit)
    valid.reserveCapacity(limit)
    let lanes = storage.ndim == 1 ? 1 : max(storage.shape?.dropFirst().numel ?? 1, 1)
    let rows = storage.rowCount
    let reach = try reach(storage)
    for anchor in anchors {
      let (row, lane) = (anchor / lanes, anchor % lanes)
      var (before, behind) = reach(row, lane)
      var first = row
      if boundary == .stop {
        let shift = min(max(dilation * (length + bootstrap - 1) - behind, 0), before)
        first -= shift
        behind += shift
        before -= shift
      }
      for step in 0..<total {
        let offset = (step - burnIn) * dilation
        let clamped = max(min(offset, behind), -before)
        valid.append(clamped == offset)
        cells.append(((first + clamped) % rows + rows) % rows * lanes + lane)
      }
    }
    return try expanded(draw, anchors.count, total, cells, valid, storage)
  }

  /// How many rows may be taken before a row, and how many behind it.
  private func reach(_ storage: any Storage) throws(Failure) -> (Int, Int) -> (before: Int, behind: Int) {
    var signal = BoundarySignal.none
    if boundary != .includeReset, let doneKey {
      guard storage.hasTensor(doneKey) else {
        throw .key(
          "expected key \(doneKey.text) in the items, where episodes end, got none", help: "name it: done_key")
      }
      signal = .flags([doneKey])
    }
    if index?.isOf(storage) != true { index = try BoundaryIndex.of(storage, signal) }
    try index?.refresh()
    guard let boundaries = index?.boundaries else { throw .emptyStorage }
    return { row, lane in
      let (before, behind) = boundaries.distances(row: row, lane: lane)
      return (before, behind)
    }
  }

  private func expanded(
    _ draw: Draw, _ count: Int, _ total: Int, _ cells: [Int], _ valid: [Bool], _ storage: any Storage
  ) throws(Failure) -> Draw {
    let owners = (0..<count).flatMap { [Int](repeating: $0, count: total) }
    var result = Draw(cells: try .indices(cells))
    for (key, value) in draw.info {
      guard case .tensor(let tensor) = value, tensor.ndim > 0, tensor.shape[0] == count else {
        result.info.append((key, value))
        continue
      }
      result.info.append((key, .tensor(try tensor.picking(owners, 0, [owners.count]))))
    }
    let steps = (0..<count).flatMap { _ in 0..<total }
    let anchors = try draw.cells.picking(owners, 0, [owners.count])
    result.info += [
      (.string("sequence_id"), .tensor(try .indices(owners))),
      (.string("step_in_sequence"), .tensor(try .indices(steps))),
      (.string("learning_mask"), .tensor(try .flags(steps.map { $0 >= burnIn && $0 < burnIn + length }))),
      (.string("anchor_index"), .tensor(try Self.table(anchors, storage))),
      (.string("validity_mask"), .tensor(try .flags(valid))),
    ]
    return result
  }

  /// Coordinates as the rows of a table; the cells themselves for a storage of one dimension.
  private static func table(_ cells: Tensor, _ storage: any Storage) throws(Failure) -> Tensor {
    guard storage.ndim > 1 else { return cells }
    let columns = try storage.coordinates(of: cells)
    let table = try Tensor.empty([cells.numel, columns.count], .int64)
    for (place, column) in columns.enumerated() { table.selecting(1, place).overwrite(with: column) }
    return table
  }

  static let length: Field<SequenceUnit, Int> = Field(
    "length", .int, "The records to learn from, at least 1: the item drawn and those behind it."
  ) { $0.length }
  static let episodeBoundary: Field<SequenceUnit, EpisodeBoundary> = Field(
    "episode_boundary", .choice(), default: .pad,
    "At the end of an episode: repeat the last record, move the window back, or go on to the write seam."
  ) { $0.boundary }
  static let doneKey: Field<SequenceUnit, NestedKey?> = Field(
    "done_key", .optional(.key), default: ["next", "done"],
    "The flag of an episode's last row; None where all that is stored is one episode."
  ) { $0.doneKey }
  static let burnIn: Field<SequenceUnit, Int> = Field(
    "burn_in", .int, default: 0, "The records before the item drawn, at least 0."
  ) { $0.burnIn }
  static let bootstrap: Field<SequenceUnit, Int> = Field(
    "bootstrap", .int, default: 0, "The records behind those to learn from, at least 0."
  ) { $0.bootstrap }
  static let dilation: Field<SequenceUnit, Int> = Field(
    "dilation", .int, default: 1, "The distance of one record from the next, at least 1."
  ) { $0.dilation }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .sampleUnit, "sequence", "Sequence",
    "Every item drawn becomes a window of records round it, with masks of what is learnt from and what is real.",
    fields: [length, episodeBoundary, doneKey, burnIn, bootstrap, dilation],
    examples: [
      Example(
        "rb = td_buffer(storage: ram(6), sampler: without_replacement(shuffle: False), batch_size: 2, "
          + "sample_unit: sequence(2, burn_in: 1))\n"
          + "rb.extend(tensordict({\"x\": arange(6), (\"next\", \"done\"): zeros(6, 1).bool()}, [6]))\n"
          + "s = rb.sample()\nprint(s[\"x\"].tolist(), s[\"validity_mask\"].tolist())",
        prints: "[0, 0, 1, 0, 1, 2] [False, True, True, True, True, True]")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try SequenceUnit(
      length: try arguments[length], boundary: try arguments[episodeBoundary], doneKey: try arguments[doneKey],
      burnIn: try arguments[burnIn], bootstrap: try arguments[bootstrap], dilation: try arguments[dilation])
  }
}

extension Tensor {
  /// bool of one dimension.
  static func flags(_ values: [Bool]) throws(Failure) -> Tensor {
    let tensor = try Tensor.empty([values.count], .bool)
    tensor.withElements(Bool8.self) { elements in
      for i in values.indices { elements[i] = Bool8(values[i]) }
    }
    return tensor
  }
}
