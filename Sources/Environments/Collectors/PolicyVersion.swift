import Catalog
import ReplayBuffers
import Tensors

/// Tags data with the number of the policy that made it, under "policy_version" (TorchRL's `PolicyVersion`).
final class PolicyVersion: EnvironmentTransform, @unchecked Sendable {
  // `@unchecked`: `number` changes under `lock`.
  static let key: NestedKey = "policy_version"
  private let lock = RecursiveLock()
  private var number = 0

  var text: String { "policy_version" }
  var version: Int { lock.withLock { number } }
  /// The policy was changed.
  func increment() { lock.withLock { number += 1 } }

  func forward(_ data: Tree) throws(Failure) -> Tree {
    guard case .tensordict(let data) = data else { return data }
    return .tensordict(try call(data))
  }
  func call(_ data: TensorDict) throws(Failure) -> TensorDict {
    try data.set(Self.key, try .full(data.batchSize, .int(version), .int64))
    return data
  }
  func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var specs = specs
    specs.observation[Self.key] = .leaf(LeafSpec(specs.observation.shape, .int64))
    return specs
  }
}
