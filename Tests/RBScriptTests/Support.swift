import Foundation
import RBScript
import RBSyntax
import Synchronization
import TestSupport

/// Runs rbs in process: what it printed, and how it ended.
struct Run {
  let output: String
  let outcome: Outcome
  let sources: [SourceText]
  /// What the program was warned of.
  let warnings: [Diagnostic]

  init(_ text: String, name: String = "test.rbs", path: String? = nil) {
    var output = ""
    var outcome = Outcome.done
    var sources: [SourceText] = []
    var warnings: [Diagnostic] = []
    NativeStack.withLargeStack {
      let interpreter = Interpreter(output: { output += $0 })
      interpreter.readFile = { try? String(contentsOfFile: $0, encoding: .utf8) }
      interpreter.showWarning = { warnings.append($0) }
      outcome = interpreter.run(name: name, text: text, path: path)
      sources = interpreter.sources
      interpreter.close()
    }
    self.output = output
    self.outcome = outcome
    self.sources = sources
    self.warnings = warnings
  }

  var diagnostics: [Diagnostic] {
    switch outcome {
    case .done: []
    case .rejected(let diagnostics): diagnostics
    case .failed(let diagnostic), .interrupted(let diagnostic): [diagnostic]
    }
  }

  /// The output, and what the renderer makes of the diagnostics behind it.
  var transcript: String {
    let renderer = DiagnosticRenderer(sources: sources, color: false)
    return output + diagnostics.map { renderer.render($0) }.joined(separator: "\n")
  }
}

/// The global random streams and the interruption flag are one per process: tests that use them take turns.
enum Turn {
  static func take<R>(_ body: () throws -> R) rethrows -> R {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    return try body()
  }
}
