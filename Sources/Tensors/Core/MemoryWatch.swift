/// Unsafe: a thread of its own, which lives as long as the process and touches nothing but atomics, its stack and one file
/// descriptor; it allocates nothing. What it reads is parsed within the count of bytes that `pread` gives.

import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Many small things end the process as surely as a large one does where the address space is limited (`ulimit -v`), and
/// none of them asks first. So the address space is looked at every few milliseconds, and what runs fails with a
/// `MemoryError` at its next look at `Interruption` before the last of it is gone.
public enum MemoryWatch {
  /// Bytes of address space that the process may have; nil where nothing limits them.
  static let limit: Int? = {
    var address = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &address) == 0, address.rlim_cur < rlim_t(Int.max) else {
      return nil
    }
    return Int(address.rlim_cur)
  }()

  /// What must be left: what comes between two looks, and then the message.
  private static let margin = 160 << 20
  /// A second failure wants more address space to have gone: what was freed inside of it is free all the same.
  private static let growth = 1 << 20
  private static let interval = 4_000_000

  private static let isRunning: Bool = {
    guard let limit, limit > 2 * margin else { return false }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, 128 << 10)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    // Signals are for the threads that handle them.
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    return pthread_create(&thread, &attributes, { _ in MemoryWatch.run() }, nil) == 0
  }()

  /// Begins to watch, once, where there is a limit.
  public static func start() { _ = isRunning }

  private static func run() -> UnsafeMutableRawPointer? {
    let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard file >= 0, let limit else { return nil }
    let page = sysconf(Int32(_SC_PAGESIZE))
    var told = 0
    var pause = timespec(tv_sec: 0, tv_nsec: interval)
    while true {
      nanosleep(&pause, nil)
      let taken = pages(file) * page
      if taken < limit - margin {
        told = 0
      } else if taken > told + growth {
        told = taken
        Interruption.reportShortage()
      }
    }
  }

  /// The first number of the file: the pages of the address space. 0 where it cannot be read.
  private static func pages(_ file: Int32) -> Int {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { bytes in
      let count = pread(file, bytes.baseAddress, bytes.count, 0)
      var number = 0
      for i in 0..<max(min(count, 12), 0) {
        guard bytes[i] >= 48, bytes[i] <= 57 else { break }
        number = number * 10 + Int(bytes[i] - 48)
      }
      return number
    }
  }
}
