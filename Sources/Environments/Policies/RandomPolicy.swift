import Catalog
import ReplayBuffers
import Tensors

/// Draws actions from a spec (TorchRL's `RandomPolicy`).
public final class RandomPolicy: Policy, Component, @unchecked Sendable {
  // `@unchecked`: `known` changes under `lock`.
  private let lock = RecursiveLock()
  private var known: Spec?
  let key: NestedKey

  /// - Parameters:
  ///   - actionSpec: nil for that of the environment that a collector uses it in.
  ///   - key: Where the action goes, for the spec of one tensor; a composite has its own keys.
  public init(_ actionSpec: Spec?, key: NestedKey = "action") {
    known = actionSpec
    self.key = key
  }

  public var actionSpec: Spec? { lock.withLock { known } }
  public var isNative: Bool { true }

  /// Takes the environment's actions, where it has no spec of its own.
  public func adopt(_ environment: any Environment) {
    lock.withLock { if known == nil { known = .composite(environment.specs.action) } }
  }

  /// - Throws: `RuntimeError` without a spec.
  public func act(_ data: TensorDict, generator: Generator) throws(Failure) -> TensorDict {
    switch actionSpec {
    case .leaf(let leaf)?: try data.set(key, try leaf.random(generator: generator))
    case .composite(let composite)?: try data.update(try composite.random(generator: generator))
    case nil:
      throw .runtime(
        "\(text) has no action_spec to draw from", help: "pass one, or let a collector take its environment's")
    }
    return data
  }

  static let actions: Field<RandomPolicy, Spec?> = Field(
    "action_spec", .optional(.spec), default: nil,
    "For instance env.action_spec; None for that of a collector's environment.", showing: .byPosition,
    implied: { $0.actionSpec == nil }
  ) { $0.actionSpec }
  static let actionKey: Field<RandomPolicy, NestedKey> = Field(
    "action_key", .key, default: "action", "Where the action goes."
  ) { $0.key }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .policy, "random_policy", "RandomPolicy", "A policy that draws actions from a spec.",
    fields: [actions, actionKey],
    examples: [
      Example(
        "manual_seed(0); policy = random_policy(one_hot_spec(2)); print(policy(tensordict({}))[\"action\"])",
        prints: "tensor([ True, False])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    RandomPolicy(try arguments[actions], key: try arguments[actionKey])
  }
}
