import Catalog
import Environments
import ReplayBuffers
import Tensors

/// The constructors of buffers and their components, made of the components' own declarations.
enum BufferBuiltins {
  static let all: [Builtin] =
    (Components.all + EnvironmentComponents.transforms).filter { $0.signature.name != ListStorage.spec.signature.name }
    .flatMap(constructors) + [list, listStorage]

  static func constructors(_ spec: ComponentSpec) -> [Builtin] {
    spec.signatures.map { signature in
      Builtin(signature, makes: ComponentTypes.type(of: spec)) { call in
        .object(Domain.wrap(try spec.make(arguments(call))))
      }
    }
  }

  private static func arguments(_ call: Call) throws -> Arguments {
    var values: [String: Tree] = [:]
    for (parameter, value) in zip(call.builtin.signature.parameters, call.values) where !value.isUnbound {
      // Python's `float` and `bool` are dtypes where one is expected.
      let dtype = parameter.kind == .dtype ? value.asDType : nil
      values[parameter.name] = try dtype.map { .dtype($0) } ?? value.tree(call.interpreter)
    }
    return Arguments(call.builtin.signature.name, values)
  }

  /// `list(100)` is a storage, `list(xs)` the list of what iterating gives.
  private static let list: Builtin = {
    var signature = ListStorage.spec.signature
    signature.aliases = []
    signature.summary =
      "Keeps items of any kind in a list: a storage; of something to iterate over, the list of its items."
    signature.parameters[0] = .optional(
      "max_size", .any, "The number of items that fit, at least 1; None for no limit; or what is iterated over.")
    return Builtin(signature, makes: .list) { call in
      switch call["max_size"] {
      case .unbound where call.builtin.signature.parameters.indices.allSatisfy({ call.values[$0].isUnbound }):
        return .list([])
      case .unbound, .none, .int, .bool, .float:
        return .object(Domain.wrap(try ListStorage.spec.make(arguments(call))))
      case .object(let object as TensorObject) where object.tensor.ndim == 0:
        return .object(Domain.wrap(try ListStorage.spec.make(arguments(call))))
      default: return .list(try call.array("max_size"))
      }
    }
  }()

  /// TorchRL's name means the storage even without an argument.
  private static let listStorage: Builtin = {
    let given = ListStorage.spec.signature
    let signature = Signature(
      "ListStorage", given.summary, given.parameters, returns: given.returns,
      examples: [Example("print(len(ListStorage()), ListStorage(3).max_size)", prints: "0 3")])
    return Builtin(signature, makes: ComponentTypes.type(of: ListStorage.spec)) { call in
      .object(Domain.wrap(try ListStorage.spec.make(arguments(call))))
    }
  }()
}
