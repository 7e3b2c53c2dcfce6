import Catalog
import ReplayBuffers
import Tensors

/// A simulator that turns an action into the next observation, reward and end marks, as TorchRL's `EnvBase`.
///
/// An implementation writes `performReset` and `performStep`; callers use `reset`, `step`, `stepAndMaybeReset` and
/// `rollout`, which check keys, complete end marks and fill "next".
public protocol Environment: Component {
  /// The leading dimensions of all data: one per level of batching, none for a single environment.
  var batchSize: Shape { get }
  var specs: EnvironmentSpecs { get }
  var isClosed: Bool { get }
  /// Where its data says it is; nil where it does not say.
  var device: Device? { get }
  /// May run on a thread of its own. Environments of a script may not.
  var isNative: Bool { get }
  /// Consists of environments, each with its own data.
  var hasWorkers: Bool { get }

  /// The data of a fresh episode: observations and end marks, without "next".
  /// - Parameter data: What was known before; "_reset" in it marks the elements of the batch to reset.
  func performReset(_ data: TensorDict?) throws(Failure) -> TensorDict
  /// The data after `data["action"]`: what becomes "next". Keys of `data` stay as they are.
  func performStep(_ data: TensorDict) throws(Failure) -> TensorDict
  /// Seeds the environment. - Returns: A seed for the next environment, as TorchRL derives it.
  func setSeed(_ seed: Int?, isStatic: Bool) throws(Failure) -> Int?
  /// Ends it; a reset opens it again, as in TorchRL. - Throws: `RuntimeError` if `complains` and it is closed already.
  func close(complains: Bool) throws(Failure)
  /// Another one made in the same way, for a further worker, seeded anew.
  /// - Throws: `ValueError` where only a function can make another.
  func another() throws(Failure) -> any Environment
  /// From now on steps behind the end of an episode are taken as they come, as gymnasium takes them: a policy of a
  /// collector may step the environment itself. Without it they are an error.
  func allowStepsBehindEnd()
  /// Whether the data after a step goes into the data before the next one as it is. Transforms may change it there.
  func finishStep(_ data: TensorDict, following: TensorDict) throws(Failure) -> (TensorDict, TensorDict)
}

extension Environment {
  public var familyAttributes: [any ComponentAttribute] { EnvironmentComponents.common[.environment] ?? [] }
  public var device: Device? { nil }
  public var hasWorkers: Bool { false }
  public func allowStepsBehindEnd() {}

  public func another() throws(Failure) -> any Environment {
    throw .value(
      "\(text) cannot be used twice", help: "pass a function that makes it: () -> …", argument: "create_env_fn")
  }

  public func finishStep(
    _ data: TensorDict, following: TensorDict
  ) throws(Failure) -> (TensorDict, TensorDict) { (data, following) }

  public var actionKeys: [NestedKey] { specs.action.leafKeys }
  public var rewardKeys: [NestedKey] { specs.reward.leafKeys }
  public var doneKeys: [NestedKey] { specs.done.leafKeys }
  public var observationKeys: [NestedKey] { specs.observation.leafKeys }
}
