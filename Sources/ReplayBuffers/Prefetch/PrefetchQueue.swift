import Catalog
import Synchronization
import Tensors

/// Batches that are made ahead of time.
///
/// The indices of a batch are drawn when it is queued, on the calling thread, so that the same seed gives the same
/// batches whatever the threads do; the rows are gathered and transformed in the background. Batches are handed out in
/// the order of their draws. An error of a batch is thrown where that batch is taken.
///
/// Writes wait for gathers under way (`waitForGathers`), so that a batch holds the rows as they were when it was drawn.
final class PrefetchQueue: @unchecked Sendable {
  // `@unchecked`: `jobs` is touched under `lock` only.
  let capacity: Int
  let lock = RecursiveLock()
  private let pool: WorkerPool
  private let gathers = WaitGroup()
  private var jobs: [PrefetchJob] = []

  init(capacity: Int) {
    self.capacity = capacity
    pool = WorkerPool(size: min(capacity, WorkerPool.processors))
  }

  var count: Int { lock.withLock { jobs.count } }

  /// The next batch in order, if one of this size is queued first.
  func next(batchSize: Int) -> PrefetchJob? {
    lock.withLock {
      guard let first = jobs.first, first.batchSize == batchSize else { return nil }
      return jobs.removeFirst()
    }
  }

  /// Queues a batch that was drawn, or the failure to draw it.
  func push(_ draw: Result<Draw, Failure>, batchSize: Int, from storage: any Storage, _ pipeline: Pipeline) {
    let job = PrefetchJob(draw: draw, batchSize: batchSize, storage: storage, pipeline: pipeline)
    lock.withLock { jobs.append(job) }
    start(job)
  }

  private func start(_ job: PrefetchJob) {
    let gathers = gathers
    gathers.enter()
    job.done.enter()
    pool.submit { job.run(gathers) }
  }

  /// Makes the batches that are queued anew, from the same draws, with another pipeline.
  func rebuild(_ pipeline: Pipeline) {
    lock.withLock {
      jobs = jobs.map { $0.with(pipeline) }
      for job in jobs { start(job) }
    }
  }

  /// Forgets what is queued: the items that were drawn are gone.
  func clear() {
    lock.withLock { jobs = [] }
    gathers.wait()
  }

  func waitForGathers() { gathers.wait() }

  /// The batches that are queued, once they are made.
  func finishedJobs() -> [PrefetchJob] {
    let jobs = lock.withLock { self.jobs }
    for job in jobs { job.done.wait() }
    return jobs
  }

  /// Queues batches that are made already.
  func adopt(_ jobs: [PrefetchJob]) {
    lock.withLock { self.jobs = Array(jobs.prefix(capacity)) }
  }
}

/// One batch on its way.
final class PrefetchJob: Sendable {
  let draw: Result<Draw, Failure>
  let batchSize: Int
  let done = WaitGroup()
  private let storage: any Storage
  private let pipeline: Pipeline
  private let result = Mutex<Result<Tree, Failure>?>(nil)

  init(draw: Result<Draw, Failure>, batchSize: Int, storage: any Storage, pipeline: Pipeline) {
    self.draw = draw
    self.batchSize = batchSize
    self.storage = storage
    self.pipeline = pipeline
  }

  /// A batch that is made already.
  convenience init(draw: Draw, data: Tree, batchSize: Int, storage: any Storage, pipeline: Pipeline) {
    self.init(draw: .success(draw), batchSize: batchSize, storage: storage, pipeline: pipeline)
    result.withLock { $0 = .success(data) }
  }

  /// What the background part made; nil while it is under way.
  var outcome: Result<Tree, Failure>? { result.withLock { $0 } }

  func with(_ pipeline: Pipeline) -> PrefetchJob {
    PrefetchJob(draw: draw, batchSize: batchSize, storage: storage, pipeline: pipeline)
  }

  /// The background part.
  func run(_ gathers: WaitGroup) {
    let outcome: Result<Tree, Failure>
    do throws(Failure) {
      let rows: Tree
      do throws(Failure) {
        rows = try storage.gather(cells: try draw.get().cells)
        gathers.leave()
      } catch {
        gathers.leave()
        throw error
      }
      outcome = .success(try pipeline.background(rows))
    } catch {
      outcome = .failure(error)
    }
    result.withLock { $0 = outcome }
    done.leave()
  }

  /// Waits for the background part and does the rest. - Throws: what went wrong with this batch.
  func take() throws(Failure) -> (data: Tree, draw: Draw) {
    done.wait()
    let outcome = result.withLock { $0 }
    let draw = try draw.get()
    guard let outcome else { throw .runtime("a batch was abandoned while the buffer was closed") }
    return (try pipeline.foreground(try outcome.get()), draw)
  }
}
