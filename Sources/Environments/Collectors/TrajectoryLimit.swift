import Catalog
import ReplayBuffers
import Tensors

/// Truncates trajectories after a number of steps, and counts steps under "step_count": what TorchRL's collectors put
/// around an environment for `max_frames_per_traj` (its `StepCounter`).
final class TrajectoryLimit: EnvironmentTransform, Sendable {
  private let limit: Int

  private init(_ limit: Int) { self.limit = limit }

  /// - Throws: `ValueError` where the environment counts its steps already.
  static func wrap(_ environment: any Environment, _ limit: Int) throws(Failure) -> any Environment {
    guard !environment.observationKeys.contains(where: { $0.path.contains("step_count") }) else {
      throw .value(
        "max_frames_per_traj counts steps under 'step_count', which the environment has already",
        help: "leave max_frames_per_traj out, or the step counter", argument: "max_frames_per_traj")
    }
    return try TransformedEnvironment(environment, [TrajectoryLimit(limit)])
  }

  var text: String { "step_counter(max_steps: \(limit))" }

  func forward(_ data: Tree) throws(Failure) -> Tree {
    throw Failure(.notImplemented, "a step counter works in an environment only")
  }

  func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict {
    guard let done = fresh.tensorIfPresent("done") else { return fresh }
    var count = try Tensor.zeros(done.shape, .int64)
    if let marks = previous.tensorIfPresent("_reset"), let before = previous.tensorIfPresent("step_count") {
      count = try Tensor.where(try marks.reshape(done.shape.dims), count, before)
    }
    try fresh.set("step_count", count)
    return fresh
  }

  func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict {
    guard let before = data.tensorIfPresent("step_count") else { return next }
    let count = try before.add(Scalar.int(1))
    try next.set("step_count", count)
    var truncated = try count.ge(Scalar.int(limit))
    if let known = next.tensorIfPresent("truncated") { truncated = try truncated.logicalOr(known) }
    try next.set("truncated", truncated)
    if let done = next.tensorIfPresent("done") { try next.set("done", try done.logicalOr(truncated)) }
    return next
  }

  func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var specs = specs
    guard case .leaf(let mark)? = specs.done["done"] else { return specs }
    let low = try Tensor.zeros(mark.shape, .int64)
    specs.observation["step_count"] = .leaf(
      LeafSpec(mark.shape, .int64, .bounded(low: low, high: try .full(mark.shape, .int(Int.max), .int64))))
    if specs.done["truncated"] == nil { specs.done["truncated"] = .leaf(mark) }
    return specs
  }
}
