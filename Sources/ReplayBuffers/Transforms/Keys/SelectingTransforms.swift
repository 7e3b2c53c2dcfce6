import Catalog
import Tensors

/// Removes keys, on the way out or, with `inverse`, on the way in.
public final class ExcludeTransform: DescribedTransform {
  public let description: TransformDescription
  public let excludedKeys: [NestedKey]
  public let hasInverse: Bool

  public init(_ keys: [NestedKey], inverse: Bool = false) {
    excludedKeys = keys
    hasInverse = inverse
    var about = TransformDescription(
      "exclude", keys.map { ("", $0.tree) }, [("inverse", .bool(inverse), .bool(false))])
    about.further = [("excluded_keys", TransformKeys.list(keys))]
    description = about
  }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    return .tensordict(hasInverse ? data : data.exclude(excludedKeys))
  }
  public func inverse(_ data: Tree) throws(Failure) -> Tree? {
    .tensordict(try tensordict(data).exclude(excludedKeys))
  }

  public static let spec: ComponentSpec = ComponentSpec(
    .transform,
    Signature(
      "exclude", aliases: ["ExcludeTransform"], "Leaves keys out of batches.",
      [
        .variadic("excluded_keys", .key, "The keys, nested ones as tuples; missing ones are ignored."),
        .optional("inverse", .bool, default: "False", "Leaves them out on the way in instead.", labelOnly: true),
      ], returns: "transform",
      examples: [
        Example(
          "td = tensordict({\"a\": ones(2), \"b\": ones(2)}, [2])\nprint(sorted(exclude(\"a\")(td).keys()))",
          prints: "['b']")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    ExcludeTransform(
      try arguments.variadicKeys("excluded_keys"), inverse: try arguments.bool("inverse") ?? false)
  }
}

/// Keeps the given keys, and the reward and end marks where wanted.
public final class SelectTransform: DescribedTransform {
  public let description: TransformDescription
  public let selectedKeys: [NestedKey]
  public let keepsRewards: Bool
  public let keepsDones: Bool

  public init(_ keys: [NestedKey], keepsRewards: Bool = true, keepsDones: Bool = true) {
    selectedKeys = keys
    self.keepsRewards = keepsRewards
    self.keepsDones = keepsDones
    var about = TransformDescription(
      "select", keys.map { ("", $0.tree) },
      [("keep_rewards", .bool(keepsRewards), .bool(true)), ("keep_dones", .bool(keepsDones), .bool(true))])
    about.further = [("selected_keys", TransformKeys.list(keys))]
    description = about
  }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    .tensordict(try selection(try tensordict(data), rewards: ["reward"], dones: ["done"]))
  }

  /// What is kept, given the names of rewards and end marks. Missing keys are ignored, as in TorchRL.
  public func selection(_ data: TensorDict, rewards: [NestedKey], dones: [NestedKey]) throws(Failure) -> TensorDict {
    try data.select(
      selectedKeys + (keepsRewards ? rewards : []) + (keepsDones ? dones : []), strict: false)
  }

  public static let spec: ComponentSpec = ComponentSpec(
    .transform,
    Signature(
      "select", aliases: ["SelectTransform"], "Keeps some keys of batches, and their reward and done.",
      [
        .variadic("selected_keys", .key, "The keys, nested ones as tuples; missing ones are ignored."),
        .optional("keep_rewards", .bool, default: "True", "Keeps \"reward\" as well.", labelOnly: true),
        .optional("keep_dones", .bool, default: "True", "Keeps \"done\" as well.", labelOnly: true),
      ], returns: "transform",
      examples: [
        Example(
          "td = tensordict({\"a\": ones(2), \"b\": ones(2)}, [2])\nprint(sorted(select(\"a\")(td).keys()))",
          prints: "['a']")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    SelectTransform(
      try arguments.variadicKeys("selected_keys"), keepsRewards: try arguments.bool("keep_rewards") ?? true,
      keepsDones: try arguments.bool("keep_dones") ?? true)
  }
}

/// Moves values to other keys, or copies them there.
public final class RenameTransform: DescribedTransform {
  public let description: TransformDescription
  public let keys: TransformKeys
  private let copies: Bool

  /// - Parameter copies: The old keys stay.
  public init(keys: TransformKeys, copies: Bool = false) throws(Failure) {
    if let both = keys.writes.first(where: keys.reads.contains) {
      throw .value(
        "key \(both.text) is among in_keys and out_keys, so the order of renaming is unclear",
        help: "rename in two steps, joined with '|'", argument: "out_keys")
    }
    self.keys = keys
    self.copies = copies
    let list = TransformKeys.list
    description = TransformDescription(
      "rename", [],
      [
        ("in_keys", list(keys.reads), .none), ("out_keys", list(keys.writes), .none),
        ("in_keys_inv", list(keys.inverseWrites), list([])),
        ("out_keys_inv", list(keys.inverseReads), list(keys.inverseWrites)),
        ("create_copy", .bool(copies), .bool(false)),
      ])
  }

  public var hasInverse: Bool { !keys.inverseWrites.isEmpty }
  public var keepsOldKeys: Bool { copies }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    try rename(data, zip(keys.reads, keys.writes))
    return .tensordict(data)
  }
  public func inverse(_ data: Tree) throws(Failure) -> Tree? {
    let data = try tensordict(data)
    try rename(data, zip(keys.inverseReads, keys.inverseWrites))
    return .tensordict(data)
  }

  /// - Parameter skipsMissing: Keys that are not there are left alone, as after a reset.
  public func rename(
    _ data: TensorDict, _ pairs: some Sequence<(NestedKey, NestedKey)>, skipsMissing: Bool = false
  ) throws(Failure) {
    for (old, new) in pairs {
      if skipsMissing, !data.contains(old) { continue }
      let entry = try data.inputEntry(old, "rename")
      if copies {
        try data.set(new, entry: entry)
      } else {
        try data.rename(old, to: new)
      }
    }
  }

  public static let spec: ComponentSpec = ComponentSpec(
    .transform,
    Signature(
      "rename", aliases: ["RenameTransform"], "Moves values to other keys.",
      [.requiredInKeys, Parameter("out_keys", .keys, "The new keys, one per key read; none of them an old one.")]
        + Parameter.inverseKeys + [
          .optional("create_copy", .bool, default: "False", "Keeps the old keys as well.")
        ], returns: "transform",
      examples: [
        Example(
          "td = tensordict({\"a\": ones(2)}, [2])\nprint(list(rename([\"a\"], [\"b\"])(td).keys()))", prints: "['b']")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try RenameTransform(keys: try TransformKeys(arguments), copies: try arguments.bool("create_copy") ?? false)
  }
}
