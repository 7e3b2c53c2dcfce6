import Catalog
import Tensors

/// Applies a function of the script to what each key holds, tensors and other values alike.
public final class UnaryTransform: PairedTransform, DeclaredTransform {
  public let keys: TransformKeys
  private let function: any Callback
  private let inverseFunction: (any Callback)?

  /// - Parameter inverse: For the way in; nil for the same function.
  public init(_ function: any Callback, inverse: (any Callback)? = nil, keys: TransformKeys) {
    self.keys = keys
    self.function = function
    inverseFunction = inverse
  }

  public func visitReferences(_ visitor: ReferenceVisitor) {
    visitor.visit(function)
    visitor.visit(inverseFunction)
  }
  public var isNative: Bool { false }
  public var hasInverse: Bool { !keys.inverseWrites.isEmpty }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    try change(data, zip(keys.reads, keys.writes), function)
    return .tensordict(data)
  }
  public func inverse(_ data: Tree) throws(Failure) -> Tree? {
    let data = try tensordict(data)
    try change(data, zip(keys.inverseReads, keys.inverseWrites), inverseFunction ?? function)
    return .tensordict(data)
  }

  private func change(
    _ data: TensorDict, _ pairs: some Sequence<(NestedKey, NestedKey)>, _ function: any Callback
  ) throws(Failure) {
    for (source, target) in pairs {
      try data.set(target, try function.call([try data.inputEntry(source, "unary").tree]))
    }
  }

  static let function = Field<UnaryTransform, any Callback>(
    "fn", .function, "Takes a tensor or other value, gives one.", labelOnly: true, attribute: .hidden
  ) { $0.function }
  static let inverseFunction = Field<UnaryTransform, (any Callback)?>(
    "inv_fn", .optional(.function), default: nil, "For the way into a buffer; None for the same function.",
    labelOnly: true, attribute: .hidden
  ) { $0.inverseFunction }
  static let useRawNontensor = Field<UnaryTransform, Bool>.accepted(
    "use_raw_nontensor", .bool, default: false, "Accepted for TorchRL's sake: values come as they are.",
    labelOnly: true)

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "unary", "UnaryTransform", "Applies a function to what each key holds.",
    fields: requiredKeyFields() + inverseKeyFields() + [function, inverseFunction, useRawNontensor],
    examples: [
      Example(
        "td = tensordict({\"a\": ones(2)}, [2])\nprint(unary([\"a\"], [\"b\"], fn: x -> x * 3)(td)[\"b\"])",
        prints: "tensor([3., 3.])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    UnaryTransform(
      try arguments[function], inverse: try arguments[inverseFunction],
      keys: try TransformKeys(arguments, reading: nil))
  }
}
