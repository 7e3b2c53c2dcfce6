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

extension FieldKind where Value == any Environment {
  /// An environment, or a function that makes one.
  public static var environment: FieldKind {
    FieldKind(.object("environment")) { (data, label) throws(Failure) -> any Environment in
      try EnvironmentMaker.read(data, label).make(LabelledArguments(), label)
    } encode: {
      .object($0)
    }
  }
}

extension FieldKind where Value == EnvironmentMaker {
  /// An environment, or a function that makes one, which is called later.
  static var maker: FieldKind {
    FieldKind(.object("environment")) { (data, label) throws(Failure) -> EnvironmentMaker in
      try EnvironmentMaker.read(data, label)
    } encode: {
      $0.given
    }
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

extension FieldKind where Value == EnvironmentMakers {
  /// A function that makes an environment, or a list of such. An environment stands for itself.
  static var makers: FieldKind {
    FieldKind(.any) { (data, label) throws(Failure) -> EnvironmentMakers in
      guard let items = data.argumentItems else {
        return EnvironmentMakers(items: [try EnvironmentMaker.read(data, label)], isList: false)
      }
      var makers: [EnvironmentMaker] = []
      for item in items { makers.append(try EnvironmentMaker.read(item, label)) }
      return EnvironmentMakers(items: makers)
    } encode: {
      .list($0.items.map(\.given))
    }.written(\.source)
  }
}

extension FieldKind where Value == [LabelledArguments] {
  /// A dict of arguments by label for all functions, or a list of such, one for each.
  static var labelledArguments: FieldKind {
    FieldKind(.any) { (data, label) throws(Failure) -> [LabelledArguments] in
      var found: [LabelledArguments] = []
      for item in data.argumentItems ?? [data] {
        guard case .dict(let entries) = item else {
          throw .type("expected a dict of arguments for '\(label)', got \(item.article)", argument: label)
        }
        var arguments = LabelledArguments()
        for (key, value) in entries {
          arguments.items.append((label: try FieldKind<String>.string.read(key, label), value: value))
        }
        found.append(arguments)
      }
      return found
    } encode: {
      .list($0.map(\.tree))
    }
  }
}

extension [LabelledArguments] {
  /// One for each of `count` functions.
  /// - Throws: `ValueError` for another number of them.
  func spread(over count: Int) throws(Failure) -> [LabelledArguments] {
    if self.count == count { return self }
    guard self.count <= 1 else {
      throw .value("expected \(count) dicts for 'create_env_kwargs', got \(self.count)", argument: "create_env_kwargs")
    }
    return [LabelledArguments](repeating: first ?? LabelledArguments(), count: count)
  }
}
