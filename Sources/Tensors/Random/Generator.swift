// Unsafe: fills the buffers of arrays and tensors that the caller keeps alive, within the counts given.

import Catalog
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A stream of random numbers: mt19937 as torch's CPU generator seeds and consumes it, bit for bit.
///
/// Several threads may draw from one generator; each draw of a whole tensor takes the lock once, so that the values
/// of one tensor are always consecutive.
public final class Generator: TreeObject {
  public var argumentForm: ArgumentForm { .generator }

  /// The seed of a generator that nobody seeded, as in torch.
  public static let defaultSeed: UInt64 = 67_280_421_310_721

  /// The global torch stream: what everything draws from that is given no generator. Unseeded, it starts at a random
  /// place, as in torch.
  public static let `default` = Generator(seed: entropy())

  /// The global numpy stream, which TorchRL's prioritized samplers draw from. Unseeded, it starts at a random place.
  public static let numpy = Generator(seed: entropy())

  private let engine: Mutex<MersenneTwister>

  /// A stream of its own. - Parameter seed: 64 bits, of which the low 32 feed the engine.
  public init(seed: UInt64 = Generator.defaultSeed) {
    engine = Mutex(MersenneTwister(seed: seed))
  }

  /// Runs `body` alone on the engine: take it once for a whole tensor, not once per element.
  @inline(__always)
  func withEngine<Result: Sendable>(_ body: (inout MersenneTwister) -> Result) -> Result {
    engine.withLock { engine in body(&engine) }
  }

  /// Starts the stream anew. A negative seed stands for `seed + 2^64`, as in torch.
  @discardableResult
  public func manualSeed(_ seed: Int) -> Generator { manualSeed(UInt64(bitPattern: Int64(seed))) }

  /// Starts the stream anew.
  @discardableResult
  public func manualSeed(_ seed: UInt64) -> Generator {
    withEngine { $0.reseed(seed) }
    return self
  }

  /// Starts the stream anew from a number that was computed as a float; it is truncated, as in torch.
  /// - Throws: `ValueError` outside -2^63 ..< 2^64 and for nan and infinities.
  @discardableResult
  public func manualSeed(_ seed: Double) throws(Failure) -> Generator {
    let whole = seed.rounded(.towardZero)
    if whole >= 0, whole < 0x1p64 { return manualSeed(UInt64(whole)) }
    guard whole >= -0x1p63, whole < 0 else {
      throw .unfit("seed", expected: "an int in -2**63 ... 2**64 - 1", got: PythonText.repr(seed))
    }
    return manualSeed(Int(whole))
  }

  /// Starts a numpy stream anew (`numpy.random.seed`).
  /// - Throws: `ValueError` outside 0 ..< 2^32.
  @discardableResult
  public func manualSeedNumpy(_ seed: Int) throws(Failure) -> Generator {
    guard seed >= 0, seed < 1 << 32 else {
      throw .unfit("seed", expected: "an int in 0 ... 2**32 - 1", got: "\(seed)")
    }
    return manualSeed(UInt64(seed))
  }

  /// Seeds the stream from the system's randomness and gives the seed.
  @discardableResult
  public func seed() -> UInt64 {
    let seed = Self.entropy()
    manualSeed(seed)
    return seed
  }

  /// The seed as it was given; a negative one as its 64-bit two's complement.
  public var initialSeed: UInt64 { withEngine { $0.seed } }

  /// How Python shows it; the address is ours.
  public var text: String {
    let address = UInt(bitPattern: ObjectIdentifier(self).hashValue)
    return "<torch._C.Generator object at 0x\(String(address, radix: 16))>"
  }

  /// 63 random bits of the system.
  private static func entropy() -> UInt64 {
    var system = SystemRandomNumberGenerator()
    return system.next() >> 1
  }
}

// MARK: single draws and arrays

extension Generator {
  /// One raw 32-bit word.
  public func nextUInt32() -> UInt32 { withEngine { $0.next32() } }
  /// A float32 in [0, 1) with 24 random bits: one value of `torch.rand(n)`.
  public func uniform32() -> Float { withEngine { $0.uniform32() } }
  /// One value of the scalar Box-Muller method: what `torch.randn` draws below 16 elements.
  public func normal() -> Double { withEngine { $0.normal() } }

  /// `count` values in `low ..< high`, as `torch.randint(low, high, (count,))` draws them.
  /// - Throws: `RuntimeError` where the range is empty.
  /// - Complexity: O(count), a few nanoseconds a value.
  public func integers(_ low: Int = 0, below high: Int, count: Int) throws(Failure) -> [Int] {
    let range = try IntegerRange(low: low, high: high)
    try Memory.demand(count, of: 8, "numbers")
    var values = [Int](repeating: 0, count: Swift.max(count, 0))
    values.withUnsafeMutableBufferPointer { values in
      withEngine { engine in
        range.drawing(from: &engine) { draw in
          for i in 0..<values.count { values[i] = draw() }
        }
      }
    }
    return values
  }

  /// `count` values of `torch.rand(count)` in float32.
  public func uniforms32(count: Int) -> [Float] {
    withEngine { engine in
      var values = [Float](repeating: 0, count: Swift.max(count, 0))
      for i in values.indices { values[i] = engine.uniform32() }
      return values
    }
  }

  /// The permutation that `torch.randperm(count)` draws. - Complexity: O(count).
  public func permutation(_ count: Int) -> [Int] {
    var values = [Int](repeating: 0, count: Swift.max(count, 0))
    values.withUnsafeMutableBufferPointer { buffer in
      fillPermutation(buffer)
    }
    return values
  }

  /// `numpy.random.uniform(low, high, count)`: `low + (high - low) * u`, in double.
  public func uniformNumpy(_ low: Double = 0, _ high: Double = 1, count: Int) -> [Double] {
    withEngine { engine in
      var values = [Double](repeating: 0, count: Swift.max(count, 0))
      let width = high - low
      for i in values.indices { values[i] = low + width * engine.uniformNumpy() }
      return values
    }
  }
}
