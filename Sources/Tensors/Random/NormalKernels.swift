/// Unsafe: transforms elements in place through raw pointers. Invariants:
/// - `fillNormalBlocks` is called for contiguous tensors of at least 16 elements, with the type of their dtype.
/// - A block is 16 consecutive elements that lie inside the tensor.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension MersenneTwister {
  /// The scalar Box-Muller method in double; every second call is served from the cache.
  mutating func normal() -> Double {
    if let cached = cachedNormal {
      cachedNormal = nil
      return cached
    }
    let first = uniform64()
    let second = uniform64()
    let radius = (-2 * log1p(-second)).squareRoot()
    let angle = 2 * Double.pi * first
    cachedNormal = radius * sin(angle)
    return radius * cos(angle)
  }

  /// A block of 16 float32 uniforms to 16 normals, with torch's vector polynomials.
  static func transformBlock(_ block: UnsafeMutablePointer<Float>, mean: Float, std: Float) {
    for j in 0..<8 {
      let radius = (-2 * vectorLog(1 - block[j])).squareRoot()
      let (sine, cosine) = vectorSineCosine(Float(2 * Double.pi) * block[j + 8])
      block[j] = mean.addingProduct(radius * cosine, std)
      block[j + 8] = mean.addingProduct(radius * sine, std)
    }
  }

  /// A block of 16 float64 uniforms to 16 normals, with libm.
  static func transformBlock(_ block: UnsafeMutablePointer<Double>, mean: Double, std: Double) {
    for j in 0..<8 {
      let radius = (-2 * log(1 - block[j])).squareRoot()
      let angle = 2 * Double.pi * block[j + 8]
      block[j] = mean.addingProduct(radius * cos(angle), std)
      block[j + 8] = mean.addingProduct(radius * sin(angle), std)
    }
  }

  /// Fills `count` (at least 16) contiguous elements. All uniforms are drawn first; an incomplete last block draws 16
  /// new ones for the last 16 elements.
  mutating func fillNormalBlocks(_ values: UnsafeMutablePointer<Float>, _ count: Int, mean: Float, std: Float) {
    for i in 0..<count { values[i] = uniform32() }
    for start in stride(from: 0, through: count - 16, by: 16) {
      Self.transformBlock(values + start, mean: mean, std: std)
    }
    if count % 16 != 0 {
      let last = values + (count - 16)
      for i in 0..<16 { last[i] = uniform32() }
      Self.transformBlock(last, mean: mean, std: std)
    }
  }

  mutating func fillNormalBlocks(_ values: UnsafeMutablePointer<Double>, _ count: Int, mean: Double, std: Double) {
    for i in 0..<count { values[i] = uniform64() }
    for start in stride(from: 0, through: count - 16, by: 16) {
      Self.transformBlock(values + start, mean: mean, std: std)
    }
    if count % 16 != 0 {
      let last = values + (count - 16)
      for i in 0..<16 { last[i] = uniform64() }
      Self.transformBlock(last, mean: mean, std: std)
    }
  }

  /// The half types work in float32 and draw block by block.
  mutating func fillNormalBlocks<T: Element>(
    _ values: UnsafeMutablePointer<T>, _ count: Int, mean: Float, std: Float, _ round: (Float) -> T
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 16) { scratch in
      guard let block = scratch.baseAddress else { return }
      let starts = Array(stride(from: 0, through: count - 16, by: 16)) + (count % 16 == 0 ? [] : [count - 16])
      for start in starts {
        for i in 0..<16 { (block + i).initialize(to: uniform32()) }
        Self.transformBlock(block, mean: mean, std: std)
        for i in 0..<16 { values[start + i] = round(block[i]) }
      }
    }
  }
}

/// torch's float32 logarithm for x in (0, 1] (Cephes, as vectorised in avx_mathfun), every rounding included.
@inline(__always)
func vectorLog(_ x: Float) -> Float {
  let clamped = max(x, 0x1p-126)
  let bits = clamped.bitPattern
  var exponent = Float(Int32(bits >> 23) - 126)
  var m = Float(bitPattern: (bits & 0x007f_ffff) | 0x3f00_0000)
  if m < 0.707106781186547524 {
    exponent -= 1
    m = (m - 1) + m
  } else {
    m -= 1
  }
  let z = m * m
  var y: Float = 7.0376836292e-2
  y = Float(-1.1514610310e-1).addingProduct(y, m)
  y = Float(1.1676998740e-1).addingProduct(y, m)
  y = Float(-1.2420140846e-1).addingProduct(y, m)
  y = Float(1.4249322787e-1).addingProduct(y, m)
  y = Float(-1.6668057665e-1).addingProduct(y, m)
  y = Float(2.0000714765e-1).addingProduct(y, m)
  y = Float(-2.4999993993e-1).addingProduct(y, m)
  y = Float(3.3333331174e-1).addingProduct(y, m)
  y *= m
  y = (exponent * -2.12194440e-4).addingProduct(y, z)
  y -= z * 0.5
  let r = m + y
  return r + exponent * 0.693359375
}

/// torch's float32 sine and cosine for x >= 0, every rounding included.
@inline(__always)
func vectorSineCosine(_ angle: Float) -> (sine: Float, cosine: Float) {
  let octant = (Int32(angle * 1.27323954473516) &+ 1) & ~1
  let y = Float(octant)
  var x = angle.addingProduct(y, -0.78515625)
  x = x.addingProduct(y, -2.4187564849853515625e-4)
  x = x.addingProduct(y, -3.77489497744594108e-8)
  let z = x * x
  var a: Float = 2.443315711809948e-5
  a = Float(-1.388731625493765e-3).addingProduct(a, z)
  a = Float(4.166664568298827e-2).addingProduct(a, z)
  a *= z
  a = (-(z * 0.5)).addingProduct(a, z)
  a += 1
  var b: Float = -1.9515295891e-4
  b = Float(8.3321608736e-3).addingProduct(b, z)
  b = Float(-1.6666654611e-1).addingProduct(b, z)
  b *= z
  b = x.addingProduct(b, x)
  let swapped = octant & 2 != 0
  let sine = swapped ? a : b
  let cosine = swapped ? b : a
  return (octant & 4 != 0 ? -sine : sine, ~(octant &- 2) & 4 != 0 ? -cosine : cosine)
}
