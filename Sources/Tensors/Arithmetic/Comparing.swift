import Catalog

/// Comparisons and logic: results are bool.
extension Tensor {
  public static func compare(
    _ comparison: Comparison, _ a: some TensorOperand, _ b: some TensorOperand
  ) throws(Failure) -> Tensor {
    let (a, b) = (a.operand, b.operand)
    let common = Operand.resultType([a, b])
    let shape = try broadcast(a.shape, b.shape)
    let out = try Tensor.empty(shape, .bool)
    try BinaryKernels.run(comparison, out, a.prepared(common).expand(shape.dims), b.prepared(common).expand(shape.dims))
    return out
  }

  public func compare(_ comparison: Comparison, _ other: some TensorOperand) throws(Failure) -> Tensor {
    try .compare(comparison, self, other)
  }
  public func eq(_ other: some TensorOperand) throws(Failure) -> Tensor { try compare(.equal, other) }
  public func ne(_ other: some TensorOperand) throws(Failure) -> Tensor { try compare(.notEqual, other) }
  public func lt(_ other: some TensorOperand) throws(Failure) -> Tensor { try compare(.less, other) }
  public func le(_ other: some TensorOperand) throws(Failure) -> Tensor { try compare(.lessOrEqual, other) }
  public func gt(_ other: some TensorOperand) throws(Failure) -> Tensor { try compare(.greater, other) }
  public func ge(_ other: some TensorOperand) throws(Failure) -> Tensor { try compare(.greaterOrEqual, other) }

  public func logicalAnd(_ other: Tensor) throws(Failure) -> Tensor { try logic(.bitwiseAnd, other) }
  public func logicalOr(_ other: Tensor) throws(Failure) -> Tensor { try logic(.bitwiseOr, other) }
  public func logicalXor(_ other: Tensor) throws(Failure) -> Tensor { try logic(.bitwiseXor, other) }
  public func logicalNot() throws(Failure) -> Tensor { try eq(0) }

  private func logic(_ operation: BinaryOperation, _ other: Tensor) throws(Failure) -> Tensor {
    try .binary(operation, try to(.bool), try other.to(.bool))
  }

  public func bitwiseAnd(_ other: some TensorOperand) throws(Failure) -> Tensor {
    try .binary(.bitwiseAnd, self, other)
  }
  public func bitwiseOr(_ other: some TensorOperand) throws(Failure) -> Tensor { try .binary(.bitwiseOr, self, other) }
  public func bitwiseXor(_ other: some TensorOperand) throws(Failure) -> Tensor {
    try .binary(.bitwiseXor, self, other)
  }
  public func shiftLeft(_ other: some TensorOperand) throws(Failure) -> Tensor { try .binary(.shiftLeft, self, other) }
  public func shiftRight(_ other: some TensorOperand) throws(Failure) -> Tensor {
    try .binary(.shiftRight, self, other)
  }
  /// `~`: of bools the other, of integers the complement.
  public func bitwiseNot() throws(Failure) -> Tensor {
    guard !dtype.isFloatingPoint else {
      throw .type("'~' is only implemented on integer and bool tensors, got \(dtype.name)")
    }
    return dtype == .bool ? try logicalNot() : try bitwiseXor(-1)
  }

  /// Where both are within `atol + rtol * |other|`, or the same.
  public func isclose(
    _ other: Tensor, rtol: Double = 1e-05, atol: Double = 1e-08, equalNan: Bool = false
  ) throws(Failure) -> Tensor {
    guard dtype == other.dtype else { throw .runtime("\(dtype.name) did not match \(other.dtype.name)") }
    guard rtol >= 0, atol >= 0 else { throw .runtime("rtol and atol must be greater than or equal to zero") }
    var close = try eq(other)
    if equalNan && dtype.isFloatingPoint { close = try close.logicalOr(isnan().logicalAnd(other.isnan())) }
    if rtol == 0 && atol == 0 { return close }
    let (a, b) = dtype.isFloatingPoint ? (self, other) : (try to(.float32), try other.to(.float32))
    let allowed = try b.multiply(rtol).abs().add(atol)
    let distance = try a.subtract(b).abs()
    return try close.logicalOr(distance.isfinite().logicalAnd(distance.le(allowed)))
  }

  public func allclose(
    _ other: Tensor, rtol: Double = 1e-05, atol: Double = 1e-08, equalNan: Bool = false
  ) throws(Failure) -> Bool {
    try isclose(other, rtol: rtol, atol: atol, equalNan: equalNan).isAllTrue()
  }
}
