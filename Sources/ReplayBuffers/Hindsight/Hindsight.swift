import Catalog
import Tensors

/// Hindsight relabelling ("Hindsight Experience Replay", arxiv.org/abs/1707.01495): for the first part of every batch
/// the desired goal becomes one that was achieved later, and the reward is computed anew.
///
/// Episodes end where the end key or its "terminated" sibling is true, at the last item of a storage that is not full,
/// and at the write cursor of one that is. The index of episode ends is built anew only after writes.
public final class Hindsight: @unchecked Sendable {
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
    public var rewardFunction: @Sendable (Tree) throws(Failure) -> Tree
    public var rewardSource: String
    public var ratio = 0.8
    public var strategy = Strategy.future
    public var goalKey: NestedKey = "desired_goal"
    public var achievedGoalKey: NestedKey = "achieved_goal"
    public var rewardKey: NestedKey = ["next", "reward"]
    public var endKey: NestedKey = ["next", "done"]

    public init(rewardSource: String, _ rewardFunction: @escaping @Sendable (Tree) throws(Failure) -> Tree) {
      self.rewardFunction = rewardFunction
      self.rewardSource = rewardSource
    }

    static let attributeNames = ["her_ratio", "strategy", "goal_key", "achieved_goal_key", "reward_key", "end_key"]
    func attribute(_ name: String) -> Tree? {
      switch name {
      case "her_ratio": .float(ratio)
      case "strategy": .string(strategy.rawValue)
      case "goal_key": goalKey.tree
      case "achieved_goal_key": achievedGoalKey.tree
      case "reward_key": rewardKey.tree
      case "end_key": endKey.tree
      default: nil
      }
    }
  }

  public let options: Options
  // `@unchecked`: `ends` is touched under `lock`.
  private let lock = RecursiveLock()
  private var ends: [Int]?

  /// - Throws: `ValueError` for a share that is not in 0 … 1.
  public init(_ options: Options) throws(Failure) {
    guard (0...1).contains(options.ratio) else {
      throw .value("her_ratio must be in [0, 1], got \(PythonText.repr(options.ratio))", argument: "her_ratio")
    }
    self.options = options
  }

  func invalidate() { lock.withLock { ends = nil } }

  /// Relabels a batch in place. - Parameter cells: Where its items are. The storage's lock is held by the caller.
  func relabel(_ data: TensorDict, _ cells: [Int], in storage: any Storage) throws(Failure) {
    let count = Int(Double(cells.count) * options.ratio)
    let ends = try episodeEnds(in: storage)
    guard count > 0, !ends.isEmpty else { return }
    for (key, role) in [(options.goalKey, "goal_key"), (options.achievedGoalKey, "achieved_goal_key")] {
      guard try data.entry(key) != nil else {
        throw .key("expected the \(role) \(key.text) in the stored items, got none")
      }
    }
    let sources = try goalCells(cells.prefix(count).map { $0 }, ends, storage.count)
    guard case .tensordict(let items) = try storage.gather(cells: try .indices(sources)) else {
      throw .type("hindsight relabelling needs a storage of tensordicts")
    }
    let goals = try items.tensor(options.achievedGoalKey)
    let part = try data.get([.slice(start: 0, stop: count, step: nil)])
    try part.tensor(options.goalKey).copy(from: goals)
    let next = NestedKey(["next"] + options.goalKey.path)
    if let tensor = part.tensorIfPresent(next) { try tensor.copy(from: goals) }
    guard case .tensor(let rewards) = try options.rewardFunction(.tensordict(part)) else {
      throw .type("expected the reward function to give a tensor")
    }
    let target = try part.tensor(options.rewardKey)
    try target.copy(from: rewards.numel == target.numel ? try rewards.reshape(target.shape.dims) : rewards)
  }

  /// The items whose achieved goals are taken. One float32 draw per item, of the global torch stream, as in TorchRL.
  private func goalCells(_ cells: [Int], _ ends: [Int], _ total: Int) throws(Failure) -> [Int] {
    let stream = Generator.default
    if options.strategy == .random { return try stream.integers(below: total, count: cells.count) }
    let bounds = cells.map { cell -> (start: Int, end: Int) in
      var (low, high) = (0, ends.count)
      while low < high {
        let middle = (low + high) / 2
        if ends[middle] < cell { low = middle + 1 } else { high = middle }
      }
      let place = min(low, ends.count - 1)
      return (place == 0 ? 0 : ends[place - 1] + 1, ends[place])
    }
    switch options.strategy {
    case .future:
      return zip(zip(cells, bounds), stream.uniforms32(count: cells.count)).map { item, draw in
        let span = max(item.1.end - item.0, 0)
        return item.0 + min(Int(draw * (Float(span) + 1)), span)
      }
    case .episode:
      return zip(bounds, stream.uniforms32(count: cells.count)).map { bound, draw in
        bound.start + Int(draw * Float(bound.end - bound.start + 1))
      }
    case .final, .random: return bounds.map(\.end)
    }
  }

  private func episodeEnds(in storage: any Storage) throws(Failure) -> [Int] {
    lock.lock()
    defer { lock.unlock() }
    if let ends { return ends }
    guard storage.ndim == 1 else {
      throw Failure(.notImplemented, "hindsight relabelling goes with storages of one dimension, got \(storage.ndim)")
    }
    let count = storage.count
    if count == 0 { return [] }
    let terminated = NestedKey(Array(options.endKey.path.dropLast()) + ["terminated"])
    var flags = [Bool](repeating: false, count: count)
    var found = false
    for key in [options.endKey, terminated] {
      guard let entry = try? StoredColumn.entry(key, in: storage), case .tensor(let tensor) = entry else { continue }
      found = true
      let values = try tensor.to(.bool).reshape([-1]).elements(Bool8.self)
      for i in 0..<min(count, values.count) where values[i].isTrue { flags[i] = true }
    }
    guard found else {
      throw .key(
        "expected \(options.endKey.text) or \(terminated.text) in the stored items, got neither",
        help: "her_buffer(end_key: …) names where episodes end")
    }
    if storage.isFull {
      if let cursor = storage.lastCursor { flags[cursor % count] = true }
    } else {
      flags[count - 1] = true
    }
    let result = flags.indices.filter { flags[$0] }
    ends = result
    return result
  }
}

