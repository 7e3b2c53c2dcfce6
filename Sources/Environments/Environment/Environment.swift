import Catalog
import ReplayBuffers
import Tensors

/// A simulator that turns an action into the next observation, reward and end marks, as TorchRL's `EnvBase`.
///
/// An implementation writes `performReset` and `performStep`; callers use `reset`, `step`, `stepAndMaybeReset` and
/// `rollout`, which check keys, complete end marks and fill "next".
public protocol Environment: TreeObject {
  /// The leading dimensions of all data: one per level of batching, none for a single environment.
  var batchSize: Shape { get }
  var specs: EnvironmentSpecs { get }
  var isClosed: Bool { get }
  /// May run on a thread of its own. Environments of a script may not.
  var isNative: Bool { get }

  /// The data of a fresh episode: observations and end marks, without "next".
  /// - Parameter data: What was known before; "_reset" in it marks the elements of the batch to reset.
  func performReset(_ data: TensorDict?) throws(Failure) -> TensorDict
  /// The data after `data["action"]`: what becomes "next". Keys of `data` stay as they are.
  func performStep(_ data: TensorDict) throws(Failure) -> TensorDict
  /// Seeds the environment. - Returns: A seed for the next environment, as TorchRL derives it.
  func setSeed(_ seed: Int?, isStatic: Bool) throws(Failure) -> Int?
  /// Ends it. - Throws: `RuntimeError` if `complains` and it is closed already.
  func close(complains: Bool) throws(Failure)
  /// A random action for `data`, written into it. The default draws from the action spec.
  func randomAction(_ data: TensorDict?) throws(Failure) -> TensorDict
}
