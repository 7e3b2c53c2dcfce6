/// A grammar in EBNF, as `grammar/rbs.ebnf` writes it.
struct Grammar {
  indirect enum Rule {
    case token(String)
    /// A class of tokens, or a production.
    case name(String)
    case sequence([Rule])
    case choice([Rule])
    case optional(Rule)
    case repeated(Rule)
  }

  struct Malformed: Error { let message: String }

  private(set) var productions: [(name: String, rule: Rule)] = []
  private var words: [String] = []
  private var next = 0

  init(_ text: String) throws {
    words = try Self.words(text)
    while next < words.count {
      let name = words[next]
      next += 1
      try expect("=")
      productions.append((name, try choice()))
      try expect(";")
    }
  }

  subscript(name: String) -> Rule? { productions.first { $0.name == name }?.rule }

  private static func words(_ text: String) throws -> [String] {
    var words: [String] = []
    var rest = Substring(text)
    while let first = rest.first {
      if rest.hasPrefix("(*") {
        while !rest.hasPrefix("*)") {
          guard !rest.isEmpty else { throw Malformed(message: "open comment") }
          rest.removeFirst()
        }
        rest.removeFirst(2)
      } else if first.isWhitespace {
        rest.removeFirst()
      } else if first == "\"" {
        guard let end = rest.dropFirst().firstIndex(of: "\"") else { throw Malformed(message: "open quote") }
        words.append(String(rest[...end]))
        rest = rest[rest.index(after: end)...]
      } else if first.isLetter {
        let word = rest.prefix { $0.isLetter || $0 == "_" }
        words.append(String(word))
        rest = rest.dropFirst(word.count)
      } else {
        words.append(String(first))
        rest.removeFirst()
      }
    }
    return words
  }

  private mutating func expect(_ word: String) throws {
    guard next < words.count, words[next] == word else {
      throw Malformed(message: "expected \(word), got \(next < words.count ? words[next] : "the end")")
    }
    next += 1
  }

  private mutating func choice() throws -> Rule {
    var choices = [try sequence()]
    while next < words.count, words[next] == "|" {
      next += 1
      choices.append(try sequence())
    }
    return choices.count == 1 ? choices[0] : .choice(choices)
  }

  private mutating func sequence() throws -> Rule {
    var parts: [Rule] = []
    while next < words.count, !["|", ";", ")", "]", "}"].contains(words[next]) {
      let word = words[next]
      next += 1
      switch word {
      case "(":
        parts.append(try choice())
        try expect(")")
      case "[":
        parts.append(.optional(try choice()))
        try expect("]")
      case "{":
        parts.append(.repeated(try choice()))
        try expect("}")
      default: parts.append(word.hasPrefix("\"") ? .token(String(word.dropFirst().dropLast())) : .name(word))
      }
    }
    guard !parts.isEmpty else { throw Malformed(message: "an empty alternative") }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }
}

extension Grammar.Rule {
  /// The quoted tokens, in order.
  var tokens: [String] {
    switch self {
    case .token(let text): [text]
    case .name: []
    case .sequence(let rules), .choice(let rules): rules.flatMap(\.tokens)
    case .optional(let rule), .repeated(let rule): rule.tokens
    }
  }

  /// The names used, in order.
  var names: [String] {
    switch self {
    case .token: []
    case .name(let name): [name]
    case .sequence(let rules), .choice(let rules): rules.flatMap(\.names)
    case .optional(let rule), .repeated(let rule): rule.names
    }
  }
}
