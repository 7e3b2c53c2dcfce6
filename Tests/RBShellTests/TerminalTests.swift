import Foundation
import Testing

/// The session in a pseudo-terminal: editing, history, signals.
@Suite(.serialized) struct TerminalTests {
  @Test func valuesAreEchoedAndErrorsPointAtTheLine() throws {
    let folder = try TemporaryFolder()
    let terminal = try Terminal(state: folder.url)
    terminal.see("Ctrl-D to leave")
    terminal.enter("21 * 2", shows: "\n42\r\n")
    terminal.enter("[_, \"é日本\"]", shows: "\n[42, 'é日本']\r\n")
    terminal.enter("len(3)", shows: "1 | len(3)\r\n  | ^^^^^^\r\n")
    terminal.enter("None", shows: "rb> ")
    terminal.type("\u{4}")
    #expect(terminal.status() == 0)
  }

  @Test func anOpenBlockAsksForMore() throws {
    let folder = try TemporaryFolder()
    let terminal = try Terminal(state: folder.url)
    terminal.enter("for i in range(2) {", shows: "..> ")
    terminal.type("print(\"row\", i)\n")
    terminal.see("..> ")
    terminal.type("}\n")
    terminal.see("row 0\r\nrow 1\r\n")
    // Ctrl-C drops an open entry; Ctrl-D shows what it lacks.
    terminal.enter("x = (1,", shows: "..> ")
    terminal.type("\u{3}")
    terminal.see("^C")
    terminal.enter("x = [1", shows: "..> ")
    terminal.type("\u{4}")
    terminal.see("'[' is never closed")
    terminal.enter(":quit", shows: "")
    #expect(terminal.status() == 0)
  }

  @Test func ctrlCStopsALoopAndKeepsTheSession() throws {
    let folder = try TemporaryFolder()
    let terminal = try Terminal(state: folder.url)
    terminal.enter("x = 5", shows: "")
    terminal.enter("print(\"re\" + \"ady\"); while True { }", shows: "ready\r\n")
    terminal.type("\u{3}")
    terminal.see("error: interrupted")
    terminal.see("while True { }")
    terminal.enter("x + 1", shows: "\n6\r\n")
    // At the prompt it drops the line.
    terminal.see("rb> ")
    terminal.type("len(")
    terminal.type("\u{3}")
    terminal.enter("x + 2", shows: "\n7\r\n")
    terminal.see("rb> ")
    terminal.type("\u{4}")
    #expect(terminal.status() == 0)
  }

  @Test func aSecondCtrlCSaysWhatTheSessionWaitsFor() throws {
    let folder = try TemporaryFolder()
    let terminal = try Terminal(state: folder.url)
    // One call of the compressor, which asks nobody.
    terminal.enter("x = rand(8000000); rb = buffer(storage: compressed(2, compression_level: 22))", shows: "\r\n")
    terminal.enter("rb.add(x)", shows: "\r\n")
    usleep(200_000)
    terminal.type("\u{3}")
    terminal.see("^C")
    usleep(100_000)
    terminal.type("\u{3}")
    terminal.see("still in 'rb.add(x)'")
    terminal.see("press Ctrl-\\ to quit hard")
    terminal.type("\u{1c}")
    #expect(terminal.status() != nil)
  }

  @Test func historyOutlivesTheSession() throws {
    let folder = try TemporaryFolder()
    let first = try Terminal(state: folder.url)
    first.enter("40 + 2", shows: "\n42\r\n")
    first.enter("fn f() {", shows: "..> ")
    first.type("7 }\n")
    first.see("rb> ")
    first.type("\u{4}")
    #expect(first.status() == 0)
    #expect(try folder.text("rbsh/history") == "40 + 2\nfn f() {\\n7 }\n")
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.url.path + "/rbsh/history")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let parent = try FileManager.default.attributesOfItem(atPath: folder.url.path + "/rbsh")
    #expect(parent[.posixPermissions] as? Int == 0o700)

    let second = try Terminal(state: folder.url)
    second.see("rb> ")
    // Up once: the function, as one entry; then Ctrl-R finds the sum.
    second.type("\u{1b}[A\n")
    second.enter("f() + 1", shows: "\n8\r\n")
    second.see("rb> ")
    second.type("\u{12}40")
    second.see("40 + 2")
    second.type("\n")
    second.see("42\r\n")
    second.type("\u{4}")
    #expect(second.status() == 0)
  }

  @Test func tabCompletes() throws {
    let folder = try TemporaryFolder()
    let terminal = try Terminal(state: folder.url)
    terminal.enter("xs = [1]", shows: "")
    terminal.see("rb> ")
    terminal.type("xs.app\t(2); xs\n")
    terminal.see("[1, 2]\r\n")
    terminal.see("rb> ")
    terminal.type("print(1, 2, sep\t\"!\")\n")
    terminal.see("\n1!2")
    terminal.type("\u{4}")
    #expect(terminal.status() == 0)
  }
}
