// Unsafe: maps files anew over memory that is mapped already. Invariants: base and length are those of a mapping that
// lives, since its `Memory` must forget it before it unmaps, and cannot while mappings are held here; what is mapped over
// them is the same file from its beginning.

import CKernels
import Catalog

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Pages of memory-mapped files that had nothing behind them when they were touched: another process cut the file short,
/// or the disk is full. Whoever reads or writes such memory asks here before it believes what it got.
public enum MissingPages {
  /// - Throws: `OSError` that names the file, once for every time that pages were missing. Cost: one atomic read.
  @inline(__always) public static func check() throws(Failure) {
    if rb_mapping_is_any_broken() { throw failure() }
  }

  private static func failure() -> Failure {
    rb_mapping_hold()
    defer { rb_mapping_release() }
    var found = rb_mapping()
    var told: Failure?
    while rb_mapping_take_broken(&found) {
      let path = found.path.map { String(cString: $0) }
      let failure = describe(path, found.length)
      if told == nil { told = failure }
      if let path, found.is_shared { restore(path, found.base, found.length) }
    }
    return told ?? Failure(.os, "a page of a memory-mapped file was missing")
  }

  private static func describe(_ path: String?, _ length: Int) -> Failure {
    guard let path else {
      return Failure(
        .os, "the disk of '\(FileSystem.temporaryDirectory)' is full: rows of a memory-mapped storage are lost",
        help: "free some space, or let TMPDIR name a folder on another disk")
    }
    guard let size = try? FileSystem.size(of: path), size < length else {
      return Failure(
        .os, "the disk of '\(path)' is full: rows that were written to it are lost",
        help: "free some space, or use a scratch_dir on another disk")
    }
    return Failure(
      .os, "'\(path)' was cut short by another program: it has \(size) of \(length) bytes",
      help: "its missing rows are lost; load a dump, or make the storage anew")
  }

  /// What stood in for the missing pages goes, so that they are missed again, or found.
  private static func restore(_ path: String, _ base: UnsafeMutableRawPointer?, _ length: Int) {
    let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    mmap(base, max(length, 1), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, descriptor, 0)
  }
}
