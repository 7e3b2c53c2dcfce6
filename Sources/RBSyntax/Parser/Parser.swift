/// What parsing a source gave.
public struct ParseResult: Sendable {
  public let program: Program
  /// In source order; empty where the source parses.
  public let diagnostics: [Diagnostic]
  /// The source ended inside an open construct: a shell asks for another line.
  public let needsMoreInput: Bool
}

/// Source text to syntax tree.
///
/// Recursive descent for statements, precedence climbing over `OperatorTable` for operators. A statement that does not
/// parse is reported and skipped, so that one run shows several mistakes. `grammar/rbs.ebnf` is the same grammar as
/// data, and a test holds the two together; what a grammar can't say (`break` outside a loop, a parameter named twice)
/// is left to the resolver.
public enum Parser {
  /// Expressions and blocks inside each other, at most. Bounds the parser's own recursion.
  public static let nestingLimit = 200
  /// The height of an expression tree, at most: the length of `a + b + …` or `a.b.c…`. Bounds the recursion of
  /// everything that walks the tree.
  public static let heightLimit = 1000
  /// Diagnostics reported for one source, at most.
  public static let diagnosticLimit = 20

  /// Parses a whole source.
  /// - Complexity: O(length).
  public static func parse(_ source: SourceText) -> ParseResult {
    var lexer = LexerState(bytes: Array(source.text.utf8), file: source.file)
    lexer.run()
    var parser = TokenParser(lexer)
    let program = Program(parser.statements(in: nil))
    var diagnostics = lexer.diagnostics
    let endsInsideString = lexer.endsInsideString
    let isOpen =
      parser.diagnostics.isEmpty
      ? endsInsideString && diagnostics.count == 1 : parser.failedAtEnd && diagnostics.isEmpty
    diagnostics += parser.diagnostics
    diagnostics.sort { ($0.range?.start ?? 0, $0.range?.end ?? 0) < ($1.range?.start ?? 0, $1.range?.end ?? 0) }
    if diagnostics.count > diagnosticLimit { diagnostics.removeLast(diagnostics.count - diagnosticLimit) }
    return ParseResult(program: program, diagnostics: diagnostics, needsMoreInput: isOpen)
  }
}
