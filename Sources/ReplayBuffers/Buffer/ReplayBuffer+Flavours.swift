import Catalog
import Tensors

extension ReplayBuffer {
  /// One of TorchRL's buffer classes: its declaration, and what sets it apart from the core.
  public struct Flavour: Sendable {
    private let declaration: @Sendable () -> ComponentSpec
    /// Stores an "index" key, puts what the sampler tells into the sampled tensordict, and takes priorities from it.
    public let takesTensordicts: Bool

    public var spec: ComponentSpec { declaration() }
    var name: String { spec.signature.name }

    public static let plain: Flavour = Flavour(declaration: { ReplayBuffer.spec }, takesTensordicts: false)
    public static let tensordict: Flavour = Flavour(declaration: { tensordictSpec }, takesTensordicts: true)
    public static let prioritized: Flavour = Flavour(declaration: { prioritizedSpec }, takesTensordicts: false)
    public static let prioritizedTensordict: Flavour = Flavour(
      declaration: { prioritizedTensordictSpec }, takesTensordicts: true)
    /// A `td_buffer` that relabels goals.
    public static let hindsight: Flavour = Flavour(declaration: { hindsightSpec }, takesTensordicts: true)
  }

  /// What a prioritized class makes its sampler of.
  public struct Priorities: Sendable {
    public var alpha: Double
    public var beta: Double
    public var eps = 1e-8
    public var reduction = Reduction.max

    public init(alpha: Double, beta: Double) {
      self.alpha = alpha
      self.beta = beta
    }
  }

  public var spec: ComponentSpec { flavour.spec }

  public static let spec: ComponentSpec = ComponentSpec(
    .buffer, "buffer", "ReplayBuffer", parent: "object", "A replay buffer of any items.",
    fields: common, attributes: attributes,
    examples: [
      Example(
        "manual_seed(0)\nrb = buffer(storage: ram(5), batch_size: 4)\nrb.extend(arange(3))\nprint(len(rb), rb)",
        prints: "3 buffer(storage: ram(5), batch_size: 4)")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in try ReplayBuffer(.plain, try Options(arguments)) }

  public static let tensordictSpec: ComponentSpec = ComponentSpec(
    .buffer, "td_buffer", "TensorDictReplayBuffer",
    "A replay buffer of tensordicts, whose samples tell where their items are.", fields: [priorityKey] + common,
    examples: [
      Example(
        "rb = td_buffer(storage: ram(5), batch_size: 4)\nrb.extend(tensordict({\"a\": arange(3)}, [3]))\n"
          + "print(sorted(rb.sample().keys()))", prints: "['a', 'index']")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in try ReplayBuffer(.tensordict, try Options(arguments)) }

  public static let prioritizedSpec: ComponentSpec = ComponentSpec(
    .buffer, "prioritized_buffer", "PrioritizedReplayBuffer",
    "A replay buffer of any items that draws in proportion to their priority.",
    fields: [alpha, beta, eps, priorityDType] + common(with: [(former, behind: "sample_unit")]),
    attributes: [prioritizedSampler],
    examples: [
      Example(
        "rb = prioritized_buffer(alpha: 0.7, beta: 0.9, storage: ram(5))\nprint(rb)",
        prints: "prioritized_buffer(0.7, 0.9, storage: ram(5))")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try ReplayBuffer(.prioritized, try Options(prioritized: arguments))
  }

  public static let prioritizedTensordictSpec: ComponentSpec = ComponentSpec(
    .buffer, "td_prioritized_buffer", "TensorDictPrioritizedReplayBuffer", parent: "TensorDictReplayBuffer",
    "A replay buffer of tensordicts that draws in proportion to the priority they carry.",
    fields: [alpha, beta, priorityKey, eps]
      + common(with: [(former, behind: "sample_unit"), ([reduction], behind: "transform")]),
    attributes: [prioritizedSampler],
    examples: [
      Example(
        "rb = td_prioritized_buffer(alpha: 0.7, beta: 0.9, storage: ram(5), batch_size: 4)\n"
          + "rb.extend(tensordict({\"a\": arange(3), \"td_error\": ones(3)}, [3]))\n"
          + "print(sorted(rb.sample().keys()))",
        prints: "['a', 'index', 'priority_weight', 'td_error']")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try ReplayBuffer(.prioritizedTensordict, try Options(prioritized: arguments))
  }
}
