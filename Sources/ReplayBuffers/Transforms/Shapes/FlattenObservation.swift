import Catalog
import Tensors

/// Makes several neighbouring dimensions of tensors one.
public final class FlattenObservation: KeyedTransform, DescribedTransform {
  public let keys: TransformKeys
  public let description: TransformDescription
  private let first: Int
  private let last: Int

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
    description = TransformDescription(
      "flatten_observation", [("first_dim", .int(first)), ("last_dim", .int(last))],
      [("allow_positive_dim", .bool(allowsPositive), .bool(false))]
    ).with(keys, reading: ToTensorImage.standardKeys)
  }

  public func apply(_ tensor: Tensor) throws(Failure) -> Tensor { try tensor.flatten(first, last) }

  public static let spec: ComponentSpec = ComponentSpec(
    .transform,
    Signature(
      "flatten_observation", aliases: ["FlattenObservation"], "Makes several neighbouring dimensions one.",
      [
        Parameter("first_dim", .int, "The first of the dimensions, negative."),
        Parameter("last_dim", .int, "The last of the dimensions, negative."),
      ] + Parameter.keys(default: "[\"pixels\"]") + [
        .optional("allow_positive_dim", .bool, default: "False", "Takes dimensions that count from the front.")
      ], returns: "transform",
      examples: [
        Example(
          "td = tensordict({\"a\": ones(2, 3, 4)}, [2])\nprint(flatten_observation(-2, -1, [\"a\"])(td)[\"a\"].shape)",
          prints: "torch.Size([2, 12])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try FlattenObservation(
      try arguments.required("first_dim", try arguments.int("first_dim")),
      try arguments.required("last_dim", try arguments.int("last_dim")),
      allowsPositive: try arguments.bool("allow_positive_dim") ?? false,
      keys: try TransformKeys(arguments, reading: ToTensorImage.standardKeys))
  }
}
