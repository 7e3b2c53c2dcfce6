/// What a check of the trees of priorities found.
public struct TreeCheck: Sendable {
  /// The sum at the root, and that of the leaves one by one.
  public let total: Float
  public let direct: Double
  /// The leaves that are above 0.
  public let count: Int
  /// Every node of both trees is exactly what its leaves make it, and written leaves are the same in both.
  public let isSound: Bool
}

extension PrioritizedSampler {
  /// Compares the trees with others that are made of their leaves alone. - Complexity: O(capacity).
  public func checkTrees() -> TreeCheck {
    lock.lock()
    defer { lock.unlock() }
    let all = Array(0..<sums.capacity)
    var (freshSums, freshMinima) = (SumTree(capacity: sums.capacity), MinTree(capacity: minima.capacity))
    freshSums.set(all, all.map { sums[$0] })
    freshMinima.set(all, all.map { minima[$0] })
    let written = all.filter { sums[$0] > 0 }
    let isSound =
      freshSums.nodes == sums.nodes && freshMinima.nodes == minima.nodes
      && written.allSatisfy { sums[$0] == minima[$0] }
    return TreeCheck(
      total: sums.root, direct: all.reduce(0.0) { $0 + Double(sums[$1]) }, count: written.count, isSound: isSound)
  }
}
