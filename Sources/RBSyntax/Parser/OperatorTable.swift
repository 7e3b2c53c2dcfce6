/// The one table of operators: their precedence, loosest first, and their associativity. The parser climbs it, the
/// formatter sets parentheses by it, and the grammar's productions are held to it by a test.
public enum OperatorTable {
  public enum Fixity: Sendable {
    case prefix
    case infixLeft
    /// `**`, whose right operand may begin with a unary operator.
    case infixRight
    /// Comparisons: `a < b < c` means `a < b and b < c`.
    case chain
  }

  /// Operators of one precedence.
  public struct Row: Sendable {
    /// The production of `grammar/rbs.ebnf`.
    public let production: String
    public let fixity: Fixity
    public let operators: [Token.Kind]
  }

  public static let rows: [Row] = [
    Row(production: "disjunction", fixity: .infixLeft, operators: [.or]),
    Row(production: "conjunction", fixity: .infixLeft, operators: [.and]),
    Row(production: "negation", fixity: .prefix, operators: [.not]),
    Row(
      production: "comparison", fixity: .chain,
      operators: [.in, .not, .is, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual]),
    Row(production: "union", fixity: .infixLeft, operators: [.bar]),
    Row(production: "exclusion", fixity: .infixLeft, operators: [.caret]),
    Row(production: "intersection", fixity: .infixLeft, operators: [.ampersand]),
    Row(production: "shift", fixity: .infixLeft, operators: [.shiftLeft, .shiftRight]),
    Row(production: "sum", fixity: .infixLeft, operators: [.plus, .minus]),
    Row(production: "product", fixity: .infixLeft, operators: [.star, .slash, .doubleSlash, .percent, .at]),
    Row(production: "signed", fixity: .prefix, operators: [.minus, .plus, .tilde]),
    Row(production: "power", fixity: .infixRight, operators: [.doubleStar]),
  ]

  /// The precedence of a production: its row.
  static func level(_ production: String) -> Int { rows.firstIndex { $0.production == production } ?? rows.count }

  static let negation = level("negation")
  static let comparison = level("comparison")
  /// The operand of a `*` in a display.
  static let union = level("union")
  static let signed = level("signed")
  static let power = level("power")
  /// Tighter than every operator: calls, indices, attributes.
  static let postfix = rows.count

  /// The row of an infix operator.
  static func infixLevel(of kind: Token.Kind) -> Int? { infixLevels[kind] }

  /// The row of a prefix operator.
  static func prefixLevel(of kind: Token.Kind) -> Int? {
    switch kind {
    case .not: negation
    case .minus, .plus, .tilde: signed
    default: nil
    }
  }

  private static let infixLevels: [Token.Kind: Int] = {
    var levels: [Token.Kind: Int] = [:]
    for (level, row) in rows.enumerated() where row.fixity != .prefix {
      for kind in row.operators { levels[kind] = level }
    }
    return levels
  }()
}
