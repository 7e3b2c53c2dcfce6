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
  private let tracksNumbers: Bool
  /// What is left out of each step's data.
  private let dropped: [NestedKey]
  private var carrier: TensorDict

  /// Resets the environment, and lets the policy act once on a copy, as TorchRL's collectors do to learn its keys.
  init(
    _ environment: any Environment, _ policy: (any Policy)?, generator: Generator, counter: TrajectoryCounter,
    options: CollectorOptions
  ) throws(Failure) {
    tracksNumbers = options.tracksTrajectories
    let seen = options.compactsObservations ? environment.observationKeys + environment.specs.state.leafKeys : []
    dropped = seen.map { NestedKey(["next"] + $0.path) }
    self.environment = environment
    self.policy = policy ?? RandomPolicy(.composite(environment.specs.action))
    self.generator = generator
    self.policy.adopt(environment)
    environment.allowStepsBehindEnd()
    carrier = try environment.reset()
    numbers = TrajectoryNumbers(count: max(1, environment.batchSize.numel), from: counter)
    try showNumbers()
  }

  /// Puts the present numbers where the policy sees them.
  private func showNumbers() throws(Failure) {
    if tracksNumbers { try carrier.set("collector", try numbersData(numbers.current)) }
  }

  /// Lets the policy act once without a step. - Throws: `KeyError` where it forgets the action.
  func tryPolicy() throws(Failure) {
    let trial = carrier.shallowCopy()
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
    try showNumbers()
  }

  /// Steps `frames` times: the data of each step.
  /// - Parameter counter: Numbers trajectories as they come; nil where several workers step side by side, whose steps
  ///   are numbered afterwards.
  func run(
    _ frames: Int, counter: TrajectoryCounter? = nil, isRandom: (Int) -> Bool
  ) throws(Failure) -> [TensorDict] {
    var steps: [TensorDict] = []
    steps.reserveCapacity(frames)
    for index in 0..<frames {
      try Interruption.check()
      if isRandom(index) {
        carrier = try environment.randomAction(carrier, generator: generator)
      } else {
        carrier = try environment.act(policy, on: carrier, generator)
      }
      let (stepped, following) = try environment.stepAndMaybeReset(carrier)
      let data = dropped.isEmpty ? stepped : stepped.exclude(dropped)
      steps.append(data)
      carrier = following
      if let counter { try number(data, counter) }
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

  /// Numbers a step, and starts new numbers where it is done.
  func number(_ step: TensorDict, _ counter: TrajectoryCounter) throws(Failure) {
    guard tracksNumbers else { return }
    let done = try Self.done(step, environment)
    let values = numbers.advance(done: { $0 < done.count && done[$0] }, from: counter)
    try step.set("collector", try numbersData(values))
    try showNumbers()
  }

  /// The "collector" entry of one step.
  private func numbersData(_ values: [Int]) throws(Failure) -> TensorDict {
    let data = TensorDict(batchSize: environment.batchSize)
    try data.set("traj_ids", try Tensor.fromElements(values, environment.batchSize))
    return data
  }
}
