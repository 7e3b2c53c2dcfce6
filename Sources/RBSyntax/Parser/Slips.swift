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
    if isName(token, expectation) {
      return Slip(id: .unexpectedToken, help: "a keyword is no name: call it '\(text(token))_'")
    }
    guard index > 0 else { return nil }
    let before = tokens[index - 1]
    let touches = before.end == token.start
    let both = touches ? text(before) + text(token) : ""
    let next = peek()
    switch token.kind {
    case .colon, .assign:
      if before.kind == .string, openers.last.map({ tokens[$0].kind == .leftParenthesis }) ?? false {
        let label = text(before).filter { $0 != "\"" && $0 != "'" }
        return Slip(id: .unexpectedToken, help: "a label stands without quotes: '\(label): …'")
      }
    default: break
    }
    switch token.kind {
    case .ampersand where both == "&&":
      return Slip(message: "unknown operator '&&'", range: range(before).joined(range(token)), help: "write 'and'")
    case .bar where both == "||":
      return Slip(message: "unknown operator '||'", range: range(before).joined(range(token)), help: "write 'or'")
    case .greater where both == "=>":
      return Slip(message: "unknown operator '=>'", range: range(before).joined(range(token)), help: "write '->'")
    case .greater where both == "<>":
      return Slip(message: "unknown operator '<>'", range: range(before).joined(range(token)), help: "write '!='")
    case .assign where ["===", "!=="].contains(both):
      return Slip(
        message: "unknown operator '\(both)'", range: range(before).joined(range(token)),
        help: "write '\(both.dropLast())'")
    case .greater where both == "<=>":
      return Slip(
        message: "unknown operator '<=>'", range: range(before).joined(range(token)), help: "write '==', '<' or '>'")
    case .float where touches && [.integer, .float, .dot].contains(before.kind):
      return Slip(id: .unexpectedToken, help: "write range(a, b) for the ints from a to b, or a:b in an index")
    case .name where before.kind == .name && foreignPrefixes[text(before)] != nil:
      return Slip(
        message: "unknown word '\(text(before))'", range: range(before), help: foreignPrefixes[text(before)] ?? "")
    case .string where before.kind == .name && touches && ["b", "u"].contains(text(before)):
      return Slip(
        message: "unknown prefix '\(text(before))'", range: range(before),
        help: "there is one kind of text: leave it out")
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
        return fail(
          .mismatchedBracket, "'\(kind.rawValue)' closes nothing", at: here, help: "leave it out, or open it before")
      }
    default: break
    }
    if index == start + 1, kind.startsExpression, text(tokens[start]) == "print" {
      return fail(.foreignSyntax, "'print' is a function", at: range(tokens[start]), help: "write 'print(…)'")
    }
    if kind == .from, tokens[start].kind == .import {
      return fail(
        .foreignSyntax, "expected the end of the statement, got 'from'", at: here,
        help: "write 'from module import name', or 'import \"helpers.rbs\"' for a file")
    }
    if kind == .colon, peek() != .assign {
      return unexpected(
        "the end of the statement", id: .missingSeparator,
        help: peek() == .newline ? "blocks stand in braces: '{ … }'" : "names are not declared: write 'x = 1'")
    }
    let isSlip = slip(expecting: "the end of the statement") != nil
    return unexpected(
      "the end of the statement", id: .missingSeparator,
      help: !isSlip && (kind.startsExpression || kind == .fn) ? "put a ';' or a new line between statements" : nil)
  }

  /// Whether a keyword stands where a name should, or is assigned to.
  private func isName(_ token: Token, _ expectation: String) -> Bool {
    guard Token.Kind.keywords.contains(token.kind), ![.true, .false, .none].contains(token.kind) else { return false }
    let isBare = [.newline, .assign, .comma, .rightParenthesis].contains(peek())
    return ["name", "parameter"].contains { expectation.contains($0) } || expectation == "an expression" && isBare
  }

  /// Words that other languages put before a value.
  private var foreignPrefixes: [String: String] {
    ["new": "leave it out", "await": "calls wait for their result: leave it out", "typeof": "write 'type(…)'"]
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
    if head == "fn", kind == .assign || kind == .arrow {
      let ahead = tokens[index...].prefix { $0.kind != .newline && $0.kind != .end && $0.kind != .leftBrace }
      let isType = kind == .arrow && tokens[ahead.endIndex].kind == .leftBrace
      return fail(
        .expectedBlock, "expected '{', got \(describe(tokens[index]))", at: here,
        help: isType ? "types are not declared: '\(shape)'" : "a function's body stands in braces: '\(shape)'")
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
