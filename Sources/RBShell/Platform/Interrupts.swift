// Unsafe: signal handlers. They touch only what is async-signal-safe: atomics that were made before the handlers were
// set, write(2), and a note in memory that is allocated once and never freed.

import Glibc
import Synchronization
import Tensors

/// Ctrl-C and the other signals of a terminal, as flags that the shell's own thread looks at.
///
/// Signals arrive on whatever thread the system picks, mostly the idle first one; a byte in a pipe wakes the reader.
enum Interrupts {
  static let interrupt: UInt8 = 1
  static let resize: UInt8 = 2
  static let suspend: UInt8 = 4
  static let resume: UInt8 = 8

  private static let pending = Atomic<UInt8>(0)
  private static let wakeEnd = Atomic<Int32>(-1)
  private static let isEvaluating = Atomic<Bool>(false)
  /// Seconds on the monotonic clock of the last Ctrl-C that nothing has answered yet.
  private static let lastInterrupt = Atomic<Int>(-10)
  private static let noteLength = Atomic<Int>(0)
  private static let noteCapacity = 256
  private nonisolated(unsafe) static let note = UnsafeMutablePointer<UInt8>.allocate(capacity: noteCapacity)

  /// The end of the pipe that becomes readable when a signal has come.
  private(set) static nonisolated(unsafe) var readEnd: Int32 = -1

  /// Ctrl-C sets `Interruption.requested`; a write to a closed pipe fails instead of ending the program.
  static func install() {
    _ = note
    _ = pending.load(ordering: .relaxed)
    _ = isEvaluating.load(ordering: .relaxed)
    _ = lastInterrupt.load(ordering: .relaxed)
    _ = noteLength.load(ordering: .relaxed)
    _ = Interruption.requested.load(ordering: .relaxed)
    _ = wakeEnd.load(ordering: .relaxed)
    signal(SIGPIPE, SIG_IGN)
    // A file that may not grow is an error of the write (`ulimit -f`), not the end.
    signal(SIGXFSZ, SIG_IGN)
    // Swift's runtime would take Ctrl-\ for a crash, and offer a backtrace.
    signal(SIGQUIT, SIG_DFL)
    // A parent's thread that had signals blocked hands that on.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_UNBLOCK, &all, nil)
    handle(SIGINT) { _ in Interrupts.interrupted() }
    Ending.install()
  }

  /// Besides: the signals that a line editor has to take part in.
  static func installForTerminal() {
    var ends: [Int32] = [-1, -1]
    if pipe(&ends) == 0 {
      for end in ends {
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
      }
      readEnd = ends[0]
      wakeEnd.store(ends[1], ordering: .relaxed)
    }
    handle(SIGWINCH) { _ in Interrupts.post(Interrupts.resize) }
    handle(SIGCONT) { _ in Interrupts.post(Interrupts.resume) }
  }

  /// While a line is edited, the terminal must be put right before the program stops.
  static func beginEditing() {
    handle(SIGTSTP) { _ in Interrupts.post(Interrupts.suspend) }
  }

  static func endEditing() { signal(SIGTSTP, SIG_DFL) }

  /// The signals that came since the last call.
  static func take() -> UInt8 {
    if readEnd >= 0 {
      var bytes = [UInt8](repeating: 0, count: 64)
      while read(readEnd, &bytes, bytes.count) > 0 {}
    }
    return pending.exchange(0, ordering: .relaxed)
  }

  /// Forgets what came before the prompt: a Ctrl-C that stopped an entry, a stop and its end.
  static func beginPrompt() { pending.bitwiseAnd(~(interrupt | resume), ordering: .relaxed) }

  /// From here to `unwatch`, a second Ctrl-C within a second says what the program is busy with.
  static func watch(during work: String) {
    let line = work.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
    let shown = line.count > 60 ? "\(line.prefix(59))…" : line
    let text = Array("\nstill in '\(shown)', waiting for a safe place to stop; press Ctrl-\\ to quit hard\n".utf8)
    let count = min(text.count, noteCapacity)
    for index in 0..<count { note[index] = text[index] }
    noteLength.store(count, ordering: .releasing)
    isEvaluating.store(true, ordering: .releasing)
  }

  static func unwatch() { isEvaluating.store(false, ordering: .releasing) }

  private static func interrupted() {
    let saved = errno
    if isEvaluating.load(ordering: .acquiring) {
      var now = timespec()
      clock_gettime(CLOCK_MONOTONIC, &now)
      let isRepeated = Interruption.requested.load(ordering: .relaxed)
      if isRepeated, now.tv_sec - lastInterrupt.load(ordering: .relaxed) <= 1 {
        _ = write(STDERR_FILENO, note, noteLength.load(ordering: .acquiring))
      }
      lastInterrupt.store(now.tv_sec, ordering: .relaxed)
    }
    Interruption.requested.store(true, ordering: .relaxed)
    errno = saved
    post(interrupt)
  }

  private static func post(_ flag: UInt8) {
    let saved = errno
    pending.bitwiseOr(flag, ordering: .relaxed)
    var byte: UInt8 = 0
    let end = wakeEnd.load(ordering: .relaxed)
    if end >= 0 { _ = write(end, &byte, 1) }
    errno = saved
  }

  static func handle(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    action.sa_flags = SA_RESTART
    sigaction(number, &action, nil)
  }
}
