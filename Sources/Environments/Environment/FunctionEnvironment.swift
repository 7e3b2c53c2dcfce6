import Catalog
import ReplayBuffers
import Tensors

/// An environment made of functions: one that starts an episode, and one that makes a step.
public final class FunctionEnvironment: Environment, @unchecked Sendable {
  // `@unchecked`: used from the thread that made it only (`isNative` is false).

  /// The functions. Each gets data and gives a tensordict.
  public struct Functions: Sendable {
    public var reset: @Sendable (TensorDict?) throws(Failure) -> TensorDict
    public var step: @Sendable (TensorDict) throws(Failure) -> TensorDict
    public var seed: (@Sendable (Int) throws(Failure) -> Void)?
    public init(
      reset: @escaping @Sendable (TensorDict?) throws(Failure) -> TensorDict,
      step: @escaping @Sendable (TensorDict) throws(Failure) -> TensorDict,
      seed: (@Sendable (Int) throws(Failure) -> Void)? = nil
    ) {
      self.reset = reset
      self.step = step
      self.seed = seed
    }
  }

  /// What the language made it of.
  struct Origin: Sendable {
    var reset: any Callback
    var step: any Callback
    var seed: (any Callback)?
    var action: Spec
    var observation: Spec?
    var reward: Spec?
    var done: Spec?
  }

  public let batchSize: Shape
  /// nil where it was made of closures.
  let origin: Origin?
  private let functions: Functions
  private let takesObservationFromReset: Bool
  private var current: EnvironmentSpecs
  private var closed = false

  /// - Parameters:
  ///   - observation: nil takes it from what the first reset gives.
  ///   - reward: nil for one float32 under "reward".
  ///   - done: nil for "done", "terminated" and "truncated" marks.
  public convenience init(
    _ functions: Functions, batchSize: Shape = [], action: CompositeSpec, observation: CompositeSpec? = nil,
    reward: CompositeSpec? = nil, done: CompositeSpec? = nil
  ) throws(Failure) {
    try self.init(
      functions, batchSize: batchSize, action: action, observation: observation, reward: reward, done: done,
      origin: nil)
  }

  init(
    _ functions: Functions, batchSize: Shape, action: CompositeSpec, observation: CompositeSpec?,
    reward: CompositeSpec?, done: CompositeSpec?, origin: Origin?
  ) throws(Failure) {
    self.functions = functions
    self.batchSize = batchSize
    self.origin = origin
    takesObservationFromReset = observation == nil
    let mark = Spec.leaf(try LeafSpec.mark.expanded(batchSize))
    current = EnvironmentSpecs(
      observation: observation ?? CompositeSpec(shape: batchSize), action: action,
      reward: reward
        ?? CompositeSpec(shape: batchSize, [("reward", .leaf(LeafSpec(batchSize + [1])))]),
      done: done
        ?? CompositeSpec(shape: batchSize, [("done", mark), ("terminated", mark), ("truncated", mark)]),
      state: CompositeSpec(shape: batchSize))
  }

  /// `origin` holds each function, and so does the closure over it in `functions`.
  public func visitReferences(_ visitor: ReferenceVisitor) {
    for _ in 0..<2 {
      visitor.visit(origin?.reset)
      visitor.visit(origin?.step)
      visitor.visit(origin?.seed)
    }
  }

  public var spec: ComponentSpec { Self.spec }
  public var specs: EnvironmentSpecs { current }
  public var isClosed: Bool { closed }
  public var isNative: Bool { false }
  /// For messages.
  private var shortText: String { "\(spec.signature.name)(…)" }

  public func performReset(_ data: TensorDict?) throws(Failure) -> TensorDict {
    closed = false
    let answer = try functions.reset(data)
    // The function may give back what it got; the caller's data must not change under it.
    let fresh = answer === data ? answer.shallowCopy() : answer
    try checkBatch(fresh, "reset")
    if takesObservationFromReset, current.observation.isEmpty {
      for (key, tensor) in fresh.leaves where current.done[key] == nil && key.first != "_reset" {
        current.observation[key] = .leaf(LeafSpec(tensor.shape, tensor.dtype))
      }
    }
    return fresh
  }

  public func performStep(_ data: TensorDict) throws(Failure) -> TensorDict {
    guard !closed else { throw .runtime("\(shortText) is closed: it cannot step", help: "call reset() first") }
    var next = try functions.step(data.exclude(["next"]))
    if let inner = next.tensordictIfPresent("next") { next = inner }
    try checkBatch(next, "step")
    for key in current.observation.leafKeys where !next.contains(key) {
      throw .key(
        "the step function of \(shortText) gave no \(key.text)", help: Suggestion.didYouMean(key.last, among: next.keys)
      )
    }
    return next.shallowCopy().exclude(actionKeys)
  }

  private func checkBatch(_ data: TensorDict, _ name: String) throws(Failure) {
    guard data.batchSize == batchSize else {
      throw .runtime(
        "expected the \(name) function to give a tensordict of batch size \(batchSize.dims), got \(data.batchSize.dims)"
      )
    }
  }

  public func setSeed(_ seed: Int?, isStatic: Bool) throws(Failure) -> Int? {
    guard let seed else { return nil }
    guard seed >= 0 else { throw .value("expected a seed of at least 0, got \(seed)", argument: "seed") }
    try functions.seed?(seed)
    return isStatic ? seed : NumpyGenerator.seed(after: UInt64(seed))
  }

  public func close(complains: Bool) throws(Failure) {
    if closed, complains { throw .runtime("the environment is closed already") }
    closed = true
  }
}
