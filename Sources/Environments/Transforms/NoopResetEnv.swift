import Catalog
import ReplayBuffers
import Tensors

/// Takes some random steps after every reset, so that episodes begin in different states.
public final class NoopResetEnv: EpisodeTransform, DescribedTransform {
  public let description: TransformDescription
  private let count: Int
  private let isRandom: Bool
  private let parent = Attachment<any Environment>()
  private static let trials = 11

  /// - Parameter isRandom: `count` is the limit below which the number of steps is drawn; else it is that number.
  public init(_ count: Int = 30, isRandom: Bool = true) throws(Failure) {
    guard count >= (isRandom ? 1 : 0) else {
      throw .value("expected a positive count for 'noops', got \(count)", argument: "noops")
    }
    self.count = count
    self.isRandom = isRandom
    description = TransformDescription(
      "noop_reset_env", [], [("noops", .int(count), .int(30)), ("random", .bool(isRandom), .bool(true))])
  }

  /// Batches stay as they are.
  public func forward(_ data: Tree) throws(Failure) -> Tree { data }

  public func attach(to parent: any Environment) throws(Failure) { self.parent.set(parent) }
  public func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict { next }

  public func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict {
    let parent = try parent.required("noop_reset_env")
    guard parent.batchSize.numel <= 1 else {
      throw .value(
        "noop_reset_env() works on single environments, got batch size \(parent.batchSize.dims)",
        help: "put it into each environment of the batch")
    }
    var current = previous.exclude(["_reset"])
    try current.update(fresh)
    let steps = isRandom ? try Tensor.randint(below: count, [1]).item().int : count
    for _ in 0..<Self.trials {
      var isCutShort = false
      for _ in 0..<steps {
        let stepped = try parent.step(try parent.randomAction(current))
        current = try parent.advance(stepped)
        var isDone = false
        for key in parent.doneKeys {
          if let mark = current.tensorIfPresent(key), try mark.any(nil).item().isTrue { isDone = true }
        }
        guard isDone else { continue }
        current = try parent.reset(current.shallowCopy())
        isCutShort = true
        break
      }
      if !isCutShort { return current.exclude(parent.rewardKeys) }
    }
    throw .runtime(
      "the environment was done again and again before \(steps) random steps could be taken after a reset",
      help: "use fewer noops")
  }

  public static let spec = ComponentSpec(
    .transform,
    Signature(
      "noop_reset_env", aliases: ["NoopResetEnv", "noop_reset"], "Takes some random steps after every reset.",
      [
        .optional("noops", .int, default: "30", "The number of steps, or the limit below which it is drawn."),
        .optional("random", .bool, default: "True", "The number of steps is drawn."),
      ], returns: "transform", examples: [Example("print(noop_reset_env(5))", prints: "noop_reset_env(noops: 5)")])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try NoopResetEnv(try arguments.int("noops") ?? 30, isRandom: try arguments.bool("random") ?? true)
  }
}
