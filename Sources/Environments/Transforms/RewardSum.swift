import Catalog
import ReplayBuffers
import Tensors

/// Adds up the rewards of each episode as it goes.
public final class RewardSum: EnvironmentTransform, DeclaredTransform {
  private let reads: [NestedKey]?
  private let writes: [NestedKey]?
  private let resetKeys: [NestedKey]?
  private let isReward: Bool
  private let found = Attachment<(keys: [NestedKey], specs: EnvironmentSpecs)>()

  /// - Parameters:
  ///   - reads: nil for the environment's rewards.
  ///   - writes: nil for `episode_` before the reward's name.
  ///   - isReward: The sums are among the environment's rewards, not its observations.
  public init(
    _ reads: [NestedKey]? = nil, into writes: [NestedKey]? = nil, resetKeys: [NestedKey]? = nil,
    isReward: Bool = false
  ) throws(Failure) {
    if let reads, let writes, reads.count != writes.count {
      throw .value("expected as many out_keys as in_keys (\(reads.count)), got \(writes.count)", argument: "out_keys")
    }
    self.reads = reads?.isEmpty == true ? nil : reads
    self.writes = writes
    self.resetKeys = resetKeys
    self.isReward = isReward
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
      let sum = writes?[place] ?? NestedKey(Array(key.path.dropLast()) + ["episode_" + key.last])
      if isReward {
        result.reward[sum] = spec
        result.state[sum] = spec
      } else {
        result.observation[sum] = spec
      }
    }
    return result
  }

  static let inKeys: Field<RewardSum, [NestedKey]?> = Field(
    "in_keys", .optional(.keys), default: nil, "The rewards; None for the environment's.", attribute: .hidden
  ) { $0.reads }
  static let outKeys: Field<RewardSum, [NestedKey]?> = Field(
    "out_keys", .optional(.keys), default: nil, "The sums; None for \"episode_reward\" and the like.",
    attribute: .hidden
  ) { $0.writes }
  static let resetKeys: Field<RewardSum, [NestedKey]?> = Field(
    "reset_keys", .optional(.keys), default: nil,
    "The keys of reset marks, one per reward; None for the environment's.", attribute: .hidden
  ) { $0.resetKeys }
  static let rewardSpec: Field<RewardSum, Bool> = Field(
    "reward_spec", .bool, default: false, "The sums are among the environment's rewards, not its observations.",
    labelOnly: true
  ) { $0.isReward }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .transform, "reward_sum", "RewardSum", "Adds up the rewards of each episode as it goes.",
    fields: [inKeys, outKeys, resetKeys, rewardSpec],
    attributes: [
      Attribute<RewardSum>.keys("in_keys", "The rewards.") { $0.pairs.map(\.reward) },
      Attribute<RewardSum>.keys("out_keys", "The sums.") { $0.pairs.map(\.sum) },
      Attribute<RewardSum>.keys("reset_keys", "The keys of reset marks; the environment's are known in one.") { sum in
        sum.resetKeys ?? (sum.found.current == nil ? nil : sum.pairs.map { _ in "_reset" })
      },
    ],
    examples: [
      Example(
        "td = tensordict({\"reward\": ones(3, 1)}, [3])\nprint(reward_sum()(td)[\"episode_reward\"].squeeze(-1))",
        prints: "tensor([1., 2., 3.])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try RewardSum(
      try arguments[inKeys], into: try arguments[outKeys], resetKeys: try arguments[resetKeys],
      isReward: try arguments[rewardSpec])
  }
}
