import Catalog
import Environments
import RBSyntax
import ReplayBuffers
import Tensors

/// An environment as a value: its methods, and what it says of itself as attributes.
final class EnvironmentObject: DomainObject {
  let environment: any Environment
  init(_ environment: any Environment) {
    self.environment = environment
    super.init(environment)
  }
  override var type: TypeInfo { .environment }
  override func length() throws -> Int {
    guard let count = environment.batchSize.first else {
      throw Failure.type("a single environment has no length")
    }
    return count
  }

  private static let attributes: [String] = [
    "batch_size", "specs", "action_spec", "observation_spec", "reward_spec", "done_spec", "state_spec",
    "full_action_spec", "full_observation_spec", "full_reward_spec", "full_done_spec", "full_state_spec", "input_spec",
    "output_spec", "action_key", "action_keys", "reward_key", "reward_keys", "done_key", "done_keys",
    "observation_keys", "reset_keys", "is_closed", "device", "transform", "base_env", "num_workers", "env_name",
  ]
  override var hasOwnAttributes: Bool { true }
  override func attributeNames() -> [String] { Self.attributes + super.attributeNames() }

  override func attribute(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    if let value = specAttribute(name) ?? keyAttribute(name) { return value }
    switch name {
    case "batch_size": return Value(.size(environment.batchSize))
    case "is_closed": return .bool(environment.isClosed)
    case "device": return Value.none
    case "transform":
      guard let transformed = environment as? TransformedEnvironment else { break }
      return .object(TransformObject(transformed.transform))
    case "base_env":
      guard let transformed = environment as? TransformedEnvironment else { break }
      return .object(EnvironmentObject(transformed.base))
    case "num_workers":
      guard let batched = environment as? BatchedEnvironment else { break }
      return .int(batched.environments.count)
    case "env_name":
      guard let gym = environment as? GymEnvironment else { break }
      return .string(gym.name)
    default: break
    }
    return try super.attribute(name, interpreter)
  }

  private func specAttribute(_ name: String) -> Value? {
    let specs = environment.specs
    func whole(_ spec: CompositeSpec) -> Value { Value(Spec.composite(spec)) }
    /// The only spec of a group stands for it.
    func single(_ spec: CompositeSpec) -> Value {
      let leaves = spec.leaves
      return leaves.count == 1 ? Value(Spec.leaf(leaves[0].spec)) : whole(spec)
    }
    func group(_ parts: [(String, CompositeSpec)]) -> CompositeSpec {
      var result = CompositeSpec(
        shape: environment.batchSize, parts.map { (NestedKey($0.0), Spec.composite($0.1)) })
      result.device = specs.action.device
      return result
    }
    let output = [
      ("full_observation_spec", specs.observation), ("full_done_spec", specs.done), ("full_reward_spec", specs.reward),
    ]
    let input = [("full_state_spec", specs.state), ("full_action_spec", specs.action)]
    switch name {
    case "action_spec": return single(specs.action)
    case "reward_spec": return single(specs.reward)
    case "done_spec": return single(specs.done)
    case "observation_spec", "full_observation_spec": return whole(specs.observation)
    case "state_spec", "full_state_spec": return whole(specs.state)
    case "full_action_spec": return whole(specs.action)
    case "full_reward_spec": return whole(specs.reward)
    case "full_done_spec": return whole(specs.done)
    case "output_spec": return whole(group(output))
    case "input_spec": return whole(group(input))
    case "specs": return whole(group([("output_spec", group(output)), ("input_spec", group(input))]))
    default: return nil
    }
  }

  private func keyAttribute(_ name: String) -> Value? {
    func list(_ keys: [NestedKey]) -> Value { .list(keys.map { Value($0) }) }
    switch name {
    case "action_keys": return list(environment.actionKeys)
    case "reward_keys": return list(environment.rewardKeys)
    case "done_keys": return list(environment.doneKeys)
    case "observation_keys": return list(environment.observationKeys)
    case "reset_keys": return list(["_reset"])
    case "action_key": return environment.actionKeys.first.map { Value($0) }
    case "reward_key": return environment.rewardKeys.first.map { Value($0) }
    case "done_key": return environment.doneKeys.first.map { Value($0) }
    default: return nil
    }
  }
}

