import Catalog
import RBSyntax
import Tensors

/// Puts files in canonical form: `rbsh fmt`.
public struct FormatRunner {
  private let console: Console

  public init(console: Console) { self.console = console }

  /// Rewrites the files that are not in canonical form, and names them.
  /// - Parameter checking: Only names them; the status is 1 where there are some.
  public func run(_ paths: [String], checking: Bool) -> ExitStatus {
    var status = ExitStatus.done
    for path in paths {
      do throws(Failure) {
        let result = try format(path, checking: checking)
        // What cannot be read or parsed weighs more than what only differs.
        if result.rawValue > status.rawValue { status = result }
      } catch {
        console.report(error)
        if status == .done || status == .failed { status = .usage }
      }
    }
    return status
  }

  private func format(_ path: String, checking: Bool) throws(Failure) -> ExitStatus {
    let source = try path == "-" ? Source.standardInput() : Source.file(path)
    guard let text = source.text else {
      if let (source, diagnostic) = source.invalidity { report(diagnostic, source) }
      return .rejected
    }
    let parsed = SourceText(name: source.name, text: text, file: 0)
    guard let formatted = Formatter.format(parsed) else {
      for diagnostic in Parser.parse(parsed).diagnostics { report(diagnostic, parsed) }
      return .rejected
    }
    if checking {
      guard formatted != text else { return .done }
      console.output.write("\(source.name)\n")
      return .failed
    }
    if path == "-" {
      console.output.write(formatted)
    } else if formatted != text {
      try Files.rewrite(path, with: Array(formatted.utf8))
      console.output.write("formatted \(path)\n")
    }
    return .done
  }

  private func report(_ diagnostic: Diagnostic, _ source: SourceText) {
    console.report(DiagnosticRenderer(sources: [source], color: console.errorsAreColored).render(diagnostic))
  }
}
