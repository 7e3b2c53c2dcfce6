/// A Swift type that a tensor's bytes are read as.
public protocol Element: BitwiseCopyable, Sendable, Equatable {
  static var dtype: DType { get }
  /// Converts as torch's cast does: floats are truncated to ints, ints wrap, anything but zero is true.
  init(from value: Double)
  init(from value: Int)
  /// The value as a double (exact for every type but large int64).
  var double: Double { get }
  /// The value as a 64-bit int; floats are truncated, nan and out-of-range values give `Int.min` as on x86.
  var int: Int { get }
}

extension Double {
  /// Truncation towards zero as x86 does it: nan and out-of-range values give `Int.min`.
  @inlinable public var truncatedInt: Int {
    self >= -0x1p63 && self < 0x1p63 ? Int(self) : Int.min
  }
}

/// torch's bool: a byte that is true unless it is zero. Swift's `Bool` would be undefined for bytes other than
/// 0 and 1, which memory-mapped files may hold.
@frozen public struct Bool8: Element {
  @usableFromInline var raw: UInt8
  @inlinable public init(_ value: Bool) { raw = value ? 1 : 0 }
  @inlinable public init(from value: Double) { raw = value != 0 ? 1 : 0 }
  @inlinable public init(from value: Int) { raw = value != 0 ? 1 : 0 }
  @inlinable public var isTrue: Bool { raw != 0 }
  @inlinable public var double: Double { raw != 0 ? 1 : 0 }
  @inlinable public var int: Int { raw != 0 ? 1 : 0 }
  public static var dtype: DType { .bool }
  @inlinable public static func == (a: Bool8, b: Bool8) -> Bool { (a.raw != 0) == (b.raw != 0) }
}

/// bfloat16: the upper half of a float32. Arithmetic goes through `Float` and rounds to nearest even.
@frozen public struct BFloat16: Element {
  public var bits: UInt16
  @inlinable public init(bits: UInt16) { self.bits = bits }
  @inlinable public init(_ value: Float) {
    if value.isNaN {
      bits = 0x7fc0
    } else {
      let raw = value.bitPattern
      bits = UInt16(truncatingIfNeeded: (raw &+ 0x7fff &+ ((raw >> 16) & 1)) >> 16)
    }
  }
  @inlinable public init(from value: Double) { self.init(Float(value)) }
  @inlinable public init(from value: Int) { self.init(Float(value)) }
  @inlinable public var float: Float { Float(bitPattern: UInt32(bits) << 16) }
  @inlinable public var double: Double { Double(float) }
  @inlinable public var int: Int { double.truncatedInt }
  public static var dtype: DType { .bfloat16 }
  @inlinable public static func == (a: BFloat16, b: BFloat16) -> Bool { a.float == b.float }
}

extension UInt8: Element {
  public static var dtype: DType { .uint8 }
  @inlinable public init(from value: Double) { self.init(truncatingIfNeeded: value.truncatedInt) }
  @inlinable public init(from value: Int) { self.init(truncatingIfNeeded: value) }
  @inlinable public var double: Double { Double(self) }
  @inlinable public var int: Int { Int(self) }
}
extension Int8: Element {
  public static var dtype: DType { .int8 }
  @inlinable public init(from value: Double) { self.init(truncatingIfNeeded: value.truncatedInt) }
  @inlinable public init(from value: Int) { self.init(truncatingIfNeeded: value) }
  @inlinable public var double: Double { Double(self) }
  @inlinable public var int: Int { Int(self) }
}
extension Int16: Element {
  public static var dtype: DType { .int16 }
  @inlinable public init(from value: Double) { self.init(truncatingIfNeeded: value.truncatedInt) }
  @inlinable public init(from value: Int) { self.init(truncatingIfNeeded: value) }
  @inlinable public var double: Double { Double(self) }
  @inlinable public var int: Int { Int(self) }
}
extension Int32: Element {
  public static var dtype: DType { .int32 }
  @inlinable public init(from value: Double) { self.init(truncatingIfNeeded: value.truncatedInt) }
  @inlinable public init(from value: Int) { self.init(truncatingIfNeeded: value) }
  @inlinable public var double: Double { Double(self) }
  @inlinable public var int: Int { Int(self) }
}
extension Int: Element {
  public static var dtype: DType { .int64 }
  @inlinable public init(from value: Int) { self = value }
  @inlinable public init(from value: Double) { self = value.truncatedInt }
  @inlinable public var double: Double { Double(self) }
  @inlinable public var int: Int { self }
}
extension Float16: Element {
  public static var dtype: DType { .float16 }
  // torch rounds to half through float32; so does this.
  @inlinable public init(from value: Double) { self.init(Float(value)) }
  @inlinable public init(from value: Int) { self.init(Float(value)) }
  @inlinable public var double: Double { Double(self) }
  @inlinable public var int: Int { double.truncatedInt }
}
extension Float: Element {
  public static var dtype: DType { .float32 }
  @inlinable public init(from value: Double) { self.init(value) }
  @inlinable public init(from value: Int) { self.init(value) }
  @inlinable public var double: Double { Double(self) }
  @inlinable public var int: Int { double.truncatedInt }
}
extension Double: Element {
  public static var dtype: DType { .float64 }
  @inlinable public init(from value: Double) { self = value }
  @inlinable public init(from value: Int) { self = Double(value) }
  @inlinable public var double: Double { self }
  @inlinable public var int: Int { truncatedInt }
}
