import Catalog
import ReplayBuffers
import Tensors

/// Numbers the episodes in the order in which they begin.
public final class TrajCounter: EpisodeTransform, DeclaredTransform {
  private let key: NestedKey
  private let repeats: Int
  private let marks = Attachment<EpisodeMarks>()
  private let count = Attachment<Int>()

  public init(_ key: NestedKey = "traj_count", repeats: Int = 0) {
    self.key = key
    self.repeats = repeats
    count.set(0)
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

  static let outKey: Field<TrajCounter, NestedKey> = Field(
    "out_key", .key, default: "traj_count", "The key of the number.", attribute: .hidden
  ) { $0.key }
  static let repeats: Field<TrajCounter, Int> = Field(
    "repeats", .int, default: 0, shownAs: "None", "Accepted for TorchRL's sake, without effect.", labelOnly: true
  ) { $0.repeats }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .transform, "traj_counter", "TrajCounter", "Numbers the episodes in the order in which they begin.",
    fields: [outKey, repeats],
    attributes: [Attribute<TrajCounter>.keys("out_keys", "The key of the number.") { [$0.key] }],
    examples: [Example("print(traj_counter())", prints: "traj_counter()")]
  ) { (arguments) throws(Failure) -> any TreeObject in
    TrajCounter(try arguments[outKey], repeats: try arguments[repeats])
  }
}
