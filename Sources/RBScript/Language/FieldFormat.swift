import Catalog
import Tensors

/// The fields of `str.format`: `{}`, `{0}`, `{name}`, with `.attribute` and `[key]` behind them, `!r`, and a spec that
/// may hold fields itself.
struct FieldFormat {
  private let values: [Value]
  private let named: DictObject?
  private let interpreter: Interpreter
  private var next = 0

  static func fill(_ template: String, _ call: Call) throws -> String {
    var format = FieldFormat(
      values: call.rest("values"), named: call["named"].asDict, interpreter: call.interpreter)
    return try format.fill(Substring(template), isSpec: false)
  }

  private init(values: [Value], named: DictObject?, interpreter: Interpreter) {
    self.values = values
    self.named = named
    self.interpreter = interpreter
  }

  private mutating func fill(_ template: Substring, isSpec: Bool) throws -> String {
    var result = ""
    var rest = template
    while let mark = try FieldFormat.mark(in: rest) {
      let bytes = rest.utf8
      let next = bytes.index(after: mark)
      result += rest[..<mark]
      rest = rest[next...]
      if !isSpec, rest.utf8.first == bytes[mark] {
        result += bytes[mark] == UInt8(ascii: "{") ? "{" : "}"
        rest = rest[bytes.index(after: next)...]
      } else if bytes[mark] == UInt8(ascii: "{") {
        guard let end = FieldFormat.end(of: rest) else { throw Failure.value("a '{' is not closed in the format") }
        result += try field(rest[..<end], isInSpec: isSpec)
        rest = rest[rest.utf8.index(after: end)...]
      } else {
        throw Failure.value("a '}' stands alone in the format", help: "write }} for the character itself")
      }
    }
    return result + rest
  }

  /// The next brace.
  private static func mark(in text: Substring) throws -> String.Index? {
    var passed = 0
    let bytes = text.utf8
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "{") || bytes[index] == UInt8(ascii: "}") { return index }
      index = bytes.index(after: index)
      passed += 1
      if passed & 0xffff == 0 { try Interruption.check() }
    }
    return nil
  }

  /// The `}` that closes the field, behind those of fields inside it.
  private static func end(of text: Substring) -> String.Index? {
    var depth = 0
    let bytes = text.utf8
    for index in bytes.indices {
      if bytes[index] == UInt8(ascii: "{") { depth += 1 }
      if bytes[index] == UInt8(ascii: "}") {
        if depth == 0 { return index }
        depth -= 1
      }
    }
    return nil
  }

  private mutating func field(_ field: Substring, isInSpec: Bool) throws -> String {
    // A ':' or '!' inside of brackets belongs to a key.
    var isInKey = false
    let head = field.prefix { character in
      if character == "[" { isInKey = true }
      if character == "]" { isInKey = false }
      return isInKey || (character != ":" && character != "!")
    }
    var rest = field[head.endIndex...]
    var value = try self.value(head)
    if rest.first == "!" {
      rest.removeFirst()
      switch rest.popFirst() {
      case "r", "a": value = .string(try interpreter.repr(value))
      case "s": value = .string(try interpreter.str(value))
      default: throw Failure.value("expected 'r' or 's' behind '!' in the format")
      }
    }
    guard rest.isEmpty || rest.first == ":" else {
      throw Failure.value("expected ':' behind the conversion in the format")
    }
    guard !isInSpec || !rest.contains("{") else { throw Failure.value("fields in a format nest too deep") }
    return try Formats.format(value, try fill(rest.dropFirst(), isSpec: true), interpreter)
  }

  /// A position: digits only, as in Python. "-1" is a name.
  private static func index(_ name: String) -> Int? {
    name.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(name) : nil
  }

  private mutating func value(_ head: Substring) throws -> Value {
    var name = String(head.prefix { $0 != "." && $0 != "[" })
    var path = head[head.index(head.startIndex, offsetBy: name.count)...]
    if name.isEmpty {
      name = String(next)
      next += 1
    }
    var value: Value
    if let index = Self.index(name) {
      guard index < values.count else {
        throw Failure.index("the format wants value \(index), and there are \(values.count)")
      }
      value = values[index]
    } else if let found = named?[.string(name)] {
      value = found.value
    } else {
      throw Failure.key("the format wants '\(name)', which is not given")
    }
    while let mark = path.popFirst() {
      if mark == "." {
        let attribute = path.prefix { $0 != "." && $0 != "[" }
        path = path[attribute.endIndex...]
        value = try interpreter.attribute(String(attribute), of: value)
      } else if mark == "[", let end = path.firstIndex(of: "]"), case .object(let object) = value {
        let key = String(path[..<end])
        path = path[path.index(after: end)...]
        value = try object.item(Self.index(key).map { .int($0) } ?? .string(key), interpreter)
      } else {
        throw Failure.value("expected '.name' or '[key]' behind '\(name)' in the format")
      }
    }
    return value
  }
}
