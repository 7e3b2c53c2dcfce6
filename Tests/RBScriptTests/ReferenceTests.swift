import Foundation
import RBScript
import TestSupport
import Testing

/// `docs/reference.md` is what the declarations say. `RB_RECORD=1` writes it, and fails, so that it is looked at.
@Suite struct ReferenceTests {
  @Test func thePageIsWhatTheDeclarationsSay() throws {
    let url = Fixtures.url("docs/reference.md")
    let page = ReferencePage.markdown()
    if ProcessInfo.processInfo.environment["RB_RECORD"] == "1" {
      try page.write(to: url, atomically: true, encoding: .utf8)
      Issue.record("recorded docs/reference.md; look at it, and run again without RB_RECORD")
      return
    }
    let isCurrent = page == (try? String(contentsOf: url, encoding: .utf8))
    #expect(isCurrent, "RB_RECORD=1 swift test --filter ReferenceTests writes docs/reference.md anew")
  }
}
