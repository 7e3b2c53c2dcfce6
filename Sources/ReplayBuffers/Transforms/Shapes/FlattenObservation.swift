import Catalog
import Tensors

/// Makes several neighbouring dimensions of tensors one.
public final class FlattenObservation: KeyedTransform, DeclaredTransform {
  public let keys: TransformKeys
  private let first: Int
  private let last: Int
  private let allowsPositive: Bool

  /// - Parameter allowsPositive: Takes dimensions that count from the front.
  public init(_ first: Int, _ last: Int, allowsPositive: Bool = false, keys: TransformKeys) throws(Failure) {
    for (name, dim) in [("first_dim", first), ("last_dim", last)] where dim >= 0 && !allowsPositive {
      throw .value(
        "expected a negative '\(name)', which fits data of any batch size, got \(dim)",
        help: "count from the end, or allow_positive_dim: True", argument: name)
    }
    self.keys = keys
    self.first = first
    self.last = last
    self.allowsPositive = allowsPositive
  }

  public func apply(_ tensor: Tensor) throws(Failure) -> Tensor { try tensor.flatten(first, last) }

  static let firstDim = Field<FlattenObservation, Int>(
    "first_dim", .int, "The first of the dimensions, negative."
  ) { $0.first }
  static let lastDim = Field<FlattenObservation, Int>(
    "last_dim", .int, "The last of the dimensions, negative."
  ) { $0.last }
  static let allowPositiveDim = Field<FlattenObservation, Bool>(
    "allow_positive_dim", .bool, default: false, "Takes dimensions that count from the front.", attribute: .hidden
  ) { $0.allowsPositive }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "flatten_observation", "FlattenObservation", parent: "ObservationTransform",
    "Makes several neighbouring dimensions one.",
    fields: [firstDim, lastDim] + keyFields(ToTensorImage.standardKeys) + [allowPositiveDim],
    examples: [
      Example(
        "td = tensordict({\"a\": ones(2, 3, 4)}, [2])\nprint(flatten_observation(-2, -1, [\"a\"])(td)[\"a\"].shape)",
        prints: "torch.Size([2, 12])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try FlattenObservation(
      try arguments[firstDim], try arguments[lastDim], allowsPositive: try arguments[allowPositiveDim],
      keys: try TransformKeys(arguments, reading: ToTensorImage.standardKeys))
  }
}
