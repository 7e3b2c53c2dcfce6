/// Unsafe: calls `mmap`. Invariants:
/// - A mapping is made only over a file that was checked to be at least as long, and is handed to `Memory`, which
///   unmaps it once.
/// - Files are sparse, as TorchRL's are: a page gets its block when first written. A file that another process shortens,
///   or a disk that fills up while rows are written, ends torch with SIGBUS; here the page reads as zeros and
///   `MissingPages` fails in order. Whole tensors are written with `pwrite`, which reports a full disk.

import Catalog

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Files as tensor memory.
public enum MemoryMap {
  /// Maps a new file of zeros, sparse, shared with every process that maps it.
  ///
  /// - Parameter existsOK: takes a file that is there with its data, lengthened with zeros where it is too short;
  ///   without it such a file is a `RuntimeError`.
  /// - Throws: `RuntimeError` for a symbolic link, `OSError` where the disk could never hold it.
  public static func create(_ path: String, byteCount: Int, existsOK: Bool = false) throws(Failure) -> Memory {
    let descriptor = try openForWriting(path, existsOK: existsOK)
    defer { close(descriptor) }
    try lengthen(descriptor, to: byteCount, path)
    return try map(descriptor, byteCount, path, shared: true)
  }

  /// Maps a file that is there: shared where it can be written, otherwise privately.
  /// - Throws: `FileNotFoundError`; `ValueError` where the file is shorter than `byteCount`.
  public static func open(_ path: String, byteCount: Int) throws(Failure) -> Memory {
    var writable = true
    var descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 && (errno == EACCES || errno == EROFS || errno == EPERM) {
      writable = false
      descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    }
    guard descriptor >= 0 else { throw FileSystem.failure(errno, "open", path) }
    defer { close(descriptor) }
    try FileSystem.demandRegular(descriptor, path)
    let size = try size(descriptor, path)
    guard size >= byteCount else {
      throw .value("expected at least \(byteCount) bytes in '\(path)', got \(size)", help: "the file was cut short")
    }
    return try map(descriptor, byteCount, path, shared: writable)
  }

  /// Zeros in a file without a name, which vanishes with the memory: more than fits in memory may be held.
  public static func anonymous(byteCount: Int) throws(Failure) -> Memory {
    let folder = FileSystem.temporaryDirectory
    var template = Array((folder + "/rbsh_memmap_XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw FileSystem.failure(errno, "create a file in", folder) }
    defer { close(descriptor) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unlink(template)
    try lengthen(descriptor, to: byteCount, folder)
    return try map(descriptor, byteCount, nil, shared: true)
  }

  /// Writes the bytes of a contiguous tensor to a file and maps it.
  /// - Throws: `OSError` where the disk is full, and as `create` does.
  static func write(_ tensor: Tensor, to path: String, existsOK: Bool) throws(Failure) -> Memory {
    let descriptor = try openForWriting(path, existsOK: existsOK)
    defer { close(descriptor) }
    let total = tensor.numel * tensor.dtype.size
    try writeBytes(of: tensor, descriptor, path)
    return try map(descriptor, total, path, shared: true)
  }

  /// Writes the bytes of a contiguous tensor to a new file, or over one that is there, without mapping it; the file is
  /// given `length` bytes in any case.
  static func save(_ tensor: Tensor, to path: String, length: Int) throws(Failure) {
    let descriptor = try openForWriting(path, existsOK: true)
    defer { close(descriptor) }
    guard ftruncate(descriptor, 0) == 0 else { throw FileSystem.failure(errno, "write", path) }
    try writeBytes(of: tensor, descriptor, path)
    try lengthen(descriptor, to: length, path)
  }

  private static func writeBytes(of tensor: Tensor, _ descriptor: Int32, _ path: String) throws(Failure) {
    let total = tensor.numel * tensor.dtype.size
    var done = 0
    while done < total {
      let count = pwrite(descriptor, tensor.address + done, total - done, done)
      if count < 0 {
        if errno == EINTR { continue }
        throw FileSystem.failure(errno, "write", path)
      }
      done += count
    }
    withExtendedLifetime(tensor) {}
  }

  private static func openForWriting(_ path: String, existsOK: Bool) throws(Failure) -> Int32 {
    let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (existsOK ? 0 : O_EXCL)
    let descriptor = Glibc.open(path, flags, 0o666)
    if descriptor >= 0 {
      do {
        try FileSystem.demandRegular(descriptor, path)
        return descriptor
      } catch {
        close(descriptor)
        throw error
      }
    }
    let code = errno
    if code == ELOOP || FileSystem.isSymbolicLink(path) {
      throw .runtime("refusing to write a memory-mapped tensor through the symbolic link '\(path)'")
    }
    if code == EEXIST {
      throw .runtime("the file '\(path)' already exists", help: "existsok: True takes it with its data")
    }
    throw FileSystem.failure(code, "create", path)
  }

  private static func size(_ descriptor: Int32, _ path: String) throws(Failure) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileSystem.failure(errno, "read", path) }
    return Int(status.st_size)
  }

  private static func lengthen(_ descriptor: Int32, to byteCount: Int, _ path: String) throws(Failure) {
    try checkCapacity(descriptor, byteCount, path)
    guard try size(descriptor, path) < byteCount else { return }
    guard ftruncate(descriptor, byteCount) == 0 else { throw FileSystem.failure(errno, "lengthen", path) }
  }

  /// Sparse files may be far larger than the free space, so only what 64 such disks could not hold is refused.
  private static func checkCapacity(_ descriptor: Int32, _ byteCount: Int, _ path: String) throws(Failure) {
    guard byteCount >= 0, byteCount < 1 << 46 else {
      throw Failure(
        .os, "cannot create '\(path)' with \(Memory.describe(bytes: byteCount)): that is too large for a file")
    }
    var information = statvfs()
    guard fstatvfs(descriptor, &information) == 0, information.f_blocks > 0 else { return }
    let (capacity, overflow) = Int(information.f_blocks).multipliedReportingOverflow(by: Int(information.f_frsize))
    guard !overflow, byteCount / 64 > capacity else { return }
    throw Failure(
      .os,
      "cannot create '\(path)' with \(Memory.describe(bytes: byteCount)): "
        + "the disk has \(Memory.describe(bytes: capacity))", help: "use a smaller size, or another folder")
  }

  private static func map(
    _ descriptor: Int32, _ byteCount: Int, _ path: String?, shared: Bool
  ) throws(Failure) -> Memory {
    // A mapping of no bytes is refused by the kernel; one byte past an empty file is never touched.
    let mapping = mmap(
      nil, max(byteCount, 1), PROT_READ | PROT_WRITE, shared ? MAP_SHARED : MAP_PRIVATE, descriptor, 0)
    guard let mapping, mapping != MAP_FAILED else { throw FileSystem.failure(errno, "map", path ?? "a temporary file") }
    return Memory.mapped(base: mapping, byteCount: byteCount, file: MappedFile(path: path), isShared: shared)
  }
}
