/// Unsafe: typed pointers into three tensors of one shape and their dtypes, which `loop` checks, walked by `StridedLoop`. The result is fresh memory and so
/// never overlaps the operands.

import Catalog

/// Operations of two elements that give one of the same type.
public enum BinaryOperation: Sendable {
  case add, subtract, multiply, divide, floorDivide, remainder, fmod, power
  case minimum, maximum, atan2
  case bitwiseAnd, bitwiseOr, bitwiseXor, shiftLeft, shiftRight
}

/// Comparisons of two elements.
public enum Comparison: Sendable { case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual }

enum BinaryKernels {
  /// `out = a op b`: all of one compute type and one shape (expanded), `out` fresh. Integer division wants nonzero `b`.
  static func run(_ operation: BinaryOperation, _ out: Tensor, _ a: Tensor, _ b: Tensor) throws(Failure) {
    switch out.dtype {
    case .uint8: try integer(operation, out, a, b, UInt8.self)
    case .int8: try integer(operation, out, a, b, Int8.self)
    case .int16: try integer(operation, out, a, b, Int16.self)
    case .int32: try integer(operation, out, a, b, Int32.self)
    case .int64: try integer(operation, out, a, b, Int.self)
    case .float64: try real(operation, out, a, b, Double.self)
    default: try real(operation, out, a, b, Float.self)
    }
  }

  /// `out = a op b` with `out` of bool.
  static func run(_ comparison: Comparison, _ out: Tensor, _ a: Tensor, _ b: Tensor) throws(Failure) {
    switch a.dtype {
    case .uint8: try compare(comparison, out, a, b, UInt8.self)
    case .int8: try compare(comparison, out, a, b, Int8.self)
    case .int16: try compare(comparison, out, a, b, Int16.self)
    case .int32: try compare(comparison, out, a, b, Int32.self)
    case .int64: try compare(comparison, out, a, b, Int.self)
    case .float64: try compare(comparison, out, a, b, Double.self)
    default: try compare(comparison, out, a, b, Float.self)
    }
  }

  private static func compare<T: Element & Comparable>(
    _ comparison: Comparison, _ out: Tensor, _ a: Tensor, _ b: Tensor, _: T.Type
  ) throws(Failure) {
    switch comparison {
    case .equal: try loop(out, a, b) { (x: T, y: T) in Bool8(x == y) }
    case .notEqual: try loop(out, a, b) { (x: T, y: T) in Bool8(x != y) }
    case .less: try loop(out, a, b) { (x: T, y: T) in Bool8(x < y) }
    case .lessOrEqual: try loop(out, a, b) { (x: T, y: T) in Bool8(x <= y) }
    case .greater: try loop(out, b, a) { (x: T, y: T) in Bool8(x < y) }
    case .greaterOrEqual: try loop(out, b, a) { (x: T, y: T) in Bool8(x <= y) }
    }
  }

  private static func integer<T: Element & FixedWidthInteger>(
    _ operation: BinaryOperation, _ out: Tensor, _ a: Tensor, _ b: Tensor, _: T.Type
  ) throws(Failure) {
    switch operation {
    case .add: try loop(out, a, b) { (x: T, y: T) in x &+ y }
    case .subtract: try loop(out, a, b) { (x: T, y: T) in x &- y }
    case .multiply: try loop(out, a, b) { (x: T, y: T) in x &* y }
    case .divide, .floorDivide: try loop(out, a, b) { (x: T, y: T) in floorDivide(x, y) }
    case .remainder:
      try loop(out, a, b) { (x: T, y: T) in
        let rest = x.remainderReportingOverflow(dividingBy: y).partialValue
        return rest != 0 && (rest < 0) != (y < 0) ? rest &+ y : rest
      }
    case .fmod: try loop(out, a, b) { (x: T, y: T) in x.remainderReportingOverflow(dividingBy: y).partialValue }
    case .power: try loop(out, a, b) { (x: T, y: T) in power(x, y) }
    case .minimum: try loop(out, a, b) { (x: T, y: T) in x < y ? x : y }
    case .maximum: try loop(out, a, b) { (x: T, y: T) in x < y ? y : x }
    case .bitwiseAnd: try loop(out, a, b) { (x: T, y: T) in x & y }
    case .bitwiseOr: try loop(out, a, b) { (x: T, y: T) in x | y }
    case .bitwiseXor: try loop(out, a, b) { (x: T, y: T) in x ^ y }
    // A count outside the width shifts everything out, as in torch.
    case .shiftLeft: try loop(out, a, b) { (x: T, y: T) in y < 0 || y >= T.bitWidth ? 0 : x &<< y }
    case .shiftRight:
      try loop(out, a, b) { (x: T, y: T) in y < 0 || y >= T.bitWidth ? (x < 0 ? ~0 : 0) : x &>> y }
    case .atan2: preconditionFailure("atan2 computes in floats")
    }
  }

