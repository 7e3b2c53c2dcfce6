import Catalog
import Glibc
import RBScript
import Tensors

/// `rbsh` in a terminal: prompts, reads, and lets the session do the rest.
public struct InteractiveShell {
  private let console: Console
  private let banner: String

  public init(console: Console, version: String) {
    self.console = console
    banner = "rbsh \(version) – :help for help, Ctrl-D to leave\n"
  }

  public func run() -> ExitStatus {
    Interrupts.install()
    let console = console
    let session = Session(
      makeInterpreter: { console.interpreter() }, errors: { console.report($0) },
      isColored: console.errorsAreColored)
    session.interruptionPrefix = "\n"
    session.evaluating = { text in
      if let text { Interrupts.watch(during: text) } else { Interrupts.unwatch() }
    }
    let history = History(path: History.defaultPath)
    session.history = { history.entries }
    let drawing = isatty(STDOUT_FILENO) == 1 ? STDOUT_FILENO : STDERR_FILENO
    guard let reader = EditLineReader(drawing: drawing, entries: history.entries) else {
      console.report(Failure(.os, "cannot set up the terminal: \(Files.reason(errno))"))
      return .failed
    }
    reader.complete = { line in Completer(session.interpreter).complete(line, pending: session.pending) }
    console.output.write(banner)
    loop(session, reader, history)
    session.close()
    return .done
  }

  private func loop(_ session: Session, _ reader: EditLineReader, _ history: History) {
    while console.output.failure == nil {
      console.output.flush()
      switch reader.readLine(prompt: session.pending.isEmpty ? "rb> " : "..> ") {
      case .end where session.pending.isEmpty: return
      case .end: session.endPending()
      case .interrupted: session.dropPending()
      case .line(let line):
        // Remembered before it runs, so that an entry that ends the program is not lost.
        let entry = session.pending.isEmpty ? line : session.pending + "\n" + line
        let reply = session.feed(line) { if history.append(entry) { reader.remember(entry) } }
        if case .quit = reply { return }
      }
    }
  }
}
