/// An error or a warning as data. It becomes text in `DiagnosticRenderer` only.
public struct Diagnostic: Sendable {
  public enum Severity: String, Sendable {
    case error
    /// The program runs, but hardly as meant.
    case warning
  }

  /// What went wrong, by a stable name in kebab-case ("unknown-name", "unexpected-token"). Failures of libraries
  /// carry the Python exception name ("ValueError").
  public var id: String
  public var message: String
  public var severity: Severity
  /// The smallest guilty range; nil where there is no source.
  public var range: SourceRange?
  /// Printed behind the carets: "did you mean 'storage'?".
  public var help: String?
  /// The calls that led here, innermost first: the function's name and the range of the call.
  public var trace: [(function: String, call: SourceRange)]

  public init(
    id: String, message: String, severity: Severity = .error, range: SourceRange?, help: String? = nil,
    trace: [(function: String, call: SourceRange)] = []
  ) {
    self.id = id
    self.message = message
    self.severity = severity
    self.range = range
    self.help = help
    self.trace = trace
  }
}
