import Catalog

extension JSONValue {
  /// Reads one JSON document.
  /// - Throws: `ValueError` with the byte where the text stops being JSON: nan, trailing commas, comments, lone
  ///   surrogates and nesting beyond `depthLimit` are refused, and so are ints that do not fit in 64 bits.
  public init(parsing text: String) throws(Failure) {
    try self.init(parsing: Array(text.utf8))
  }

  /// Reads one JSON document from UTF-8.
  public init(parsing bytes: [UInt8]) throws(Failure) {
    var parser = JSONParser(bytes: bytes)
    self = try parser.document()
  }
}

/// A recursive-descent parser over bytes.
private struct JSONParser {
  let bytes: [UInt8]
  var position = 0
  var depth = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(Failure) -> JSONValue {
    let result = try value()
    skipBlanks()
    guard position == bytes.count else { throw failure("unexpected content after the document") }
    return result
  }

  private func failure(_ message: String) -> Failure { .value("invalid JSON at byte \(position): \(message)") }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = current, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
  }

  private mutating func accept(_ byte: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: byte) else { return false }
    position += 1
    return true
  }

  private mutating func value() throws(Failure) -> JSONValue {
    skipBlanks()
    switch current {
    case UInt8(ascii: "{"): return try nested { (parser) throws(Failure) in try parser.object() }
    case UInt8(ascii: "["): return try nested { (parser) throws(Failure) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case let byte?:
      guard byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
        throw failure("expected a value")
      }
      return try number()
    case nil: throw failure("expected a value, got the end")
    }
  }

  private mutating func nested(
    _ body: (inout JSONParser) throws(Failure) -> JSONValue
  ) throws(Failure) -> JSONValue {
    guard depth < JSONValue.depthLimit else { throw failure("nested deeper than \(JSONValue.depthLimit)") }
    depth += 1
    position += 1
    let result = try body(&self)
    depth -= 1
    return result
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw failure("expected '\(word)'") }
    position += word.utf8.count
    return value
  }

  private mutating func array() throws(Failure) -> JSONValue {
    var items: [JSONValue] = []
    skipBlanks()
    if accept("]") { return .array(items) }
    while true {
      items.append(try value())
      skipBlanks()
      if accept("]") { return .array(items) }
      guard accept(",") else { throw failure("expected ',' or ']'") }
    }
  }

  private mutating func object() throws(Failure) -> JSONValue {
    var members = JSONObject()
    skipBlanks()
    if accept("}") { return .object(members) }
    while true {
      skipBlanks()
      guard current == UInt8(ascii: "\"") else { throw failure("expected a key in double quotes") }
      let key = try string()
      skipBlanks()
      guard accept(":") else { throw failure("expected ':'") }
      members[key] = try value()
      skipBlanks()
      if accept("}") { return .object(members) }
      guard accept(",") else { throw failure("expected ',' or '}'") }
    }
  }

  private mutating func digits() -> Int {
    let start = position
    while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    return position - start
  }

  private mutating func number() throws(Failure) -> JSONValue {
    let start = position
    _ = accept("-")
    if accept("0") {
      if digits() > 0 { throw failure("a number cannot begin with 0") }
    } else if digits() == 0 {
      throw failure("expected a digit")
    }
    var isWhole = true
    if accept(".") {
      isWhole = false
      if digits() == 0 { throw failure("expected a digit after the point") }
    }
    if accept("e") || accept("E") {
      isWhole = false
      if !accept("+") { _ = accept("-") }
      if digits() == 0 { throw failure("expected a digit in the exponent") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole {
      guard let value = Int(text) else { throw failure("'\(text)' does not fit in 64 bits") }
      return .int(value)
    }
    guard let value = Double(text), value.isFinite else { throw failure("'\(text)' does not fit a double") }
    return .float(value)
  }

  private mutating func string() throws(Failure) -> String {
    position += 1
    var text = ""
    var start = position
    func flush(_ text: inout String, _ end: Int) throws(Failure) {
      guard start < end else { return }
      guard let part = String(validating: bytes[start..<end], as: UTF8.self) else {
        throw failure("a string is not valid UTF-8")
      }
      text += part
    }
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        try flush(&text, position)
        position += 1
        return text
      case UInt8(ascii: "\\"):
        try flush(&text, position)
        position += 1
        text.unicodeScalars.append(try escaped())
        start = position
      case ..<0x20: throw failure("a control character in a string must be escaped")
      default: position += 1
      }
    }
    throw failure("expected '\"', got the end")
  }

  private mutating func escaped() throws(Failure) -> Unicode.Scalar {
    guard let byte = current else { throw failure("expected an escape, got the end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw failure("unknown escape")
    }
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xd800..<0xdc00).contains(first), accept("\\"), accept("u") else { throw failure("a lone surrogate") }
    let second = try hexadecimal()
    guard (0xdc00..<0xe000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
    else { throw failure("a lone surrogate") }
    return scalar
  }

  private mutating func hexadecimal() throws(Failure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("expected four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
