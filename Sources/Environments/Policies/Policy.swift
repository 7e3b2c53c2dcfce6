import Catalog
import ReplayBuffers
import Tensors

/// Chooses actions: takes the data before a step and gives it back with the action.
public protocol Policy: TreeObject {
  /// May run on a thread of its own. Functions of a script may not.
  var isNative: Bool { get }
  /// - Parameter generator: Where random choices come from.
  func act(_ data: TensorDict, generator: Generator) throws(Failure) -> TensorDict
}

/// Draws actions from a spec (TorchRL's `RandomPolicy`).
public final class RandomPolicy: Policy {
  private let spec: Spec
  private let key: NestedKey

  /// - Parameter key: Where the action goes, for the spec of one tensor; a composite has its own keys.
  public init(_ spec: Spec, key: NestedKey = "action") {
    self.spec = spec
    self.key = key
  }

  public var isNative: Bool { true }
  public var text: String { "random_policy(\(spec.source))" }

  public func act(_ data: TensorDict, generator: Generator) throws(Failure) -> TensorDict {
    switch spec {
    case .leaf(let leaf): try data.set(key, try leaf.random(generator: generator))
    case .composite(let composite): try data.update(try composite.random(generator: generator))
    }
    return data
  }
}

/// A function from tensordict to tensordict as a policy.
public final class FunctionPolicy: Policy {
  private let function: any Callback
  public init(_ function: any Callback) { self.function = function }
  public var isNative: Bool { false }
  public var text: String { function.text }

  public func act(_ data: TensorDict, generator: Generator) throws(Failure) -> TensorDict {
    let answer = try function.call([.tensordict(data)])
    guard case .tensordict(let changed) = answer else {
      throw .type(
        "expected a policy to return a tensordict, got \(answer.kindText)",
        help: "its last expression is what it returns: the tensordict with the action in it")
    }
    return changed
  }
}

extension Tree {
  /// For messages.
  var kindText: String {
    switch self {
    case .none: "None"
    case .bool: "a bool"
    case .int: "an int"
    case .float: "a float"
    case .string: "a str"
    case .size: "a Size"
    case .dtype: "a dtype"
    case .tensor: "a tensor"
    case .tensordict: "a tensordict"
    case .list: "a list"
    case .tuple: "a tuple"
    case .dict: "a dict"
    case .object(let object): object.text
    }
  }
}
