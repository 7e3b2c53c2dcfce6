import Catalog
import Environments
import ReplayBuffers
import Tensors

extension ScriptFunction: LabelledCallback {
  public var parameterCount: Int? { function.object(FunctionObject.self)?.code.signature.parameters.count }

  public func call(labelled arguments: [(label: String, value: Tree)]) throws(Failure) -> Tree {
    do {
      let labelled = arguments.map { (label: $0.label, value: Value($0.value)) }
      return try interpreter.call(function, CallArguments([], labelled: labelled)).tree(interpreter)
    } catch { throw Fault.from(error, at: nil).carried }
  }
}

/// Arguments of methods of environments, typed on demand.
extension Call {
  /// nil where it is left out.
  func policy(_ name: String) throws -> (any Policy)? {
    has(name) ? try FieldKind<any Policy>.policy.read(try self[name].tree(interpreter), name) : nil
  }

  func optionalTensordict(_ name: String) throws -> TensorDict? {
    has(name) ? try TensorDictMethods.tensordict(self, name) : nil
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
