/// Unsafe: reads names out of what `readdir` and `getenv` return, up to their final zero and before the next call, and
/// lends the bytes of arrays to `write`, with their counts.

import Catalog

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The few operations on files and folders that storages and checkpoints need, over the C library.
///
/// Errors are Python's: `FileNotFoundError`, `FileExistsError`, `PermissionError`, otherwise `OSError`; they name the path.
public enum FileSystem {
  /// What is at a path, symbolic links followed.
  public static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  public static func isSymbolicLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// The file's size in bytes.
  public static func size(of path: String) throws(Failure) -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(errno, "read", path) }
    return Int(status.st_size)
  }

  /// Device and inode: equal for two paths of one file.
  static func identity(of path: String) -> [UInt64]? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return [UInt64(status.st_dev), UInt64(status.st_ino)]
  }

  /// Makes a folder and those above it that are missing (`mkdir -p`).
  public static func makeDirectory(_ path: String) throws(Failure) {
    if isDirectory(path) { return }
    let parent = directory(of: path)
    if exists(parent) && !isDirectory(parent) { throw failure(ENOTDIR, "create the folder", path) }
    if parent != path && !isDirectory(parent) { try makeDirectory(parent) }
    if mkdir(path, 0o777) != 0 {
      let code = errno
      if code == EEXIST && isDirectory(path) { return }
      throw failure(code, "create the folder", path)
    }
  }

  /// A new empty folder `prefix` plus six random characters, in `$TMPDIR` or `/tmp`.
  public static func makeTemporaryDirectory(prefix: String) throws(Failure) -> String {
    var template = Array((temporaryDirectory + "/" + prefix + "XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw failure(errno, "create a folder in", temporaryDirectory) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  public static var temporaryDirectory: String {
    guard let value = getenv("TMPDIR"), value.pointee != 0 else { return "/tmp" }
    let path = String(cString: value)
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// A new empty folder `path` plus six random characters.
  public static func makeUniqueDirectory(beside path: String) throws(Failure) -> String {
    var template = Array((path + ".XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw failure(errno, "create a folder beside", path) }
    chmod(template, 0o755)
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Gives a file or folder another name; a file, or an empty folder, that has that name is replaced.
  public static func rename(_ path: String, to target: String) throws(Failure) {
    guard Glibc.rename(path, target) == 0 else { throw failure(errno, "rename to", target) }
  }

  /// The path without symbolic links and dots; nil where nothing is there.
  public static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The names in a folder, sorted by code point, without `.` and `..`.
  public static func list(_ path: String) throws(Failure) -> [String] {
    guard let handle = opendir(path) else { throw failure(errno, "list", path) }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted(by: codePointsPrecede)
  }

  /// Removes a file, or a folder with all that is in it; links are removed, not followed. Nothing there is no error.
  public static func removeTree(_ path: String) throws(Failure) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT { return }
      throw failure(errno, "remove", path)
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in try list(path) { try removeTree(path + "/" + name) }
      guard rmdir(path) == 0 else { throw failure(errno, "remove", path) }
    } else {
      guard unlink(path) == 0 else { throw failure(errno, "remove", path) }
    }
  }

  /// That an open file is one with data in it: not a folder, and nothing that one waits for.
  /// - Throws: `OSError` that says what it is; `MemoryError` where it is larger than memory and is to be read whole.
  static func demandRegular(_ descriptor: Int32, _ path: String, readWhole: Bool = false) throws(Failure) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(errno, "read", path) }
    let kind: String
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      if readWhole { try Memory.demand(Int(status.st_size), of: 1, "bytes of '\(path)'") }
      return
    case S_IFDIR: kind = "a folder"
    case S_IFIFO: kind = "a pipe"
    case S_IFSOCK: kind = "a socket"
    default: kind = "a device"
    }
    throw Failure(.os, "expected a file with data at '\(path)', got \(kind)")
  }

  /// The whole file.
  /// - Throws: for folders, pipes and devices, too: nothing here waits for another program.
  public static func read(_ path: String) throws(Failure) -> [UInt8] {
    // Without O_NONBLOCK the opening of a pipe waits for its other end.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(errno, "read", path) }
    defer { close(descriptor) }
    try demandRegular(descriptor, path, readWhole: true)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(errno, "read", path)
      }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }

  public static func readText(_ path: String) throws(Failure) -> String {
    guard let text = String(validating: try read(path), as: UTF8.self) else {
      throw .value("expected UTF-8 text in '\(path)'")
    }
    return text
  }

  /// Writes the whole file, replacing what is there.
  public static func write(_ text: String, to path: String) throws(Failure) {
    try write(Array(text.utf8), to: path)
  }

  /// Writes the whole file, replacing what is there.
  public static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0o666)
    guard descriptor >= 0 else { throw failure(errno, "write", path) }
    defer { close(descriptor) }
    try demandRegular(descriptor, path)
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(errno, "write", path)
      }
      done += count
    }
  }

  /// The path without its last component.
  public static func directory(of path: String) -> String {
    var bytes = Substring(path)
    while bytes.count > 1 && bytes.last == "/" { bytes.removeLast() }
    guard let slash = bytes.lastIndex(of: "/") else { return "." }
    return slash == bytes.startIndex ? "/" : String(bytes[..<slash])
  }

  /// A system error as Python's exception: "cannot write '/x': permission denied".
  public static func failure(_ code: Int32, _ action: String, _ path: String) -> Failure {
    let kind: FailureKind =
      switch code {
      case ENOENT: .fileNotFound
      case EEXIST: .fileExists
      case EACCES, EPERM: .permission
      default: .os
      }
    let reason = strerror(code).map { String(cString: $0) } ?? "error \(code)"
    return Failure(kind, "cannot \(action) '\(path)': \(reason.lowercased())")
  }
}
