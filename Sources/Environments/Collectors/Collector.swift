import Catalog
import ReplayBuffers
import Tensors

/// Collects batches of steps from one environment, which may be a batch of them (TorchRL's `Collector`).
public final class Collector: DataCollector, @unchecked Sendable {
  // `@unchecked`: used from one thread.

  public let environment: any Environment
  public let options: CollectorOptions
  /// The environment as it was given, without what the options put around it.
  let givenEnvironment: any Environment
  let actsAtRandom: Bool
  let worker: CollectorWorker
  private let version: PolicyVersion?
  private let assembly = TrajectoryAssembly()
  private let counter = TrajectoryCounter()
  /// Of each environment in a batch.
  let steps: Int
  private var frames = 0
  public private(set) var isShut = false

  /// - Parameter policy: nil acts at random.
  /// - Throws: `ValueError` for numbers that make no sense; what the environment's reset and the policy throw.
  public init(
    _ environment: any Environment, _ policy: (any Policy)?, _ options: CollectorOptions,
    generator: Generator = .default
  ) throws(Failure) {
    try options.check()
    self.options = options
    givenEnvironment = environment
    actsAtRandom = policy == nil
    let (environment, version) = try options.prepared(environment)
    self.version = version
    self.environment = environment
    let width = max(1, environment.batchSize.numel)
    steps = (options.framesPerBatch + width - 1) / width
    if options.setTruncated, !environment.doneKeys.contains(where: { $0.last == "truncated" }) {
      throw .runtime("set_truncated needs an environment with a 'truncated' key", argument: "set_truncated")
    }
    worker = try CollectorWorker(
      environment, policy, generator: generator, counter: counter, options: options)
    try worker.tryPolicy()
  }

  public func visitReferences(_ visitor: ReferenceVisitor) {
    visitor.visit(environment)
    visitor.visit(givenEnvironment)
    visitor.visit(worker.environment)
    visitor.visit(worker.policy)
    options.visitReferences(visitor)
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
    _ = try options.preCollect?.call([])
    if options.resetAtEachIteration { try worker.reset(counter: counter) }
    let written = options.buffer?.writeCount
    let isStepwise = buffer != nil && !options.extendsBuffer
    let run = try worker.run(steps, counter: counter) { index in
      (written.map { $0 + (isStepwise ? index : 0) } ?? frames) < options.initRandomFrames
    }
    if let buffer, isStepwise {
      for step in run {
        try buffer.add(.tensordict(step))
        frames += width
      }
      try closeAtEnd()
      return .stored
    }
    let batch = options.placed(try TensorDict.stack(run, dim: environment.batchSize.count))
    if options.setTruncated { try environment.markTruncated(batch) }
    frames += batch.batchSize.numel
    try closeAtEnd()
    let finished = try options.finish(batch)
    _ = try options.postCollect?.call([.tensordict(finished)])
    guard let buffer else { return .batch(finished) }
    try buffer.extend(.tensordict(finished))
    return .stored
  }

  private func closeAtEnd() throws(Failure) {
    if let total = options.totalFrames, frames >= total { try environment.close(complains: false) }
  }

  public func reset() throws(Failure) {
    assembly.clear()
    try worker.reset(counter: counter)
  }

  public var policyVersion: Int? { version?.version }
  public func incrementVersion() { version?.increment() }

  public func setSeed(_ seed: Int, isStatic: Bool) throws(Failure) -> Int? {
    try environment.setSeed(seed, isStatic: isStatic)
  }

  public func shutdown() throws(Failure) {
    isShut = true
    try environment.close(complains: false)
  }

  public var spec: ComponentSpec { Self.spec }
}
