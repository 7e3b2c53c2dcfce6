import Catalog
import Tensors

/// Limits values to a range.
public final class RewardClipping: KeyedTransform, DeclaredTransform {
  public let keys: TransformKeys
  private let low: Tensor?
  private let high: Tensor?

  /// - Parameter low: The least value; nil for no limit, as with `high`.
  public init(low: Tensor?, high: Tensor?, keys: TransformKeys? = nil) throws(Failure) {
    self.keys = try TransformKeys.given(keys, else: RewardScaling.standardKeys)
    self.low = low
    self.high = high
  }

  public var changesResets: Bool { false }

  public func apply(_ reward: Tensor) throws(Failure) -> Tensor {
    if low == nil && high == nil { return reward }
    return try reward.clamp(low.map { .tensor($0) }, high.map { .tensor($0) })
  }

  static let clampMin = Field<RewardClipping, Tensor?>(
    "clamp_min", .optional(.numberOrTensor), default: nil, "The least reward; None for no limit.", attribute: .hidden,
    showing: .byPosition
  ) { $0.low }
  static let clampMax = Field<RewardClipping, Tensor?>(
    "clamp_max", .optional(.numberOrTensor), default: nil, "The largest reward; None for no limit.", attribute: .hidden,
    showing: .byPosition
  ) { $0.high }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "reward_clipping", "RewardClipping", "Limits rewards to a range.",
    fields: [clampMin, clampMax] + keyFields(RewardScaling.standardKeys),
    attributes: [
      Attribute<RewardClipping>.tensor("clamp_min", "The least reward.") { $0.low },
      Attribute<RewardClipping>.tensor("clamp_max", "The largest reward.") { $0.high },
    ],
    examples: [
      Example(
        "td = tensordict({\"reward\": tensor([-3.0, 0.5])}, [2])\nprint(reward_clipping(-1, 1)(td)[\"reward\"])",
        prints: "tensor([-1.0000,  0.5000])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try RewardClipping(
      low: try arguments[clampMin], high: try arguments[clampMax],
      keys: try TransformKeys(arguments, reading: RewardScaling.standardKeys))
  }
}
