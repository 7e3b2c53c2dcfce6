import Catalog
import ReplayBuffers
import Tensors

/// How a gymnasium task is wrapped.
public struct GymOptions: Sendable {
  /// Pictures under "pixels": height, width, RGB, uint8.
  public var fromPixels = false
  /// With pictures, leaves the observation out.
  public var pixelsOnly = true
  /// Discrete actions are numbers instead of one-hot vectors.
  public var categoricalActions = false
  /// Times that each action is taken; rewards add up.
  public var frameSkip = 1
  /// Where its data says it is; nil where it does not say.
  public var device: Device?
  public init() {}
}

/// One of gymnasium's classic-control environments as TorchRL's `GymEnv` wraps it.
public final class GymEnvironment: Environment, @unchecked Sendable {
  /// What changes. `@unchecked`: touched under `lock` only, for an environment may be stepped by a thread of a pool.
  private struct State {
    var task: any ControlTask
    var random = NumpyGenerator(seed: nil)
    var elapsed = 0
    /// Why a step is refused: no reset yet, or a finished episode.
    var obstacle: String? = "was not reset yet"
    var stepsOnBehindEnd = false
    var isClosed = false
    var canvas: Canvas?
  }

  public let name: String
  let options: GymOptions
  private let kind: any ControlTask.Type
  private let lock = RecursiveLock()
  private var state: State
  public let specs: EnvironmentSpecs

  /// The names of all environments.
  public static let names: [String] = ControlTasks.all.map { $0.id }

  /// - Throws: `ValueError` for an unknown name.
  public init(_ name: String, _ options: GymOptions = GymOptions()) throws(Failure) {
    guard let kind = ControlTasks.all.first(where: { $0.id == name }) else {
      throw .value(
        "there is no environment '\(name)'",
        help: Suggestion.didYouMean(name, among: Self.names) ?? "there are \(Self.names.joined(separator: ", "))",
        argument: "env_name")
    }
    guard options.frameSkip > 0 else {
      throw .unfit("frame_skip", expected: "at least 1", got: options.frameSkip)
    }
    self.name = name
    self.options = options
    self.kind = kind
    specs = try Self.specs(kind, options)
    state = State(task: kind.init())
  }

  private static func specs(_ kind: any ControlTask.Type, _ options: GymOptions) throws(Failure) -> EnvironmentSpecs {
    func composite(_ entries: [(NestedKey, Spec)]) -> CompositeSpec {
      var result = CompositeSpec(entries)
      result.device = options.device
      return result
    }
    var observation = composite([])
    if !options.fromPixels || !options.pixelsOnly {
      let bounds = kind.observationBounds
      let low = try Tensor.fromElements(bounds.map(\.low))
      observation["observation"] = .leaf(
        LeafSpec([bounds.count], .float32, .bounded(low: low, high: try .fromElements(bounds.map(\.high)))))
    }
    if options.fromPixels {
      observation["pixels"] = .leaf(LeafSpec([kind.screen.height, kind.screen.width, 3], .uint8))
    }
    let action: LeafSpec
    switch kind.actions {
    case .discrete(let count):
      action = options.categoricalActions ? LeafSpec([], .int64, .categorical(count)) : .oneHot(count)
    case .continuous(let low, let high):
      action = try .bounded(.float(Double(low)), .float(Double(high)), [1])
    }
    return EnvironmentSpecs(
      observation: observation, action: composite([("action", .leaf(action))]),
      reward: composite([("reward", .leaf(LeafSpec([1])))]),
      done: composite([("done", .leaf(.mark)), ("terminated", .leaf(.mark)), ("truncated", .leaf(.mark))]),
      state: composite([]))
  }

  public func another() throws(Failure) -> any Environment { try GymEnvironment(name, options) }
  public func allowStepsBehindEnd() { lock.withLock { state.stepsOnBehindEnd = true } }

  public var batchSize: Shape { [] }
  public var isClosed: Bool { lock.withLock { state.isClosed } }
  public var isNative: Bool { true }
  public var device: Device? { options.device }
  public var spec: ComponentSpec { Self.spec }

  public func performReset(_ data: TensorDict?) throws(Failure) -> TensorDict {
    try start(seed: nil)
  }

  private func start(seed: UInt64?) throws(Failure) -> TensorDict {
    let (observed, picture) = try locked { (state) throws(Failure) in
      if let seed { state.random = NumpyGenerator(seed: seed) }
      state.task.reset(&state.random)
      state.elapsed = 0
      state.obstacle = nil
      return (state.task.observation, try self.picture(&state))
    }
    return try observation(observed, picture)
  }

