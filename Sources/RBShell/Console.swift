import Catalog
import Glibc
import RBScript
import RBSyntax
import Tensors

/// Where a program's text goes: standard output, and errors beside it.
public final class Console {
  public let output: OutputStream
  public let errors: OutputStream
  /// Whether errors, and whether output, are marked up with colours.
  public let errorsAreColored: Bool
  public let outputIsColored: Bool

  public init() {
    let plain = Files.environment("NO_COLOR") != nil || Files.environment("TERM") == "dumb"
    let isTerminal = isatty(STDOUT_FILENO) == 1
    output = OutputStream(descriptor: STDOUT_FILENO, isBuffered: !isTerminal)
    errors = OutputStream(descriptor: STDERR_FILENO, isBuffered: false)
    outputIsColored = isTerminal && !plain
    errorsAreColored = isatty(STDERR_FILENO) == 1 && !plain
  }

  /// Writes a block to standard error, behind what was printed before it.
  public func report(_ text: String) {
    output.flush()
    errors.write(text)
  }

  /// Writes a failure that has no place in a source.
  public func report(_ failure: Failure) {
    let renderer = DiagnosticRenderer(sources: [], color: errorsAreColored)
    report(
      renderer.render(
        Diagnostic(id: failure.kind.rawValue, message: failure.message, range: nil, help: failure.help)))
  }

  /// Makes an interpreter that prints here and imports from the file system.
  public func interpreter() -> Interpreter {
    let output = output
    let interpreter = Interpreter(output: { output.write($0) })
    interpreter.flush = { output.flush() }
    if isatty(STDOUT_FILENO) == 1 {
      interpreter.terminal = OutputTerminal(columns: { Console.columns }, isColored: outputIsColored)
    }
    interpreter.readFile = { Files.text(of: $0) }
    if isatty(STDERR_FILENO) == 1 {
      let errors = errors
      interpreter.showStatus = { text in
        output.flush()
        errors.write("\r\u{1B}[K" + text)
      }
    }
    return interpreter
  }

  /// The width of the terminal behind standard output, 80 where it does not say.
  private static var columns: Int {
    var size = winsize()
    return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// Flushes, and answers for output that could not be written: with the status to end with.
  ///
  /// A reader that went away (`rbsh x.rbs | head -1`) ends the program by SIGPIPE, as it does other tools, without a word.
  public func close(_ status: ExitStatus) -> ExitStatus {
    output.flush()
    guard let code = output.failure else { return status }
    if code == EPIPE {
      signal(SIGPIPE, SIG_DFL)
      raise(SIGPIPE)
      return .failed
    }
    Interruption.clear()
    report(Failure(.os, "cannot write to standard output: \(Files.reason(code))"))
    return .failed
  }
}
