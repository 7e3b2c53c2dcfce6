// Unsafe: compares the address of a local variable with a bound kept per thread; nothing is dereferenced. The bound is
// a plain number in a pthread key, so there is nothing to free.

import Catalog
import Glibc

/// Guards against running out of native stack: every recursion of the evaluator asks here before it goes deeper.
public enum NativeStack {
  /// Bytes kept free for library calls below the deepest script call.
  private static let reserve = 256 * 1024
  /// What a thread that was not started here can be trusted to have left.
  private static let assumed = 192 * 1024

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  @inline(__always) private static var position: UInt {
    var marker: UInt8 = 0
    return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
  }

  /// A number for the thread that asks.
  static var currentThread: UInt { UInt(pthread_self()) }

  /// The lowest address that the current thread's scripts may reach.
  static func limitOfCurrentThread() -> UInt {
    if let bound = pthread_getspecific(key) { return UInt(bitPattern: bound) }
    return position - UInt(assumed)
  }

  /// - Throws: `RecursionError` where less than the reserve is left.
  @inline(__always) static func check(limit: UInt) throws {
    if isExhausted(limit: limit) {
      throw Failure(.recursion, "the recursion is too deep for the stack", help: "does it stop at all? a loop may do")
    }
  }

  @inline(__always) static func isExhausted(limit: UInt) -> Bool { position < limit }

  private final class Job {
    let body: () -> Void
    let size: Int
    init(size: Int, _ body: @escaping () -> Void) {
      self.size = size
      self.body = body
    }
  }

  /// Runs `body` on a thread with a large stack and waits for it. Pages are taken as they are touched.
  public static func withLargeStack<R>(megabytes: Int = 1024, _ body: @escaping () -> R) -> R {
    var result: R?
    let job = Job(size: megabytes << 20) { result = body() }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, job.size)
    defer { pthread_attr_destroy(&attributes) }
    var thread = pthread_t()
    let retained = Unmanaged.passRetained(job)
    let started = pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument else { return nil }
        let job = Unmanaged<Job>.fromOpaque(argument).takeRetainedValue()
        let bound = NativeStack.position - UInt(job.size) + UInt(NativeStack.reserve)
        pthread_setspecific(NativeStack.key, UnsafeMutableRawPointer(bitPattern: bound))
        job.body()
        return nil
      }, retained.toOpaque())
    if started == 0 {
      pthread_join(thread, nil)
    } else {
      // No room for another stack: the current one has to do; its limit is checked all the same.
      retained.release()
      job.body()
    }
    guard let result else { preconditionFailure("the thread ended without a result") }
    return result
  }
}
