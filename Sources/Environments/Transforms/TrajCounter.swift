import Catalog
import ReplayBuffers
import Tensors

/// Numbers the episodes in the order in which they begin.
public final class TrajCounter: EpisodeTransform, DescribedTransform {
  public let description: TransformDescription
  private let key: NestedKey
  private let marks = Attachment<EpisodeMarks>()
  private let count = Attachment<Int>()

  public init(_ key: NestedKey = "traj_count", repeats: Int? = nil) {
    self.key = key
    count.set(0)
    description = TransformDescription(
      "traj_counter", [], [("out_key", key.tree, .string("traj_count")), ("repeats", .optional(repeats), .none)])
  }

  private func matching(_ specs: EnvironmentSpecs) throws(Failure) -> EpisodeMarks {
    for (done, leaf) in specs.done.leaves where done.path.dropLast() == key.path.dropLast() {
      return EpisodeMarks(done, shape: leaf.shape)
    }
    throw .key("traj_counter() found no end mark beside \(key.text) in the environment")
  }

  var refusal: FailureKind { .runtime }

  public func attach(to parent: any Environment) throws(Failure) { marks.set(try matching(parent.specs)) }

  public func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict {
    let mark = try marks.required("traj_counter")
    let resets = try mark.resets(previous)
    let flags = try resets.reshape([-1]).scalars().map(\.isTrue)
    let numbers = try count.update { (count) throws(Failure) -> [Int] in
      var next = count ?? 0
      defer { count = next }
      return flags.map { isReset in
        guard isReset else { return 0 }
        defer { next += 1 }
        return next
      }
    }
    try fresh.set(key, try Tensor.fromElements(numbers, resets.shape))
    return fresh
  }

  public func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict {
    try next.set(key, try data.input(key, "traj_counter"))
    return next
  }

  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var result = specs
    result.observation[key] = .leaf(try .bounded(0, .int(.max), try matching(specs).shape, .int64))
    return result
  }

  public static let spec = ComponentSpec(
    .transform,
    Signature(
      "traj_counter", aliases: ["TrajCounter"], "Numbers the episodes in the order in which they begin.",
      [
        .optional("out_key", .key, default: "\"traj_count\"", "The key of the number."),
        .optional("repeats", .int, "Accepted for TorchRL's sake, without effect.", labelOnly: true),
      ], returns: "transform", examples: [Example("print(traj_counter())", prints: "traj_counter()")])
  ) { (arguments) throws(Failure) -> any TreeObject in
    TrajCounter(try arguments.key("out_key") ?? "traj_count", repeats: try arguments.int("repeats"))
  }
}
