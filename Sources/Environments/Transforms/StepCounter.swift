import Catalog
import ReplayBuffers
import Tensors

/// Counts the steps of each episode, and truncates it after a number of them.
public final class StepCounter: EpisodeTransform {
  public let description: TransformDescription
  private let maxSteps: Int?
  private let truncatedName: String
  private let countName: String
  private let updatesDone: Bool
  private let marks = Attachment<[EpisodeMarks]>()

  /// - Parameters:
  ///   - maxSteps: After so many steps an episode is truncated, at least 1; nil for never.
  ///   - updatesDone: A truncated episode is done.
  public init(
    maxSteps: Int? = nil, truncatedName: String = "truncated", countName: String = "step_count",
    updatesDone: Bool = true
  ) throws(Failure) {
    if let maxSteps, maxSteps < 1 {
      throw .value("expected a count of at least 1 for 'max_steps', got \(maxSteps)", argument: "max_steps")
    }
    self.maxSteps = maxSteps
    self.truncatedName = truncatedName
    self.countName = countName
    self.updatesDone = updatesDone
    description = TransformDescription(
      "step_counter", [],
      [
        ("max_steps", .optional(maxSteps), .none), ("truncated_key", .string(truncatedName), .string("truncated")),
        ("step_count_key", .string(countName), .string("step_count")),
        ("update_done", .bool(updatesDone), .bool(true)),
      ])
  }

  public func attach(to parent: any Environment) throws(Failure) { marks.set(EpisodeMarks.all(in: parent)) }

  public func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict {
    for mark in try marks.required("step_counter") {
      let key = mark.beside(countName)
      var count = try Tensor.zeros(mark.shape, .int64)
      if let before = previous.tensorIfPresent(key) { count = try before.expand(mark.shape.dims) }
      let kept = try Tensor.where(try mark.resets(previous), try count.zerosLike(), count)
      try fresh.set(key, kept)
      try truncate(fresh, mark, kept, afterReset: true)
    }
    return fresh
  }

  public func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict {
    for mark in try marks.required("step_counter") {
      let count = try data.input(mark.beside(countName), "step_counter").add(1)
      try next.set(mark.beside(countName), count)
      try truncate(next, mark, count, afterReset: false)
    }
    return next
  }

  private func truncate(
    _ data: TensorDict, _ mark: EpisodeMarks, _ count: Tensor, afterReset: Bool
  ) throws(Failure) {
    guard let maxSteps else { return }
    let key = mark.beside(truncatedName)
    var truncated = try count.ge(maxSteps)
    if let before = data.tensorIfPresent(key) { truncated = try truncated.logicalOr(before) }
    if updatesDone {
      var done = try truncated.clone()
      if !afterReset, let before = data.tensorIfPresent(mark.done) { done = try truncated.logicalOr(before) }
      try data.set(mark.done, done)
    }
    try data.set(key, truncated)
  }

  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var result = specs
    for (key, leaf) in specs.done.leaves where key.last == "done" {
      let mark = EpisodeMarks(key, shape: leaf.shape)
      var count = LeafSpec(leaf.shape, .int64)
      if let maxSteps { count = try .bounded(0, .int(maxSteps), leaf.shape, .int64) }
      result.observation[mark.beside(countName)] = .leaf(count)
      if maxSteps != nil { result.done[mark.beside(truncatedName)] = .leaf(leaf) }
    }
    return result
  }

  public static let spec = ComponentSpec(
    .transform,
    Signature(
      "step_counter", aliases: ["StepCounter"], "Counts the steps of each episode, and ends it after some.",
      [
        .optional("max_steps", .int, "After so many steps an episode is truncated, at least 1; None for never."),
        .optional("truncated_key", .string, default: "\"truncated\"", "The name of the mark that is set then."),
        .optional("step_count_key", .string, default: "\"step_count\"", "The name of the count."),
        .optional("update_done", .bool, default: "True", "A truncated episode is done, too."),
      ], returns: "transform",
      examples: [Example("print(step_counter(max_steps: 8))", prints: "step_counter(max_steps: 8)")])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try StepCounter(
      maxSteps: try arguments.int("max_steps"), truncatedName: try arguments.string("truncated_key") ?? "truncated",
      countName: try arguments.string("step_count_key") ?? "step_count",
      updatesDone: try arguments.bool("update_done") ?? true)
  }
}