/// A spec as a value: draws, checks, and is indexed where it is composite.
final class SpecValue: DomainObject {
  let spec: Spec
  init(_ spec: Spec) {
    self.spec = spec
    super.init(SpecObject(spec))
  }
  override var type: TypeInfo { .spec }
  override func isSame(as other: Object) -> Bool { self === other }
  override func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    guard case .composite(let composite) = spec, let path = key.nestedKey else {
      throw Failure.type("this spec has no keys")
    }
    guard let found = composite[path] else {
      throw Failure.key(
        "there is no spec for \(path.text)", help: Suggestion.didYouMean(path.last, among: composite.keys))
    }
    return Value(found)
  }
  override func length() throws -> Int {
    guard case .composite(let composite) = spec else { throw Failure.type("this spec has no keys") }
    return composite.keys.count
  }
  override func contains(_ value: Value, _ interpreter: Interpreter) throws -> Bool {
    guard case .composite(let composite) = spec, let path = value.nestedKey else { return false }
    return composite[path] != nil
  }
  override func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard case .equal = operation, let other = other.object(SpecValue.self) else { return nil }
    return .bool(spec.text == other.spec.text)
  }

  override var hasOwnAttributes: Bool { true }
  override func attributeNames() -> [String] {
    ["shape", "dtype", "device", "ndim", "n", "low", "high", "space"] + super.attributeNames()
  }
  override func attribute(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    switch name {
    case "shape": return Value(.size(spec.shape))
    case "ndim": return .int(spec.shape.count)
    case "device": return Value.none
    // TorchRL keeps n, low and high on the spec's space; they are found in both places.
    case "space": return .object(self)
    default: break
    }
    if case .leaf(let leaf) = spec {
      if name == "dtype" { return .object(DTypeObject(leaf.dtype)) }
      switch (leaf.domain, name) {
      case (.oneHot(let count), "n"), (.categorical(let count), "n"): return .int(count)
      case (.bounded(let low, _), "low"): return .tensor(low)
      case (.bounded(_, let high), "high"): return .tensor(high)
      default: break
      }
    }
    return try super.attribute(name, interpreter)
  }
}

/// A policy as a value: called with a tensordict.
final class PolicyObject: DomainObject {
  let policy: any Policy
  init(_ policy: any Policy) {
    self.policy = policy
    super.init(policy)
  }
  override var type: TypeInfo { .policy }
  override var isCallable: Bool { true }
  override func call(_ arguments: CallArguments, _ interpreter: Interpreter) throws -> Value {
    guard arguments.positional.count == 1, arguments.labelled.isEmpty,
      let data = arguments.positional[0].object(TensorDictObject.self)
    else { throw Failure.type("a policy is called with one value, a tensordict") }
    return .object(TensorDictObject(try policy.act(data.tensordict, generator: .default)))
  }
}

/// A collector as a value: iterating over it collects.
final class CollectorObject: ComponentObject {
  let collector: any DataCollector
  init(_ collector: any DataCollector) {
    self.collector = collector
    super.init(collector, ComponentTypes.type(of: collector, else: .collector))
  }
  override func iterate(_ interpreter: Interpreter) -> ValueIterator {
    let collector = collector
    let meter = interpreter.showStatus.map { ProgressMeter(unit: "frames", draw: $0) }
    return ClosureIterator { _ in
      // The line stands while data is collected, and is gone before the script goes on and may print.
      let (frames, total) = collector.progress
      meter?.show(frames, of: total)
      defer { meter?.hide() }
      return try collector.next().map { Value($0) }
    }
  }
}

extension Value {
  init(_ collected: Collected) {
    switch collected {
    case .batch(let data): self = .object(TensorDictObject(data))
    case .stored: self = .none
    }
  }
  init(_ spec: Spec) { self = .object(SpecValue(spec)) }
}

extension Domain {
  static func wrapEnvironments(_ native: any TreeObject) -> Object? {
    switch native {
    case let environment as any Environment: EnvironmentObject(environment)
    case let collector as any DataCollector: CollectorObject(collector)
    case let policy as any Policy: PolicyObject(policy)
    case let spec as SpecObject: SpecValue(spec.spec)
    default: nil
    }
  }
}
