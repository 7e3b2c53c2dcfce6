import Foundation
import TestSupport
import Testing

/// Programs whose expected output was taken from TorchRL itself (`program.py` beside them). Those of `KNOWN.tsv` do not
/// print it yet.
@Suite(.serialized) struct ParityTests {
  /// The folders beside what all programs share.
  static let cases: [String] = {
    let folder = Fixtures.url("Tests/Parity")
    let entries = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: [.isDirectoryKey], options: .skipsHiddenFiles)
    return (entries ?? [])
      .filter { (try? $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true }
      .map(\.lastPathComponent).sorted()
  }()

  /// Name, and why it does not pass.
  static let known: [(name: String, reason: String)] = {
    let text = (try? Fixtures.text("Tests/Parity/KNOWN.tsv")) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let columns = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return (columns[0], columns.count > 1 ? columns[1] : "")
    }
  }()

  @Test func everyFolderIsAProgram() throws {
    try #require(!ParityTests.cases.isEmpty)
    for name in ParityTests.cases {
      for file in ["program.py", "program.rbs", "expected.txt"] {
        let path = Fixtures.url("Tests/Parity/\(name)/\(file)").path
        #expect(FileManager.default.fileExists(atPath: path), "\(name) has no \(file)")
      }
    }
  }

  @Test func theListOfKnownDifferencesNamesPrograms() {
    for (name, reason) in ParityTests.known {
      #expect(ParityTests.cases.contains(name), "KNOWN.tsv names '\(name)', which is no program")
      #expect(!reason.isEmpty, "KNOWN.tsv gives no reason for '\(name)'")
    }
    #expect(Set(ParityTests.known.map(\.name)).count == ParityTests.known.count, "KNOWN.tsv names a program twice")
  }

  @Test(arguments: cases) func printsWhatTorchRLPrints(_ name: String) throws {
    let program = try Fixtures.text("Tests/Parity/\(name)/program.rbs")
    let expected = try Fixtures.text("Tests/Parity/\(name)/expected.txt")
    let path = Fixtures.url("Tests/Parity/\(name)/program.rbs").path
    let printed = Turn.take { Run(program, name: "\(name)/program.rbs", path: path).transcript }
    if let known = ParityTests.known.first(where: { $0.name == name }) {
      #expect(printed != expected, "passes now, so KNOWN.tsv must not list it any more: \(known.reason)")
    } else {
      #expect(printed == expected)
    }
  }
}
