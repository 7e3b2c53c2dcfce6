import Foundation
import RBSyntax
import TestSupport
import Testing

/// What newcomers write, and what they are told: `Data/Messages.txt` holds programs, and under each the first line of
/// every message, with what stands behind its carets. `RB_RECORD=1` rewrites it, and fails, so that a recording is
/// looked at.
@Suite(.serialized) struct MessageTests {
  private static let file = "Tests/RBScriptTests/Data/Messages.txt"

  /// The programs, in order: what stands behind `> `, with `⏎` for a line break.
  private static func programs(_ text: String) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("> ") }.map { String($0.dropFirst(2)) }
  }

  private static func told(_ program: String) -> String {
    let run = Turn.take { Run(program.replacing("⏎", with: "\n"), name: "it.rbs") }
    return (run.warnings + run.diagnostics).map { diagnostic in
      "\(diagnostic.severity.rawValue): \(diagnostic.message)\n" + (diagnostic.help.map { "  help: \($0)\n" } ?? "")
    }.joined()
  }

  @Test func everyProgramIsToldAsRecorded() throws {
    let recorded = try Fixtures.text(Self.file)
    var fresh = ""
    for line in recorded.split(separator: "\n", omittingEmptySubsequences: false) {
      // Comments are headings, and stay.
      if line.hasPrefix("#") { fresh += (fresh.isEmpty ? "" : "\n") + line + "\n" }
      if line.hasPrefix("> ") { fresh += "\n\(line)\n" + Self.told(String(line.dropFirst(2))) }
    }
    if ProcessInfo.processInfo.environment["RB_RECORD"] == "1" {
      try fresh.write(to: Fixtures.url(Self.file), atomically: true, encoding: .utf8)
      Issue.record("recorded; look at it, and run again without RB_RECORD")
      return
    }
    #expect(fresh == recorded)
    #expect(Self.programs(recorded).count > 150)
  }

  /// A message that neither names what was expected nor says what to write leaves a newcomer alone.
  @Test func everyMessageSaysWhatToDo() throws {
    for program in Self.programs(try Fixtures.text(Self.file)) {
      let run = Turn.take { Run(program.replacing("⏎", with: "\n"), name: "it.rbs") }
      let found = run.warnings + run.diagnostics
      #expect(!found.isEmpty, "\(program) runs without a word")
      for diagnostic in found {
        let isPlain = ["expected", "is not defined", "with keys"].contains { diagnostic.message.contains($0) }
        #expect(diagnostic.help != nil || isPlain, "\(program): \(diagnostic.message)")
      }
    }
  }
}
