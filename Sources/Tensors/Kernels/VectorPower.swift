/// Unsafe: nothing but `withElements` on contiguous float32 tensors of one size.
///
/// The vector float32 power of torch's build (SLEEF's `powf` with 1.0 ulp): a double-float logarithm times the
/// exponent, then a double-float exponential. Torch handles elements in runs of 32 so, and the rest, fewer than 32,
/// with the system's scalar function; both give other bits, and samplers' weights show them.

import Catalog

enum VectorPower {
  static let run = 32

  /// `out = base ** exponent` for one exponent.
  static func run(_ out: Tensor, base: Tensor, exponent: Double) throws(Failure) {
    let y = Float(exponent)
    let vectored = base.numel - base.numel % run
    try pieces(base.numel) { range in
      base.withElements(Float.self) { x in
        out.withElements(Float.self) { to in
          for i in range {
            to[i] = i < vectored ? power(x[i], y) : Float(Double.power(Double(x[i]), exponent))
          }
        }
      }
    }
  }

  /// `out = base ** exponent`, element by element.
  static func run(_ out: Tensor, base: Tensor, exponent: Tensor) throws(Failure) {
    let vectored = base.numel - base.numel % run
    try pieces(base.numel) { range in
      base.withElements(Float.self) { x in
        exponent.withElements(Float.self) { y in
          out.withElements(Float.self) { to in
            for i in range { to[i] = i < vectored ? power(x[i], y[i]) : Float.power(x[i], y[i]) }
          }
        }
      }
    }
  }

  private static func pieces(_ count: Int, _ body: (Range<Int>) -> Void) throws(Failure) {
    var start = 0
    while start < count {
      let end = min(start + Interruption.chunk, count)
      body(start..<end)
      start = end
      try Interruption.check()
    }
  }

  /// One lane of the vector function.
  static func power(_ x: Float, _ y: Float) -> Float {
    // Powers of these do not go through the logarithm.
    if y == 0 || x == 1 { return 1 }
    if x.isNaN || y.isNaN || x.isInfinite || y.isInfinite { return Float.power(x, y) }
    if x == 0 { return Float.power(x, y) }
    var result = exponential(multiply(logarithm(x.magnitude), y))
    if result.isNaN { result = .infinity }
    guard x < 0 else { return result }
    guard y == y.rounded(.towardZero) else { return .nan }
    let isOdd = y.magnitude < 0x1p24 && y.truncatingRemainder(dividingBy: 2) != 0
    return isOdd ? -result : result
  }

  /// The value `high + low`.
  private struct DoubleFloat {
    var high: Float
    var low: Float
    @inline(__always) init(_ high: Float, _ low: Float) {
      self.high = high
      self.low = low
    }
  }

  @inline(__always) private static func fma(_ a: Float, _ b: Float, _ c: Float) -> Float { c.addingProduct(a, b) }

