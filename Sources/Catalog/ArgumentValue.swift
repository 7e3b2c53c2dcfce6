/// What checks of arguments need to know of a value, whichever world it comes from: the language's values and the
/// libraries' trees both answer.
public protocol ArgumentValue {
  /// What it is, for messages: "an int", "a tensor of shape [3] and dtype torch.int64", "ram(5)".
  var article: String { get }
  var argumentForm: ArgumentForm { get }
  /// Can be called.
  var isFunction: Bool { get }
  /// A dtype, or what stands for one (Python's `int`, `float`, `bool`).
  var isDType: Bool { get }
  /// The items of a list or a tuple.
  var argumentItems: [Self]? { get }
  /// Whether it is an object of the domain of this kind ("storage", "sampler", …).
  func isComponent(_ kind: String) -> Bool
}

/// The forms that parameters tell apart.
public enum ArgumentForm: Sendable, Equatable {
  case none, bool, int, float, dtype, size, list, tuple, dict, tensordict, function, path, generator, other
  case string(String)
  /// - Parameter isSingle: It has one element; - Parameter isWhole: of an integer dtype.
  case tensor(isSingle: Bool, isWhole: Bool)
}

extension ParameterKind {
  /// Whether a value is of this kind. None is of no kind but `any`: whether a parameter takes it is the parameter's say.
  public func admits(_ value: some ArgumentValue) -> Bool {
    switch self {
    case .any: return true
    case .either(let kinds): return kinds.contains { $0.admits(value) }
    case .object(let name):
      if value.isComponent(name) { return true }
      // TorchRL takes a function that makes the component, too.
      return value.isFunction
    case .several(let kind):
      return kind.admits(value)
        || value.argumentItems?.allSatisfy { $0.argumentForm == .none || self.admits($0) } ?? false
    case .function: return value.isFunction
    case .dtype: return value.isDType
    default: break
    }
    switch (self, value.argumentForm) {
    case (.scalar, .bool): return true
    case (.scalar, _): return ParameterKind.number.admits(value)
    case (.bool, .bool), (.int, .int), (.number, .int), (.number, .float), (.string, .string), (.path, .path),
      (.path, .string), (.generator, .generator), (.tensordict, .tensordict),
      (.tensor, .tensor), (.tensor, .int), (.tensor, .float), (.tensor, .bool), (.key, .string), (.keys, .string),
      (.shape, .int), (.shape, .size):
      return true
    case (.int, .tensor(let isSingle, let isWhole)), (.shape, .tensor(let isSingle, let isWhole)):
      return isSingle && isWhole
    case (.number, .tensor(let isSingle, _)): return isSingle
    case (.choice(let words), .string(let word)): return words.contains(word)
    case (.key, .tuple), (.keys, .tuple):
      return value.argumentItems.map { !$0.isEmpty && $0.allSatisfy { ParameterKind.key.admits($0) } } ?? false
    case (.keys, .list): return value.argumentItems?.allSatisfy { ParameterKind.key.admits($0) } ?? false
    case (.shape, .list), (.shape, .tuple):
      return value.argumentItems?.allSatisfy { ParameterKind.int.admits($0) } ?? false
    case (.tensor, .list), (.tensor, .tuple):
      return value.argumentItems?.allSatisfy { ParameterKind.tensor.admits($0) } ?? false
    default: return false
    }
  }

  /// Whether it admits only some values.
  public var saysWhat: Bool {
    switch self {
    case .any: false
    case .either(let kinds): kinds.allSatisfy(\.saysWhat)
    case .several(let kind): kind.saysWhat
    default: true
    }
  }

  /// What messages call a value of it: "an int", "a storage", "'max' or 'mean'".
  public var article: String {
    switch self {
    case .any: "anything"
    case .number, .scalar: "a number"
    case .key: "a key: a str or a tuple of strs"
    case .keys: "keys: strs or tuples of strs"
    case .shape: "an int or ints"
    case .choice(let words): words.map { "'\($0)'" }.joined(separator: " or ")
    case .object(let name): TypeName.withArticle(name.split(separator: "_").joined(separator: " "))
    case .either(let kinds): kinds.map(\.article).joined(separator: " or ")
    case .several(let kind): "\(kind.article) or a list"
    case .bool, .int, .string, .dtype, .tensor, .tensordict, .function, .path, .generator: TypeName.withArticle(name)
    }
  }

  /// What helps where something else was given.
  var hint: String? {
    switch self {
    case .keys: "for instance [\"a\", (\"next\", \"a\")]"
    case .dtype: "float32, int64, uint8, bool, …"
    case .generator: "generator(3) makes one"
    case .object("environment"): "gym(\"CartPole-v1\") makes one"
    case .object("spec"): "for instance env.action_spec, or one_hot_spec(2)"
    default: nil
    }
  }
}

extension Failure {
  /// The one wording for an argument of the wrong kind: "expected X for 'label', got Y".
  public static func mismatch(_ label: String, _ kind: ParameterKind, _ value: some ArgumentValue) -> Failure {
    if case .choice(let words) = kind, case .string(let word) = value.argumentForm {
      let help = Suggestion.didYouMean(word, among: words)
      return .unfit(label, expected: kind.article, got: "'\(word)'", help: help)
    }
    return .unfit(label, expected: kind.article, got: value, help: kind.hint)
  }

  /// The same where the kind does not say all of it.
  public static func unfit(
    _ label: String, expected: String, got value: some ArgumentValue, help: String? = nil
  ) -> Failure {
    .unfit(label, expected: expected, got: value.article, .type, help: help)
  }

  /// The same for a value of the right kind that will not do: "expected at least 1 for 'n', got 0".
  public static func unfit(_ label: String, expected: String, got number: Int) -> Failure {
    .unfit(label, expected: expected, got: String(number))
  }

  /// - Parameter got: How the value reads.
  public static func unfit(
    _ label: String, expected: String, got: String, _ kind: FailureKind = .value, help: String? = nil
  ) -> Failure {
    Failure(kind, "expected \(expected) for '\(label)', got \(got)", help: help, argument: label)
  }
}
