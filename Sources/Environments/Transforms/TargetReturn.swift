import Catalog
import ReplayBuffers
import Tensors

/// Sets a return to reach, and takes each reward off it.
public final class TargetReturn: EpisodeTransform, DescribedTransform {
  /// What becomes of the target as an episode goes.
  public enum Mode: String, Sendable, CaseIterable {
    /// Each reward is taken off.
    case reduce
    /// It stays.
    case constant
  }

  public let description: TransformDescription
  private let target: Double
  private let mode: Mode
  private let reads: [NestedKey]?
  private let writes: [NestedKey]?
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
    self.resetKey = resetKey ?? "_reset"
    let list: ([NestedKey]?) -> Tree = { $0.map(TransformKeys.list) ?? .none }
    description = TransformDescription(
      "target_return", [("target_return", .float(target))],
      [
        ("mode", .string(mode.rawValue), .string("reduce")), ("in_keys", list(reads), .none),
        ("out_keys", list(writes), .none), ("reset_key", .optional(resetKey), .none),
      ])
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

  public static let spec = ComponentSpec(
    .transform,
    Signature(
      "target_return", aliases: ["TargetReturn"], "Sets a return to reach, and takes each reward off it.",
      [
        Parameter("target_return", .number, "The return to reach from an episode's start."),
        .optional(
          "mode", .choice(Mode.allCases.map(\.rawValue)), default: "\"reduce\"",
          "Whether rewards are taken off, or the target stays."),
        .inKeys(default: "None", "The rewards; None for the environment's."),
        .optional("out_keys", .keys, "The targets; None for \"target_return\" beside each reward."),
        .optional("reset_key", .key, "The key of reset marks; None for the environment's."),
      ], returns: "transform", examples: [Example("print(target_return(10.0))", prints: "target_return(10.0)")])
  ) { (arguments) throws(Failure) -> any TreeObject in
    let word = try arguments.string("mode") ?? "reduce"
    guard let mode = Mode(rawValue: word) else {
      throw .value(
        "unknown mode '\(word)': expected 'reduce' or 'constant'",
        help: Suggestion.didYouMean(word, among: Mode.allCases.map(\.rawValue)), argument: "mode")
    }
    return TargetReturn(
      try arguments.required("target_return", try arguments.float("target_return")), mode: mode,
      reads: try arguments.keys("in_keys"), writes: try arguments.keys("out_keys"),
      resetKey: try arguments.key("reset_key"))
  }
}
