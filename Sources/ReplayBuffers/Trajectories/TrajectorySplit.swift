import Catalog
import Tensors

/// The trajectories that a storage holds, oldest first: by their ids where items carry one, else by their end flags.
///
/// The write seam of a full storage ends a trajectory. With several storage dimensions each lane has its own. O(items).
enum TrajectorySplit {
  private static let idKeys: [NestedKey] = [["collector", "traj_ids"], "traj_ids", "episode"]
  private static let endKeys: [[NestedKey]] = [
    [["next", "done"], ["next", "truncated"], ["next", "terminated"]], ["done", "truncated", "terminated"],
  ]

  /// The cells of each trajectory, in the order of time.
  /// - Parameter key: Where the ids are; nil looks in the usual places.
  /// - Throws: `KeyError` where items have neither ids nor end flags.
  static func cells(in storage: any Storage, key: NestedKey?) throws(Failure) -> [[Int]] {
    let count = storage.count
    if count == 0 { return [] }
    let rows = storage.rowCount
    let lanes = max(count / max(rows, 1), 1)
    let marks = try ends(in: storage, key, rows, lanes)
    let seam = storage.isFull ? storage.lastCursor : nil
    let first = seam.map { ($0 + 1) % rows } ?? 0
    var result: [[Int]] = []
    for lane in 0..<lanes {
      var current: [Int] = []
      for step in 0..<rows {
        let row = (first + step) % rows
        current.append(row * lanes + lane)
        // Without a seam the first and the last rows of a full storage may be one trajectory.
        if marks[row * lanes + lane] || (seam != nil && row == seam) {
          result.append(current)
          current = []
        }
      }
      guard !current.isEmpty else { continue }
      let start = result.firstIndex { $0[0] % lanes == lane }
      if storage.isFull, seam == nil, let start {
        // Joined over the end of the ring, as nothing says where it was written last; it counts where it starts.
        let whole = current + result[start]
        result.remove(at: start)
        result.append(whole)
      } else {
        result.append(current)
      }
    }
    return result
  }

  /// Whether each cell ends its trajectory.
  private static func ends(
    in storage: any Storage, _ key: NestedKey?, _ rows: Int, _ lanes: Int
  ) throws(Failure) -> [Bool] {
    let count = rows * lanes
    for candidate in key.map({ [$0] }) ?? idKeys {
      guard let entry = try? StoredColumn.entry(candidate, in: storage), case .tensor(let tensor) = entry else {
        continue
      }
      let ids = try tensor.to(.int64).reshape([-1]).elements(Int.self)
      guard ids.count == count else {
        throw .value("expected one trajectory id per item under \(candidate.text), got shape \(tensor.shape.dims)")
      }
      return (0..<count).map { cell in
        let next = cell + lanes
        if next < count { return ids[cell] != ids[next] }
        return !storage.isFull || ids[cell] != ids[cell % lanes]
      }
    }
    if let key { throw .key("expected the trajectory key \(key.text) in the stored items, got none") }
    for group in endKeys {
      var flags: [Bool]?
      for candidate in group {
        guard let entry = try? StoredColumn.entry(candidate, in: storage), case .tensor(let tensor) = entry else {
          continue
        }
        let values = try tensor.to(.bool).reshape([count, -1]).any([1]).elements(Bool8.self)
        var found = flags ?? [Bool](repeating: false, count: count)
        for cell in 0..<count where values[cell].isTrue { found[cell] = true }
        flags = found
      }
      guard var flags else { continue }
      if !storage.isFull { for lane in 0..<lanes { flags[count - lanes + lane] = true } }
      return flags
    }
    throw .key(
      "expected trajectory ids or end flags in the stored items, got neither",
      help: "name the key of the ids: query(trajectory_key: …)")
  }
}

