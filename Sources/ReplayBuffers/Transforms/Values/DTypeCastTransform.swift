import Catalog
import Tensors

/// Casts one dtype to another, and back on the way into a buffer.
public final class DTypeCastTransform: DeclaredTransform {
  private let from: DType
  private let to: DType
  /// nil for every tensor of dtype `from`.
  private let reads: [NestedKey]?
  private let writes: [NestedKey]
  private let inverseWrites: [NestedKey]?
  private let inverseReads: [NestedKey]
  private let isDoubleToFloat: Bool
  private let lock = RecursiveLock()
  // Touched under `lock` only: in an environment, the keys that are cast and cast back where none are named.
  nonisolated(unsafe) private var found: (outputs: [NestedKey], inputs: [NestedKey])?

  /// Without keys for the way out, all tensors of dtype `from` are cast, and without any keys all of dtype `to` are
  /// cast back on the way in, as in TorchRL.
  init(_ from: DType, _ to: DType, isDoubleToFloat: Bool, _ arguments: Arguments) throws(Failure) {
    self.from = from
    self.to = to
    self.isDoubleToFloat = isDoubleToFloat
    reads = try arguments[Self.inKeys]
    let out = try arguments[Self.outKeys]
    inverseWrites = try arguments[Self.inKeysInv] ?? (reads == nil ? nil : [])
    let outInverse = try arguments[Self.outKeysInv]
    guard reads != nil || out == nil else {
      throw .value("out_keys needs in_keys, so that it is clear which goes where", argument: "out_keys")
    }
    guard inverseWrites != nil || outInverse == nil else {
      throw .value("out_keys_inv needs in_keys_inv, so that it is clear which goes where", argument: "out_keys_inv")
    }
    let keys = try TransformKeys(reads ?? [], out, inverseWrites: inverseWrites ?? [], inverseReads: outInverse)
    writes = keys.writes
    inverseReads = keys.inverseReads
  }

