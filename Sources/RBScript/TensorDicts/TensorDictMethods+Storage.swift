import Catalog
import Tensors

/// Methods of tensordicts about where their tensors are, how large they are, and what else they hold.
extension TensorDictMethods {
  private static let prefix = Parameter.optional(
    "prefix", .path, "The folder, made where it is missing; files without names by default.")
  private static let copyExisting = Parameter.optional(
    "copy_existing", .bool, default: "False", "Copies tensors that are in other files already.")

  static let storage: [Builtin] = [
    method(
      "memmap", "With the tensors in memory-mapped files, as TorchRL lays them out.", [prefix, copyExisting],
      "print(td.memmap()[\"a\"][0])", prints: "MemoryMappedTensor([0, 1])"
    ) { td, call in
      try td.memmap(to: try path(call), copyExisting: try call.bool("copy_existing", default: false))
    },
    plain(
      "memmap_", "Moves its own tensors into memory-mapped files.", [prefix, copyExisting], returns: "the tensordict",
      "td.memmap_(); print(td.is_memmap())", prints: "True"
    ) { td, call in
      try td.memmapInPlace(to: try path(call), copyExisting: try call.bool("copy_existing", default: false))
      return call.receiver
    },
    plain("bytes", "The bytes of all tensors.", returns: "int", "print(td.bytes())", prints: "40") { td, _ in
      .int(td.leaves.reduce(0) { $0 + $1.tensor.numel * $1.tensor.dtype.size })
    },
    plain(
      "get_item_shape", "The shape of a key's value.", [key], returns: "Size", "print(td.get_item_shape(\"a\"))",
      prints: "torch.Size([2, 2])"
    ) { td, call in
      switch try td.requireEntry(try key(call)) {
      case .tensor(let tensor): .object(TupleObject(tensor.shape))
      case .tensordict(let child): .object(TupleObject(child.batchSize))
      default: .object(TupleObject(td.batchSize))
      }
    },
    method(
      "masked_select", "The elements of the batch where a mask is true.",
      [Parameter("mask", .tensor, "A bool tensor of the batch's shape.")],
      "print(td.masked_select(tensor([False, True]))[\"a\"])", prints: "tensor([[2, 3]])"
    ) { td, call in
      let mask = try call.tensor("mask")
      guard mask.dtype == .bool else { throw call.wrong("mask", expected: "a bool tensor") }
      return try td.get([.tensor(mask)])
    },
    method(
      "empty", "The same batch size without keys.",
      [.optional("recurse", .bool, default: "False", "Keeps nested tensordicts, without their tensors.")],
      "print(td.empty().is_empty())", prints: "True"
    ) { td, call in try emptied(td, recursing: try call.bool("recurse", default: false)) },
  ]

  private static func path(_ call: Call) throws -> String? {
    guard call.has("prefix") else { return nil }
    guard let path = call["prefix"].asPath else { throw call.wrong("prefix", expected: "a path") }
    return path
  }

  private static func emptied(_ td: TensorDict, recursing: Bool) throws(Failure) -> TensorDict {
    let result = td.emptied()
    guard recursing else { return result }
    for key in td.keys {
      if case .tensordict(let child) = try td.requireEntry(NestedKey(key)) {
        try result.set(NestedKey(key), .tensordict(try emptied(child, recursing: true)))
      }
    }
    return result
  }
}
