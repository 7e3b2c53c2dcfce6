import Catalog
import ReplayBuffers
import Tensors

/// Hands out the numbers of trajectories. One counter serves all workers of a collector.
final class TrajectoryCounter: @unchecked Sendable {
  // `@unchecked`: used from the collector's thread only, behind the workers' barrier.
  private var next = 0

  func take() -> Int {
    next += 1
    return next - 1
  }
}

/// The trajectory numbers of one worker's environments, in row-major order of the batch.
struct TrajectoryNumbers {
  private(set) var current: [Int]

  init(count: Int, from counter: TrajectoryCounter) { current = (0..<count).map { _ in counter.take() } }

  /// All environments were reset.
  mutating func renew(from counter: TrajectoryCounter) { for i in current.indices { current[i] = counter.take() } }

  /// What stands at this step; then, where it is done, new numbers follow.
  mutating func advance(done: (Int) -> Bool, from counter: TrajectoryCounter) -> [Int] {
    let shown = current
    for i in current.indices where done(i) { current[i] = counter.take() }
    return shown
  }
}
