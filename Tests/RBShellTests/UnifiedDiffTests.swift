import Testing

@testable import RBShell

@Suite struct UnifiedDiffTests {
  private func diff(_ old: String, _ new: String) -> String {
    UnifiedDiff.text(expected: old, actual: new, expectedName: "old", actualName: "new")
  }

  @Test func equalTextsHaveNoDifference() {
    #expect(diff("", "") == "")
    #expect(diff("a\nb", "a\nb") == "")
  }

  @Test func aChangeIsShownWithThreeLinesAround() {
    let old = (1...20).map { "\($0)\n" }.joined()
    let new = old.replacing("10\n", with: "ten\n")
    #expect(diff(old, new) == "--- old\n+++ new\n@@ -7,7 +7,7 @@\n 7\n 8\n 9\n-10\n+ten\n 11\n 12\n 13\n")
  }

  @Test func farChangesHaveHunksOfTheirOwnAndNearOnesShareOne() {
    let old = (1...30).map { "\($0)\n" }.joined()
    let far = diff(old, old.replacing("\n5\n", with: "\n").replacing("\n25\n", with: "\nx\ny\n"))
    #expect(far.contains("@@ -2,7 +2,6 @@\n"))
    #expect(far.contains("@@ -22,7 +21,8 @@\n"))
    let near = diff(old, old.replacing("\n5\n", with: "\nx\n").replacing("\n10\n", with: "\ny\n"))
    #expect(near.components("@@ -") == 1)
  }

  @Test func emptyTextsAndMissingLineBreaksAreShownAsDiffDoes() {
    #expect(diff("", "a\n") == "--- old\n+++ new\n@@ -0,0 +1 @@\n+a\n")
    #expect(diff("a\n", "") == "--- old\n+++ new\n@@ -1 +0,0 @@\n-a\n")
    #expect(diff("a\n", "a") == "--- old\n+++ new\n@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n")
  }

  /// Changes so far apart that their contexts overlap, touch, or leave lines between them.
  @Test(arguments: 1...12) func hunksAreThoseOfDiff(gap: Int) throws {
    let folder = try TemporaryFolder()
    let lines = (1...40).map { "\($0)\n" }
    for (first, second) in [("x\n", "y\n"), ("", "y\n"), ("x\nz\n", ""), ("", "")] {
      var changed = lines
      changed[10] = first
      changed[10 + gap] = second
      let (old, new) = (lines.joined(), changed.joined())
      try folder.write("old", old)
      try folder.write("new", new)
      let expected = try Program.run(["-u", "old", "new"], in: folder.url, executable: "/usr/bin/diff").output
      func body(_ text: String) -> Substring { text.drop { $0 != "@" } }
      #expect(!body(expected).isEmpty)
      #expect(body(diff(old, new)) == body(expected))
    }
  }

  @Test func applyingTheEditsGivesTheNewText() {
    var state: UInt64 = 1
    func random(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    for _ in 0..<200 {
      let old = (0..<random(12)).map { _ in "\(random(4))\n" }
      let new = (0..<random(12)).map { _ in "\(random(4))\n" }
      let edits = UnifiedDiff.edits(old, new)
      let before = edits.compactMap { edit -> String? in
        switch edit {
        case .keep(let line), .remove(let line): line
        case .insert: nil
        }
      }
      let after = edits.compactMap { edit -> String? in
        switch edit {
        case .keep(let line), .insert(let line): line
        case .remove: nil
        }
      }
      #expect(before == old)
      #expect(after == new)
    }
  }
}

extension String {
  fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}
