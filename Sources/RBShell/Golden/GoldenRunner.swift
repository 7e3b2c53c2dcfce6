import Catalog
import RBScript
import RBSyntax
import Tensors

/// Runs scripts and compares what they print with the `.out` file beside them: `rbsh test`.
///
/// Every script gets an interpreter of its own and has to end without an error. Only standard output is compared.
public struct GoldenRunner {
  /// How one script did.
  public enum Verdict: Equatable, Sendable {
    case passed
    /// What it printed is not what the file says: a unified diff.
    case differs(String)
    /// It did not run through: the rendered diagnostics, and the diff of what it printed until then.
    case failed(String)
    /// The file was rewritten.
    case updated
    case interrupted
  }

  private let console: Console

  public init(console: Console) { self.console = console }

  /// Runs all scripts under the paths, and sums up.
  /// - Parameter updating: Rewrites golden files that differ.
  public func run(_ paths: [String], updating: Bool) -> ExitStatus {
    var scripts: [String] = []
    for path in paths {
      guard Files.exists(path) else {
        console.report(Failure(.fileNotFound, "cannot read '\(path)': no such file or directory"))
        return .usage
      }
      let found = GoldenRunner.scripts(under: path)
      if found.isEmpty {
        let missing = Files.isFolder(path) ? "no script with an '.out' file beside it" : "no '.out' file beside it"
        console.report(
          Failure(
            .fileNotFound, "'\(path)' has \(missing)",
            help: "make an empty one, and run 'rbsh test --update' to fill it"))
        return .usage
      }
      scripts += found.filter { !scripts.contains($0) }
    }
    Interrupts.install()
    var counts = (passed: 0, failed: 0, updated: 0)
    for script in scripts {
      Interrupts.watch(during: script)
      let verdict = judge(script, updating: updating)
      Interrupts.unwatch()
      switch verdict {
      case .passed: counts.passed += 1
      case .updated:
        counts.updated += 1
        console.output.write("updated \(GoldenRunner.golden(of: script))\n")
      case .differs(let text), .failed(let text):
        counts.failed += 1
        console.output.write("FAILED \(script)\n\(text)")
      case .interrupted:
        console.report(Failure(.interrupted, "interrupted during '\(script)'"))
        return .interrupted
      }
    }
    let updated = counts.updated > 0 ? ", \(counts.updated) updated" : ""
    console.output.write("\(counts.passed) passed, \(counts.failed) failed\(updated)\n")
    return counts.failed == 0 ? .done : .differs
  }

  /// Runs one script.
  public func judge(_ script: String, updating: Bool = false) -> Verdict {
    let golden = GoldenRunner.golden(of: script)
    let source: Source
    let expectedBytes: [UInt8]
    do throws(Failure) {
      source = try Source.file(script)
      expectedBytes = try Files.bytes(of: golden)
    } catch { return .failed("error: \(error.message)\n") }
    guard let text = source.text else { return .failed("error: '\(script)' is not valid UTF-8\n") }
    var printed: [UInt8] = []
    let interpreter = Interpreter(output: { printed.append(contentsOf: $0.utf8) })
    defer { interpreter.close() }
    interpreter.readFile = { Files.text(of: $0) }
    let outcome = interpreter.run(name: script, text: text, path: script)
    let difference = UnifiedDiff.text(
      expected: String(decoding: expectedBytes, as: UTF8.self), actual: String(decoding: printed, as: UTF8.self),
      expectedName: golden, actualName: "what \(script) prints", isColored: console.outputIsColored)
    let renderer = DiagnosticRenderer(sources: interpreter.sources, color: console.outputIsColored)
    switch outcome {
    case .done: break
    case .rejected(let diagnostics): return .failed(diagnostics.map { renderer.render($0) }.joined())
    case .failed(let diagnostic): return .failed(renderer.render(diagnostic) + difference)
    case .interrupted: return .interrupted
    }
    if printed == expectedBytes { return .passed }
    guard updating else { return .differs(difference) }
    do throws(Failure) {
      try Files.replace(golden, with: printed)
      return .updated
    } catch { return .failed("error: \(error.message)\n") }
  }

  static func golden(of script: String) -> String { script.dropLast(4) + ".out" }

  /// The scripts with a golden file, in a folder and those inside it, sorted by path.
  public static func scripts(under path: String) -> [String] {
    guard Files.isFolder(path) else {
      return path.hasSuffix(".rbs") && Files.exists(golden(of: path)) ? [path] : []
    }
    let base = path.hasSuffix("/") ? path : path + "/"
    var found: [String] = []
    for name in Files.names(in: path) where !name.hasPrefix(".") { found += scripts(under: base + name) }
    return found
  }
}
