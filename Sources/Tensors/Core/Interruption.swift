import Catalog
import Synchronization

/// Ctrl-C for long kernels: whoever handles the signal sets `requested`, and clears it when the failure has arrived.
public enum Interruption {
  public static let requested = Atomic<Bool>(false)
  /// It is memory that runs short, not the user that waits.
  private static let isShortage = Atomic<Bool>(false)

  /// Elements that a kernel handles between two looks at `requested`: a millisecond of work, and less.
  static let chunk = 1 << 18

  /// For what cannot throw, and cuts its result short instead.
  public static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Called by whoever has reported the interruption.
  public static func clear() { requested.store(false, ordering: .relaxed) }

  /// Interrupts what runs because the address space is nearly used up.
  static func reportShortage() {
    isShortage.store(true, ordering: .relaxed)
    requested.store(true, ordering: .releasing)
  }

  /// Why what runs is to stop: `KeyboardInterrupt`, or `MemoryError`, which a script may catch and go on.
  public static func failure() -> Failure {
    guard isShortage.exchange(false, ordering: .relaxed) else { return Failure(.interrupted, "interrupted") }
    clear()
    return Failure(
      .memory, "the process has no more memory",
      help: "keep less at a time, or start rbsh with more: ulimit -v tells the limit")
  }

  /// - Throws: `KeyboardInterrupt` where an interruption is requested, `MemoryError` where memory runs short.
  public static func check() throws(Failure) {
    if requested.load(ordering: .relaxed) { throw failure() }
  }
}
