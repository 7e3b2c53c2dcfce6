import Catalog
import ReplayBuffers
import Tensors

/// Specs whose outcomes can be counted.
extension LeafSpec {
  /// How many outcomes there are: of one element, which the others equal; nil where TorchRL calls them endless.
  /// - Throws: `NotImplementedError` for a spec without bounds.
  public func cardinality() throws(Failure) -> Int? {
    switch domain {
    case .oneHot(let count), .categorical(let count): return count
    case .binary: return 2
    case .bounded: return nil
    case .unbounded: throw Failure(.notImplemented, "the outcomes of a spec without bounds cannot be counted")
    }
  }

  /// Every outcome, along a new first dimension.
  /// - Parameter obeysMask: Without those that are ruled out.
  public func enumerated(obeysMask: Bool = false) throws(Failure) -> Tensor {
    guard let count = outcomes ?? (isBinary ? 2 : nil) else {
      throw Failure(.notImplemented, "the outcomes of a \(isBounded ? "bounded" : "continuous") spec cannot be listed")
    }
    var numbers = try Tensor.arange(end: .int(count))
    if obeysMask, let mask {
      guard mask.ndim == 1 else {
        throw Failure(.notImplemented, "outcomes are listed for a mask of one dimension, got \(mask.ndim)")
      }
      numbers = try mask.nonzero().reshape([-1])
    }
    let (outer, values): (Int, Tensor)
    if case .oneHot = domain {
      (outer, values) = (shape.count - 1, try numbers.oneHot(count))
    } else {
      (outer, values) = (shape.count, numbers)
    }
    let spread = [numbers.numel] + [Int](repeating: 1, count: outer) + values.shape.dims.dropFirst()
    return try values.to(dtype).reshape(spread).expand([numbers.numel] + shape.dims).contiguous()
  }

  private var isBinary: Bool { if case .binary = domain { true } else { false } }
  private var isBounded: Bool { if case .bounded = domain { true } else { false } }

  /// The outcome of each value by its number: one-hot values become categorical ones.
  public func categorical(_ value: Tensor) throws(Failure) -> Tensor {
    guard case .oneHot = domain else { return value }
    return try (value.dtype == .bool ? value.to(.int64) : value).argmax(-1)
  }

  /// Categorical values as one-hot ones, bools.
  public func oneHot(_ value: Tensor) throws(Failure) -> Tensor {
    if case .oneHot = domain { return value }
    return try value.to(.int64).oneHot(try cardinality() ?? -1).to(.bool)
  }

  /// The spec of what `categorical` gives.
  public func categoricalSpec() -> LeafSpec {
    guard case .oneHot(let count) = domain else { return self }
    return LeafSpec(shape.prefix(shape.count - 1), .int64, .categorical(count), mask: mask)
  }

  /// The spec of what `oneHot` gives.
  public func oneHotSpec() throws(Failure) -> LeafSpec {
    if case .oneHot = domain { return self }
    let count = try cardinality() ?? 0
    return LeafSpec(shape + [count], .bool, .oneHot(count), mask: mask)
  }

  /// The spec of the first element of leading dimensions.
  func withoutLeading(_ count: Int) throws(Failure) -> LeafSpec {
    let first = [Index](repeating: .int(0), count: count)
    var result = self
    result.shape = shape.dropFirst(count)
    result.mask = try mask.map { (mask) throws(Failure) in try mask.get(first) }
    if case .bounded(let low, let high) = domain {
      result.domain = .bounded(low: try low.get(first), high: try high.get(first))
    }
    return result
  }
}

extension CompositeSpec {
  /// The product of its entries' outcomes; nil where one's are endless.
  public func cardinality() throws(Failure) -> Int? {
    var counts: [Int] = []
    for (_, spec) in leaves {
      guard let count = try spec.cardinality() else { return nil }
      counts.append(count)
    }
    guard let product = Counts.product(counts) else {
      throw Failure(.overflow, "there are too many outcomes to count")
    }
    return product
  }

  public func one(_ leading: Shape = []) throws(Failure) -> TensorDict {
    let result = TensorDict(batchSize: leading + shape, device: device)
    for (key, var spec) in leaves {
      // As in TorchRL, which adds 1 to zeros.
      if spec.dtype == .bool { spec.dtype = .int64 }
      try result.set(key, try spec.one(leading))
    }
    return result
  }

  /// Every combination of its entries' outcomes, the last entry's changing fastest.
  public func enumerated(obeysMask: Bool = false) throws(Failure) -> TensorDict {
    let values = try leaves.map { (key, spec) throws(Failure) in
      (key: key, outcomes: try spec.enumerated(obeysMask: obeysMask))
    }
    let total = Counts.clamped(Counts.product(values.map { $0.outcomes.shape[0] }))
    try Memory.demand(total, of: 16, "outcomes")
    let result = TensorDict(batchSize: [total] + shape, device: device)
    var period = total
    for (key, outcomes) in values {
      let count = outcomes.shape[0]
      period /= max(count, 1)
      let step = max(period, 1)
      let rows = try Tensor.fromElements((0..<total).map { ($0 / step) % count })
      try result.set(key, try outcomes.get([.tensor(rows)]))
    }
    return result
  }

  /// The spec of the first element of leading dimensions.
  func withoutLeading(_ count: Int) throws(Failure) -> CompositeSpec {
    if count == 0 { return self }
    var result = CompositeSpec(shape: shape.dropFirst(count))
    result.device = device
    for key in keys {
      switch self[NestedKey(key)] {
      case .leaf(let leaf)?: result[NestedKey(key)] = .leaf(try leaf.withoutLeading(count))
      case .composite(let child)?: result[NestedKey(key)] = .composite(try child.withoutLeading(count))
      case nil: break
      }
    }
    return result
  }
}
