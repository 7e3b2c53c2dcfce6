import Catalog
import Tensors

/// Scales and shifts values: `value * scale + loc`, or `(value - loc) / scale` with `standardNormal`.
public final class RewardScaling: KeyedTransform, DeclaredTransform {
  public let keys: TransformKeys
  private let loc: Tensor
  private let scale: Tensor
  /// As it was given.
  private let givenScale: Tensor
  private let standardNormal: Bool
  static let standardKeys: [NestedKey] = ["reward"]

  /// - Parameter scale: Raised to 1e-6 where it is smaller.
  public init(loc: Tensor, scale: Tensor, standardNormal: Bool = false, keys: TransformKeys? = nil) throws(Failure) {
    self.keys = try TransformKeys.given(keys, else: Self.standardKeys)
    self.loc = loc
    givenScale = scale
    self.scale = try scale.clamp(.scalar(1e-6), nil)
    self.standardNormal = standardNormal
  }

  public var changesResets: Bool { false }

  public func apply(_ reward: Tensor) throws(Failure) -> Tensor {
    standardNormal
      ? try reward.subtract(loc).divide(scale) : try reward.multiply(scale).add(loc)
  }

  static let loc = Field<RewardScaling, Tensor>(
    "loc", .numberOrTensor, "What is added, or taken away with standard_normal.", attribute: .hidden
  ) { $0.loc }
  static let scale = Field<RewardScaling, Tensor>(
    "scale", .numberOrTensor, "What is multiplied by, or divided by with standard_normal; at least 1e-6.",
    attribute: .hidden
  ) { $0.givenScale }
  static let standardNormal = Field<RewardScaling, Bool>(
    "standard_normal", .bool, default: false, "Computes (reward - loc) / scale.", attribute: .hidden
  ) { $0.standardNormal }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "reward_scaling", "RewardScaling", "Scales rewards and shifts them: reward * scale + loc.",
    fields: [loc, scale] + keyFields(standardKeys) + [standardNormal],
    attributes: [
      Attribute<RewardScaling>.tensor("loc", "What is added.") { $0.loc },
      Attribute<RewardScaling>.tensor("scale", "What is multiplied by, at least 1e-6.") { $0.scale },
      Attribute<RewardScaling>.flag("standard_normal", "Computes (reward - loc) / scale.") { $0.standardNormal },
    ],
    examples: [
      Example(
        "td = tensordict({\"reward\": ones(2)}, [2])\nprint(reward_scaling(1.0, 2.0)(td)[\"reward\"])",
        prints: "tensor([3., 3.])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try RewardScaling(
      loc: try arguments[loc], scale: try arguments[scale], standardNormal: try arguments[standardNormal],
      keys: try TransformKeys(arguments, reading: standardKeys))
  }
}
