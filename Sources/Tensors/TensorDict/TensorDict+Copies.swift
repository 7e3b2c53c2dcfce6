import Catalog

extension TensorDict {
  /// One with the same batch size, device and class, and no keys.
  public func emptied(batchSize: Shape? = nil) -> TensorDict {
    let result = TensorDict(batchSize: batchSize ?? self.batchSize, device: device, tensorClass: tensorClass)
    if batchSize == nil { result.stackDim = stackDim }
    return result
  }

  /// The same tensors as a stack of items along a batch dimension; an instance of a tensorclass stays what it is.
  public func asStack(_ dim: Int) -> TensorDict {
    if stackDim == dim || tensorClass != nil { return self }
    let result = TensorDict(batchSize: batchSize, device: device)
    result.stackDim = dim
    for key in keys {
      if let entry = entries[key] { result.store(key, entry) }
    }
    return result
  }

  /// A new tree of tensordicts over the same tensors (`clone(recurse=False)`, `copy`). Not locked.
  public func shallowCopy() -> TensorDict {
    mapEntries { $0 }
  }

  /// The same tree of keys over other values: what the body makes of each that is no tensordict; nil leaves its key
  /// out. Nothing is checked.
  /// - Parameter batch: The new batch size for every tensordict of the tree; nil keeps it.
  package func mapEntries<E: Error>(
    batch: (Shape) -> Shape? = { _ in nil }, _ body: (Entry) throws(E) -> Entry?
  ) throws(E) -> TensorDict {
    let result = emptied(batchSize: batch(batchSize))
    for key in keys {
      guard let entry = entries[key] else { continue }
      if case .tensordict(let child) = entry {
        result.store(key, .tensordict(try child.mapEntries(batch: batch, body)))
      } else if let mapped = try body(entry) {
        result.store(key, mapped)
      }
    }
    return result
  }

  /// The same tensors, said to be on `device` at every depth; nil says nothing. A new tensordict.
  public func to(device: Device?) -> TensorDict {
    let copy = shallowCopy()
    copy.assignDevice(device)
    return copy
  }

  private func assignDevice(_ device: Device?) {
    self.device = device
    for case .tensordict(let child) in entries.values { child.assignDevice(device) }
  }

  /// The same keys as a plain tensordict, where this is an instance of a tensorclass (nested ones too).
  public func asPlain() -> TensorDict {
    let plain = TensorDict(batchSize: batchSize, device: device)
    for key in keys {
      guard let entry = entries[key] else { continue }
      if case .tensordict(let child) = entry {
        plain.store(key, .tensordict(child.asPlain()))
      } else {
        plain.store(key, entry)
      }
    }
    return plain
  }

  /// Changes the batch size; nested tensordicts that no longer begin with it follow.
  /// - Throws: `RuntimeError` where a value's shape does not begin with it. Nothing has changed then.
  public func setBatchSize(_ size: Shape) throws(Failure) {
    try checkBatchSize(try size.counted())
    assignBatchSize(size)
  }

  private func checkBatchSize(_ size: Shape) throws(Failure) {
    for key in keys {
      switch entries[key] {
      case .tensor(let tensor)? where tensor.shape.prefix(size.count) != size:
        throw .runtime("expected shape to begin with \(size.dims), got \(tensor.shape.dims) for key '\(key)'")
      case .tensordict(let child)? where child.batchSize.prefix(size.count) != size:
        try child.checkBatchSize(size)
      case .nonTensorStack(let values)? where !size.isEmpty && values.count != size[0]:
        throw .runtime("expected shape to begin with \(size.dims), got [\(values.count)] for key '\(key)'")
      default: continue
      }
    }
  }

  private func assignBatchSize(_ size: Shape) {
    batchSize = size
    for case .tensordict(let child) in entries.values where child.batchSize.prefix(size.count) != size {
      child.assignBatchSize(size)
    }
  }

  /// Sets the largest batch size that all values share (nested ones first), of at most `batchDims` dimensions.
  public func autoBatchSize(batchDims: Int? = nil) {
    var common: [Int]?
    for key in keys {
      let shape: [Int]
      switch entries[key] {
      case .tensor(let tensor)?: shape = tensor.shape.dims
      case .tensordict(let child)?:
        child.autoBatchSize(batchDims: batchDims)
        shape = child.batchSize.dims
      case .nonTensorStack(let values)?: shape = NonTensorArray(nested: values).shape.dims
      default: continue
      }
      if let known = common {
        common = Array(zip(known, shape).prefix { $0 == $1 }.map { $0.0 })
      } else {
        common = shape
      }
    }
    guard let common else { return }
    batchSize = Shape(Array(common.prefix(max(batchDims ?? common.count, 0))))
  }
}
