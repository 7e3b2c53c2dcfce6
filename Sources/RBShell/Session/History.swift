import Glibc

/// The entries of this and earlier sessions, oldest first, kept in a file.
///
/// One entry a line, with `\n` and `\\` for line breaks and backslashes. Every entry is appended as it is entered, under a lock, so
/// that a crash loses nothing and sessions side by side do not overwrite each other. Only opening the history
/// shortens the file.
public final class History {
  /// Entries kept.
  public static let limit = 10_000
  /// The file may grow beyond the limit by this much before it is rewritten.
  static let slack = 1_000

  private let path: String?
  public private(set) var entries: [String] = []

  /// - Parameter path: The file; nil keeps the history in memory only.
  public init(path: String?) {
    self.path = path
    guard let path else { return }
    entries = History.decode((try? Files.bytes(of: path)) ?? [])
    if entries.count > History.limit {
      let isLong = entries.count > History.limit + History.slack
      entries.removeFirst(entries.count - History.limit)
      if isLong { shorten(path) }
    }
  }

  /// `rbsh/history` in the state folder of the XDG base directory specification.
  public static var defaultPath: String? {
    if let state = Files.environment("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/rbsh/history" }
    return Files.environment("HOME").map { $0 + "/.local/state/rbsh/history" }
  }

  /// Adds an entry and writes it to the file; one that repeats the entry before it, or is blank, is left out.
  /// - Returns: Whether it was added.
  @discardableResult public func append(_ entry: String) -> Bool {
    guard entry != entries.last, entry.contains(where: { !$0.isWhitespace }) else { return false }
    entries.append(entry)
    if let path { write(entry, to: path) }
    return true
  }

  private func write(_ entry: String, to path: String) {
    guard let slash = path.lastIndex(of: "/"), Files.makeFolder(String(path[..<slash])),
      let descriptor = History.openLocked(path)
    else { return }
    defer { close(descriptor) }
    fchmod(descriptor, 0o600)
    var line = Array(History.encode(entry).utf8)
    // A line that another session could not finish must not swallow this one.
    let size = lseek(descriptor, 0, SEEK_END)
    var last: UInt8 = 10
    if size > 0, pread(descriptor, &last, 1, size - 1) == 1, last != 10 { line.insert(10, at: 0) }
    _ = Files.write(line, to: descriptor)
  }

  /// Opens the file for appending under its lock; anew where another session has put a shorter one in its place.
  private static func openLocked(_ path: String) -> Int32? {
    for _ in 0..<10 {
      let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { return nil }
      var mine = stat()
      var current = stat()
      if flock(descriptor, LOCK_EX) == 0, fstat(descriptor, &mine) == 0, stat(path, &current) == 0,
        mine.st_ino == current.st_ino
      {
        return descriptor
      }
      close(descriptor)
    }
    return nil
  }

  private func shorten(_ path: String) {
    guard let descriptor = History.openLocked(path) else { return }
    defer { close(descriptor) }
    let all = History.decode((try? Files.bytes(of: path)) ?? [])
    let text = all.suffix(History.limit).map(History.encode).joined()
    try? Files.replace(path, with: Array(text.utf8), mode: 0o600)
  }

  static func encode(_ entry: String) -> String {
    var text = ""
    for scalar in entry.unicodeScalars {
      switch scalar {
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\n"
  }

  static func decode(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: 10).compactMap { line in
      if line.contains(0) { return nil }
      var entry: [UInt8] = []
      var isEscaped = false
      for byte in line {
        if isEscaped {
          entry.append(byte == UInt8(ascii: "n") ? 10 : byte == UInt8(ascii: "r") ? 13 : byte)
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else {
          entry.append(byte)
        }
      }
      return String(decoding: entry, as: UTF8.self)
    }
  }
}
