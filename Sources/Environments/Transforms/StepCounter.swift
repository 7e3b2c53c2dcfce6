import Catalog
import ReplayBuffers
import Tensors

/// Counts the steps of each episode, and truncates it after a number of them.
public final class StepCounter: EpisodeTransform, DeclaredTransform {
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
      throw .unfit("max_steps", expected: "a count of at least 1", got: maxSteps)
    }
    self.maxSteps = maxSteps
    self.truncatedName = truncatedName
    self.countName = countName
    self.updatesDone = updatesDone
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

  static let maxSteps: Field<StepCounter, Int?> = Field(
    "max_steps", .optional(.int), default: nil,
    "After so many steps an episode is truncated, at least 1; None for never."
  ) { $0.maxSteps }
  static let truncatedKey: Field<StepCounter, String> = Field(
    "truncated_key", .string, default: "truncated", "The name of the mark that is set then."
  ) { $0.truncatedName }
  static let stepCountKey: Field<StepCounter, String> = Field(
    "step_count_key", .string, default: "step_count", "The name of the count."
  ) { $0.countName }
  static let updateDone: Field<StepCounter, Bool> = Field(
    "update_done", .bool, default: true, "A truncated episode is done, too."
  ) { $0.updatesDone }

  private static func keys(
    _ name: String, _ summary: String, key: @escaping @Sendable (EpisodeMarks, StepCounter) -> NestedKey
  ) -> Attribute<StepCounter> {
    .keys(name, summary) { counter in counter.marks.current?.map { key($0, counter) } }
  }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .transform, "step_counter", "StepCounter", "Counts the steps of each episode, and ends it after some.",
    fields: [maxSteps, truncatedKey, stepCountKey, updateDone],
    attributes: [
      keys("step_count_keys", "The keys of the counts, in an environment.") { $0.beside($1.countName) },
      keys("truncated_keys", "The keys of the marks that are set, in an environment.") { $0.beside($1.truncatedName) },
      keys("done_keys", "The keys of its end marks, in an environment.") { mark, _ in mark.done },
      keys("terminated_keys", "The keys of its marks of termination, in an environment.") { mark, _ in
        mark.beside("terminated")
      },
      Attribute<StepCounter>.keys("reset_keys", "The keys of reset marks.") {
        $0.marks.current?.map(\.reset) ?? ["_reset"]
      },
    ],
    examples: [Example("print(step_counter(max_steps: 8))", prints: "step_counter(max_steps: 8)")]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try StepCounter(
      maxSteps: try arguments[maxSteps], truncatedName: try arguments[truncatedKey],
      countName: try arguments[stepCountKey], updatesDone: try arguments[updateDone])
  }
}
