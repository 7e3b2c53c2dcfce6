import Catalog
import Tensors

/// Puts a dimension of size 1 into tensors, or (as `squeeze`) takes one away; the inverse does the opposite.
public final class UnsqueezeTransform: KeyedTransform, DeclaredTransform {
  public let keys: TransformKeys
  private let dim: Int
  private let squeezes: Bool
  private let allowsPositive: Bool

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
    self.allowsPositive = allowsPositive
  }

  public var isInvertible: Bool { true }

  public func apply(_ tensor: Tensor) throws(Failure) -> Tensor {
    squeezes ? try tensor.squeeze(dim) : try tensor.unsqueeze(dim)
  }
  public func applyInverse(_ tensor: Tensor) throws(Failure) -> Tensor {
    squeezes ? try tensor.unsqueeze(dim) : try tensor.squeeze(dim)
  }

  static let unsqueezeDim = dim("Where the dimension goes, from the end: -1 is behind the last.")
  static let squeezeDim = dim("The dimension, from the end.", aliases: ["squeeze_dim"])
  private static func dim(_ summary: String, aliases: [String] = []) -> Field<UnsqueezeTransform, Int> {
    Field("dim", .int, summary, aliases: aliases) { $0.dim }
  }
  static let allowPositiveDim = Field<UnsqueezeTransform, Bool>(
    "allow_positive_dim", .bool, default: false, "Takes a dim that counts from the front.", labelOnly: true
  ) { $0.allowsPositive }
  private static let keyed: [any ComponentField] = keyFields(labelOnly: true) + inverseKeyFields(labelOnly: true)
  private static let unsqueezed = Attribute<UnsqueezeTransform>("unsqueeze_dim", "The dimension.") { .int($0.dim) }
  private static let squeezed = Attribute<UnsqueezeTransform>("squeeze_dim", "The dimension.") { .int($0.dim) }

  private static func make(
    _ arguments: Arguments, _ dim: Field<UnsqueezeTransform, Int>, squeezes: Bool
  ) throws(Failure) -> any TreeObject {
    try UnsqueezeTransform(
      try arguments[dim], squeezes: squeezes, allowsPositive: try arguments[allowPositiveDim],
      keys: try TransformKeys(arguments))
  }

  public var spec: ComponentSpec { squeezes ? Self.squeezeSpec : Self.spec }
  public static let spec = ComponentSpec(
    .transform, "unsqueeze", "UnsqueezeTransform", "Puts a dimension of size 1 into the tensors of some keys.",
    fields: [unsqueezeDim, allowPositiveDim] + keyed, attributes: [unsqueezed],
    examples: [
      Example(
        "td = tensordict({\"a\": ones(2)}, [2])\nprint(unsqueeze(-1, in_keys: [\"a\"])(td)[\"a\"].shape)",
        prints: "torch.Size([2, 1])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in try make(arguments, unsqueezeDim, squeezes: false) }

  public static let squeezeSpec = ComponentSpec(
    .transform, "squeeze", "SqueezeTransform", parent: "UnsqueezeTransform",
    "Takes a dimension away from the tensors of some keys where its size is 1.",
    fields: [squeezeDim] + keyed + [allowPositiveDim],
    attributes: [unsqueezed, squeezed],
    examples: [
      Example(
        "td = tensordict({\"a\": ones(2, 1)}, [2])\nprint(squeeze(-1, in_keys: [\"a\"])(td)[\"a\"].shape)",
        prints: "torch.Size([2])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in try make(arguments, squeezeDim, squeezes: true) }
}
