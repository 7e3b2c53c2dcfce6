import Foundation
import Testing

/// Spawns the built program: exit statuses, pipes, signals, bad input.
@Suite struct ProgramTests {
  @Test func codeRunsAndPrints() throws {
    let result = try Program.run(["-c", "print(1 + 1, argv)", "a", "-b"])
    #expect(result.output == "2 ['a', '-b']\n")
    #expect(result.status == 0)
    #expect(result.errors == "")
  }

  @Test func scriptsAreSilentAboutBareExpressions() throws {
    #expect(try Program.run(code: "1 + 1").output == "")
  }

  @Test func aPipedScriptRunsWithoutPromptOrBanner() throws {
    for arguments in [[], ["-"]] {
      let result = try Program.run(arguments, input: Data("x = 2\nprint(x)\n".utf8))
      #expect(result.output == "2\n")
      #expect(result.errors == "")
      #expect(result.status == 0)
    }
  }

  @Test func anErrorWhileRunningComesAfterTheOutputWithStatus1() throws {
    let result = try Program.run(["-c", "print(1)\nlen(3)"])
    #expect(result.status == 1)
    #expect(result.output == "1\n")
    #expect(
      result.errors
        == """
        error: a value of type 'int' has no length
         --> <command>:2:1
          |
        2 | len(3)
          | ^^^^^^

        """)
    // Both on one pipe: the order stays.
    let merged = try Program.run(["-c", "'\(Program.path)' -c 'print(1); len(3)' 2>&1"], executable: "/bin/sh")
    #expect(merged.output.hasPrefix("1\nerror:"))
  }

  @Test func aSourceThatDoesNotParseOrResolveEndsWithStatus3AndRunsNothing() throws {
    for code in ["print(1)\nx = = 2", "print(1)\nprint(nosuch)"] {
      let result = try Program.run(code: code)
      #expect(result.status == 3)
      #expect(result.output == "")
      #expect(result.errors.contains(":2:"))
    }
  }

  @Test func wrongUsageEndsWithStatus2AndNamesTheNearestOption() throws {
    let unknown = try Program.run(["--verison"])
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("did you mean '--version'?"))
    let missing = try Program.run(["no-such-file.rbs"])
    #expect(missing.status == 2)
    #expect(missing.errors == "error: cannot read 'no-such-file.rbs': no such file or directory\n")
    #expect(try Program.run(["/"]).errors == "error: cannot read '/': is a directory\n")
    #expect(try Program.run(["-c"]).status == 2)
    #expect(try Program.run(["check"]).status == 2)
    #expect(try Program.run(["test", "--updat", "x"]).errors.contains("'--update'"))
  }

  @Test func helpAndVersionGoToStandardOutput() throws {
    let help = try Program.run(["--help"])
    #expect(help.status == 0)
    #expect(help.output.hasPrefix("usage: rbsh"))
    #expect(try Program.run(["--version"]).output.hasPrefix("rbsh "))
  }

  @Test func filesRunWithTheirArgumentsAndImportsBesideThem() throws {
    let folder = try TemporaryFolder()
    try folder.write("lib/helper.rbs", "fn twice(x) { x * 2 }\n")
    let script = try folder.write("main.rbs", "import \"lib/helper.rbs\"\nprint(twice(21), argv)\n")
    let result = try Program.run([script, "one", "--help"])
    #expect(result.output == "42 ['one', '--help']\n")
    #expect(result.errors == "")
  }

  @Test func aShebangLineWorks() throws {
    let folder = try TemporaryFolder()
    let text = try folder.write("hello.rbs", "#!/usr/bin/env rbsh\nprint(\"hello\", argv)\n")
    let script = text + ".run"
    // Written by a child: a file that this process writes may be open in a child that another test starts meanwhile, and
    // cannot be executed then ("Text file busy").
    _ = try Program.run(["-m", "755", text, script], executable: "/usr/bin/install")
    let path = URL(fileURLWithPath: Program.path).deletingLastPathComponent().path + ":/usr/bin:/bin"
    let result = try Program.run(["x"], environment: ["PATH": path], executable: script)
    #expect(result.output == "hello ['x']\n")
  }

  @Test func emptyFilesAndForeignLineEndsAreFine() throws {
    let folder = try TemporaryFolder()
    #expect(try Program.run([folder.write("empty.rbs", "")]).status == 0)
    let result = try Program.run([folder.write("crlf.rbs", "x = 1\r\nif x == 1 {\r\n  print(x)\r\n}\r\n")])
    #expect(result.output == "1\n")
    #expect(try Program.run([folder.write("bom.rbs", "\u{feff}print(3)\n")]).output == "3\n")
  }

  @Test func bytesThatAreNoTextAreReportedWithTheirPlace() throws {
    let folder = try TemporaryFolder()
    let bad = try folder.write("bad.rbs", Data("x = 1\ny = \"é".utf8) + Data([0xff]) + Data("\"\n".utf8))
    let result = try Program.run([bad])
    #expect(result.status == 3)
    #expect(result.errors.hasPrefix("error: byte 0xff is not valid UTF-8\n --> \(bad):2:7\n"))
    let nul = try Program.run([folder.write("nul.rbs", "x = 1\nx\0\n")])
    #expect(nul.status == 3)
    #expect(nul.errors.contains(":2:2\n"))
    #expect(try Program.run(["check", bad]).status == 3)
  }

  @Test func absurdSourcesGiveADiagnosticAndNoCrash() throws {
    for text in [
      String(repeating: "[", count: 100_000), String(repeating: "(", count: 100_000) + "1",
      String(repeating: "{", count: 100_000), "x = " + String(repeating: "-", count: 100_000) + "1",
      "if 1 {" + String(repeating: "if 1 {", count: 100_000), "x = \"" + String(repeating: "a", count: 2_000_000),
    ] {
      let result = try Program.run([], input: Data(text.utf8))
      #expect(result.status == 3)
      #expect(result.errors.hasPrefix("error: "))
      #expect(result.errors.utf8.count < 20_000)
    }
  }

  @Test func ctrlCStopsAnEndlessLoopWithStatus130() throws {
    let result = try Program.run(["-c", "print(\"ready\", flush: True)\nwhile True { }"], interruptAfter: "ready")
    #expect(result.status == 130)
    #expect(result.errors.hasPrefix("error: interrupted\n --> <command>:2:"))
  }

  @Test func ctrlCIsNoErrorThatCatchSees() throws {
    let text = "try { print(1, flush: True)\nwhile True { } } catch { print(2) }\nprint(3)"
    let result = try Program.run(["-c", text], interruptAfter: "1")
    #expect(result.status == 130)
    #expect(result.output == "1\n")
  }

  @Test func aFullDiskIsAnError() throws {
    let result = try Program.run(["-c", "'\(Program.path)' -c 'print(1)' >/dev/full"], executable: "/bin/sh")
    #expect(result.status == 1)
    #expect(result.errors == "error: cannot write to standard output: no space left on device\n")
    let loop = "'\(Program.path)' -c 'while True { print(1) }' >/dev/full"
    #expect(try Program.run(["-c", loop], executable: "/bin/sh").status == 1)
  }

  @Test func aReaderThatGoesAwayEndsTheProgramQuietly() throws {
    let line = "'\(Program.path)' -c 'i = 0; while True { print(i); i += 1 }' | head -n 1"
    let result = try Program.run(["-c", line], executable: "/bin/sh")
    #expect(result.output == "0\n")
    #expect(result.errors == "")
  }

  @Test func aWarningIsToldBesideTheOutputAndChangesNoStatus() throws {
    let warning = """
      warning: the assertion always holds: a tuple is true
       --> <command>:1:7
        |
      1 | assert(1 == 2, "msg"); print(3)
        |       ^^^^^^^^^^^^^^^ write 'assert 1 == 2, "msg"'

      """
    let result = try Program.run(["-c", "assert(1 == 2, \"msg\"); print(3)"])
    #expect(result.output == "3\n")
    #expect(result.errors == warning)
    #expect(result.status == 0)
    let folder = try TemporaryFolder()
    let file = try folder.write("w.rbs", "fn f(x: int) { x }\n")
    let checked = try Program.run(["check", file])
    #expect(checked.status == 0)
    #expect(checked.errors.hasPrefix("warning: the default of 'x' is the type int\n"))
  }

  @Test func checkReportsEverythingInAllFiles() throws {
    let folder = try TemporaryFolder()
    let first = try folder.write("first.rbs", "print(nosuch)\nprint(1, enD: 2)\n")
    let second = try folder.write("second.rbs", "x = (1\n")
    let good = try folder.write("good.rbs", "print(1)\n")
    let result = try Program.run(["check", first, good, second])
    #expect(result.status == 3)
    #expect(result.output == "")
    for place in ["first.rbs:1:7", "first.rbs:2:10", "second.rbs:1:5"] { #expect(result.errors.contains(place)) }
    #expect(try Program.run(["check", good]).status == 0)
  }

  @Test func goldenFilesAreComparedAndUpdated() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.rbs", "print(1)\nprint(2)\n")
    try folder.write("a.out", "1\n2\n")
    try folder.write("sub/b.rbs", "import \"../lib.rbs\"\nprint(three())\n")
    try folder.write("sub/b.out", "4\n")
    try folder.write("lib.rbs", "fn three() { 3 }\n")
    let failing = try Program.run(["test", "."], in: folder.url)
    #expect(failing.status == 4)
    #expect(
      failing.output
        == """
        FAILED ./sub/b.rbs
        --- ./sub/b.out
        +++ what ./sub/b.rbs prints
        @@ -1 +1 @@
        -4
        +3
        1 passed, 1 failed

        """)
    #expect(try Program.run(["test", ".", "--update"], in: folder.url).status == 0)
    #expect(try folder.text("sub/b.out") == "3\n")
    let passing = try Program.run(["test", "."], in: folder.url)
    #expect(passing.output == "2 passed, 0 failed\n")
    #expect(passing.status == 0)
    #expect(try Program.run(["test", "lib.rbs"], in: folder.url).status == 2)
  }

  @Test func filesArePutInCanonicalForm() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.rbs", "x=1;y = [ 1,2 ]   # why\nz=x@y\n")
    try folder.write("b.rbs", "x = 1\n")
    try folder.write("bad.rbs", "x = (\n")
    let checked = try Program.run(["fmt", "--check", "a.rbs", "b.rbs"], in: folder.url)
    #expect(checked.status == 1)
    #expect(checked.output == "a.rbs\n")
    #expect(try folder.text("a.rbs").hasPrefix("x=1;"))
    let formatted = try Program.run(["fmt", "a.rbs", "b.rbs"], in: folder.url)
    #expect(formatted.status == 0)
    #expect(formatted.output == "formatted a.rbs\n")
    #expect(try folder.text("a.rbs") == "x = 1\ny = [1, 2]  # why\nz = x @ y\n")
    #expect(try Program.run(["fmt", "--check", "a.rbs", "b.rbs"], in: folder.url).status == 0)
    let bad = try Program.run(["fmt", "bad.rbs", "b.rbs"], in: folder.url)
    #expect(bad.status == 3)
    #expect(bad.errors.contains("'(' is never closed"))
    #expect(try folder.text("bad.rbs") == "x = (\n")
    #expect(try Program.run(["fmt", "missing.rbs"], in: folder.url).status == 2)
    #expect(try Program.run(["fmt", "-"], input: Data("print( 1 )".utf8), in: folder.url).output == "print(1)\n")
  }

  @Test func aGoldenScriptHasToRunThrough() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.rbs", "print(1)\nlen(1)\n")
    try folder.write("a.out", "1\n")
    let result = try Program.run(["test", "a.rbs"], in: folder.url)
    #expect(result.status == 4)
    #expect(result.output.contains("error: a value of type 'int' has no length\n --> a.rbs:2:1"))
  }
}
