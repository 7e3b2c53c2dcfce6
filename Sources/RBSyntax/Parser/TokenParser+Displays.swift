extension TokenParser {
  /// `parenthesised = "(" ")" | "(" expression ")" | "(" item "," [ item { "," item } [ "," ] ] ")"`
  mutating func parenthesised() throws(Bail) -> Expression {
    let start = index
    try open(.leftParenthesis)
    var elements: [Expression.Element] = []
    var isTuple = kind == .rightParenthesis
    while kind != .rightParenthesis {
      elements.append(try item())
      guard accept(.comma) else { break }
      isTuple = true
    }
    if elements.count == 1, !isTuple {
      if elements[0].isSpread { throw loneStar(at: start + 1) }
      if kind == .for {
        throw fail(
          .foreignSyntax, "unknown generator expression", at: here, help: "write a list: '[x for x in xs]'")
      }
    }
    try close(.rightParenthesis, orElse: "',' or ')'")
    let range = range(from: start)
    return isTuple ? Expression(.tuple(elements), range) : Expression(elements[0].value.kind, range)
  }

  /// `list = "[" [ item { "," item } [ "," ] | expression clauses ] "]"`
  mutating func list() throws(Bail) -> Expression {
    let start = index
    try open(.leftBracket)
    var elements: [Expression.Element] = []
    var clauses: [Expression.ComprehensionClause] = []
    while kind != .rightBracket {
      elements.append(try item())
      if elements.count == 1, !elements[0].isSpread, kind == .for {
        clauses = try self.clauses()
        break
      }
      guard accept(.comma) else { break }
    }
    try close(.rightBracket, orElse: clauses.isEmpty ? "',' or ']'" : "']'")
    let range = range(from: start)
    return clauses.isEmpty
      ? Expression(.list(elements), range) : Expression(.listComprehension(elements[0].value, clauses), range)
  }

  /// `dict = "{" [ entry { "," entry } [ "," ] | expression ":" expression clauses ] "}"`, `entry = expression ":"
  /// expression | "**" union`
  mutating func dict() throws(Bail) -> Expression {
    let start = index
    try open(.leftBrace)
    var entries: [Expression.DictEntry] = []
    while kind != .rightBrace {
      if accept(.doubleStar) {
        entries.append(.spread(try operation(OperatorTable.union)))
      } else {
        let key = try expression()
        guard accept(.colon) else { throw missingDictValue(after: start) }
        let value = try expression()
        entries.append(.pair(key: key, value: value))
        if entries.count == 1, kind == .for {
          let clauses = try clauses()
          try close(.rightBrace, orElse: "'}'")
          return Expression(.dictComprehension(key: key, value: value, clauses), range(from: start))
        }
      }
      guard accept(.comma) else { break }
    }
    try close(.rightBrace, orElse: "',' or '}'")
    return Expression(.dict(entries), range(from: start))
  }

  private mutating func missingDictValue(after start: Int) -> Bail {
    if openers.count > 0, kind == .comma || kind == .rightBrace || kind == .for {
      return fail(
        .foreignSyntax, "expected ':' and a value, got \(describe(tokens[index]))", at: here,
        help: "there are no sets; write a list")
    }
    return unexpected("':' and a value")
  }

  /// `clauses = each { each | "if" disjunction }`, `each = "for" targets "in" disjunction`
  mutating func clauses() throws(Bail) -> [Expression.ComprehensionClause] {
    var clauses: [Expression.ComprehensionClause] = []
    while true {
      if accept(.for) {
        let target = try loopTargets()
        guard accept(.in) else { throw unexpected("'in'", help: "write 'for x in xs'") }
        clauses.append(.each(target, in: try operation(0)))
      } else if accept(.if) {
        clauses.append(.condition(try operation(0)))
        if kind == .else {
          throw fail(
            .unexpectedToken, "expected the end of the comprehension, got 'else'", at: here,
            help: "choose before the 'for': '[a if c else b for x in xs]'")
        }
      } else {
        return clauses
      }
    }
  }

  /// `subscripts = subscript { "," subscript } [ "," ]`, between brackets
  mutating func subscripts() throws(Bail) -> Expression {
    try open(.leftBracket)
    let start = index
    let outside = height
    height = 0
    defer { height = max(outside, height) }
    var items: [Expression.Element] = []
    var isTuple = false
    while true {
      items.append(Expression.Element(try self.subscript()))
      guard accept(.comma) else { break }
      isTuple = true
      if kind == .rightBracket { break }
    }
    let range = range(from: start)
    try close(.rightBracket, orElse: "',' or ']'")
    if isTuple { try raise() }
    return isTuple ? Expression(.tuple(items), range) : items[0].value
  }

  /// `subscript = expression | [ expression ] ":" [ expression ] [ ":" [ expression ] ]`
  private mutating func `subscript`() throws(Bail) -> Expression {
    let start = index
    let lower = kind == .colon ? nil : try expression()
    guard accept(.colon) else {
      if let lower { return lower }
      throw unexpected("an expression", id: .expectedExpression)
    }
    let upper = endsSlicePart ? nil : try expression()
    let step = accept(.colon) && !endsSlicePart ? try expression() : nil
    try raise()
    return Expression(.slice(lower: lower, upper: upper, step: step), range(from: start))
  }

  private var endsSlicePart: Bool { kind == .colon || kind == .comma || kind == .rightBracket }
}
