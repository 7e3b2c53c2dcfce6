import Catalog
import ReplayBuffers
import Tensors

/// Chooses actions: takes the data before a step and gives it back with the action.
public protocol Policy: TreeObject {
  /// May run on a thread of its own. Functions of a script may not.
  var isNative: Bool { get }
  /// - Parameter generator: Where random choices come from.
  func act(_ data: TensorDict, generator: Generator) throws(Failure) -> TensorDict
  /// A collector uses it in this environment from now on.
  func adopt(_ environment: any Environment)
}

extension Policy {
  public func adopt(_ environment: any Environment) {}
}

/// A function from tensordict to tensordict as a policy.
public final class FunctionPolicy: Policy {
  let function: any Callback
  public init(_ function: any Callback) { self.function = function }
  public func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(function) }
  public var isNative: Bool { false }
  public var text: String { function.text }

  public func act(_ data: TensorDict, generator: Generator) throws(Failure) -> TensorDict {
    let answer = try function.call([.tensordict(data)])
    guard case .tensordict(let changed) = answer else {
      throw .type(
        "expected a policy to return a tensordict, got \(answer.article)",
        help: "its last expression is what it returns: the tensordict with the action in it")
    }
    return changed
  }
}

/// A Swift closure as a policy.
public final class ClosurePolicy: Policy {
  public let text: String
  public let isNative: Bool
  private let body: @Sendable (TensorDict, Generator) throws(Failure) -> TensorDict

  public init(
    _ text: String, isNative: Bool = true,
    _ body: @escaping @Sendable (TensorDict, Generator) throws(Failure) -> TensorDict
  ) {
    self.text = text
    self.isNative = isNative
    self.body = body
  }
  public func act(_ data: TensorDict, generator: Generator) throws(Failure) -> TensorDict { try body(data, generator) }
}
