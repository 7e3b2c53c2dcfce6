import Catalog

extension TensorDict {
  /// `td[indices]` over the batch dimensions: views of the leaves for ints, slices, `...` and None, else copies.
  /// - Throws: `IndexError` for indices out of bounds or more than there are batch dimensions.
  public func get(_ indices: [Index]) throws(Failure) -> TensorDict {
    let indices = try batchIndices(indices)
    let result = try indexed(indices, batchSize: try indexedBatchSize(indices), rank: ndim)
    guard let dim = stackDimension(after: indices) else { return result }
    return result.asStack(dim)
  }

  /// Where the dimension of a stack is after indexing; nil where an int took it, or for no stack.
  private func stackDimension(after indices: [Index]) -> Int? {
    guard let stackDim else { return nil }
    var (place, result) = (0, 0)
    for index in indices {
      let takesStack = place <= stackDim && place + index.consumed > stackDim
      switch index {
      case .int:
        if takesStack { return nil }
      case .tensor(let tensor) where tensor.ndim == 0 && tensor.dtype != .bool:
        if takesStack { return nil }
      default:
        if takesStack { return result }
        result += 1
      }
      place += index.consumed
    }
    return result + stackDim - place
  }

  private func indexed(_ indices: [Index], batchSize: Shape, rank: Int) throws(Failure) -> TensorDict {
    try mapEntries(batch: { batchSize + $0.dropFirst(rank) }) { (entry) throws(Failure) in
      switch entry {
      case .tensor(let tensor): .tensor(try tensor.get(indices))
      case .nonTensorStack(let values): try TensorDict.item(of: values, indices)
      default: entry
      }
    }
  }

  private static func item(of values: [Tree], _ indices: [Index]) throws(Failure) -> Entry {
    if indices.count == 1, case .int(let place) = indices[0] {
      let value = values[try Tensor.wrap(index: place, dim: 0, size: values.count)]
      if case .list(let items) = value { return .nonTensorStack(items) }
      return .nonTensor(value)
    }
    if let places = try rowPlaces(indices, count: values.count) { return .nonTensorStack(places.map { values[$0] }) }
    return try NonTensorArray(nested: values).moved { (places) throws(Failure) in try places.get(indices) }.entry
  }

  /// The rows that one slice or one vector of ints names; nil for any other index. Spares the general way, whose cost
  /// grows with the whole batch.
  private static func rowPlaces(_ indices: [Index], count: Int) throws(Failure) -> [Int]? {
    guard indices.count == 1 else { return nil }
    switch indices[0] {
    case .int(let place): return [try Tensor.wrap(index: place, dim: 0, size: count)]
    case .slice(let start, let stop, let step):
      guard (step ?? 1) > 0 else { return nil }
      func clamp(_ place: Int) -> Int { min(max(place < 0 ? place + count : place, 0), count) }
      return Array(stride(from: clamp(start ?? 0), to: clamp(stop ?? count), by: step ?? 1))
    case .tensor(let tensor) where tensor.ndim == 1 && tensor.dtype == .int64:
      var places = try tensor.elements(Int.self)
      for i in places.indices { places[i] = try Tensor.wrap(index: places[i], dim: 0, size: count) }
      return places
    default: return nil
    }
  }

  /// The indices with `...` written out for the batch dimensions, so that they mean the same for every leaf.
  private func batchIndices(_ indices: [Index]) throws(Failure) -> [Index] {
    let consumed = indices.reduce(0) { $0 + $1.consumed }
    guard consumed <= ndim else {
      throw .index("too many indices for a tensordict with batch size \(batchSize.dims), got \(consumed)")
    }
    var result: [Index] = []
    var hasEllipsis = false
    for index in indices {
      guard case .ellipsis = index else {
        result.append(index)
        continue
      }
      guard !hasEllipsis else { throw .index("an index can only have a single ellipsis ('...')") }
      hasEllipsis = true
      result += Array(repeating: .slice(start: nil, stop: nil, step: nil), count: ndim - consumed)
    }
    return result
  }

