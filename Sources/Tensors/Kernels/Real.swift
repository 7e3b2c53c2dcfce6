#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The two element types that floats are computed in, with the system's mathematics.
protocol Real: Element, BinaryFloatingPoint {
  static func power(_ x: Self, _ y: Self) -> Self
  static func arctangent(_ y: Self, _ x: Self) -> Self
  static func function(_ name: RealFunction, _ x: Self) -> Self
}

/// Functions of one real variable that cost enough for their choice per element not to matter.
enum RealFunction {
  case exp, exp2, expm1, log, log2, log10, log1p, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh
  case erf, erfc, lgamma
}

extension Float: Real {
  static func power(_ x: Float, _ y: Float) -> Float { powf(x, y) }
  static func arctangent(_ y: Float, _ x: Float) -> Float { atan2f(y, x) }
  static func function(_ name: RealFunction, _ x: Float) -> Float {
    switch name {
    case .exp: expf(x)
    case .exp2: exp2f(x)
    case .expm1: expm1f(x)
    case .log: logf(x)
    case .log2: log2f(x)
    case .log10: log10f(x)
    case .log1p: log1pf(x)
    case .sin: sinf(x)
    case .cos: cosf(x)
    case .tan: tanf(x)
    case .asin: asinf(x)
    case .acos: acosf(x)
    case .atan: atanf(x)
    case .sinh: sinhf(x)
    case .cosh: coshf(x)
    case .tanh: tanhf(x)
    case .asinh: asinhf(x)
    case .acosh: acoshf(x)
    case .atanh: atanhf(x)
    case .erf: erff(x)
    case .erfc: erfcf(x)
    case .lgamma: lgammaf(x)
    }
  }
}

extension Double: Real {
  static func power(_ x: Double, _ y: Double) -> Double { pow(x, y) }
  static func arctangent(_ y: Double, _ x: Double) -> Double { atan2(y, x) }
  static func function(_ name: RealFunction, _ x: Double) -> Double {
    switch name {
    case .exp: Glibc.exp(x)
    case .exp2: Glibc.exp2(x)
    case .expm1: Glibc.expm1(x)
    case .log: Glibc.log(x)
    case .log2: Glibc.log2(x)
    case .log10: Glibc.log10(x)
    case .log1p: Glibc.log1p(x)
    case .sin: Glibc.sin(x)
    case .cos: Glibc.cos(x)
    case .tan: Glibc.tan(x)
    case .asin: Glibc.asin(x)
    case .acos: Glibc.acos(x)
    case .atan: Glibc.atan(x)
    case .sinh: Glibc.sinh(x)
    case .cosh: Glibc.cosh(x)
    case .tanh: Glibc.tanh(x)
    case .asinh: Glibc.asinh(x)
    case .acosh: Glibc.acosh(x)
    case .atanh: Glibc.atanh(x)
    case .erf: Glibc.erf(x)
    case .erfc: Glibc.erfc(x)
    case .lgamma: Glibc.lgamma(x)
    }
  }
}
