import Catalog
import RBSyntax
import Tensors

/// A text. Positions count code points, as in Python; texts of ASCII alone are indexed in constant time.
public final class StringObject: Object {
  override var mayHoldOthers: Bool { false }
  public let text: String
  public init(_ text: String) { self.text = text }

  /// The code points. Made at the first use that needs positions.
  private(set) lazy var scalars: [Unicode.Scalar] = Array(text.unicodeScalars)

  override public var type: TypeInfo { .string }
  override public func isSame(as other: Object) -> Bool { (other as? StringObject)?.text == text }
  override public func truth() -> Bool { !text.isEmpty }
  override public func length() -> Int { text.unicodeScalars.count }
  override public func iterate(_ interpreter: Interpreter) throws -> ValueIterator {
    // The code points, and a text of each.
    try Memory.demand(text.utf8.count, of: 80, "characters")
    return ArrayIterator(scalars.map { .string(String($0)) })
  }

  override public func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    if let slice = key.object(SliceObject.self) { return .string(StringObject.join(try slice.select(scalars))) }
    let position = try Sequences.position(try Sequences.index(key, of: "str"), count: scalars.count, of: "str")
    return .string(String(scalars[position]))
  }

  static func join(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  override public func contains(_ value: Value, _ interpreter: Interpreter) throws -> Bool {
    guard let part = value.asString else {
      throw Failure.type("expected a str to look for in a str, got \(value.article)")
    }
    return Texts.find(part, in: text) != nil
  }

  override public func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    switch (operation, other) {
    case (.add, .object(let other as StringObject)):
      let count = text.utf8.count + other.text.utf8.count
      if count > 1 << 22 { try Memory.demand(count, of: 2, "bytes of text") }
      return .string(reflected ? other.text + text : text + other.text)
    case (.multiply, .int(let count)):
      try Sequences.checkRepetition(text.utf8.count, count)
      return .string(count > 0 ? String(repeating: text, count: count) : "")
    case (.multiply, .bool(let flag)): return .string(flag ? text : "")
    case (.remainder, _) where !reflected: return .string(try PercentFormat.format(text, other, interpreter))
    default: return nil
    }
  }

  override public func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard let other = other.asString else { return nil }
    switch operation {
    case .equal:
      return .bool(text == other && text.utf8.count == other.utf8.count && text.utf8.elementsEqual(other.utf8))
    case .less: return .bool(text.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars))
    case .lessOrEqual: return .bool(!other.unicodeScalars.lexicographicallyPrecedes(text.unicodeScalars))
    }
  }

  override public func key() -> DictKey { .string(text) }
  override public func repr(_ writer: inout TextWriter) { writer.text += PythonText.repr(text) }
  override public func str(_ writer: inout TextWriter) { writer.text += text }
}

/// Search in texts by bytes: UTF-8 keeps code points apart, so a match of bytes is a match of characters.
enum Texts {
  /// The UTF-8 offset of the first occurrence at or after `start`. O(|text| × |part|) at worst.
  static func find(_ part: String, in text: String, from start: Int = 0) -> Int? {
    let hay = Array(text.utf8)
    let needle = Array(part.utf8)
    guard start + needle.count <= hay.count else { return nil }
    if needle.isEmpty { return start }
    var position = start
    while position + needle.count <= hay.count {
      if hay[position] == needle[0], hay[position..<(position + needle.count)].elementsEqual(needle) { return position }
      position += 1
    }
    return nil
  }

  static func pieces(of text: String, separator: String, limit: Int = .max) -> [String] {
    var parts: [String] = []
    let bytes = Array(text.utf8)
    let step = separator.utf8.count
    var start = 0
    while parts.count < limit, let found = find(separator, in: text, from: start) {
      parts.append(String(decoding: bytes[start..<found], as: UTF8.self))
      start = found + step
    }
    parts.append(String(decoding: bytes[start...], as: UTF8.self))
    return parts
  }
}
