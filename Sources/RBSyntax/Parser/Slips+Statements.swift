/// Statements that begin as in another language, or as they stand in a pasted session.
extension TokenParser {
  /// Reports a statement that no statement of rbs begins like; nil where it may be one.
  mutating func foreignStatement() -> Bail? {
    if let prompt { return once(.foreignSyntax, "\(prompt.text) is a prompt, no part of the program", prompt.range) }
    switch kind {
    case .at where peek() == .name || peek() == .tensorclass:
      let word = text(tokens[index + 1])
      return fail(
        .foreignSyntax, "there are no decorators, got '@\(word)'", at: here.joined(range(tokens[index + 1])),
        help: word == "tensorclass"
          ? "write 'tensorclass Name { field, field }'" : "wrap the function behind its declaration: 'f = \(word)(f)'")
    case .doubleSlash,
      .slash where peek() == .star || peek() == .doubleStar:
      return fail(
        .foreignSyntax, "expected a statement, got \(describe(tokens[index]))", at: here,
        help: "a comment begins with '#'")
    case .name: return foreignWord()
    default: return nil
    }
  }

  /// A pasted session has a prompt on every line: it is told once.
  private mutating func once(_ id: SyntaxErrorID, _ message: String, _ range: SourceRange) -> Bail {
    if diagnostics.contains(where: { $0.message == message }) { return Bail() }
    return fail(id, message, at: range, help: "paste the lines without their prompts")
  }

  /// The prompt of a session that stands at the beginning of this line.
  private var prompt: (text: String, range: SourceRange)? {
    guard index == 0 || tokens[index - 1].kind == .newline else { return nil }
    func touches(_ first: Int) -> Bool { tokens[first].end == tokens[min(first + 1, tokens.count - 1)].start }
    func upTo(_ last: Int) -> (String, SourceRange) {
      let range = range(tokens[index]).joined(range(tokens[last]))
      return ("'" + String(decoding: bytes[Int(range.start)..<Int(range.end)], as: UTF8.self) + "'", range)
    }
    switch kind {
    case .shiftRight where peek() == .greater && touches(index): return upTo(index + 1)
    case .ellipsis where peek().beginsStatement && !touches(index): return upTo(index)
    case .dot where peek() == .dot && peek(2) == .greater: return upTo(index + 2)
    case .name:
      let word = text(tokens[index])
      if word == "rb", peek() == .greater, touches(index), !touches(index + 1) { return upTo(index + 1) }
      guard ["In", "Out"].contains(word), peek() == .leftBracket, peek(2) == .integer, peek(3) == .rightBracket,
        peek(4) == .colon
      else { return nil }
      return ("'\(word)[\(text(tokens[index + 2]))]:'", upTo(index + 4).1)
    default: return nil
    }
  }

  /// A word of another language, with what follows it there.
  private mutating func foreignWord() -> Bail? {
    let word = text(tokens[index])
    let next = peek()
    guard let help = foreignWords[word] else {
      // 'int x = 3'
      if foreignTypes.contains(word), next == .name, peek(2) == .leftParenthesis {
        return fail(
          .foreignSyntax, "names are not declared, got '\(word) \(text(tokens[index + 1]))'",
          at: here.joined(range(tokens[index + 1])),
          help: "a function is written 'fn \(text(tokens[index + 1]))(x) { … }'")
      }
      guard next == .name, peek(2) == .assign || peek(2) == .semicolon && foreignTypes.contains(word) else {
        return nil
      }
      return fail(
        .foreignSyntax, "names are not declared, got '\(word) \(text(tokens[index + 1]))'",
        at: here.joined(range(tokens[index + 1])), help: "write '\(text(tokens[index + 1])) = …'")
    }
    // Where they are names, an operator, a dot or a bracket follows; a function call is no statement of theirs.
    guard next.startsExpression, next != .leftParenthesis || word == "switch" || word == "unless",
      next != .leftBracket, next != .minus, next != .plus, next != .star, next != .not
    else { return nil }
    return fail(.foreignSyntax, "unknown keyword '\(word)'", at: here, help: help)
  }

  /// Reports the `for` of C and JavaScript, behind the word; nil where it may be one of rbs.
  mutating func foreignLoop() -> Bail? {
    guard kind == .leftParenthesis else { return nil }
    if peek() == .name, peek(2) == .assign {
      let end = index + 7 < tokens.count && peek(3) == .integer && peek(4) == .semicolon && peek(6) == .less
      let bounds = end ? "\(text(tokens[index + 3])), \(text(tokens[index + 7]))" : "n"
      let range = bounds.hasPrefix("0, ") ? String(bounds.dropFirst(3)) : bounds
      return fail(
        .foreignSyntax, "unknown form of 'for'", at: here,
        help: "write 'for \(text(tokens[index + 1])) in range(\(range)) { … }'")
    }
    if peek() == .name, peek(2) == .name, peek(3) == .assign || peek(3) == .in || text(tokens[index + 3]) == "of" {
      let counts = peek(3) == .assign
      return fail(
        .foreignSyntax, "unknown form of 'for'", at: here,
        help: "write 'for \(text(tokens[index + 2])) in \(counts ? "range(n)" : "xs") { … }'")
    }
    guard peek() == .name, peek(2) == .in else { return nil }
    return fail(
      .foreignSyntax, "expected no parentheses around the loop's head", at: here,
      help: "write 'for \(text(tokens[index + 1])) in xs { … }'")
  }
}

extension Token.Kind {
  /// Whether a statement may begin with this token, and no operand go on with it.
  fileprivate var beginsStatement: Bool {
    switch self {
    case .name, .integer, .float, .string, .formatted, .true, .false, .none, .fn, .for, .while, .return, .break,
      .continue, .assert, .try, .import, .from, .del, .tensorclass, .nonlocal, .catch, .foreign:
      true
    default: false
    }
  }
}

/// What other languages begin statements with, and what to write instead.
private let foreignWords: [String: String] = {
  let table: [([String], String)] = [
    (["let", "var", "const", "auto", "val", "local", "my"], "assign without declaring: 'x = 1'"),
    (["func", "function", "fun", "sub", "proc"], "a function is written 'fn name(x) { … }'"),
    (["elsif", "elseif"], "write '} else if … {'"),
    (["match", "switch", "case"], "write 'if … { … } else if … { … }'"),
    (["do", "repeat"], "write 'while True { …; if done { break } }'"),
    (["loop"], "write 'while True { … }'"),
    (["unless"], "write 'if not … { … }'"),
    (["until"], "write 'while not … { … }'"),
    (["foreach"], "write 'for x in xs { … }'"),
    (["throw"], "'assert False, \"message\"' fails with a message"),
    (["await", "async"], "calls wait for their result; leave the word out"),
    (["struct", "enum", "interface", "record"], "write 'tensorclass Name { field, field }'"),
    (["echo", "puts", "printf", "println", "say"], "write 'print(…)'"),
    (["use", "using", "include", "require"], "write 'import \"helpers.rbs\"'"),
  ]
  return Dictionary(uniqueKeysWithValues: table.flatMap { words, help in words.map { ($0, help) } })
}()

private let foreignTypes: Set<String> = [
  "int", "float", "double", "bool", "str", "string", "char", "long", "list", "dict", "void",
]
