import Catalog
import Tensors

extension ListStorage {
  public static let spec = ComponentSpec(
    .storage,
    Signature(
      "list", aliases: ["ListStorage"], "Keeps items of any kind, as they are, in a list.",
      [
        .optional("max_size", .int, "The number of items that fit, at least 1; None for no limit."),
        .optional(
          "compilable", .bool, default: "False", "Accepted for TorchRL's sake, without effect.", labelOnly: true),
        .optional("device", .any, "Accepted for TorchRL's sake: items stay where they are.", labelOnly: true),
      ],
      returns: "storage",
      examples: [
        Example(
          "rb = buffer(storage: list(3), collate_fn: x -> x)\nrb.extend([\"a\", 0, None])\nprint(rb[0], len(rb))",
          prints: "a 3")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in try ListStorage(try arguments.int("max_size")) }
}

extension TensorStorage {
  private static let shared: [Parameter] = [
    .optional(
      "device", .any, default: "\"cpu\"", "Accepted for TorchRL's sake: \"cpu\" is the only device.", labelOnly: true),
    .optional(
      "ndim", .int, default: "1",
      "The number of storage dimensions, at least 1: 2 for batches of environments by time.",
      labelOnly: true),
    .optional("compilable", .bool, default: "False", "Accepted for TorchRL's sake, without effect.", labelOnly: true),
    .optional("shared_init", .bool, default: "False", "Accepted for TorchRL's sake, without effect.", labelOnly: true),
  ]
  private static let size = Parameter("max_size", .int, "The number of items that fit, at least 1.")

  public static let ramSpec = ComponentSpec(
    .storage,
    Signature(
      "ram", aliases: ["LazyTensorStorage"],
      "Keeps tensors, tensordicts and trees of tensors in memory, as rows that the first write allocates.",
      [size] + shared + [
        .optional(
          "consolidated", .bool, default: "False", "Accepted for TorchRL's sake, without effect.", labelOnly: true),
        .optional(
          "cleanup_memmap", .bool, default: "True", "Accepted for TorchRL's sake, without effect.", labelOnly: true),
      ],
      returns: "storage",
      examples: [
        Example("rb = buffer(storage: ram(5))\nrb.extend(arange(3))\nprint(rb[:])", prints: "tensor([0, 1, 2])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try checkDevice(arguments)
    let size = try arguments.required("max_size", try arguments.int("max_size"))
    return try TensorStorage.ram(size, ndim: try arguments.int("ndim") ?? 1)
  }

  public static let memmapSpec = ComponentSpec(
    .storage,
    Signature(
      "memmap", aliases: ["LazyMemmapStorage"],
      "Keeps tensors, tensordicts and trees of tensors in memory-mapped files, sparse, made by the first write.",
      [
        size,
        .optional(
          "scratch_dir", .path, "The folder of the files; None for files without a name that vanish with the storage.",
          labelOnly: true),
      ] + shared + [
        .optional(
          "existsok", .bool, default: "False", "Go on with files that are there instead of refusing.", labelOnly: true),
        .optional(
          "auto_cleanup", .bool,
          "Remove scratch_dir when the storage goes or the program ends; None for only where there is none.",
          labelOnly: true),
      ],
      returns: "storage",
      examples: [
        Example(
          "rb = buffer(storage: memmap(100, scratch_dir: tempdir()))\nrb.extend(tensordict({\"a\": arange(3)}, [3]))\n"
            + "print(len(rb), rb[:][\"a\"])", prints: "3 MemoryMappedTensor([0, 1, 2])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try checkDevice(arguments)
    let folder = try arguments.path("scratch_dir")
    return try TensorStorage.memmap(
      try arguments.required("max_size", try arguments.int("max_size")), scratchDir: folder?.path,
      ndim: try arguments.int("ndim") ?? 1, existsOK: try arguments.bool("existsok") ?? false,
      autoCleanup: try arguments.bool("auto_cleanup"), keeper: folder?.keeper)
  }

  private static func checkDevice(_ arguments: Arguments) throws(Failure) {
    guard case .string(let name)? = arguments["device"], name != "cpu", name != "auto" else { return }
    throw .value("the only device is \"cpu\", got \"\(name)\"", argument: "device")
  }
}
