import Catalog
import ReplayBuffers
import Tensors

/// A function of the language that tells how many arguments it takes, and takes them by label too.
public protocol LabelledCallback: Callback {
  /// nil where it cannot be told.
  var parameterCount: Int? { get }
  func call(labelled arguments: [(label: String, value: Tree)]) throws(Failure) -> Tree
}

/// The arguments of a function by their labels (`create_env_kwargs`).
public struct LabelledArguments: Sendable {
  var items: [(label: String, value: Tree)] = []
  var tree: Tree { .dict(items.map { (key: .string($0.label), value: $0.value) }) }
}

/// What makes an environment: a function, or the environment itself.
public struct EnvironmentMaker: Sendable {
  /// As it was given.
  let given: Tree

  /// - Throws: `TypeError` where it gives something else, and what it throws.
  func make(_ arguments: LabelledArguments, _ label: String) throws(Failure) -> any Environment {
    guard case .object(let object) = given else { throw Self.mismatch(given, label) }
    if let environment = object as? any Environment {
      guard arguments.items.isEmpty else {
        throw .runtime("create_env_kwargs are for functions, got \(environment.text)", argument: "create_env_kwargs")
      }
      return environment
    }
    guard let function = object as? any Callback else { throw Self.mismatch(given, label) }
    let made: Tree
    if arguments.items.isEmpty {
      made = try function.call([])
    } else if let function = function as? any LabelledCallback {
      made = try function.call(labelled: arguments.items)
    } else {
      throw .type("\(function.text) takes no labelled arguments", argument: "create_env_kwargs")
    }
    guard case .object(let result) = made, let environment = result as? any Environment else {
      throw .type(
        "expected the function for '\(label)' to give an environment, got \(made.article)",
        help: "gym(\"CartPole-v1\") makes one", argument: label)
    }
    return environment
  }

  static func mismatch(_ data: Tree, _ label: String) -> Failure {
    var failure = Failure.mismatch(label, .either([.object("environment"), .function]), data)
    failure.help = "gym(\"CartPole-v1\") makes one"
    return failure
  }

  static func read(_ data: Tree, _ label: String) throws(Failure) -> EnvironmentMaker {
    guard ParameterKind.object("environment").admits(data) else { throw mismatch(data, label) }
    return EnvironmentMaker(given: data)
  }
}

/// What makes several environments.
struct EnvironmentMakers: Sendable {
  var items: [EnvironmentMaker]
  /// One for each; otherwise the only one makes all.
  var isList = true
  /// As printed expressions have it.
  var source = ""

  /// Functions that make such environments: one where all are alike.
  static func source(_ environments: [any Environment]) -> String {
    let texts = environments.map(\.text)
    return Set(texts).count == 1 ? "() -> \(texts[0])" : listSource(environments)
  }
  /// A list of functions that make such environments.
  static func listSource(_ environments: [any Environment]) -> String {
    "[\(environments.map { "() -> \($0.text)" }.joined(separator: ", "))]"
  }
}

extension [LabelledArguments] {
  /// One for each of `count` functions.
  /// - Throws: `ValueError` for another number of them.
  func spread(over count: Int) throws(Failure) -> [LabelledArguments] {
    if self.count == count { return self }
    guard self.count <= 1 else {
      throw .unfit("create_env_kwargs", expected: "\(count) dicts", got: self.count)
    }
    return [LabelledArguments](repeating: first ?? LabelledArguments(), count: count)
  }
}
