/// An expression and where it stands.
public struct Expression: Sendable {
  public let kind: Kind
  public let range: SourceRange

  public init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }

  public indirect enum Kind: Sendable {
    case none
    case ellipsis
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    /// The parts of an f-string.
    case formatted([FormatPart])
    case name(String)
    /// `[a, *b]`
    case list([Element])
    /// `(a, *b)`, `()`, or `a, b` without parentheses where the grammar takes it.
    case tuple([Element])
    case dict([DictEntry])
    case listComprehension(Expression, [ComprehensionClause])
    case dictComprehension(key: Expression, value: Expression, [ComprehensionClause])
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression)
    case and(Expression, Expression)
    case or(Expression, Expression)
    /// `a < b <= c`: the operands are evaluated once each.
    case comparison(Expression, [ComparisonLink])
    /// `then if condition else otherwise`
    case conditional(condition: Expression, then: Expression, otherwise: Expression)
    /// `x -> e`, or `fn(a, b: 1) { … }` without a name.
    case function(FunctionLiteral)
    case call(Expression, [Argument])
    /// `base[index]`; `a[1, 2]` has a tuple as its index, `a[1:2]` a slice.
    case index(Expression, Expression)
    /// Only inside an index.
    case slice(lower: Expression?, upper: Expression?, step: Expression?)
    /// `base.name`; the range is the name's.
    case attribute(Expression, String, SourceRange)
  }

  /// An element of a display: an expression, or one spread with `*`.
  public struct Element: Sendable {
    public let value: Expression
    public let isSpread: Bool
    public init(_ value: Expression, isSpread: Bool = false) {
      self.value = value
      self.isSpread = isSpread
    }
  }

  public enum DictEntry: Sendable {
    case pair(key: Expression, value: Expression)
    /// `**d`
    case spread(Expression)
  }

  public struct ComparisonLink: Sendable {
    public let operation: ComparisonOperator
    public let operand: Expression
    /// Where the operator stands.
    public let range: SourceRange
    public init(_ operation: ComparisonOperator, _ operand: Expression, _ range: SourceRange) {
      self.operation = operation
      self.operand = operand
      self.range = range
    }
  }

  public enum ComprehensionClause: Sendable {
    case each(Target, in: Expression)
    case condition(Expression)
  }

  public enum FormatPart: Sendable {
    case text(String)
    case value(FormatField)
  }

  /// `{expr!r:spec}` of an f-string.
  public struct FormatField: Sendable {
    public enum Conversion: Sendable { case none, repr, str }
    public let value: Expression
    /// `{expr=}`: the source text up to and with the `=` and blanks, printed first.
    public let label: String?
    public let conversion: Conversion
    /// The format specification, which may hold fields itself; nil where there is none.
    public let spec: [FormatPart]?
    public init(value: Expression, label: String?, conversion: Conversion, spec: [FormatPart]?) {
      self.value = value
      self.label = label
      self.conversion = conversion
      self.spec = spec
    }
  }

  public struct Argument: Sendable {
    public enum Kind: Sendable {
      case positional
      /// `label: value`, or `label=value`; the range is the label's.
      case labelled(String, SourceRange)
      /// `*xs`
      case spread
      /// `**d`
      case labelledSpread
    }
    public let kind: Kind
    public let value: Expression
    public init(_ kind: Kind, _ value: Expression) {
      self.kind = kind
      self.value = value
    }
  }
}

public enum UnaryOperator: String, Sendable, CaseIterable {
  case minus = "-"
  case plus = "+"
  case invert = "~"
  case not = "not"
}

public enum BinaryOperator: String, Sendable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case floorDivide = "//"
  case remainder = "%"
  case matrixMultiply = "@"
  case power = "**"
  case or = "|"
  case xor = "^"
  case and = "&"
  case shiftLeft = "<<"
  case shiftRight = ">>"
}

public enum ComparisonOperator: String, Sendable, CaseIterable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case contains = "in"
  case notContains = "not in"
  case identical = "is"
  case notIdentical = "is not"
}

/// What can be assigned to.
public struct Target: Sendable {
  public let kind: Kind
  public let range: SourceRange
  public init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }
  public indirect enum Kind: Sendable {
    case name(String)
    case attribute(Expression, String, SourceRange)
    case index(Expression, Expression)
    /// Nested targets, of which at most one is starred.
    case unpack([Target], starred: Int?)
  }
}

/// A parameter of a function.
public struct FunctionParameter: Sendable {
  public enum Kind: Sendable {
    case plain
    /// Evaluated at each call that leaves the argument out.
    case defaulted(Expression)
    case variadic
    case labelled
  }
  public let name: String
  public let kind: Kind
  public let range: SourceRange
  public init(name: String, kind: Kind, range: SourceRange) {
    self.name = name
    self.kind = kind
    self.range = range
  }
}

/// The parameters and the body of a function, named or not.
public final class FunctionLiteral: Sendable {
  public enum Body: Sendable {
    case expression(Expression)
    case block(Block)
  }
  /// nil for `x -> e` and `fn(a) { … }`.
  public let name: String?
  public let parameters: [FunctionParameter]
  public let body: Body
  /// From the name (or the first parameter) to the end of the body.
  public let range: SourceRange
  public init(name: String?, parameters: [FunctionParameter], body: Body, range: SourceRange) {
    self.name = name
    self.parameters = parameters
    self.body = body
    self.range = range
  }
}
