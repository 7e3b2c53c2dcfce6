/// Unsafe: `tensors` packs items behind each other through `RowKernels`, which check that they fit: all have the shape and
/// dtype of the first, so that the fresh tensor of one more dimension holds exactly their elements.

import Catalog
import Tensors

/// How items of a list become a batch: tensors, tensordicts and trees of them are stacked leaf by leaf.
enum Stacking {
  /// What TorchRL's default collate does with the items of a list storage (`_stack_anything`).
  /// - Parameter isStored: They are to be stored, not sampled: a collate function is of no use.
  /// - Throws: `TypeError` for items that hold no tensors, `RuntimeError` where shapes, dtypes or keys differ.
  static func stack(_ items: [Tree], isStored: Bool = false) throws(Failure) -> Tree {
    guard let first = items.first else { throw .index("expected at least one item to stack, got none") }
    switch first {
    case .tensor: return .tensor(try tensors(items, []))
    case .tensordict: return .tensordict(try tensordicts(items, []))
    case .list(let parts): return .list(try columns(items, parts.count, isStored))
    case .tuple(let parts): return .tuple(try columns(items, parts.count, isStored))
    case .dict(let pairs):
      var result: [(key: Tree, value: Tree)] = []
      for (key, _) in pairs {
        var column: [Tree] = []
        for item in items {
          guard case .dict(let others) = item, others.count == pairs.count,
            let found = others.first(where: { $0.key.isSameScalar(as: key) })
          else { throw mixed(item) }
          column.append(found.value)
        }
        result.append((key, try stack(column, isStored: isStored)))
      }
      return .dict(result)
    default:
      throw .type(
        "expected tensors or tensordicts to stack into a batch, got \(first.article)",
        help: isStored
          ? "write tensor([…]) around numbers, or keep Python's values in a list: storage: list(10)"
          : "give the buffer a collate_fn, for instance collate_fn: x -> x")
    }
  }

  private static func columns(_ items: [Tree], _ count: Int, _ isStored: Bool) throws(Failure) -> [Tree] {
    var result: [Tree] = []
    for i in 0..<count {
      var column: [Tree] = []
      for item in items {
        switch item {
        case .list(let parts) where parts.count == count, .tuple(let parts) where parts.count == count:
          column.append(parts[i])
        default: throw mixed(item)
        }
      }
      result.append(try stack(column, isStored: isStored))
    }
    return result
  }

  private static func mixed(_ item: Tree) -> Failure {
    .value("expected items of one structure to stack, got also \(item.article)")
  }

  private static func tensors(_ items: [Tree], _ path: [String]) throws(Failure) -> Tensor {
    var parts: [Tensor] = []
    for item in items {
      guard case .tensor(let tensor) = item else { throw mixed(item) }
      parts.append(tensor)
    }
    let first = parts[0]
    for part in parts {
      guard part.shape == first.shape else {
        throw .runtime(
          "expected items of one shape to stack\(RowLayout.at(path)), got \(first.shape.dims) and \(part.shape.dims)")
      }
      guard part.dtype == first.dtype else {
        throw .runtime(
          "expected items of one dtype to stack\(RowLayout.at(path)), got \(first.dtype.torchName) and "
            + part.dtype.torchName)
      }
    }
    let result = try Tensor.empty([parts.count] + first.shape, first.dtype)
    for (i, part) in parts.enumerated() { RowKernels.pack(part, into: result, from: i * first.numel) }
    return result
  }

  private static func tensordicts(_ items: [Tree], _ path: [String]) throws(Failure) -> TensorDict {
    var parts: [TensorDict] = []
    for item in items {
      guard case .tensordict(let data) = item else { throw mixed(item) }
      parts.append(data)
    }
    let first = parts[0]
    for part in parts {
      guard part.batchSize == first.batchSize else {
        throw .runtime(
          "expected tensordicts of one batch size to stack\(RowLayout.at(path)), "
            + "got \(first.batchSize.dims) and \(part.batchSize.dims)")
      }
      guard part.keys.count == first.keys.count else {
        throw .key(
          "expected tensordicts of the same keys to stack\(RowLayout.at(path)), got \(first.keys) and \(part.keys)")
      }
    }
    let device = parts.allSatisfy { $0.device == first.device } ? first.device : nil
    let result = TensorDict(
      batchSize: [parts.count] + first.batchSize, device: device, tensorClass: first.tensorClass)
    for key in first.keys {
      var column: [Tree] = []
      var hasTensors = true
      for part in parts {
        switch try part.entry(NestedKey(key)) {
        case .tensor(let tensor)?: column.append(.tensor(tensor))
        case .tensordict(let child)?: column.append(.tensordict(child))
        case .nonTensor(let value)?:
          hasTensors = false
          column.append(value)
        case .nonTensorStack(let values)?:
          hasTensors = false
          column.append(.list(values))
        case nil: throw .key("expected key '\(key)' in every tensordict to stack, got one without it")
        }
      }
      let entry: TensorDict.Entry
      switch column[0] {
      case .tensor where hasTensors: entry = .tensor(try tensors(column, path + [key]))
      case .tensordict where hasTensors: entry = .tensordict(try tensordicts(column, path + [key]))
      default: entry = Self.entry(of: column, leading: [column.count])
      }
      try result.set(NestedKey(key), entry: entry)
    }
    return result
  }

  /// Python values of a batch: a stack, even where they are all equal, as tensordict stacks them.
  static func entry(of values: [Tree], leading: Shape) -> TensorDict.Entry {
    guard let first = values.first else { return .nonTensorStack([]) }
    if leading.isEmpty { return .nonTensor(first) }
    return .nonTensorStack(values)
  }

  /// The items of data that holds several: rows of tensors and tensordicts (views), elements of lists and tuples.
  /// nil for what cannot be taken apart.
  static func items(of data: Tree) throws(Failure) -> [Tree]? {
    switch data {
    case .list(let items), .tuple(let items): return items
    case .tensor(let tensor) where tensor.ndim > 0:
      try Memory.demand(tensor.shape[0], of: 256, "items")
      return (0..<tensor.shape[0]).map { .tensor(tensor.row($0)) }
    case .tensordict(let batch) where !batch.batchSize.isEmpty:
      try Memory.demand(batch.batchSize[0], of: 256, "items")
      return (0..<batch.batchSize[0]).map { .tensordict(row($0, of: batch)) }
    case .object(let object):
      guard let stack = object as? LazyStack, stack.stackDim == 0 else { return nil }
      return stack.items.map { .tensordict($0) }
    default: return nil
    }
  }

  /// One row of a tensordict, as views.
  static func row(_ index: Int, of batch: TensorDict) -> TensorDict {
    batch.mapEntries(batch: { $0.dropFirst() }) { entry in
      switch entry {
      case .tensor(let tensor): .tensor(tensor.row(index))
      case .nonTensorStack(let values): .nonTensor(values[index])
      default: entry
      }
    }
  }

  /// Applies a view to every tensor of a tree. - Parameter batch: The batch size that tensordicts get.
  static func map(
    _ data: Tree, batch: (Shape) -> Shape, _ transform: (Tensor) throws(Failure) -> Tensor
  ) throws(Failure) -> Tree {
    switch data {
    case .tensor(let tensor): return .tensor(try transform(tensor))
    case .tensordict(let data):
      return .tensordict(
        try data.mapEntries(batch: batch) { (entry) throws(Failure) in
          if case .tensor(let tensor) = entry { .tensor(try transform(tensor)) } else { entry }
        })
    default: return try data.mapItems { (item) throws(Failure) in try map(item, batch: batch, transform) } ?? data
    }
  }
}
