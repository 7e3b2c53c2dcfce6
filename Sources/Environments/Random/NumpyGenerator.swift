/// `numpy.random.default_rng`: PCG64 (XSL-RR 128/64) as numpy seeds and consumes it, bit for bit. gymnasium's
/// environments draw their initial states from it.
public struct NumpyGenerator: Sendable {
  private var state: UInt128 = 0
  private let increment: UInt128

  private static let multiplier = UInt128(2_549_297_995_355_413_924) << 64 | 4_865_540_595_714_422_341

  /// - Parameter seed: nil takes one from the system.
  public init(seed: UInt64?) {
    let words = (seed.map { SeedSequence($0) } ?? SeedSequence()).words(4)
    increment = (UInt128(words[2]) << 64 | UInt128(words[3])) << 1 | 1
    advance()
    state &+= UInt128(words[0]) << 64 | UInt128(words[1])
    advance()
  }

  private mutating func advance() { state = state &* Self.multiplier &+ increment }

  public mutating func next() -> UInt64 {
    advance()
    let folded = UInt64(truncatingIfNeeded: state >> 64) ^ UInt64(truncatingIfNeeded: state)
    let turn = UInt64(truncatingIfNeeded: state >> 122)
    return folded >> turn | folded << ((64 - turn) & 63)
  }

  /// One value of `uniform(low, high)`.
  public mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * (Double(next() >> 11) * 0x1p-53)
  }

  /// TorchRL's `seed_generator`: the seed for the environment after the one seeded with `seed`.
  public static func seed(after seed: UInt64) -> Int {
    var generator = NumpyGenerator(seed: seed)
    // `rng.bytes(8)` is two 32-bit draws, the low half of one word first: the word's bytes, read as big-endian.
    return Int(generator.next().byteSwapped % 0xffff_ffff)
  }
}
