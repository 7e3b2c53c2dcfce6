import Catalog
import Tensors

extension SliceOptions {
  private static let counts: [Parameter] = [
    .optional(
      "num_slices", .int, "The number of slices of a batch, which it divides; or slice_len.", labelOnly: true),
    .optional("slice_len", .int, "The rows of a slice, which divide the batch size; or num_slices.", labelOnly: true),
  ]
  private static let keys: [Parameter] = [
    .optional(
      "end_key", .key, "The flag of a trajectory's last row; None for (\"next\", \"done\") where there are no ids.",
      labelOnly: true),
    .optional(
      "end_keys", .keys, "Several such flags, any of which ends a trajectory; those not stored are left out.",
      labelOnly: true),
    .optional(
      "traj_key", .key,
      "The id of the trajectory; None, without end keys, for (\"collector\", \"traj_ids\") or \"episode\" if stored.",
      labelOnly: true, aliases: ["trajectory_key"]),
  ]
  private static let given: [Parameter] = [
    .optional(
      "ends", .tensor, "The end flags of all rows of a full storage, outright; needs cache_values.", labelOnly: true),
    .optional(
      "trajectories", .tensor, "The ids of all rows of a full storage, outright; needs cache_values.",
      labelOnly: true),
  ]
  private static let caching = Parameter.optional(
    "cache_values", .bool, default: "False", "Accepted for TorchRL's sake: boundaries are always kept.",
    labelOnly: true)
  private static let marks: [Parameter] = [
    .optional(
      "truncated_key", .key, default: "(\"next\", \"truncated\")",
      "Where the last row of every slice is marked, with \"done\" and \"terminated\" beside it; None for nowhere.",
      labelOnly: true),
    .optional(
      "init_key", .key, default: "\"is_init\"",
      "Where the first row of every slice is marked, if items have this key; None for nowhere.", labelOnly: true),
    .optional(
      "strict_length", .bool, default: "True",
      "Leave out trajectories that are shorter than a slice, rather than take them whole.", labelOnly: true),
  ]
  private static let padding = Parameter.optional(
    "pad_output", .bool, default: "False",
    "Repeat the last row of short slices, told under (\"collector\", \"mask\"); needs strict_length: False.",
    labelOnly: true)
  private static let compile = Parameter.optional(
    "compile", .any, default: "False", "Accepted for TorchRL's sake, without effect.", labelOnly: true)
  private static let spanning = Parameter.optional(
    "span", .any, default: "False",
    "How far slices may reach beyond a trajectory, where they are cut: a bool, a number of rows, or a pair (left, right).",
    labelOnly: true)
  private static let accelerator = Parameter.optional(
    "use_gpu", .any, default: "False", "Accepted for TorchRL's sake, without effect.", labelOnly: true)
  private static let fragments: [Parameter] = [
    .optional(
      "step_key", .key, default: "\"step_count\"", "The step within a trajectory, for fragmented.", labelOnly: true),
    .optional(
      "fragmented", .bool, default: "False",
      "Put trajectories together by traj_key and step_key, wherever their rows are stored.", labelOnly: true),
  ]
  private static let telling = Parameter.optional(
    "slice_info", .bool, default: "False",
    "Tell for every row its slice's number, first storage row and length: (\"slice\", \"id\"), \"start\", \"length\".",
    labelOnly: true)
  static let epochs: [Parameter] = [
    .optional(
      "drop_last", .bool, default: "False", "Leave out the last batch of an epoch where it would be short.",
      labelOnly: true),
    .optional(
      "shuffle", .bool, default: "True", "Draw in random order rather than in that of the trajectories.",
      labelOnly: true),
  ]
  private static let replacement = Parameter.optional(
    "replacement", .bool, default: "True", "False gives slices_without_replacement with these options.",
    labelOnly: true)

  static let sliceParameters =
    counts + keys + fragments + given + [caching] + marks + [padding, compile, spanning, accelerator, replacement]
    + epochs + [telling]
  static let epochParameters = counts + epochs + keys + given + marks + [compile, accelerator, telling]
  static let prioritizedParameters = counts + keys + given + [caching] + marks + [compile, spanning, telling]
  static let streamingParameters =
    [Parameter("slice_len", .int, "The rows of a slice, which divide the batch size.", labelOnly: true)] + keys
    + [caching] + marks + [padding, compile, spanning, accelerator, telling]

  /// The options that a call gives.
  init(_ arguments: Arguments) throws(Failure) {
    self.init(numSlices: try arguments.int("num_slices"), sliceLength: try arguments.int("slice_len"))
    endKey = try arguments.key("end_key")
    endKeys = try arguments.keys("end_keys")
    trajKey = try arguments.key("traj_key")
    ends = try arguments.tensor("ends")
    trajectories = try arguments.tensor("trajectories")
    cachesValues = try arguments.bool("cache_values") ?? false
    truncatedKey = try arguments.key("truncated_key", default: ["next", "truncated"])
    initKey = try arguments.key("init_key", default: "is_init")
    strictLength = try arguments.bool("strict_length") ?? true
    padOutput = try arguments.bool("pad_output") ?? false
    switch arguments["span"] {
    case .tuple(let parts)?, .list(let parts)?:
      guard parts.count == 2 else {
        throw .value("expected a pair (left, right) as span, got \(parts.count) values", argument: "span")
      }
      span = (try SliceSpan(parts[0]), try SliceSpan(parts[1]))
    case let single?:
      let both = try SliceSpan(single)
      span = (both, both)
    case nil: break
    }
    fragmented = try arguments.bool("fragmented") ?? false
    stepKey = try arguments.key("step_key", default: "step_count")
    tellsSlices = try arguments.bool("slice_info") ?? false
  }

