import Catalog
import ReplayBuffers
import Tensors

/// A transform that knows what to do in an environment: TorchRL's `_reset`, `_step`, `_inv_call` and spec methods.
/// Any other `Transform` is applied by its `forward`, after a reset and after a step alike.
///
/// The defaults of `reset` and `step` call `call`, whose default is `forward`.
public protocol EnvironmentTransform: Transform {
  /// Changes data after a reset or a step (`_call`).
  func call(_ data: TensorDict) throws(Failure) -> TensorDict
  /// After a reset. May change and return `fresh`.
  /// - Parameters:
  ///   - previous: The data before the reset: empty, or with the "_reset" marks and state of a partial one.
  ///   - fresh: What the environment gave.
  func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict
  /// After a step. May change and return `next`.
  /// - Parameter data: The data before the step, with the action; not to be changed.
  func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict
  /// Before a step: the data as the environment below expects it. `data` is a shallow copy.
  func inverse(action data: TensorDict) throws(Failure) -> TensorDict
  /// The specs as seen from outside.
  func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs
  /// Called when the transform comes into an environment: `parent` is the environment with the transforms before this one.
  func attach(to parent: any Environment) throws(Failure)
}

extension EnvironmentTransform {
  public func call(_ data: TensorDict) throws(Failure) -> TensorDict {
    guard case .tensordict(let changed) = try forward(.tensordict(data)) else { return data }
    return changed
  }
  public func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict { try call(fresh) }
  public func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict { try call(next) }
  public func inverse(action data: TensorDict) throws(Failure) -> TensorDict {
    guard hasInverse, case .tensordict(let changed)? = try inverse(.tensordict(data)) else { return data }
    return changed
  }
  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs { specs }
  public func attach(to parent: any Environment) throws(Failure) {}
}
