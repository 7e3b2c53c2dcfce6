import Catalog
import Tensors

/// Joins the tensors of several keys along a dimension into one.
public final class CatTensors: DeclaredTransform {
  /// nil for all vectors of an environment's observation; set when it comes into one.
  public var reads: [NestedKey]? { lock.withLock { found } }
  public let writes: NestedKey
  private let dim: Int
  private let deletes: Bool
  private let unsqueezes: Bool
  private let sorts: Bool
  private let lock = RecursiveLock()
  // Touched under `lock` only.
  nonisolated(unsafe) private var found: [NestedKey]?

  /// - Parameters:
  ///   - reads: Taken in alphabetic order if `sorts`.
  ///   - deletes: The keys read go.
  ///   - unsqueezes: Tensors without the dimension get it.
  public init(
    _ reads: [NestedKey]?, into writes: NestedKey = "observation_vector", dim: Int = -1, deletes: Bool = true,
    unsqueezes: Bool = false, sorts: Bool = true
  ) throws(Failure) {
    guard reads != nil || dim == -1 else {
      throw .value("expected dim -1 where in_keys is left out, got \(dim)", argument: "dim")
    }
    found = sorts ? reads.map(Self.sorted) : reads
    self.writes = writes
    self.dim = dim
    self.deletes = deletes
    self.unsqueezes = unsqueezes
    self.sorts = sorts
  }

  private static func sorted(_ keys: [NestedKey]) -> [NestedKey] {
    keys.map { ($0, $0.path.joined(separator: "_-|-_")) }.sorted {
      $0.1.unicodeScalars.lexicographicallyPrecedes($1.1.unicodeScalars)
    }.map(\.0)
  }

  /// What is read where the constructor left it open.
  public func read(_ keys: [NestedKey]) { lock.withLock { found = found ?? Self.sorted(keys) } }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    guard let reads else {
      throw .runtime("cat_tensors() without in_keys works in an environment only", help: "name the in_keys")
    }
    var tensors: [Tensor] = []
    for key in reads {
      var tensor = try data.input(key, "cat_tensors")
      let distance = dim > 0 ? dim : -dim - 1
      if unsqueezes, distance >= tensor.ndim { tensor = try tensor.unsqueeze(dim > 0 ? -1 : 0) }
      tensors.append(tensor)
    }
    try data.set(writes, try Tensor.cat(tensors, dim: dim))
    if deletes { for key in reads where key != writes && data.contains(key) { try data.remove(key) } }
    return .tensordict(data)
  }

  static let inKeys = Field<CatTensors, [NestedKey]?>(
    "in_keys", .optional(.keys), default: nil,
    "The keys that are read; None for all vectors of an environment's observation.", attribute: .hidden
  ) { $0.reads }
  static let outKey = Field<CatTensors, NestedKey>(
    "out_key", .key, default: "observation_vector", "The key that is written.", attribute: .hidden
  ) { $0.writes }
  static let dim = Field<CatTensors, Int>(
    "dim", .int, default: -1, "The dimension along which they are joined."
  ) { $0.dim }
  static let delKeys = Field<CatTensors, Bool>(
    "del_keys", .bool, default: true, "Removes the keys read.", labelOnly: true, attribute: .hidden
  ) { $0.deletes }
  static let unsqueezeIfOor = Field<CatTensors, Bool>(
    "unsqueeze_if_oor", .bool, default: false, "Gives tensors without the dimension one of size 1.", labelOnly: true
  ) { $0.unsqueezes }
  static let sort = Field<CatTensors, Bool>(
    "sort", .bool, default: true, "Joins in the alphabetic order of the keys.", labelOnly: true, attribute: .hidden
  ) { $0.sorts }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "cat_tensors", "CatTensors", "Joins the tensors of several keys into one.",
    fields: [inKeys, outKey, dim, delKeys, unsqueezeIfOor, sort],
    attributes: [
      Attribute<CatTensors>.keys("in_keys", "The keys that are read, in their order.") { $0.reads ?? [] },
      Attribute<CatTensors>.keys("out_keys", "The key that is written.") { [$0.writes] },
      Attribute<CatTensors>.keys("keys_to_exclude", "The keys read but for the one written.") { transform in
        (transform.reads ?? []).filter { $0 != transform.writes }
      },
    ],
    examples: [
      Example(
        "td = tensordict({\"b\": ones(1, 1), \"a\": zeros(1, 2)}, [1])\n"
          + "print(cat_tensors([\"b\", \"a\"], \"x\")(td)[\"x\"])", prints: "tensor([[0., 0., 1.]])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try CatTensors(
      try arguments[inKeys], into: try arguments[outKey], dim: try arguments[dim], deletes: try arguments[delKeys],
      unsqueezes: try arguments[unsqueezeIfOor], sorts: try arguments[sort])
  }
}

/// Stacks what several keys hold along a new dimension; the inverse takes it apart again.
public final class StackTransform: DeclaredTransform {
  public let reads: [NestedKey]
  public let writes: NestedKey
  private let inverseReads: NestedKey?
  private let inverseWrites: [NestedKey]
  private let dim: Int
  private let allowsPositive: Bool
  private let deletes: Bool

