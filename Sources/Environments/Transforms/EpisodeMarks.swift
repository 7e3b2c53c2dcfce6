import Catalog
import ReplayBuffers
import Tensors

/// The groups of end marks that an environment has: one per "done", with the keys that lie beside it.
struct EpisodeMarks: Sendable {
  /// Of the "done": where a partial reset's marks have its shape.
  let done: NestedKey
  let shape: Shape

  init(_ done: NestedKey, shape: Shape) {
    self.done = done
    self.shape = shape
  }

  static func all(in parent: any Environment) -> [EpisodeMarks] {
    parent.specs.done.leaves.filter { $0.key.last == "done" }.map { EpisodeMarks($0.key, shape: $0.spec.shape) }
  }

  /// A key beside the "done".
  func beside(_ name: String) -> NestedKey { NestedKey(Array(done.path.dropLast()) + [name]) }

  /// The key of reset marks beside it.
  var reset: NestedKey { beside("_reset") }

  /// Which episodes begin, in the shape of "done": as marked, or all.
  func resets(_ previous: TensorDict) throws(Failure) -> Tensor {
    guard let marks = previous.tensorIfPresent(reset) ?? previous.tensorIfPresent("_reset") else {
      return try .ones(shape, .bool)
    }
    return try marks.expandedToRight(of: shape)
  }
}

extension Tensor {
  /// With dimensions of size 1 behind the others, stretched to a shape.
  func expandedToRight(of shape: Shape) throws(Failure) -> Tensor {
    var marks = self
    while marks.ndim < shape.count { marks = try marks.unsqueeze(-1) }
    return try marks.expand(shape.dims)
  }
}

/// Holds what a transform learns when it comes into an environment.
final class Attachment<Value: Sendable>: @unchecked Sendable {
  // `@unchecked`: `value` is touched under `lock` only.
  private let lock = RecursiveLock()
  private var value: Value?

  var current: Value? { lock.withLock { value } }
  func set(_ value: Value) { lock.withLock { self.value = value } }

  /// Changes the value in place, as one step.
  func update<R>(_ body: (inout Value?) throws(Failure) -> R) throws(Failure) -> R {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }

  /// - Throws: `RuntimeError` outside an environment.
  func required(_ name: String) throws(Failure) -> Value {
    guard let current else { throw .runtime("\(name)() works in an environment only") }
    return current
  }
}

/// A transform that follows episodes: it works in environments only.
protocol EpisodeTransform: EnvironmentTransform, NamedTransform {
  /// The kind of the failure where it is applied to a batch: TorchRL's.
  var refusal: FailureKind { get }
}

extension EpisodeTransform {
  var refusal: FailureKind { .notImplemented }

  /// - Throws: always: single batches do not tell how an episode goes.
  public func forward(_ data: Tree) throws(Failure) -> Tree {
    throw Failure(
      refusal, "\(componentName)() follows episodes, so it works in an environment only, not on batches",
      help: "transformed_env(env, \(componentName)(…))")
  }
}
