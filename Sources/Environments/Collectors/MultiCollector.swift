import Catalog
import ReplayBuffers
import Tensors

/// Collects from several workers, each with its own environment and its own stream of random numbers (TorchRL's
/// `MultiSyncCollector` and `MultiAsyncCollector`).
///
/// Workers run on threads where environment and policy allow it. What comes out does not depend on the threads:
/// trajectories are numbered by time, then by worker, and batches of an asynchronous collector come in turn.
public final class MultiCollector: DataCollector, @unchecked Sendable {
  // `@unchecked`: used from one thread; each worker is used by one thread of the pool while that one waits.

  /// How batches become one.
  public enum Joining: Sendable, Equatable {
    /// A new first dimension counts the workers.
    case stack
    case cat(Int)
    /// One batch per worker, in turn.
    case none
  }

  public let options: CollectorOptions
  let joining: Joining
  let workers: [CollectorWorker]
  private let versions: [PolicyVersion]
  private let assembly = TrajectoryAssembly()
  let policies: PolicyChoice
  let makers: EnvironmentMakers
  /// Was called for each worker.
  let initialization: (any Callback)?
  private let counter = TrajectoryCounter()
  private let pool: WorkerPool?
  /// Per worker: the steps of each of its environments in a batch.
  let steps: [Int]
  private var frames = 0
  private var turn = 0
  public private(set) var isShut = false
  /// Batches of an asynchronous collector that are ready: one turn of all workers.
  private var ready: [[TensorDict]] = []

  /// - Parameter policies: One per worker; nil acts at random.
  public convenience init(
    _ environments: [any Environment], _ policies: [(any Policy)?], _ options: CollectorOptions, joining: Joining
  ) throws(Failure) {
    let makers = EnvironmentMakers(
      items: environments.map { EnvironmentMaker(given: .object($0)) },
      source: EnvironmentMakers.listSource(environments))
    try self.init(environments, PolicyChoice(items: policies, isList: true), options, joining: joining, makers: makers)
  }

  init(
    _ environments: [any Environment], _ policies: PolicyChoice, _ options: CollectorOptions, joining: Joining,
    makers: EnvironmentMakers, initialization: (any Callback)? = nil
  ) throws(Failure) {
    try options.check()
    guard !environments.isEmpty else {
      throw .value("expected at least 1 environment, got 0", argument: "create_env_fn")
    }
    self.options = options
    self.joining = joining
    self.policies = policies
    self.makers = makers
    self.initialization = initialization
    let chosen = try policies.spread(over: environments.count)
    let count = environments.count
    let perWorker = try Self.frames(options, of: count, joining)
    steps = zip(environments, perWorker).map { environment, frames in
      let width = max(1, environment.batchSize.numel)
      return (frames + width - 1) / width
    }
    var workers: [CollectorWorker] = []
    var versions: [PolicyVersion] = []
    for (index, environment) in environments.enumerated() {
      var environment = environment
      // One environment for several workers stands for as many of them: TorchRL's processes get copies.
      if environments[..<index].contains(where: { $0 === environment }) { environment = try environment.another() }
      let prepared = try options.prepared(environment)
      environment = prepared.environment
      if let version = prepared.version { versions.append(version) }
      // Streams that differ, and follow from the global seed.
      let generator = Generator(seed: Generator.default.initialSeed &+ UInt64(index) &+ 1)
      let worker = try CollectorWorker(
        environment, chosen[index], generator: generator, counter: counter, options: options)
      try worker.tryPolicy()
      workers.append(worker)
    }
    self.workers = workers
    self.versions = versions
    let usesThreads = count > 1 && workers.allSatisfy { $0.environment.isNative && $0.policy.isNative }
    pool = usesThreads ? WorkerPool(size: min(count, WorkerPool.processors)) : nil
  }

  /// The frames of each worker in a batch.
  /// - Throws: `ValueError` for another number of them.
  private static func frames(
    _ options: CollectorOptions, of workers: Int, _ joining: Joining
  ) throws(Failure) -> [Int] {
    if let frames = options.framesPerWorker {
      guard frames.count == workers else {
        throw .value(
          "expected \(workers) numbers for 'frames_per_batch', one per worker, got \(frames.count)",
          argument: "frames_per_batch")
      }
      return frames
    }
    let each = joining == .none ? options.framesPerBatch : (options.framesPerBatch + workers - 1) / workers
    return [Int](repeating: each, count: workers)
  }

