import Catalog
import ReplayBuffers
import Tensors

/// Actions that were chosen before, one per step.
public final class ActionSequence: Policy, @unchecked Sendable {
  // `@unchecked`: `position` changes under `lock`.
  private let actions: [Tensor]
  private let key: NestedKey
  private let lock = RecursiveLock()
  private var position = 0

  public init(_ actions: [Tensor], key: NestedKey = "action") {
    self.actions = actions
    self.key = key
  }

  public var isNative: Bool { true }
  public var text: String { "\(actions.count) actions" }

  /// - Throws: `StopIteration` after the last one.
  public func act(_ data: TensorDict, generator: Generator) throws(Failure) -> TensorDict {
    let index = lock.withLock {
      defer { position += 1 }
      return position
    }
    guard index < actions.count else {
      throw Failure(.stopIteration, "there are \(actions.count) actions, and step \(index + 1) has none")
    }
    try data.set(key, actions[index])
    return data
  }
}
