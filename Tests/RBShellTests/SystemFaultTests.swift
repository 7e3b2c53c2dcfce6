import Foundation
import Testing

/// What the system does to a program: signals, limits, disks, and files that are not what they seem.
@Suite struct SystemFaultTests {
  /// Runs under a shell that sets limits, or changes files beside it. `$RBSH` is the program.
  private func shell(_ script: String, in folder: TemporaryFolder, seconds: Double = 20) throws -> Program.Result {
    try Program.run(
      ["-c", script], in: folder.url, environment: ["RBSH": Program.path, "TMPDIR": folder.url.path],
      executable: "/bin/sh", seconds: seconds)
  }
  private func names(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
  }

  @Test(arguments: [(SIGTERM, Int32(143)), (SIGHUP, Int32(129))])
  func anEndBySignalRemovesWhatWasMadeForTheRun(number: Int32, status: Int32) throws {
    let folder = try TemporaryFolder()
    let result = try Program.run(
      [
        "-c",
        """
        made = tempdir()
        rb = buffer(storage: memmap(10, scratch_dir: "auto", auto_cleanup: True))
        rb.extend(zeros(3))
        print(len(listdir(".")), flush: True)
        while True { }
        """,
      ], in: folder.url, environment: ["TMPDIR": folder.url.path], interruptAfter: "2", with: number)
    #expect(result.status == status)
    #expect(result.output == "2\n")
    #expect(try names(folder) == [])
  }

  @Test func nohupStaysInForce() throws {
    let folder = try TemporaryFolder()
    let result = try shell(
      #"trap '' HUP; "$RBSH" -c 'print(1, flush: True); sleep(0.5); print(2)' & p=$!; sleep 0.2; kill -HUP $p; wait $p"#,
      in: folder)
    #expect(result.output == "1\n2\n")
  }

  @Test func aFileThatMayNotGrowIsAnErrorAndLeavesNoHalfDump() throws {
    let folder = try TemporaryFolder()
    let result = try shell(
      #"ulimit -f 100; exec "$RBSH" -c 'rb = buffer(storage: ram(100000)); rb.extend(zeros(100000)); rb.dumps("d")'"#,
      in: folder)
    #expect(result.status == 1)
    #expect(result.errors.contains("file too large"))
    #expect(try names(folder) == [])
  }

  @Test func aFileCutShortUnderAMappingIsNamedAndTheSessionGoesOn() throws {
    let folder = try TemporaryFolder()
    let script = """
      rb = td_buffer(storage: memmap(100000, scratch_dir: "x"), batch_size: 2000)
      rb.extend(tensordict({"a": ones(100000, 10)}, [100000]))
      print("ready", flush: True)
      while not exists("cut") { sleep(0.01) }
      try { rb.sample() } catch e { print(e.message) }
      try { print(rb[:]["a"].sum()) } catch e { print(e.message) }
      try { rb.extend(tensordict({"a": ones(100000, 10)}, [100000])) } catch e { print(e.message) }
      print(rb[0]["a"].sum())
      """
    try folder.write("cut.rbs", script)
    let result = try shell(
      #"("$RBSH" cut.rbs; echo $?) & while ! test -s x/a.memmap; do sleep 0.05; done; sleep 0.5; "#
        + "truncate -s 5000 x/a.memmap; touch cut; wait", in: folder)
    let place = "'x/a.memmap' was cut short by another program: it has 5000 of 4000000 bytes\n"
    #expect(result.output == "ready\n\(place)\(place)\(place)tensor(10.)\n0\n")
  }

  @Test func onlyItsOwnFilesAreRemoved() throws {
    let folder = try TemporaryFolder()
    try folder.write("mine/note.txt", "hello")
    let result = try Program.run(
      [
        "-c",
        """
        for place in ["mine", "new/er"] {
          rb = td_buffer(storage: memmap(10, scratch_dir: place, auto_cleanup: True))
          rb.extend(tensordict({"a": zeros(3), ("b", "c"): zeros(3)}, [3]))
        }
        rb = None
        s = memmap(10, scratch_dir: "mine"); rb = buffer(storage: s); rb.extend(zeros(3))
        print(listdir("mine"), s.cleanup(), s.cleanup(), listdir("mine"))
        """,
      ], in: folder.url)
    #expect(result.output == "['_-single-tensor-_.memmap', 'note.txt'] True False ['note.txt']\n")
    #expect(try names(folder) == ["mine"])
  }

