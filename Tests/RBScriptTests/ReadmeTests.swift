import Foundation
import TestSupport
import Testing

/// The README's programs, in blocks of `rbs`, print what the block of `text` behind each says.
@Suite(.serialized) struct ReadmeTests {
  static let programs: [(source: String, output: String)] = {
    let text = (try? Fixtures.text("README.md")) ?? ""
    let blocks = text.matches(of: /(?s)```rbs\n(.*?)```\s+```text\n(.*?)```/)
    return blocks.map { (String($0.output.1), String($0.output.2)) }
  }()

  @Test func theTourHasPrograms() { #expect(Self.programs.count >= 4) }

  @Test(arguments: programs.indices) func theTourPrintsWhatItShows(_ index: Int) {
    let program = Self.programs[index]
    let transcript = Turn.take { Run(program.source, name: "tour.rbs").transcript }
    #expect(transcript.trimmingCharacters(in: .newlines) == program.output.trimmingCharacters(in: .newlines))
  }
}
