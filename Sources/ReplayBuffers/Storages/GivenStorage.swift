import Catalog
import Tensors

/// Columns that were there before the storage (TorchRL's `TensorStorage`): writes go into the tensors that were given.
final class GivenAllocation: ColumnAllocation {
  var attributeNames: [String] { [] }

  func allocate(_ layout: RowLayout, leading: Shape) throws(Failure) -> [Tensor] {
    throw .runtime("a storage of given tensors has its columns already")
  }

  func source(maxSize: Int, ndim: Int) -> String {
    SourceText.call("tensor_storage", ["<\(maxSize) items>"], [("ndim", ndim == 1 ? nil : String(ndim))])
  }

  func attribute(_ name: String) -> Tree? { nil }
}

extension TensorStorage {
  /// A storage that is full of given data from the start. Contiguous tensors are shared with the caller.
  /// - Throws: `ValueError` where `maxSize` is not the data's, `TypeError` for data without tensors.
  public static func given(_ data: Tree, maxSize: Int? = nil, ndim: Int = 1) throws(Failure) -> TensorStorage {
    let layout = try RowLayout(of: data, lead: ndim)
    guard let shape = data.leadingShape, shape.count >= ndim else {
      throw .value("expected data of at least \(ndim) dimensions, got \(data.kindName)", argument: "storage")
    }
    let leading = shape.prefix(ndim)
    if let maxSize, maxSize != leading.numel, maxSize != leading[0] {
      throw .value("expected a max_size of \(leading.numel), the data's, got \(maxSize)", argument: "max_size")
    }
    let storage = try TensorStorage(maxSize: leading.numel, ndim: ndim, allocation: GivenAllocation())
    let values = try layout.values(of: data, leading: leading)
    var columns: [Tensor] = []
    for tensor in values.tensors { columns.append(try tensor.packed()) }
    storage.install(layout, columns, inner: leading.dropFirst(), capacity: leading.numel)
    for (number, column) in values.objects.enumerated() {
      for cell in storage.objects[number].indices {
        storage.objects[number][cell] = column[column.count == 1 ? 0 : cell]
      }
    }
    storage.cellCount = leading.numel
    return storage
  }

  public static let givenSpec = ComponentSpec(
    .storage,
    Signature(
      "tensor_storage", aliases: ["TensorStorage"],
      "Keeps items in tensors that are given, which it fills from the start.",
      [
        Parameter(
          "storage", .either([.tensor, .tensordict]), "The data: a tensor, a tensordict or a tree of tensors."),
        .optional("max_size", .int, "The number of items, which is the data's."),
        .optional("device", .any, "Accepted for TorchRL's sake: \"cpu\" is the only device.", labelOnly: true),
        .optional("ndim", .int, default: "1", "The number of storage dimensions, at least 1.", labelOnly: true),
        .optional(
          "compilable", .bool, default: "False", "Accepted for TorchRL's sake, without effect.", labelOnly: true),
      ], returns: "storage",
      examples: [
        Example(
          "data = arange(4)\nrb = buffer(storage: tensor_storage(data))\nrb.add(tensor(9))\nprint(len(rb), data)",
          prints: "4 tensor([9, 1, 2, 3])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try TensorStorage.given(
      try arguments.required("storage", arguments["storage"]), maxSize: try arguments.int("max_size"),
      ndim: try arguments.int("ndim") ?? 1)
  }
}

extension ListStorage {
  public static let lazyStackSpec = ComponentSpec(
    .storage,
    Signature(
      "lazy_stack", aliases: ["LazyStackStorage"],
      "Keeps tensordicts in a list, whose shapes and keys may differ; batches are stacked as far as they can be.",
      [
        .optional("max_size", .int, "The number of items that fit, at least 1; None for no limit."),
        .optional(
          "compilable", .bool, default: "False", "Accepted for TorchRL's sake, without effect.", labelOnly: true),
        .optional("stack_dim", .int, default: "0", "Where items are stacked: 0.", labelOnly: true),
      ], returns: "storage",
      examples: [
        Example(
          "rb = buffer(storage: lazy_stack(3))\nrb.extend([tensordict({\"x\": ones(2)}, []), tensordict({\"x\": ones(3)}, [])])\n"
            + "print(len(rb), rb[1][\"x\"])", prints: "2 tensor([1., 1., 1.])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    if let dimension = try arguments.int("stack_dim"), dimension != 0 {
      throw Failure(.notImplemented, "expected stack_dim 0, got \(dimension)", argument: "stack_dim")
    }
    return try ListStorage(try arguments.int("max_size"), stacksLazily: true)
  }
}

extension Collate {
  /// Stacks tensordicts into one; into a lazy stack where their shapes or keys differ.
  static let lazyStack = Collate(source: nil, isNative: true) { (data) throws(Failure) -> Tree in
    guard case .list(let items) = data else { return data }
    do throws(Failure) {
      return try Stacking.stack(items)
    } catch {
      var parts: [TensorDict] = []
      for case .tensordict(let part) in items { parts.append(part) }
      guard parts.count == items.count, !parts.isEmpty else { throw error }
      return .object(try LazyStack(parts))
    }
  }
}