  fileprivate static let setup =
    "data = tensordict({\"episode\": tensor([0, 0, 0, 1, 1, 1]), \"x\": arange(6)}, [6])\n"
}

extension SliceSampler {
  public static let spec = ComponentSpec(
    .sampler,
    Signature(
      "slices", aliases: ["SliceSampler"],
      "Draws slices: rows of one trajectory that follow each other, never across its end or the write seam.",
      SliceOptions.sliceParameters, returns: "sampler",
      examples: [
        Example(
          SliceOptions.setup
            + "rb = td_buffer(storage: ram(6), sampler: slices(slice_len: 3), batch_size: 3)\nrb.extend(data)\n"
            + "x = rb.sample()[\"x\"]\nprint((x - x[0]).tolist())", prints: "[0, 1, 2]")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    let options = try SliceOptions(arguments)
    guard try arguments.bool("replacement") ?? true else {
      return try SliceSamplerWithoutReplacement(options, arguments)
    }
    for name in ["drop_last", "shuffle"] where arguments[name] != nil {
      throw .type("\(name) needs replacement: False", help: "use slices_without_replacement(…)", argument: name)
    }
    return try SliceSampler(options)
  }
}

extension SliceSamplerWithoutReplacement {
  public static let spec = ComponentSpec(
    .sampler,
    Signature(
      "slices_without_replacement", aliases: ["SliceSamplerWithoutReplacement"],
      "Draws a slice of every trajectory before any trajectory comes again; an iteration ends with each epoch.",
      SliceOptions.epochParameters, returns: "sampler",
      examples: [
        Example(
          SliceOptions.setup
            + "rb = td_buffer(storage: ram(6), sampler: slices_without_replacement(num_slices: 1), batch_size: 2)\n"
            + "rb.extend(data)\nprint(sorted([b[\"episode\"][0].item() for b in rb]))", prints: "[0, 1]")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try SliceSamplerWithoutReplacement(SliceOptions(arguments), arguments)
  }

  /// What both `slices_without_replacement(…)` and `slices(…, replacement: False)` build.
  fileprivate convenience init(_ options: SliceOptions, _ arguments: Arguments) throws(Failure) {
    var options = options
    options.cachesValues = true
    try self.init(
      options, dropLast: arguments.bool("drop_last") ?? false, shuffle: arguments.bool("shuffle") ?? true)
  }
}

extension PrioritizedSliceSampler {
  public static let spec = ComponentSpec(
    .sampler,
    Signature(
      "prioritized_slices",
      "Draws slices whose first rows are drawn in proportion to their priority, and weighs them to correct for that.",
      PrioritizedSampler.exponents + PrioritizedSampler.further + [
        .optional("max_capacity", .int, PrioritizedSampler.capacityText, labelOnly: true)
      ] + SliceOptions.prioritizedParameters, returns: "sampler",
      examples: [
        Example(
          SliceOptions.setup
            + "rb = td_buffer(storage: ram(6), sampler: prioritized_slices(1.0, 1.0, slice_len: 2), batch_size: 4)\n"
            + "rb.extend(data)\nrb.update_priority(arange(6), tensor([0.0, 5.0, 0.0, 0.0, 0.0, 0.0]))\n"
            + "print(rb.sample()[\"x\"])", prints: "tensor([1, 2, 1, 2])")
      ]),
    classForms: [
      Signature(
        "PrioritizedSliceSampler",
        "Draws slices whose first rows are drawn in proportion to their priority, and weighs them to correct for that.",
        [Parameter("max_capacity", .int, "The number of items that fit into the storage.")]
          + PrioritizedSampler.exponents + PrioritizedSampler.further + SliceOptions.prioritizedParameters,
        returns: "sampler",
        examples: [Example("print(PrioritizedSliceSampler(9, 0.7, 0.9, num_slices: 3).num_slices)", prints: "3")])
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    let options = try SliceOptions(arguments)
    guard let core = try PrioritizedSampler.spec.make(arguments) as? PrioritizedSampler else {
      throw .type("expected priorities of a prioritized sampler")
    }
    return try PrioritizedSliceSampler(options, priorities: core)
  }
}

extension StreamingSliceSampler {
  public static let spec = ComponentSpec(
    .sampler,
    Signature(
      "streaming_slices", aliases: ["StreamingSliceSampler"],
      "Draws windows of new rows first, each once and in the order of writing, then slices as slices() does.",
      SliceOptions.streamingParameters, returns: "sampler",
      examples: [
        Example(
          SliceOptions.setup
            + "rb = td_buffer(storage: ram(16), sampler: streaming_slices(slice_len: 3), batch_size: 6)\n"
            + "rb.extend(data)\nprint(rb.sample()[\"x\"])", prints: "tensor([0, 1, 2, 3, 4, 5])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try StreamingSliceSampler(try SliceOptions(arguments))
  }
}
