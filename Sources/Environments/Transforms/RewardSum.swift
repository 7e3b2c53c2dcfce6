import Catalog
import ReplayBuffers
import Tensors

/// Adds up the rewards of each episode as it goes.
public final class RewardSum: EnvironmentTransform, DescribedTransform {
  public let description: TransformDescription
  private let reads: [NestedKey]?
  private let writes: [NestedKey]?
  private let resetKeys: [NestedKey]?
  private let found = Attachment<(keys: [NestedKey], specs: EnvironmentSpecs)>()

  /// - Parameters:
  ///   - reads: nil for the environment's rewards.
  ///   - writes: nil for `episode_` before the reward's name.
  public init(_ reads: [NestedKey]? = nil, into writes: [NestedKey]? = nil, resetKeys: [NestedKey]? = nil)
    throws(Failure)
  {
    if let reads, let writes, reads.count != writes.count {
      throw .value("expected as many out_keys as in_keys (\(reads.count)), got \(writes.count)", argument: "out_keys")
    }
    self.reads = reads?.isEmpty == true ? nil : reads
    self.writes = writes
    self.resetKeys = resetKeys
    let list: ([NestedKey]?) -> Tree = { $0.map(TransformKeys.list) ?? .none }
    description = TransformDescription(
      "reward_sum", [],
      [("in_keys", list(reads), .none), ("out_keys", list(writes), .none), ("reset_keys", list(resetKeys), .none)])
  }

  private var pairs: [(reward: NestedKey, sum: NestedKey)] {
    let keys = reads ?? found.current?.keys ?? ["reward"]
    if let writes { return zip(keys, writes).map { ($0, $1) } }
    return keys.map { ($0, NestedKey(Array($0.path.dropLast()) + ["episode_" + $0.last])) }
  }

  public func attach(to parent: any Environment) throws(Failure) {
    found.set((keys: parent.rewardKeys, specs: parent.specs))
  }

  public func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict {
    for (place, (reward, sum)) in pairs.enumerated() {
      let key = resetKeys.flatMap { $0.indices.contains(place) ? $0[place] : nil } ?? "_reset"
      if let before = previous.tensorIfPresent(sum) {
        let marks = try previous.resetMarks(key, batch: fresh.batchSize).expandedToRight(of: before.shape)
        try fresh.set(sum, try Tensor.where(marks, try before.zerosLike(), before))
      } else if case .leaf(let leaf)? = found.current?.specs.reward[reward] {
        try fresh.set(sum, try leaf.zero())
      }
    }
    return fresh
  }

  public func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict {
    for (reward, sum) in pairs {
      var value = try next.input(reward, "reward_sum").clone()
      if let before = data.tensorIfPresent(sum) { value = try before.add(value) }
      try next.set(sum, value)
    }
    return next
  }

  /// On batches: sums along the last batch dimension, the time.
  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    guard data.ndim > 0 else {
      throw .value("reward_sum() expects data with a time dimension, got batch size []")
    }
    for (reward, sum) in pairs { try data.set(sum, try data.input(reward, "reward_sum").cumsum(data.ndim - 1)) }
    return .tensordict(data)
  }

  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var result = specs
    let keys = reads ?? specs.reward.leafKeys
    for (place, key) in keys.enumerated() {
      guard let spec = specs.reward[key] else { continue }
      result.observation[writes?[place] ?? NestedKey(Array(key.path.dropLast()) + ["episode_" + key.last])] = spec
    }
    return result
  }

  public static let spec = ComponentSpec(
    .transform,
    Signature(
      "reward_sum", aliases: ["RewardSum"], "Adds up the rewards of each episode as it goes.",
      [
        .inKeys(default: "None", "The rewards; None for the environment's."),
        .optional("out_keys", .keys, "The sums; None for \"episode_reward\" and the like."),
        .optional("reset_keys", .keys, "The keys of reset marks, one per reward; None for the environment's."),
        .optional("reward_spec", .bool, default: "False", "Accepted for TorchRL's sake.", labelOnly: true),
      ], returns: "transform",
      examples: [
        Example(
          "td = tensordict({\"reward\": ones(3, 1)}, [3])\nprint(reward_sum()(td)[\"episode_reward\"].squeeze(-1))",
          prints: "tensor([1., 2., 3.])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try RewardSum(
      try arguments.keys("in_keys"), into: try arguments.keys("out_keys"),
      resetKeys: try arguments.keys("reset_keys"))
  }
}
