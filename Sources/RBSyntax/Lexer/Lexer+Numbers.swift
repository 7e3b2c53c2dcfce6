extension LexerState {
  /// Reads a number, and says what is wrong with its form. Its value is read by `NumberLiteral`.
  mutating func number() {
    let start = position
    var kind = Token.Kind.integer
    var isWellFormed = true
    var help: String?
    let marker = byte(1) | 0x20
    if byte() == UInt8(ascii: "0"), [UInt8(ascii: "x"), UInt8(ascii: "b"), UInt8(ascii: "o")].contains(marker) {
      position += 2
      if byte() == UInt8(ascii: "_") { position += 1 }
      let radix: UInt32 = marker == UInt8(ascii: "x") ? 16 : marker == UInt8(ascii: "o") ? 8 : 2
      isWellFormed = digits { hexadecimalValue($0).map { $0 < radix } ?? false }
    } else {
      if byte() != UInt8(ascii: ".") { isWellFormed = digits(isDigit) }
      let integerEnd = position
      if byte() == UInt8(ascii: "."), fractionFollows {
        kind = .float
        position += 1
        if isDigit(byte()) { isWellFormed = digits(isDigit) && isWellFormed }
      }
      if byte() | 0x20 == UInt8(ascii: "e"), isDigit(byte(1)) || isSign(byte(1)) && isDigit(byte(2)) {
        kind = .float
        position += isSign(byte(1)) ? 2 : 1
        isWellFormed = digits(isDigit) && isWellFormed
      }
      if kind == .integer, integerEnd - start > 1, bytes[start] == UInt8(ascii: "0"),
        bytes[start..<integerEnd].contains(where: { $0 != UInt8(ascii: "0") && $0 != UInt8(ascii: "_") })
      {
        isWellFormed = false
        help = "leave out the leading zeros, or write 0o for octal"
      }
    }
    if isNamePart(byte()) || byte() >= 0x80 && (scalar(at: position)?.0.properties.isXIDContinue ?? false) {
      isWellFormed = false
      while isNamePart(byte()) || byte() >= 0x80 { position += 1 }
      help = help ?? suffixHelp(from: start)
    }
    guard isWellFormed else {
      let text = String(decoding: bytes[start..<min(position, start + 40)], as: UTF8.self)
      complain(.invalidNumber, "invalid number '\(text)'", from: start, to: position, help: help)
      return append(.invalid, from: start)
    }
    append(kind, from: start)
  }

  /// What to write instead of a number that goes on with letters.
  private func suffixHelp(from start: Int) -> String {
    let text = String(decoding: bytes[start..<min(position, start + 40)], as: UTF8.self)
    let digits = text.prefix { $0.isNumber || $0 == "_" || $0 == "." }
    switch text.dropFirst(digits.count).lowercased() {
    case "j": return "there are no complex numbers"
    case "l", "ll", "u", "ul", "n", "i32", "i64", "u8": return "ints have 64 bits, without a suffix: write '\(digits)'"
    case "f", "d", "f32", "f64":
      return "floats have no suffix: write '\(digits.contains(".") ? digits : digits + ".0")'"
    case let rest where digits.hasPrefix("0") && rest.first.map { "xbo".contains($0) } ?? false:
      return "write 0xff, 0b101 or 0o17 with digits of that base"
    case "e": return "an exponent has digits: '\(digits)e3'"
    default: return "a product is written '\(digits) * x', and a name begins with a letter"
    }
  }

  private func isSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") }

  /// `1.` and `1.5` and `1.e3`, but not `1.name` nor `1...`.
  private var fractionFollows: Bool {
    let next = byte(1)
    if next | 0x20 == UInt8(ascii: "e"), isDigit(byte(2)) || isSign(byte(2)) && isDigit(byte(3)) { return true }
    return !isNameStart(next) && next != UInt8(ascii: ".") && next < 0x80
  }

  /// Reads digits with single underscores between them; whether there was one at least, and none amiss.
  private mutating func digits(_ isDigit: (UInt8) -> Bool) -> Bool {
    guard position < limit, isDigit(bytes[position]) else { return false }
    while position < limit {
      if isDigit(bytes[position]) {
        position += 1
      } else if bytes[position] == UInt8(ascii: "_"), position + 1 < limit, isDigit(bytes[position + 1]) {
        position += 1
      } else {
        break
      }
    }
    return true
  }
}

/// The values of number tokens.
enum NumberLiteral {
  /// nil beyond 64 bits; 2 to the 63rd is returned as a magnitude, for `-9223372036854775808`.
  static func magnitude(_ text: some Sequence<UInt8>) -> UInt64? {
    var digits = Array(text.lazy.filter { $0 != UInt8(ascii: "_") })
    var radix: UInt64 = 10
    if digits.count > 2, digits[0] == UInt8(ascii: "0") {
      switch digits[1] | 0x20 {
      case UInt8(ascii: "x"): radix = 16
      case UInt8(ascii: "o"): radix = 8
      case UInt8(ascii: "b"): radix = 2
      default: break
      }
      if radix != 10 { digits.removeFirst(2) }
    }
    var value: UInt64 = 0
    for digit in digits {
      let (product, overflowed) = value.multipliedReportingOverflow(by: radix)
      let (sum, carried) = product.addingReportingOverflow(UInt64(hexadecimalValue(digit) ?? 0))
      if overflowed || carried { return nil }
      value = sum
    }
    return value <= 1 << 63 ? value : nil
  }

  static func float(_ text: some Sequence<UInt8>) -> Double {
    var digits = String(decoding: text.lazy.filter { $0 != UInt8(ascii: "_") }.map { $0 }, as: UTF8.self)
    if digits.hasPrefix(".") { digits = "0" + digits }
    if let dot = digits.firstIndex(of: ".") {
      let after = digits.index(after: dot)
      if after == digits.endIndex || !isDigit(digits.utf8[after]) { digits.insert("0", at: after) }
    }
    return Double(digits) ?? .infinity
  }
}