extension ReplayBuffer {
  /// The trajectories that the buffer holds, oldest first, each a tensordict of its steps after the transforms.
  /// - Parameter key: Where trajectory ids are; nil looks in the usual places, and then for end flags.
  public func trajectories(key: NestedKey? = nil) throws(Failure) -> [TensorDict] {
    let (rows, pipeline) = try trajectoryRows(key)
    var result: [TensorDict] = []
    for row in rows {
      guard case .tensordict(let data) = try pipeline.whole(row) else {
        throw .type("trajectories need a buffer of tensordicts")
      }
      result.append(data)
    }
    return result
  }

  private func trajectoryRows(_ key: NestedKey?) throws(Failure) -> ([Tree], Pipeline) {
    lock.lock()
    storageValue.lock.lock()
    defer {
      storageValue.lock.unlock()
      lock.unlock()
    }
    var rows: [Tree] = []
    for cells in try TrajectorySplit.cells(in: storageValue, key: key) {
      rows.append(try storageValue.gather(cells: try .indices(cells)))
    }
    return (rows, pipeline)
  }

  /// Removes items: those that are left move together, oldest first, and keep their priorities. TorchRL has no such thing.
  /// - Parameter isDeleted: One truth per item, in the order of the slots.
  /// - Returns: The number of items removed.
  /// - Throws: `IndexError` for another number of truths, `NotImplementedError` for storages of several dimensions and
  ///   for writers other than round_robin(). Nothing has changed then.
  /// - Complexity: O(items).
  @discardableResult
  public func delete(_ isDeleted: [Bool]) throws(Failure) -> Int {
    queue?.lock.lock()
    defer { queue?.lock.unlock() }
    queue?.waitForGathers()
    lock.lock()
    storageValue.lock.lock()
    defer {
      storageValue.lock.unlock()
      lock.unlock()
    }
    let storage = storageValue
    guard storage.ndim == 1, let writer = writerValue as? RoundRobinWriter else {
      throw Failure(
        .notImplemented,
        "delete goes with storages of one dimension and round_robin(), got \(storage.text) and "
          + writerValue.text)
    }
    guard isDeleted.count == storage.count else {
      throw .index("expected one bool per item (\(storage.count)), got \(isDeleted.count)")
    }
    let count = storage.count
    let first = storage.isFull ? writer.row % max(count, 1) : 0
    let kept = (0..<count).map { (first + $0) % count }.filter { !isDeleted[$0] }
    if kept.count == count { return 0 }
    let items = kept.isEmpty ? nil : try storage.gather(cells: try .indices(kept))
    let priorities = samplerValue.priorities as? PrioritizedSampler ?? (samplerValue as? PrioritizedSliceSampler)?.core
    let saved = priorities?.leaves(of: kept)
    let written = writer.writeCount
    queue?.clear()
    writer.empty(resetsWriteCount: false)
    samplerValue.empty()
    storage.empty()
    storage.listeners.notifyAssigned(nil, in: storage)
    storage.listeners.generations?.invalidate()
    options.hindsight?.invalidate()
    if let items {
      let result = try writer.extend(items, to: storage)
      storage.listeners.notify(result.cells, in: storage)
      samplerValue.written(result.cells, in: storage)
      if let saved { priorities?.setLeaves(saved) }
    }
    writer.lock.withLock { writer.written = written }
    return count - kept.count
  }
}

extension PrioritizedSampler {
  /// The leaves of some cells, and the largest raw priority with its new place.
  func leaves(of cells: [Int]) -> (values: [Float], maximum: (value: Float, cell: Int)?) {
    lock.withLock {
      let place = maximum.flatMap { current in cells.firstIndex(of: current.cell) }
      return (cells.map { sums[$0] }, maximum.map { ($0.value, place ?? 0) })
    }
  }

  /// Puts leaves back into the first cells.
  func setLeaves(_ saved: (values: [Float], maximum: (value: Float, cell: Int)?)) {
    lock.withLock {
      sums.set(Array(saved.values.indices), saved.values)
      minima.set(Array(saved.values.indices), saved.values)
      maximum = saved.maximum
      changedLeaves = nil
    }
  }
}
