import Foundation
import TestSupport

/// The built `rbsh`, beside the test bundle.
enum Program {
  static let path: String = {
    let bundle =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    let beside = URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("rbsh").path
    return FileManager.default.isExecutableFile(atPath: beside) ? beside : Fixtures.url(".build/debug/rbsh").path
  }()

  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Runs it to its end, or kills it after `seconds`.
  /// - Parameters:
  ///   - trigger: Sends the signal as soon as the program has printed this.
  ///   - signal: SIGINT, unless another is meant.
  static func run(
    _ arguments: [String], input: Data = Data(), in folder: URL? = nil, environment: [String: String] = [:],
    executable: String = Program.path, interruptAfter trigger: String? = nil,
    with number: Int32 = SIGINT, seconds: Double = 20
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (stdin, stdout, stderr)
    let output = Collector()
    let errors = Collector()
    // A child that ends early must not end the tests.
    signal(SIGPIPE, SIG_IGN)
    try process.run()
    let group = DispatchGroup()
    let id = process.processIdentifier
    for (pipe, collector) in [(stdout, output), (stderr, errors)] {
      group.enter()
      let handle = pipe.fileHandleForReading
      Thread.detachNewThread {
        while case let data = handle.availableData, !data.isEmpty {
          collector.append(data)
          if let trigger, collector.text.contains(trigger) { kill(id, number) }
        }
        group.leave()
      }
    }
    let writer = stdin.fileHandleForWriting
    Thread.detachNewThread {
      try? writer.write(contentsOf: input)
      try? writer.close()
    }
    if group.wait(timeout: .now() + seconds) == .timedOut { kill(id, SIGKILL) }
    process.waitUntilExit()
    return Result(status: process.terminationStatus, output: output.text, errors: errors.text)
  }

  /// Runs code with `-c`.
  static func run(code: String) throws -> Result { try run(["-c", code]) }
}

/// Bytes that several threads see.
final class Collector: @unchecked Sendable {
  // Sendable: every access takes the lock.
  private let lock = NSLock()
  private var data = Data()
  func append(_ more: Data) { lock.withLock { data.append(more) } }
  var text: String { lock.withLock { String(decoding: data, as: UTF8.self) } }
}

/// A folder that is removed with its owner.
final class TemporaryFolder {
  let url: URL
  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("rbsh-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(at: url) }

  @discardableResult func write(_ name: String, _ text: String) throws -> String {
    try write(name, Data(text.utf8))
  }
  @discardableResult func write(_ name: String, _ data: Data) throws -> String {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
    return file.path
  }
  func text(_ name: String) throws -> String {
    try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
  }
}