extension ReplayBuffer {
  /// The relabelled copy of a batch of a hindsight buffer.
  func relabelled(_ data: Tree, _ draw: Draw) throws(Failure) -> Tree {
    guard let hindsight = options.hindsight else { return data }
    guard case .tensordict(let batch) = data else {
      throw .type("her_buffer expects its batches to be tensordicts, got \(data.kindName)")
    }
    lock.lock()
    storageValue.lock.lock()
    defer {
      storageValue.lock.unlock()
      lock.unlock()
    }
    try hindsight.relabel(batch, try integers(of: draw.cells), in: storageValue)
    return data
  }

  public static let hindsightSpec = ComponentSpec(
    .buffer,
    Signature(
      "her_buffer", aliases: ["HERReplayBuffer"],
      "A replay buffer of tensordicts that replaces desired goals by goals that were achieved later.",
      [
        Parameter("reward_fn", .function, "Gives the rewards of relabelled items, a tensordict, as a tensor."),
        .optional("her_ratio", .number, default: "0.8", "The share of a batch that is relabelled.", labelOnly: true),
        .optional(
          "strategy", .choice(Hindsight.Strategy.allCases.map(\.rawValue)), default: "\"future\"",
          "Which achieved goal is taken: of a later step, the last one, any of the episode, any of the buffer.",
          labelOnly: true),
        .optional("goal_key", .key, default: "\"desired_goal\"", "Where the goal is.", labelOnly: true),
        .optional(
          "achieved_goal_key", .key, default: "\"achieved_goal\"", "Where the achieved goal is.", labelOnly: true),
        .optional("reward_key", .key, default: "(\"next\", \"reward\")", "Where the reward is.", labelOnly: true),
        .optional(
          "end_key", .key, default: "(\"next\", \"done\")", "Where an episode's end is marked.", labelOnly: true),
        priorityKey,
      ] + common, returns: "buffer",
      examples: [
        Example(
          "rb = her_buffer(td -> td[\"achieved_goal\"], her_ratio: 1.0, strategy: \"final\", storage: ram(5), batch_size: 4)\n"
            + "rb.extend(tensordict({\"desired_goal\": zeros(3), \"achieved_goal\": arange(3.0), (\"next\", \"reward\"): "
            + "zeros(3), (\"next\", \"done\"): tensor([False, False, True])}, [3]))\nprint(rb.sample()[\"desired_goal\"])",
          prints: "tensor([2., 2., 2., 2.])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    var options = try options(arguments)
    let function = try arguments.required("reward_fn", try arguments.function("reward_fn"))
    var hindsight = Hindsight.Options(rewardSource: function.text) { (data) throws(Failure) -> Tree in
      try function.call([data])
    }
    if let ratio = try arguments.float("her_ratio") { hindsight.ratio = ratio }
    let word = try arguments.string("strategy") ?? "future"
    guard let strategy = Hindsight.Strategy(rawValue: word) else {
      throw .value(
        "unknown strategy '\(word)'",
        help: Suggestion.didYouMean(word, among: Hindsight.Strategy.allCases.map(\.rawValue)), argument: "strategy")
    }
    hindsight.strategy = strategy
    if let key = try arguments.key("goal_key") { hindsight.goalKey = key }
    if let key = try arguments.key("achieved_goal_key") { hindsight.achievedGoalKey = key }
    if let key = try arguments.key("reward_key") { hindsight.rewardKey = key }
    if let key = try arguments.key("end_key") { hindsight.endKey = key }
    options.hindsight = try Hindsight(hindsight)
    options.leadingSource = [function.text]
    options.trailingSource = [
      ("her_ratio", hindsight.ratio == 0.8 ? nil : SourceText.number(hindsight.ratio)),
      ("strategy", strategy == .future ? nil : SourceText.string(word)),
    ]
    return try ReplayBuffer(.hindsight, options)
  }
}
