import RBSyntax

/// An Earley recogniser: decides for any grammar whether it derives a sequence of tokens, knowing nothing of the parser.
///
/// Rules are kept as one array of dotted rules ("states"); a nullable symbol is stepped over when it is predicted
/// (Aycock and Horspool), and rules that can't begin with the next token are not predicted at all.
final class Recogniser {
  private let kinds: [String: Int]
  private var nonterminals: [String: Int] = [:]
  /// For each nonterminal, the states its alternatives begin with.
  private var beginnings: [[Int]] = []
  /// The symbol after the dot: a terminal `t` as `t`, a nonterminal `n` as `-n - 2`, the end of the rule as -1.
  private var symbols: [Int] = []
  private var owner: [Int] = []
  private var nullable: [Bool] = []
  private var first: [[Bool]] = []
  private var closures: [Int: [Int]] = [:]
  private var start = 0

  init(_ grammar: Grammar) {
    var kinds: [String: Int] = [:]
    for (index, kind) in Token.Kind.allCases.enumerated() { kinds[kind.rawValue] = index }
    self.kinds = kinds
    for production in grammar.productions { _ = nonterminal(production.name) }
    for production in grammar.productions { add(production.rule, to: nonterminal(production.name)) }
    start = nonterminal(grammar.productions[0].name)
    findNullable()
    findFirst()
  }

  private func nonterminal(_ name: String) -> Int {
    if let known = nonterminals[name] { return known }
    nonterminals[name] = beginnings.count
    beginnings.append([])
    return beginnings.count - 1
  }

  private func add(_ rule: Grammar.Rule, to owner: Int) {
    if case .choice(let rules) = rule {
      for rule in rules { add(rule, to: owner) }
      return
    }
    var parts = [rule]
    if case .sequence(let rules) = rule { parts = rules }
    let line = parts.map(symbol)
    add(line, to: owner)
  }

  private func add(_ line: [Int], to owner: Int) {
    beginnings[owner].append(symbols.count)
    symbols += line + [-1]
    self.owner += Array(repeating: owner, count: line.count + 1)
  }

  private func symbol(_ rule: Grammar.Rule) -> Int {
    switch rule {
    case .token(let text): return kinds[text] ?? kinds["INVALID"]!
    case .name(let name):
      if let kind = kinds[name], nonterminals[name] == nil { return kind }
      return -nonterminal(name) - 2
    case .optional(let inner):
      let helper = nonterminal("#\(beginnings.count)")
      add([], to: helper)
      add(inner, to: helper)
      return -helper - 2
    case .repeated(let inner):
      let helper = nonterminal("#\(beginnings.count)")
      add([], to: helper)
      let body = symbol(inner)
      add([-helper - 2, body], to: helper)
      return -helper - 2
    case .sequence, .choice:
      let helper = nonterminal("#\(beginnings.count)")
      add(rule, to: helper)
      return -helper - 2
    }
  }

  private func findNullable() {
    nullable = Array(repeating: false, count: beginnings.count)
    var changed = true
    while changed {
      changed = false
      for owner in beginnings.indices where !nullable[owner] {
        if beginnings[owner].contains(where: restIsNullable) {
          nullable[owner] = true
          changed = true
        }
      }
    }
  }

  private func restIsNullable(_ state: Int) -> Bool {
    var state = state
    while symbols[state] != -1 {
      guard symbols[state] < -1, nullable[-symbols[state] - 2] else { return false }
      state += 1
    }
    return true
  }

  private func findFirst() {
    first = Array(repeating: Array(repeating: false, count: kinds.count), count: beginnings.count)
    var changed = true
    while changed {
      changed = false
      for owner in beginnings.indices {
        for begin in beginnings[owner] {
          var state = begin
          while symbols[state] != -1 {
            let symbol = symbols[state]
            if symbol >= 0 {
              if !first[owner][symbol] { (first[owner][symbol], changed) = (true, true) }
              break
            }
            for kind in 0..<kinds.count where first[-symbol - 2][kind] && !first[owner][kind] {
              (first[owner][kind], changed) = (true, true)
            }
            guard nullable[-symbol - 2] else { break }
            state += 1
          }
        }
      }
    }
  }

  /// Whether what follows the dot can begin with a token, or be empty.
  private func mayContinue(_ state: Int, _ kind: Int) -> Bool {
    var state = state
    while symbols[state] != -1 {
      let symbol = symbols[state]
      if symbol >= 0 { return symbol == kind }
      if kind >= 0, first[-symbol - 2][kind] { return true }
      guard nullable[-symbol - 2] else { return false }
      state += 1
    }
    return true
  }

  /// The states that predicting a nonterminal adds, given the next token; computed once each.
  private func closure(_ nonterminal: Int, _ kind: Int) -> [Int] {
    let key = nonterminal * 256 + kind + 1
    if let known = closures[key] { return known }
    var found: [Int] = []
    var seen: Set<Int> = []
    var pending = beginnings[nonterminal]
    while let state = pending.popLast() {
      guard mayContinue(state, kind), seen.insert(state).inserted else { continue }
      found.append(state)
      if symbols[state] < -1 {
        let inner = -symbols[state] - 2
        pending += beginnings[inner]
        if nullable[inner] { pending.append(state + 1) }
      }
    }
    closures[key] = found
    return found
  }

  func accepts(_ tokens: [Token.Kind]) -> Bool {
    let input = tokens.map { kinds[$0.rawValue]! } + [-1]
    /// For each position, the items (state, origin) that wait for a nonterminal there.
    var waiting: [[Int: [Int]]] = []
    var items = closure(start, input[0]).map { $0 << 16 }
    var accepted = false
    for position in input.indices {
      let kind = input[position]
      var seen = Set(items)
      var waitingHere: [Int: [Int]] = [:]
      var predicted: Set<Int> = []
      var scanned: [Int] = []
      var next = 0
      accepted = false
      func add(_ item: Int) { if seen.insert(item).inserted { items.append(item) } }
      while next < items.count {
        let item = items[next]
        next += 1
        let state = item >> 16
        let origin = item & 0xffff
        let symbol = symbols[state]
        if symbol >= 0 {
          if symbol == kind { scanned.append(item + 1 << 16) }
        } else if symbol == -1 {
          let owner = self.owner[state]
          if owner == start, origin == 0 { accepted = true }
          for item in (origin == position ? waitingHere : waiting[origin])[owner] ?? []
          where mayContinue((item >> 16) + 1, kind) {
            add(item + 1 << 16)
          }
        } else {
          let wanted = -symbol - 2
          waitingHere[wanted, default: []].append(item)
          if predicted.insert(wanted).inserted {
            for state in closure(wanted, kind) { add(state << 16 | position) }
          }
          if nullable[wanted], mayContinue(state + 1, kind) { add(item + 1 << 16) }
        }
      }
      waiting.append(waitingHere)
      items = scanned
      if items.isEmpty, position < input.count - 1 { return false }
    }
    return accepted
  }
}
