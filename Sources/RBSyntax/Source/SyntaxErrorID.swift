/// The ids of the diagnostics of lexer and parser. Every one is produced by a file under Tests/Diagnostics.
public enum SyntaxErrorID: String, Sendable, CaseIterable {
  case unexpectedCharacter = "unexpected-character"
  case unterminatedString = "unterminated-string"
  case invalidEscape = "invalid-escape"
  case invalidNumber = "invalid-number"
  case integerTooLarge = "integer-too-large"
  /// A field of an f-string is malformed.
  case invalidField = "invalid-field"
  case unexpectedToken = "unexpected-token"
  case expectedExpression = "expected-expression"
  case expectedBlock = "expected-block"
  case unclosedBracket = "unclosed-bracket"
  case mismatchedBracket = "mismatched-bracket"
  case invalidTarget = "invalid-target"
  case invalidParameter = "invalid-parameter"
  case argumentOrder = "argument-order"
  /// `else` or `catch` does not stand on the line of the `}` before it.
  case detachedClause = "detached-clause"
  /// Two statements on one line without `;`.
  case missingSeparator = "missing-separator"
  case assignmentInExpression = "assignment-in-expression"
  /// Something another language has: `def`, `lambda`, `x++`, a set.
  case foreignSyntax = "foreign-syntax"
  case tooDeep = "too-deep"
}
