import Tensors

/// The leaves of a prioritized sampler with those at 0 where no slice may begin: near the end of a trajectory.
///
/// TorchRL clears these leaves for every draw and puts them back, in O(rows). A tree's nodes depend on its leaves only,
/// so a second tree that follows the changes of priorities and of boundaries draws the very same.
struct StartTree {
  /// Rows before a stop, itself included, where no slice begins.
  struct Rule: Equatable {
    let distance: Int
    /// A trajectory's first row may be a start all the same.
    let allowsFirst: Bool
  }

  private(set) var sums = SumTree(capacity: 0)
  private var rule: Rule?

  /// Makes the tree that of these leaves and boundaries.
  /// - Parameters:
  ///   - leaves: The priorities.
  ///   - changedLeaves: Those that differ from the last time; nil for all.
  ///   - changedStops: Positions of stops that differ from the last time; nil for all.
  /// - Complexity: O((changed leaves + changed stops · distance) · log rows).
  mutating func update(
    _ leaves: borrowing SumTree, changedLeaves: [Int]?, _ boundaries: Boundaries, changedStops: [Int]?, _ rule: Rule
  ) {
    if let changedLeaves, let changedStops, rule == self.rule, sums.capacity == leaves.capacity {
      var cells = changedLeaves
      for position in changedStops {
        let lane = position / boundaries.stride
        let stop = position - lane * boundaries.stride
        for row in stop - rule.distance + 1...stop + 1 {
          // Round the ring; more than once where the distance exceeds it.
          let wrapped = ((row % boundaries.rows) + boundaries.rows) % boundaries.rows
          cells.append(wrapped * boundaries.lanes + lane)
        }
      }
      set(cells, leaves, boundaries, rule)
      return
    }
    self.rule = rule
    sums = SumTree(capacity: leaves.capacity)
    set((0..<leaves.capacity).filter { leaves[$0] > 0 }, leaves, boundaries, rule)
  }

  private mutating func set(_ cells: [Int], _ leaves: borrowing SumTree, _ boundaries: Boundaries, _ rule: Rule) {
    var values: [Float] = []
    values.reserveCapacity(cells.count)
    for cell in cells {
      let row = cell / boundaries.lanes
      values.append(
        row < boundaries.rows && Self.isAllowed(row, cell % boundaries.lanes, boundaries, rule) ? leaves[cell] : 0)
    }
    // A single value would be taken for all cells.
    if !cells.isEmpty { sums.set(cells, values) }
  }

  private static func isAllowed(_ row: Int, _ lane: Int, _ boundaries: Boundaries, _ rule: Rule) -> Bool {
    let (fromStart, toStop) = boundaries.distances(row: row, lane: lane)
    return toStop >= rule.distance || (rule.allowsFirst && fromStart == 0)
  }
}
