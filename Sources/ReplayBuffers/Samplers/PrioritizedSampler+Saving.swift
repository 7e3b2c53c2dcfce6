/// Leaves that move with their items, as `rb.delete` moves them.
extension PrioritizedSampler {
  public func savedPriorities(of cells: [Int]) -> SavedPriorities {
    lock.withLock {
      let place = maximum.flatMap { current in cells.firstIndex(of: current.cell) }
      return SavedPriorities(leaves: cells.map { sums[$0] }, maximum: maximum.map { ($0.value, place ?? 0) })
    }
  }

  public func restore(_ saved: SavedPriorities) {
    lock.withLock {
      sums.set(Array(saved.leaves.indices), saved.leaves)
      minima.set(Array(saved.leaves.indices), saved.leaves)
      maximum = saved.maximum
      changedLeaves = nil
    }
  }
}
