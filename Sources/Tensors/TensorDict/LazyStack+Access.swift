import Catalog

/// Reading and writing a stack whose items differ as one tensordict.
extension LazyStack {
  /// What a key holds, stacked; nil where not all items have it.
  /// - Throws: `RuntimeError` where the shapes differ.
  public func valueIfPresent(_ key: NestedKey) throws(Failure) -> Tree? {
    guard keys.contains(key.first) else { return nil }
    let value = try value(key.first)
    guard let rest = key.rest else { return value }
    guard case .object(let object) = value, let nested = object as? LazyStack else {
      if case .tensordict(let nested) = value { return try nested.entry(rest)?.tree }
      return nil
    }
    return try nested.valueIfPresent(rest)
  }

  /// The items' tensors of a key, side by side.
  /// - Throws: `KeyError` for a key that not all have as a tensor.
  public func parts(_ key: NestedKey) throws(Failure) -> [Tensor] {
    var parts: [Tensor] = []
    for item in items {
      guard case .tensor(let tensor)? = try item.entry(key) else {
        throw .key("expected a tensor under \(key.text) in every item, got one without it")
      }
      parts.append(tensor)
    }
    return parts
  }

  /// The items' tensors of a key, filled up with zeros to the largest of them.
  public func padded(_ key: NestedKey) throws(Failure) -> Tensor {
    let parts = try parts(key)
    guard let rank = parts.map(\.ndim).max(), parts.allSatisfy({ $0.ndim == rank }) else {
      throw .runtime("expected tensors of as many dimensions under \(key.text)")
    }
    let size = (0..<rank).map { dim in parts.map { $0.shape[dim] }.max() ?? 0 }
    var padded: [Tensor] = []
    for part in parts {
      let whole = try Tensor.zeros(Shape(size), part.dtype)
      try whole.set(part.shape.dims.map { .slice(start: 0, stop: $0, step: nil) }, to: part)
      padded.append(whole)
    }
    return try Tensor.stack(padded, dim: stackDim)
  }

  /// Some keys, those that all items have, in one tensordict.
  /// - Throws: `RuntimeError` where the shapes of one differ.
  public func joined(_ keys: [NestedKey]) throws(Failure) -> TensorDict {
    let result = TensorDict(batchSize: batchSize, device: device)
    for key in keys {
      if let value = try valueIfPresent(key) { try result.set(key, value) }
    }
    return result
  }

  /// Gives every item its part of a value that has the stack's batch size; of other values, the value itself.
  /// - Throws: `RuntimeError` where the shape does not begin with the batch size. Nothing has changed then.
  public func set(_ key: NestedKey, _ value: Tree) throws(Failure) {
    var parts: [Tree] = []
    switch value {
    case .tensor(let tensor):
      guard tensor.shape.prefix(batchSize.count) == batchSize else {
        throw .runtime("expected shape to begin with \(batchSize.dims), got \(tensor.shape.dims) for key \(key.text)")
      }
      let leading = [Index](repeating: .slice(start: nil, stop: nil, step: nil), count: stackDim)
      for i in items.indices { parts.append(.tensor(try tensor.get(leading + [.int(i)]))) }
    case .tensordict(let data):
      guard data.batchSize.prefix(batchSize.count) == batchSize else {
        throw .runtime("expected batch size \(batchSize.dims), got \(data.batchSize.dims) for key \(key.text)")
      }
      parts = try data.unbind(stackDim).map { .tensordict($0) }
    default: parts = items.map { _ in value }
    }
    for (item, part) in zip(items, parts) { try item.set(key, part) }
  }

  /// Some of the items, by a slice, a list of ints or a mask along the dimension of the stack, which must be the first.
  /// - Throws: `IndexError` out of bounds, `RuntimeError` where no item remains.
  public func get(_ index: Index) throws(Failure) -> LazyStack {
    guard stackDim == 0 else { throw .index("expected an int to index a stack along dimension \(stackDim)") }
    let places = try Tensor.fromElements(Array(items.indices), [items.count]).get([index])
    return try LazyStack(try places.elements(Int.self).map { items[$0] })
  }

  /// A stack of what becomes of the items. They must keep their batch size.
  public func map(_ body: (TensorDict) throws(Failure) -> TensorDict) throws(Failure) -> LazyStack {
    var made: [TensorDict] = []
    for item in items { made.append(try body(item)) }
    return try LazyStack(made, stackDim: stackDim)
  }
}
