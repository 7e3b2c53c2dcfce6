/// What parsing a source gave.
public struct ParseResult: Sendable {
  public let program: Program
  /// In source order; empty where the source parses.
  public let diagnostics: [Diagnostic]
  /// The source ended inside an open construct: a shell asks for another line.
  public let needsMoreInput: Bool
}
