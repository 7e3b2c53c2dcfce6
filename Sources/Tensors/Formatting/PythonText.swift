/// Unsafe: `printed` lets vsnprintf write into a temporary buffer. Invariants: the buffer's capacity is passed along, and
/// only the bytes that were written (at most the capacity less the final zero) are read.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Python's text of values: `repr`, `str` and the format mini-language, byte for byte.
public enum PythonText {
  /// `repr(value)`: the shortest digits that round-trip, plain for decimal exponents -4 ... 15.
  public static func repr(_ value: Double) -> String {
    guard value.isFinite else { return nonFinite(value) }
    let parts = DecimalDigits(shortest: value)
    return parts.text(exponential: parts.point <= -4 || parts.point > 16, isNegative: value.sign == .minus)
  }

  public static func repr(_ value: Bool) -> String { value ? "True" : "False" }

  /// C's `%.*f`: `digits` after the point, the exact binary value rounded half to even.
  public static func fixed(_ value: Double, _ digits: Int) -> String { printed(value, digits, "%.*f") }

  /// C's `%.*e`: one digit, the point, `digits` more, and an exponent of at least two digits.
  public static func scientific(_ value: Double, _ digits: Int) -> String { printed(value, digits, "%.*e") }

  static func nonFinite(_ value: Double) -> String { value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }

  private static func printed(_ value: Double, _ digits: Int, _ format: String) -> String {
    guard value.isFinite else { return nonFinite(value) }
    // 309 digits before the point at most; the sign, the point, the exponent and the end take less than 20 more.
    let capacity = max(digits, 0) + 330
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
      let length = withVaList([Int32(clamping: max(digits, 0)), value]) { arguments in
        vsnprintf(buffer.baseAddress, capacity, format, arguments)
      }
      let count = min(max(Int(length), 0), capacity - 1)
      return String(
        decoding: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[0..<count]), as: UTF8.self)
    }
  }
}

/// Decimal digits and the place of the point: the value is 0.d₁d₂… × 10^point.
struct DecimalDigits {
  /// ASCII digits, at least one, without trailing zeros (a lone 0 for zero).
  var digits: [UInt8]
  var point: Int

  /// The fewest digits that read back as the (finite) value.
  init(shortest value: Double) {
    self.init(parsing: value.magnitude.description)
  }

  /// `count` significant digits, the exact value rounded half to even, trailing zeros dropped.
  init(_ value: Double, significant count: Int) {
    self.init(parsing: PythonText.scientific(value.magnitude, max(count - 1, 0)))
  }

  /// Reads "123.45", "1e-05" or "1.5e+300".
  private init(parsing text: String) {
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    var negative = false
    var inExponent = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if inExponent { exponent = exponent * 10 + Int(byte - UInt8(ascii: "0")) } else { digits.append(byte) }
      case UInt8(ascii: "."): point = digits.count
      case UInt8(ascii: "e"): inExponent = true
      case UInt8(ascii: "-"): negative = true
      default: break
      }
    }
    let zero = UInt8(ascii: "0")
    var place = (point ?? digits.count) + (negative ? -exponent : exponent)
    let leading = digits.prefix { $0 == zero }.count
    digits.removeFirst(leading)
    place -= leading
    while digits.last == zero { digits.removeLast() }
    self.digits = digits.isEmpty ? [zero] : digits
    self.point = digits.isEmpty ? 1 : place
  }

  /// The number written out. - Parameters:
  ///   - minimumDigits: pads with zeros to so many significant digits.
  ///   - addsPointZero: shows a whole number in plain notation as `1.0`.
  ///   - keepsPoint: leaves a trailing point (`#` in a format).
  func text(
    exponential: Bool, isNegative: Bool, minimumDigits: Int = 0, addsPointZero: Bool = true, keepsPoint: Bool = false,
    exponentLetter: String = "e"
  ) -> String {
    let zero = UInt8(ascii: "0")
    var all = digits
    while all.count < minimumDigits { all.append(zero) }
    let place = exponential ? 1 : point
    var whole: [UInt8] = []
    var fraction: [UInt8] = []
    if place <= 0 {
      whole = [zero]
      fraction = [UInt8](repeating: zero, count: -place) + all
    } else {
      while all.count < place { all.append(zero) }
      whole = Array(all[..<place])
      fraction = Array(all[place...])
      if fraction.isEmpty && addsPointZero && !exponential { fraction = [zero] }
    }
    var text = isNegative ? "-" : ""
    text += String(decoding: whole, as: UTF8.self)
    if !fraction.isEmpty || keepsPoint { text += "." }
    text += String(decoding: fraction, as: UTF8.self)
    if exponential {
      let exponent = point - 1
      text += exponentLetter + (exponent < 0 ? "-" : "+") + (exponent.magnitude < 10 ? "0" : "")
      text += String(exponent.magnitude)
    }
    return text
  }
}
