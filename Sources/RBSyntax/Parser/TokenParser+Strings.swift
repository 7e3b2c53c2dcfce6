/// The values of string literals and the fields of f-strings.
extension TokenParser {
  /// `literals = ( STRING | FORMATTED ) { STRING | FORMATTED }`: neighbours are one text.
  mutating func literals() throws(Bail) -> Expression.Kind {
    var parts: [Expression.FormatPart] = []
    var text = ""
    var isFormatted = false
    while kind == .string || kind == .formatted {
      let token = tokens[index]
      if kind == .string {
        text += try stringValue(token)
      } else {
        isFormatted = true
        for part in try raised({ (parser) throws(Bail) in try parser.formatParts(token) }) {
          if case .text(let more) = part {
            text += more
            continue
          }
          if !text.isEmpty { parts.append(.text(text)) }
          text = ""
          parts.append(part)
        }
      }
      advance()
    }
    guard isFormatted else { return .string(text) }
    if !text.isEmpty { parts.append(.text(text)) }
    return .formatted(parts)
  }

  /// The text of a `STRING`.
  mutating func stringValue(_ token: Token) throws(Bail) -> String {
    let literal = StringForm(bytes, token.offsets)
    var position = literal.content.lowerBound
    var buffer: [UInt8] = []
    while position < literal.content.upperBound {
      try character(at: &position, until: literal.content.upperBound, isRaw: literal.isRaw, into: &buffer)
    }
    return String(decoding: buffer, as: UTF8.self)
  }

  /// The parts of a `FORMATTED`: text and fields.
  mutating func formatParts(_ token: Token) throws(Bail) -> [Expression.FormatPart] {
    let literal = StringForm(bytes, token.offsets)
    var position = literal.content.lowerBound
    return try parts(at: &position, until: literal.content.upperBound, isRaw: literal.isRaw, inSpecification: false)
  }

  /// Reads text and fields to the end of the string, or to the `}` that ends a specification.
  private mutating func parts(
    at position: inout Int, until end: Int, isRaw: Bool, inSpecification: Bool
  ) throws(Bail) -> [Expression.FormatPart] {
    var parts: [Expression.FormatPart] = []
    var buffer: [UInt8] = []
    func flush() {
      if !buffer.isEmpty { parts.append(.text(String(decoding: buffer, as: UTF8.self))) }
      buffer.removeAll()
    }
    reading: while position < end {
      let byte = bytes[position]
      let isDoubled = !inSpecification && position + 1 < end && bytes[position + 1] == byte
      switch byte {
      case UInt8(ascii: "{") where isDoubled, UInt8(ascii: "}") where isDoubled:
        buffer.append(byte)
        position += 2
      case UInt8(ascii: "{"):
        flush()
        parts.append(.value(try field(at: &position, until: end, isRaw: isRaw)))
      case UInt8(ascii: "}") where inSpecification: break reading
      case UInt8(ascii: "}"):
        throw fail(
          .invalidField, "'}' in an f-string opens nothing", at: place(position, position + 1),
          help: "write '}}' for a brace")
      default: try character(at: &position, until: end, isRaw: isRaw, into: &buffer)
      }
    }
    flush()
    return parts
  }

  /// `{expr!r:spec}`, `{expr=}`
  private mutating func field(
    at position: inout Int, until end: Int, isRaw: Bool
  ) throws(Bail) -> Expression.FormatField {
    let start = position
    guard nesting < Parser.nestingLimit else {
      throw fail(.tooDeep, "expected \(Parser.nestingLimit) levels of nesting at most", at: place(start, start + 1))
    }
    var lexer = LexerState(fieldAt: start + 1, limit: end, in: bytes, file: file)
    lexer.run()
    diagnostics += lexer.diagnostics
    guard lexer.tokens.count > 1 else {
      throw fail(
        .invalidField, "expected an expression in a field", at: place(start, min(lexer.position + 1, end)),
        help: "write '{{' for a brace")
    }
    var inner = TokenParser(lexer, formatNesting: formatNesting + 1, nesting: nesting + 1)
    var value: Expression?
    do throws(Bail) {
      value = try inner.expressions()
      if inner.kind != .end { throw inner.unexpected("'}'", id: .invalidField) }
    } catch {
      diagnostics += inner.diagnostics
      throw error
    }
    guard let value, lexer.diagnostics.isEmpty else { throw Bail() }
    height = max(height, inner.height)
    position = lexer.position

    var label: String?
    if position < end, bytes[position] == UInt8(ascii: "=") {
      position += 1
      while position < end, bytes[position] == UInt8(ascii: " ") { position += 1 }
      label = String(decoding: bytes[start + 1..<position], as: UTF8.self)
    }
    var conversion = Expression.FormatField.Conversion.none
    if position < end, bytes[position] == UInt8(ascii: "!") {
      position += 1
      switch position < end ? bytes[position] : 0 {
      case UInt8(ascii: "r"): conversion = .repr
      case UInt8(ascii: "s"): conversion = .str
      default:
        let got = position < end ? "'\(Unicode.Scalar(bytes[position]))'" : "the end of the string"
        throw fail(
          .invalidField, "expected 'r' or 's' after '!', got \(got)", at: place(position, min(position + 1, end)))
      }
      position += 1
    }
    var specification: [Expression.FormatPart]?
    if position < end, bytes[position] == UInt8(ascii: ":") {
      position += 1
      specification = try nestedParts(at: &position, until: end, isRaw: isRaw)
    }
    guard position < end, bytes[position] == UInt8(ascii: "}") else {
      throw fail(.invalidField, "expected '}' at the end of the field", at: place(position, min(position + 1, end)))
    }
    position += 1
    return Expression.FormatField(value: value, label: label, conversion: conversion, spec: specification)
  }

