import Catalog
import Synchronization

/// Ctrl-C for long kernels: whoever handles the signal sets `requested`, and clears it when the failure has arrived.
public enum Interruption {
  public static let requested = Atomic<Bool>(false)

  /// Elements that a kernel handles between two looks at `requested`: a millisecond of work, and less.
  static let chunk = 1 << 18

  /// For what cannot throw, and cuts its result short instead.
  public static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Called by whoever has reported the interruption.
  public static func clear() { requested.store(false, ordering: .relaxed) }

  /// - Throws: `KeyboardInterrupt` where an interruption is requested.
  public static func check() throws(Failure) {
    if requested.load(ordering: .relaxed) { throw Failure(.interrupted, "interrupted") }
  }
}
