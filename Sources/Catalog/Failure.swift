/// What kind of failure happened: the name of the Python exception class that TorchRL's users know.
public enum FailureKind: String, Sendable {
  case type = "TypeError"
  case value = "ValueError"
  case index = "IndexError"
  case key = "KeyError"
  case attribute = "AttributeError"
  case name = "NameError"
  case runtime = "RuntimeError"
  case assertion = "AssertionError"
  case overflow = "OverflowError"
  case zeroDivision = "ZeroDivisionError"
  case memory = "MemoryError"
  case os = "OSError"
  case fileExists = "FileExistsError"
  case fileNotFound = "FileNotFoundError"
  case permission = "PermissionError"
  case notImplemented = "NotImplementedError"
  case recursion = "RecursionError"
  case stopIteration = "StopIteration"
  case interrupted = "KeyboardInterrupt"
}

/// The one error type of the libraries: a kind, a message that says what was expected and what came, and
/// the likely fix. It carries no place in a source; the language adds that.
///
/// House style of messages: lower case, names in single quotes, "expected X, got Y", no blame.
public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
  public var kind: FailureKind
  public var message: String
  /// The likely fix, for instance "did you mean 'storage'?".
  public var help: String?
  /// The label of the argument that is at fault, so that the caret can point at it.
  public var argument: String?
  /// The script's own error, where a function of the script failed inside a library call; it comes out unchanged.
  public var origin: (any Error)?

  public init(_ kind: FailureKind, _ message: String, help: String? = nil, argument: String? = nil) {
    self.kind = kind
    self.message = message
    self.help = help
    self.argument = argument
  }

  public static func == (a: Failure, b: Failure) -> Bool {
    a.kind == b.kind && a.message == b.message && a.help == b.help && a.argument == b.argument
  }

  public static func type(_ message: String, help: String? = nil, argument: String? = nil) -> Failure {
    Failure(.type, message, help: help, argument: argument)
  }
  public static func value(_ message: String, help: String? = nil, argument: String? = nil) -> Failure {
    Failure(.value, message, help: help, argument: argument)
  }
  public static func index(_ message: String, help: String? = nil, argument: String? = nil) -> Failure {
    Failure(.index, message, help: help, argument: argument)
  }
  public static func key(_ message: String, help: String? = nil, argument: String? = nil) -> Failure {
    Failure(.key, message, help: help, argument: argument)
  }
  public static func runtime(_ message: String, help: String? = nil, argument: String? = nil) -> Failure {
    Failure(.runtime, message, help: help, argument: argument)
  }

  public var description: String {
    help.map { "\(kind.rawValue): \(message) (\($0))" } ?? "\(kind.rawValue): \(message)"
  }
}
