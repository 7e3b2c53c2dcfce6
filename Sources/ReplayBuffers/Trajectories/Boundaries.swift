/// Where the trajectories of a ring of rows begin and end, in each of its lanes.
///
/// A trajectory is known by its last row, the *stop*; it begins behind the stop before it, and the first one of a lane
/// behind the lane's last stop, round the end of the ring. Trajectories are numbered by lane, then by stop. A stop's
/// *position* is `lane * stride + row`.
///
/// For lengths that draws have asked for, the trajectories of at least that length are a second set, kept along.
struct Boundaries: Sendable {
  /// A trajectory: `length` rows of one lane, from `start`, round the end of the ring where `stop < start`.
  struct Trajectory: Sendable, Equatable {
    let lane: Int
    let start: Int
    let stop: Int
    let length: Int
  }

  private struct LongEnough: Sendable {
    let length: Int
    var stops: RankedBits
  }

  let lanes: Int
  /// The most rows that fit.
  let stride: Int
  /// The rows that are there. Every lane has a stop where this is above 0, once changes are committed.
  private(set) var rows: Int
  private var stops: RankedBits
  private var longEnough: [LongEnough] = []
  private(set) var changed: [Int] = []

  /// Lengths whose sets are kept; the one that was asked for longest ago makes room for another.
  private static let lengthsKept = 4

  /// - Parameter words: The stops by position, as bits; at least one per lane.
  init(lanes: Int, stride: Int, rows: Int, words: [UInt64]) {
    self.lanes = lanes
    self.stride = stride
    self.rows = rows
    stops = RankedBits(words: words)
  }

  /// No rows yet.
  static let empty = Boundaries(lanes: 1, stride: 0, rows: 0, words: [])

  /// Of flags, row by row, of a ring that is full. A lane without any ends with its last row.
  init(ends: [Bool], lanes: Int) {
    let rows = ends.count / max(lanes, 1)
    let stride = RankedBits.roundedUp(rows)
    var words = [UInt64](repeating: 0, count: lanes * stride / 64)
    for lane in 0..<lanes {
      var isEmpty = true
      for row in 0..<rows where ends[row * lanes + lane] || (isEmpty && row == rows - 1) {
        isEmpty = false
        let position = lane * stride + row
        words[position >> 6] |= 1 << UInt64(position & 63)
      }
    }
    self.init(lanes: lanes, stride: stride, rows: rows, words: words)
  }

  // MARK: trajectories

  /// The number of trajectories.
  var count: Int { stops.count }

  /// The number of trajectories of at least `length` rows.
  /// - Complexity: O(1) for a length that was asked for lately, else O(trajectories).
  mutating func count(atLeast length: Int) -> Int { longEnough[slot(length)].stops.count }

  /// Trajectory number `k`. - Complexity: O(log rows).
  func trajectory(_ k: Int) -> Trajectory { trajectory(stop: stops.select(k)) }

  /// Calls `body` with every place in `numbers` and the trajectory of that number, in order; with a length, numbers are
  /// those among the trajectories of at least as many rows, which `count(atLeast:)` was asked for before.
  @inline(__always)
  func forEach(_ numbers: [Int], atLeast length: Int? = nil, _ body: (_ place: Int, _ trajectory: Trajectory) -> Void) {
    let set = length.map { length in longEnough.first { $0.length == length }?.stops ?? stops } ?? stops
    set.forEach(numbers) { place, stop in body(place, trajectory(stop: stop)) }
  }

  /// The number of trajectory `k` among those of at least `length` rows; nil where it is shorter.
  mutating func number(_ k: Int, atLeast length: Int) -> Int? {
    let stop = stops.select(k)
    let index = slot(length)
    return longEnough[index].stops.contains(stop) ? longEnough[index].stops.rank(stop) : nil
  }

  func trajectory(stop position: Int) -> Trajectory {
    // Divisions would be what this costs most.
    let lane = lanes == 1 ? 0 : position / stride
    let stop = position - lane * stride
    let before = previousStop(lane, before: stop)
    let start = before + 1 < rows ? before + 1 : before + 1 - rows
    return Trajectory(lane: lane, start: start, stop: stop, length: length(from: before, to: stop))
  }

  /// How many rows of its trajectory come before a row, and how many behind.
  func distances(row: Int, lane: Int) -> (fromStart: Int, toStop: Int) {
    let stop = nextStop(lane, from: row)
    let before = previousStop(lane, before: row)
    return ((row - before - 1 + rows) % rows, (stop - row + rows) % rows)
  }

  private func length(from before: Int, to stop: Int) -> Int {
    let length = stop - before
    return length <= 0 ? length + rows : length
  }

  /// Of a lane that has a stop, round the ring.
  private func nextStop(_ lane: Int, from row: Int) -> Int {
    let base = lane * stride
    if let found = stops.next(from: base + row), found < base + stride { return found - base }
    return (stops.next(from: base) ?? base) - base
  }

  private func previousStop(_ lane: Int, before row: Int) -> Int {
    let base = lane * stride
    if let found = stops.previous(before: base + row), found >= base { return found - base }
    return (stops.previous(before: base + stride) ?? base) - base
  }

  private mutating func slot(_ length: Int) -> Int {
    if let known = longEnough.firstIndex(where: { $0.length == length }) {
      if known > 0 { longEnough.swapAt(0, known) }
      return 0
    }
    var found = RankedBits(capacity: stops.capacity)
    for k in 0..<stops.count {
      let stop = stops.select(k)
      if trajectory(stop: stop).length >= length { found.set(stop, true) }
    }
    longEnough.insert(LongEnough(length: length, stops: found), at: 0)
    if longEnough.count > Self.lengthsKept { longEnough.removeLast() }
    return 0
  }

  // MARK: changes

  /// Whether a lane has any stop.
  func hasStop(lane: Int) -> Bool {
    (stops.next(from: lane * stride) ?? Int.max) < (lane + 1) * stride
  }

  /// Makes a row a stop, or none. Nothing may be asked until `commit`.
  mutating func setStop(_ lane: Int, _ row: Int, _ isStop: Bool) {
    let position = lane * stride + row
    if stops.set(position, isStop) { changed.append(position) }
  }

  /// Ends a series of changes, after which every lane has a stop. Returns the positions that changed; where the number
  /// of rows did, those of the last row, too.
  /// - Complexity: O((changes + lanes) log rows).
  mutating func commit(rows: Int) -> [Int] {
    var changes = changed
    changed = []
    // Behind the last row a lane's first trajectory goes on, or begins, at row 0.
    if rows != self.rows { changes += (0..<lanes).map { $0 * stride + rows - 1 } }
    self.rows = rows
    guard !changes.isEmpty, !longEnough.isEmpty else { return changes }
    var affected = changes
    for position in changes {
      let lane = position / stride
      affected.append(lane * stride + nextStop(lane, from: position - lane * stride + 1))
    }
    // A lane's first trajectory begins behind its last stop.
    for lane in 0..<lanes { affected.append(lane * stride + nextStop(lane, from: 0)) }
    for index in longEnough.indices {
      let length = longEnough[index].length
      for position in affected {
        let qualifies = stops.contains(position) && trajectory(stop: position).length >= length
        longEnough[index].stops.set(position, qualifies)
      }
    }
    return changes
  }
}
