import Catalog
import Tensors

/// Puts the last dimensions of tensors in another order; the inverse puts them back.
public final class PermuteTransform: KeyedTransform, DeclaredTransform {
  public let keys: TransformKeys
  private let order: [Int]
  private let inverseOrder: [Int]

  /// - Parameter dims: -1 … -n in any order.
  public init(_ dims: [Int], keys: TransformKeys) throws(Failure) {
    guard dims.sorted() == Array(-dims.count..<0) else {
      throw .value(
        "expected the dimensions -1 to -\(max(dims.count, 1)) in another order, got \(dims)",
        help: "only trailing dimensions, counted from the end, can be permuted", argument: "dims")
    }
    self.keys = keys
    order = dims
    var back = dims
    for (place, dim) in dims.enumerated() { back[dims.count + dim] = place - dims.count }
    inverseOrder = back
  }

  public func apply(_ tensor: Tensor) throws(Failure) -> Tensor { try permuted(tensor, order) }
  public func applyInverse(_ tensor: Tensor) throws(Failure) -> Tensor { try permuted(tensor, inverseOrder) }

  private func permuted(_ tensor: Tensor, _ order: [Int]) throws(Failure) -> Tensor {
    guard tensor.ndim >= order.count else {
      throw .runtime("expected at least \(order.count) dimensions, got shape \(tensor.shape.dims)")
    }
    return try tensor.permute(Array(0..<tensor.ndim - order.count) + order)
  }

  static let dims = Field<PermuteTransform, [Int]>(
    "dims", .dims, "The trailing dimensions in their new order, counted from the end."
  ) { $0.order }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "permute", "PermuteTransform", "Puts the last dimensions of some keys in another order.",
    fields: [dims] + keyFields() + inverseKeyFields(),
    examples: [
      Example(
        "td = tensordict({\"a\": ones(2, 3, 4)}, [2])\nprint(permute((-1, -2), [\"a\"])(td)[\"a\"].shape)",
        prints: "torch.Size([2, 4, 3])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try PermuteTransform(try arguments[dims], keys: try TransformKeys(arguments))
  }
}
