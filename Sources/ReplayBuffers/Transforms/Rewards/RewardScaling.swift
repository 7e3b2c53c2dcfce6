import Catalog
import Tensors

/// Scales and shifts values: `value * scale + loc`, or `(value - loc) / scale` with `standardNormal`.
public final class RewardScaling: KeyedTransform, DescribedTransform {
  public let keys: TransformKeys
  public let description: TransformDescription
  private let loc: Tensor
  private let scale: Tensor
  private let standardNormal: Bool
  static let standardKeys: [NestedKey] = ["reward"]

  /// - Parameter scale: Raised to 1e-6 where it is smaller.
  public init(loc: Tensor, scale: Tensor, standardNormal: Bool = false, keys: TransformKeys? = nil) throws(Failure) {
    self.keys = try TransformKeys.given(keys, else: Self.standardKeys)
    self.loc = loc
    self.scale = try scale.clamp(.scalar(1e-6), nil)
    self.standardNormal = standardNormal
    description = TransformDescription(
      "reward_scaling", [("loc", .number(loc)), ("scale", .number(scale))],
      [("standard_normal", .bool(standardNormal), .bool(false))]
    ).with(self.keys, reading: Self.standardKeys)
  }

  public var changesResets: Bool { false }

  public func apply(_ reward: Tensor) throws(Failure) -> Tensor {
    standardNormal
      ? try reward.subtract(loc).divide(scale) : try reward.multiply(scale).add(loc)
  }

  public static let spec: ComponentSpec = ComponentSpec(
    .transform,
    Signature(
      "reward_scaling", aliases: ["RewardScaling"], "Scales rewards and shifts them: reward * scale + loc.",
      [
        Parameter("loc", .number, "What is added, or taken away with standard_normal."),
        Parameter("scale", .number, "What is multiplied by, or divided by with standard_normal; at least 1e-6."),
      ] + Parameter.keys(default: "[\"reward\"]") + [
        .optional("standard_normal", .bool, default: "False", "Computes (reward - loc) / scale.")
      ], returns: "transform",
      examples: [
        Example(
          "td = tensordict({\"reward\": ones(2)}, [2])\nprint(reward_scaling(1.0, 2.0)(td)[\"reward\"])",
          prints: "tensor([3., 3.])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try RewardScaling(
      loc: try arguments.required("loc", try arguments.tensor("loc")),
      scale: try arguments.required("scale", try arguments.tensor("scale")),
      standardNormal: try arguments.bool("standard_normal") ?? false,
      keys: try TransformKeys(arguments, reading: standardKeys))
  }
}
