import Catalog
import Tensors

extension RandomSampler {
  public static let spec = ComponentSpec(
    .sampler,
    Signature(
      "random", aliases: ["RandomSampler"], "Draws items uniformly, with replacement.", [], returns: "sampler",
      examples: [Example("print(random())", prints: "random()")])
  ) { (_) throws(Failure) -> any TreeObject in RandomSampler() }
}

extension SamplerWithoutReplacement {
  public static let spec = ComponentSpec(
    .sampler,
    Signature(
      "without_replacement", aliases: ["SamplerWithoutReplacement"],
      "Draws every item once before any comes again; an iteration over the buffer ends with each epoch.",
      [
        .optional(
          "drop_last", .bool, default: "False", "Leave out the last batch of an epoch where it would be short."),
        .optional("shuffle", .bool, default: "True", "Draw in random order rather than in that of the slots."),
      ],
      returns: "sampler",
      examples: [
        Example(
          "rb = buffer(storage: ram(5), sampler: without_replacement(shuffle: False), batch_size: 3)\n"
            + "rb.extend(arange(5))\nprint([b.tolist() for b in rb])", prints: "[[0, 1, 2], [3, 4]]")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    SamplerWithoutReplacement(
      dropLast: try arguments.bool("drop_last") ?? false, shuffle: try arguments.bool("shuffle") ?? true)
  }
}

extension PrioritizedSampler {
  static let exponents = [
    Parameter("alpha", .number, "How much priorities count, at least 0: 0 draws uniformly, 1 in proportion to them."),
    Parameter("beta", .number, "How much the weights correct the bias, at least 0: 0 not at all, 1 in full."),
  ]
  static let capacityText = "The number of items; None takes the storage's."
  static let further: [Parameter] = [
    .optional("eps", .number, default: "1e-08", "Added to every priority, so that none is 0."),
    .optional("dtype", .dtype, default: "float32", "The dtype of the priorities: float32."),
    .optional(
      "reduction", .choice(Reduction.allCases.map(\.rawValue)), default: "\"max\"",
      "How several priorities of one item become one."),
    .optional(
      "max_priority_within_buffer", .bool, default: "False",
      "New items get the largest priority that is still stored, rather than the largest ever set."),
    .optional("device", .any, "Accepted for TorchRL's sake: \"cpu\" is the only device."),
  ]

  public static let spec = ComponentSpec(
    .sampler,
    Signature(
      "prioritized", "Draws items in proportion to their priority, and weighs them to correct for that.",
      exponents + further + [.optional("max_capacity", .int, capacityText, labelOnly: true)], returns: "sampler",
      examples: [
        Example(
          "rb = buffer(storage: ram(3), sampler: prioritized(1.0, 0.5))\nrb.extend(arange(3))\n"
            + "rb.update_priority([0, 1, 2], 2.0)\nprint(rb.sampler)", prints: "prioritized(1.0, 0.5)")
      ]),
    classForms: [
      Signature(
        "PrioritizedSampler", "Draws items in proportion to their priority, and weighs them to correct for that.",
        [Parameter("max_capacity", .int, "The number of items that fit into the storage.")] + exponents + further,
        returns: "sampler",
        examples: [Example("print(PrioritizedSampler(100, 0.8, 1.1).alpha)", prints: "0.8")])
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    if case .dtype(let dtype)? = arguments["dtype"], dtype != .float32 {
      throw Failure(.notImplemented, "expected float32 priorities, got \(dtype.torchName)", argument: "dtype")
    }
    return try PrioritizedSampler(
      capacity: try arguments.int("max_capacity"), alpha: try arguments.required("alpha", try arguments.float("alpha")),
      beta: try arguments.required("beta", try arguments.float("beta")), eps: try arguments.float("eps") ?? 1e-8,
      reduction: try Reduction(named: try arguments.string("reduction") ?? "max"),
      maxPriorityWithinBuffer: try arguments.bool("max_priority_within_buffer") ?? false)
  }
}

extension RoundRobinWriter {
  private static let parameters: [Parameter] = [
    .optional("compilable", .bool, default: "False", "Accepted for TorchRL's sake, without effect."),
    .optional(
      "track_generations", .bool, default: "False",
      "Count how often each row was written: samples get \"index_generation\", and conditional updates are possible.",
      labelOnly: true),
  ]

  public static let spec = ComponentSpec(
    .writer,
    Signature(
      "round_robin", aliases: ["RoundRobinWriter"], "Writes slot after slot, and then over the oldest items.",
      parameters,
      returns: "writer",
      examples: [
        Example(
          "rb = buffer(storage: ram(3), writer: round_robin())\nprint(rb.extend(arange(5)))\nprint(rb[:])",
          prints: "tensor([0, 1, 2, 0, 1])\ntensor([3, 4, 2])")
      ]),
    classForms: [
      Signature(
        "TensorDictRoundRobinWriter", "Writes slot after slot, and stores each item's slot under the key \"index\".",
        parameters, returns: "writer",
        examples: [Example("print(TensorDictRoundRobinWriter().cursor)", prints: "0")])
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    RoundRobinWriter(
      storesIndex: arguments.name == "TensorDictRoundRobinWriter",
      tracksGenerations: try arguments.bool("track_generations") ?? false)
  }
}
