import Catalog
import ReplayBuffers
import Tensors

extension LeafSpec {
  /// A random value, drawn as TorchRL's spec of that kind draws it.
  /// - Parameter shape: Leading dimensions put before the spec's own.
  public func random(_ leading: Shape = [], generator: Generator = .default) throws(Failure) -> Tensor {
    let full = leading + shape
    if let masked = try randomMasked(leading, generator) { return masked }
    switch domain {
    case .oneHot(let count):
      let drawn = try Tensor.randint(below: count, full.prefix(full.count - 1), generator: generator)
      return try drawn.oneHot(count).to(dtype)
    case .categorical(let count):
      return try Tensor.randint(below: count, full, generator: generator).to(dtype)
    case .binary: return try Tensor.randint(below: 2, full, generator: generator).to(dtype)
    case .unbounded:
      if dtype.isFloatingPoint { return try .randn(full, dtype, generator: generator) }
      return try Tensor.empty(full, dtype).fillRandom(generator: generator)
    case .bounded(let low, let high):
      if dtype.isFloatingPoint {
        let drawn = try Tensor.rand(full, dtype, generator: generator)
        return try drawn.multiply(try high.subtract(low)).add(low).clamp(.tensor(low), .tensor(high))
      }
      let wide: DType = dtype == .int64 || dtype == .int32 ? .float64 : .float32
      let (bottom, top) = (try low.to(.int64), try high.to(.int64))
      let span = try top.subtract(bottom).to(wide)
      let offset = try Tensor.rand(full, wide, generator: generator).multiply(try span.add(Scalar.int(1))).floor()
      return try bottom.add(try offset.minimum(span).to(.int64)).to(dtype)
    }
  }

  public func zero(_ leading: Shape = []) throws(Failure) -> Tensor { try .zeros(leading + shape, dtype) }

  /// Whether a tensor has the spec's shape (behind any leading dimensions), dtype and domain.
  public func contains(_ value: Tensor) throws(Failure) -> Bool {
    if let allowed = try allowed(value) { return try allowed.all(nil).item().isTrue }
    guard value.dtype == dtype, value.ndim >= shape.count,
      Shape(Array(value.shape.dims.suffix(shape.count))) == shape
    else { return false }
    switch domain {
    case .unbounded: return true
    case .binary: return try value.eq(0).logicalOr(try value.eq(1)).all(nil).item().isTrue
    case .categorical(let count):
      return try value.ge(0).logicalAnd(try value.lt(Scalar.int(count))).all(nil).item().isTrue
    case .bounded(let low, let high): return try value.ge(low).logicalAnd(try value.le(high)).all(nil).item().isTrue
    case .oneHot:
      let flags = try value.ne(0)
      guard try flags.to(.int64).sum([-1]).eq(1).all(nil).item().isTrue else { return false }
      return try value.eq(try flags.to(dtype)).all(nil).item().isTrue
    }
  }

  /// Ones in its shape.
  public func one(_ leading: Shape = []) throws(Failure) -> Tensor { try .ones(leading + shape, dtype) }

  /// The nearest value that is in the spec: numbers cut to the bounds, the largest of a one-hot vector made the 1.
  public func project(_ value: Tensor) throws(Failure) -> Tensor {
    if try contains(value) { return value }
    if let masked = try projectedMasked(value) { return masked }
    switch domain {
    case .unbounded: return try value.to(dtype)
    case .binary: return try value.to(dtype).clamp(.scalar(.int(0)), .scalar(.int(1)))
    case .categorical(let count): return try value.to(dtype).clamp(.scalar(.int(0)), .scalar(.int(count - 1)))
    case .bounded(let low, let high): return try value.to(dtype).clamp(.tensor(low), .tensor(high))
    case .oneHot(let count):
      let numbers = value.dtype == .bool ? try value.to(.int64) : value
      return try numbers.argmax(-1).oneHot(count).to(dtype)
    }
  }

  /// The spec with leading dimensions.
  public func expanded(_ leading: Shape) throws(Failure) -> LeafSpec {
    var result = self
    result.shape = leading + shape
    result.mask = try mask.map { (mask) throws(Failure) in try mask.expand((leading + mask.shape).dims) }
    if case .bounded(let low, let high) = domain {
      result.domain = .bounded(
        low: try low.expand(result.shape.dims), high: try high.expand(result.shape.dims))
    }
    return result
  }

  /// Numbers between two others, the same everywhere.
  public static func bounded(
    _ low: Scalar, _ high: Scalar, _ shape: Shape, _ dtype: DType = .float32
  ) throws(Failure) -> LeafSpec {
    guard low.double <= high.double else {
      throw .value("the lower bound \(low.double) is above the upper bound \(high.double)", argument: "low")
    }
    return LeafSpec(
      shape, dtype, .bounded(low: try .full(shape, low, dtype), high: try .full(shape, high, dtype)))
  }

  public static func oneHot(_ count: Int, _ shape: Shape? = nil, _ dtype: DType = .int64) -> LeafSpec {
    LeafSpec(shape ?? [count], dtype, .oneHot(count))
  }

  /// The spec of an end mark.
  public static let mark = LeafSpec([1], .bool, .categorical(2))
}

extension CompositeSpec {
  public func random(_ leading: Shape = [], generator: Generator = .default) throws(Failure) -> TensorDict {
    let result = TensorDict(batchSize: try (leading + shape).counted(), device: device)
    for (key, spec) in leaves { try result.set(key, try spec.random(leading, generator: generator)) }
    return result
  }

  public func zero(_ leading: Shape = []) throws(Failure) -> TensorDict {
    let result = TensorDict(batchSize: try (leading + shape).counted(), device: device)
    for (key, spec) in leaves { try result.set(key, try spec.zero(leading)) }
    return result
  }

  /// Whether a tensordict has a fitting value under every key.
  public func contains(_ value: TensorDict) throws(Failure) -> Bool {
    for (key, spec) in leaves {
      guard let tensor = value.tensorIfPresent(key), try spec.contains(tensor) else { return false }
    }
    return true
  }

  public func expanded(_ leading: Shape) throws(Failure) -> CompositeSpec {
    var result = CompositeSpec(shape: leading + shape)
    result.device = device
    for (key, spec) in leaves { result[key] = .leaf(try spec.expanded(leading)) }
    return result
  }
}

extension EnvironmentSpecs {
  private func mapped(
    _ change: (CompositeSpec) throws(Failure) -> CompositeSpec
  ) throws(Failure) -> EnvironmentSpecs {
    EnvironmentSpecs(
      observation: try change(observation), action: try change(action), reward: try change(reward),
      done: try change(done), state: try change(state))
  }

  /// The specs of a batch of such environments. They name a device, as TorchRL's do.
  public func expanded(_ leading: Shape) throws(Failure) -> EnvironmentSpecs {
    try placed(on: .cpu).mapped { (spec) throws(Failure) in try spec.expanded(leading) }
  }

  /// The specs of data that says that it is there.
  func placed(on device: Device?) -> EnvironmentSpecs {
    let placed = try? mapped { (spec) throws(Failure) in
      var spec = spec
      spec.device = device
      return spec
    }
    return placed ?? self
  }
}