  private mutating func nestedParts(
    at position: inout Int, until end: Int, isRaw: Bool
  ) throws(Bail) -> [Expression.FormatPart] {
    nesting += 1
    defer { nesting -= 1 }
    return try parts(at: &position, until: end, isRaw: isRaw, inSpecification: true)
  }

  /// Reads one character of a literal. Unknown escapes stay as they are, as in Python.
  private mutating func character(
    at position: inout Int, until end: Int, isRaw: Bool, into buffer: inout [UInt8]
  ) throws(Bail) {
    let byte = bytes[position]
    position += 1
    if byte == UInt8(ascii: "\r"), position < end, bytes[position] == UInt8(ascii: "\n") { return }
    guard byte == UInt8(ascii: "\\"), !isRaw, position < end else { return buffer.append(byte) }
    let start = position - 1
    let escape = bytes[position]
    position += 1
    switch escape {
    case UInt8(ascii: "\n"): break
    case UInt8(ascii: "\r") where position < end && bytes[position] == UInt8(ascii: "\n"): position += 1
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): buffer.append(escape)
    case UInt8(ascii: "a"): buffer.append(7)
    case UInt8(ascii: "b"): buffer.append(8)
    case UInt8(ascii: "f"): buffer.append(12)
    case UInt8(ascii: "n"): buffer.append(10)
    case UInt8(ascii: "r"): buffer.append(13)
    case UInt8(ascii: "t"): buffer.append(9)
    case UInt8(ascii: "v"): buffer.append(11)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      var code = UInt32(escape - UInt8(ascii: "0"))
      var count = 1
      while count < 3, position < end, let digit = hexadecimalValue(bytes[position]), digit < 8 {
        code = code * 8 + digit
        position += 1
        count += 1
      }
      try append(code, escapedAt: start, until: position, to: &buffer)
    case UInt8(ascii: "x"): try hexadecimalEscape(2, from: start, at: &position, until: end, into: &buffer)
    case UInt8(ascii: "u"): try hexadecimalEscape(4, from: start, at: &position, until: end, into: &buffer)
    case UInt8(ascii: "U"): try hexadecimalEscape(8, from: start, at: &position, until: end, into: &buffer)
    case UInt8(ascii: "N"):
      throw fail(
        .invalidEscape, "unknown escape '\\N'", at: place(start, position),
        help: "write the character, or its number: '\\u00e9'")
    default:
      buffer.append(byte)
      position -= 1
    }
  }

  private mutating func hexadecimalEscape(
    _ count: Int, from start: Int, at position: inout Int, until end: Int, into buffer: inout [UInt8]
  ) throws(Bail) {
    var code: UInt32 = 0
    let first = position
    while position < end, position - first < count, let digit = hexadecimalValue(bytes[position]) {
      code = code << 4 | digit
      position += 1
    }
    guard position - first == count else {
      throw fail(
        .invalidEscape, "expected \(count) hexadecimal digits, got \(position - first)", at: place(start, position),
        help: "write '\\\\' for a backslash, or a raw string: r\"…\"")
    }
    try append(code, escapedAt: start, until: position, to: &buffer)
  }

  private mutating func append(
    _ code: UInt32, escapedAt start: Int, until end: Int, to buffer: inout [UInt8]
  ) throws(Bail) {
    guard let scalar = Unicode.Scalar(code) else {
      throw fail(
        .invalidEscape, "expected the number of a Unicode character, got \(String(code, radix: 16))",
        at: place(start, end))
    }
    buffer.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  private func place(_ start: Int, _ end: Int) -> SourceRange { SourceRange(start: start, end: end, file: file) }
}

/// A string literal taken apart.
struct StringForm {
  let isRaw: Bool
  /// Between the quotes.
  let content: Range<Int>

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    var quote = range.lowerBound
    while bytes[quote] != UInt8(ascii: "\""), bytes[quote] != UInt8(ascii: "'") { quote += 1 }
    isRaw = StringPrefix.read(bytes[range.lowerBound..<quote])?.isRaw ?? false
    let isTriple =
      range.upperBound - quote >= 6 && bytes[quote + 1] == bytes[quote] && bytes[quote + 2] == bytes[quote]
    let length = isTriple ? 3 : 1
    content = quote + length..<range.upperBound - length
  }
}
