import Catalog
import RBSyntax
import Tensors

/// A text: a sequence of code points, as in Python. In one of ASCII alone positions are places of bytes; in others every
/// 64th code point is marked at the first use of a position.
public final class StringObject: Object {
  override var mayHoldOthers: Bool { false }
  public private(set) var text: String
  public init(_ text: String) { self.text = text }

  private var knownCount = -1
  private var marks: [Int]?

  /// The number of code points.
  public var count: Int {
    if knownCount < 0 { knownCount = Texts.count(text) }
    return knownCount
  }
  var isASCII: Bool { Texts.isASCII(text) || count == text.utf8.count }

  /// The place of the byte where a code point begins; the end, where it is not there.
  func place(of position: Int) -> Int {
    if isASCII { return min(max(position, 0), text.utf8.count) }
    let known = marks ?? Texts.marks(text)
    marks = known
    return Texts.place(of: position, in: text, marks: known)
  }

  /// Adds a text at its end: only for who knows that nobody else has this object.
  func append(_ other: StringObject) {
    knownCount = knownCount >= 0 && other.knownCount >= 0 ? knownCount + other.knownCount : -1
    marks = nil
    text += other.text
  }

  override public var type: TypeInfo { .string }
  override public func isSame(as other: Object) -> Bool {
    (other as? StringObject).map { Texts.areEqual($0.text, text) } ?? false
  }
  override public func truth() -> Bool { !text.isEmpty }
  override public func length() -> Int { count }
  override public func iterate(_ interpreter: Interpreter) -> ValueIterator { TextIterator(self) }

  override public func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    if case .int(let index) = key { return try character(index, interpreter) }
    guard let slice = key.object(SliceObject.self) else {
      return try character(try Sequences.index(key, of: "str"), interpreter)
    }
    let bounds = try slice.bounds(count: count)
    if bounds.step == 1 {
      guard bounds.start < bounds.stop else { return .string("") }
      if bounds.start == 0, bounds.stop == count { return .object(self) }
      return .string(Texts.part(text, place(of: bounds.start)..<place(of: bounds.stop)))
    }
    if isASCII {
      return .string(
        try Texts.stepped(ascii: text, from: bounds.start, by: bounds.step, count: bounds.count))
    }
    let scalars = Array(text.unicodeScalars)
    return .string(StringObject.join(bounds.positions.map { scalars[$0] }))
  }

  private func character(_ index: Int, _ interpreter: Interpreter) throws -> Value {
    let position = try Sequences.position(index, count: count, of: "str")
    if isASCII { return interpreter.characters[Int(Texts.byte(text, at: position))] }
    let start = text.utf8.index(text.startIndex, offsetBy: place(of: position))
    return .string(String(text.unicodeScalars[start]))
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
    return try Texts.find(part, in: text) != nil
  }

  override public func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    switch (operation, other) {
    case (.add, .object(let other as StringObject)):
      let count = text.utf8.count + other.text.utf8.count
      if count > 1 << 22 { try Memory.demand(count, of: 2, "bytes of text") }
      return .string(reflected ? Texts.joined(other.text, text) : Texts.joined(text, other.text))
    case (.multiply, .int(let count)):
      try Sequences.checkRepetition(text.utf8.count, count)
      return .string(try Texts.repeated(text, count))
    case (.multiply, .bool(let flag)): return .string(flag ? text : "")
    case (.remainder, _) where !reflected: return .string(try PercentFormat.format(text, other, interpreter))
    default: return nil
    }
  }

  override public func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard let other = other.object(StringObject.self) else { return nil }
    switch operation {
    case .equal: return .bool(self === other || Texts.areEqual(text, other.text))
    // The order of UTF-8's bytes is that of the code points.
    case .less: return .bool(Texts.order(text, other.text) < 0)
    case .lessOrEqual: return .bool(Texts.order(text, other.text) <= 0)
    }
  }

  override public func key() -> DictKey { .string(text) }
  override public func repr(_ writer: inout TextWriter) { writer.text += PythonText.repr(text) }
  override public func str(_ writer: inout TextWriter) { writer.text += text }
}

/// The code points of a text, each a text of its own.
final class TextIterator: ValueIterator {
  private let text: String
  private let isASCII: Bool
  private var place = 0
  private var index: String.Index
  init(_ object: StringObject) {
    text = object.text
    isASCII = object.isASCII
    index = text.startIndex
  }
  override func next(_ interpreter: Interpreter) -> Value? {
    if isASCII {
      guard place < text.utf8.count else { return nil }
      place += 1
      return interpreter.characters[Int(Texts.byte(text, at: place - 1))]
    }
    guard index < text.endIndex else { return nil }
    defer { index = text.unicodeScalars.index(after: index) }
    return .string(String(text.unicodeScalars[index]))
  }
}

extension Value {
  /// Adds a text to the text that a place holds: in the object itself, where nobody else has it.
  static func append(_ addition: Value, to place: inout Value) {
    guard var object = takeText(&place) else { return }
    guard let addition = addition.object(StringObject.self) else {
      place = .object(object)
      return
    }
    if isKnownUniquelyReferenced(&object) {
      object.append(addition)
      place = .object(object)
    } else {
      place = .string(Texts.joined(object.text, addition.text))
    }
  }

  // A function of its own: the place must have let go of the object when uniqueness is asked for.
  @inline(never) private static func takeText(_ place: inout Value) -> StringObject? {
    guard let object = place.object(StringObject.self) else { return nil }
    place = .unbound
    return object
  }
}
