import Catalog
import ReplayBuffers
import Tensors

/// The largest value of each element over the last T steps.
public final class TimeMaxPool: EpisodeTransform, PairedTransform, DeclaredTransform {
  public let keys: TransformKeys
  private let length: Int
  private let givenResetKey: NestedKey?
  private let resetKey: NestedKey
  /// The last frames of each key, the newest first; zeros before an episode's start.
  private let history = Attachment<[NestedKey: [Tensor]]>()

  public init(_ length: Int = 1, keys: TransformKeys, resetKey: NestedKey? = nil) throws(Failure) {
    guard length >= 1 else { throw .unfit("T", expected: "a count of at least 1", got: length) }
    try Memory.demand(length, of: 64, "frames", argument: "T")
    self.keys = keys
    self.length = length
    givenResetKey = resetKey
    self.resetKey = resetKey ?? "_reset"
  }

  public func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict {
    let marks = try previous.resetMarks(resetKey, batch: fresh.batchSize)
    try pool(fresh) { (past, frame) throws(Failure) -> [Tensor] in
      let mask = try marks.expandedToRight(of: frame.shape)
      let zeros = try frame.zerosLike()
      // Elements that go on keep their past; those that begin have this frame alone.
      return try past.enumerated().map { (place, old) throws(Failure) in
        try Tensor.where(mask, place == 0 ? frame : zeros, old)
      }
    } mask: { (pooled) throws(Failure) in
      try Tensor.where(try marks.expandedToRight(of: pooled.shape), pooled, try pooled.zerosLike())
    }
    return fresh
  }

  public func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict {
    try pool(next) { (past, frame) in
      [frame] + past.dropLast()
    } mask: {
      $0
    }
    return next
  }

  private func pool(
    _ data: TensorDict, _ advance: ([Tensor], Tensor) throws(Failure) -> [Tensor],
    mask: (Tensor) throws(Failure) -> Tensor
  ) throws(Failure) {
    for (source, target) in zip(keys.reads, keys.writes) {
      let frame = try data.input(source, "time_max_pool")
      let frames = try history.update { (known) throws(Failure) -> [Tensor] in
        var all = known ?? [:]
        var past = all[source] ?? []
        if past.first?.shape != frame.shape || past.first?.dtype != frame.dtype {
          past = [Tensor](repeating: try frame.zerosLike(), count: length)
        }
        past = try advance(past, try frame.clone())
        all[source] = past
        known = all
        return past
      }
      var pooled = frames[0]
      for other in frames.dropFirst() { pooled = try pooled.maximum(other) }
      try data.set(target, try mask(pooled))
    }
  }

  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var result = specs
    for (source, target) in zip(keys.reads, keys.writes) {
      if let spec = specs.observation[source] { result.observation[target] = spec }
    }
    return result
  }

  static let length: Field<TimeMaxPool, Int> = Field(
    "T", .int, default: 1, "How many steps, at least 1.", attribute: .named("buffer_size")
  ) { $0.length }
  static let resetKey: Field<TimeMaxPool, NestedKey?> = Field(
    "reset_key", .optional(.key), default: nil, "The key of reset marks; None for the environment's."
  ) { $0.givenResetKey.map(Optional.some) }
  static let standardKeys: [NestedKey] = ["observation"]

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .transform, "time_max_pool", "TimeMaxPool", "Takes the largest value of each element over the last T steps.",
    fields: keyFields(standardKeys) + [length, resetKey],
    examples: [Example("print(time_max_pool(T: 4))", prints: "time_max_pool(T: 4)")]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try TimeMaxPool(
      try arguments[length], keys: try TransformKeys(arguments, reading: standardKeys),
      resetKey: try arguments[resetKey])
  }
}