  /// The batch size that the indices leave, found on a tensor of the batch's shape that takes one byte.
  private func indexedBatchSize(_ indices: [Index]) throws(Failure) -> Shape {
    let memory = try Memory.allocate(byteCount: 1, zeroed: true)
    let proxy = Tensor(
      memory: memory, dtype: .bool, shape: batchSize, strides: Array(repeating: 0, count: ndim))
    return try proxy.get(indices).shape
  }

  /// `td[indices] = values`. Keys that are missing here are made, zero elsewhere.
  /// - Throws: `RuntimeError` where the batch sizes do not fit, or where this is locked and lacks a key.
  public func set(_ indices: [Index], to values: TensorDict) throws(Failure) {
    let indices = try batchIndices(indices)
    let size = try indexedBatchSize(indices)
    try write(try TensorDict.fitted(values, to: size, of: batchSize), at: indices, size)
  }

  /// `td[indices] = {…}`.
  public func set(_ indices: [Index], to fields: [(key: Tree, value: Tree)]) throws(Failure) {
    let indices = try batchIndices(indices)
    let size = try indexedBatchSize(indices)
    let values = TensorDict(batchSize: size, device: device)
    try values.update(fields)
    try write(values, at: indices, size)
  }

  /// `td[indices] = number`: every leaf's elements there.
  public func set(_ indices: [Index], to value: Scalar) throws(Failure) {
    let indices = try batchIndices(indices)
    for (_, tensor) in leaves { try tensor.setScalar(indices, to: value) }
  }

  /// `td[indices] = tensor`: broadcast into every leaf.
  public func set(_ indices: [Index], to value: Tensor) throws(Failure) {
    let indices = try batchIndices(indices)
    for (_, tensor) in leaves { try tensor.set(indices, to: value) }
  }

  /// `set_at_`: writes into one key's rows.
  /// - Throws: `KeyError` for a missing key.
  public func setAt(_ key: NestedKey, _ indices: [Index], to value: Tree) throws(Failure) {
    switch (try requireEntry(key), value) {
    case (.tensor(let target), .tensor(let source)): try target.set(indices, to: source)
    case (.tensordict(let target), .tensordict(let source)): try target.set(indices, to: source)
    case (.tensordict(let target), .dict(let fields)): try target.set(indices, to: fields)
    case (.tensor(let target), _):
      if let scalar = value.scalar {
        try target.setScalar(indices, to: scalar)
      } else if let source = try value.regularTensor() {
        try target.set(indices, to: source.dtype == target.dtype ? source : try source.to(target.dtype))
      } else {
        throw .type("expected a tensor or a number for key \(key.text), got \(value.article)")
      }
    case (.nonTensor, _), (.nonTensorStack, _):
      let owner = try self.owner(of: key)
      try owner.writeNonTensor(key.last, .nonTensor(value), at: try owner.batchIndices(indices))
    default: throw .type("expected a tensordict for key \(key.text), got \(value.article)")
    }
  }

  private static func fitted(
    _ values: TensorDict, to size: Shape, of batchSize: Shape
  ) throws(Failure) -> TensorDict {
    if values.batchSize == size { return values }
    let rank = values.ndim
    if rank > 0, rank <= size.count, values.batchSize == size.dropFirst(size.count - rank) {
      return try values.expand(size.dims)
    }
    let copy = values.shallowCopy()
    do {
      try copy.setBatchSize(size)
    } catch {
      throw .runtime(
        "expected values of batch size \(size.dims) for this index into \(batchSize.dims), got \(values.batchSize.dims)"
      )
    }
    return copy
  }

  private func write(_ values: TensorDict, at indices: [Index], _ size: Shape) throws(Failure) {
    for key in values.keys {
      guard let source = values.entries[key] else { continue }
      switch (entries[key], source) {
      case (.tensor(let target)?, .tensor(let tensor)): try target.set(indices, to: tensor)
      case (.tensordict(let target)?, .tensordict(let child)): try target.write(child, at: indices, size)
      case (.nonTensor?, .nonTensor), (.nonTensor?, .nonTensorStack), (.nonTensorStack?, .nonTensor),
        (.nonTensorStack?, .nonTensorStack):
        try writeNonTensor(key, source, at: indices)
      case (nil, _): try makeAndWrite(key, source, at: indices, size)
      case (let target?, _): throw .type("expected \(target.tree.article) for key '\(key)', got \(source.tree.article)")
      }
    }
  }

