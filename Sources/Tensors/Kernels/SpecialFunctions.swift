#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Functions that the system's mathematics lacks, in the steps and the precision in which torch computes them.
extension Real {
  static func sinc(_ x: Self) -> Self {
    if x == 0 { return 1 }
    let angle = Self(Double.pi) * x
    return sine(angle) / angle
  }

  /// By recurrence up to 10, and by the asymptotic series from there; below 0 by reflection.
  static func digamma(_ x: Self) -> Self {
    if x == 0 { return x.sign == .minus ? .infinity : -.infinity }
    if x < 0 {
      if x == x.rounded(.towardZero) { return .nan }
      let fraction = Double(x).truncatingRemainder(dividingBy: 1)
      return digamma(1 - x) - Self(Double.pi / tan(Double.pi * fraction))
    }
    var (result, x): (Self, Self) = (0, x)
    while x < 10 {
      result -= 1 / x
      x += 1
    }
    if x == 10 { return result + 2.25175258906672110764 }
    var tail: Self = 0
    if x < 1e17 {
      let z = 1 / (x * x)
      tail = z * asymptoticSeries.reduce(0) { $0 * z + Self($1) }
    }
    return result + logarithm(x) - 0.5 / x - tail
  }
}

/// The coefficients of digamma's asymptotic series, from the highest power.
private let asymptoticSeries: [Double] = [
  8.33333333333333333333e-2, -2.10927960927960927961e-2, 7.57575757575757575758e-3, -4.16666666666666666667e-3,
  3.96825396825396825397e-3, -8.33333333333333333333e-3, 8.33333333333333333333e-2,
]
