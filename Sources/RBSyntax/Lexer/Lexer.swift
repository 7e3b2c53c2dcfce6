/// Source text to tokens.
///
/// The lexer alone decides which line breaks count, so that the parser, the grammar's recogniser and the highlighter
/// see one stream. For that it keeps the open brackets: a `{` after an operand (or `try`, `catch`, a statement's
/// `else`) opens a block, in which line breaks count again; any other `{` opens a dict. Line breaks do not count inside
/// other brackets, after an operator, a comma or `->`, before a line that begins with `.name`, and between the head of
/// a compound statement and the `{` of its block.
public enum Lexer {
  /// All tokens of a source with their ranges, comments included, for highlighting and completion. The last is `end`.
  /// - Complexity: O(length).
  public static func tokens(of source: SourceText) -> [Token] {
    var lexer = LexerState(bytes: Array(source.text.utf8), file: source.file)
    lexer.run()
    var merged: [Token] = []
    merged.reserveCapacity(lexer.tokens.count + lexer.comments.count)
    var next = 0
    for token in lexer.tokens {
      while next < lexer.comments.count, lexer.comments[next].start <= token.start {
        merged.append(lexer.comments[next])
        next += 1
      }
      merged.append(token)
    }
    return merged
  }

  /// The keywords, with `True`, `False` and `None`.
  public static let keywords: [String] = Token.Kind.keywords.map(\.rawValue)

  /// The operators and the punctuation.
  public static let operators: [String] = Token.Kind.operators.map(\.rawValue)

  /// Python's keywords that rbs has not, but reserves; with what to write instead.
  static let foreignKeywords: [String: String] = [
    "def": "a function is written 'fn name(x) { … }'",
    "lambda": "a function without a name is written 'x -> x + 1'",
    "elif": "write '} else if … {'",
    "class": "only tensorclasses are declared: 'tensorclass Name { field, field }'",
    "with": "there are no 'with' blocks; call the methods directly",
    "except": "write 'try { … } catch err { … }'",
    "finally": "write what is left to do after the 'try' statement",
    "pass": "an empty block is written '{}'",
    "raise": "'assert False, \"message\"' fails with a message",
    "yield": "functions return once; collect the values in a list",
    "global": "write 'nonlocal' for a name of the enclosing scope",
  ]

  /// The fixed tokens that are not words, by their bytes packed into one number.
  static let operatorsByBytes: [UInt32: Token.Kind] = {
    var table: [UInt32: Token.Kind] = [:]
    for kind in Token.Kind.operators { table[kind.rawValue.utf8.reduce(0) { $0 << 8 | UInt32($1) }] = kind }
    return table
  }()
}

/// Where the lexer stands in one text, or in one field of an f-string.
struct LexerState {
  enum Bracket { case outermost, parenthesis, bracket, dict, block }

  struct Frame {
    let bracket: Bracket
    /// The index of the opening token.
    let opener: Int
    /// The head of a compound statement was read, its block not yet.
    var awaitsBlock = false
  }

  let bytes: [UInt8]
  let file: UInt16
  /// One past the last byte to read.
  let limit: Int
  /// Reads an expression inside `{ }` of an f-string: it ends before `}`, `:`, `!` or a final `=`.
  let isField: Bool
  var position: Int
  var tokens: [Token] = []
  var comments: [Token] = []
  var diagnostics: [Diagnostic] = []
  /// The text ends inside a triple-quoted string.
  var endsInsideString = false
  var frames = [Frame(bracket: .outermost, opener: -1)]
  var afterLineBreak = false
  private var openCounts = [0, 0, 0]
  private var lastClosedOpener = -1
  private var lastBraceClosedBlock = false

  init(bytes: [UInt8], file: UInt16) {
    self.bytes = bytes
    self.file = file
    limit = bytes.count
    isField = false
    position = 0
  }

  init(fieldAt position: Int, limit: Int, in bytes: [UInt8], file: UInt16) {
    self.bytes = bytes
    self.file = file
    self.limit = limit
    isField = true
    self.position = position
  }

  var lineBreaksCount: Bool {
    switch frames[frames.count - 1].bracket {
    case .outermost: !isField
    case .block: true
    default: false
    }
  }

