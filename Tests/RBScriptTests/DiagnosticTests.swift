import Foundation
import RBScript
import RBSyntax
import TestSupport
import Testing

/// What a user is told when a script does not resolve or fails: `Tests/Diagnostics/Running/*.rbs` with the rendering in
/// `.err`. `RB_RECORD=1` rewrites the `.err` files, and fails, so that a recording is looked at.
@Suite(.serialized) struct DiagnosticTests {
  static let folder = "Tests/Diagnostics/Running"
  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: Fixtures.url(folder).path)) ?? []
    return files.filter { $0.hasSuffix(".rbs") }.map { String($0.dropLast(4)) }.sorted()
  }()
  static let isRecording = ProcessInfo.processInfo.environment["RB_RECORD"] == "1"

  private func run(_ name: String) throws -> Run {
    let text = try Fixtures.text("\(Self.folder)/\(name).rbs")
    return Turn.take { Run(text, name: "\(name).rbs") }
  }

  /// Names of temporary folders differ from run to run, and stand where TMPDIR says.
  private func stable(_ text: String) -> String {
    text.replacing(/\/[^ ']*\/rbsh-[A-Za-z0-9]{6}/, with: "/tmp/rbsh-XXXXXX")
  }

  @Test(arguments: names) func isToldAsRecorded(_ name: String) throws {
    let url = Fixtures.url("\(Self.folder)/\(name).err")
    let told = stable(try run(name).transcript)
    if Self.isRecording {
      try told.write(to: url, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name).err; look at it, and run again without RB_RECORD")
      return
    }
    #expect(told == (try? String(contentsOf: url, encoding: .utf8)), "RB_RECORD=1 swift test records it")
  }

  @Test func everyIdOfTheResolverIsProduced() throws {
    let ids = Set(try Self.names.flatMap { try run($0).diagnostics.map(\.id) })
    let expected = [
      "unknown-name", "unknown-label", "missing-argument", "too-many-arguments", "break-outside-loop",
      "continue-outside-loop", "return-outside-function", "nonlocal-outside-function", "unknown-nonlocal",
      "duplicate-parameter", "duplicate-field", "import-failed", "import-inside-function",
    ]
    #expect(expected.filter { !ids.contains($0) } == [])
  }

  @Test func everyKindOfFailureIsProduced() throws {
    let ids = Set(try Self.names.flatMap { try run($0).diagnostics.map(\.id) })
    let kinds = [
      "TypeError", "ValueError", "IndexError", "KeyError", "AttributeError", "NameError", "RuntimeError",
      "AssertionError",
      "OverflowError", "ZeroDivisionError", "MemoryError", "RecursionError", "StopIteration", "NotImplementedError",
    ]
    #expect(kinds.filter { !ids.contains($0) } == [])
  }
}
