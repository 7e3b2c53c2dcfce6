/// Unsafe: stores and loads numbers in raw bytes. Invariants: the buffers hold exactly `stateByteCount` bytes, and every
/// offset below is that of torch's fixed layout, inside them.

import Catalog

/// torch's state tensor (`get_rng_state`): 5056 bytes, little endian.
///
/// 0 seed (u64), 8 words left + 1 (i32), 12 seeded (i32, 1), 16 words used (u64), 24 the 624 words (u64 each),
/// 5016 a double unused here, 5024 the cached normal (double), 5032 a double unused here, 5040 whether it is cached
/// (i32), then 12 zero bytes.
extension Generator {
  public static let stateByteCount = 5056
  private static let wordsStart = 24
  private static let normalStart = 5024
  private static let flagStart = 5040

  /// The state as a uint8 tensor of 5056 elements, byte for byte as torch gives it.
  public func state() throws(Failure) -> Tensor {
    let tensor = try Tensor.zeros([Self.stateByteCount], .uint8)
    tensor.withElements(UInt8.self) { (bytes: UnsafeMutableBufferPointer<UInt8>) in
      let raw = UnsafeMutableRawBufferPointer(bytes)
      withEngine { engine in
        let exhausted = engine.cursor == MersenneTwister.blockSize
        let next = engine.isFresh ? 0 : engine.cursor
        raw.storeBytes(of: engine.seed.littleEndian, toByteOffset: 0, as: UInt64.self)
        raw.storeBytes(
          of: Int32(exhausted ? 1 : MersenneTwister.blockSize + 1 - next).littleEndian, toByteOffset: 8, as: Int32.self)
        raw.storeBytes(of: Int32(1).littleEndian, toByteOffset: 12, as: Int32.self)
        raw.storeBytes(of: UInt64(next).littleEndian, toByteOffset: 16, as: UInt64.self)
        for i in 0..<MersenneTwister.blockSize {
          raw.storeBytes(
            of: UInt64(engine.words[i]).littleEndian, toByteOffset: Self.wordsStart + 8 * i, as: UInt64.self)
        }
        let cached = engine.cachedNormal
        raw.storeBytes(of: (cached ?? 0).bitPattern.littleEndian, toByteOffset: Self.normalStart, as: UInt64.self)
        raw.storeBytes(of: Int32(cached == nil ? 0 : 1).littleEndian, toByteOffset: Self.flagStart, as: Int32.self)
      }
    }
    return tensor
  }

  /// Continues from a state that `state()` or torch gave.
  /// - Throws: `TypeError` unless it is uint8, `RuntimeError` where the size or the content is not that of a state.
  public func setState(_ tensor: Tensor) throws(Failure) {
    guard tensor.dtype == .uint8 else {
      throw .type("expected a state of dtype torch.uint8, got \(tensor.dtype.torchName)", argument: "state")
    }
    guard tensor.numel == Self.stateByteCount else {
      throw .runtime(
        "expected a generator state of \(Self.stateByteCount) bytes, got \(tensor.numel)", argument: "state")
    }
    var bytes = [UInt8]()
    bytes.reserveCapacity(Self.stateByteCount)
    tensor.forEachInLogicalOrder(UInt8.self) { bytes.append($0) }
    let accepted = bytes.withUnsafeBytes { raw -> Bool in
      func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      }
      func half(_ offset: Int) -> Int32 {
        Int32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: Int32.self))
      }
      let left = Int(half(8))
      let next = word(16)
      let size = MersenneTwister.blockSize
      guard half(12) == 1, (1...size).contains(left), next <= size else { return false }
      guard left == 1 || left == size + 1 - Int(next) else { return false }
      withEngine { engine in
        for i in 0..<size { engine.words[i] = UInt32(truncatingIfNeeded: word(Self.wordsStart + 8 * i)) }
        engine.resume(
          seed: word(0), next: Int(next), isExhausted: left == 1,
          cachedNormal: half(Self.flagStart) == 0 ? nil : Double(bitPattern: word(Self.normalStart)))
      }
      return true
    }
    guard accepted else {
      throw .runtime("invalid mt19937 state", help: "give a tensor that state() returned", argument: "state")
    }
  }
}