  private static func real<T: Real>(
    _ operation: BinaryOperation, _ out: Tensor, _ a: Tensor, _ b: Tensor, _: T.Type
  ) throws(Failure) {
    switch operation {
    case .add: try loop(out, a, b) { (x: T, y: T) in x + y }
    case .subtract: try loop(out, a, b) { (x: T, y: T) in x - y }
    case .multiply: try loop(out, a, b) { (x: T, y: T) in x * y }
    case .divide: try loop(out, a, b) { (x: T, y: T) in x / y }
    case .floorDivide: try loop(out, a, b) { (x: T, y: T) in floorDivide(x, y) }
    case .remainder:
      try loop(out, a, b) { (x: T, y: T) in
        let rest = x.truncatingRemainder(dividingBy: y)
        return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest
      }
    case .fmod: try loop(out, a, b) { (x: T, y: T) in x.truncatingRemainder(dividingBy: y) }
    case .power: try loop(out, a, b) { (x: T, y: T) in T.power(x, y) }
    case .minimum: try loop(out, a, b) { (x: T, y: T) in x.isNaN ? x : (y < x || y.isNaN ? y : x) }
    case .maximum: try loop(out, a, b) { (x: T, y: T) in x.isNaN ? x : (x < y || y.isNaN ? y : x) }
    case .atan2: try loop(out, a, b) { (x: T, y: T) in T.arctangent(x, y) }
    case .bitwiseAnd, .bitwiseOr, .bitwiseXor, .shiftLeft, .shiftRight:
      preconditionFailure("bitwise operations compute in integers")
    }
  }

  /// Rounds down, as Python does; the smallest integer over -1 wraps.
  @inline(__always) private static func floorDivide<T: FixedWidthInteger>(_ x: T, _ y: T) -> T {
    let quotient = x.dividedReportingOverflow(by: y).partialValue
    let rest = x.remainderReportingOverflow(dividingBy: y).partialValue
    return rest != 0 && (rest < 0) != (y < 0) ? quotient &- 1 : quotient
  }

  /// Python's algorithm for floats (`c10::div_floor_floating`).
  private static func floorDivide<T: Real>(_ x: T, _ y: T) -> T {
    if y == 0 { return x / y }
    let rest = x.truncatingRemainder(dividingBy: y)
    var quotient = (x - rest) / y
    if rest != 0 && (y < 0) != (rest < 0) { quotient -= 1 }
    if quotient == 0 { return (x / y).sign == .minus ? -0.0 : 0.0 }
    let floor = quotient.rounded(.down)
    return quotient - floor > 0.5 ? floor + 1 : floor
  }

  /// Wraps on overflow; a negative exponent gives what is left of 1/x.
  private static func power<T: FixedWidthInteger>(_ base: T, _ exponent: T) -> T {
    if exponent < 0 {
      if base == 1 { return 1 }
      return T.isSigned && base == ~0 ? (exponent & 1 == 0 ? 1 : ~0) : 0
    }
    var (result, square, rest) = (T(1), base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result = result &* square }
      square = square &* square
      rest >>= 1
    }
    return result
  }

  @inline(__always) static func loop<T: Element, R: Element>(
    _ out: Tensor, _ a: Tensor, _ b: Tensor, _ operation: (T, T) -> R
  ) throws(Failure) {
    precondition(a.shape == out.shape && b.shape == out.shape)
    precondition(out.dtype == R.dtype && a.dtype == T.dtype && b.dtype == T.dtype)
    defer { withExtendedLifetime((out, a, b)) {} }
    let to = out.address.assumingMemoryBound(to: R.self)
    let left = UnsafePointer(a.address.assumingMemoryBound(to: T.self))
    let right = UnsafePointer(b.address.assumingMemoryBound(to: T.self))
    let rows = StridedLoop(out.shape, [out.strides, a.strides, b.strides])
    let (outStride, aStride, bStride) = (rows.stride(0), rows.stride(1), rows.stride(2))
    while try rows.next() {
      let (o, x, y) = (to + rows.offset(0), left + rows.offset(1), right + rows.offset(2))
      let count = rows.count
      if outStride == 1 && aStride == 1 && bStride == 1 {
        for i in 0..<count { o[i] = operation(x[i], y[i]) }
      } else if outStride == 1 && aStride == 1 && bStride == 0 {
        let value = y[0]
        for i in 0..<count { o[i] = operation(x[i], value) }
      } else if outStride == 1 && aStride == 0 && bStride == 1 {
        let value = x[0]
        for i in 0..<count { o[i] = operation(value, y[i]) }
      } else {
        for i in 0..<count { o[i * outStride] = operation(x[i * aStride], y[i * bStride]) }
      }
    }
  }
}
