import Catalog
import ReplayBuffers
import Tensors

/// Collects batches of steps from one environment, which may be a batch of them (TorchRL's `Collector`).
public final class Collector: DataCollector, @unchecked Sendable {
  // `@unchecked`: used from one thread.

  public let environment: any Environment
  private let options: CollectorOptions
  private let worker: CollectorWorker
  private let counter = TrajectoryCounter()
  private let steps: Int
  private var frames = 0
  private var isShut = false

  /// - Parameter policy: nil acts at random.
  /// - Throws: `ValueError` for numbers that make no sense; what the environment's reset and the policy throw.
  public init(
    _ environment: any Environment, _ policy: (any Policy)?, _ options: CollectorOptions,
    generator: Generator = .default
  ) throws(Failure) {
    try options.check()
    self.options = options
    let environment = try options.limited(environment)
    self.environment = environment
    let width = max(1, environment.batchSize.numel)
    steps = (options.framesPerBatch + width - 1) / width
    if options.setTruncated, !environment.doneKeys.contains(where: { $0.last == "truncated" }) {
      throw .runtime("set_truncated needs an environment with a 'truncated' key", argument: "set_truncated")
    }
    worker = try CollectorWorker(
      environment, policy, generator: generator, counter: counter, tracksNumbers: options.tracksTrajectories)
    try worker.tryPolicy()
  }

  public var progress: (frames: Int, total: Int?) { (frames, options.totalFrames) }

  public func next() throws(Failure) -> Collected? {
    if let total = options.totalFrames, frames >= total { return nil }
    guard !isShut else { throw .runtime("the collector is shut down: it cannot collect", help: "make a new one") }
    if options.resetAtEachIteration { try worker.reset(counter: counter) }
    let width = max(1, environment.batchSize.numel)
    let written = options.buffer?.writeCount
    let isStepwise = options.buffer != nil && !options.extendsBuffer
    let run = try worker.run(steps, counter: counter) { index in
      (written.map { $0 + (isStepwise ? index : 0) } ?? frames) < options.initRandomFrames
    }
    if let buffer = options.buffer, isStepwise {
      for step in run {
        try buffer.add(.tensordict(step))
        frames += width
      }
      try closeAtEnd()
      return .stored
    }
    let batch = try TensorDict.stack(run, dim: environment.batchSize.count)
    if options.setTruncated { try environment.markTruncated(batch) }
    frames += batch.batchSize.numel
    try closeAtEnd()
    let finished = try options.finish(batch)
    guard let buffer = options.buffer else { return .batch(finished) }
    try buffer.extend(.tensordict(finished))
    return .stored
  }

  private func closeAtEnd() throws(Failure) {
    if let total = options.totalFrames, frames >= total { try environment.close(complains: false) }
  }

  public func reset() throws(Failure) { try worker.reset(counter: counter) }

  public func setSeed(_ seed: Int, isStatic: Bool) throws(Failure) -> Int? {
    try environment.setSeed(seed, isStatic: isStatic)
  }

  public func shutdown() throws(Failure) {
    isShut = true
    try environment.close(complains: false)
  }

  public var text: String { options.text("collector", environment.text, worker.policy.text) }

  public var attributeNames: [String] {
    [
      "frames_per_batch", "requested_frames_per_batch", "total_frames", "env", "policy", "replay_buffer",
      "init_random_frames", "max_frames_per_traj", "split_trajs", "reset_at_each_iter",
    ]
  }
  public func attribute(_ name: String) -> Tree? {
    switch name {
    case "frames_per_batch": .int(steps)
    case "requested_frames_per_batch": .int(steps * max(1, environment.batchSize.numel))
    case "env": .object(environment)
    case "policy": .object(worker.policy)
    default: options.attribute(name)
    }
  }
}

extension CollectorOptions {
  /// Attributes that all collectors share.
  func attribute(_ name: String) -> Tree? {
    switch name {
    case "total_frames": totalFrames.map { .int($0) } ?? .float(.infinity)
    case "replay_buffer": buffer.map { .object($0) } ?? Tree.none
    case "init_random_frames": .int(initRandomFrames)
    case "max_frames_per_traj": .int(maxFramesPerTrajectory ?? 0)
    case "split_trajs": .bool(splitTrajectories)
    case "reset_at_each_iter": .bool(resetAtEachIteration)
    default: nil
    }
  }

  /// As the rbs that builds the collector.
  func text(_ name: String, _ environment: String, _ policy: String, _ more: [String] = []) -> String {
    var parts = [environment, policy, "frames_per_batch: \(framesPerBatch)"]
    parts.append("total_frames: \(totalFrames ?? -1)")
    if let limit = maxFramesPerTrajectory, limit > 0 { parts.append("max_frames_per_traj: \(limit)") }
    if initRandomFrames > 0 { parts.append("init_random_frames: \(initRandomFrames)") }
    if splitTrajectories { parts.append("split_trajs: True") }
    if resetAtEachIteration { parts.append("reset_at_each_iter: True") }
    if setTruncated { parts.append("set_truncated: True") }
    if let postprocess { parts.append("postproc: \(postprocess.text)") }
    return "\(name)(\((parts + more).joined(separator: ", ")))"
  }
}
