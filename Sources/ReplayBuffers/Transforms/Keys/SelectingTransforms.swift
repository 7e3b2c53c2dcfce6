import Catalog
import Tensors

/// Removes keys, on the way out or, with `inverse`, on the way in.
public final class ExcludeTransform: DeclaredTransform {
  public let excludedKeys: [NestedKey]
  public let hasInverse: Bool

  public init(_ keys: [NestedKey], inverse: Bool = false) {
    excludedKeys = keys
    hasInverse = inverse
  }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    return .tensordict(hasInverse ? data : data.exclude(excludedKeys))
  }
  public func inverse(_ data: Tree) throws(Failure) -> Tree? {
    .tensordict(try tensordict(data).exclude(excludedKeys))
  }

  static let keys = Field<ExcludeTransform, [NestedKey]>.variadic(
    "excluded_keys", .spreadKeys, "The keys, nested ones as tuples; missing ones are ignored.", attribute: .same
  ) { $0.excludedKeys }
  static let inverse = Field<ExcludeTransform, Bool>(
    "inverse", .bool, default: false, "Leaves them out on the way in instead.", labelOnly: true
  ) { $0.hasInverse }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "exclude", "ExcludeTransform", "Leaves keys out of batches.", fields: [keys, inverse],
    examples: [
      Example(
        "td = tensordict({\"a\": ones(2), \"b\": ones(2)}, [2])\nprint(sorted(exclude(\"a\")(td).keys()))",
        prints: "['b']")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    ExcludeTransform(try arguments[keys], inverse: try arguments[inverse])
  }
}

/// Keeps the given keys, and the reward and end marks where wanted.
public final class SelectTransform: DeclaredTransform {
  public let selectedKeys: [NestedKey]
  public let keepsRewards: Bool
  public let keepsDones: Bool

  public init(_ keys: [NestedKey], keepsRewards: Bool = true, keepsDones: Bool = true) {
    selectedKeys = keys
    self.keepsRewards = keepsRewards
    self.keepsDones = keepsDones
  }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    .tensordict(try selection(try tensordict(data), rewards: ["reward"], dones: ["done"]))
  }

  /// What is kept, given the names of rewards and end marks. Missing keys are ignored, as in TorchRL.
  public func selection(_ data: TensorDict, rewards: [NestedKey], dones: [NestedKey]) throws(Failure) -> TensorDict {
    try data.select(
      selectedKeys + (keepsRewards ? rewards : []) + (keepsDones ? dones : []), strict: false)
  }

  static let keys = Field<SelectTransform, [NestedKey]>.variadic(
    "selected_keys", .spreadKeys, "The keys, nested ones as tuples; missing ones are ignored.", attribute: .same
  ) { $0.selectedKeys }
  static let keepRewards = Field<SelectTransform, Bool>(
    "keep_rewards", .bool, default: true, "Keeps \"reward\" as well.", labelOnly: true,
    attribute: .named("keep_reward_keys")
  ) { $0.keepsRewards }
  static let keepDones = Field<SelectTransform, Bool>(
    "keep_dones", .bool, default: true, "Keeps \"done\" as well.", labelOnly: true,
    attribute: .named("keep_done_keys")
  ) { $0.keepsDones }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "select", "SelectTransform", "Keeps some keys of batches, and their reward and done.",
    fields: [keys, keepRewards, keepDones],
    examples: [
      Example(
        "td = tensordict({\"a\": ones(2), \"b\": ones(2)}, [2])\nprint(sorted(select(\"a\")(td).keys()))",
        prints: "['a']")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    SelectTransform(
      try arguments[keys], keepsRewards: try arguments[keepRewards], keepsDones: try arguments[keepDones])
  }
}

/// Moves values to other keys, or copies them there.
public final class RenameTransform: PairedTransform, DeclaredTransform {
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

  static let createCopy = Field<RenameTransform, Bool>(
    "create_copy", .bool, default: false, "Keeps the old keys as well."
  ) { $0.copies }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "rename", "RenameTransform", "Moves values to other keys.",
    fields: requiredKeyFields("The new keys, one per key read; none of them an old one.") + inverseKeyFields() + [
      createCopy
    ],
    examples: [
      Example(
        "td = tensordict({\"a\": ones(2)}, [2])\nprint(list(rename([\"a\"], [\"b\"])(td).keys()))", prints: "['b']")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try RenameTransform(
      keys: try TransformKeys(arguments, reading: nil), copies: try arguments[createCopy])
  }
}
