import Foundation
import RBSyntax
import TestSupport
import Testing

/// `Tests/Diagnostics/<what_is_wrong>.rbs` with `.err`, the full rendering of its diagnostics. `RB_RECORD=1` rewrites
/// the `.err` files, and fails, so that nothing can bless its own output. Scripts that parse belong to the resolver's
/// and the interpreter's tests.
struct DiagnosticGoldenTests {
  private struct Case {
    let name: String
    let diagnostics: [Diagnostic]
    let rendering: String
  }

  private static let folder = "Tests/Diagnostics"

  private static let cases: [Case] = Scripts.all(in: [folder]).filter { !$0.path.contains("/Running/") }.map { script in
    let name = script.path.split(separator: "/").last.map(String.init) ?? script.path
    let source = SourceText(name: name, text: script.text, file: 0)
    let diagnostics = Parser.parse(source).diagnostics
    let renderer = DiagnosticRenderer(sources: [source], color: false)
    return Case(name: name, diagnostics: diagnostics, rendering: diagnostics.map(renderer.render).joined())
  }

  @Test func mistakesAreRenderedAsRecorded() throws {
    let isRecording = ProcessInfo.processInfo.environment["RB_RECORD"] == "1"
    for item in Self.cases {
      #expect(!item.diagnostics.isEmpty, "\(item.name) parses: it belongs into Running")
      let golden = Fixtures.url("\(Self.folder)/\(item.name.dropLast(4)).err")
      if isRecording {
        try item.rendering.write(to: golden, atomically: true, encoding: .utf8)
      } else {
        let expected = try? String(contentsOf: golden, encoding: .utf8)
        #expect(item.rendering == expected, "\(item.name): RB_RECORD=1 records it")
      }
    }
    #expect(!isRecording, "recorded; look at the difference")
    #expect(Self.cases.count > 60)
  }

  @Test func everyIdOfTheParserIsProduced() {
    let produced = Set(Self.cases.flatMap(\.diagnostics).map(\.id))
    #expect(Set(SyntaxErrorID.allCases.map(\.rawValue)) == produced)
  }

  @Test func everyRecordingHasItsScript() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Fixtures.url(Self.folder).path)
    for file in files where file.hasSuffix(".err") {
      #expect(files.contains(file.dropLast(4) + ".rbs"), "\(file) belongs to no script")
    }
  }
}
