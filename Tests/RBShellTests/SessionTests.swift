import Foundation
import RBScript
import RBShell
import Testing
import TestSupport

/// Transcripts under Tests/Sessions: lines behind `rb> ` and `..> ` are fed, the rest is what the session shows.
@Suite struct SessionTests {
  static let transcripts: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: Fixtures.url("Tests/Sessions").path)) ?? [])
    .filter { $0.hasSuffix(".session") }.sorted()

  @Test(arguments: transcripts) func transcriptIsWhatTheSessionShows(_ name: String) throws {
    let url = Fixtures.url("Tests/Sessions/\(name)")
    let expected = try String(contentsOf: url, encoding: .utf8)
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let actual = SessionTests.replay(expected)
    if actual != expected, ProcessInfo.processInfo.environment["RBSH_RECORD"] == "1" {
      try actual.write(to: url, atomically: true, encoding: .utf8)
    }
    #expect(
      actual == expected,
      "\(UnifiedDiff.text(expected: expected, actual: actual, expectedName: name, actualName: "now"))")
  }

  @Test func thereAreTranscripts() { #expect(SessionTests.transcripts.count >= 4) }

  static func replay(_ transcript: String) -> String {
    let fed = transcript.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { $0.hasPrefix("rb> ") || $0.hasPrefix("..> ") || $0 == "rb>" || $0 == "..>" }
      .map { String($0.dropFirst(4)) }
    return NativeStack.withLargeStack {
      var shown = ""
      let session = Session(output: { shown += $0 }, errors: { shown += $0 }, readFile: { _ in nil })
      for line in fed {
        let prompt = session.pending.isEmpty ? "rb>" : "..>"
        shown += line.isEmpty ? prompt + "\n" : prompt + " \(line)\n"
        _ = session.feed(line)
      }
      return shown
    }
  }

  @Test func anOpenEntryIsDroppedByCtrlC() {
    NativeStack.withLargeStack {
      var shown = ""
      let session = Session(output: { shown += $0 }, errors: { shown += $0 })
      let isOpen = if case .needsMore = session.feed("x = (") { true } else { false }
      #expect(isOpen)
      session.dropPending()
      _ = session.feed("3")
      #expect(shown == "3\n")
    }
  }

  @Test func filesThatWereMendedAreImported() {
    NativeStack.withLargeStack {
      var shown = ""
      nonisolated(unsafe) var files: [String: String] = [:]
      let session = Session(output: { shown += $0 }, errors: { shown += $0 }, readFile: { files[$0] })
      let mistakes: [(files: [String: String], says: String)] = [
        ([:], "cannot read 'a.rbs'"), (["a.rbs": "x = ("], "error:"), (["a.rbs": "x = missing"], "'missing' is not"),
        (["a.rbs": "import \"b.rbs\""], "cannot read 'b.rbs'"),
        (["a.rbs": "import \"b.rbs\"", "b.rbs": "import \"a.rbs\""], "the imports run in a circle"),
        (["a.rbs": "import \"b.rbs\"", "b.rbs": "y = missing"], "'missing' is not defined"),
      ]
      for mistake in mistakes {
        files = mistake.files
        for _ in 0..<2 {
          shown = ""
          _ = session.feed("import \"a.rbs\"")
          #expect(shown.contains(mistake.says), "\(shown)")
        }
      }
      files = ["a.rbs": "import \"b.rbs\"; x = y + 1", "b.rbs": "y = 2"]
      shown = ""
      _ = session.feed("import \"a.rbs\"")
      _ = session.feed("x")
      #expect(shown == "3\n")
    }
  }

  @Test func quitIsReportedToTheLoop() {
    NativeStack.withLargeStack {
      let session = Session(output: { _ in }, errors: { _ in })
      let isOver = if case .quit = session.feed(" :quit ") { true } else { false }
      #expect(isOver)
    }
  }

  @Test func commandsAreCommandsOnlyWhereAnEntryBegins() {
    NativeStack.withLargeStack {
      var shown = ""
      let session = Session(output: { shown += $0 }, errors: { shown += $0 })
      _ = session.feed("d = {1")
      for line in [":quit", "}"] {
        if case .quit = session.feed(line) { Issue.record("':quit' inside of an entry was obeyed") }
      }
      #expect(shown.contains("'quit' is not defined"))
      _ = session.feed("x = [1,")
      let reply = session.feed("?print")
      let isDone = if case .done(.rejected) = reply { true } else { false }
      #expect(isDone, "'?print' inside of an entry explained it")
    }
  }

  @Test func anEntryIsCompleteBeforeItRuns() {
    NativeStack.withLargeStack {
      var events: [String] = []
      let session = Session(output: { events.append($0) }, errors: { _ in })
      _ = session.feed("print(1, [", whenComplete: { events.append("complete") })
      _ = session.feed("])", whenComplete: { events.append("complete") })
      #expect(events == ["complete", "1 []\n"])
    }
  }
}
