import Catalog
import Tensors

/// Applies a function of the script to what each key holds, tensors and other values alike.
public final class UnaryTransform: DescribedTransform {
  public let keys: TransformKeys
  public let description: TransformDescription
  private let function: any Callback
  private let inverseFunction: any Callback

  /// - Parameter inverse: For the way in; nil for the same function.
  public init(
    _ function: any Callback, inverse: (any Callback)? = nil, rawNonTensors: Bool = false,
    keys: TransformKeys
  ) {
    self.keys = keys
    self.function = function
    inverseFunction = inverse ?? function
    description = TransformDescription("unary").with(keys).adding([
      ("fn", .object(function), .none), ("inv_fn", inverse.map { .object($0) } ?? .none, .none),
      ("use_raw_nontensor", .bool(rawNonTensors), .bool(false)),
    ])
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
    try change(data, zip(keys.inverseReads, keys.inverseWrites), inverseFunction)
    return .tensordict(data)
  }

  private func change(
    _ data: TensorDict, _ pairs: some Sequence<(NestedKey, NestedKey)>, _ function: any Callback
  ) throws(Failure) {
    for (source, target) in pairs {
      try data.set(target, try function.call([try data.inputEntry(source, "unary").tree]))
    }
  }

  public static let spec: ComponentSpec = ComponentSpec(
    .transform,
    Signature(
      "unary", aliases: ["UnaryTransform"], "Applies a function to what each key holds.",
      [
        .requiredInKeys, Parameter("out_keys", .keys, "The keys that are written, one per key read."),
      ] + Parameter.inverseKeys + [
        Parameter("fn", .function, "Takes a tensor or other value, gives one.", labelOnly: true),
        .optional("inv_fn", .function, "For the way into a buffer; None for the same function.", labelOnly: true),
        .optional(
          "use_raw_nontensor", .bool, default: "False", "Accepted for TorchRL's sake: values come as they are.",
          labelOnly: true),
      ], returns: "transform",
      examples: [
        Example(
          "td = tensordict({\"a\": ones(2)}, [2])\nprint(unary([\"a\"], [\"b\"], fn: x -> x * 3)(td)[\"b\"])",
          prints: "tensor([3., 3.])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    UnaryTransform(
      try arguments.required("fn", try arguments.function("fn")), inverse: try arguments.function("inv_fn"),
      rawNonTensors: try arguments.bool("use_raw_nontensor") ?? false, keys: try TransformKeys(arguments))
  }
}
