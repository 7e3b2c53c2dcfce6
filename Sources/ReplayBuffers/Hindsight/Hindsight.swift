import Catalog
import Tensors

/// Hindsight relabelling ("Hindsight Experience Replay", arxiv.org/abs/1707.01495): for the first part of every batch
/// the desired goal becomes one that was achieved later, and the reward is computed anew.
///
/// Episodes end where the end key or its "terminated" sibling is true and at the write seam: their boundaries are those
/// of the storage's one index, so that a draw costs O(batch · log rows).
///
/// Differences from TorchRL: an episode that goes round the end of the ring is one episode (TorchRL cuts it at row 0, and
/// gives rows before the cut goals of the episode before), and storages of several dimensions are taken.
public final class Hindsight: TreeObject, @unchecked Sendable {
  public var text: String { "hindsight" }
  public func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(options.rewardFunction) }

  /// Which achieved goal is taken.
  public enum Strategy: String, Sendable, CaseIterable {
    /// Of this or a later step of the episode, uniformly.
    case future
    /// Of the episode's last step.
    case final
    /// Of any step of the episode, uniformly.
    case episode
    /// Of any item, uniformly.
    case random
  }

  /// Keys and shares. - The reward function gets the relabelled part and gives `[n]` or `[n, 1]` rewards.
  public struct Options: Sendable {
    public var rewardFunction: any Callback
    public var ratio = 0.8
    public var strategy = Strategy.future
    public var goalKey: NestedKey = "desired_goal"
    public var achievedGoalKey: NestedKey = "achieved_goal"
    public var rewardKey: NestedKey = ["next", "reward"]
    public var endKey: NestedKey = ["next", "done"]

    public init(_ rewardFunction: any Callback) { self.rewardFunction = rewardFunction }
  }

  public let options: Options
  // `@unchecked`: `index` is touched under the storage's lock.
  private var index: BoundaryIndex?

  /// - Throws: `ValueError` for a share that is not in 0 … 1.
  public init(_ options: Options) throws(Failure) {
    guard (0...1).contains(options.ratio) else {
      throw .unfit("her_ratio", expected: "a number in [0, 1]", got: PythonText.repr(options.ratio))
    }
    self.options = options
  }

  /// Keeps the index of the storage's episodes from its first write on. What is wrong is told by the first batch.
  func follow(_ storage: any Storage) {
    if storage.count > 0, index?.isOf(storage) != true { index = try? episodes(in: storage) }
  }

  /// Relabels a batch in place. - Parameter cells: Where its items are. The storage's lock is held by the caller.
  func relabel(_ data: TensorDict, _ cells: [Int], in storage: any Storage) throws(Failure) {
    let count = Int(Double(cells.count) * options.ratio)
    guard storage.count > 0 else { return }
    let index = try episodes(in: storage)
    guard count > 0 else { return }
    for (key, role) in [(options.goalKey, "goal_key"), (options.achievedGoalKey, "achieved_goal_key")] {
      guard try data.entry(key) != nil else {
        throw .key("expected the \(role) \(key.text) in the stored items, got none")
      }
    }
    let sources = try index.withBoundaries { (boundaries) throws(Failure) in
      try goalCells(Array(cells.prefix(count)), boundaries, storage.count)
    }
    guard case .tensordict(let items) = try storage.gather(cells: try .indices(sources)) else {
      throw .type("hindsight relabelling needs a storage of tensordicts")
    }
    let goals = try items.tensor(options.achievedGoalKey)
    let part = try data.get([.slice(start: 0, stop: count, step: nil)])
    try part.tensor(options.goalKey).copy(from: goals)
    let next = NestedKey(["next"] + options.goalKey.path)
    if let tensor = part.tensorIfPresent(next) { try tensor.copy(from: goals) }
    guard case .tensor(let rewards) = try options.rewardFunction.call([.tensordict(part)]) else {
      throw .type("expected the reward function to give a tensor")
    }
    let target = try part.tensor(options.rewardKey)
    try target.copy(from: rewards.numel == target.numel ? try rewards.reshape(target.shape.dims) : rewards)
  }

  /// The items whose achieved goals are taken. One float32 draw per item, of the global torch stream, as in TorchRL.
  private func goalCells(_ cells: [Int], _ episodes: Boundaries, _ total: Int) throws(Failure) -> [Int] {
    let stream = Generator.default
    if options.strategy == .random { return try stream.integers(below: total, count: cells.count) }
    let draws = options.strategy == .final ? [] : stream.uniforms32(count: cells.count)
    return cells.enumerated().map { place, cell in
      let (row, lane) = (cell / episodes.lanes, cell % episodes.lanes)
      let (before, behind) = episodes.distances(row: row, lane: lane)
      let step =
        switch options.strategy {
        case .future: min(Int(draws[place] * (Float(behind) + 1)), behind)
        case .episode: Int(draws[place] * Float(before + behind + 1)) - before
        case .final, .random: behind
        }
      return (row + step + episodes.rows) % episodes.rows * episodes.lanes + lane
    }
  }

  /// The index of the storage's episodes, up to date.
  private func episodes(in storage: any Storage) throws(Failure) -> BoundaryIndex {
    if let index, index.isOf(storage) {
      try index.refresh()
      return index
    }
    let keys = [options.endKey, options.endKey.replacingLast("terminated")]
    guard keys.contains(where: storage.hasTensor) else {
      throw .key(
        "expected \(keys[0].text) or \(keys[1].text) in the stored items, got neither",
        help: "her_buffer(end_key: …) names where episodes end")
    }
    let found = try BoundaryIndex.of(storage, .flags(keys))
    try found.refresh()
    index = found
    return found
  }
}
