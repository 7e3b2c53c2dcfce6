import Catalog
import Tensors

extension ReplayBuffer {
  static let common: [Parameter] = [
    .optional("storage", .object("storage"), "Where items are kept; None for list(1000).", labelOnly: true),
    .optional("sampler", .object("sampler"), "Which items make a batch; None for random().", labelOnly: true),
    .optional("writer", .object("writer"), "Where new items go; None for round_robin().", labelOnly: true),
    .optional(
      "collate_fn", .function, "Makes one batch of the items drawn; None for the storage's own way.", labelOnly: true),
    .optional(
      "pin_memory", .bool, default: "False",
      "Accepted for TorchRL's sake: batches are not page-locked, as there is no other device to copy them to.",
      labelOnly: true),
    .optional(
      "prefetch", .int, "The number of batches made ahead by background threads; needs a batch_size.", labelOnly: true),
    .optional(
      "transform", .either([.object("transform"), .function]), "What is done to batches on their way out.",
      labelOnly: true),
    .optional("batch_size", .int, "The items of a batch, unless sample() is given another number.", labelOnly: true),
    .optional(
      "dim_extend", .int, "The data's dimension that grows; None for the last storage dimension.", labelOnly: true),
    .optional("generator", .generator, "The stream of random numbers; None for the global ones.", labelOnly: true),
    .optional(
      "sample_unit", .object("sample_unit"), "What becomes of each item drawn; None for transition().", labelOnly: true),
    .optional("shared", .bool, default: "False", "Accepted for TorchRL's sake, without effect.", labelOnly: true),
    .optional("compilable", .bool, default: "False", "Accepted for TorchRL's sake, without effect.", labelOnly: true),
    .optional(
      "consume_after_n_samples", .int, "How often an item may be drawn, at least 1; None for any number of times.",
      labelOnly: true),
    .optional("delayed_init", .bool, default: "False", "Accepted for TorchRL's sake, without effect.", labelOnly: true),
  ]
  static let priorityKey = Parameter.optional(
    "priority_key", .key, default: "\"td_error\"", "The key of a tensordict under which priorities are found.",
    labelOnly: true)
  private static let prioritizing: [Parameter] = [
    Parameter("alpha", .number, "How much priorities count, at least 0."),
    Parameter("beta", .number, "How much the weights correct the bias, at least 0."),
    .optional("eps", .number, default: "1e-08", "Added to every priority, so that none is 0.", labelOnly: true),
  ]
  private static let reduction = Parameter.optional(
    "reduction", .choice(Reduction.allCases.map(\.rawValue)), default: "\"max\"",
    "How several priorities of one item become one.", labelOnly: true)

  public static let spec = ComponentSpec(
    .buffer,
    Signature(
      "buffer", aliases: ["ReplayBuffer"], "A replay buffer of any items.", common, returns: "buffer",
      examples: [
        Example(
          "manual_seed(0)\nrb = buffer(storage: ram(5), batch_size: 4)\nrb.extend(arange(3))\nprint(len(rb), rb)",
          prints: "3 buffer(storage: ram(5), batch_size: 4)")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in try ReplayBuffer(.plain, try options(arguments)) }

  public static let tensordictSpec = ComponentSpec(
    .buffer,
    Signature(
      "td_buffer", aliases: ["TensorDictReplayBuffer"],
      "A replay buffer of tensordicts, whose samples tell where their items are.", [priorityKey] + common,
      returns: "buffer",
      examples: [
        Example(
          "rb = td_buffer(storage: ram(5), batch_size: 4)\nrb.extend(tensordict({\"a\": arange(3)}, [3]))\n"
            + "print(sorted(rb.sample().keys()))", prints: "['a', 'index']")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in try ReplayBuffer(.tensordict, try options(arguments)) }

  public static let prioritizedSpec = ComponentSpec(
    .buffer,
    Signature(
      "prioritized_buffer", aliases: ["PrioritizedReplayBuffer"],
      "A replay buffer of any items that draws in proportion to their priority.", prioritizing + common,
      returns: "buffer",
      examples: [
        Example(
          "rb = prioritized_buffer(alpha: 0.7, beta: 0.9, storage: ram(5))\nprint(rb)",
          prints: "prioritized_buffer(0.7, 0.9, storage: ram(5))")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try ReplayBuffer(.prioritized, try prioritizedOptions(arguments))
  }

  public static let prioritizedTensordictSpec = ComponentSpec(
    .buffer,
    Signature(
      "td_prioritized_buffer", aliases: ["TensorDictPrioritizedReplayBuffer"],
      "A replay buffer of tensordicts that draws in proportion to the priority they carry.",
      prioritizing + [priorityKey, reduction] + common, returns: "buffer",
      examples: [
        Example(
          "rb = td_prioritized_buffer(alpha: 0.7, beta: 0.9, storage: ram(5), batch_size: 4)\n"
            + "rb.extend(tensordict({\"a\": arange(3), \"td_error\": ones(3)}, [3]))\n"
            + "print(sorted(rb.sample().keys()))",
          prints: "['a', 'index', 'priority_weight', 'td_error']")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try ReplayBuffer(.prioritizedTensordict, try prioritizedOptions(arguments))
  }

  static func options(_ arguments: Arguments) throws(Failure) -> Options {
    var options = Options()
    options.storage = try arguments.object("storage", (any Storage).self, kind: "storage")
    options.sampler = try arguments.object("sampler", (any Sampler).self, kind: "sampler")
    options.writer = try arguments.object("writer", (any Writer).self, kind: "writer")
    options.collate = try arguments.function("collate_fn").map { Collate($0) }
    options.pinMemory = try arguments.bool("pin_memory") ?? false
    options.prefetch = try arguments.int("prefetch") ?? 0
    options.transforms = try arguments.transforms("transform")
    options.batchSize = try arguments.int("batch_size")
    if let dimension = try arguments.int("dim_extend") {
      guard dimension >= 0 else {
        throw .value("dim_extend must be at least 0, got \(dimension)", argument: "dim_extend")
      }
      options.dimExtend = dimension
    }
    options.consumeAfter = try arguments.int("consume_after_n_samples")
    options.generator = try arguments.object("generator", Generator.self, kind: "generator")
    options.sampleUnit = try arguments.object("sample_unit", (any SampleUnit).self, kind: "sample unit")
    if let key = try arguments.key("priority_key") { options.priorityKey = key }
    return options
  }

  private static func prioritizedOptions(_ arguments: Arguments) throws(Failure) -> Options {
    var options = try options(arguments)
    let alpha = try arguments.required("alpha", try arguments.float("alpha"))
    let beta = try arguments.required("beta", try arguments.float("beta"))
    let eps = try arguments.float("eps") ?? 1e-8
    let reduction = try Reduction(named: try arguments.string("reduction") ?? "max")
    if options.sampler == nil {
      options.sampler = try PrioritizedSampler(alpha: alpha, beta: beta, eps: eps, reduction: reduction)
      options.samplerIsImplied = true
    }
    options.leadingSource = [SourceText.number(alpha), SourceText.number(beta)]
    options.trailingSource = [
      ("eps", eps == 1e-8 ? nil : SourceText.number(eps)),
      ("reduction", reduction == .max ? nil : SourceText.string(reduction.rawValue)),
    ]
    return options
  }
}
