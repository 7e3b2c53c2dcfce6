import Catalog
import Tensors

/// Limits values to a range.
public final class RewardClipping: KeyedTransform, DescribedTransform {
  public let keys: TransformKeys
  public let description: TransformDescription
  private let low: Tensor?
  private let high: Tensor?

  /// - Parameter low: The least value; nil for no limit, as with `high`.
  public init(low: Tensor?, high: Tensor?, keys: TransformKeys? = nil) throws(Failure) {
    self.keys = try TransformKeys.given(keys, else: RewardScaling.standardKeys)
    self.low = low
    self.high = high
    description = TransformDescription(
      "reward_clipping", [("clamp_min", .number(low)), ("clamp_max", .number(high))]
    ).with(self.keys, reading: RewardScaling.standardKeys)
  }

  public var changesResets: Bool { false }

  public func apply(_ reward: Tensor) throws(Failure) -> Tensor {
    if low == nil && high == nil { return reward }
    return try reward.clamp(low.map { .tensor($0) }, high.map { .tensor($0) })
  }

  public static let spec: ComponentSpec = ComponentSpec(
    .transform,
    Signature(
      "reward_clipping", aliases: ["RewardClipping"], "Limits rewards to a range.",
      [
        .optional("clamp_min", .number, "The least reward; None for no limit."),
        .optional("clamp_max", .number, "The largest reward; None for no limit."),
      ] + Parameter.keys(default: "[\"reward\"]"), returns: "transform",
      examples: [
        Example(
          "td = tensordict({\"reward\": tensor([-3.0, 0.5])}, [2])\nprint(reward_clipping(-1, 1)(td)[\"reward\"])",
          prints: "tensor([-1.0000,  0.5000])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try RewardClipping(
      low: try arguments.tensor("clamp_min"), high: try arguments.tensor("clamp_max"),
      keys: try TransformKeys(arguments, reading: RewardScaling.standardKeys))
  }
}
