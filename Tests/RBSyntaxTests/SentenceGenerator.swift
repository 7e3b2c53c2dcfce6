import RBSyntax

/// Sentences of a grammar, at random: shallow ones once the budget is spent.
struct SentenceGenerator {
  let grammar: [String: Grammar.Rule]
  private var random: RandomSource
  private var budget = 0
  /// For each production, the height of its lowest derivation.
  private var heights: [String: Int] = [:]

  init(_ grammar: Grammar, seed: UInt64) {
    self.grammar = Dictionary(uniqueKeysWithValues: grammar.productions.map { ($0.name, $0.rule) })
    random = RandomSource(seed: seed)
    var changed = true
    while changed {
      changed = false
      for (name, rule) in self.grammar {
        let height = height(rule)
        if height < heights[name] ?? 1_000_000 { (heights[name], changed) = (height, true) }
      }
    }
  }

  private func height(_ rule: Grammar.Rule) -> Int {
    switch rule {
    case .token: 0
    case .name(let name): grammar[name] == nil ? 0 : 1 + (heights[name] ?? 1_000_000)
    case .sequence(let rules): rules.map(height).max() ?? 0
    case .choice(let rules): rules.map(height).min() ?? 0
    case .optional, .repeated: 0
    }
  }

  /// The words of a sentence; a class of tokens stands for itself.
  mutating func sentence(from production: String, budget: Int) -> [String] {
    self.budget = budget
    var words: [String] = []
    write(.name(production), &words)
    return words
  }

  private mutating func write(_ rule: Grammar.Rule, _ words: inout [String]) {
    switch rule {
    case .token(let text): words.append(text)
    case .name(let name):
      guard let rule = grammar[name] else { return words.append(name) }
      budget -= 1
      write(rule, &words)
    case .sequence(let rules): for rule in rules { write(rule, &words) }
    case .choice(let rules):
      let lowest = rules.map(height).min() ?? 0
      let open = budget > 0 ? rules : rules.filter { height($0) == lowest }
      write(open.randomElement(using: &random) ?? rules[0], &words)
    case .optional(let inner): if budget > 0, Bool.random(using: &random) { write(inner, &words) }
    case .repeated(let inner):
      var count = budget > 0 ? Int.random(in: 0...2, using: &random) : 0
      while count > 0 {
        write(inner, &words)
        count -= 1
      }
    }
  }

  /// A text for a word.
  mutating func text(_ word: String) -> String {
    let choices: [String]
    switch word {
    case "NAME": choices = ["a", "b", "xs", "größe"]
    case "INTEGER": choices = ["1", "0xff", "1_000"]
    case "FLOAT": choices = ["1.5", ".5", "1e-3"]
    case "STRING": choices = ["\"s\"", "'it\"s'", "r'\\d'"]
    case "FORMATTED": choices = ["f\"{a!r:>{b}} {{}}\"", "f'{a[\"k\"]} {b=}'"]
    case "NEWLINE": choices = ["\n"]
    default: choices = [word]
    }
    return choices.randomElement(using: &random) ?? word
  }
}
