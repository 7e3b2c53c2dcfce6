import Catalog
import Synchronization

/// The one flag that Ctrl-C sets. Loops of scripts poll it at their back-edges, long kernels every million elements.
public enum Interruption {
  /// Set by the signal handler; cleared by whoever reports the interruption.
  public static let requested = Atomic<Bool>(false)

  /// Throws `KeyboardInterrupt` where Ctrl-C was pressed since the last `clear()`.
  @inlinable public static func check() throws(Failure) {
    if requested.load(ordering: .relaxed) { throw Failure(.interrupted, "interrupted") }
  }

  public static func clear() { requested.store(false, ordering: .relaxed) }
}
