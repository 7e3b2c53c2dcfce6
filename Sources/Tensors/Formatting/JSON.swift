import Catalog

/// JSON text, read into and written from trees: null is `none`, arrays are lists, objects are dicts with string keys in
/// the order of the text.
public enum JSON {
  /// - Throws: `ValueError` with the place (a byte offset) of the first error. Depth is limited to 512.
  public static func parse(_ text: String) throws(Failure) -> Tree {
    var parser = JSONParser(text)
    return try parser.document()
  }

  /// Compact text, as orjson writes it: no blanks, non-ASCII characters as they are. Values that JSON cannot express
  /// (tensors, objects, nan, infinities) become null; keys that are no strings their Python text.
  public static func text(_ tree: Tree) -> String {
    var result = ""
    append(tree, to: &result)
    return result
  }

  private static func append(_ tree: Tree, to result: inout String) {
    switch tree {
    case .bool(let value): result += value ? "true" : "false"
    case .int(let value): result += String(value)
    case .float(let value): result += value.isFinite ? number(value) : "null"
    case .string(let text): append(text, to: &result)
    case .dtype(let dtype): append(dtype.torchName, to: &result)
    case .size(let shape): append(shape.dims.map { .int($0) }, to: &result)
    case .list(let items), .tuple(let items): append(items, to: &result)
    case .dict(let pairs):
      result += "{"
      for (i, pair) in pairs.enumerated() {
        if i > 0 { result += "," }
        append(PythonText.str(pair.key), to: &result)
        result += ":"
        append(pair.value, to: &result)
      }
      result += "}"
    case .none, .tensor, .tensordict, .object: result += "null"
    }
  }

  private static func append(_ items: [Tree], to result: inout String) {
    result += "["
    for (i, item) in items.enumerated() {
      if i > 0 { result += "," }
      append(item, to: &result)
    }
    result += "]"
  }

  /// Python's shortest digits, with a bare exponent (`1e16`) as orjson writes it.
  private static func number(_ value: Double) -> String {
    let text = PythonText.repr(value)
    guard let mark = text.firstIndex(of: "e") else { return text }
    var exponent = text[text.index(after: mark)...]
    let sign = exponent.first == "-" ? "-" : ""
    exponent = exponent.drop { "+-0".contains($0) }
    return text[..<mark] + "e" + sign + exponent
  }

  private static func append(_ text: String, to result: inout String) {
    result += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{8}": result += "\\b"
      case "\u{c}": result += "\\f"
      default:
        if scalar.value < 0x20 {
          let hex = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    result += "\""
  }
}

private struct JSONParser {
  private let bytes: [UInt8]
  private var place = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func document() throws(Failure) -> Tree {
    let value = try value(depth: 0)
    skipBlanks()
    guard place == bytes.count else { throw error("expected the end of the text") }
    return value
  }

  private func error(_ message: String) -> Failure { .value("\(message) at byte \(place)") }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || (byte >= 9 && byte <= 13) { place += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func value(depth: Int) throws(Failure) -> Tree {
    guard depth < 512 else { throw error("too many nested values") }
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try array(depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: break
    }
    for (word, value) in JSONParser.words where bytes[place...].starts(with: word.utf8) {
      place += word.utf8.count
      return value
    }
    throw error("expected a value")
  }

  /// Python's json module writes the last three too.
  private static let words: [(String, Tree)] = [
    ("null", .none), ("true", .bool(true)), ("false", .bool(false)), ("NaN", .float(.nan)),
    ("Infinity", .float(.infinity)),
  ]

  private mutating func array(_ depth: Int) throws(Failure) -> Tree {
    place += 1
    var items: [Tree] = []
    skipBlanks()
    if take("]") { return .list(items) }
    repeat {
      items.append(try value(depth: depth + 1))
      skipBlanks()
    } while take(",")
    guard take("]") else { throw error("expected ',' or ']'") }
    return .list(items)
  }

  private mutating func object(_ depth: Int) throws(Failure) -> Tree {
    place += 1
    var pairs: [(key: Tree, value: Tree)] = []
    skipBlanks()
    if take("}") { return .dict(pairs) }
    repeat {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw error("expected a key") }
      let key = try string()
      skipBlanks()
      guard take(":") else { throw error("expected ':'") }
      pairs.append((.string(key), try value(depth: depth + 1)))
      skipBlanks()
    } while take(",")
    guard take("}") else { throw error("expected ',' or '}'") }
    return .dict(pairs)
  }

  private mutating func number() throws(Failure) -> Tree {
    let start = place
    if take("-"), bytes[place...].starts(with: "Infinity".utf8) {
      place += 8
      return .float(-.infinity)
    }
    var isWhole = true
    while let byte = next {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): break
      case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"):
        isWhole = false
      default:
        return try number(String(decoding: bytes[start..<place], as: UTF8.self), isWhole)
      }
      place += 1
    }
    return try number(String(decoding: bytes[start..<place], as: UTF8.self), isWhole)
  }

  private func number(_ text: String, _ isWhole: Bool) throws(Failure) -> Tree {
    if isWhole, let value = Int(text) { return .int(value) }
    guard let value = Double(text) else { throw error("'\(text)' is no number") }
    return .float(value)
  }

  private mutating func string() throws(Failure) -> String {
    place += 1
    var result: [UInt8] = []
    while let byte = next {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
      case UInt8(ascii: "\\"): result += try escaped().utf8
      case ..<0x20: throw error("a control character in a string")
      default: result.append(byte)
      }
    }
    throw error("the string does not end")
  }

  private mutating func escaped() throws(Failure) -> String {
    guard let byte = next else { throw error("the string does not end") }
    place += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if code & 0xfc00 == 0xd800, take("\\"), take("u") {
        code = 0x10000 + (code & 0x3ff) << 10 + (try hexadecimal() & 0x3ff)
      }
      return String(Unicode.Scalar(code) ?? "\u{fffd}")
    default: throw error("an unknown escape in a string")
    }
  }

  private mutating func hexadecimal() throws(Failure) -> UInt32 {
    guard place + 4 <= bytes.count,
      let code = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
    else { throw error("expected four hexadecimal digits") }
    place += 4
    return code
  }
}
