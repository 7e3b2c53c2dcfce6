import Catalog
import Tensors

/// Normalises values by their running mean and deviation, which every call updates.
public final class VecNorm: PairedTransform, DeclaredTransform {
  public let keys: TransformKeys
  private let decay: Double
  private let eps: Double
  private let shapes: [Shape]?
  private let lock = RecursiveLock()

  private struct Statistics {
    var sum: Tensor
    var squares: Tensor
    var count: Tensor
  }
  private struct Moments {
    let mean: Tensor
    let deviation: Tensor
  }
  // Touched under `lock` only.
  nonisolated(unsafe) private var statistics: [NestedKey: Statistics] = [:]
  nonisolated(unsafe) private var isFrozen = false

  /// - Parameters:
  ///   - decay: What the past is multiplied by at each call, 0 … 1.
  ///   - eps: The least variance and deviation.
  ///   - shapes: Of the statistics, one per key; nil for that of one batch element.
  public init(decay: Double = 0.9999, eps: Double = 1e-4, shapes: [Shape]? = nil, keys: TransformKeys) throws(Failure) {
    if let shapes, shapes.count != keys.reads.count {
      throw .value("expected one shape per key (\(keys.reads.count)), got \(shapes.count)", argument: "shapes")
    }
    self.keys = keys
    self.decay = decay
    self.eps = eps
    self.shapes = shapes
  }

  static let standardKeys: [NestedKey] = ["observation", "reward"]

  /// Statistics stay as they are while frozen.
  public var frozen: Bool {
    get { lock.withLock { isFrozen } }
    set { lock.withLock { isFrozen = newValue } }
  }

  /// The means, or the deviations, as a tensordict; nil before the first call.
  private func moments(_ part: (Moments) -> Tensor) -> Tree? {
    let known = lock.withLock { statistics }
    let result = TensorDict(batchSize: [])
    for (key, one) in known {
      guard let both = try? moments(of: one) else { continue }
      try? result.set(key, part(both))
    }
    return known.isEmpty ? nil : .tensordict(result)
  }

