import Catalog

/// Elementwise operations of two operands, broadcast and promoted.
extension Tensor {
  /// Any of the operations of two operands; the methods below are its names.
  /// - Throws: `RuntimeError` where the shapes do not broadcast or an integer is divided by zero;
  ///   `NotImplementedError` for dtypes that the operation does not know.
  public static func binary(
    _ operation: BinaryOperation, _ a: some TensorOperand, _ b: some TensorOperand
  ) throws(Failure) -> Tensor {
    let (a, b) = (a.operand, b.operand)
    if operation == .power { return try power(a, b) }
    // torch divides a number by a tensor so, with two roundings.
    if operation == .divide, case .scalar = a, case .tensor(let divisor) = b {
      return try elementwise(.multiply, .tensor(divisor.float(.reciprocal)), a)
    }
    return try elementwise(operation, a, b)
  }

  /// `self op= other`: the result is stored here.
  /// - Throws: `RuntimeError` where the result's dtype is of a higher category (float into int), or its shape another.
  public func assign(_ operation: BinaryOperation, _ other: some TensorOperand) throws(Failure) {
    try assign(try Tensor.binary(operation, self, other))
  }

  /// Stores the result of an operation on this tensor here, as in-place methods do: `x.assign(x.clamp(0, 1))`.
  public func assign(_ result: Tensor) throws(Failure) {
    guard result.dtype.canCast(to: dtype) else {
      throw .runtime(
        "result type \(result.dtype.name) can't be cast to the desired output type \(dtype.name)",
        help: "use the operation that is not in place, or convert the tensor with .to(\(result.dtype.name)) first")
    }
    guard result.shape == shape else {
      throw .runtime("output with shape \(shape.dims) doesn't match the broadcast shape \(result.shape.dims)")
    }
    guard !zip(shape, strides).contains(where: { $0 > 1 && $1 == 0 }) else {
      throw .runtime(
        "unsupported operation: more than one element of the written-to tensor refers to a single memory location",
        help: "clone() the tensor before performing the operation")
    }
    try copy(from: result)
  }

  public func add(_ other: some TensorOperand, alpha: Scalar = 1) throws(Failure) -> Tensor {
    try .binary(.add, self, alpha == 1 ? other.operand : try .scaled(other.operand, alpha))
  }
  public func subtract(_ other: some TensorOperand, alpha: Scalar = 1) throws(Failure) -> Tensor {
    try .binary(.subtract, self, alpha == 1 ? other.operand : try .scaled(other.operand, alpha))
  }
  public func multiply(_ other: some TensorOperand) throws(Failure) -> Tensor { try .binary(.multiply, self, other) }
  /// True division: floats, also of integers.
  public func divide(_ other: some TensorOperand) throws(Failure) -> Tensor { try .binary(.divide, self, other) }
  /// Rounds down, as Python's `//`.
  public func floorDivide(_ other: some TensorOperand) throws(Failure) -> Tensor {
    try .binary(.floorDivide, self, other)
  }
  /// Has the divisor's sign, as Python's `%`.
  public func remainder(_ other: some TensorOperand) throws(Failure) -> Tensor { try .binary(.remainder, self, other) }
  /// Has the dividend's sign, as C's.
  public func fmod(_ other: some TensorOperand) throws(Failure) -> Tensor { try .binary(.fmod, self, other) }
  public func pow(_ exponent: some TensorOperand) throws(Failure) -> Tensor { try .binary(.power, self, exponent) }
  /// The smaller of each two; nan wins.
  public func minimum(_ other: some TensorOperand) throws(Failure) -> Tensor { try .binary(.minimum, self, other) }
  /// The larger of each two; nan wins.
  public func maximum(_ other: some TensorOperand) throws(Failure) -> Tensor { try .binary(.maximum, self, other) }
  public func atan2(_ other: some TensorOperand) throws(Failure) -> Tensor { try .binary(.atan2, self, other) }

  static func elementwise(_ operation: BinaryOperation, _ a: Operand, _ b: Operand) throws(Failure) -> Tensor {
    let common = Operand.resultType([a, b])
    let isFloating = operation == .divide || operation == .atan2
    let result = isFloating ? common.floating : common
    if operation == .subtract { try check(operation, common, a, b) }
    let shape = try broadcast(a.shape, b.shape)
    try check(operation, common, a, b)
    let (x, y) = (try a.prepared(result), try b.prepared(result))
    if shape.numel > 0, x.dtype.isInteger, operation == .floorDivide || operation == .remainder || operation == .fmod {
      guard try !y.hasZero() else {
        throw .runtime("ZeroDivisionError: an integer tensor cannot be divided by zero")
      }
    }
    let out = try Tensor.empty(shape, x.dtype)
    try BinaryKernels.run(operation, out, x.expand(shape.dims), y.expand(shape.dims))
    return try out.to(result)
  }

  private static func check(
    _ operation: BinaryOperation, _ common: DType, _ a: Operand, _ b: Operand
  ) throws(Failure) {
    switch operation {
    case .subtract where a.isBool || b.isBool:
      throw Failure(
        .notImplemented, "subtraction, the '-' operator, with a bool tensor is not supported",
        help: "use '^' or logical_xor() instead, or '~' to invert a mask")
    case .floorDivide where common == .bool, .remainder where common == .bool, .fmod where common == .bool,
      .shiftLeft where common == .bool, .shiftRight where common == .bool:
      throw .unimplemented("\(operation)", for: .bool)
    case .bitwiseAnd where common.isFloatingPoint, .bitwiseOr where common.isFloatingPoint,
      .bitwiseXor where common.isFloatingPoint, .shiftLeft where common.isFloatingPoint,
      .shiftRight where common.isFloatingPoint:
      throw .unimplemented("\(operation)", for: common)
    default: return
    }
  }

  private func hasZero() throws(Failure) -> Bool {
    try !compare(.notEqual, 0).isAllTrue()
  }
}

extension Operand {
  var isBool: Bool {
    switch self {
    case .tensor(let tensor): tensor.dtype == .bool
    case .scalar(.bool): true
    case .scalar: false
    }
  }

  /// In the compute type of a dtype, rounded to that dtype first if it is a tensor.
  func prepared(_ dtype: DType) throws(Failure) -> Tensor {
    switch self {
    case .scalar(let scalar): return try .scalar(dtype == .bool ? .bool(scalar.isTrue) : scalar, dtype.computeType)
    case .tensor(let tensor):
      if dtype == .bool { return try tensor.to(.bool).to(.uint8) }
      return try tensor.dtype == dtype.computeType ? tensor : tensor.to(dtype).to(dtype.computeType)
    }
  }

  fileprivate static func scaled(_ operand: Operand, _ factor: Scalar) throws(Failure) -> Operand {
    switch operand {
    case .tensor(let tensor): return .tensor(try tensor.multiply(factor))
    case .scalar(let scalar):
      let product = try Tensor.scalar(scalar, scalar.dtype == .float32 ? .float64 : nil).multiply(factor)
      return .scalar(try product.item())
    }
  }
}
