import Catalog
import Tensors

/// The boundaries of the trajectories in a storage, kept while rows are written: no draw reads the storage to find them.
///
/// A trajectory ends where its signal says so, and at the write seam: behind the row written last once the ring is full,
/// and behind the last row that is filled before that. So what is drawn from one never crosses the seam, nor reaches
/// rows that were never written. In a full storage that does not know its seam, a lane without any end ends with its
/// last row. One index serves all samplers of a storage that go by the same signal.
///
/// A write of n rows costs O(n + ends changed · log rows). Rows that are changed in place, through a view of the
/// storage's tensors, are not noticed.
final class BoundaryIndex: WriteListener, @unchecked Sendable {
  // `@unchecked`: every mutable field is touched under the storage's lock, which every caller holds.
  let signal: BoundarySignal
  private weak var owner: (any Storage)?
  private(set) var boundaries = Boundaries.empty
  /// The signal itself, by position, without the ends that the seam makes.
  private var raw: [UInt64] = []
  private var filled = 0
  private var isFull = false
  /// The row that the seam makes an end.
  private var seam: Int?
  /// Lanes whose last row is an end for want of any other.
  private var closed: [Int] = []
  private var isStale = true
  private var journals: [Journal] = []

  /// The stops that have changed since they were last asked for.
  final class StopJournal: @unchecked Sendable {
    // `@unchecked`: guarded by the storage's lock.
    fileprivate(set) var positions: [Int] = []
    fileprivate(set) var isWhole = true

    /// The positions that changed, or nil where everything may have.
    func take() -> [Int]? {
      defer {
        positions = []
        isWhole = false
      }
      return isWhole ? nil : positions
    }
  }

  private struct Journal { weak var journal: StopJournal? }

  private init(_ signal: BoundarySignal, _ owner: any Storage) {
    self.signal = signal
    self.owner = owner
  }

  /// The index of a storage for a signal: the one that it has, or a new one. The caller keeps it; the storage does not.
  /// - Throws: `RuntimeError` where the items do not have what the signal is read from.
  static func of(_ storage: any Storage, _ signal: BoundarySignal) throws(Failure) -> BoundaryIndex {
    if let found = storage.listeners.first(where: { ($0 as? BoundaryIndex)?.signal == signal }) as? BoundaryIndex {
      return found
    }
    let index = BoundaryIndex(signal, storage)
    try index.refresh()
    storage.listeners.add(index)
    return index
  }

  func isOf(_ storage: any Storage) -> Bool { owner === storage }

  /// Notes changes of stops from now on, in a journal that the caller keeps.
  func journal() -> StopJournal {
    let journal = StopJournal()
    journals.removeAll { $0.journal == nil }
    journals.append(Journal(journal: journal))
    return journal
  }

  // MARK: draws

  /// Makes sure that the boundaries are those of what is stored: a storage may have been emptied, or written unseen.
  func refresh() throws(Failure) {
    guard let storage = owner else { return }
    if isStale || filled != storage.rowCount || isFull != storage.isFull || seam != Self.seam(storage) {
      try rebuild(storage)
    }
  }

  /// Draws from the boundaries, which may make the set of a new length.
  func withBoundaries<R>(_ body: (inout Boundaries) throws(Failure) -> R) throws(Failure) -> R {
    try body(&boundaries)
  }

  // MARK: writes

  func cellsWritten(_ cells: [Int], in storage: any Storage) {
    let lanes = Self.lanes(storage)
    var rows: [Int] = []
    if lanes == 1 {
      rows = cells
    } else {
      for cell in cells where cell >= 0 && rows.last != cell / lanes { rows.append(cell / lanes) }
    }
    update(rows, storage)
  }

  func rowsAssigned(_ rows: [Int]?, in storage: any Storage) {
    if let rows { update(rows, storage) } else { isStale = true }
  }

  private func update(_ rows: [Int], _ storage: any Storage) {
    let count = storage.rowCount
    // A large part of the rows is read faster as a whole.
    if isStale || Self.lanes(storage) != boundaries.lanes || count < filled || count > boundaries.stride
      || rows.count * 4 > boundaries.stride
    {
      isStale = true
      do throws(Failure) { try rebuild(storage) } catch { isStale = true }
      return
    }
    do throws(Failure) { try change(rows, storage) } catch { isStale = true }
  }

  private static func seam(_ storage: any Storage) -> Int? {
    storage.isFull ? storage.lastCursor : storage.rowCount > 0 ? storage.rowCount - 1 : nil
  }

  private static func lanes(_ storage: any Storage) -> Int {
    storage.ndim == 1 ? 1 : max(storage.shape?.dropFirst().numel ?? 1, 1)
  }

