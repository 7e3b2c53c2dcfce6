import Catalog
import Tensors

/// Normalises values: `value * scale + loc`, or `(value - loc) / scale` with `standardNormal`; the inverse undoes it.
public final class ObservationNorm: KeyedTransform, DeclaredTransform {
  public let keys: TransformKeys
  private let standardNormal: Bool
  private let eps: Double
  private let lock = RecursiveLock()
  // Touched under `lock` only: they are given, or computed once from data.
  nonisolated(unsafe) private var given: (loc: Tensor, scale: Tensor)?

  /// - Parameters:
  ///   - loc: Goes with `scale`: both, or none, to be computed by `initialize`.
  ///   - eps: The least scale; nil for 1e-6, or the resolution of a tensor of floats.
  public init(
    loc: Tensor?, scale: Tensor?, scaleIsTensor: Bool = false, standardNormal: Bool = false, eps: Double? = nil,
    keys: TransformKeys
  ) throws(Failure) {
    guard (loc == nil) == (scale == nil) else {
      throw .value(
        "expected both 'loc' and 'scale', or none of them", help: "init_stats() computes both",
        argument: loc == nil ? "scale" : "loc")
    }
    self.keys = keys
    self.standardNormal = standardNormal
    let resolution: Double = scale?.dtype == .float64 ? 0x1p-52 : 0x1p-23
    self.eps = eps ?? (scaleIsTensor && scale?.dtype.isFloatingPoint == true ? resolution : 1e-6)
    if let loc, let scale {
      given = (loc, scaleIsTensor ? scale : try scale.clamp(.scalar(.float(self.eps)), nil))
    }
  }

  // Touched under `lock` only: steps of the environment that this came into.
  nonisolated(unsafe) private var rollout: (@Sendable (Int) throws(Failure) -> TensorDict)?

  /// Lets `initializeByCollecting` step through an environment.
  public func collect(_ rollout: @escaping @Sendable (Int) throws(Failure) -> TensorDict) {
    lock.withLock { self.rollout = rollout }
  }

  /// Computes location and scale from random steps through the environment that this is in (`init_stats`).
  /// - Parameters:
  ///   - steps: The least number of steps.
  ///   - key: Which of the keys read counts; nil for the only one.
  ///   - joined: The dimension along which rollouts are joined, one of `reduced`.
  /// - Throws: `RuntimeError` outside an environment or where the statistics are known already.
  public func initializeByCollecting(
    _ steps: Int, key: NestedKey? = nil, reducing reduced: [Int] = [0], joining joined: Int? = nil,
    keeping kept: [Int] = []
  ) throws(Failure) {
    guard let along = joined ?? (reduced.count == 1 ? reduced.first : nil), reduced.contains(along) else {
      throw .value("expected cat_dim to be one of reduce_dim \(reduced)", argument: "cat_dim")
    }
    guard !isInitialized else { throw .runtime("loc and scale are set already") }
    guard let key = key ?? (keys.reads.count == 1 ? keys.reads.first : nil) else {
      throw .runtime("expected 'key' to say which of several keys the statistics are of", argument: "key")
    }
    guard let rollout = lock.withLock({ rollout }) else {
      throw .runtime("init_stats() needs an environment to step through", help: "put the transform into one first")
    }
    var collected = 0
    var parts: [Tensor] = []
    while collected < steps {
      let data = try rollout(steps)
      collected += data.numel
      parts.append(try data.input(key, "observation_norm"))
    }
    try initialize(from: try .cat(parts, dim: along), reducing: reduced, keeping: kept)
  }

  /// The location and scale; nil before they are known.
  public var statistics: (loc: Tensor, scale: Tensor)? { lock.withLock { given } }
  public var isInitialized: Bool { statistics != nil }

  /// Takes the location and scale of a dump.
  func adopt(loc: Tensor, scale: Tensor) { lock.withLock { given = (loc, scale) } }

