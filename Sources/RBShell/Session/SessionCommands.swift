import Catalog
import Glibc
import RBScript
import Tensors

/// The `:commands` of a session, and `?name`: what is typed to the shell and not to the language.
enum SessionCommand: String, CaseIterable {
  case help, quit, history, time, vars, load, reset

  var usage: String {
    switch self {
    case .help: ":help [NAME]"
    case .time: ":time EXPRESSION"
    case .load: ":load FILE"
    default: ":\(rawValue)"
    }
  }

  var summary: String {
    switch self {
    case .help: "explains a name, as ?NAME does; alone, lists commands and keys"
    case .quit: "leaves, as Ctrl-D does"
    case .history: "lists the entries of this and earlier sessions"
    case .time: "evaluates an expression and says how long it took"
    case .vars: "lists the names of the session with types and shapes"
    case .load: "runs a file and keeps its names"
    case .reset: "forgets all names of the session"
    }
  }
}

extension Session {
  /// Whether a line is for the shell and not rbs: `:command`, `?name` or `name?`.
  static func isCommand(_ line: String) -> Bool {
    let text = line.trimmingBlanks
    return text.hasPrefix(":") || askedName(text) != nil
  }

  /// The name in `?name` or `name?`.
  private static func askedName(_ text: String) -> String? {
    guard text.hasPrefix("?") || text.hasSuffix("?") else { return nil }
    let name = String(text.drop { $0 == "?" }.reversed().drop { $0 == "?" }.reversed()).trimmingBlanks
    return name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." } ? name : nil
  }

  /// Runs a command.
  func command(_ line: String) -> Reply {
    let text = line.trimmingBlanks
    if let name = Session.askedName(text) {
      help(name)
      return .done(.done)
    }
    let parts = text.dropFirst().split(separator: " ", maxSplits: 1).map(String.init)
    let word = parts.first ?? ""
    let argument = (parts.count > 1 ? parts[1] : "").trimmingBlanks
    guard let command = SessionCommand(rawValue: word == "q" ? "quit" : word) else {
      let nearest = Suggestion.nearest(to: word, among: SessionCommand.allCases.map(\.rawValue))
      complain(
        "unknown command ':\(word)'", help: nearest.map { "did you mean ':\($0)'?" } ?? "':help' lists the commands")
      return .done(.done)
    }
    switch command {
    case .help: help(argument)
    case .quit: return .quit
    case .history: listHistory()
    case .time: return .done(time(argument))
    case .vars: listVariables()
    case .load: load(argument)
    case .reset: reset()
    }
    return .done(.done)
  }

  private func help(_ name: String) {
    if name.isEmpty {
      interpreter.output(Session.overview)
    } else if let page = Help.page(named: name, interpreter) {
      interpreter.output(page)
    } else {
      complain(
        "there is no help for '\(name)'",
        help: Suggestion.didYouMean(name, among: interpreter.globalNames + Registry.shared.names))
    }
  }

  private static var overview: String {
    let commands = SessionCommand.allCases.map { (name: $0.usage, summary: $0.summary) }
    return """
      Type an expression to see its value; '_' is the last one.
      ?NAME explains a name, help() lists them all.

      Commands:
      \(HelpText.table(commands))
      Keys:
      \(HelpText.table([
        ("Tab", "completes names, attributes, labels and paths"),
        ("Up, Down", "earlier and later entries"),
        ("Ctrl-R", "searches the history"),
        ("Ctrl-C", "drops the line, or stops what is running"),
        ("Ctrl-D", "leaves"),
      ]).dropLast())

      """
  }

  private func listHistory() {
    for (index, entry) in history().enumerated() {
      let number = String(index + 1)
      let margin = String(repeating: " ", count: max(0, 5 - number.count))
      let lines = entry.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n       ")
      interpreter.output("\(margin)\(number)  \(lines)\n")
    }
  }

  private func time(_ expression: String) -> Outcome {
    guard !expression.isEmpty else {
      complain("':time' expects an expression", help: "for instance ':time sum(range(1000))'")
      return .done
    }
    var begin = timespec()
    var end = timespec()
    clock_gettime(CLOCK_MONOTONIC, &begin)
    let outcome = evaluate(expression)
    clock_gettime(CLOCK_MONOTONIC, &end)
    let seconds = Double(end.tv_sec - begin.tv_sec) + Double(end.tv_nsec - begin.tv_nsec) * 1e-9
    if case .done = outcome { interpreter.output("took \(Session.duration(seconds))\n") }
    return outcome
  }

  /// Three significant digits with a fitting unit: "1.23 ms".
  static func duration(_ seconds: Double) -> String {
    let (factor, unit): (Double, String) =
      seconds < 1e-3 ? (1e6, "µs") : seconds < 1 ? (1e3, "ms") : (1, "s")
    let value = seconds * factor
    let scale: Double = value < 10 ? 100 : value < 100 ? 10 : 1
    let rounded = (value * scale).rounded() / scale
    return (scale == 1 ? "\(Int(rounded))" : "\(rounded)") + " \(unit)"
  }

  private func listVariables() {
    var rows: [(name: String, summary: String)] = []
    for name in interpreter.globalNames where name != "_" {
      guard let value = interpreter.global(name) else { continue }
      rows.append((name, describe(value)))
    }
    interpreter.output(rows.isEmpty ? "no names are bound yet\n" : HelpText.table(rows))
  }

  /// The type, and what there is to say of the size or the value.
  private func describe(_ value: Value) -> String {
    let names = interpreter.attributeNames(of: value)
    var text = value.type.name
    for name in ["dtype", "shape", "batch_size"] where names.contains(name) && !text.contains("shape") {
      guard let found = try? interpreter.attribute(name, of: value), let shown = try? interpreter.str(found),
        !shown.contains("\n")
      else { continue }
      text += " \(name)=\(shown)"
    }
    if text.contains("shape=") { return text }
    if let signature = interpreter.signature(of: value) { return "\(text) \(signature.headline)" }
    if let count = try? interpreter.length(value) { return "\(text) of length \(count)" }
    switch value {
    case .int, .float, .bool: return "\(text) \((try? interpreter.repr(value)) ?? "")"
    default: return text
    }
  }

  private func load(_ path: String) {
    guard !path.isEmpty else { return complain("':load' expects the path of a file") }
    do throws(Failure) {
      let source = try Source.file(path)
      if let text = source.text {
        evaluate(text, name: path, path: path)
      } else {
        complain("'\(path)' is not valid UTF-8")
      }
    } catch { complain(error.message, help: error.help) }
  }
}

extension String {
  /// Without blanks and tabs at both ends.
  var trimmingBlanks: String {
    let tail = drop { $0 == " " || $0 == "\t" }
    return String(tail.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
