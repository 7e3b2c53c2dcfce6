import Catalog
import RBScript
import RBSyntax

/// What Tab offers.
public struct Completion: Equatable, Sendable {
  /// The end of the text that the candidates replace: the word being typed.
  public var word: String
  /// Whole words, sorted, labels first; each with what belongs behind it (`storage: `, `folder/`).
  public var candidates: [String]

  /// What all candidates begin with.
  public var commonPrefix: String {
    guard var prefix = candidates.first else { return "" }
    for candidate in candidates.dropFirst() {
      while !candidate.hasPrefix(prefix) { prefix.removeLast() }
    }
    return prefix
  }
}

/// Completes names, attributes, labels and paths, from what the session knows. Nothing is called to find out.
public struct Completer {
  private let interpreter: Interpreter

  public init(_ interpreter: Interpreter) { self.interpreter = interpreter }

  /// - Parameters:
  ///   - line: The line up to the cursor.
  ///   - pending: The lines of the same entry before it.
  public func complete(_ line: String, pending: String = "") -> Completion {
    if pending.isEmpty, let command = commandCompletion(line) { return command }
    if let path = importPath(line) { return paths(path, suffix: ".rbs") }
    let text = pending.isEmpty ? line : pending + "\n" + line
    let word = String(text.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
    if word.first?.isNumber == true { return Completion(word: word, candidates: []) }
    let head = String(text.dropLast(word.count))
    let source = SourceText(name: "", text: head, file: 0)
    let bytes = Array(head.utf8)
    let tokens = Lexer.tokens(of: source).filter { $0.kind != .end && $0.kind != .newline }
    let words = tokens.map { (kind: $0.kind, text: String(decoding: bytes[$0.offsets], as: UTF8.self)) }
    if isInsideText(words, head) { return Completion(word: word, candidates: []) }
    if words.last?.kind == .dot { return attributes(word, of: words.dropLast()) }
    let labels = labels(in: words)
    var candidates = labels.filter { $0.hasPrefix(word) && !(word.isEmpty && $0.hasPrefix("_")) }
    if !word.isEmpty {
      let statements = labels.isEmpty ? [] : Completer.statementKeywords
      candidates += names(words).filter { $0.hasPrefix(word) && $0 != word && !statements.contains($0) }
    }
    return Completion(word: word, candidates: candidates)
  }

  private typealias Word = (kind: Token.Kind, text: String)

  private func isInsideText(_ words: [Word], _ head: String) -> Bool {
    guard let last = words.last else { return false }
    switch last.kind {
    case .comment: return !head.hasSuffix("\n")
    case .invalid: return last.text.contains("\"") || last.text.contains("'")
    // A string whose quote was just closed cannot be completed either, but a word begins behind a blank only.
    default: return false
    }
  }

  /// Keywords that cannot stand in a call.
  private static let statementKeywords: Set<String> = [
    "while", "break", "continue", "return", "assert", "try", "catch", "import", "tensorclass", "del", "nonlocal",
  ]

  private func names(_ words: [Word]) -> [String] {
    var names = Set(interpreter.globalNames + Registry.shared.names + Lexer.keywords)
    for word in words where word.kind == .name { names.insert(word.text) }
    return names.sorted()
  }

  // MARK: Attributes

  private func attributes(_ word: String, of words: ArraySlice<Word>) -> Completion {
    var names: [String] = []
    if let value = value(endingAt: words) {
      names = interpreter.attributeNames(of: value)
    } else if words.last?.kind == .string {
      names = interpreter.attributeNames(of: .string(""))
    }
    var seen: Set<String> = []
    names = names.filter { name in
      name.hasPrefix(word) && (word.hasPrefix("_") || !name.hasPrefix("_")) && seen.insert(name).inserted
    }
    return Completion(word: word, candidates: names)
  }

  /// The value of the chain of names that the words end with: `rb.storage`. nil where it is anything else.
  private func value(endingAt words: ArraySlice<Word>) -> Value? {
    var chain: [String] = []
    var rest = words
    while let name = rest.popLast() {
      guard name.kind == .name else { return nil }
      chain.insert(name.text, at: 0)
      guard rest.last?.kind == .dot else { return interpreter.lookup(chain) }
      rest.removeLast()
    }
    return nil
  }

  // MARK: Labels

  /// The labels of the call whose parentheses the words end in, without those given already.
  private func labels(in words: [Word]) -> [String] {
    guard let last = words.last, last.kind == .leftParenthesis || last.kind == .comma else { return [] }
    var depth = 0
    var given: Set<String> = []
    for index in words.indices.reversed() {
      switch words[index].kind {
      case .rightParenthesis, .rightBracket, .rightBrace: depth += 1
      case .leftParenthesis where depth > 0, .leftBracket where depth > 0, .leftBrace where depth > 0: depth -= 1
      case .leftBracket, .leftBrace: return []
      case .leftParenthesis:
        guard let callee = value(endingAt: words[..<index]), let signature = interpreter.signature(of: callee) else {
          return []
        }
        return signature.parameters.compactMap { parameter in
          switch parameter.arity {
          case .required, .optional: given.contains(parameter.name) ? nil : parameter.name + ": "
          case .variadic, .labelled: nil
          }
        }
      case .colon where depth == 0, .assign where depth == 0:
        if index > 0, words[index - 1].kind == .name { given.insert(words[index - 1].text) }
      default: break
      }
    }
    return []
  }

  // MARK: Commands and paths

  private func commandCompletion(_ line: String) -> Completion? {
    if line.hasPrefix(":load ") { return paths(String(line.dropFirst(6)), suffix: "") }
    guard line.hasPrefix(":"), !line.contains(" ") else { return nil }
    let word = String(line.dropFirst())
    let names = SessionCommand.allCases.map(\.rawValue).sorted()
    return Completion(word: word, candidates: names.filter { $0.hasPrefix(word) })
  }

  /// What stands in the quotes of an `import` so far.
  private func importPath(_ line: String) -> String? {
    let text = line.trimmingBlanks
    guard text.hasPrefix("import") else { return nil }
    let rest = String(text.dropFirst(6)).trimmingBlanks
    guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
    let path = rest.dropFirst()
    return path.contains(quote) ? nil : String(path)
  }

  private func paths(_ path: String, suffix: String) -> Completion {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? ""
    let word = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let found = Files.names(in: folder.isEmpty ? "." : folder).compactMap { name -> String? in
      guard name.hasPrefix(word), word.hasPrefix(".") || !name.hasPrefix(".") else { return nil }
      if Files.isFolder(folder + name) { return name + "/" }
      return name.hasSuffix(suffix) ? name : nil
    }
    return Completion(word: word, candidates: found)
  }
}