  /// Computes location and scale from data of one key, so that normalised values have mean 0 and deviation 1.
  /// - Parameters:
  ///   - reduced: The dimensions that are averaged over.
  ///   - kept: Those of them that stay, with size 1.
  /// - Throws: `RuntimeError` where they are known already, or not finite.
  public func initialize(from data: Tensor, reducing reduced: [Int], keeping kept: [Int] = []) throws(Failure) {
    guard !isInitialized else { throw .runtime("loc and scale are set already") }
    var dims: [Int] = []
    for dim in reduced { dims.append(try Tensor.wrap(dim: dim, rank: data.ndim)) }
    var keep: Set<Int> = []
    for dim in kept { keep.insert(try Tensor.wrap(dim: dim, rank: data.ndim)) }
    guard keep.isSubset(of: dims) else { throw .value("expected keep_dims to be part of reduce_dim, got \(kept)") }
    var loc = try data.mean(dims, keepdim: true)
    var scale = try data.std(dims, keepdim: true)
    for dim in dims.sorted(by: >) where !keep.contains(dim) {
      loc = try loc.squeeze(dim)
      scale = try scale.squeeze(dim)
    }
    if !standardNormal {
      scale = try Tensor.binary(.divide, 1, scale.clamp(.scalar(.float(eps)), nil))
      loc = try loc.neg().multiply(scale)
    }
    for (name, tensor) in [("loc", loc), ("scale", scale)] where !(try tensor.isfinite().all().item().isTrue) {
      throw .runtime("'\(name)' came out with values that are not finite", help: "collect more steps")
    }
    let floor = try scale.clamp(.scalar(.float(eps)), nil)
    lock.withLock { given = (loc, floor) }
  }

  private func known() throws(Failure) -> (loc: Tensor, scale: Tensor) {
    guard let statistics else {
      throw .runtime("loc and scale are not known yet", help: "give both, or call init_stats()")
    }
    return statistics
  }

  public func apply(_ tensor: Tensor) throws(Failure) -> Tensor {
    let (loc, scale) = try known()
    return standardNormal ? try tensor.subtract(loc).divide(scale) : try tensor.multiply(scale).add(loc)
  }
  public func applyInverse(_ tensor: Tensor) throws(Failure) -> Tensor {
    let (loc, scale) = try known()
    return standardNormal ? try tensor.multiply(scale).add(loc) : try tensor.subtract(loc).divide(scale)
  }

  static let loc = Field<ObservationNorm, Tensor?>(
    "loc", .optional(.numberOrTensor), default: nil,
    "What is added, or taken away with standard_normal; None until init_stats().", attribute: .hidden
  ) { $0.statistics?.loc }
  static let scale = Field<ObservationNorm, Tensor?>(
    "scale", .optional(.numberOrTensor), default: nil, "What is multiplied by, or divided by with standard_normal.",
    attribute: .hidden
  ) { $0.statistics?.scale }
  static let standardNormal = Field<ObservationNorm, Bool>(
    "standard_normal", .bool, default: false, "Computes (value - loc) / scale.", attribute: .hidden
  ) { $0.standardNormal }
  static let eps = Field<ObservationNorm, Double?>(
    "eps", .optional(.number), default: nil, "The least scale; None for 1e-6.", implied: { $0.eps == 1e-6 }
  ) { $0.eps }
  static let inKeys = Field<ObservationNorm, [NestedKey]?>(
    "in_keys", .optional(.keys), default: nil, "The keys that are read; they must be given."
  ) { $0.keys.reads }
  static let outKeys = TransformKeys.outKeys().of { (owner: ObservationNorm) in owner.keys }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "observation_norm", "ObservationNorm", parent: "ObservationTransform",
    "Normalises values: value * scale + loc.",
    fields: [loc, scale, inKeys, outKeys] + inverseKeyFields() + [standardNormal, eps],
    attributes: [
      Attribute<ObservationNorm>.tensor("loc", "What is added; None until init_stats().") { $0.statistics?.loc },
      Attribute<ObservationNorm>.tensor("scale", "What is multiplied by.") { $0.statistics?.scale },
      Attribute<ObservationNorm>.flag("standard_normal", "Computes (value - loc) / scale.") { $0.standardNormal },
      Attribute<ObservationNorm>("initialized", "Whether loc and scale are known.") { .bool($0.isInitialized) },
    ],
    examples: [
      Example(
        "td = tensordict({\"a\": arange(2.0)}, [2])\nprint(observation_norm(1.0, 2.0, [\"a\"])(td)[\"a\"])",
        prints: "tensor([1., 3.])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    guard try arguments[inKeys] != nil else {
      throw .runtime("\(arguments.name)() expects in_keys", help: "for instance in_keys: [\"observation\"]")
    }
    func isTensor(_ label: String) -> Bool { if case .tensor? = arguments[label] { true } else { false } }
    func float(_ field: Field<ObservationNorm, Tensor?>, _ label: String) throws(Failure) -> Tensor? {
      isTensor(label) ? try arguments[field] : try arguments[field]?.to(.float32)
    }
    return try ObservationNorm(
      loc: try float(loc, "loc"), scale: try float(scale, "scale"), scaleIsTensor: isTensor("scale"),
      standardNormal: try arguments[standardNormal], eps: try arguments[eps],
      keys: try TransformKeys(arguments, reading: nil))
  }
}
