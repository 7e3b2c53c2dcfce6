import Foundation
import Testing

@testable import RBShell

@Suite struct HistoryTests {
  private func path(_ folder: TemporaryFolder) -> String { folder.url.path + "/state/rbsh/history" }

  @Test func entriesComeBackAsTheyWere() throws {
    let folder = try TemporaryFolder()
    let entries = ["x = 1", "fn f() {\n  \"a\\n\"\n}", "\\", "é日本", "r\"\\\\\"", "tab\tand\rreturn"]
    let history = History(path: path(folder))
    for entry in entries { #expect(history.append(entry)) }
    #expect(History(path: path(folder)).entries == entries)
    #expect(try folder.text("state/rbsh/history").split(separator: "\n").count == entries.count)
  }

  @Test func repeatedAndBlankEntriesAreLeftOut() throws {
    let folder = try TemporaryFolder()
    let history = History(path: path(folder))
    #expect(history.append("a"))
    #expect(!history.append("a"))
    #expect(!history.append("  \n"))
    #expect(history.append("b"))
    #expect(history.append("a"))
    #expect(History(path: path(folder)).entries == ["a", "b", "a"])
  }

  @Test func sessionsSideBySideKeepEachOthersEntries() throws {
    let folder = try TemporaryFolder()
    let (first, second) = (History(path: path(folder)), History(path: path(folder)))
    first.append("1")
    second.append("2")
    first.append("3")
    #expect(History(path: path(folder)).entries == ["1", "2", "3"])
  }

  @Test func aTornLastLineSwallowsNothing() throws {
    let folder = try TemporaryFolder()
    try folder.write("state/rbsh/history", Data("good\nto".utf8) + Data([0xff]))
    let history = History(path: path(folder))
    history.append("next")
    #expect(History(path: path(folder)).entries == ["good", "to\u{fffd}", "next"])
  }

  @Test func theFileIsShortenedAndItsModeCorrected() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<History.limit + History.slack + 1).map { "entry \($0)\n" }.joined()
    let file = try folder.write("state/rbsh/history", lines)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
    let history = History(path: path(folder))
    #expect(history.entries.count == History.limit)
    #expect(history.entries.last == "entry \(History.limit + History.slack)")
    history.append("last")
    let text = try folder.text("state/rbsh/history")
    #expect(text.split(separator: "\n").count == History.limit + 1)
    let attributes = try FileManager.default.attributesOfItem(atPath: file)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func aFolderThatCannotBeMadeIsNoError() {
    let history = History(path: "/proc/no/such/history")
    #expect(history.append("x"))
    #expect(history.entries == ["x"])
  }
}
