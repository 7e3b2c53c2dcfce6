import Catalog
import ReplayBuffers
import Tensors

/// An environment and a policy that collect together, with the data that survives from one batch to the next.
final class CollectorWorker: @unchecked Sendable {
  // `@unchecked`: used by one thread at a time: the collector's, or a pool's while the collector waits.

  let environment: any Environment
  let policy: any Policy
  let generator: Generator
  var numbers: TrajectoryNumbers
  private var carrier: TensorDict

  /// Resets the environment, and lets the policy act once on a copy, as TorchRL's collectors do to learn its keys.
  init(
    _ environment: any Environment, _ policy: (any Policy)?, generator: Generator, counter: TrajectoryCounter
  ) throws(Failure) {
    self.environment = environment
    self.policy = policy ?? RandomPolicy(.composite(environment.specs.action))
    self.generator = generator
    carrier = try environment.reset()
    numbers = TrajectoryNumbers(count: max(1, environment.batchSize.numel), from: counter)
  }

  /// Lets the policy act once without a step. - Throws: `KeyError` where it forgets the action.
  func tryPolicy() throws(Failure) {
    let trial = carrier.shallowCopy()
    try trial.set("collector", try numbersData(numbers.current, []))
    let answer = try environment.act(policy, on: trial, generator)
    for key in environment.actionKeys where !answer.contains(key) {
      throw .key(
        "the policy \(policy.text) gave no \(key.text)",
        help: Suggestion.didYouMean(key.last, among: answer.keys) ?? "set it: td[\(key.text)] = …", argument: "policy")
    }
  }

  /// Starts all episodes anew.
  func reset(counter: TrajectoryCounter) throws(Failure) {
    carrier = try environment.reset()
    numbers.renew(from: counter)
  }

  /// Steps `frames` times: the data of each step, without trajectory numbers.
  func run(_ frames: Int, isRandom: (Int) -> Bool) throws(Failure) -> [TensorDict] {
    var steps: [TensorDict] = []
    steps.reserveCapacity(frames)
    for index in 0..<frames {
      if isRandom(index) {
        carrier = try environment.randomAction(carrier, generator: generator)
      } else {
        carrier = try environment.act(policy, on: carrier, generator)
      }
      let (data, following) = try environment.stepAndMaybeReset(carrier)
      steps.append(data)
      carrier = following
    }
    return steps
  }

  /// The element-wise end marks of a step.
  static func done(_ step: TensorDict, _ environment: any Environment) throws(Failure) -> [Bool] {
    var marks: Tensor?
    for key in environment.doneKeys {
      guard let mark = step.tensorIfPresent(NestedKey(["next"] + key.path)) else { continue }
      let flat = try environment.batchMarks(mark)
      if let known = marks { marks = try known.logicalOr(flat) } else { marks = flat }
    }
    return try marks?.scalars().map(\.isTrue) ?? []
  }

  /// A "collector" entry of one step, or of several along a last dimension.
  func numbersData(_ values: [Int], _ time: Shape) throws(Failure) -> TensorDict {
    let data = TensorDict(batchSize: environment.batchSize + time)
    try data.set("traj_ids", try Tensor.fromElements(values, environment.batchSize + time))
    return data
  }
}

enum Rollouts {
  /// Numbers the trajectories of workers that stepped side by side: by time, then by worker.
  static func number(
    _ runs: [[TensorDict]], _ workers: [CollectorWorker], _ counter: TrajectoryCounter, tracksNumbers: Bool
  ) throws(Failure) {
    guard tracksNumbers else { return }
    for time in 0..<(runs.map(\.count).max() ?? 0) {
      for (worker, run) in zip(workers, runs) where time < run.count {
        let done = try CollectorWorker.done(run[time], worker.environment)
        let values = worker.numbers.advance(done: { $0 < done.count && done[$0] }, from: counter)
        try run[time].set("collector", try worker.numbersData(values, []))
      }
    }
  }
}
