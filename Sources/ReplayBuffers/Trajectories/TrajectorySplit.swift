import Catalog
import Tensors

/// The trajectories that a storage holds: by their ids where items carry one, else by their end flags.
///
/// Boundaries are those of the storage's one index, so that queries and slices agree. With several storage dimensions
/// each lane has its own.
enum TrajectorySplit {
  private static let idKeys: [NestedKey] = [["collector", "traj_ids"], "traj_ids", "episode"]
  private static let endKeys: [[NestedKey]] = [
    [["next", "done"], ["next", "truncated"], ["next", "terminated"]], ["done", "truncated", "terminated"],
  ]

  /// The trajectories, lane by lane, oldest first; where nothing says what is oldest, in the order of their starts.
  /// - Parameter key: Where the ids are; nil looks in the usual places.
  /// - Throws: `KeyError` where items have neither ids nor end flags.
  /// - Complexity: O(trajectories · log rows), and O(items) where nothing was asked of the signal before.
  static func trajectories(in storage: any Storage, key: NestedKey?) throws(Failure) -> [Boundaries.Trajectory] {
    if storage.count == 0 { return [] }
    let index = try BoundaryIndex.of(storage, try signal(in: storage, key))
    try index.refresh()
    let rows = index.boundaries.rows
    let oldest = storage.isFull ? storage.lastCursor.map { ($0 + 1) % rows } ?? 0 : 0
    return (0..<index.boundaries.count).map { index.boundaries.trajectory($0) }
      .sorted { ($0.lane, ($0.start - oldest + rows) % rows) < ($1.lane, ($1.start - oldest + rows) % rows) }
  }

  private static func signal(in storage: any Storage, _ key: NestedKey?) throws(Failure) -> BoundarySignal {
    if let found = (key.map { [$0] } ?? idKeys).first(where: storage.hasTensor) { return .ids(found) }
    if let key { throw .key("expected the trajectory key \(key.text) in the stored items, got none") }
    if let group = endKeys.first(where: { $0.contains(where: storage.hasTensor) }) { return .flags(group) }
    throw .key(
      "expected trajectory ids or end flags in the stored items, got neither",
      help: "name the key of the ids: query(trajectory_key: …)")
  }
}

extension ReplayBuffer {
  /// The trajectories that the buffer holds, oldest first, each a tensordict of its steps after the transforms.
  /// - Parameters:
  ///   - key: Where trajectory ids are; nil looks in the usual places, and then for end flags.
  ///   - isWanted: Called with one after the other; only those that it wants are kept in memory. Other threads wait
  ///     meanwhile.
  public func trajectories(
    key: NestedKey? = nil, where isWanted: (TensorDict) throws -> Bool = { _ in true }
  ) throws -> [TensorDict] {
    return try locked { (_) throws -> [TensorDict] in
      let pipeline = pipeline
      let lanes = max(storageValue.count / max(storageValue.rowCount, 1), 1)
      let rows = storageValue.rowCount
      var result: [TensorDict] = []
      for trajectory in try TrajectorySplit.trajectories(in: storageValue, key: key) {
        let cells = (0..<trajectory.length).map { (trajectory.start + $0) % rows * lanes + trajectory.lane }
        guard case .tensordict(let data) = try pipeline.whole(try storageValue.gather(cells: try .indices(cells)))
        else {
          throw Failure.type("trajectories need a buffer of tensordicts")
        }
        if try isWanted(data) { result.append(data) }
      }
      return result
    }
  }

  /// Removes items: those that are left move together, oldest first, and keep their priorities. TorchRL has no such thing.
  /// - Parameter isDeleted: One truth per item, in the order of the slots.
  /// - Returns: The number of items removed.
  /// - Throws: `IndexError` for another number of truths, `NotImplementedError` for storages of several dimensions and
  ///   for writers other than round_robin(). Nothing has changed then.
  /// - Complexity: O(items).
  @discardableResult
  public func delete(_ isDeleted: [Bool]) throws(Failure) -> Int {
    return try quiet { (parts) throws(Failure) -> Int in
      let storage = storageValue
      guard storage.ndim == 1, let writer = writerValue.rowWriter else {
        throw Failure(
          .notImplemented,
          "delete goes with storages of one dimension and round_robin(), got \(storage.text) and "
            + writerValue.text)
      }
      guard isDeleted.count == storage.count else {
        throw .index("expected one bool per item (\(storage.count)), got \(isDeleted.count)")
      }
      let count = storage.count
      let first = storage.isFull ? (writer.cursor ?? 0) % max(count, 1) : 0
      let kept = (0..<count).map { (first + $0) % count }.filter { !isDeleted[$0] }
      if kept.count == count { return 0 }
      let items = kept.isEmpty ? nil : try storage.gather(cells: try .indices(kept))
      let priorities = samplerValue.priorities
      let saved = priorities?.savedPriorities(of: kept)
      let written = writer.writeCount
      queue?.clear()
      writer.empty(resetsWriteCount: false)
      samplerValue.empty()
      storage.empty()
      storage.listeners.notifyAssigned(nil, in: storage)
      storage.listeners.generations?.invalidate()
      if let items {
        let result = try writer.extend(items, to: storage)
        storage.listeners.notify(result.cells, in: storage)
        samplerValue.written(result.cells, in: storage)
        if let saved { priorities?.restore(saved) }
      }
      writer.setWriteCount(written)
      return count - kept.count
    }
  }
}
