import Catalog
import Tensors

/// Casts one dtype to another, and back on the way into a buffer.
public final class DTypeCastTransform: DescribedTransform {
  public let description: TransformDescription
  private let from: DType
  private let to: DType
  /// nil for every tensor of dtype `from`.
  private let reads: [NestedKey]?
  private let writes: [NestedKey]
  private let inverseWrites: [NestedKey]?
  private let inverseReads: [NestedKey]
  private let lock = RecursiveLock()
  // Touched under `lock` only: in an environment, the keys that are cast back where none are named.
  nonisolated(unsafe) private var found: [NestedKey]?

  /// Without keys for the way out, all tensors of dtype `from` are cast, and without any keys all of dtype `to` are
  /// cast back on the way in, as in TorchRL.
  init(_ from: DType, _ to: DType, name: String, _ arguments: Arguments) throws(Failure) {
    self.from = from
    self.to = to
    reads = try arguments.keys("in_keys")
    let out = try arguments.keys("out_keys")
    inverseWrites = try arguments.keys("in_keys_inv") ?? (reads == nil ? nil : [])
    let outInverse = try arguments.keys("out_keys_inv")
    guard reads != nil || out == nil else {
      throw .value("out_keys needs in_keys, so that it is clear which goes where", argument: "out_keys")
    }
    guard inverseWrites != nil || outInverse == nil else {
      throw .value("out_keys_inv needs in_keys_inv, so that it is clear which goes where", argument: "out_keys_inv")
    }
    let keys = try TransformKeys(reads ?? [], out, inverseWrites: inverseWrites ?? [], inverseReads: outInverse)
    writes = keys.writes
    inverseReads = keys.inverseReads
    let list = TransformKeys.list
    let isPlain = name == "double_to_float"
    var about = TransformDescription(
      name, isPlain ? [] : [("dtype_in", .dtype(from)), ("dtype_out", .dtype(to))],
      [
        ("in_keys", reads.map(list) ?? .none, .none),
        ("out_keys", reads == nil ? .none : list(writes), reads.map(list) ?? .none),
        ("in_keys_inv", inverseWrites.map(list) ?? .none, reads == nil ? .none : list([])),
        ("out_keys_inv", inverseWrites == nil ? .none : list(inverseReads), inverseWrites.map(list) ?? .none),
      ])
    if isPlain { about.further = [("dtype_in", .dtype(from)), ("dtype_out", .dtype(to))] }
    description = about
  }

  public var hasInverse: Bool { inverseWrites.map { !$0.isEmpty } ?? true }
  /// The keys that are named; nil for every tensor of the dtype.
  public var namedKeys: [NestedKey]? { reads }
  /// The keys that are cast back; nil for every tensor of the dtype.
  public var inputKeys: [NestedKey]? { lock.withLock { inverseWrites ?? found } }
  /// Casts these back where the constructor left it open.
  public func castBack(_ keys: [NestedKey]) { lock.withLock { found = keys } }
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
      try data.set(target, try data.input(source, description.name).to(to))
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
      try data.set(target, try data.input(source, description.name).to(from))
    }
    return .tensordict(data)
  }

  private static let keys: [Parameter] = [
    .inKeys(default: "None", "The keys that are cast; None for every tensor of the first dtype."), .outKeys,
    .optional(
      "in_keys_inv", .keys,
      "The keys that are cast back on the way into a buffer; None for none, or for all if in_keys is None."),
    .outKeysInverse,
  ]

  public static let spec: ComponentSpec = ComponentSpec(
    .transform,
    Signature(
      "dtype_cast", aliases: ["DTypeCastTransform"], "Casts tensors of one dtype to another.",
      [
        Parameter("dtype_in", .dtype, "The dtype that is cast."),
        Parameter("dtype_out", .dtype, "The dtype that it is cast to."),
      ] + keys, returns: "transform",
      examples: [
        Example(
          "td = tensordict({\"a\": arange(2)}, [2])\nprint(dtype_cast(int64, float32, [\"a\"])(td)[\"a\"])",
          prints: "tensor([0., 1.])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try DTypeCastTransform(
      try arguments.required("dtype_in", try arguments.dtype("dtype_in")),
      try arguments.required("dtype_out", try arguments.dtype("dtype_out")), name: "dtype_cast", arguments)
  }

  public static let doubleSpec: ComponentSpec = ComponentSpec(
    .transform,
    Signature(
      "double_to_float", aliases: ["DoubleToFloat"], "Casts float64 tensors to float32.", keys, returns: "transform",
      examples: [
        Example(
          "td = tensordict({\"a\": ones(2, dtype: float64)}, [2])\nprint(double_to_float([\"a\"])(td)[\"a\"].dtype)",
          prints: "torch.float32")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try DTypeCastTransform(.float64, .float32, name: "double_to_float", arguments)
  }
}
