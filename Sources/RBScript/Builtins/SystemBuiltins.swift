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
      let bar = ProgressBar(total: total, label: try call.optionalString("desc"))
      let iterator = try call.interpreter.iterate(call["xs"])
      return .object(
        ClosureIterator { interpreter in
          let item = try iterator.next(interpreter)
          if let show = interpreter.showStatus { bar.advance(isAtEnd: item == nil, show) }
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

/// How far an iteration has come: drawn ten times a second at most, and wiped at the end.
private final class ProgressBar {
  private let total: Int?
  private let label: String
  private var count = -1
  private let start = ProgressBar.now()
  private var shown = 0.0

  init(total: Int?, label: String?) {
    self.total = total
    self.label = label.map { $0 + ": " } ?? ""
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  func advance(isAtEnd: Bool, _ show: (String) -> Void) {
    count += 1
    if isAtEnd { return show("") }
    let now = ProgressBar.now()
    guard now - shown >= 0.1 else { return }
    shown = now
    let rate = now > start ? Double(count) / (now - start) : 0
    let speed = "\(PythonText.fixed(rate, rate < 10 ? 2 : 0))/s"
    guard let total, total > 0 else { return show("\(label)\(count) [\(speed)]") }
    let filled = min(20, count * 20 / total)
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 20 - filled)
    let left = rate > 0 ? ", \(PythonText.fixed(Double(total - count) / rate, 0)) s left" : ""
    show("\(label)\(bar) \(count)/\(total) [\(speed)\(left)]")
  }
}

extension Interpreter {
  /// Removes the folder when the run ends.
  func keep(temporaryFolder path: String) { temporaryFolders.append(path) }

  /// Removes what lives until the run ends. Called by `deinit` too; a second call does nothing.
  public func close() {
    for folder in temporaryFolders {
      // Nothing to be done about a folder that cannot be removed: the run is over.
      do { try FileSystem.removeTree(folder) } catch { continue }
    }
    temporaryFolders = []
  }
}
