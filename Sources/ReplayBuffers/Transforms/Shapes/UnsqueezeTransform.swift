import Catalog
import Tensors

/// Puts a dimension of size 1 into tensors, or (as `squeeze`) takes one away; the inverse does the opposite.
public final class UnsqueezeTransform: KeyedTransform, DescribedTransform {
  public let keys: TransformKeys
  public let description: TransformDescription
  private let dim: Int
  private let squeezes: Bool

  /// - Parameters:
  ///   - dim: Negative, so that it means the same whatever the batch, unless `allowsPositive`.
  ///   - squeezes: Takes the dimension away where its size is 1.
  public init(_ dim: Int, squeezes: Bool, allowsPositive: Bool = false, keys: TransformKeys) throws(Failure) {
    guard dim < 0 || allowsPositive else {
      throw .runtime(
        "expected a negative dim, which fits data of any batch size, got \(dim)",
        help: "count from the end, or allow_positive_dim: True", argument: "dim")
    }
    self.keys = keys
    self.dim = dim
    self.squeezes = squeezes
    description = TransformDescription(
      squeezes ? "squeeze" : "unsqueeze", [("dim", .int(dim))],
      [("allow_positive_dim", .bool(allowsPositive), .bool(false))]
    ).with(keys)
  }

  public func apply(_ tensor: Tensor) throws(Failure) -> Tensor {
    squeezes ? try tensor.squeeze(dim) : try tensor.unsqueeze(dim)
  }
  public func applyInverse(_ tensor: Tensor) throws(Failure) -> Tensor {
    squeezes ? try tensor.unsqueeze(dim) : try tensor.squeeze(dim)
  }

  private static func parameters(_ summary: String) -> [Parameter] {
    [
      Parameter("dim", .int, summary),
      .optional(
        "allow_positive_dim", .bool, default: "False", "Takes a dim that counts from the front.", labelOnly: true),
    ] + (Parameter.keys(default: "[]") + Parameter.inverseKeys).byLabel
  }

  private static func make(_ arguments: Arguments, squeezes: Bool) throws(Failure) -> any TreeObject {
    try UnsqueezeTransform(
      try arguments.required("dim", try arguments.int("dim")), squeezes: squeezes,
      allowsPositive: try arguments.bool("allow_positive_dim") ?? false, keys: try TransformKeys(arguments))
  }

  public static let spec: ComponentSpec = ComponentSpec(
    .transform,
    Signature(
      "unsqueeze", aliases: ["UnsqueezeTransform"], "Puts a dimension of size 1 into the tensors of some keys.",
      parameters("Where the dimension goes, from the end: -1 is behind the last."), returns: "transform",
      examples: [
        Example(
          "td = tensordict({\"a\": ones(2)}, [2])\nprint(unsqueeze(-1, in_keys: [\"a\"])(td)[\"a\"].shape)",
          prints: "torch.Size([2, 1])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in try make(arguments, squeezes: false) }

  public static let squeezeSpec: ComponentSpec = ComponentSpec(
    .transform,
    Signature(
      "squeeze", aliases: ["SqueezeTransform"],
      "Takes a dimension away from the tensors of some keys where its size is 1.",
      parameters("The dimension, from the end."), returns: "transform",
      examples: [
        Example(
          "td = tensordict({\"a\": ones(2, 1)}, [2])\nprint(squeeze(-1, in_keys: [\"a\"])(td)[\"a\"].shape)",
          prints: "torch.Size([2])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in try make(arguments, squeezes: true) }
}
