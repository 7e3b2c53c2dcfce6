import Catalog

/// Elementwise operations of one tensor.
extension Tensor {
  /// Operations that keep the dtype.
  public func unary(_ operation: UnaryOperation) throws(Failure) -> Tensor {
    guard dtype != .bool || operation == .sign || operation == .square else {
      throw Failure(
        .notImplemented, "'\(operation)' is not implemented for 'bool'",
        help: operation == .negative ? "use '~' or logical_not() to invert a mask" : nil)
    }
    if operation == .frac && !dtype.isFloatingPoint {
      throw .unimplemented("frac", for: dtype)
    }
    if dtype == .bool && operation == .sign { return try clone() }
    let result: DType = dtype == .bool ? .int64 : dtype
    let source = try to(result).to(result.computeType).contiguous()
    let out = try Tensor.empty(source.shape, source.dtype)
    try UnaryKernels.run(operation, out, source)
    return try out.to(result)
  }

  /// Functions that give floats: float32 of integers and bools.
  public func float(_ operation: FloatOperation) throws(Failure) -> Tensor {
    let result = dtype.floating
    let source = try to(result.computeType).contiguous()
    let out = try Tensor.empty(source.shape, source.dtype)
    try operation.run(out, source)
    return try out.to(result)
  }

  public func neg() throws(Failure) -> Tensor { try unary(.negative) }
  public func abs() throws(Failure) -> Tensor { try unary(.absolute) }
  public func sign() throws(Failure) -> Tensor { try unary(.sign) }
  public func floor() throws(Failure) -> Tensor { try unary(.floor) }
  public func ceil() throws(Failure) -> Tensor { try unary(.ceil) }
  public func trunc() throws(Failure) -> Tensor { try unary(.trunc) }
  public func frac() throws(Failure) -> Tensor { try unary(.frac) }
  public func relu() throws(Failure) -> Tensor { try unary(.relu) }
  public func square() throws(Failure) -> Tensor { try unary(.square) }

  /// Halves go to the even neighbour; with `decimals`, of that many digits after the point.
  public func round(decimals: Int = 0) throws(Failure) -> Tensor {
    if decimals == 0 { return try unary(.round) }
    guard dtype.isFloatingPoint else {
      throw .unimplemented("round", "with decimals ", for: dtype)
    }
    let source = try to(dtype.computeType)
    let factor = Tensor.powerOfTen(decimals.magnitude)
    if decimals > 0 { return try source.multiply(factor).unary(.round).divide(factor).to(dtype) }
    return try source.divide(factor).unary(.round).multiply(factor).to(dtype)
  }

  private static func powerOfTen(_ exponent: UInt) -> Double {
    var result = 1.0
    for _ in 0..<min(exponent, 400) { result *= 10 }
    return result
  }

  public func isnan() throws(Failure) -> Tensor { try ne(self) }
  public func isinf() throws(Failure) -> Tensor {
    dtype.isFloatingPoint ? try to(dtype.computeType).abs().eq(Double.infinity) : try .zeros(shape, .bool)
  }
  public func isfinite() throws(Failure) -> Tensor {
    dtype.isFloatingPoint ? try to(dtype.computeType).abs().lt(Double.infinity) : try .ones(shape, .bool)
  }

  /// Finite numbers in place of nan and the infinities: by default 0 and the dtype's largest and smallest.
  public func nanToNum(nan: Double = 0, posinf: Double? = nil, neginf: Double? = nil) throws(Failure) -> Tensor {
    guard dtype.isFloatingPoint else { return try clone() }
    let largest: Double =
      switch dtype {
      case .float16: 65504
      case .bfloat16: 3.3895313892515355e38
      case .float64: Double.greatestFiniteMagnitude
      default: Double(Float.greatestFiniteMagnitude)
      }
    let result = try clone()
    try result.fill(where: isnan(), nan)
    try result.fill(where: eq(Double.infinity), posinf ?? largest)
    try result.fill(where: eq(-Double.infinity), neginf ?? -largest)
    return result
  }

  /// Not below `min` and not above `max`; nan stays, and where min > max the result is max.
  public func clamp(_ min: Operand?, _ max: Operand?) throws(Failure) -> Tensor {
    guard min != nil || max != nil else {
      throw .runtime("clamp: at least one of 'min' or 'max' must not be None")
    }
    let common = Operand.resultType([.tensor(self)] + [min, max].compactMap { $0 })
    var result = try to(common)
    if let min { result = try result.maximum(min) }
    if let max { result = try result.minimum(max) }
    return result === self ? try clone() : result
  }

  /// `self + weight * (end - self)`, from the nearer end.
  public func lerp(_ end: Tensor, _ weight: some TensorOperand) throws(Failure) -> Tensor {
    guard dtype.isFloatingPoint else { throw .unimplemented("lerp", for: dtype) }
    guard end.dtype == dtype else {
      throw .runtime("expected dtype \(dtype.name) for `end` but got dtype \(end.dtype.name)")
    }
    let w = try weight.operand.tensor(dtype)
    let (a, b) = (try to(dtype.computeType), try end.to(dtype.computeType))
    let distance = try b.subtract(a)
    let low = try a.add(w.multiply(distance))
    let high = try b.subtract(distance.multiply(Tensor.binary(.subtract, 1, w)))
    return try Tensor.where(w.abs().lt(0.5), low, high).to(dtype)
  }
}
