/// Unsafe: this file hands objects to C threads. Invariants: a thread holds one strong reference on the pool's `Shared`
/// state (balanced in `runWorker`), never on the pool, so that the pool's `deinit` can stop and join all threads; the
/// mutex and condition live behind pointers that `Shared` frees when the last thread has gone.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Background threads that run jobs in the order of their submission.
///
/// Threads start with the first job. Leaving the pool stops them: jobs under way are finished, waiting ones dropped.
package final class WorkerPool: Sendable {
  private let shared = Shared()
  private let size: Int

  /// The processors that may run at once.
  package static let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// - Parameter size: The most threads that run at once, at least 1.
  package init(size: Int) { self.size = max(size, 1) }

  deinit { shared.stopAndJoin() }

  /// Queues a job. Jobs start in this order; with several threads they may end in another one.
  package func submit(_ job: @escaping @Sendable () -> Void) { shared.submit(job, threads: size) }

  /// The guarded state. `@unchecked`: every field is touched under `mutex` only.
  private final class Shared: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var jobs: [@Sendable () -> Void] = []
    private var threads: [pthread_t] = []
    private var idle = 0
    private var stopping = false

    init() {
      mutex = .allocate(capacity: 1)
      condition = .allocate(capacity: 1)
      pthread_mutex_init(mutex, nil)
      pthread_cond_init(condition, nil)
    }

    deinit {
      pthread_cond_destroy(condition)
      pthread_mutex_destroy(mutex)
      condition.deallocate()
      mutex.deallocate()
    }

    func submit(_ job: @escaping @Sendable () -> Void, threads limit: Int) {
      pthread_mutex_lock(mutex)
      jobs.append(job)
      if idle < jobs.count, threads.count < limit { startThread() }
      pthread_cond_signal(condition)
      let runsHere = threads.isEmpty
      pthread_mutex_unlock(mutex)
      // Where the system refuses even one thread, the caller does the work.
      if runsHere { runOne() }
    }

    private func startThread() {
      var thread = pthread_t()
      let argument = Unmanaged.passRetained(self)
      let status = pthread_create(&thread, nil, { Shared.runWorker($0) }, argument.toOpaque())
      if status == 0 { threads.append(thread) } else { argument.release() }
    }

    private func runOne() {
      pthread_mutex_lock(mutex)
      let job = jobs.isEmpty ? nil : jobs.removeFirst()
      pthread_mutex_unlock(mutex)
      job?()
    }

    private static func runWorker(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
      guard let argument else { return nil }
      let shared = Unmanaged<Shared>.fromOpaque(argument).takeRetainedValue()
      while let job = shared.next() { job() }
      return nil
    }

    private func next() -> (@Sendable () -> Void)? {
      pthread_mutex_lock(mutex)
      defer { pthread_mutex_unlock(mutex) }
      idle += 1
      while jobs.isEmpty, !stopping { pthread_cond_wait(condition, mutex) }
      idle -= 1
      return stopping ? nil : jobs.removeFirst()
    }

    func stopAndJoin() {
      pthread_mutex_lock(mutex)
      stopping = true
      jobs = []
      let running = threads
      pthread_cond_broadcast(condition)
      pthread_mutex_unlock(mutex)
      for thread in running {
        // A job may hold the last reference on its buffer, so that this runs on a worker: it cannot join itself.
        if pthread_equal(thread, pthread_self()) != 0 { pthread_detach(thread) } else { pthread_join(thread, nil) }
      }
    }
  }
}

/// A counter that threads wait on until it is zero.
/// Unsafe in the same way: the C objects live behind pointers owned by this object.
package final class WaitGroup: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private var count = 0

  package init() {
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  package func enter() {
    pthread_mutex_lock(mutex)
    count += 1
    pthread_mutex_unlock(mutex)
  }

  package func leave() {
    pthread_mutex_lock(mutex)
    count -= 1
    if count == 0 { pthread_cond_broadcast(condition) }
    pthread_mutex_unlock(mutex)
  }

  package func wait() {
    pthread_mutex_lock(mutex)
    while count > 0 { pthread_cond_wait(condition, mutex) }
    pthread_mutex_unlock(mutex)
  }
}