  public var isInvertible: Bool { true }
  public var hasInverse: Bool { inverseWrites.map { !$0.isEmpty } ?? true }
  /// The keys that are named; nil for every tensor of the dtype.
  public var namedKeys: [NestedKey]? { reads }
  /// The keys that are cast back; nil for every tensor of the dtype.
  public var inputKeys: [NestedKey]? { lock.withLock { inverseWrites ?? found?.inputs } }
  /// The keys that are cast; nil for every tensor of the dtype.
  private var outputKeys: [NestedKey]? { lock.withLock { reads ?? found?.outputs } }
  /// What an environment has of the dtype: its inputs alone are cast back where the constructor left it open.
  public func cast(outputs: [NestedKey], back inputs: [NestedKey]) { lock.withLock { found = (outputs, inputs) } }
  public var dtypes: (from: DType, to: DType) { (from, to) }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    try cast(data)
    return .tensordict(data)
  }

  /// - Parameter skipsMissing: Keys that are not there are left alone, as after a reset.
  public func cast(_ data: TensorDict, skipsMissing: Bool = false) throws(Failure) {
    guard let reads else {
      for (key, tensor) in data.leaves where tensor.dtype == from { try data.set(key, try tensor.to(to)) }
      return
    }
    for (source, target) in zip(reads, writes) {
      if skipsMissing, !data.contains(source) { continue }
      try data.set(target, try data.input(source, componentName).to(to))
    }
  }

  public func inverse(_ data: Tree) throws(Failure) -> Tree? {
    let data = try tensordict(data)
    guard let inverseWrites else {
      let only = inputKeys
      for (key, tensor) in data.leaves where only?.contains(key) ?? (tensor.dtype == to) {
        try data.set(key, try tensor.to(from))
      }
      return .tensordict(data)
    }
    for (target, source) in zip(inverseWrites, inverseReads) {
      try data.set(target, try data.input(source, componentName).to(from))
    }
    return .tensordict(data)
  }

  static let dtypeIn = Field<DTypeCastTransform, DType>("dtype_in", .dtype, "The dtype that is cast.") { $0.from }
  static let dtypeOut = Field<DTypeCastTransform, DType>("dtype_out", .dtype, "The dtype that it is cast to.") {
    $0.to
  }
  static let inKeys = Field<DTypeCastTransform, [NestedKey]?>(
    "in_keys", .optional(.keys), default: nil,
    "The keys that are cast; None for every tensor of the first dtype.", attribute: .hidden
  ) { $0.reads }
  static let outKeys = Field<DTypeCastTransform, [NestedKey]?>(
    "out_keys", .optional(.keys), default: nil,
    "The keys that are written, one per key read; None for the same ones.", attribute: .hidden,
    implied: { $0.reads == nil || $0.writes == $0.reads }
  ) { $0.writes }
  static let inKeysInv = Field<DTypeCastTransform, [NestedKey]?>(
    "in_keys_inv", .optional(.keys), default: nil,
    "The keys that are cast back on the way into a buffer; None for none, or for all if in_keys is None.",
    attribute: .hidden, implied: { $0.reads != nil && $0.inverseWrites == [] }
  ) { $0.inverseWrites }
  static let outKeysInv = Field<DTypeCastTransform, [NestedKey]?>(
    "out_keys_inv", .optional(.keys), default: nil,
    "The keys that are read on the way into a buffer; None for those written.", attribute: .hidden,
    implied: { $0.inverseWrites == nil || $0.inverseReads == $0.inverseWrites }
  ) { $0.inverseReads }
  private static let keyAttributes: [any ComponentAttribute] = [
    keys("in_keys", "The keys that are cast; None for every tensor of the first dtype.") { $0.outputKeys },
    keys("out_keys", "The keys that are written.") { $0.reads == nil ? $0.outputKeys : $0.writes },
    keys("in_keys_inv", "The keys that are cast back; None for every tensor of the second dtype.") { $0.inputKeys },
    keys("out_keys_inv", "The keys that are read on the way into a buffer.") {
      $0.inverseWrites == nil ? $0.inputKeys : $0.inverseReads
    },
  ]
  private static func keys(
    _ name: String, _ summary: String, get: @escaping @Sendable (DTypeCastTransform) -> [NestedKey]?
  ) -> Attribute<DTypeCastTransform> {
    Attribute(name, summary) { get($0).map { .list($0.map(\.tree)) } ?? Tree.none }
  }

  public var spec: ComponentSpec { isDoubleToFloat ? Self.doubleSpec : Self.spec }
  public static let spec = ComponentSpec(
    .transform, "dtype_cast", "DTypeCastTransform", "Casts tensors of one dtype to another.",
    fields: [dtypeIn, dtypeOut, inKeys, outKeys, inKeysInv, outKeysInv], attributes: keyAttributes,
    examples: [
      Example(
        "td = tensordict({\"a\": arange(2)}, [2])\nprint(dtype_cast(int64, float32, [\"a\"])(td)[\"a\"])",
        prints: "tensor([0., 1.])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try DTypeCastTransform(
      try arguments[dtypeIn], try arguments[dtypeOut], isDoubleToFloat: false, arguments)
  }

  public static let doubleSpec = ComponentSpec(
    .transform, "double_to_float", "DoubleToFloat", parent: "DTypeCastTransform",
    "Casts float64 tensors to float32.", fields: [inKeys, outKeys, inKeysInv, outKeysInv],
    attributes: [
      Attribute<DTypeCastTransform>("dtype_in", "The dtype that is cast.") { .dtype($0.from) },
      Attribute<DTypeCastTransform>("dtype_out", "The dtype that it is cast to.") { .dtype($0.to) },
    ] + keyAttributes,
    examples: [
      Example(
        "td = tensordict({\"a\": ones(2, dtype: float64)}, [2])\nprint(double_to_float([\"a\"])(td)[\"a\"].dtype)",
        prints: "torch.float32")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try DTypeCastTransform(.float64, .float32, isDoubleToFloat: true, arguments)
  }
}