  func byte(_ ahead: Int = 0) -> UInt8 { position + ahead < limit ? bytes[position + ahead] : 0 }

  mutating func run() {
    skipMark()
    while position < limit {
      let byte = bytes[position]
      if isField, frames.count == 1, fieldEnds(at: byte) { break }
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0c: position += 1
      case UInt8(ascii: "\r") where self.byte(1) == UInt8(ascii: "\n"): position += 1
      case UInt8(ascii: "\n"): lineBreak()
      case UInt8(ascii: "#") where !isField: comment()
      case UInt8(ascii: "0")...UInt8(ascii: "9"): number()
      case UInt8(ascii: ".") where isDigit(self.byte(1)): number()
      case UInt8(ascii: "\""), UInt8(ascii: "'"): string(from: position, isRaw: false, isFormatted: false)
      default:
        if isNameStart(byte) {
          word()
        } else if byte >= 0x80 {
          nonASCII()
        } else {
          operatorOrBracket()
        }
      }
    }
    finish()
  }

  /// A byte order mark and a `#!` line are no part of the program.
  private mutating func skipMark() {
    guard !isField, position == 0 else { return }
    if limit >= 3, bytes[0] == 0xef, bytes[1] == 0xbb, bytes[2] == 0xbf { position = 3 }
  }

  private mutating func finish() {
    if lineBreaksCount, let last = tokens.last?.kind, last != .newline, last != .semicolon,
      !last.continuesLine || importsAll
    {
      append(.newline, from: position)
    }
    append(.end, from: position)
    for frame in frames.dropFirst() { tokens[frame.opener].flags.insert(.unclosed) }
  }

  private mutating func comment() {
    let start = position
    while position < limit, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    comments.append(Token(kind: .comment, start: UInt32(start), end: UInt32(position), depth: 0))
  }

  /// Reads a run of line breaks, blanks and comments, and decides whether it ends a statement.
  private mutating func lineBreak() {
    let start = position
    run: while position < limit {
      switch bytes[position] {
      case UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0c: position += 1
      case UInt8(ascii: "\r") where byte(1) == UInt8(ascii: "\n"): position += 1
      case UInt8(ascii: "#") where !isField: comment()
      default: break run
      }
    }
    let last = tokens.last?.kind
    if !lineBreaksCount || last?.continuesLine == true && !importsAll
      || byte() == UInt8(ascii: ".") && (isNameStart(byte(1)) || byte(1) >= 0x80)
      || byte() == UInt8(ascii: "{") && frames[frames.count - 1].awaitsBlock
    {
      afterLineBreak = true
      return
    }
    guard let last, last != .newline else { return }
    tokens.append(
      Token(kind: .newline, start: UInt32(start), end: UInt32(start + 1), depth: UInt32(frames.count - 1)))
    frames[frames.count - 1].awaitsBlock = false
  }

  /// The star of `from torch import *` stands last: it is no operator.
  private var importsAll: Bool {
    tokens.count > 1 && tokens[tokens.count - 1].kind == .star && tokens[tokens.count - 2].kind == .import
  }

  mutating func append(_ kind: Token.Kind, from start: Int) {
    var token = Token(kind: kind, start: UInt32(start), end: UInt32(position), depth: UInt32(frames.count - 1))
    if afterLineBreak { token.flags.insert(.afterLineBreak) }
    afterLineBreak = false
    tokens.append(token)
  }

  mutating func complain(_ id: SyntaxErrorID, _ message: String, from start: Int, to end: Int, help: String? = nil) {
    // A binary file would fill the memory with complaints.
    guard diagnostics.count < Parser.diagnosticLimit else { return }
    let range = SourceRange(start: start, end: end, file: file)
    diagnostics.append(Diagnostic(id: id.rawValue, message: message, range: range, help: help))
  }

  // MARK: Words

  private mutating func word() {
    let start = position
    while position < limit {
      if isNamePart(bytes[position]) {
        position += 1
      } else if bytes[position] >= 0x80, let (scalar, length) = scalar(at: position), scalar.properties.isXIDContinue {
        position += length
      } else {
        break
      }
    }
    let length = position - start
    if length <= 2, byte() == UInt8(ascii: "\"") || byte() == UInt8(ascii: "'"),
      let (isRaw, isFormatted) = StringPrefix.read(bytes[start..<position])
    {
      return string(from: start, isRaw: isRaw, isFormatted: isFormatted)
    }
    guard length <= 11 else { return append(.name, from: start) }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if let keyword = Token.Kind.keywordsByText[text] {
      noteHead(keyword)
      append(keyword, from: start)
    } else {
      append(Lexer.foreignKeywords[text] == nil ? .name : .foreign, from: start)
    }
  }

  /// Notes that a block is due, so that its `{` may stand on the next line.
  private mutating func noteHead(_ keyword: Token.Kind) {
    let last = tokens.last?.kind
    let isHead =
      switch keyword {
      case .fn, .try, .catch, .tensorclass, .while, .for: true
      case .if: last == nil || last == .newline || last == .semicolon || last == .leftBrace || last == .else
      case .else: last == .rightBrace && lastBraceClosedBlock
      default: false
      }
    if isHead { frames[frames.count - 1].awaitsBlock = true }
  }

  private mutating func nonASCII() {
    let start = position
    guard let (scalar, length) = scalar(at: position) else {
      position += 1
      complain(.unexpectedCharacter, "unexpected byte", from: start, to: position)
      return append(.invalid, from: start)
    }
    if scalar.properties.isXIDStart { return word() }
    position += length
    if scalar.value == 0xa0 || scalar.value == 0x3000 || (0x2000...0x200b).contains(scalar.value) {
      complain(
        .unexpectedCharacter, "unexpected character \(UnicodeName.code(scalar))", from: start, to: position,
        help: "write a plain space")
    } else {
      skipTypographicString(closedBy: scalar)
      let isQuote = "“”„«»‘’‚′″".unicodeScalars.contains(scalar)
      let plain: [Unicode.Scalar: String] = [
        "−": "-", "–": "-", "×": "*", "÷": "/", "→": "->", "≤": "<=", "≥": ">=", "≠": "!=", "…": "...",
      ]
      complain(
        .unexpectedCharacter, "unexpected character '\(scalar)'", from: start, to: position,
        help: isQuote ? "strings stand in straight quotes: \"…\"" : plain[scalar].map { "write '\($0)'" })
    }
    append(.invalid, from: start)
  }

  /// Skips what stands between typographic quotes on one line, so that one mistake is reported once.
  private mutating func skipTypographicString(closedBy opening: Unicode.Scalar) {
    let pairs: [Unicode.Scalar: String] = ["“": "”", "„": "“", "«": "»", "‘": "’", "‚": "‘"]
    guard let closing = pairs[opening].map({ Array($0.utf8) }) else { return }
    var ahead = position
    // Looks no further than a line of ordinary length, as every opening quote looks again.
    while ahead + closing.count <= min(limit, position + 200), bytes[ahead] != UInt8(ascii: "\n") {
      if bytes[ahead..<ahead + closing.count].elementsEqual(closing) {
        position = ahead + closing.count
        return
      }
      ahead += 1
    }
  }

  // MARK: Operators and brackets

  private mutating func operatorOrBracket() {
    let start = position
    if isStep() {
      position += 2
      let sign = String(decoding: bytes[start..<start + 1], as: UTF8.self)
      complain(
        .foreignSyntax, "unknown operator '\(sign)\(sign)'", from: start, to: position,
        help: "write '\(sign)= 1'")
      return append(.invalid, from: start)
    }
    var packed: UInt32 = UInt32(byte()) << 16 | UInt32(byte(1)) << 8 | UInt32(byte(2))
    for length in stride(from: 3, through: 1, by: -1) {
      if let kind = Lexer.operatorsByBytes[packed], position + length <= limit {
        return accept(kind, length: length)
      }
      packed >>= 8
    }
    position += 1
    unexpected(bytes[start], at: start)
    append(.invalid, from: start)
  }

  private mutating func unexpected(_ byte: UInt8, at start: Int) {
    guard byte >= 0x20, byte != 0x7f else {
      let code = UnicodeName.code(Unicode.Scalar(byte))
      return complain(.unexpectedCharacter, "unexpected control character \(code)", from: start, to: position)
    }
    let help: String? =
      switch byte {
      case UInt8(ascii: "!"): "write 'not'"
      case UInt8(ascii: "\\"): "leave it out: a line goes on inside brackets and after an operator"
      case UInt8(ascii: "?"): "write 'a if c else b'"
      case UInt8(ascii: "$"): "names are written without '$', and prompts left out"
      case UInt8(ascii: "`"): "strings stand in straight quotes: \"…\""
      default: nil
      }
    complain(
      .unexpectedCharacter, "unexpected character '\(Unicode.Scalar(byte))'", from: start, to: position, help: help)
  }

  /// `x++` or `x--` at the end of a statement.
  private func isStep() -> Bool {
    let sign = byte()
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), byte(1) == sign,
      tokens.last?.kind.endsOperand == true
    else { return false }
    var ahead = position + 2
    while ahead < limit, bytes[ahead] == UInt8(ascii: " ") || bytes[ahead] == UInt8(ascii: "\t") { ahead += 1 }
    return ahead == limit || [UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "}")].contains(bytes[ahead])
  }

  private mutating func accept(_ kind: Token.Kind, length: Int) {
    let start = position
    position += length
    switch kind {
    case .leftParenthesis: open(.parenthesis, kind, start)
    case .leftBracket: open(.bracket, kind, start)
    case .leftBrace: open(opensBlock ? .block : .dict, kind, start)
    case .rightParenthesis: close(.parenthesis, kind, start)
    case .rightBracket: close(.bracket, kind, start)
    case .rightBrace: close(.dict, kind, start)
    case .arrow:
      if tokens.last?.kind == .rightParenthesis, lastClosedOpener >= 0 {
        tokens[lastClosedOpener].flags.insert(.opensParameters)
      }
      append(kind, from: start)
    case .semicolon:
      frames[frames.count - 1].awaitsBlock = false
      append(kind, from: start)
    default: append(kind, from: start)
    }
  }

  private var opensBlock: Bool {
    switch tokens.last?.kind {
    case .try, .catch: true
    case .else:
      tokens.count >= 2 && tokens[tokens.count - 2].kind == .rightBrace && lastBraceClosedBlock
    case .some(let last): last.endsOperand
    case nil: false
    }
  }

  private mutating func open(_ bracket: Bracket, _ kind: Token.Kind, _ start: Int) {
    if bracket == .block { frames[frames.count - 1].awaitsBlock = false }
    append(kind, from: start)
    frames.append(Frame(bracket: bracket, opener: tokens.count - 1))
    openCounts[slot(bracket)] += 1
  }

  /// Closes the innermost bracket of that shape; those inside it were never closed. One without a partner stays for the
  /// parser to report.
  private mutating func close(_ bracket: Bracket, _ kind: Token.Kind, _ start: Int) {
    lastClosedOpener = -1
    if openCounts[slot(bracket)] > 0 {
      while let frame = frames.popLast() {
        openCounts[slot(frame.bracket)] -= 1
        if slot(frame.bracket) == slot(bracket) {
          lastClosedOpener = frame.opener
          if bracket == .dict { lastBraceClosedBlock = frame.bracket == .block }
          break
        }
      }
    }
    append(kind, from: start)
  }

  private func slot(_ bracket: Bracket) -> Int {
    switch bracket {
    case .outermost, .parenthesis: 0
    case .bracket: 1
    case .dict, .block: 2
    }
  }

  /// Forgets the brackets opened on a line that went wrong, so that the next line is a statement again.
  mutating func leaveBrackets() {
    while !isField, let frame = frames.last, frame.bracket != .outermost, frame.bracket != .block {
      openCounts[slot(frame.bracket)] -= 1
      frames.removeLast()
    }
  }

  /// Whether the expression in a field of an f-string ends before this byte.
  private func fieldEnds(at byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "}"), UInt8(ascii: ":"): return true
    case UInt8(ascii: "!"): return self.byte(1) != UInt8(ascii: "=")
    case UInt8(ascii: "="):
      var ahead = position + 1
      while ahead < limit, bytes[ahead] == UInt8(ascii: " ") { ahead += 1 }
      guard ahead < limit else { return false }
      return bytes[ahead] == UInt8(ascii: "}") || bytes[ahead] == UInt8(ascii: ":")
        || bytes[ahead] == UInt8(ascii: "!") && !(ahead + 1 < limit && bytes[ahead + 1] == UInt8(ascii: "="))
    default: return false
    }
  }
}
