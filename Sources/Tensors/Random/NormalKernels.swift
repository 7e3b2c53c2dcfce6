/// Unsafe: transforms elements in place through raw pointers. Invariants:
/// - `fillNormalBlocks` is called for the elements of a contiguous tensor; it checks that they are at least 16.
/// - Where an interruption is requested the rest is left as it is; the callers throw.
/// - A block is 16 consecutive elements that lie inside the tensor.

import CKernels

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
    precondition(count >= 16)
    for start in stride(from: 0, to: count, by: Interruption.chunk) {
      if Interruption.isRequested { return }
      fillUniforms(values + start, min(Interruption.chunk, count - start))
    }
    for start in stride(from: 0, to: count, by: Interruption.chunk) {
      if Interruption.isRequested { return }
      rb_normal_blocks(values + start, min(Interruption.chunk, count - start) / 16, mean, std)
    }
    if count % 16 != 0 {
      let last = values + (count - 16)
      fillUniforms(last, 16)
      rb_normal_blocks(last, 1, mean, std)
    }
  }

  mutating func fillNormalBlocks(_ values: UnsafeMutablePointer<Double>, _ count: Int, mean: Double, std: Double) {
    precondition(count >= 16)
    for i in 0..<count {
      if i & 0xffff == 0, Interruption.isRequested { return }
      values[i] = uniform64()
    }
    for start in stride(from: 0, through: count - 16, by: 16) {
      if start & 0xffff == 0, Interruption.isRequested { return }
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
    precondition(count >= 16)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 16) { scratch in
      guard let block = scratch.baseAddress else { return }
      let starts = Array(stride(from: 0, through: count - 16, by: 16)) + (count % 16 == 0 ? [] : [count - 16])
      for start in starts {
        if start & 0xffff == 0, Interruption.isRequested { return }
        fillUniforms(block, 16)
        rb_normal_blocks(block, 1, mean, std)
        for i in 0..<16 { values[start + i] = round(block[i]) }
      }
    }
  }
}
