import Catalog
import Tensors

/// Refuses data with numbers that are infinite or not numbers.
public final class FiniteTensorDictCheck: DeclaredTransform {
  public init() {}

  /// - Throws: `ValueError` that names the key.
  public func forward(_ data: Tree) throws(Failure) -> Tree {
    for (key, tensor) in try tensordict(data).leaves where tensor.dtype.isFloatingPoint {
      guard try tensor.isfinite().all().item().isTrue else {
        throw .value("encountered a tensor that is not finite at key \(key.text)")
      }
    }
    return data
  }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "finite_tensordict_check", "FiniteTensorDictCheck", also: ["finite_tensor_dict_check"],
    "Refuses data with numbers that are infinite or not numbers.",
    examples: [
      Example(
        "td = tensordict({\"a\": ones(2)}, [2])\nprint(finite_tensordict_check()(td)[\"a\"])",
        prints: "tensor([1., 1.])")
    ]
  ) { (_) throws(Failure) -> any TreeObject in FiniteTensorDictCheck() }
}
