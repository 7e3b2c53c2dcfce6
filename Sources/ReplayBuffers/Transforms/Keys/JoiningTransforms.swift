import Catalog
import Tensors

/// Joins the tensors of several keys along a dimension into one.
public final class CatTensors: DescribedTransform {
  public let description: TransformDescription
  /// nil for all vectors of an environment's observation; set when it comes into one.
  public var reads: [NestedKey]? { lock.withLock { found } }
  public let writes: NestedKey
  private let dim: Int
  private let deletes: Bool
  private let unsqueezes: Bool
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
    description = TransformDescription(
      "cat_tensors", [],
      [
        ("in_keys", found.map(TransformKeys.list) ?? .none, .none),
        ("out_key", writes.tree, .string("observation_vector")), ("dim", .int(dim), .int(-1)),
        ("del_keys", .bool(deletes), .bool(true)), ("unsqueeze_if_oor", .bool(unsqueezes), .bool(false)),
        ("sort", .bool(sorts), .bool(true)),
      ])
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

  public static let spec: ComponentSpec = ComponentSpec(
    .transform,
    Signature(
      "cat_tensors", aliases: ["CatTensors"], "Joins the tensors of several keys into one.",
      [
        .inKeys(), .optional("out_key", .key, default: "\"observation_vector\"", "The key that is written."),
        .optional("dim", .int, default: "-1", "The dimension along which they are joined."),
        .optional("del_keys", .bool, default: "True", "Removes the keys read.", labelOnly: true),
        .optional(
          "unsqueeze_if_oor", .bool, default: "False", "Gives tensors without the dimension one of size 1.",
          labelOnly: true),
        .optional("sort", .bool, default: "True", "Joins in the alphabetic order of the keys.", labelOnly: true),
      ], returns: "transform",
      examples: [
        Example(
          "td = tensordict({\"b\": ones(1, 1), \"a\": zeros(1, 2)}, [1])\n"
            + "print(cat_tensors([\"b\", \"a\"], \"x\")(td)[\"x\"])", prints: "tensor([[0., 0., 1.]])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try CatTensors(
      try arguments.keys("in_keys"), into: try arguments.key("out_key") ?? "observation_vector",
      dim: try arguments.int("dim") ?? -1, deletes: try arguments.bool("del_keys") ?? true,
      unsqueezes: try arguments.bool("unsqueeze_if_oor") ?? false, sorts: try arguments.bool("sort") ?? true)
  }
}

/// Stacks what several keys hold along a new dimension; the inverse takes it apart again.
public final class StackTransform: DescribedTransform {
  public let description: TransformDescription
  public let reads: [NestedKey]
  public let writes: NestedKey
  private let inverseReads: NestedKey?
  private let inverseWrites: [NestedKey]
  private let dim: Int
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
    self.deletes = deletes
    description = TransformDescription(
      "stack_transform", [],
      [
        ("in_keys", TransformKeys.list(reads), .none), ("out_key", writes.tree, .none),
        ("in_key_inv", .optional(inverse?.key), .none),
        ("out_keys_inv", inverse.map { TransformKeys.list($0.parts) } ?? .none, .none), ("dim", .int(dim), .int(-1)),
        ("allow_positive_dim", .bool(allowsPositive), .bool(false)), ("del_keys", .bool(deletes), .bool(true)),
      ])
  }

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

  public static let spec: ComponentSpec = ComponentSpec(
    .transform,
    Signature(
      "stack_transform", aliases: ["Stack"], "Stacks the tensors of several keys along a new dimension.",
      [
        .requiredInKeys, Parameter("out_key", .key, "The key that is written."),
        .optional("in_key_inv", .key, "The key that is taken apart on the way into a buffer."),
        .optional("out_keys_inv", .keys, "The keys that its parts get."),
        .optional("dim", .int, default: "-1", "Where the new dimension goes, negative."),
        .optional("allow_positive_dim", .bool, default: "False", "Takes a dim that counts from the front."),
        .optional("del_keys", .bool, default: "True", "Removes the keys read.", labelOnly: true),
      ], returns: "transform",
      examples: [
        Example(
          "td = tensordict({\"a\": ones(1), \"b\": zeros(1)}, [1])\n"
            + "print(stack_transform([\"a\", \"b\"], \"x\")(td)[\"x\"])", prints: "tensor([[1., 0.]])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    let (key, parts) = (try arguments.key("in_key_inv"), try arguments.keys("out_keys_inv"))
    guard (key == nil) == (parts == nil) else {
      throw .value("in_key_inv and out_keys_inv go together: one of them is missing")
    }
    var inverse: (key: NestedKey, parts: [NestedKey])?
    if let key, let parts { inverse = (key, parts) }
    return try StackTransform(
      try arguments.required("in_keys", try arguments.keys("in_keys")),
      into: try arguments.required("out_key", try arguments.key("out_key")), inverse: inverse,
      dim: try arguments.int("dim") ?? -1, allowsPositive: try arguments.bool("allow_positive_dim") ?? false,
      deletes: try arguments.bool("del_keys") ?? true)
  }
}
