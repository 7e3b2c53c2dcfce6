import Foundation
import TestSupport
import Testing

/// Programs whose expected output was taken from TorchRL itself (`program.py` beside them).
@Suite(.serialized) struct ParityTests {
  static let cases: [String] = {
    let folder = Fixtures.url("Tests/Parity")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }()

  @Test func thereAreCases() { #expect(ParityTests.cases.count >= 28) }

  @Test(arguments: cases) func printsWhatTorchRLPrints(_ name: String) throws {
    let program = try Fixtures.text("Tests/Parity/\(name)/program.rbs")
    let expected = try Fixtures.text("Tests/Parity/\(name)/expected.txt")
    Turn.take {
      let run = Run(program, name: "\(name)/program.rbs", path: Fixtures.url("Tests/Parity/\(name)/program.rbs").path)
      #expect(run.transcript == expected)
    }
  }
}
