import Foundation
import Testing

/// `rbsh` behind a pseudo-terminal, made by script(1), which Debian always has.
final class Terminal {
  private let process = Process()
  private let keyboard = Pipe()
  private let screen = Collector()
  private var seen = 0

  init(state: URL, arguments: String = "") throws {
    process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
    process.arguments = ["-qfec", "stty cols 100; exec '\(Program.path)' \(arguments)", "/dev/null"]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["XDG_STATE_HOME": state.path, "TERM": "xterm", "NO_COLOR": "1", "HOME": state.path]) { $1 }
    let pipe = Pipe()
    process.standardInput = keyboard
    process.standardOutput = pipe
    process.standardError = pipe
    // A child that ends early must not end the tests.
    signal(SIGPIPE, SIG_IGN)
    try process.run()
    let (handle, screen) = (pipe.fileHandleForReading, screen)
    Thread.detachNewThread {
      while case let data = handle.availableData, !data.isEmpty { screen.append(data) }
    }
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  func type(_ keys: String) { try? keyboard.fileHandleForWriting.write(contentsOf: Data(keys.utf8)) }

  /// Waits until the text has appeared behind what was waited for before.
  @discardableResult func see(_ text: String, seconds: Double = 10) -> Bool {
    if text.isEmpty { return true }
    let end = Date().addingTimeInterval(seconds)
    repeat {
      let all = screen.text
      let rest = all.dropFirst(min(seen, all.count))
      if let range = rest.range(of: text) {
        seen = all.distance(from: all.startIndex, to: range.upperBound)
        return true
      }
      usleep(10_000)
    } while Date() < end
    Issue.record("'\(text)' did not appear; the screen shows: \(screen.text.debugDescription)")
    return false
  }

  /// Types an entry at the prompt, and waits for what it shows.
  func enter(_ line: String, shows text: String) {
    see("rb> ")
    type(line + "\n")
    see(text)
  }

  /// The status the program ends with.
  func status(seconds: Double = 10) -> Int32? {
    let end = Date().addingTimeInterval(seconds)
    while process.isRunning, Date() < end { usleep(10_000) }
    return process.isRunning ? nil : process.terminationStatus
  }
}
