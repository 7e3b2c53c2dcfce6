import Foundation
import Testing

/// Which scripts `rbsh test` runs, and what it rewrites.
@Suite struct GoldenRunnerTests {
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("a.rbs", "print(1)\n")
    try folder.write("a.out", "1\n")
    try folder.write("sub/b.rbs", "print(2)\n")
    try folder.write("sub/b.out", "2\n")
    try folder.write("sub/without.rbs", "len(1)\n")
    return folder
  }

  @Test func aScriptThatIsNamedTwiceRunsOnce() throws {
    let folder = try folder()
    for paths in [["a.rbs", "a.rbs"], ["a.rbs", "sub", "sub/b.rbs", "a.rbs"]] {
      let result = try Program.run(["test"] + paths, in: folder.url)
      #expect(result.output == "\(Set(paths).count == 1 ? 1 : 2) passed, 0 failed\n")
    }
  }

  @Test func hiddenFilesAndFoldersAreLeftOut() throws {
    let folder = try folder()
    for name in [".hidden/c", ".d", "sub/.git/e"] {
      try folder.write(name + ".rbs", "len(1)\n")
      try folder.write(name + ".out", "")
    }
    #expect(try Program.run(["test", "."], in: folder.url).output == "2 passed, 0 failed\n")
    // Named outright they run.
    #expect(try Program.run(["test", ".hidden"], in: folder.url).status == 4)
    #expect(try Program.run(["test", ".d.rbs"], in: folder.url).status == 4)
  }

  @Test func anUpdateLeavesAloneWhatDidNotRunThrough() throws {
    let folder = try folder()
    try folder.write("fails.rbs", "print(3)\nlen(1)\n")
    try folder.write("fails.out", "as it was\n")
    try folder.write("rejected.rbs", "print(nosuch)\n")
    try folder.write("rejected.out", "as it was\n")
    try folder.write("a.out", "old\n")
    let result = try Program.run(["test", ".", "--update"], in: folder.url)
    #expect(result.status == 4)
    #expect(result.output.contains("updated ./a.out\n"))
    #expect(result.output.hasSuffix("1 passed, 2 failed, 1 updated\n"))
    #expect(try folder.text("a.out") == "1\n")
    #expect(try folder.text("fails.out") == "as it was\n")
    #expect(try folder.text("rejected.out") == "as it was\n")
  }

  @Test func outputsAreComparedByteByByte() throws {
    let folder = try folder()
    for text in ["1", "1\n\n", "1 \n", "1\r\n", "", "\u{feff}1\n"] {
      try folder.write("a.out", text)
      #expect(try Program.run(["test", "a.rbs"], in: folder.url).status == 4, "\(text.debugDescription)")
    }
  }

  @Test func pathsWithoutScriptsAreWrongUsage() throws {
    let folder = try folder()
    for path in ["sub/without.rbs", "a.out", "missing", "empty"] {
      try FileManager.default.createDirectory(
        at: folder.url.appendingPathComponent("empty"), withIntermediateDirectories: true)
      let result = try Program.run(["test", "a.rbs", path], in: folder.url)
      #expect(result.status == 2 && result.output == "", "\(path): \(result.output)")
    }
  }
}