  private func moments(of one: Statistics) throws(Failure) -> Moments {
    let mean = try one.sum.divide(one.count)
    let variance = try one.squares.divide(one.count).subtract(mean.pow(2)).clamp(.scalar(.float(eps)), nil)
    return Moments(mean: mean, deviation: try variance.float(.sqrt))
  }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    try normalise(data)
    return .tensordict(data)
  }

  /// Keys that are not there are left alone.
  public func normalise(_ data: TensorDict) throws(Failure) {
    for (place, (source, target)) in zip(keys.reads, keys.writes).enumerated() where data.contains(source) {
      let value = try data.input(source, "vec_norm")
      let shape = shapes?[place] ?? value.shape.dropFirst(data.ndim)
      do throws(Failure) {
        let result = try lock.withLock { () throws(Failure) -> Tensor in
          try update(source, value, shape: shape, count: max(1, data.batchSize.numel))
        }
        try data.set(target, result)
      } catch {
        throw error.about(source, "vec_norm")
      }
    }
  }

  private func update(_ key: NestedKey, _ value: Tensor, shape: Shape, count: Int) throws(Failure) -> Tensor {
    var one: Statistics
    if let known = statistics[key] {
      one = known
    } else {
      one = Statistics(
        sum: try .zeros(shape, value.dtype), squares: try .zeros(shape, value.dtype), count: try .zeros([1]))
    }
    if !isFrozen {
      one.sum = try one.sum.multiply(decay).add(summed(value, to: shape.count)).to(value.dtype)
      one.squares = try one.squares.multiply(decay).add(summed(value.pow(2), to: shape.count)).to(value.dtype)
      one.count = try one.count.multiply(decay).add(count)
      statistics[key] = one
    }
    let moments = try moments(of: one)
    return try value.subtract(moments.mean).divide(moments.deviation.clamp(.scalar(.float(eps)), nil))
  }

  /// Leading dimensions are added up until `rank` are left.
  private func summed(_ value: Tensor, to rank: Int) throws(Failure) -> Tensor {
    var value = value
    while value.ndim > rank { value = try value.sum([0]) }
    return value
  }

  static let sharedTd = Field<VecNorm, Tree>.accepted(
    "shared_td", .data(.tensordict), default: .none,
    "Accepted for TorchRL's sake: transforms are shared by threads already.")
  static let lock = Field<VecNorm, Tree>.accepted("lock", .any, default: .none)
  static let decay = Field<VecNorm, Double>(
    "decay", .number, default: 0.9999, "What the past counts at each call, 0 to 1."
  ) { $0.decay }
  static let eps = Field<VecNorm, Double>("eps", .number, default: 1e-4, "The least variance.") { $0.eps }
  static let shapes = Field<VecNorm, [Shape]?>(
    "shapes", .optional(.shapes), default: nil,
    "The shapes of the statistics, one per key; None for that of one element."
  ) { $0.shapes }
  static let newApi = Field<VecNorm, Bool?>.accepted(
    "new_api", .optional(.bool), default: nil, "Accepted for TorchRL's sake: False.")
  private static let frozen = Attribute<VecNorm>(
    "frozen", "Statistics stay as they are.",
    set: { (norm, value) throws(Failure) in norm.frozen = try FieldKind<Bool>.bool.read(value, "frozen") }
  ) { .bool($0.frozen) }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "vec_norm", "VecNorm", "Normalises values by their running mean and deviation.",
    fields: keyFields(standardKeys) + [sharedTd, lock, decay, eps, shapes, newApi],
    attributes: [
      frozen,
      Attribute<VecNorm>("loc", "The means by key, from the first call on.") { $0.moments(\.mean) },
      Attribute<VecNorm>("scale", "The deviations by key, from the first call on.") { $0.moments(\.deviation) },
      Attribute<VecNorm>("standard_normal", "Values become (value - loc) / scale.") { _ in .bool(true) },
    ],
    examples: [
      Example(
        "td = tensordict({\"a\": tensor([0.0, 2.0])}, [2])\nprint(vec_norm([\"a\"])(td)[\"a\"])",
        prints: "tensor([-1.,  1.])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try VecNorm(
      decay: try arguments[decay], eps: try arguments[eps], shapes: try arguments[shapes],
      keys: try TransformKeys(arguments, reading: standardKeys))
  }
}

extension VecNorm: StatefulTransform {
  private static let name = "_extra_state"

  private static func field(_ key: NestedKey, _ part: String) -> Tree {
    // TorchRL joins the parts of a key like this.
    .string(key.replacingLast((key.path.last ?? "") + part).path.joined(separator: "-<.>-"))
  }

  /// The sums, sums of squares and counts by key; None before the first call.
  var state: [(name: String, value: Tree)] {
    let known = lock.withLock { statistics }
    var pairs: [(key: Tree, value: Tree)] = []
    for key in keys.reads {
      guard let one = known[key] else { continue }
      for (part, tensor) in [("_sum", one.sum), ("_ssq", one.squares), ("_count", one.count)] {
        pairs.append((Self.field(key, part), .tensor(tensor)))
      }
    }
    return [(Self.name, pairs.isEmpty ? .none : .dict(pairs))]
  }

  func restore(_ state: TransformState.Part) throws(Failure) -> Restore {
    guard case .dict(let pairs)? = state.fields[Self.name] else {
      return { () throws(Failure) in self.lock.withLock { self.statistics = [:] } }
    }
    var found: [NestedKey: Statistics] = [:]
    for key in keys.reads {
      var parts: [Tensor] = []
      for part in ["_sum", "_ssq", "_count"] {
        let field = Self.field(key, part)
        guard case .tensor(let tensor)? = pairs.first(where: { $0.key.isSameScalar(as: field) })?.value else { break }
        parts.append(tensor)
      }
      if parts.isEmpty { continue }
      guard parts.count == 3, parts[0].shape == parts[1].shape, parts[2].numel == 1 else {
        throw state.wrong(Self.name, "a sum, a sum of squares and a count for \(key.text)")
      }
      found[key] = Statistics(sum: parts[0], squares: parts[1], count: parts[2])
    }
    let restored = found
    return { () throws(Failure) in self.lock.withLock { self.statistics = restored } }
  }
}
