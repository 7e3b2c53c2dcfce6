// Unsafe: signal handlers. They touch only what is async-signal-safe: atomics that were made before the handlers were
// set, write(2) and _exit(2).

import Glibc
import Synchronization
import Tensors

/// The end by a signal (SIGTERM, SIGHUP): what was made for the run only is removed, the terminal is as it was, and the
/// status is 128 and the signal's number.
///
/// A handler may do next to nothing, so it wakes a thread that does it. Whatever the interpreter is at, it goes on until
/// the process ends; a second signal ends it at once.
enum Ending {
  private static let wakeEnd = Atomic<Int32>(-1)
  private static let isUnderWay = Atomic<Bool>(false)
  private static let isInstalled = Mutex(false)

  /// Once for the process; what was ignored when the program began (`nohup`) stays ignored.
  static func install() {
    let isFirst = isInstalled.withLock { installed in
      defer { installed = true }
      return !installed
    }
    guard isFirst else { return }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    wakeEnd.store(ends[1], ordering: .sequentiallyConsistent)
    _ = isUnderWay.load(ordering: .relaxed)
    guard wait(on: ends[0]) else { return }
    for number in [SIGTERM, SIGHUP] {
      var present = sigaction()
      sigaction(number, nil, &present)
      if Ending.isIgnored(present) { continue }
      Interrupts.handle(number) { Ending.requested($0) }
    }
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func requested(_ number: Int32) {
    let saved = errno
    if isUnderWay.exchange(true, ordering: .relaxed) { _exit(128 + number) }
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(wakeEnd.load(ordering: .relaxed), &byte, 1)
    errno = saved
  }

  /// A thread that waits for the number of a signal. - Returns: Whether it could be started.
  private static func wait(on descriptor: Int32) -> Bool {
    let settings = Terminal.settings()
    final class Job: Sendable {
      let descriptor: Int32
      let settings: Terminal.Settings?
      init(_ descriptor: Int32, _ settings: Terminal.Settings?) {
        self.descriptor = descriptor
        self.settings = settings
      }
    }
    var thread = pthread_t()
    let job = Unmanaged.passRetained(Job(descriptor, settings))
    let started = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let job = Unmanaged<Job>.fromOpaque(argument).takeRetainedValue()
        var byte: UInt8 = 0
        while read(job.descriptor, &byte, 1) != 1 {}
        if let settings = job.settings {
          Terminal.restore(settings)
          // The next prompt begins a line.
          if isatty(STDOUT_FILENO) == 1 { _ = write(STDOUT_FILENO, "\n", 1) }
        }
        OwnedPaths.removeAll()
        _exit(128 + Int32(byte))
      }, job.toOpaque())
    if started != 0 { job.release() }
    if started == 0 { pthread_detach(thread) }
    return started == 0
  }
}

/// How the terminal behind standard input is set.
enum Terminal {
  struct Settings: @unchecked Sendable { fileprivate var values: termios }

  /// nil where standard input is no terminal.
  static func settings() -> Settings? {
    var values = termios()
    return tcgetattr(STDIN_FILENO, &values) == 0 ? Settings(values: values) : nil
  }

  static func restore(_ settings: Settings) {
    var values = settings.values
    // A process in the background may not set it, and is stopped unless it says that it does not care.
    signal(SIGTTOU, SIG_IGN)
    tcsetattr(STDIN_FILENO, TCSANOW, &values)
  }
}
