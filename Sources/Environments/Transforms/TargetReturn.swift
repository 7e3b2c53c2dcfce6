import Catalog
import ReplayBuffers
import Tensors

/// Sets a return to reach, and takes each reward off it.
public final class TargetReturn: EpisodeTransform, DeclaredTransform {
  /// What becomes of the target as an episode goes.
  public enum Mode: String, Sendable, CaseIterable {
    /// Each reward is taken off.
    case reduce
    /// It stays.
    case constant
  }

  private let target: Double
  private let mode: Mode
  private let reads: [NestedKey]?
  private let writes: [NestedKey]?
  private let givenResetKey: NestedKey?
  private let resetKey: NestedKey
  private let rewards = Attachment<[NestedKey]>()

  /// - Parameters:
  ///   - reads: nil for the environment's rewards.
  ///   - writes: nil for "target_return" beside each reward.
  public init(
    _ target: Double, mode: Mode = .reduce, reads: [NestedKey]? = nil, writes: [NestedKey]? = nil,
    resetKey: NestedKey? = nil
  ) {
    self.target = target
    self.mode = mode
    self.reads = reads
    self.writes = writes
    givenResetKey = resetKey
    self.resetKey = resetKey ?? "_reset"
  }

  private func pairs(_ keys: [NestedKey]) -> [(NestedKey, NestedKey)] {
    let sources = reads ?? keys
    let targets = writes ?? sources.map { NestedKey(Array($0.path.dropLast()) + ["target_return"]) }
    return zip(sources, targets).map { ($0, $1) }
  }

  public func attach(to parent: any Environment) throws(Failure) { rewards.set(parent.rewardKeys) }

  public func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict {
    for (_, key) in pairs(try rewards.required("target_return")) {
      let full = try Tensor.full(fresh.batchSize + [1], .float(target), .float32)
      if let before = previous.tensorIfPresent(key) {
        let marks = try previous.resetMarks(resetKey, batch: fresh.batchSize).expandedToRight(of: before.shape)
        try fresh.set(key, try Tensor.where(marks, try full.expand(before.shape.dims), before))
      } else {
        try fresh.set(key, full)
      }
    }
    return fresh
  }

  public func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict {
    for (source, key) in pairs(try rewards.required("target_return")) {
      let before = try data.input(key, "target_return")
      let reward = try next.input(source, "target_return")
      guard before.shape == reward.shape else {
        throw .value(
          "target_return() expects a reward of shape \(before.shape.dims), as the target's, got \(reward.shape.dims)")
      }
      try next.set(key, mode == .reduce ? try before.subtract(reward) : before)
    }
    return next
  }

  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var result = specs
    for (source, key) in pairs(specs.reward.leafKeys) {
      guard let spec = specs.reward[source] else { continue }
      result.observation[key] = .leaf(LeafSpec(spec.shape, .float32))
    }
    return result
  }

  static let target: Field<TargetReturn, Double> = Field(
    "target_return", .number, "The return to reach from an episode's start."
  ) { $0.target }
  static let mode: Field<TargetReturn, Mode> = Field(
    "mode", .choice(), default: .reduce, "Whether rewards are taken off, or the target stays."
  ) { $0.mode }
  static let inKeys: Field<TargetReturn, [NestedKey]?> = Field(
    "in_keys", .optional(.keys), default: nil, "The rewards; None for the environment's.", attribute: .hidden
  ) { $0.reads }
  static let outKeys: Field<TargetReturn, [NestedKey]?> = Field(
    "out_keys", .optional(.keys), default: nil, "The targets; None for \"target_return\" beside each reward.",
    attribute: .hidden
  ) { $0.writes }
  static let resetKey: Field<TargetReturn, NestedKey?> = Field(
    "reset_key", .optional(.key), default: nil, "The key of reset marks; None for the environment's.",
    attribute: .hidden
  ) { $0.givenResetKey }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .transform, "target_return", "TargetReturn", "Sets a return to reach, and takes each reward off it.",
    fields: [target, mode, inKeys, outKeys, resetKey],
    attributes: [
      Attribute<TargetReturn>.keys("in_keys", "The rewards; those of the environment are known in one.") {
        $0.reads ?? $0.rewards.current
      },
      Attribute<TargetReturn>.keys("out_keys", "The targets; those of the environment are known in one.") {
        transform in
        transform.writes ?? (transform.reads ?? transform.rewards.current).map { transform.pairs($0).map(\.1) }
      },
      Attribute<TargetReturn>("reset_key", "The key of reset marks; the environment's is known in one.") {
        ($0.givenResetKey ?? ($0.rewards.current == nil ? nil : $0.resetKey))?.tree
      },
    ],
    examples: [Example("print(target_return(10.0))", prints: "target_return(10.0)")]
  ) { (arguments) throws(Failure) -> any TreeObject in
    TargetReturn(
      try arguments[target], mode: try arguments[mode], reads: try arguments[inKeys], writes: try arguments[outKeys],
      resetKey: try arguments[resetKey])
  }
}
