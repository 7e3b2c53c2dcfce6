/// What people write who come from Python or C, and what to tell them.
extension TokenParser {
  struct Slip {
    var id = SyntaxErrorID.foreignSyntax
    var message: String?
    var range: SourceRange?
    var help: String
  }

  /// The likely reason why the current token does not fit.
  func slip(expecting expectation: String) -> Slip? {
    let token = tokens[index]
    guard index > 0 else { return nil }
    let before = tokens[index - 1]
    let touches = before.end == token.start
    let both = touches ? text(before) + text(token) : ""
    let next = peek()
    switch token.kind {
    case .ampersand where both == "&&":
      return Slip(message: "unknown operator '&&'", range: range(before).joined(range(token)), help: "write 'and'")
    case .bar where both == "||":
      return Slip(message: "unknown operator '||'", range: range(before).joined(range(token)), help: "write 'or'")
    case .greater where both == "=>":
      return Slip(message: "unknown operator '=>'", range: range(before).joined(range(token)), help: "write '->'")
    case .greater where both == "<>":
      return Slip(message: "unknown operator '<>'", range: range(before).joined(range(token)), help: "write '!='")
    case .colon where next == .assign && tokens[index + 1].start == token.end:
      return Slip(
        message: "unknown operator ':='", range: range(token).joined(range(tokens[index + 1])),
        help: "assign in a statement of its own")
    case .assign where both == ":=":
      return Slip(
        message: "unknown operator ':='", range: range(before).joined(range(token)),
        help: "assign in a statement of its own")
    case .assign where before.kind.endsOperand:
      return Slip(id: .assignmentInExpression, help: "compare with '=='; assign in a statement of its own")
    case .arrow:
      return Slip(id: .unexpectedToken, help: "put parentheses around the function: '(x -> …)'")
    case .string, .formatted:
      guard before.kind == .string || before.kind == .formatted else { return nil }
      return Slip(id: .unexpectedToken, help: "join strings with '+'")
    default: return nil
    }
  }

  /// Reports a token that follows a statement on its line.
  mutating func strayToken(after start: Int) -> Bail {
    switch kind {
    case .invalid: return Bail()
    case .foreign: return foreign()
    case .rightParenthesis, .rightBracket, .rightBrace:
      if openers.isEmpty {
        return fail(.mismatchedBracket, "'\(kind.rawValue)' closes nothing", at: here)
      }
    default: break
    }
    let help = index == start + 1 && kind.startsExpression ? leadingWordHelp(text(tokens[start])) : nil
    if let help {
      return fail(
        .foreignSyntax, "expected the end of the statement, got \(describe(tokens[index]))", at: here, help: help)
    }
    if kind == .colon, peek() != .assign {
      return unexpected(
        "the end of the statement", id: .missingSeparator,
        help: peek() == .newline ? "blocks stand in braces: '{ … }'" : "names are not declared: write 'x = 1'")
    }
    return unexpected(
      "the end of the statement", id: .missingSeparator,
      help: kind.startsExpression || kind == .fn ? "put a ';' or a new line between statements" : nil)
  }

  /// What to write instead of a statement that begins with a word of another language.
  private func leadingWordHelp(_ word: String) -> String? {
    switch word {
    case "print": "write 'print(…)'"
    case "from": "write 'import \"helpers.rbs\"', which binds its names"
    case "let", "var", "const", "auto": "assign without declaring: 'x = 1'"
    case "func", "function", "fun": "a function is written 'fn name(x) { … }'"
    case "elsif", "elseif": "write '} else if … {'"
    case "match", "switch": "write 'if … { … } else if … { … }'"
    case "await", "async": "calls wait for their result; leave the word out"
    default: nil
    }
  }

  /// Reports that the block of a compound statement does not begin.
  mutating func missingBlock(of head: String, from start: Int) -> Bail {
    if diagnostics.isEmpty, kind == .newline, peek() == .end { failedAtEnd = true }
    let shape =
      switch head {
      case "else", "try": "\(head) { … }"
      case "fn": "fn f(x) { … }"
      case "for": "for x in xs { … }"
      case "catch": "catch err { … }"
      case "tensorclass": "tensorclass Name { field, field }"
      default: "\(head) c { … }"
      }
    return unexpected(
      "'{'", id: .expectedBlock, help: kind == .assign ? nil : "blocks stand in braces: '\(shape)'")
  }

  /// Reports an `else` or `catch` at the beginning of a statement.
  mutating func detachedClause() -> Bail {
    let word = kind.rawValue
    if index >= 2, tokens[index - 1].kind == .newline, tokens[index - 2].kind == .rightBrace {
      return fail(
        .detachedClause, "expected '\(word)' on the line of the '}' before it", at: here,
        help: word == "else" ? "write '} else {'" : "write '} catch err {'")
    }
    return fail(
      .unexpectedToken, "expected a statement, got '\(word)'", at: here,
      help: word == "else" ? "write 'if c { … } else { … }'" : "write 'try { … } catch err { … }'")
  }
}