  /// - Parameters:
  ///   - inverse: The key that is taken apart on the way in, and the keys that its parts get.
  ///   - deletes: The keys read go, and nested tensordicts that become empty.
  public init(
    _ reads: [NestedKey], into writes: NestedKey, inverse: (key: NestedKey, parts: [NestedKey])? = nil, dim: Int = -1,
    allowsPositive: Bool = false, deletes: Bool = true
  ) throws(Failure) {
    guard dim < 0 || allowsPositive else {
      throw .value(
        "expected a negative dim, which fits data of any batch size, got \(dim)",
        help: "count from the end, or allow_positive_dim: True", argument: "dim")
    }
    guard !reads.contains(writes) else {
      throw .value("out_key \(writes.text) cannot be among in_keys", argument: "out_key")
    }
    self.reads = reads
    self.writes = writes
    inverseReads = inverse?.key
    inverseWrites = inverse?.parts ?? []
    self.dim = dim
    self.allowsPositive = allowsPositive
    self.deletes = deletes
  }

  public var isInvertible: Bool { true }
  public var hasInverse: Bool { inverseReads != nil }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    var tensors: [Tensor] = []
    for key in reads { tensors.append(try data.input(key, "stack_transform")) }
    try data.set(writes, try Tensor.stack(tensors, dim: dim))
    guard deletes else { return .tensordict(data) }
    for key in reads {
      try data.remove(key)
      var path = Array(key.path.dropLast())
      while !path.isEmpty, let parent = data.tensordictIfPresent(NestedKey(path)), parent.keys.isEmpty {
        try data.remove(NestedKey(path))
        path.removeLast()
      }
    }
    return .tensordict(data)
  }

  public func inverse(_ data: Tree) throws(Failure) -> Tree? {
    let data = try tensordict(data)
    guard let inverseReads, data.contains(inverseReads) else { return .tensordict(data) }
    let parts = try data.input(inverseReads, "stack_transform").unbind(dim)
    guard parts.count == inverseWrites.count else {
      throw .value(
        "stack_transform() expects \(inverseWrites.count) parts of \(inverseReads.text), one per key of out_keys_inv, "
          + "got \(parts.count)")
    }
    for (key, part) in zip(inverseWrites, parts) { try data.set(key, part) }
    return .tensordict(data.exclude([inverseReads]))
  }

  static let inKeys = Field<StackTransform, [NestedKey]>(
    "in_keys", .keys, "The keys that are read.", showing: .byLabel
  ) { $0.reads }
  static let outKey = Field<StackTransform, NestedKey>(
    "out_key", .key, "The key that is written.", attribute: .hidden, showing: .byLabel
  ) { $0.writes }
  static let inKeyInv = Field<StackTransform, NestedKey?>(
    "in_key_inv", .optional(.key), default: nil, "The key that is taken apart on the way into a buffer.",
    attribute: .hidden
  ) { $0.inverseReads }
  static let outKeysInv = Field<StackTransform, [NestedKey]?>(
    "out_keys_inv", .optional(.keys), default: nil, "The keys that its parts get.", attribute: .hidden
  ) { $0.inverseReads == nil ? .some(nil) : $0.inverseWrites }
  static let dim = Field<StackTransform, Int>(
    "dim", .int, default: -1, "Where the new dimension goes, negative."
  ) { $0.dim }
  static let allowPositiveDim = Field<StackTransform, Bool>(
    "allow_positive_dim", .bool, default: false, "Takes a dim that counts from the front.", attribute: .hidden
  ) { $0.allowsPositive }
  static let delKeys = Field<StackTransform, Bool>(
    "del_keys", .bool, default: true, "Removes the keys read.", labelOnly: true, attribute: .hidden
  ) { $0.deletes }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "stack_transform", "Stack", "Stacks the tensors of several keys along a new dimension.",
    fields: [inKeys, outKey, inKeyInv, outKeysInv, dim, allowPositiveDim, delKeys],
    attributes: [
      Attribute<StackTransform>.keys("out_keys", "The key that is written.") { [$0.writes] },
      Attribute<StackTransform>.keys("in_keys_inv", "The key that is taken apart on the way into a buffer.") {
        $0.inverseReads.map { [$0] } ?? []
      },
      Attribute<StackTransform>.keys("out_keys_inv", "The keys that its parts get.") { $0.inverseWrites },
    ],
    examples: [
      Example(
        "td = tensordict({\"a\": ones(1), \"b\": zeros(1)}, [1])\n"
          + "print(stack_transform([\"a\", \"b\"], \"x\")(td)[\"x\"])", prints: "tensor([[1., 0.]])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    let (key, parts) = (try arguments[inKeyInv], try arguments[outKeysInv])
    guard (key == nil) == (parts == nil) else {
      throw .value("in_key_inv and out_keys_inv go together: one of them is missing")
    }
    var inverse: (key: NestedKey, parts: [NestedKey])?
    if let key, let parts { inverse = (key, parts) }
    return try StackTransform(
      try arguments[inKeys], into: try arguments[outKey], inverse: inverse, dim: try arguments[dim],
      allowsPositive: try arguments[allowPositiveDim], deletes: try arguments[delKeys])
  }
}
