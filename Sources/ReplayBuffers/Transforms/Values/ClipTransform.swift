import Catalog
import Tensors

/// Limits values to a range, on the way in as well where there are keys for it.
public final class ClipTransform: KeyedTransform, DeclaredTransform {
  public let keys: TransformKeys
  private let low: Tensor?
  private let high: Tensor?

  /// - Throws: `TypeError` without any limit, `ValueError` unless `low < high`.
  public init(low: Tensor?, high: Tensor?, keys: TransformKeys) throws(Failure) {
    guard low != nil || high != nil else {
      throw .type("clip_transform() expects 'low', 'high' or both", help: "for instance low: -1.0")
    }
    self.keys = keys
    self.low = try Self.limit(low, "low")
    self.high = try Self.limit(high, "high")
    if let low = try low?.item().double, let high = try high?.item().double, low >= high {
      throw .value(
        "expected 'low' below 'high', got \(PythonText.repr(low)) and \(PythonText.repr(high))", argument: "low")
    }
  }

  private static func limit(_ value: Tensor?, _ label: String) throws(Failure) -> Tensor? {
    guard let value else { return nil }
    guard value.numel == 1 else {
      throw .unfit(label, expected: "a number", got: "shape \(value.shape.dims)", .type)
    }
    return value.dtype.isFloatingPoint ? value : try value.to(.float32)
  }

  public func apply(_ tensor: Tensor) throws(Failure) -> Tensor {
    try tensor.clamp(low.map { .tensor($0) }, high.map { .tensor($0) })
  }
  public func applyInverse(_ tensor: Tensor) throws(Failure) -> Tensor { try apply(tensor) }

  static let low = Field<ClipTransform, Tensor?>(
    "low", .optional(.numberOrTensor), default: nil, "The least value; None for no limit.", labelOnly: true,
    attribute: .hidden
  ) { $0.low }
  static let high = Field<ClipTransform, Tensor?>(
    "high", .optional(.numberOrTensor), default: nil, "The largest value; None for no limit.", labelOnly: true,
    attribute: .hidden
  ) { $0.high }

  /// How far a spec of what comes out lies beyond the limits, and what it says where there is none.
  private static let slack: [any ComponentAttribute] = [
    Attribute<ClipTransform>("low_eps", "What a spec allows below 'low'; None without a limit.") { $0.low.resolution },
    Attribute<ClipTransform>("high_eps", "What a spec allows beyond 'high'; None without a limit.") {
      $0.high.resolution
    },
    Attribute<ClipTransform>("low_min", "The least number of the dtype: a spec's bound without a limit.") {
      .float(-$0.low.largest)
    },
    Attribute<ClipTransform>("high_max", "The largest number of the dtype: a spec's bound without a limit.") {
      .float($0.high.largest)
    },
  ]

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "clip_transform", "ClipTransform", "Limits the values of some keys to a range.",
    fields: keyFields() + inverseKeyFields() + [low, high],
    attributes: [
      Attribute<ClipTransform>.tensor("low", "The least value; None for no limit.") { $0.low },
      Attribute<ClipTransform>.tensor("high", "The largest value; None for no limit.") { $0.high },
    ] + slack,
    examples: [
      Example(
        "td = tensordict({\"a\": tensor([-3.0, 0.5])}, [2])\nprint(clip_transform([\"a\"], low: 0)(td)[\"a\"])",
        prints: "tensor([0.0000, 0.5000])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try ClipTransform(
      low: try arguments[low], high: try arguments[high], keys: try TransformKeys(arguments))
  }
}

extension Tensor? {
  fileprivate var largest: Double { (self?.dtype ?? .float32).limits.high.double }
  /// As torch has it: the power of ten of its decimal digits.
  fileprivate var resolution: Tree {
    switch self?.dtype {
    case nil: .none
    case .float64?: .float(1e-15)
    case .float16?: .float(1e-3)
    case .bfloat16?: .float(1e-2)
    default: .float(1e-6)
    }
  }
}
