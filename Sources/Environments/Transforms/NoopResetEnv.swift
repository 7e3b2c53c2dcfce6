import Catalog
import ReplayBuffers
import Tensors

/// Takes some random steps after every reset, so that episodes begin in different states.
public final class NoopResetEnv: EpisodeTransform, DeclaredTransform {
  private let count: Int
  private let isRandom: Bool
  private let parent = Attachment<any Environment>()
  private static let trials = 11

  /// - Parameter isRandom: `count` is the limit below which the number of steps is drawn; else it is that number.
  public init(_ count: Int = 30, isRandom: Bool = true) throws(Failure) {
    guard count >= (isRandom ? 1 : 0) else {
      throw .unfit("noops", expected: "a positive count", got: count)
    }
    self.count = count
    self.isRandom = isRandom
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

  static let noops: Field<NoopResetEnv, Int> = Field(
    "noops", .int, default: 30, "The number of steps, or the limit below which it is drawn."
  ) { $0.count }
  static let random: Field<NoopResetEnv, Bool> = Field(
    "random", .bool, default: true, "The number of steps is drawn."
  ) { $0.isRandom }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .transform, "noop_reset_env", "NoopResetEnv", also: ["noop_reset"], "Takes some random steps after every reset.",
    fields: [noops, random],
    attributes: [
      Attribute<NoopResetEnv>("base_env", "The environment that it is in; None outside of one.") { noop in
        noop.parent.current.map { .object($0) } ?? Tree.none
      }
    ],
    examples: [Example("print(noop_reset_env(5))", prints: "noop_reset_env(noops: 5)")]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try NoopResetEnv(try arguments[noops], isRandom: try arguments[random])
  }
}
