extension TokenParser {
  /// `expressions = expression | item "," [ item { "," item } [ "," ] ]`, `item = expression | "*" union`; without the
  /// last comma for `items = expression | item "," item { "," item }`, the sequence of a `for`.
  mutating func expressions(trailingComma: Bool = true) throws(Bail) -> Expression {
    let start = index
    return try raised { (parser) throws(Bail) in
      let first = try parser.item()
      guard parser.kind == .comma else {
        if first.isSpread { throw parser.loneStar(at: start) }
        parser.height -= 1
        return first.value
      }
      var elements = [first]
      while parser.accept(.comma) {
        if trailingComma, !parser.kind.startsExpression { break }
        elements.append(try parser.item())
      }
      return Expression(.tuple(elements), parser.range(from: start))
    }
  }

  mutating func loneStar(at start: Int) -> Bail {
    fail(
      .unexpectedToken, "expected an expression, got '*'", at: range(tokens[start]),
      help: "a single starred item needs a comma: '*xs,'")
  }

  /// `item = expression | "*" union`
  mutating func item() throws(Bail) -> Expression.Element {
    guard accept(.star) else { return Expression.Element(try expression()) }
    return Expression.Element(try operation(OperatorTable.union), isSpread: true)
  }

  /// `expression = lambda | conditional`, `conditional = disjunction [ "if" disjunction "else" expression ]`
  mutating func expression() throws(Bail) -> Expression {
    try nested { (parser) throws(Bail) in
      if parser.kind == .name && parser.peek() == .arrow
        || parser.kind == .leftParenthesis && parser.tokens[parser.index].flags.contains(.opensParameters)
      {
        return try parser.lambda()
      }
      return try parser.raised { (parser) throws(Bail) in
        let then = try parser.operation(0)
        guard parser.accept(.if) else {
          parser.height -= 1
          return then
        }
        let condition = try parser.operation(0)
        guard parser.accept(.else) else {
          throw parser.unexpected("'else'", help: "write 'a if c else b'")
        }
        let otherwise = try parser.expression()
        return Expression(
          .conditional(condition: condition, then: then, otherwise: otherwise), then.range.joined(otherwise.range))
      }
    }
  }

  /// The rows of `OperatorTable` from `minimum` on: operators that bind at least that tightly, by precedence climbing.
  /// Left-associative chains are read in a loop, so their length does not cost stack.
  mutating func operation(_ minimum: Int) throws(Bail) -> Expression {
    let outside = height
    height = 0
    defer { height = max(outside, height) }
    var left = try operand(minimum)
    while let level = OperatorTable.infixLevel(of: kind), level >= minimum {
      if kind == .not, peek() != .in { break }
      let leftHeight = height
      height = 0
      switch OperatorTable.rows[level].fixity {
      case .chain: left = try comparison(left, level)
      case .infixRight:
        advance()
        let right = try nested { (parser) throws(Bail) in try parser.operation(OperatorTable.signed) }
        left = Expression(.binary(.power, left, right), left.range.joined(right.range))
      case .infixLeft, .prefix:
        let symbol = kind
        advance()
        let right = try operation(level + 1)
        let range = left.range.joined(right.range)
        switch symbol {
        case .or: left = Expression(.or(left, right), range)
        case .and: left = Expression(.and(left, right), range)
        default:
          left = Expression(.binary(BinaryOperator(rawValue: symbol.rawValue) ?? .add, left, right), range)
        }
      }
      height = max(leftHeight, height)
      try raise()
    }
    return left
  }

  /// `comparison = union { comparison_operator union }`, `comparison_operator = "==" | … | "not" "in" | "is" [ "not" ]`
  private mutating func comparison(_ first: Expression, _ level: Int) throws(Bail) -> Expression {
    var links: [Expression.ComparisonLink] = []
    while OperatorTable.infixLevel(of: kind) == level {
      if kind == .not, peek() != .in { break }
      let start = index
      let symbol = kind
      advance()
      let operation: ComparisonOperator
      switch symbol {
      case .not:
        advance()
        operation = .notContains
      case .is: operation = accept(.not) ? .notIdentical : .identical
      default: operation = ComparisonOperator(rawValue: symbol.rawValue) ?? .equal
      }
      let place = range(from: start)
      links.append(Expression.ComparisonLink(operation, try self.operation(level + 1), place))
    }
    return Expression(.comparison(first, links), first.range.joined(links.last?.operand.range ?? first.range))
  }

