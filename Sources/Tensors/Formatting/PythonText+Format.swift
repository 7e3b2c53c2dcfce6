import Catalog

/// Python's `format(value, spec)`.
extension PythonText {
  /// - Throws: `ValueError` for a spec that Python refuses, `OverflowError` for `c` outside Unicode.
  public static func format(_ value: Int, _ spec: String) throws(Failure) -> String {
    spec.isEmpty ? String(value) : try format(value, spec, typeName: TypeName.int.name)
  }

  /// A bool formats as `True` without a spec and as 0 or 1 with one.
  public static func format(_ value: Bool, _ spec: String) throws(Failure) -> String {
    spec.isEmpty ? repr(value) : try format(value ? 1 : 0, spec, typeName: TypeName.bool.name)
  }

  public static func format(_ value: Double, _ spec: String) throws(Failure) -> String {
    if spec.isEmpty { return repr(value) }
    return try format(
      value, FormatSpec(spec, typeName: TypeName.float.name, defaultAlignment: .right), typeName: TypeName.float.name)
  }

  public static func format(_ value: String, _ spec: String) throws(Failure) -> String {
    if spec.isEmpty { return value }
    let parsed = try FormatSpec(spec, typeName: TypeName.string.name, defaultAlignment: .left)
    guard parsed.type == nil || parsed.type == "s" else { throw parsed.unknownType(TypeName.string.name) }
    switch parsed.sign {
    case .space: throw .value("space not allowed in string format specifier")
    case .some: throw .value("sign not allowed in string format specifier")
    case nil: break
    }
    guard !parsed.coercesNegativeZero else {
      throw .value("negative zero coercion (z) not allowed in string format specifier")
    }
    guard !parsed.isAlternate else { throw .value("alternate form (#) not allowed in string format specifier") }
    guard parsed.alignment != .afterSign else {
      throw .value("'=' alignment not allowed in string format specifier")
    }
    return try parsed.padded(parsed.precision.map { String(value.unicodeScalars.prefix($0)) } ?? value)
  }

  // MARK: numbers

  private static func format(_ value: Int, _ spec: String, typeName: String) throws(Failure) -> String {
    let parsed = try FormatSpec(spec, typeName: typeName, defaultAlignment: .right)
    let type = parsed.type ?? "d"
    switch type {
    case "e", "E", "f", "F", "g", "G", "%": return try format(Double(value), parsed, typeName: typeName)
    case "b", "o", "x", "X", "d", "n", "c": break
    default: throw parsed.unknownType(typeName)
    }
    guard parsed.precision == nil else { throw .value("precision not allowed in integer format specifier") }
    guard !parsed.coercesNegativeZero else {
      throw .value("negative zero coercion (z) not allowed in integer format specifier")
    }
    if type == "c" {
      guard parsed.sign == nil else { throw .value("sign not allowed with integer format specifier 'c'") }
      guard !parsed.isAlternate else {
        throw .value("alternate form (#) not allowed with integer format specifier 'c'")
      }
      guard (0..<0x110000).contains(value), let scalar = Unicode.Scalar(UInt32(value)) else {
        throw Failure(.overflow, "format code 'c' expects a code point in range(0x110000), got \(value)")
      }
      return try parsed.padded(isNegative: false, prefix: "", digits: "", rest: String(scalar))
    }
    let radix = type == "b" ? 2 : type == "o" ? 8 : type == "x" || type == "X" ? 16 : 10
    let digits = String(value.magnitude, radix: radix, uppercase: type == "X")
    let prefix = parsed.isAlternate && radix != 10 ? "0\(type)" : ""
    return try parsed.padded(isNegative: value < 0, prefix: prefix, digits: digits, rest: "")
  }

  private static func format(_ value: Double, _ spec: FormatSpec, typeName: String) throws(Failure) -> String {
    let type = spec.type
    switch type {
    case nil, "e", "E", "f", "F", "g", "G", "n", "%": break
    default: throw spec.unknownType(typeName)
    }
    if let precision = spec.precision {
      guard precision <= Int32.max else { throw .value("precision too big") }
      guard precision <= FormatSpec.longestText else {
        throw Failure(.memory, "a precision of \(precision) does not fit in memory")
      }
    }
    let shown = type == "%" ? value * 100 : value
    var text = shown.isFinite ? finite(shown.magnitude, spec) : shown.isNaN ? "nan" : "inf"
    if type == "E" || type == "F" || type == "G" { text = text.uppercased() }
    var isNegative = shown.sign == .minus && !shown.isNaN
    if spec.coercesNegativeZero && isNegative && shown.isFinite {
      // Only the digits before an exponent say whether the rounded number is zero.
      let mantissa = text.prefix { $0 != "e" && $0 != "E" }
      isNegative = mantissa.contains { "123456789".contains($0) }
    }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let rest = text.dropFirst(digits.count) + (type == "%" ? "%" : "")
    return try spec.padded(isNegative: isNegative, prefix: "", digits: String(digits), rest: String(rest))
  }

  /// The text of a number that is finite and not negative, in the spec's type and precision.
  private static func finite(_ value: Double, _ spec: FormatSpec) -> String {
    let keepsPoint = spec.isAlternate
    switch spec.type {
    case "f", "F", "%":
      let text = fixed(value, spec.precision ?? 6)
      return keepsPoint && spec.precision == 0 ? text + "." : text
    case "e", "E":
      let text = scientific(value, spec.precision ?? 6)
      guard keepsPoint && spec.precision == 0, let e = text.firstIndex(of: "e") else { return text }
      return text[..<e] + "." + text[e...]
    case nil where spec.precision == nil:
      let parts = DecimalDigits(shortest: value)
      return parts.text(
        exponential: parts.point <= -4 || parts.point > 16, isNegative: false, keepsPoint: keepsPoint)
    default:
      // `g`; without a type a whole number keeps a digit after the point, and so turns exponential one digit earlier.
      let precision = max(spec.precision ?? 6, 1)
      let isPlain = spec.type == nil
      let parts = DecimalDigits(value, significant: precision)
      return parts.text(
        exponential: parts.point <= -4 || parts.point > precision - (isPlain ? 1 : 0), isNegative: false,
        minimumDigits: keepsPoint ? precision : 0, addsPointZero: isPlain, keepsPoint: keepsPoint)
    }
  }
}
