import Catalog
import Tensors

extension PrioritizedSampler {
  static let alpha: Field<PrioritizedSampler, Double> = Field(
    "alpha", .number, "How much priorities count, at least 0: 0 draws uniformly, 1 in proportion to them.",
    set: { (sampler, value) throws(Failure) in try sampler.setAlpha(value) }
  ) { $0.alpha }
  static let beta: Field<PrioritizedSampler, Double> = Field(
    "beta", .number, "How much the weights correct the bias, at least 0: 0 not at all, 1 in full.",
    set: { (sampler, value) throws(Failure) in try sampler.setBeta(value) }
  ) { $0.beta }
  static let eps: Field<PrioritizedSampler, Double> = Field(
    "eps", .number, default: 1e-8, "Added to every priority, so that none is 0."
  ) { $0.eps }
  static let dtype: Field<PrioritizedSampler, DType> = Field(
    "dtype", .dtype, default: .float32, "The dtype of the priorities: float32."
  ) { _ in .float32 }
  static let reduction: Field<PrioritizedSampler, Reduction> = Field(
    "reduction", .choice(failure: .notImplemented), default: .max, "How several priorities of one item become one."
  ) { $0.reduction }
  static let maxPriorityWithinBuffer = maximum(labelOnly: false)
  static let labelledMaximum = maximum(labelOnly: true)
  private static func maximum(labelOnly: Bool) -> Field<PrioritizedSampler, Bool> {
    Field(
      "max_priority_within_buffer", .bool, default: false,
      "New items get the largest priority that is still stored, rather than the largest ever set.",
      labelOnly: labelOnly
    ) { $0.keepsMaximumWithinBuffer }
  }
  static let device: Field<PrioritizedSampler, Tree> = .device()
  static let place: Attribute<PrioritizedSampler> = Attribute("device", "Where priorities are.") { _ in
    .object(DeviceReference(.cpu))
  }
  static let maxCapacity: Field<PrioritizedSampler, Int?> = Field(
    "max_capacity", .optional(.int), default: nil, "The number of items; None takes the storage's.", labelOnly: true,
    attribute: .hidden
  ) { $0.requestedCapacity }
  private static let leadingCapacity: Field<PrioritizedSampler, Int> = Field(
    "max_capacity", .int, "The number of items that fit into the storage.", attribute: .hidden
  ) { $0.requestedCapacity }
  static let maxSize: Attribute<PrioritizedSampler> = Attribute(
    "max_size", "The number of priorities that there is room for."
  ) {
    sampler in .int(sampler.requestedCapacity ?? sampler.lock.withLock { sampler.sums.capacity })
  }
  static let defaultPriority: Attribute<PrioritizedSampler> = Attribute(
    "default_priority", "The raw priority that new items get."
  ) { $0.defaultPriorityTree }

  /// The parameters behind alpha and beta.
  static let further: [any ComponentField] = [eps, dtype, reduction, maxPriorityWithinBuffer, device]

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .sampler, "prioritized", "PrioritizedSampler",
    "Draws items in proportion to their priority, and weighs them to correct for that.",
    fields: [alpha, beta] + further + [maxCapacity], attributes: [maxSize, defaultPriority, place],
    classFields: [leadingCapacity, alpha, beta] + further,
    classExamples: [Example("print(PrioritizedSampler(100, 0.8, 1.1).alpha)", prints: "0.8")],
    examples: [
      Example(
        "rb = buffer(storage: ram(3), sampler: prioritized(1.0, 0.5))\nrb.extend(arange(3))\n"
          + "rb.update_priority([0, 1, 2], 2.0)\nprint(rb.sampler)", prints: "prioritized(1.0, 0.5)")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try PrioritizedSampler(arguments, ("prioritized", "PrioritizedSampler"))
  }

  /// TorchRL's class takes the capacity first, the short name takes it last: what was meant for the one and given to the
  /// other would be read as another sampler without a word.
  private static func checkOrder(
    _ arguments: Arguments, _ names: (short: String, class: String)
  ) throws(Failure) {
    guard try arguments[maxCapacity] == nil else { return }
    let (first, second, third) = (try arguments[alpha], try arguments[beta], try arguments[eps])
    let isCapacity = first == first.rounded() && (first > 16 || first >= 2 && third >= 0.01)
    guard isCapacity, first.isFinite else { return }
    let (size, alpha) = (PythonText.repr(first).replacing(".0", with: ""), PythonText.repr(second))
    let beta = third >= 0.01 ? PythonText.repr(third) : "0.4"
    throw .value(
      "alpha \(size) can only be a capacity, which comes first in TorchRL's \(names.class) alone",
      help:
        "write \(names.short)(\(alpha), \(beta), max_capacity: \(size)), or \(names.class)(\(size), \(alpha), \(beta))",
      argument: "alpha")
  }

  /// What a call of `prioritized`, or of a sampler with its parameters, asks for.
  /// - Parameter names: Of the two forms of the call.
  convenience init(_ arguments: Arguments, _ names: (short: String, class: String)) throws(Failure) {
    try Self.checkOrder(arguments, names)
    let dtype = try arguments[Self.dtype]
    guard dtype == .float32 else {
      throw .unfit("dtype", expected: "float32", got: dtype.torchName, .notImplemented)
    }
    try self.init(
      capacity: try arguments[Self.maxCapacity], alpha: try arguments[Self.alpha], beta: try arguments[Self.beta],
      eps: try arguments[Self.eps], reduction: try arguments[Self.reduction],
      maxPriorityWithinBuffer: try arguments[Self.maxPriorityWithinBuffer])
  }
}
