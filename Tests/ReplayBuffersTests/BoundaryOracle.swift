import Catalog
import Tensors

@testable import ReplayBuffers

/// The trajectories of a storage by looking at every row: TorchRL's `find_start_stop_traj`, written out.
enum BoundaryOracle {
  /// - Parameters:
  ///   - ids: Per lane one id per row.
  ///   - cursor: The row written last.
  static func trajectories(ids: [[Int]], isFull: Bool, cursor: Int?) -> [Boundaries.Trajectory] {
    trajectories(
      ends: ids.map { lane in
        lane.indices.map { row in
          row + 1 < lane.count ? lane[row] != lane[row + 1] : !isFull || lane[row] != lane[0]
        }
      }, isFull: isFull, cursor: cursor)
  }

  static func trajectories(ends: [[Bool]], isFull: Bool, cursor: Int?) -> [Boundaries.Trajectory] {
    var found: [Boundaries.Trajectory] = []
    for (lane, flags) in ends.enumerated() {
      var flags = flags
      if !isFull { flags[flags.count - 1] = true }
      if isFull, let cursor { flags[cursor] = true }
      if !flags.contains(true) { flags[flags.count - 1] = true }
      let stops = flags.indices.filter { flags[$0] }
      for (i, stop) in stops.enumerated() {
        let start = ((i == 0 ? stops[stops.count - 1] : stops[i - 1]) + 1) % flags.count
        let length = stop - start + 1
        found.append(
          Boundaries.Trajectory(
            lane: lane, start: start, stop: stop, length: length <= 0 ? length + flags.count : length))
      }
    }
    return found
  }
}