  public func performStep(_ data: TensorDict) throws(Failure) -> TensorDict {
    let action = try self.action(try data.tensor("action"))
    let (observed, picture, reward, isTerminated, isTruncated) = try locked { (state) throws(Failure) in
      if let obstacle = state.obstacle {
        throw .runtime("\(self.text) \(obstacle): it cannot step", help: "call reset() first")
      }
      var (reward, isTerminated, isTruncated) = (0.0, false, false)
      for _ in 0..<self.options.frameSkip {
        let result = state.task.step(action)
        state.elapsed += 1
        reward += result.reward
        isTerminated = result.isTerminated
        isTruncated = state.elapsed >= self.kind.stepLimit
        if isTerminated || isTruncated { break }
      }
      if isTerminated || isTruncated, !state.stepsOnBehindEnd { state.obstacle = "has finished its episode" }
      return (state.task.observation, try self.picture(&state), reward, isTerminated, isTruncated)
    }
    let next = try observation(observed, picture)
    try next.set("reward", try .fromElements([Float(reward)]))
    try next.set("truncated", try Self.mark(isTruncated))
    try next.set("done", try Self.mark(isTerminated || isTruncated))
    try next.set("terminated", try Self.mark(isTerminated))
    return next
  }

  /// Runs `body` alone on the state, with typed errors.
  private func locked<R>(_ body: (inout State) throws(Failure) -> R) throws(Failure) -> R {
    lock.lock()
    defer { lock.unlock() }
    return try body(&state)
  }

  private static func mark(_ flag: Bool) throws(Failure) -> Tensor { try .fromElements([Bool8(flag)]) }

  private func observation(_ values: [Float], _ picture: Tensor?) throws(Failure) -> TensorDict {
    let data = TensorDict(batchSize: [], device: device)
    if specs.observation["observation"] != nil { try data.set("observation", try .fromElements(values)) }
    if let picture { try data.set("pixels", picture) }
    return data
  }

  private func picture(_ state: inout State) throws(Failure) -> Tensor? {
    options.fromPixels ? try render(&state) : nil
  }

  private func render(_ state: inout State) throws(Failure) -> Tensor {
    let canvas: Canvas
    if let kept = state.canvas {
      canvas = kept
    } else {
      canvas = try Canvas(width: kind.screen.width, height: kind.screen.height)
      state.canvas = canvas
    }
    canvas.clear()
    state.task.draw(on: canvas)
    return try canvas.pixels()
  }

  /// The picture of the present state: height, width, RGB, uint8.
  public func render() throws(Failure) -> Tensor {
    try locked { (state) throws(Failure) in try self.render(&state) }
  }

  private func action(_ tensor: Tensor) throws(Failure) -> ControlAction {
    switch kind.actions {
    case .discrete(let count):
      if options.categoricalActions {
        guard tensor.numel == 1, !tensor.dtype.isFloatingPoint else {
          throw .runtime("expected an int action for \(text), got \(tensor.dtype.name) of shape \(tensor.shape.dims)")
        }
        let index = try tensor.reshape([]).item().int
        guard index >= 0, index < count else {
          throw .value("expected an action of 0 ... \(count - 1), got \(index)")
        }
        return .index(index)
      }
      guard tensor.shape == [count] else {
        throw .runtime(
          "expected a one-hot action of shape [\(count)] for \(text), got shape \(tensor.shape.dims)",
          help: tensor.numel == 1 ? "categorical_action_encoding: True takes numbers" : nil)
      }
      return .index(try (tensor.dtype == .bool ? tensor.to(.int64) : tensor).argmax(0).item().int)
    case .continuous:
      guard tensor.numel == 1 else {
        throw .runtime("expected an action of shape [1] for \(text), got shape \(tensor.shape.dims)")
      }
      return .value(Float(try tensor.reshape([]).item().double))
    }
  }

  /// Seeds and resets it, as TorchRL does.
  public func setSeed(_ seed: Int?, isStatic: Bool) throws(Failure) -> Int? {
    guard let seed else {
      lock.withLock { state.random = NumpyGenerator(seed: nil) }
      _ = try start(seed: nil)
      return nil
    }
    guard seed >= 0 else { throw .value("expected a seed of at least 0, got \(seed)", argument: "seed") }
    _ = try start(seed: UInt64(seed))
    return isStatic ? seed : NumpyGenerator.seed(after: UInt64(seed))
  }

  public func close(complains: Bool) throws(Failure) {
    let wasClosed = lock.withLock {
      defer { state.isClosed = true }
      state.canvas = nil
      state.obstacle = "is closed"
      return state.isClosed
    }
    if wasClosed, complains { throw .runtime("the environment \(text) is closed already") }
  }
}
