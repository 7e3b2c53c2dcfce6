import Catalog
import Glibc
import RBScript
import RBSyntax
import Tensors

/// Read, evaluate, print, without a terminal: lines go in, text comes out of the sinks.
///
/// An entry is complete when the parser says so; until then `feed` asks for more. Every value of a bare expression is
/// echoed as its `repr` and stays in `_`; `None` is silent. Names stay from entry to entry, also after an error.
public final class Session {
  public enum Reply: Sendable {
    /// A construct is open: feed the next line.
    case needsMore
    case done(Outcome)
    /// `:quit`
    case quit
  }

  public private(set) var interpreter: Interpreter
  let makeInterpreter: () -> Interpreter
  let errors: (String) -> Void
  private let isColored: Bool
  /// The lines of the entry that is not complete yet.
  public private(set) var pending = ""
  private var entries = 0
  /// What `:history` lists.
  public var history: () -> [String] = { [] }
  /// Ends the line on which a terminal shows `^C`.
  public var interruptionPrefix = ""
  /// Called around each evaluation with what is evaluated, and with nil after it.
  public var evaluating: (String?) -> Void = { _ in }

  /// - Parameters:
  ///   - makeInterpreter: Gives a fresh interpreter that prints to the session's output; `:reset` calls it again.
  ///   - errors: Takes diagnostics as text.
  ///   - isColored: Whether diagnostics are marked up for a terminal.
  public init(
    makeInterpreter: @escaping () -> Interpreter, errors: @escaping (String) -> Void, isColored: Bool = false
  ) {
    self.makeInterpreter = makeInterpreter
    self.errors = errors
    self.isColored = isColored
    interpreter = makeInterpreter()
  }

  /// A session that prints to a closure, for tests and embedding.
  public convenience init(
    output: @escaping (String) -> Void, errors: @escaping (String) -> Void,
    readFile: @escaping (String) -> String? = { Files.text(of: $0) }
  ) {
    self.init(
      makeInterpreter: {
        let interpreter = Interpreter(output: output)
        interpreter.readFile = readFile
        return interpreter
      }, errors: errors)
  }

  /// Takes one line (or several at once, as history recalls them) without its line break.
  /// - Parameter complete: Called when the line completes an entry, before that runs.
  public func feed(_ line: String, whenComplete complete: () -> Void = {}) -> Reply {
    if pending.isEmpty, Session.isCommand(line) {
      complete()
      return command(line)
    }
    let text = pending.isEmpty ? line : pending + "\n" + line
    let probe = SourceText(name: "", text: text, file: 0)
    if Parser.parse(probe).needsMoreInput {
      pending = text
      return .needsMore
    }
    pending = ""
    complete()
    return .done(evaluate(text))
  }

  /// Forgets the lines of an entry that was not complete: Ctrl-C at the prompt.
  public func dropPending() { pending = "" }

  /// Takes an open entry as it is, so that its diagnostics say what was missing: Ctrl-D.
  public func endPending() {
    guard !pending.isEmpty else { return }
    let text = pending
    pending = ""
    _ = evaluate(text)
  }

  /// Removes what was to live as long as the session: its temporary folders.
  public func close() { interpreter.close() }

  func reset() {
    interpreter.close()
    interpreter = makeInterpreter()
  }

  @discardableResult func evaluate(_ text: String, name: String? = nil, path: String? = nil) -> Outcome {
    entries += 1
    evaluating(text)
    let sourceName = name ?? "<input \(entries)>"
    interpreter.showWarning = { [unowned interpreter, errors, isColored] warning in
      errors(DiagnosticRenderer(sources: interpreter.sources, color: isColored).render(warning))
    }
    let outcome =
      path == nil
      ? interpreter.run(name: sourceName, text: text, path: nil, echo: Session.echo)
      : interpreter.run(name: sourceName, text: text, path: path)
    evaluating(nil)
    Interruption.clear()
    let renderer = DiagnosticRenderer(sources: interpreter.sources, color: isColored)
    switch outcome {
    case .done: break
    case .rejected(let diagnostics): for diagnostic in diagnostics { errors(renderer.render(diagnostic)) }
    case .failed(let diagnostic): errors(renderer.render(diagnostic))
    case .interrupted(let diagnostic): errors(interruptionPrefix + renderer.render(diagnostic))
    }
    return outcome
  }

  func complain(_ message: String, help: String? = nil) {
    let renderer = DiagnosticRenderer(sources: [], color: isColored)
    errors(renderer.render(Diagnostic(id: "session", message: message, range: nil, help: help)))
  }

  private static func echo(_ value: Value, _ interpreter: Interpreter) throws {
    if value.isNone { return }
    if value.object(RecordObject.self)?.isEchoed ?? true {
      interpreter.output(try interpreter.repr(value) + "\n")
    }
    interpreter.setGlobal("_", to: value)
  }
}