  @inline(__always) private static func sum(_ a: Float, _ b: Float) -> DoubleFloat {
    let s = a + b
    let v = s - a
    return DoubleFloat(s, (a - (s - v)) + (b - v))
  }
  @inline(__always) private static func sum(_ x: DoubleFloat, _ b: Float) -> DoubleFloat {
    let s = sum(x.high, b)
    return DoubleFloat(s.high, s.low + x.low)
  }
  @inline(__always) private static func sum(_ x: DoubleFloat, _ y: DoubleFloat) -> DoubleFloat {
    let s = sum(x.high, y.high)
    return DoubleFloat(s.high, s.low + (x.low + y.low))
  }
  /// For |x| >= |y|.
  @inline(__always) private static func addSmaller(_ x: DoubleFloat, _ y: DoubleFloat) -> DoubleFloat {
    let s = x.high + y.high
    return DoubleFloat(s, ((x.high - s) + y.high) + x.low + y.low)
  }
  @inline(__always) private static func addSmaller(_ a: Float, _ y: DoubleFloat) -> DoubleFloat {
    let s = a + y.high
    return DoubleFloat(s, ((a - s) + y.high) + y.low)
  }
  @inline(__always) private static func multiply(_ x: DoubleFloat, _ y: DoubleFloat) -> DoubleFloat {
    let s = x.high * y.high
    return DoubleFloat(s, fma(x.high, y.low, fma(x.low, y.high, fma(x.high, y.high, -s))))
  }
  @inline(__always) private static func multiply(_ x: DoubleFloat, _ b: Float) -> DoubleFloat {
    let s = x.high * b
    return DoubleFloat(s, fma(x.low, b, fma(x.high, b, -s)))
  }
  @inline(__always) private static func square(_ x: DoubleFloat) -> DoubleFloat {
    let s = x.high * x.high
    return DoubleFloat(s, fma(x.high + x.high, x.low, fma(x.high, x.high, -s)))
  }
  @inline(__always) private static func divide(_ n: DoubleFloat, _ d: DoubleFloat) -> DoubleFloat {
    let t = 1 / d.high
    let s = n.high * t
    let u = fma(t, n.high, -s)
    let v = fma(-d.low, t, fma(-d.high, t, 1))
    return DoubleFloat(s, fma(s, v, fma(n.low, t, u)))
  }
  @inline(__always) private static func normalize(_ x: DoubleFloat) -> DoubleFloat {
    let s = x.high + x.low
    return DoubleFloat(s, (x.high - s) + x.low)
  }

  private static func logarithm(_ x: Float) -> DoubleFloat {
    // Subnormal numbers are brought into the range of normal ones first.
    let isSubnormal = x < Float.leastNormalMagnitude
    let scaled = isSubnormal ? x * 0x1p64 : x
    let shift = Int32(bitPattern: (scaled * (1 / 0.75 as Float)).bitPattern >> 23) - 127
    let m = Float(bitPattern: UInt32(bitPattern: Int32(bitPattern: scaled.bitPattern) - (shift << 23)))
    let exponent = Float(isSubnormal ? shift - 64 : shift)
    let ratio = divide(sum(-1, m), sum(1, m))
    let ratio2 = square(ratio)
    var t: Float = 0.240320354700088500976562
    t = fma(t, ratio2.high, 0.285112679004669189453125)
    t = fma(t, ratio2.high, 0.400007992982864379882812)
    let c = DoubleFloat(0.66666662693023681640625, 3.69183861259614332084311e-09)
    var s = multiply(DoubleFloat(0.69314718246459960938, -1.904654323148236017e-09), exponent)
    s = addSmaller(s, DoubleFloat(2 * ratio.high, 2 * ratio.low))
    return addSmaller(s, multiply(multiply(ratio2, ratio), sum(multiply(ratio2, t), c)))
  }

  private static func exponential(_ d: DoubleFloat) -> Float {
    let q = ((d.high + d.low) * 1.442695040888963407359924681).rounded(.toNearestOrEven)
    var s = sum(d, q * -0.693145751953125)
    s = sum(s, q * -1.428606765330187045e-06)
    s = normalize(s)
    var u: Float = 0.00136324646882712841033936
    u = fma(u, s.high, 0.00836596917361021041870117)
    u = fma(u, s.high, 0.0416710823774337768554688)
    u = fma(u, s.high, 0.166665524244308471679688)
    u = fma(u, s.high, 0.499999850988388061523438)
    var t = addSmaller(s, multiply(square(s), u))
    t = addSmaller(1, t)
    if d.high < -104 { return 0 }
    // NaN and overflowing powers have no integer exponent; both mean infinity to the caller.
    guard q.magnitude < 250 else { return q.isNaN || q > 0 ? .infinity : 0 }
    // In two steps, because 2 ** q alone may not be a number.
    let (whole, half) = (Int32(q), Int32(q) >> 1)
    return (t.high + t.low) * powerOfTwo(half) * powerOfTwo(whole - half)
  }
  @inline(__always) private static func powerOfTwo(_ exponent: Int32) -> Float {
    Float(bitPattern: UInt32(bitPattern: exponent + 127) << 23)
  }
}
