// Unsafe: reads the current thread's stack bounds from pthreads, and compares addresses; nothing is dereferenced.

import Catalog
import Glibc

/// Guards against running out of native stack: every recursion of the evaluator asks here before it goes deeper.
public enum NativeStack {
  /// Bytes kept free for library calls below the deepest script call.
  static let reserve: UInt = 192 * 1024

  /// The lowest address that the current thread's scripts may reach.
  static func limitOfCurrentThread() -> UInt {
    var attributes = pthread_attr_t()
    guard pthread_getattr_np(pthread_self(), &attributes) == 0 else { return 0 }
    defer { pthread_attr_destroy(&attributes) }
    var base: UnsafeMutableRawPointer?
    var size = 0
    guard pthread_attr_getstack(&attributes, &base, &size) == 0, let base else { return 0 }
    return UInt(bitPattern: base) + reserve
  }

  /// - Throws: `RecursionError` where less than the reserve is left.
  @inline(__always) static func check(limit: UInt) throws {
    if isExhausted(limit: limit) {
      throw Failure(.recursion, "the recursion is too deep for the stack", help: "does it stop at all? a loop may do")
    }
  }

  @inline(__always) static func isExhausted(limit: UInt) -> Bool {
    var marker: UInt8 = 0
    return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) } < limit
  }

  /// Runs `body` on a thread with a large stack and waits for it. Pages are taken as they are touched.
  public static func withLargeStack<R>(megabytes: Int = 512, _ body: @escaping () -> R) -> R {
    final class Box {
      let body: () -> Void
      init(_ body: @escaping () -> Void) { self.body = body }
    }
    var result: R?
    let box = Box { result = body() }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, megabytes << 20)
    defer { pthread_attr_destroy(&attributes) }
    var thread = pthread_t()
    let started = pthread_create(
      &thread, &attributes,
      { argument in
        Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
        return nil
      }, Unmanaged.passRetained(box).toOpaque())
    if started == 0 {
      pthread_join(thread, nil)
    } else {
      // No room for another stack: the current one has to do; its limit is checked all the same.
      Unmanaged.passUnretained(box).release()
      box.body()
    }
    return result!
  }
}
