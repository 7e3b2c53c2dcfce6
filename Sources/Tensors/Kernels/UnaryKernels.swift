/// Unsafe: nothing but `withElements` on contiguous tensors of one size, which `map` checks; the result is fresh memory.

import Catalog

/// Operations of one element that keep its dtype.
public enum UnaryOperation: Sendable { case negative, absolute, sign, floor, ceil, trunc, round, frac, relu, square }

enum UnaryKernels {
  static func run(_ operation: UnaryOperation, _ out: Tensor, _ a: Tensor) throws(Failure) {
    switch a.dtype {
    case .uint8: try integer(operation, out, a, UInt8.self)
    case .int8: try integer(operation, out, a, Int8.self)
    case .int16: try integer(operation, out, a, Int16.self)
    case .int32: try integer(operation, out, a, Int32.self)
    case .int64: try integer(operation, out, a, Int.self)
    case .float64: try real(operation, out, a, Double.self)
    default: try real(operation, out, a, Float.self)
    }
  }

  private static func integer<T: Element & FixedWidthInteger>(
    _ operation: UnaryOperation, _ out: Tensor, _ a: Tensor, _: T.Type
  ) throws(Failure) {
    switch operation {
    case .negative: try map(out, a) { (x: T) in 0 &- x }
    case .absolute: try map(out, a) { (x: T) in x < 0 ? 0 &- x : x }
    case .sign: try map(out, a) { (x: T) in x.signum() }
    case .relu: try map(out, a) { (x: T) in x < 0 ? 0 : x }
    case .square: try map(out, a) { (x: T) in x &* x }
    case .floor, .ceil, .trunc, .round: try map(out, a) { (x: T) in x }
    case .frac: try map(out, a) { (_: T) in 0 as T }
    }
  }

  private static func real<T: Real>(
    _ operation: UnaryOperation, _ out: Tensor, _ a: Tensor, _: T.Type
  ) throws(Failure) {
    switch operation {
    case .negative: try map(out, a) { (x: T) in -x }
    case .absolute: try map(out, a) { (x: T) in x.magnitude }
    case .sign: try map(out, a) { (x: T) -> T in x > 0 ? 1 : x < 0 ? -1 : 0 }
    case .relu: try map(out, a) { (x: T) in x < 0 ? 0 : x }
    case .square: try map(out, a) { (x: T) in x * x }
    case .floor: try map(out, a) { (x: T) in x.rounded(.down) }
    case .ceil: try map(out, a) { (x: T) in x.rounded(.up) }
    case .trunc: try map(out, a) { (x: T) in x.rounded(.towardZero) }
    case .round: try map(out, a) { (x: T) in x.rounded(.toNearestOrEven) }
    case .frac: try map(out, a) { (x: T) in x - x.rounded(.towardZero) }
    }
  }

  /// `out[i] = f(a[i])` for contiguous tensors of one size.
  @inline(__always) static func map<T: Element, R: Element>(
    _ out: Tensor, _ a: Tensor, _ function: (T) -> R
  ) throws(Failure) {
    let count = out.numel
    precondition(a.numel == count)
    var start = 0
    while start < count {
      let end = min(start + Interruption.chunk, count)
      a.withElements(T.self) { from in
        out.withElements(R.self) { to in
          for i in start..<end { to[i] = function(from[i]) }
        }
      }
      start = end
      try Interruption.check()
    }
  }
}
