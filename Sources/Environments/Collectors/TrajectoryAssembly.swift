import Catalog
import ReplayBuffers
import Tensors

/// Puts whole trajectories together out of batches that cut them (`trajs_per_batch`).
final class TrajectoryAssembly {
  /// Trajectories under way, by number, in pieces.
  private var partial: [Int: [TensorDict]] = [:]
  /// Those that ended, in the order in which they did.
  private var complete: [TensorDict] = []

  /// Forgets everything: episodes start anew.
  func clear() {
    partial = [:]
    complete = []
  }

  /// The next turn of a collector's loop. - Parameter collect: The next batch of steps; nil at the end.
  func next(
    _ options: CollectorOptions, collect: () throws(Failure) -> TensorDict?
  ) throws(Failure) -> Collected? {
    let count = options.trajectoriesPerBatch ?? 1
    while true {
      if options.buffer == nil, complete.count >= count {
        return .batch(try Self.batch(take(count), options.trajectoryFormat ?? .padded))
      }
      guard let batch = try collect() else { return nil }
      try ingest(batch)
      // What is reset before the next batch never ends.
      if options.resetAtEachIteration { partial = [:] }
      guard let buffer = options.buffer else { continue }
      let atOnce = max(options.trajectoriesPerWrite ?? complete.count, 1)
      while !complete.isEmpty { try buffer.extend(.tensordict(try Self.batch(take(atOnce), .cat))) }
      return .stored
    }
  }

  private func take(_ count: Int) -> [TensorDict] {
    let taken = Array(complete.prefix(count))
    complete.removeFirst(taken.count)
    return taken
  }

  private func ingest(_ batch: TensorDict) throws(Failure) {
    let flat = try batch.reshape([-1])
    guard let numbers = try flat.tensorIfPresent(["collector", "traj_ids"])?.elements(Int.self) else {
      throw .key("trajs_per_batch needs (\"collector\", \"traj_ids\")", help: "leave track_traj_ids out")
    }
    let places = Dictionary(grouping: numbers.indices) { numbers[$0] }
    for (number, steps) in places.sorted(by: { $0.key < $1.key }) {
      let piece = try flat.get([.tensor(try .fromElements(steps))])
      partial[number, default: []].append(piece)
      guard try Self.endsDone(piece), let pieces = partial.removeValue(forKey: number) else { continue }
      complete.append(try TensorDict.cat(pieces, dim: 0))
    }
  }

  private static func endsDone(_ piece: TensorDict) throws(Failure) -> Bool {
    for name in ["done", "truncated", "terminated"] {
      guard let mark = piece.tensorIfPresent(NestedKey(["next", name])) else { continue }
      if try mark.select(0, mark.shape[0] - 1).any(nil).item().isTrue { return true }
    }
    return false
  }

  private static func batch(
    _ trajectories: [TensorDict], _ format: CollectorOptions.TrajectoryFormat
  ) throws(Failure) -> TensorDict {
    switch format {
    case .cat: return try TensorDict.cat(trajectories, dim: 0)
    case .padded:
      let longest = trajectories.map(\.count).max() ?? 0
      var rows: [TensorDict] = []
      for trajectory in trajectories {
        let marked = trajectory.shallowCopy()
        try marked.set(["collector", "mask"], try Tensor.ones([trajectory.count], .bool))
        rows.append(try Trajectories.padded(marked, to: longest))
      }
      return try TensorDict.stack(rows, dim: 0)
    }
  }
}
