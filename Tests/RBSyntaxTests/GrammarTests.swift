import Foundation
import RBSyntax
import TestSupport
import Testing

/// `grammar/rbs.ebnf` against the lexer, the operator table and the parser.
struct GrammarTests {
  let grammar: Grammar

  init() throws { grammar = try Grammar(Fixtures.text("grammar/rbs.ebnf")) }

  private static let classes: Set<String> = ["NAME", "INTEGER", "FLOAT", "STRING", "FORMATTED", "NEWLINE"]

  @Test func everyProductionIsDefinedOnceAndReachable() {
    let names = grammar.productions.map(\.name)
    #expect(Set(names).count == names.count)
    var reached: Set<String> = []
    var pending = [names[0]]
    while let name = pending.popLast() {
      if Self.classes.contains(name) { continue }
      guard reached.insert(name).inserted else { continue }
      guard let rule = grammar[name] else {
        Issue.record("'\(name)' is not defined")
        continue
      }
      pending += rule.names
    }
    #expect(reached == Set(names))
  }

  @Test func quotedTerminalsAreTheLexersKeywordsAndOperators() {
    let quoted = Set(grammar.productions.flatMap(\.rule.tokens))
    #expect(quoted == Set(Lexer.keywords + Lexer.operators))
  }

  @Test func everyClassOfTokensIsUsed() {
    let used = Set(grammar.productions.flatMap(\.rule.names))
    #expect(Self.classes.isSubset(of: used))
  }

  @Test func precedenceRowsAreTheOperatorTables() throws {
    for (level, row) in OperatorTable.rows.enumerated() {
      let rule = try #require(grammar[row.production])
      var tokens = Set(rule.tokens)
      var names = Set(rule.names)
      if row.fixity == .chain {
        tokens = Set(try #require(grammar["comparison_operator"]).tokens)
        names.remove("comparison_operator")
      }
      #expect(tokens == Set(row.operators.map(\.rawValue)), "\(row.production)")
      let operand = level + 1 < OperatorTable.rows.count ? OperatorTable.rows[level + 1].production : "primary"
      switch row.fixity {
      case .infixLeft, .chain: #expect(names == [operand], "\(row.production)")
      case .prefix: #expect(names == [operand, row.production], "\(row.production)")
      case .infixRight: #expect(names == [operand, "signed"], "\(row.production)")
      }
    }
  }

  @Test func everyProductionIsQuotedAtItsParseFunction() throws {
    let folder = Fixtures.url("Sources/RBSyntax/Parser")
    var sources = ""
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      sources += try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    }
    let quoted = Set(grammar.productions.map(\.name).filter { sources.contains("\($0) = ") })
    let operators = OperatorTable.rows.filter { $0.fixity == .infixLeft }.map(\.production)
    let unquoted = Set(grammar.productions.map(\.name)).subtracting(quoted).subtracting(operators)
    #expect(unquoted.isEmpty)
  }

  @Test func theRecogniserAgreesWithTheParserOnEveryScript() {
    let recogniser = Recogniser(grammar)
    for script in Scripts.all() where !Self.isBeyondTokens(script.text) {
      let agreed = Agreement(script.text, recogniser)
      #expect(agreed.holds, "\(script.path): the parser says \(agreed.parses)")
    }
  }

  /// Whether all that is wrong with a text is inside a token, or too large: the grammar can't see it.
  private static func isBeyondTokens(_ text: String) -> Bool {
    let ids = Scripts.parse(text).diagnostics.map(\.id)
    let unseen: [SyntaxErrorID] = [.invalidEscape, .integerTooLarge, .invalidField, .tooDeep]
    return !ids.isEmpty && ids.allSatisfy { id in unseen.contains { $0.rawValue == id } }
  }

  /// Deletes or doubles one token of a statement of the scripts, or of the sample of every construct. The sample is
  /// mutated at every token, the scripts at some.
  @Test func theRecogniserAgreesWithTheParserOnMutatedStatements() throws {
    let recogniser = Recogniser(grammar)
    var random = RandomSource(seed: 11)
    var accepted = 0
    var rejected = 0
    func check(_ mutant: String) {
      let agreed = Agreement(mutant, recogniser)
      #expect(agreed.holds, "the parser says \(agreed.parses) to: \(mutant)")
      if agreed.parses { accepted += 1 } else { rejected += 1 }
    }
    for text in Self.statements(of: try Fixtures.text("Tests/RBSyntaxTests/Samples/every_construct.rbs")) {
      for mutant in Self.mutants(of: text) { check(mutant) }
    }
    var sampled: [String] = []
    for script in Scripts.sound { sampled += Self.statements(of: script.text).flatMap(Self.mutants) }
    for mutant in Array(Set(sampled)).sorted().shuffled(using: &random).prefix(2500) { check(mutant) }
    #expect(accepted > 300)
    #expect(rejected > 1000)
  }

  /// The statements of a text, and those of their blocks: one line each, or the lines of a whole compound statement.
  private static func statements(of text: String) -> [String] {
    let source = SourceText(name: "", text: text, file: 0)
    return Parser.parse(source).program.statements.map { statement in
      String(decoding: Array(text.utf8)[Int(statement.range.start)..<Int(statement.range.end)], as: UTF8.self)
    }
  }

  private static func mutants(of text: String) -> [String] {
    let bytes = Array(text.utf8)
    let tokens = Lexer.tokens(of: SourceText(name: "", text: text, file: 0)).filter {
      $0.kind != .end && $0.kind != .comment && !$0.offsets.isEmpty
    }
    guard tokens.count <= 60 else { return [] }
    return tokens.flatMap { token in
      let head = bytes[..<token.offsets.lowerBound]
      let tail = bytes[token.offsets.upperBound...]
      let middle = bytes[token.offsets]
      return [
        String(decoding: head + [0x20] + tail, as: UTF8.self),
        String(decoding: head + middle + [0x20] + middle + tail, as: UTF8.self),
      ]
    }
  }

  @Test func generatedSentencesParseAndTheirCanonicalTextIsAFixpoint() {
    var generator = SentenceGenerator(grammar, seed: 5)
    var checked = 0
    for round in 0..<2000 {
      let words = generator.sentence(from: "program", budget: 10 + round % 60)
      let text = words.map { generator.text($0) }.joined(separator: " ")
      // A line break after a comma, and one that follows another, does not count: such a sentence can't be written.
      guard Agreement.kinds(text).map(\.rawValue) == words else { continue }
      let result = Scripts.parse(text)
      checked += 1
      #expect(result.diagnostics.isEmpty, "\(text): \(result.diagnostics.first?.message ?? "")")
      guard result.diagnostics.isEmpty else { continue }
      let canonical = Formatter.text(of: result.program)
      #expect(Scripts.formatted(canonical) == canonical, "\(text)")
    }
    #expect(checked > 1000)
  }
}

/// What parser and recogniser say to a text.
struct Agreement {
  let parses: Bool
  let derives: Bool
  var holds: Bool { parses == derives }

  init(_ text: String, _ recogniser: Recogniser) {
    parses = Scripts.parse(text).diagnostics.isEmpty
    derives = recogniser.accepts(Self.kinds(text))
  }

  /// The tokens of a text as the grammar sees them, without the line break that the lexer sets at the end.
  static func kinds(_ text: String) -> [Token.Kind] {
    var kinds = Lexer.tokens(of: SourceText(name: "", text: text, file: 0))
      .filter { $0.kind != .comment && $0.kind != .end }
    if let last = kinds.last, last.kind == .newline, last.offsets.isEmpty { kinds.removeLast() }
    return kinds.map(\.kind)
  }
}
