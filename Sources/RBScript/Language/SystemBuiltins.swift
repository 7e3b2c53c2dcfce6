import Catalog
import Glibc
import Tensors

/// Folders, time, and progress.
enum SystemBuiltins {
  static let all: [Builtin] = [
    Builtin(
      "tempdir", "Makes a folder that lives until the run ends.", returns: "path",
      examples: [Example("print(tempdir() == tempdir())", prints: "False")]
    ) { call in
      let path = try FileSystem.makeTemporaryDirectory(prefix: "rbsh-")
      call.interpreter.keep(temporaryFolder: path)
      return .object(PathObject(path))
    },
    Builtin(
      "time", "Seconds since an arbitrary start, from a clock that never goes back.", returns: "float",
      examples: [Example("t = time(); print(time() >= t)", prints: "True")]
    ) { _ in
      var now = timespec()
      clock_gettime(CLOCK_MONOTONIC, &now)
      return .float(Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9)
    },
    Builtin(
      "progress", aliases: ["tqdm"], "Gives the items of something, and shows on a terminal how far it has come.",
      [
        Parameter("xs", .any, "Anything to iterate over."), .optional("desc", .string, "What stands before the bar."),
        .optional("total", .int, "How many items there are, where that cannot be counted."),
      ], returns: "iterator", examples: [Example("print(sum(progress(range(4))))", prints: "6")]
    ) { call in
      let total = try call.optionalInt("total") ?? (try? call.interpreter.length(call["xs"]))
      let label = try call.optionalString("desc").map { $0 + ": " } ?? ""
      let meter = call.interpreter.showStatus.map { draw in
        ProgressMeter(unit: "items") { text in draw(text.isEmpty ? "" : label + text) }
      }
      var count = 0
      let iterator = try call.interpreter.iterate(call["xs"])
      return .object(
        ClosureIterator { interpreter in
          guard let item = try iterator.next(interpreter) else {
            meter?.hide()
            return nil
          }
          meter?.show(count, of: total)
          count += 1
          return item
        })
    },
    Builtin(
      "sleep", "Waits; Ctrl-C ends it.", [Parameter("seconds", .number, "How long, at least 0.")],
      examples: [Example("sleep(0)")]
    ) { call in
      var rest = try call.double("seconds")
      guard rest >= 0 else {
        throw Failure.value("expected at least 0 seconds, got \(PythonText.repr(rest))", argument: "seconds")
      }
      while rest > 0 {
        try Interruption.check()
        let step = min(rest, 0.05)
        usleep(UInt32(step * 1_000_000))
        rest -= step
      }
      return .none
    },
    Builtin(
      "exists", "Whether a file or folder exists.", [Parameter("path", .path, "The path.")], returns: "bool",
      examples: [Example("print(exists(tempdir()))", prints: "True")]
    ) { call in .bool(FileSystem.exists(try call.path("path"))) },
    Builtin(
      "listdir", "The names in a folder, sorted.", [Parameter("path", .path, "The folder.")], returns: "list",
      examples: [Example("print(listdir(tempdir()))", prints: "[]")]
    ) { call in .list(try FileSystem.list(try call.path("path")).sorted().map { .string($0) }) },
  ]
}

extension Interpreter {
  /// Removes the folder when the run ends.
  func keep(temporaryFolder path: String) { temporaryFolders.add(wholeFolder: path) }

  /// Removes what lives until the run ends. Called by `deinit` too; a second call does nothing.
  public func close() { temporaryFolders.remove() }
}
