/// A token: its kind and where it stands. Values of literals are read from the text when the parser needs them, so a
/// token is 16 bytes and a long source stays cheap.
public struct Token: Sendable {
  /// The raw value of a fixed token is its text; of a class of tokens, its name in `grammar/rbs.ebnf`.
  public enum Kind: String, Sendable, CaseIterable {
    // Keywords
    case and, or, not, `in`, `is`, `if`, `else`, `for`, `while`, `break`, `continue`, fn, `return`, assert, `try`
    case `catch`, `import`, from, `as`, tensorclass, del, nonlocal
    case `true` = "True"
    case `false` = "False"
    case none = "None"

    // Operators and punctuation
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case leftBracket = "["
    case rightBracket = "]"
    case leftBrace = "{"
    case rightBrace = "}"
    case comma = ","
    case colon = ":"
    case semicolon = ";"
    case dot = "."
    case ellipsis = "..."
    case arrow = "->"
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    case doubleSlash = "//"
    case percent = "%"
    case at = "@"
    case doubleStar = "**"
    case tilde = "~"
    case bar = "|"
    case caret = "^"
    case ampersand = "&"
    case shiftLeft = "<<"
    case shiftRight = ">>"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case assign = "="
    case plusAssign = "+="
    case minusAssign = "-="
    case starAssign = "*="
    case slashAssign = "/="
    case doubleSlashAssign = "//="
    case percentAssign = "%="
    case atAssign = "@="
    case doubleStarAssign = "**="
    case barAssign = "|="
    case caretAssign = "^="
    case ampersandAssign = "&="
    case shiftLeftAssign = "<<="
    case shiftRightAssign = ">>="

    // Classes
    case name = "NAME"
    case integer = "INTEGER"
    case float = "FLOAT"
    case string = "STRING"
    case formatted = "FORMATTED"
    case newline = "NEWLINE"
    case end = "END"
    /// A Python keyword that rbs has not: reserved, so that the parser can say what to write instead.
    case foreign = "FOREIGN"
    /// Only in `Lexer.tokens(of:)`.
    case comment = "COMMENT"
    /// Something the lexer has already complained about.
    case invalid = "INVALID"
  }

  struct Flags: OptionSet, Sendable {
    let rawValue: UInt8
    /// A line break that did not count stands before the token.
    static let afterLineBreak = Flags(rawValue: 1)
    /// A `(` whose `)` is followed by `->`.
    static let opensParameters = Flags(rawValue: 2)
    /// An opening bracket that is never closed.
    static let unclosed = Flags(rawValue: 4)
  }

  public let kind: Kind
  var flags: Flags = []
  let start: UInt32
  let end: UInt32
  /// The number of brackets around the token; an opening and its closing bracket have the same.
  let depth: UInt32

  /// The UTF-8 offsets of the token in its source.
  public var offsets: Range<Int> { Int(start)..<Int(end) }
}

extension Token.Kind {
  /// The keywords, in the order of the language's description; `True`, `False` and `None` come last.
  public static let keywords: [Token.Kind] = allCases.filter { kind in
    isNameStart(kind.rawValue.utf8.first ?? 0) && kind.rawValue != kind.rawValue.uppercased()
  }

  /// The operators and the punctuation.
  public static let operators: [Token.Kind] = allCases.filter { !isNameStart($0.rawValue.utf8.first ?? 0) }

  static let keywordsByText: [String: Token.Kind] = Dictionary(
    uniqueKeysWithValues: keywords.map { ($0.rawValue, $0) })

  /// Whether an operand can end with this token, so that a `{` after it opens a block and not a dict.
  var endsOperand: Bool {
    switch self {
    case .name, .integer, .float, .string, .formatted, .true, .false, .none, .rightParenthesis, .rightBracket,
      .rightBrace, .ellipsis, .invalid, .foreign:
      true
    default: false
    }
  }

  /// Whether a line break after this token does not count: binary operators, the comma and the arrow.
  var continuesLine: Bool {
    switch self {
    case .and, .or, .not, .in, .is, .comma, .arrow, .plus, .minus, .star, .slash, .doubleSlash, .percent, .at,
      .doubleStar, .bar, .caret, .ampersand, .shiftLeft, .shiftRight, .equal, .notEqual, .less, .lessOrEqual, .greater,
      .greaterOrEqual:
      true
    default: false
    }
  }

  /// Whether an element of an expression list can begin with this token.
  var startsExpression: Bool {
    switch self {
    case .name, .integer, .float, .string, .formatted, .true, .false, .none, .leftParenthesis, .leftBracket,
      .leftBrace, .minus, .plus, .tilde, .not, .fn, .ellipsis, .star:
      true
    default: false
    }
  }
}
