/// numpy's `SeedSequence`: spreads a seed over as many words as a generator needs, bit for bit.
///
/// Source: numpy/random/bit_generator.pyx, after M. E. O'Neill's `randutils.seed_seq_fe`.
struct SeedSequence {
  private var pool: [UInt32]

  /// From a seed: its 32-bit words, the low one first.
  init(_ seed: UInt64) {
    self.init(words: seed >> 32 == 0 ? [UInt32(seed)] : [UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32)])
  }

  /// From 128 bits of the system's randomness.
  init() {
    var system = SystemRandomNumberGenerator()
    self.init(words: (0..<4).map { _ in UInt32(truncatingIfNeeded: system.next()) })
  }

  /// - Parameter words: At most four, as all our seeds have.
  private init(words: [UInt32]) {
    var multiplier: UInt32 = 0x43b0_d7e5
    func hash(_ value: UInt32) -> UInt32 {
      var value = value ^ multiplier
      multiplier = multiplier &* 0x931e_8875
      value = value &* multiplier
      return value ^ (value >> 16)
    }
    pool = (0..<4).map { hash($0 < words.count ? words[$0] : 0) }
    for source in 0..<4 {
      for target in 0..<4 where source != target {
        let mixed = pool[target] &* 0xca01_f9dd &- hash(pool[source]) &* 0x4973_f715
        pool[target] = mixed ^ (mixed >> 16)
      }
    }
  }

  /// `generate_state(count, uint64)`
  func words(_ count: Int) -> [UInt64] {
    var multiplier: UInt32 = 0x8b51_f9dd
    var words: [UInt64] = []
    for index in 0..<count * 2 {
      var value = pool[index % 4] ^ multiplier
      multiplier = multiplier &* 0x58f3_8ded
      value = value &* multiplier
      value ^= value >> 16
      if index % 2 == 0 { words.append(UInt64(value)) } else { words[index / 2] |= UInt64(value) << 32 }
    }
    return words
  }
}
