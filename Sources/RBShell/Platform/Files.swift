// Unsafe: hands addresses of arrays to read(2) and write(2), within `withUnsafe…` and inside the arrays' bounds.

import Catalog
import Glibc
import Tensors

/// Files and folders, as far as a shell needs them.
public enum Files {
  /// The system's words for an error number, in lower case: "no such file or directory".
  public static func reason(_ code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    let words = String(cString: text)
    return words.prefix(1).lowercased() + words.dropFirst()
  }

  /// All bytes of a file.
  /// - Throws: `OSError` (or its kin) that names the path and the reason; for a folder too.
  public static func bytes(of path: String) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path, errno) }
    defer { close(descriptor) }
    return try bytes(of: descriptor, named: path)
  }

  /// All bytes until the end of an open file.
  public static func bytes(of descriptor: Int32, named path: String) throws(Failure) -> [UInt8] {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw unreadable(path, errno) }
    if info.st_mode & S_IFMT == S_IFDIR { throw unreadable(path, EISDIR) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(max(0, Int(info.st_size)) + 1)
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes.append(contentsOf: chunk[..<count])
      } else if count == 0 {
        return bytes
      } else if errno != EINTR {
        throw unreadable(path, errno)
      }
    }
  }

  /// The text of a file, or nil where it cannot be read, is a pipe or a device, or is no UTF-8.
  public static func text(of path: String) -> String? { try? FileSystem.readText(path) }

  private static func unreadable(_ path: String, _ code: Int32) -> Failure {
    let kind: FailureKind =
      switch code {
      case ENOENT: .fileNotFound
      case EACCES: .permission
      default: .os
      }
    return Failure(kind, "cannot read '\(path)': \(reason(code))")
  }

  /// Writes all bytes; the error number where that fails.
  public static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    bytes.withUnsafeBytes { source in
      var done = 0
      while done < source.count {
        let count = Glibc.write(descriptor, source.baseAddress.map { $0 + done }, source.count - done)
        if count >= 0 {
          done += count
        } else if errno == EAGAIN {
          var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&waiting, 1, -1)
        } else if errno != EINTR {
          return errno
        }
      }
      return nil
    }
  }

  /// Puts a file in place of another in one step, so that nobody sees half of it.
  public static func replace(_ path: String, with bytes: [UInt8], mode: mode_t = 0o644) throws(Failure) {
    let temporary = "\(path).\(getpid()).new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    var code: Int32? = descriptor < 0 ? errno : nil
    if descriptor >= 0 {
      code = write(bytes, to: descriptor)
      if close(descriptor) != 0, code == nil { code = errno }
      if code == nil, rename(temporary, path) != 0 { code = errno }
      if code != nil { unlink(temporary) }
    }
    if let code { throw Failure(.os, "cannot write '\(path)': \(reason(code))") }
  }

  /// Gives a file other contents in one step; its permissions stay, and so does a link to it.
  public static func rewrite(_ path: String, with bytes: [UInt8]) throws(Failure) {
    var info = stat()
    let mode = stat(path, &info) == 0 ? info.st_mode & 0o777 : 0o644
    let target = realpath(path, nil)
    defer { free(target) }
    try replace(target.map { String(cString: $0) } ?? path, with: bytes, mode: mode)
  }

  public static func isFolder(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }

  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The names in a folder, sorted; empty where it cannot be read.
  public static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      // The array of the name is longer than the struct says; its address is what counts.
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let name = String(cString: (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self))
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes a folder and those above it, readable by nobody else.
  public static func makeFolder(_ path: String, mode: mode_t = 0o700) -> Bool {
    if isFolder(path) || mkdir(path, mode) == 0 { return true }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return isFolder(path) }
    return makeFolder(String(path[..<slash]), mode: mode) && (mkdir(path, mode) == 0 || isFolder(path))
  }

  /// The value of an environment variable that is set and not empty.
  public static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