  /// `negation = "not" negation | comparison`, `signed = ( "-" | "+" | "~" ) signed | power`
  private mutating func operand(_ minimum: Int) throws(Bail) -> Expression {
    guard let level = OperatorTable.prefixLevel(of: kind) else { return try postfix() }
    guard level >= minimum else {
      throw unexpected(
        "an expression", id: .expectedExpression,
        help: minimum > OperatorTable.power ? nil : "put parentheses around '\(kind.rawValue) …'")
    }
    let start = index
    let sign = UnaryOperator(rawValue: kind.rawValue) ?? .not
    advance()
    if sign == .minus, let smallest = smallestInteger(from: start) { return smallest }
    return try nested { (parser) throws(Bail) in
      let operand = try parser.operation(level)
      try parser.raise()
      return Expression(.unary(sign, operand), parser.range(from: start).joined(operand.range))
    }
  }

  /// `-9223372036854775808`: its magnitude alone is beyond 64 bits.
  private mutating func smallestInteger(from start: Int) -> Expression? {
    guard kind == .integer, NumberLiteral.magnitude(bytes[tokens[index].offsets]) == 1 << 63 else { return nil }
    switch peek() {
    case .doubleStar, .dot, .leftBracket, .leftParenthesis: return nil
    default: break
    }
    advance()
    return Expression(.int(.min), range(from: start))
  }

  /// `primary = atom { "(" [ arguments | expression clauses ] ")" | "[" subscripts "]" | "." NAME }`
  mutating func postfix() throws(Bail) -> Expression {
    let start = index
    var base = try atom()
    while true {
      let baseHeight = height
      height = 0
      switch kind {
      case .leftParenthesis:
        let arguments = try arguments()
        base = Expression(.call(base, arguments), range(from: start))
      case .leftBracket:
        let subscripts = try subscripts()
        base = Expression(.index(base, subscripts), range(from: start))
      case .dot:
        advance()
        let (name, place) = try name("the name of an attribute")
        base = Expression(.attribute(base, name, place), range(from: start))
      default:
        height = baseHeight
        return base
      }
      height = max(baseHeight, height)
      try raise()
    }
  }

  /// `atom = NAME | INTEGER | FLOAT | literals | "True" | "False" | "None" | "..." | parenthesised | list |
  /// dict | anonymous`
  private mutating func atom() throws(Bail) -> Expression {
    let start = index
    let token = tokens[start]
    let kind: Expression.Kind
    switch token.kind {
    case .leftParenthesis: return try raised { (parser) throws(Bail) in try parser.parenthesised() }
    case .leftBracket: return try raised { (parser) throws(Bail) in try parser.list() }
    case .leftBrace: return try raised { (parser) throws(Bail) in try parser.dict() }
    case .fn: return try raised { (parser) throws(Bail) in try parser.anonymousFunction() }
    case .name: kind = .name(text(token))
    case .integer:
      guard let magnitude = NumberLiteral.magnitude(bytes[token.offsets]), let value = Int(exactly: magnitude) else {
        throw fail(
          .integerTooLarge, "expected an integer of 64 bits, got \(describe(token))", at: here,
          help: "end it with '.0' for a float")
      }
      kind = .int(value)
    case .float: kind = .float(NumberLiteral.float(bytes[token.offsets]))
    case .string, .formatted:
      kind = try literals()
      return Expression(kind, range(from: start))
    case .true: kind = .bool(true)
    case .false: kind = .bool(false)
    case .none: kind = .none
    case .ellipsis: kind = .ellipsis
    default: throw unexpected("an expression", id: .expectedExpression)
    }
    advance()
    return Expression(kind, range(token))
  }
}
