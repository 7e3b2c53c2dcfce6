import Catalog
import Environments
import ReplayBuffers
import Tensors

/// Arguments of environments and collectors, typed on demand.
extension Call {
  /// An environment, or a function that makes one.
  func environment(_ name: String) throws -> any Environment { try environment(self[name], name) }

  func environment(_ value: Value, _ name: String) throws -> any Environment {
    if let object = value.object(EnvironmentObject.self) { return object.environment }
    if value.isCallable, let made = try interpreter.call(value, []).object(EnvironmentObject.self) {
      return made.environment
    }
    throw wrong(name, expected: "an environment, or a function that makes one", help: "gym(\"CartPole-v1\") makes one")
  }

  /// nil where it is left out.
  func policy(_ name: String) throws -> (any Policy)? {
    guard has(name) else { return nil }
    return try policy(self[name], name)
  }

  func policy(_ value: Value, _ name: String) throws -> (any Policy)? {
    if value.isNone { return nil }
    if let object = value.object(PolicyObject.self) { return object.policy }
    guard value.isCallable else { throw wrong(name, expected: "a policy: a function from tensordict to tensordict") }
    return FunctionPolicy(ScriptFunction(value, interpreter))
  }

  func optionalTensordict(_ name: String) throws -> TensorDict? {
    has(name) ? try TensorDictMethods.tensordict(self, name) : nil
  }

  func spec(_ name: String) throws -> Spec {
    guard let spec = self[name].object(SpecValue.self)?.spec else {
      throw wrong(name, expected: "a spec", help: "for instance env.action_spec, or one_hot_spec(2)")
    }
    return spec
  }

  /// A spec of several keys; one of a single tensor gets the key.
  func composite(_ name: String, key: NestedKey, batchSize: Shape) throws -> CompositeSpec? {
    guard has(name) else { return nil }
    switch try spec(name) {
    case .composite(let composite): return composite
    case .leaf(let leaf): return CompositeSpec(shape: batchSize, [(key, .leaf(leaf))])
    }
  }

  func optionalKey(_ name: String) throws -> NestedKey? {
    guard has(name) else { return nil }
    guard let key = self[name].nestedKey else { throw wrong(name, expected: "a key") }
    return key
  }

  /// A transform, a function, or several of them, as one.
  func transform(_ name: String) throws -> (any Transform)? {
    guard has(name) else { return nil }
    guard let found = try self[name].transforms(interpreter) else {
      throw wrong(name, expected: "a transform or a function")
    }
    return found.count == 1 ? found[0] : Compose(found)
  }
}
