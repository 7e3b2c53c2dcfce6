/// Unsafe: this file owns raw memory; those that touch it, `Kernels/` above all, say so at their beginning. Invariants:
/// - `base` points at `byteCount` readable and writable bytes for as long as the `Memory` lives, aligned for every
///   element type (to 64 bytes unless it came zeroed); it is freed or unmapped exactly once, in `deinit`.
/// - Tensors hold the `Memory` strongly, and every offset they make is checked against `byteCount` on creation.
/// - Bytes carry no type; `Element` types are trivial, so reading any bytes as any of them is defined.
/// - As in torch, two threads that write the same elements race on the values and on nothing else. Buffers lock.

import CKernels
import Catalog

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file that holds a memory-mapped tensor.
public struct MappedFile: Sendable, Equatable {
  /// The path as it was given; nil for an anonymous file that is already unlinked.
  public var path: String?
  public init(path: String?) { self.path = path }
}

/// The bytes that tensors share.
public final class Memory: @unchecked Sendable {
  public let base: UnsafeMutableRawPointer
  public let byteCount: Int
  /// The file behind it, where it is memory-mapped.
  public let file: MappedFile?
  private let release: Release

  private enum Release {
    case block, free
    /// With its number among the files that are watched for missing pages.
    case unmap(watched: Int)
  }

  private init(base: UnsafeMutableRawPointer, byteCount: Int, file: MappedFile?, release: Release) {
    self.base = base
    self.byteCount = byteCount
    self.file = file
    self.release = release
  }

  deinit {
    switch release {
    case .block: rb_block_release(base, byteCount)
    case .free: Glibc.free(base)
    case .unmap(let number):
      rb_mapping_forget(number)
      munmap(base, max(byteCount, 1))
    }
  }

  /// The most that one tensor may take: half of the memory that the process may have, but at least 1 GiB. More is
  /// refused with an error where the kernel would overcommit and kill the process later.
  public static let limit: Int = {
    var memory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    if let address = MemoryWatch.limit { memory = min(memory, address) }
    // A container's; it says "max" where there is no limit.
    if let text = try? FileSystem.readText("/sys/fs/cgroup/memory.max"), let most = Int(text.filter(\.isNumber)) {
      memory = min(memory, most)
    }
    return max(1 << 30, memory / 2)
  }()

  /// The bytes that the process has allocated and not given back; 0 where the C library does not tell. About a
  /// microsecond.
  public static func inUse() -> Int { rb_bytes_in_use() }

  /// Makes sure that so many things fit, before any of them is made.
  /// - Parameters:
  ///   - bytes: What one of them takes at least.
  ///   - name: What they are, in the plural.
  /// - Throws: `MemoryError` where they do not.
  public static func demand(_ count: Int, of bytes: Int, _ name: String, argument: String? = nil) throws(Failure) {
    guard count <= limit / max(bytes, 1), isFree(max(count, 0) * bytes) else {
      throw Failure(.memory, "\(count) \(name) do not fit in memory", argument: argument)
    }
  }

  /// What is never given to a single large thing, so that the small ones that follow find room.
  private static let reserve = 64 << 20
  /// Fewer bytes than this are not asked for in advance; `MemoryWatch` sees many of them.
  private static let small = 64 << 10

  /// Whether the system would give so many bytes now. Arrays and strings end the process where it does not: what makes
  /// large ones asks here first. Where nothing limits the address space, it does.
  private static func isFree(_ bytes: Int) -> Bool {
    if bytes < small || MemoryWatch.limit == nil { return true }
    guard let probe = malloc(bytes + reserve) else { return false }
    free(probe)
    return true
  }

  /// Fresh bytes, zeroed if asked (large ones cost nothing until touched).
  /// - Throws: `MemoryError` where the size is absurd or the system refuses.
  public static func allocate(byteCount: Int, zeroed: Bool) throws(Failure) -> Memory {
    guard byteCount >= 0, byteCount <= limit else {
      throw Failure(
        .memory, "cannot allocate \(describe(bytes: byteCount)): one tensor may take \(describe(bytes: limit)) here",
        help: "use a smaller shape, or a memmap storage for data that does not fit in memory")
    }
    guard isFree(byteCount) else { throw exhausted(byteCount) }
    // calloc gets untouched pages from the kernel, which are zero already.
    let isUntouched = zeroed && byteCount >= 1 << 16
    guard let pointer = isUntouched ? calloc(1, byteCount) : rb_block_take(byteCount) else {
      throw exhausted(byteCount)
    }
    if zeroed, !isUntouched { memset(pointer, 0, byteCount) }
    adviseLargePages(pointer, byteCount)
    return Memory(base: pointer, byteCount: byteCount, file: nil, release: isUntouched ? .free : .block)
  }

  private static func exhausted(_ byteCount: Int) -> Failure {
    Failure(.memory, "cannot allocate \(describe(bytes: byteCount)): the system has no more memory")
  }

  /// Asks for pages of 2 MB where they are many: rows gathered from all over a large tensor then miss the cache alone,
  /// and not the page table too. Refused advice changes nothing.
  private static func adviseLargePages(_ pointer: UnsafeMutableRawPointer, _ size: Int) {
    let page = 1 << 21
    guard size >= 4 * page else { return }
    let first = (UInt(bitPattern: pointer) + UInt(page - 1)) & ~UInt(page - 1)
    let end = (UInt(bitPattern: pointer) + UInt(size)) & ~UInt(page - 1)
    if end > first, let start = UnsafeMutableRawPointer(bitPattern: first) {
      madvise(start, Int(end - first), 14 /* MADV_HUGEPAGE, which Glibc's overlay does not export */)
    }
  }

  /// Bytes mapped by the caller (`mmap`), unmapped when the last tensor goes.
  /// - Parameter isShared: Writes reach the file.
  public static func mapped(
    base: UnsafeMutableRawPointer, byteCount: Int, file: MappedFile, isShared: Bool
  ) -> Memory {
    let number = rb_mapping_watch(base, byteCount, file.path, isShared)
    return Memory(base: base, byteCount: byteCount, file: file, release: .unmap(watched: number))
  }

  /// "12 B", "3.4 GB".
  public static func describe(bytes: Int) -> String {
    guard bytes >= 0, bytes != Int.max else { return "more bytes than a number can count" }
    let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 1000, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    if unit == 0 { return "\(bytes) B" }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}
