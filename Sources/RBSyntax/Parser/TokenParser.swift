/// Where the parser stands: the tokens, what it complained about, and how deep it is. The productions are in the
/// extensions.
struct TokenParser {
  /// Thrown to leave a statement that was reported already.
  struct Bail: Error {}

  let bytes: [UInt8]
  let file: UInt16
  let tokens: [Token]
  var index = 0
  var diagnostics: [Diagnostic] = []
  /// The first failure was at the end of the source.
  var failedAtEnd = false
  /// Calls of `nested` that have not returned.
  var nesting = 0
  /// The height of the tallest tree built since the last `raised` began.
  var height = 0
  /// The brackets the parser is in, as token indices.
  var openers: [Int] = []
  /// F-strings around this expression.
  let formatNesting: Int

  init(_ lexer: LexerState, formatNesting: Int = 0, nesting: Int = 0) {
    bytes = lexer.bytes
    file = lexer.file
    tokens = lexer.tokens
    self.formatNesting = formatNesting
    self.nesting = nesting
  }

  // MARK: Looking and moving

  var kind: Token.Kind { tokens[index].kind }

  func peek(_ ahead: Int = 1) -> Token.Kind { tokens[min(index + ahead, tokens.count - 1)].kind }

  mutating func advance() { if index < tokens.count - 1 { index += 1 } }

  mutating func accept(_ kind: Token.Kind) -> Bool {
    guard self.kind == kind else { return false }
    advance()
    return true
  }

  mutating func expect(_ kind: Token.Kind, _ expectation: String? = nil) throws(Bail) {
    guard accept(kind) else { throw unexpected(expectation ?? "'\(kind.rawValue)'") }
  }

  func range(_ token: Token) -> SourceRange { SourceRange(start: Int(token.start), end: Int(token.end), file: file) }

  /// The range of the current token.
  var here: SourceRange { range(tokens[index]) }

  /// From a token to the one before the current.
  func range(from start: Int) -> SourceRange {
    range(tokens[start]).joined(range(tokens[max(start, index - 1)]))
  }

  func text(_ token: Token) -> String { String(decoding: bytes[token.offsets], as: UTF8.self) }

  /// Reads a name, and where it stands.
  mutating func name(_ expectation: String) throws(Bail) -> (name: String, range: SourceRange) {
    guard kind == .name else { throw unexpected(expectation) }
    let token = tokens[index]
    advance()
    return (text(token), range(token))
  }

  // MARK: Brackets

  /// Steps over an opening bracket, and remembers it for `close`.
  mutating func open(_ kind: Token.Kind) throws(Bail) {
    let opener = index
    try expect(kind)
    openers.append(opener)
  }

  /// Steps over the bracket that closes the innermost open one.
  mutating func close(_ kind: Token.Kind, orElse expectation: String) throws(Bail) {
    guard accept(kind) else { throw unexpected(expectation) }
    openers.removeLast()
  }

  // MARK: Limits

  /// Runs a production that may contain itself.
  mutating func nested<T>(_ body: (inout TokenParser) throws(Bail) -> T) throws(Bail) -> T {
    guard nesting < Parser.nestingLimit else {
      throw tooDeep("expected \(Parser.nestingLimit) levels of nesting at most")
    }
    nesting += 1
    defer { nesting -= 1 }
    return try body(&self)
  }

  /// Runs a production whose tree is one higher than its tallest part.
  mutating func raised<T>(_ body: (inout TokenParser) throws(Bail) -> T) throws(Bail) -> T {
    let outside = height
    height = 0
    let result = try body(&self)
    try raise()
    height = max(outside, height)
    return result
  }

  /// Counts a tree built on top of the tallest one so far.
  mutating func raise() throws(Bail) {
    height += 1
    if height > Parser.heightLimit { throw tooDeep("expected \(Parser.heightLimit) operations in a chain at most") }
  }

  mutating func tooDeep(_ message: String) -> Bail {
    fail(.tooDeep, message, at: here, help: "split it over several statements")
  }

  // MARK: Complaints

  /// Reports a mistake. The result is thrown to leave the statement.
  mutating func fail(_ id: SyntaxErrorID, _ message: String, at range: SourceRange, help: String? = nil) -> Bail {
    if diagnostics.isEmpty, kind == .end { failedAtEnd = true }
    diagnostics.append(Diagnostic(id: id.rawValue, message: message, range: range, help: help))
    return Bail()
  }

  /// Reports the current token, where something else had to stand.
  mutating func unexpected(
    _ expectation: String, id: SyntaxErrorID = .unexpectedToken, help: String? = nil
  ) -> Bail {
    let token = tokens[index]
    if token.kind == .invalid { return Bail() }
    if let bail = bracketMismatch(at: token) { return bail }
    if token.kind == .foreign { return foreign() }
    let slip = slip(expecting: expectation)
    return fail(
      slip?.id ?? id, slip?.message ?? "expected \(expectation), got \(describe(token))", at: slip?.range ?? here,
      help: help ?? slip?.help)
  }

  /// Reports a keyword of Python.
  mutating func foreign() -> Bail {
    let word = text(tokens[index])
    return fail(.foreignSyntax, "unknown keyword '\(word)'", at: here, help: Lexer.foreignKeywords[word])
  }

  /// Reports that the innermost bracket is not closed, or closed by another one, if that explains the token.
  private mutating func bracketMismatch(at token: Token) -> Bail? {
    guard let opener = openers.last else { return nil }
    let bracket = text(tokens[opener])
    let closing = ["(": "')'", "[": "']'"][bracket] ?? "'}'"
    let startsLine = token.flags.contains(.afterLineBreak) && tokens[opener].kind != .leftBrace
    if tokens[opener].flags.contains(.unclosed), token.kind == .end || startsLine {
      let bail = fail(
        .unclosedBracket, "'\(bracket)' is never closed", at: range(tokens[opener]), help: "expected \(closing)")
      index = tokens.count - 1
      return bail
    }
    switch token.kind {
    case .rightParenthesis, .rightBracket, .rightBrace:
      guard "'\(token.kind.rawValue)'" != closing else { return nil }
      return fail(
        .mismatchedBracket, "expected \(closing) to close '\(bracket)', got '\(token.kind.rawValue)'", at: range(token))
    default: return nil
    }
  }

  func describe(_ token: Token) -> String {
    switch token.kind {
    case .newline: return "the end of the line"
    case .end: return formatNesting > 0 ? "the end of the field" : "the end of the input"
    case .string, .formatted: return "a string"
    case let keyword where Token.Kind.keywords.contains(keyword): return "the keyword '\(keyword.rawValue)'"
    default:
      let text = text(token)
      return text.count <= 40 ? "'\(text)'" : "'\(text.prefix(39))…'"
    }
  }
}
