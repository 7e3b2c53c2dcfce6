#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The two element types that floats are computed in, with the system's mathematics.
protocol Real: Element, BinaryFloatingPoint {
  static func power(_ x: Self, _ y: Self) -> Self
  static func arctangent(_ y: Self, _ x: Self) -> Self
  static func sine(_ x: Self) -> Self
  static func logarithm(_ x: Self) -> Self
}

extension Float: Real {
  static func power(_ x: Float, _ y: Float) -> Float { powf(x, y) }
  static func arctangent(_ y: Float, _ x: Float) -> Float { atan2f(y, x) }
  static func sine(_ x: Float) -> Float { sinf(x) }
  static func logarithm(_ x: Float) -> Float { logf(x) }
}

extension Double: Real {
  static func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
  static func arctangent(_ y: Double, _ x: Double) -> Double { atan2(y, x) }
  static func sine(_ x: Double) -> Double { sin(x) }
  static func logarithm(_ x: Double) -> Double { log(x) }
}