  @Test(arguments: [
    (#"memmap(10, scratch_dir: "e", existsok: True)"#, "arange(6).view(3, 2)", "torch.int64 of shape [10, 2]"),
    (#"memmap(20, scratch_dir: "e", existsok: True)"#, "zeros(3, 2)", "torch.float32 of shape [20, 2]"),
    (#"memmap(10, scratch_dir: "e", existsok: True)"#, "zeros(3, 1)", "torch.float32 of shape [10, 1]"),
  ]) func filesOfAnotherKindAreNotReinterpreted(storage: String, values: String, needs: String) throws {
    let folder = try TemporaryFolder()
    func write(_ storage: String, _ values: String) throws -> Program.Result {
      try Program.run(
        ["-c", #"rb = td_buffer(storage: \#(storage)); rb.extend(tensordict({"a": \#(values)}, [3]))"#], in: folder.url)
    }
    #expect(try write(#"memmap(10, scratch_dir: "e")"#, "ones(3, 2)").status == 0)
    let before = try folder.text("e/meta.json")
    let refused = try write(storage, values)
    #expect(refused.status == 1)
    #expect(
      refused.errors.hasPrefix(
        "error: cannot go on with 'e/a.memmap': it holds torch.float32 of shape [10, 2], and this storage needs \(needs)"
      ))
    #expect(try folder.text("e/meta.json") == before)
    #expect(try write(#"memmap(10, scratch_dir: "e", existsok: True)"#, "zeros(3, 2)").status == 0)
  }

  @Test func plainFilesOfAnotherLengthAreNotReinterpreted() throws {
    let folder = try TemporaryFolder()
    let result = try shell(
      #""$RBSH" -c 'rb = buffer(storage: memmap(10, scratch_dir: "e")); rb.extend(zeros(3, 2))'; "#
        + #""$RBSH" -c 'rb = buffer(storage: memmap(10, scratch_dir: "e", existsok: True)); rb.extend(zeros(3, 4))'"#,
      in: folder)
    #expect(result.errors.contains("it holds 80 bytes, and this storage needs 160 (torch.float32 of shape [10, 4])"))
  }

  @Test(arguments: [
    ("mkfifo d/buffer_metadata.json", "a pipe"), ("mkdir d/buffer_metadata.json", "a folder"),
    ("ln -s /dev/zero d/buffer_metadata.json", "a device"), ("mkfifo d/storage/a.memmap", "a pipe"),
    ("ln -s /dev/zero d/storage/a.memmap", "a device"),
  ]) func nothingWaitsForAPipeWhereDataIsExpected(replace: String, kind: String) throws {
    let folder = try TemporaryFolder()
    let path = replace.split(separator: " ").last.map(String.init) ?? ""
    let data = #"tensordict({"a": zeros(3)}, [3])"#
    let result = try shell(
      #""$RBSH" -c 'rb = td_buffer(storage: ram(3)); rb.extend(\#(data)); rb.dumps("d")'; rm \#(path); \#(replace); "#
        + #""$RBSH" -c 'td_buffer(storage: ram(3)).loads("d")'; echo $?"#, in: folder, seconds: 10)
    #expect(result.output == "1\n")
    #expect(result.errors.hasPrefix("error: expected a file with data at '\(path)', got \(kind)"))
  }

  @Test func anImportDoesNotWaitForAPipe() throws {
    let folder = try TemporaryFolder()
    let result = try shell(#"mkfifo p.rbs; "$RBSH" -c 'import "p.rbs"'"#, in: folder, seconds: 10)
    #expect(result.status == 3)
    #expect(result.errors.hasPrefix("error: cannot read 'p.rbs'"))
  }
}
