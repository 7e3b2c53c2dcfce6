import Catalog
import Tensors

/// Makes all batch dimensions one, on the way into a buffer or, without `inverse`, on the way out.
public final class FlattenTensorDict: DeclaredTransform {
  public let hasInverse: Bool

  public init(inverse: Bool = true) {
    hasInverse = inverse
  }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    hasInverse ? data : .tensordict(try tensordict(data).reshape([-1]))
  }
  public func inverse(_ data: Tree) throws(Failure) -> Tree? {
    hasInverse ? .tensordict(try tensordict(data).reshape([-1])) : data
  }

  static let inverse = Field<FlattenTensorDict, Bool>(
    "inverse", .bool, default: true, "On the way in; False for the way out."
  ) { $0.hasInverse }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "flatten_tensordict", "FlattenTensorDict", also: ["flatten_tensor_dict"],
    "Makes the batch dimensions of data one on its way into a buffer.", fields: [inverse],
    examples: [
      Example(
        "rb = buffer(storage: ram(6), transform: flatten_tensordict())\n"
          + "rb.extend(tensordict({\"a\": ones(2, 3)}, [2, 3]))\nprint(len(rb))", prints: "6")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    FlattenTensorDict(inverse: try arguments[inverse])
  }
}