  /// One turn of all workers.
  private func collect() throws(Failure) -> [[TensorDict]] {
    let isRandom = (options.buffer?.writeCount ?? frames) < options.initRandomFrames
    let (workers, steps, resets) = (workers, steps, options.resetAtEachIteration)
    if let hook = options.preCollect { for _ in workers { _ = try hook.call([]) } }
    if resets { for worker in workers { try worker.reset(counter: counter) } }
    let work: @Sendable (Int) throws(Failure) -> [TensorDict] = { (index) throws(Failure) in
      try workers[index].run(steps[index]) { _ in isRandom }
    }
    var runs: [[TensorDict]] = []
    if let pool {
      runs = try pool.map(workers.count, work)
    } else {
      for index in workers.indices { runs.append(try work(index)) }
    }
    for time in 0..<(steps.max() ?? 0) {
      for (worker, run) in zip(workers, runs) where time < run.count { try worker.number(run[time], counter) }
    }
    return runs
  }

  public var progress: (frames: Int, total: Int?) { (frames, options.totalFrames) }

  public func next() throws(Failure) -> Collected? {
    guard options.trajectoriesPerBatch != nil else { return try nextSteps(into: options.buffer) }
    return try assembly.next(options) { () throws(Failure) in
      guard case .batch(let batch)? = try nextSteps(into: nil) else { return nil }
      return batch
    }
  }

  /// A batch of steps, which goes into the buffer if there is one.
  private func nextSteps(into buffer: ReplayBuffer?) throws(Failure) -> Collected? {
    if let total = options.totalFrames, frames >= total { return nil }
    guard !isShut else { throw .runtime("the collector is shut down: it cannot collect", help: "make a new one") }
    var batches: [TensorDict] = []
    if joining == .none {
      if ready.isEmpty { ready = try collect() }
      let worker = workers[turn % workers.count]
      turn += 1
      batches = [options.placed(try TensorDict.stack(ready.removeFirst(), dim: worker.environment.batchSize.count))]
      if options.setTruncated { try worker.environment.markTruncated(batches[0]) }
    } else {
      for (worker, run) in zip(workers, try collect()) {
        let batch = options.placed(try TensorDict.stack(run, dim: worker.environment.batchSize.count))
        if options.setTruncated { try worker.environment.markTruncated(batch) }
        batches.append(batch)
      }
    }
    for batch in batches {
      frames += batch.batchSize.numel
      _ = try options.postCollect?.call([.tensordict(batch)])
    }
    if let buffer {
      for batch in batches { try buffer.extend(.tensordict(try options.finish(batch))) }
      return .stored
    }
    let joined: TensorDict
    switch joining {
    case .stack: joined = try TensorDict.stack(batches, dim: 0)
    case .cat(let dim): joined = try TensorDict.cat(batches, dim: dim)
    case .none: joined = batches[0]
    }
    return .batch(try options.finish(joined))
  }

  public func reset() throws(Failure) {
    ready = []
    turn = 0
    assembly.clear()
    for worker in workers { try worker.reset(counter: counter) }
  }

  /// Seeds each worker's environment and stream: the first with the seed, each other one with what the one before
  /// gave; then starts all episodes anew.
  public func setSeed(_ seed: Int, isStatic: Bool) throws(Failure) -> Int? {
    var seed: Int? = seed
    for worker in workers {
      let following = try worker.environment.setSeed(seed, isStatic: isStatic)
      if let seed { worker.generator.manualSeed(seed) }
      seed = following
    }
    try reset()
    return seed
  }

  public func shutdown() throws(Failure) {
    isShut = true
    for worker in workers { try worker.environment.close(complains: false) }
  }

  public var policyVersion: Int? { versions.first?.version }
  public func incrementVersion() { for version in versions { version.increment() } }

  public var spec: ComponentSpec { joining == .none ? Self.asyncSpec : Self.syncSpec }
}
