import Catalog

/// The draw of integers from a range, as torch makes it: one word modulo the range, without rejection; two words where
/// the range has 2^28 values or more.
struct IntegerRange {
  let low: Int
  /// The number of values; 0 stands for all 2^64.
  let size: UInt64
  /// A value takes two words.
  let isWide: Bool

  /// - Parameter isWide: as torch's `randint` decides it unless given; a range of 2^32 values or more must be wide.
  init(low: Int, size: UInt64, isWide: Bool? = nil) {
    self.low = low
    self.size = size
    self.isWide = isWide ?? (size == 0 || size >= Self.wideThreshold)
  }

  /// `low ..< high`. - Throws: `RuntimeError` where it is empty.
  init(low: Int, high: Int) throws(Failure) {
    guard low < high else {
      throw .runtime("random_ expects 'from' to be less than 'to', but got from=\(low) >= to=\(high)")
    }
    self.init(low: low, size: UInt64(bitPattern: Int64(high &- low)))
  }

  private static let wideThreshold: UInt64 = 1 << 28

  /// Calls `body` with the function that draws one value.
  @inline(__always)
  func drawing(from engine: inout MersenneTwister, _ body: (_ draw: () -> Int) -> Void) {
    let low = low
    if size == 0 {
      body { Int(truncatingIfNeeded: engine.next64()) &+ low }
    } else if isWide {
      let size = size
      body { Int(truncatingIfNeeded: engine.next64() % size) &+ low }
    } else {
      let modulus = Modulus32(size)
      body { modulus(engine.next32()) &+ low }
    }
  }
}

/// What integers a dtype can hold, for the bounds of `randint` and `random_`.
extension DType {
  /// Binary digits that a value keeps: all whole numbers up to 2^digits are exact.
  var digits: Int {
    switch self {
    case .bool: 1
    case .uint8: 8
    case .int8: 7
    case .int16: 15
    case .int32: 31
    case .int64: 63
    case .float16: 11
    case .bfloat16: 8
    case .float32: 24
    case .float64: 53
    }
  }

  /// The smallest and the largest value that a bound may have. Those of the larger float types are beyond any int.
  var integerBounds: ClosedRange<Int> {
    switch self {
    case .bool: 0...1
    case .uint8: 0...255
    case .int8: -128...127
    case .int16: -32768...32767
    case .int32: Int(Int32.min)...Int(Int32.max)
    case .float16: -65504...65504
    case .int64, .bfloat16, .float32, .float64: Int.min...Int.max
    }
  }

  /// A whole number as the dtype rounds it.
  fileprivate func rounding(_ value: Int) -> Int {
    switch self {
    case .float16: Float16(from: value).int
    case .bfloat16: BFloat16(from: value).int
    case .float32: Float(value).int
    case .float64: Double(value).int
    default: value
    }
  }

  /// The distance of the dtype's values around a whole number, in torch's reckoning.
  fileprivate func spacing(around value: Int) -> Int {
    // Of the int itself: as a double it may be rounded up to the next power of two.
    let exponent = Int.bitWidth - 1 - value.magnitude.leadingZeroBitCount
    let shift = exponent - digits + 1
    return shift > 0 ? 1 << min(shift, 62) : (shift == 0 ? 1 : 0)
  }

  /// `low ..< high` as torch draws from it for this dtype: for float types the bounds are first moved inwards to
  /// values that the type holds.
  /// - Throws: `RuntimeError` where the range is empty or leaves the dtype.
  func integerRange(low: Int, high: Int) throws(Failure) -> IntegerRange {
    var (low, high) = (low, high)
    _ = try IntegerRange(low: low, high: high)
    if isFloatingPoint {
      let (first, last) = (low &+ 1, high &- 1)
      if rounding(first) < low { low = rounding(first) &+ spacing(around: first) }
      if rounding(last) >= high { high = rounding(last) &- spacing(around: last) }
      guard low < high else {
        throw .runtime(
          "random_ expects 'from' cast to \(torchName) to be less than 'to' cast to it, got from=\(low) >= to=\(high)")
      }
    }
    try check(low, named: "from")
    try check(high - 1, named: "to - 1")
    return try IntegerRange(low: low, high: high)
  }

  /// From `low` to the largest value (`random_(low, None)`): 2^digits for float types.
  func integerRange(from low: Int) throws(Failure) -> IntegerRange {
    var low = low
    var last = integerBounds.upperBound
    if isFloatingPoint {
      last = 1 << digits
      if rounding(low &+ 1) < low { low = rounding(low &+ 1) &+ spacing(around: low &+ 1) }
      guard low < last else {
        throw .runtime("random_ expects 'from' to be less than the largest value, got from=\(low) >= \(last)")
      }
    }
    try check(low, named: "from")
    return IntegerRange(low: low, size: UInt64(bitPattern: Int64(last &- low)) &+ 1)
  }

  /// All values from 0 (`random_()`): two words for the 64-bit types, one for the others.
  var wholeIntegerRange: IntegerRange {
    let count = isFloatingPoint ? 1 << UInt64(digits) + 1 : UInt64(integerBounds.upperBound) + 1
    return IntegerRange(low: 0, size: count, isWide: size == 8)
  }

  private func check(_ value: Int, named name: String) throws(Failure) {
    guard integerBounds.contains(value) else {
      throw .runtime(
        "'\(name)' is out of bounds for \(torchName): expected \(integerBounds.lowerBound) to "
          + "\(integerBounds.upperBound), got \(value)")
    }
  }
}
