import Catalog
import Glibc
import RBScript
import RBSyntax
import Tensors

/// Runs and checks whole programs: what `rbsh FILE`, `rbsh -c` and `rbsh check` do.
public struct ScriptRunner {
  private let console: Console

  public init(console: Console) { self.console = console }

  /// Runs a program with a fresh interpreter.
  /// - Parameter arguments: The list `argv`.
  public func run(_ source: Source, arguments: [String]) -> ExitStatus {
    let interpreter = console.interpreter()
    defer { interpreter.close() }
    interpreter.scriptArguments = arguments
    guard let text = readable(source) else { return .rejected }
    let console = console
    interpreter.showWarning = { [unowned interpreter] warning in
      let renderer = DiagnosticRenderer(sources: interpreter.sources, color: console.errorsAreColored)
      console.report(renderer.render(warning))
    }
    Interrupts.install()
    Interrupts.watch(during: source.name)
    let outcome = interpreter.run(name: source.name, text: text, path: source.path)
    Interrupts.unwatch()
    // Output that failed has stopped the script; that is told when the console closes.
    if console.output.failure != nil { return .failed }
    let renderer = DiagnosticRenderer(sources: interpreter.sources, color: console.errorsAreColored)
    switch outcome {
    case .done: return .done
    case .rejected(let diagnostics):
      for diagnostic in diagnostics { console.report(renderer.render(diagnostic)) }
      return .rejected
    case .failed(let diagnostic):
      console.report(renderer.render(diagnostic))
      return .failed
    case .interrupted(let diagnostic):
      console.report(renderer.render(diagnostic))
      return .interrupted
    }
  }

  /// Parses and resolves files without running them, and reports everything that is wrong with any of them.
  public func check(_ paths: [String]) -> ExitStatus {
    var status = ExitStatus.done
    for path in paths {
      let source: Source
      do throws(Failure) {
        source = try Source.file(path)
      } catch {
        console.report(error)
        status = .usage
        continue
      }
      let interpreter = console.interpreter()
      guard let text = readable(source) else {
        if status == .done { status = .rejected }
        continue
      }
      let diagnostics = interpreter.check(name: path, text: text, path: path)
      let renderer = DiagnosticRenderer(sources: interpreter.sources, color: console.errorsAreColored)
      for diagnostic in diagnostics { console.report(renderer.render(diagnostic)) }
      if status == .done, diagnostics.contains(where: { $0.severity == .error }) { status = .rejected }
    }
    return status
  }

  private func readable(_ source: Source) -> String? {
    if let text = source.text { return text }
    if let (text, diagnostic) = source.invalidity {
      let renderer = DiagnosticRenderer(sources: [text], color: console.errorsAreColored)
      console.report(renderer.render(diagnostic))
    }
    return nil
  }
}