  private func makeAndWrite(_ key: String, _ source: Entry, at indices: [Index], _ size: Shape) throws(Failure) {
    try checkUnlocked()
    switch source {
    case .tensor(let tensor):
      let target = try Tensor.zeros(batchSize + tensor.shape.dropFirst(size.count), tensor.dtype)
      try target.set(indices, to: tensor)
      store(key, .tensor(target))
    case .tensordict(let child):
      let target = TensorDict(
        batchSize: batchSize + child.batchSize.dropFirst(size.count), device: device, tensorClass: child.tensorClass)
      try target.write(child, at: indices, size)
      store(key, .tensordict(target))
    case .nonTensor(let value): store(key, .nonTensor(value))
    case .nonTensorStack:
      store(key, .nonTensor(.none))
      try writeNonTensor(key, source, at: indices)
    }
  }

  /// Values for part of the batch: a single value becomes one per element as soon as they differ.
  private func writeNonTensor(_ key: String, _ source: Entry, at indices: [Index]) throws(Failure) {
    guard let target = entries[key] else { return }
    if case .nonTensorStack(let values) = target, try writeRows(key, values.count, source, at: indices) { return }
    var array: NonTensorArray
    switch (target, source) {
    case (.nonTensor(let old), .nonTensor(let new)) where old.isEqual(to: new): return
    case (.nonTensor(let old), _): array = try NonTensorArray(repeating: old, shape: batchSize)
    case (.nonTensorStack(let values), _): array = NonTensorArray(nested: values)
    default: return
    }
    let places = try Tensor.fromElements(Array(array.values.indices), array.shape).get(indices).elements(Int.self)
    switch source {
    case .nonTensor(let value): for place in places { array.values[place] = value }
    case .nonTensorStack(let values):
      let new = NonTensorArray(nested: values).values
      guard new.count == places.count else {
        throw .runtime("expected \(places.count) values for key '\(key)', got \(new.count)")
      }
      for (place, value) in zip(places, new) { array.values[place] = value }
    default: return
    }
    entries[key] = array.entry
  }

  /// Writes whole rows of a stack in place; false where the index or the values ask for the general way.
  private func writeRows(
    _ key: String, _ count: Int, _ source: Entry, at indices: [Index]
  ) throws(Failure) -> Bool {
    guard let places = try TensorDict.rowPlaces(indices, count: count) else { return false }
    var isOneRow = false
    if case .int = indices[0] { isOneRow = true }
    // Taken out of the table while it changes, so that the array is not copied.
    guard case .nonTensorStack(var values)? = entries.updateValue(.nonTensor(.none), forKey: key) else { return false }
    defer { entries[key] = .nonTensorStack(values) }
    if case .list? = values.first { return false }
    switch source {
    case .nonTensor(let value):
      for place in places { values[place] = value }
    case .nonTensorStack(let new):
      guard !isOneRow, new.count == places.count else { return false }
      for (place, value) in zip(places, new) { values[place] = value }
    default: return false
    }
    return true
  }

  /// Each leaf where the condition (of the batch's shape) is true, else the other's.
  /// - Throws: `KeyError` where the other lacks a key.
  public func `where`(_ condition: Tensor, _ other: TensorDictOperand) throws(Failure) -> TensorDict {
    try combined(with: other) { (a, b) throws(Failure) in
      var spread = condition
      if case .tensor(let leaf) = a { spread = try condition.spread(over: leaf, batch: condition.shape) }
      return try Tensor.where(spread, a, b)
    }
  }

  /// A copy with a number where the mask (of the batch's shape, or its beginning) is true.
  public func maskedFill(_ mask: Tensor, _ value: Scalar) throws(Failure) -> TensorDict {
    try mapTensors { (leaf) throws(Failure) in
      try leaf.maskedFill(try mask.spread(over: leaf, batch: mask.shape), value)
    }
  }
}

extension TensorDict {
  /// Writes a number where the mask (of the batch's shape, or its beginning) is true, in place.
  public func fill(where mask: Tensor, _ value: Scalar) throws(Failure) {
    for (_, leaf) in leaves { try leaf.fill(where: try mask.spread(over: leaf, batch: mask.shape), value) }
  }
}
