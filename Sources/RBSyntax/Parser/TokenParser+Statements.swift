extension TokenParser {
  /// `statements = { separator } [ statement { separator { separator } statement } { separator } ]`,
  /// `separator = NEWLINE | ";"`: to the end of the source, or to the `}` of the block that opened at a token. Statements
  /// that do not parse are left out.
  mutating func statements(in opener: Int?) -> [Statement] {
    var statements: [Statement] = []
    let depth = opener.map { tokens[$0].depth + 1 } ?? 0
    let openCount = openers.count
    while true {
      while kind == .newline || kind == .semicolon { advance() }
      if kind == .end || kind == .rightBrace && opener != nil { return statements }
      let start = index
      let outside = (nesting, height)
      do throws(Bail) {
        let statement = try statement()
        try expectSeparator(after: start, inBlock: opener != nil)
        statements.append(statement)
      } catch {
        (nesting, height) = outside
        openers.removeLast(openers.count - openCount)
        recover(from: start, depth: depth)
      }
    }
  }

  /// Skips to the end of the statement, as the lexer's brackets have it.
  private mutating func recover(from start: Int, depth: UInt32) {
    if diagnostics.count >= Parser.diagnosticLimit { index = tokens.count - 1 }
    while kind != .end {
      let token = tokens[index]
      if token.depth <= depth, token.kind == .newline || token.kind == .semicolon { return }
      if token.depth < depth { break }
      advance()
    }
    // A closing bracket that nothing opened must not stop us for ever.
    if index == start { advance() }
  }

  private mutating func expectSeparator(after start: Int, inBlock: Bool) throws(Bail) {
    switch kind {
    case .newline, .semicolon, .end: return
    case .rightBrace where inBlock: return
    default: throw strayToken(after: start)
    }
  }

  /// `statement = if | while | for | function | break | continue | return | assert | try | import | from | tensorclass |
  /// delete | nonlocal | assignment | expressions`
  ///
  /// The short ones are read here: `while = "while" expression block`, `return = "return" [ expressions ]`,
  /// `assert = "assert" expression [ "," expression ]`, `nonlocal = "nonlocal" NAME { "," NAME }`.
  mutating func statement() throws(Bail) -> Statement {
    let start = index
    if let bail = foreignStatement() { throw bail }
    let kind: Statement.Kind
    switch self.kind {
    case .if: return try ifStatement()
    case .while:
      kind = try raised { (parser) throws(Bail) in
        parser.advance()
        let condition = try parser.expression()
        return .while(condition: condition, body: try parser.block(of: "while", from: start))
      }
    case .for: kind = try forStatement()
    case .fn where peek() == .name: kind = try functionStatement()
    case .break:
      advance()
      kind = .break
    case .continue:
      advance()
      kind = .continue
    case .return:
      advance()
      kind = .return(self.kind.startsExpression ? try expressions() : nil)
    case .assert:
      advance()
      let condition = try expression()
      kind = .assert(condition, message: accept(.comma) ? try expression() : nil)
    case .try: kind = try tryStatement()
    case .import: kind = try importStatement()
    case .from: kind = try fromStatement()
    case .tensorclass: kind = try tensorclassStatement()
    case .del: kind = try deleteStatement()
    case .nonlocal:
      advance()
      var names = [try name("a name")]
      while accept(.comma) { names.append(try name("a name")) }
      kind = .nonlocal(names)
    case .else, .catch: throw detachedClause()
    case .foreign: throw foreign()
    case .rightParenthesis, .rightBracket, .rightBrace:
      throw fail(
        .mismatchedBracket, "'\(self.kind.rawValue)' closes nothing", at: here, help: "leave it out, or open it before")
    default: kind = try assignmentOrExpression()
    }
    return Statement(kind, range(from: start))
  }

  /// `assignment = targets "=" { targets "=" } expressions | single_target augmentation expressions`
  private mutating func assignmentOrExpression() throws(Bail) -> Statement.Kind {
    let first = try expressions()
    if let operation = augmentation(kind) {
      let target = try singleTarget(first)
      advance()
      return .augmentedAssign(target, operation, try expressions())
    }
    guard kind == .assign else { return .expression(first) }
    var targets: [Target] = []
    var value = first
    while accept(.assign) {
      targets.append(try target(value))
      value = try expressions()
    }
    return .assign(targets, value)
  }

  /// `augmentation = "+=" | "-=" | …`
  private func augmentation(_ kind: Token.Kind) -> BinaryOperator? {
    switch kind {
    case .plusAssign: .add
    case .minusAssign: .subtract
    case .starAssign: .multiply
    case .slashAssign: .divide
    case .doubleSlashAssign: .floorDivide
    case .percentAssign: .remainder
    case .atAssign: .matrixMultiply
    case .doubleStarAssign: .power
    case .barAssign: .or
    case .caretAssign: .xor
    case .ampersandAssign: .and
    case .shiftLeftAssign: .shiftLeft
    case .shiftRightAssign: .shiftRight
    default: nil
    }
  }

  /// `block = "{" statements "}"`
  mutating func block(of head: String, from start: Int) throws(Bail) -> Block {
    let opener = index
    guard kind == .leftBrace else { throw missingBlock(of: head, from: start) }
    guard nesting < Parser.nestingLimit else {
      throw tooDeep("expected \(Parser.nestingLimit) levels of nesting at most")
    }
    nesting += 1
    defer { nesting -= 1 }
    try open(.leftBrace)
    let statements = statements(in: opener)
    try close(.rightBrace, orElse: "'}'")
    return Block(statements, range(from: opener))
  }

  /// `if = "if" expression block [ "else" ( if | block ) ]`
  private mutating func ifStatement() throws(Bail) -> Statement {
    try nested { (parser) throws(Bail) in
      try parser.raised { (parser) throws(Bail) in
        let start = parser.index
        parser.advance()
        let condition = try parser.expression()
        let then = try parser.block(of: "if", from: start)
        var otherwise: Statement.Otherwise?
        let clause = parser.index
        if parser.accept(.else) {
          otherwise =
            parser.kind == .if
            ? .chained(try parser.ifStatement()) : .block(try parser.block(of: "else", from: clause))
        }
        return Statement(
          .if(condition: condition, then: then, otherwise: otherwise), parser.range(from: start))
      }
    }
  }

  /// `for = "for" targets "in" items block`
  private mutating func forStatement() throws(Bail) -> Statement.Kind {
    try raised { (parser) throws(Bail) in
      let start = parser.index
      parser.advance()
      if let bail = parser.foreignLoop() { throw bail }
      let target = try parser.loopTargets()
      guard parser.accept(.in) else { throw parser.unexpected("'in'", help: "write 'for x in xs { … }'") }
      let sequence = try parser.expressions(trailingComma: false)
      return .for(target, in: sequence, body: try parser.block(of: "for", from: start))
    }
  }

  /// `function = "fn" NAME "(" [ parameters ] ")" block`
  private mutating func functionStatement() throws(Bail) -> Statement.Kind {
    let start = index
    advance()
    let (name, nameRange) = try name("a function name")
    let first = index - 1
    let literal = try function(named: name, from: first, head: start)
    return .function(literal, nameRange: nameRange)
  }

  /// `try = "try" block "catch" [ NAME ] block`
  private mutating func tryStatement() throws(Bail) -> Statement.Kind {
    try raised { (parser) throws(Bail) in
      let start = parser.index
      parser.advance()
      let body = try parser.block(of: "try", from: start)
      let clause = parser.index
      guard parser.accept(.catch) else {
        if parser.kind == .newline, parser.peek() == .catch {
          parser.advance()
          throw parser.detachedClause()
        }
        throw parser.unexpected("'catch'", help: "write 'try { … } catch err { … }'")
      }
      let caught = parser.kind == .name ? try parser.name("a name") : nil
      let handler = try parser.block(of: "catch", from: clause)
      return .try(body, catchName: caught?.name, catchRange: caught?.range, handler: handler)
    }
  }

  /// `tensorclass = "tensorclass" NAME "{" { NEWLINE } [ fields { NEWLINE } ] "}"`, `fields = NAME { "," { NEWLINE }
  /// NAME } [ "," ]`
  private mutating func tensorclassStatement() throws(Bail) -> Statement.Kind {
    let start = index
    advance()
    let (name, nameRange) = try name("the name of the tensorclass")
    guard kind == .leftBrace else { throw missingBlock(of: "tensorclass", from: start) }
    try open(.leftBrace)
    var fields: [(name: String, range: SourceRange)] = []
    while accept(.newline) {}
    while kind == .name {
      fields.append(try self.name("a field"))
      guard accept(.comma) else { break }
      while accept(.newline) {}
    }
    while accept(.newline) {}
    try close(.rightBrace, orElse: fields.isEmpty ? "a field or '}'" : "',' or '}'")
    return .tensorclass(name: name, nameRange: nameRange, fields: fields)
  }

  /// `delete = "del" single_target { "," single_target }`
  private mutating func deleteStatement() throws(Bail) -> Statement.Kind {
    advance()
    var targets: [Target] = []
    repeat { targets.append(try singleTarget(try operation(OperatorTable.postfix))) } while accept(.comma)
    return .delete(targets)
  }
}
