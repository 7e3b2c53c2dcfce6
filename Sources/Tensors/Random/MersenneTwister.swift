/// Unsafe: the engine owns two raw blocks of 624 words. Invariants:
/// - `words` and `outputs` point at 624 initialised `UInt32` each, allocated in `init` and freed in `deinit` only;
///   the type is not copyable, so nobody else holds them.
/// - `cursor` is in 0...624; where it is below 624, `outputs` holds the tempered `words`.

/// MT19937, seeded and consumed as torch and numpy do, with the cached second value of the scalar Box-Muller method.
///
/// A block of 624 words is twisted and tempered at once in loops that vectorise; a draw is then one load.
/// `@unchecked Sendable`: it is the only owner of its blocks, so that moving it to another thread moves them too.
struct MersenneTwister: ~Copyable, @unchecked Sendable {
  static let blockSize = 624
  private static let middle = 397

  let words: UnsafeMutablePointer<UInt32>
  private let outputs: UnsafeMutablePointer<UInt32>
  /// Outputs already drawn from the block; 624 where the next draw twists.
  private(set) var cursor: Int
  /// Nothing has been drawn since seeding: the words are not twisted yet.
  private(set) var isFresh: Bool
  private(set) var seed: UInt64
  /// The second value of the scalar Box-Muller pair (mean 0, deviation 1), if the last draw left one.
  var cachedNormal: Double?

  init(seed: UInt64) {
    words = .allocate(capacity: Self.blockSize)
    outputs = .allocate(capacity: Self.blockSize)
    words.initialize(repeating: 0, count: Self.blockSize)
    outputs.initialize(repeating: 0, count: Self.blockSize)
    cursor = Self.blockSize
    isFresh = true
    self.seed = seed
    reseed(seed)
  }

  deinit {
    words.deallocate()
    outputs.deallocate()
  }

  /// Only the low 32 bits feed the engine, as in torch.
  mutating func reseed(_ seed: UInt64) {
    self.seed = seed
    var last = UInt32(truncatingIfNeeded: seed)
    words[0] = last
    for i in 1..<Self.blockSize {
      last = 1_812_433_253 &* (last ^ (last >> 30)) &+ UInt32(i)
      words[i] = last
    }
    cursor = Self.blockSize
    isFresh = true
    cachedNormal = nil
  }

  /// Continues from a saved position: `next` words of the block are used, or all of them where `isExhausted`.
  /// The words are already in place.
  mutating func resume(seed: UInt64, next: Int, isExhausted: Bool, cachedNormal: Double?) {
    precondition((0...Self.blockSize).contains(next))
    self.seed = seed
    self.cachedNormal = cachedNormal
    isFresh = isExhausted && next == 0
    cursor = isExhausted ? Self.blockSize : next
    temper()
  }

  @inline(__always)
  private static func twisted(_ a: UInt32, _ b: UInt32) -> UInt32 {
    let mixed = (a & 0x8000_0000) | (b & 0x7fff_ffff)
    return (mixed >> 1) ^ ((0 &- (b & 1)) & 0x9908_b0df)
  }

  private mutating func nextBlock() {
    let n = Self.blockSize
    let m = Self.middle
    for i in 0..<(n - m) { words[i] = words[i + m] ^ Self.twisted(words[i], words[i + 1]) }
    for i in (n - m)..<(n - 1) { words[i] = words[i + m - n] ^ Self.twisted(words[i], words[i + 1]) }
    words[n - 1] = words[m - 1] ^ Self.twisted(words[n - 1], words[0])
    temper()
    cursor = 0
    isFresh = false
  }

  private func temper() {
    for i in 0..<Self.blockSize {
      var y = words[i]
      y ^= y >> 11
      y ^= (y << 7) & 0x9d2c_5680
      y ^= (y << 15) & 0xefc6_0000
      y ^= y >> 18
      outputs[i] = y
    }
  }

  // MARK: draws

  @inline(__always)
  mutating func next32() -> UInt32 {
    if cursor == Self.blockSize { nextBlock() }
    let value = outputs[cursor]
    cursor &+= 1
    return value
  }

  /// The first word drawn is the high half.
  @inline(__always)
  mutating func next64() -> UInt64 {
    let high = UInt64(next32())
    return high << 32 | UInt64(next32())
  }

  /// 24 random bits in [0, 1).
  @inline(__always)
  mutating func uniform32() -> Float {
    Float(Int32(truncatingIfNeeded: next32() & 0xff_ffff)) * 0x1p-24
  }

  /// `count` values of `uniform32`.
  mutating func fillUniforms(_ values: UnsafeMutablePointer<Float>, _ count: Int) {
    var done = 0
    while done < count {
      if cursor == Self.blockSize { nextBlock() }
      let taken = min(Self.blockSize - cursor, count - done)
      let (source, target) = (outputs + cursor, values + done)
      for i in 0..<taken { target[i] = Float(Int32(truncatingIfNeeded: source[i] & 0xff_ffff)) * 0x1p-24 }
      cursor += taken
      done += taken
    }
  }

  /// 53 random bits in [0, 1).
  @inline(__always)
  mutating func uniform64() -> Double {
    Double(Int64(truncatingIfNeeded: next64() & 0x1f_ffff_ffff_ffff)) * 0x1p-53
  }

  /// numpy's double in [0, 1): 27 bits of one word above 26 bits of the next.
  @inline(__always)
  mutating func uniformNumpy() -> Double {
    let high = Double(next32() >> 5)
    let low = Double(next32() >> 6)
    return (high * 67_108_864 + low) / 9_007_199_254_740_992
  }
}

/// `value mod divisor` for 32-bit values by two multiplications (Lemire, "Faster remainder by direct computation").
struct Modulus32 {
  private let divisor: UInt64
  private let inverse: UInt64

  /// - Precondition: `divisor` is in 1 ..< 2^32.
  init(_ divisor: UInt64) {
    self.divisor = divisor
    inverse = UInt64.max / divisor &+ 1
  }

  @inline(__always)
  func callAsFunction(_ value: UInt32) -> Int {
    Int((inverse &* UInt64(value)).multipliedFullWidth(by: divisor).high)
  }
}
