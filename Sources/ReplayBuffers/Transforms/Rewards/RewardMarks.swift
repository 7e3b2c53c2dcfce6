import Catalog
import Tensors

/// 1 for positive rewards, 0 for the others, as int8.
public final class BinarizeReward: KeyedTransform, DeclaredTransform {
  public let keys: TransformKeys

  public init(keys: TransformKeys? = nil) throws(Failure) {
    self.keys = try TransformKeys.given(keys, else: RewardScaling.standardKeys)
  }

  public var changesResets: Bool { false }

  public func apply(_ reward: Tensor) throws(Failure) -> Tensor {
    guard reward.ndim > 0, reward.shape[reward.ndim - 1] == 1 else {
      throw .runtime(
        "expected a reward whose last dimension has size 1, got shape \(reward.shape.dims)",
        help: "unsqueeze(-1, in_keys: …) puts that dimension in")
    }
    return try reward.gt(0).to(.int8)
  }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "binarize_reward", "BinarizeReward", "Makes positive rewards 1 and all others 0, as int8.",
    fields: keyFields(RewardScaling.standardKeys),
    examples: [
      Example(
        "td = tensordict({\"reward\": tensor([[-3.0], [0.5]])}, [2])\nprint(binarize_reward()(td)[\"reward\"])",
        prints: "tensor([[0],\n        [1]], dtype=torch.int8)")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try BinarizeReward(keys: try TransformKeys(arguments, reading: RewardScaling.standardKeys))
  }
}

/// The sign of values: -1, 0 or 1, on the way in as well where there are keys for it.
public final class SignTransform: KeyedTransform, DeclaredTransform {
  public let keys: TransformKeys

  public init(keys: TransformKeys) {
    self.keys = keys
  }

  public func apply(_ tensor: Tensor) throws(Failure) -> Tensor { try tensor.sign() }
  public func applyInverse(_ tensor: Tensor) throws(Failure) -> Tensor { try tensor.sign() }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "sign_transform", "SignTransform", "Replaces values by their sign.",
    fields: keyFields() + inverseKeyFields(),
    examples: [
      Example(
        "td = tensordict({\"a\": tensor([-3.0, 0.5])}, [2])\nprint(sign_transform([\"a\"])(td)[\"a\"])",
        prints: "tensor([-1.,  1.])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in SignTransform(keys: try TransformKeys(arguments)) }
}

/// Adds up several rewards, weighted.
public final class LineariseRewards: KeyedTransform, DeclaredTransform {
  public let keys: TransformKeys
  private let weights: Tensor?

  /// - Parameter weights: One per reward; nil for 1 each.
  public init(weights: Tensor?, keys: TransformKeys) throws(Failure) {
    if let weights, weights.ndim > 1 {
      throw .value("expected weights of one dimension, got shape \(weights.shape.dims)", argument: "weights")
    }
    self.keys = keys
    self.weights = weights
  }

  public var changesResets: Bool { false }

  public func apply(_ rewards: Tensor) throws(Failure) -> Tensor {
    guard rewards.ndim > 0 else { throw .value("expected several rewards, got a number") }
    guard let weights else { return try rewards.sum([-1], keepdim: true) }
    guard weights.numel == rewards.shape[rewards.ndim - 1] else {
      throw .value("expected \(weights.numel) rewards, one per weight, got \(rewards.shape[rewards.ndim - 1])")
    }
    return try weights.multiply(rewards).sum([-1], keepdim: true)
  }

  static let weights = Field<LineariseRewards, Tensor?>(
    "weights", .optional(.vector), default: nil, "One number per reward; None for 1 each.", labelOnly: true,
    attribute: .hidden
  ) { $0.weights }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "linearise_rewards", "LineariseRewards",
    "Adds up the rewards along the last dimension, weighted.", fields: keyFields(nil) + [weights],
    attributes: [
      Attribute<LineariseRewards>.tensor("weights", "One number per reward; None for 1 each.") { $0.weights }
    ],
    examples: [
      Example(
        "td = tensordict({\"r\": tensor([[1.0, 2.0]])}, [1])\n"
          + "print(linearise_rewards([\"r\"], weights: [1.0, 10.0])(td)[\"r\"])", prints: "tensor([[21.]])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try LineariseRewards(weights: try arguments[weights], keys: try TransformKeys(arguments, reading: nil))
  }
}
