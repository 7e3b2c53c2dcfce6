import Catalog

/// Operations that are made of others.
extension Tensor {
  /// Whether the sign is negative, of zeros too.
  public func signbit() throws(Failure) -> Tensor {
    guard dtype.isFloatingPoint else { return try lt(0) }
    let bits: DType = dtype.size == 2 ? .int16 : dtype.size == 4 ? .int32 : .int64
    return try view(dtype: bits).lt(0)
  }

  /// The magnitudes with another tensor's signs.
  public func copysign(_ other: Tensor) throws(Failure) -> Tensor {
    let result = Operand.resultType([.tensor(self), .tensor(other)]).floating
    let magnitude = try to(result).abs()
    return try .where(other.signbit(), magnitude.neg(), magnitude)
  }

  /// 0 where negative, 1 where positive, `values` where zero.
  public func heaviside(_ values: Tensor) throws(Failure) -> Tensor {
    guard dtype == values.dtype else {
      throw .runtime("heaviside expects both tensors of one dtype, got \(dtype.name) and \(values.dtype.name)")
    }
    return try .where(eq(0), values, gt(0).to(dtype))
  }

  /// The square root of the sum of squares, computed in float64 so that no square overflows.
  public func hypot(_ other: Tensor) throws(Failure) -> Tensor {
    let result = Operand.resultType([.tensor(self), .tensor(other)]).floating
    return try to(.float64).square().add(other.to(.float64).square()).float(.sqrt).to(result)
  }

  /// The least common multiple of each pair.
  public func lcm(_ other: Tensor) throws(Failure) -> Tensor {
    try integers("lcm", other) { a, b, divisor in divisor == 0 ? 0 : (a / divisor) &* b }
  }

  /// The greatest common divisor of each pair.
  public func gcd(_ other: Tensor) throws(Failure) -> Tensor { try integers("gcd", other) { _, _, divisor in divisor } }

  /// A function of the magnitudes of each pair and of their greatest common divisor.
  private func integers(
    _ name: String, _ other: Tensor, _ function: (UInt, UInt, UInt) -> UInt
  ) throws(Failure) -> Tensor {
    let result = Operand.resultType([.tensor(self), .tensor(other)])
    guard result.isInteger else { throw .unimplemented(name, for: result) }
    let pair = try Tensor.broadcastTensors([to(.int64), other.to(.int64)])
    let (x, y) = (try pair[0].elements(Int.self), try pair[1].elements(Int.self))
    let numbers = zip(x, y).map { (a: Int, b: Int) -> Int in
      var (high, low) = (a.magnitude, b.magnitude)
      while low != 0 { (high, low) = (low, high % low) }
      return Int(truncatingIfNeeded: function(a.magnitude, b.magnitude, high))
    }
    return try Tensor.fromElements(numbers, pair[0].shape).to(result)
  }

  /// A copy with `source`'s values combined into it at indices along a dimension.
  public func scatterReduce(
    _ dim: Int, _ index: Tensor, _ source: Tensor, _ reduction: String, includesSelf: Bool
  ) throws(Failure) -> Tensor {
    let dim = try Tensor.wrapExisting(dim: dim, rank: ndim)
    guard index.ndim == ndim, source.ndim == ndim, source.dtype == dtype, index.dtype == .int64 else {
      throw .runtime(
        "scatter_reduce expects an int64 index and a source of \(ndim) dimensions, the source of dtype \(dtype.name)")
    }
    let fits = index.shape.dims.indices.allSatisfy { other in
      index.shape[other] <= source.shape[other] && (other == dim || index.shape[other] <= shape[other])
    }
    guard fits else {
      throw .runtime("scatter_reduce expects an index no larger than the source")
    }
    // Places as numbers of elements: those of the row that the index names.
    let places = try Tensor.arange(end: .int(numel)).view(shape.dims)
    var head = places
    var values = source
    for other in 0..<ndim {
      if other != dim { head = try head.narrow(other, 0, index.shape[other]) }
      values = try values.narrow(other, 0, index.shape[other])
    }
    let targets = try head.gather(dim, index).elements(Int.self)
    var touched = [Int](repeating: 0, count: numel)
    let new = try values.scalars()
    var sums = try scalars()
    for (target, value) in zip(targets, new) {
      touched[target] += 1
      if touched[target] == 1, !includesSelf {
        sums[target] = value
      } else {
        sums[target] = combine(sums[target], value, reduction)
      }
    }
    if reduction == "mean" {
      for (place, count) in touched.enumerated() where count > 0 {
        let divisor = count + (includesSelf ? 1 : 0)
        switch sums[place] {
        case .int(let sum): sums[place] = .int(Int((Double(sum) / Double(divisor)).rounded(.down)))
        default: sums[place] = .float(sums[place].double / Double(divisor))
        }
      }
    }
    return try Tensor.fromScalars(sums, shape, dtype)
  }

  /// Floats are rounded to their dtype at each step, as where they are added up in memory.
  private func combine(_ a: Scalar, _ b: Scalar, _ reduction: String) -> Scalar {
    if case .int(let x) = a, case .int(let y) = b {
      switch reduction {
      case "prod": return .int(x &* y)
      case "amax": return .int(max(x, y))
      case "amin": return .int(min(x, y))
      default: return .int(x &+ y)
      }
    }
    let (x, y) = (a.double, b.double)
    let result =
      switch reduction {
      case "prod": x * y
      case "amax": x.isNaN || y.isNaN ? .nan : max(x, y)
      case "amin": x.isNaN || y.isNaN ? .nan : min(x, y)
      default: x + y
      }
    return .float(dtype == .float64 ? result : Double(Float(result)))
  }
}