  /// Reads these rows again, and those whose end depends on them.
  private func change(_ rows: [Int], _ storage: any Storage) throws(Failure) {
    let count = storage.rowCount
    let next = Self.seam(storage)
    let reader = SignalReader(signal: signal, storage: storage, lanes: boundaries.lanes)
    var looksBack = false
    if case .ids = signal { looksBack = true }
    for lane in closed { boundaries.setStop(lane, filled - 1, isRaw(lane, filled - 1)) }
    closed = []
    var i = 0
    while i < rows.count {
      var end = i + 1
      while end < rows.count, rows[end] == rows[end - 1] + 1 { end += 1 }
      let first = looksBack ? max(rows[i] - 1, 0) : rows[i]
      try read(first..<rows[end - 1] + 1, of: count, seam: next, reader)
      if looksBack, rows[i] == 0, count > 1 { try read(count - 1..<count, of: count, seam: next, reader) }
      i = end
    }
    for lane in 0..<boundaries.lanes {
      if let seam, seam != next, seam < count { boundaries.setStop(lane, seam, isRaw(lane, seam)) }
      if let next { boundaries.setStop(lane, next, true) }
      if next == nil, count > 0, !boundaries.hasStop(lane: lane) {
        closed.append(lane)
        boundaries.setStop(lane, count - 1, true)
      }
    }
    (filled, isFull, seam) = (count, storage.isFull, next)
    let changes = boundaries.commit(rows: count)
    for entry in journals { entry.journal?.positions += changes }
  }

  private func read(_ rows: Range<Int>, of count: Int, seam: Int?, _ reader: SignalReader) throws(Failure) {
    let ends = try reader.ends(rows: rows, following: rows.upperBound < count ? rows.upperBound : 0)
    var i = 0
    for row in rows {
      for lane in 0..<boundaries.lanes {
        setRaw(lane, row, ends[i])
        boundaries.setStop(lane, row, ends[i] || row == seam)
        i += 1
      }
    }
  }

  private func isRaw(_ lane: Int, _ row: Int) -> Bool {
    let position = lane * boundaries.stride + row
    return raw[position >> 6] >> UInt64(position & 63) & 1 == 1
  }

  private func setRaw(_ lane: Int, _ row: Int, _ isEnd: Bool) {
    let position = lane * boundaries.stride + row
    let bit: UInt64 = 1 << UInt64(position & 63)
    if isEnd { raw[position >> 6] |= bit } else { raw[position >> 6] &= ~bit }
  }

  /// Rows that are read at a time, and the rows for which room is made at once.
  private static let chunk = 1 << 16
  private static let largestEager = 1 << 24

  /// Reads everything.
  private func rebuild(_ storage: any Storage) throws(Failure) {
    isStale = true
    let count = storage.rowCount
    let lanes = Self.lanes(storage)
    for entry in journals { entry.journal?.isWhole = true }
    closed = []
    guard count > 0 else {
      boundaries = .empty
      (filled, isFull, seam, raw) = (0, storage.isFull, nil, [])
      isStale = false
      return
    }
    let capacity = storage.rowCapacity(inner: storage.ndim == 1 ? [] : storage.shape?.dropFirst() ?? [])
    let room = capacity <= Self.largestEager ? capacity : min(capacity, max(2 * count, Self.largestEager))
    let stride = RankedBits.roundedUp(max(room, count))
    let reader = SignalReader(signal: signal, storage: storage, lanes: lanes)
    var words = [UInt64](repeating: 0, count: lanes * stride / 64)
    var row = 0
    while row < count {
      let end = min(row + max(Self.chunk / lanes, 1), count)
      let ends = try reader.ends(rows: row..<end, following: end < count ? end : 0)
      for i in ends.indices where ends[i] {
        let position = i % lanes * stride + row + i / lanes
        words[position >> 6] |= 1 << UInt64(position & 63)
      }
      row = end
    }
    raw = words
    let next = Self.seam(storage)
    for lane in 0..<lanes {
      let range = lane * stride / 64..<(lane + 1) * stride / 64
      if next == nil, !words[range].contains(where: { $0 != 0 }) { closed.append(lane) }
      if let last = next ?? (closed.last == lane ? count - 1 : nil) {
        let position = lane * stride + last
        words[position >> 6] |= 1 << UInt64(position & 63)
      }
    }
    boundaries = Boundaries(lanes: lanes, stride: stride, rows: count, words: words)
    (filled, isFull, seam) = (count, storage.isFull, next)
    isStale = false
  }
}
