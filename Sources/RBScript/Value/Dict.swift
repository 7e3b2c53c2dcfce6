import Catalog
import RBSyntax
import Tensors

/// What dict keys are compared by: ints, bools and whole floats that are equal are one key, as in Python.
public indirect enum DictKey: Hashable {
  case none
  case int(Int)
  case float(Double)
  case string(String)
  case tuple([DictKey])
  case dtype(DType)
  case identity(ObjectIdentifier)

  init(_ value: Value) throws {
    switch value {
    case .unbound, .none: self = .none
    case .bool(let flag): self = .int(flag ? 1 : 0)
    case .int(let number): self = .int(number)
    case .float(let number):
      if let whole = Int(exactly: number) { self = .int(whole) } else { self = .float(number) }
    case .object(let object): self = try object.key()
    }
  }
}

/// A dict in insertion order. Deleted entries leave holes, which are closed when they are more than the entries.
public final class DictObject: TrackedObject {
  private var index: [DictKey: Int] = [:]
  private var slots: [(key: Value, value: Value)?] = []

  override public init() {}
  deinit {
    var children = takeChildren()
    Disposal.release(&children)
  }

  override func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(&slots) { $0?.value.heapObject } }

  override func takeChildren() -> [Value] {
    defer { removeAll() }
    return slots.compactMap { $0?.value }
  }

  public var count: Int { index.count }
  public var entries: [(key: Value, value: Value)] { slots.compactMap { $0 } }

  public subscript(key: DictKey) -> (key: Value, value: Value)? {
    get { index[key].flatMap { slots[$0] } }
    set {
      if let newValue {
        if let position = index[key] {
          slots[position]?.value = newValue.value
        } else {
          index[key] = slots.count
          slots.append(newValue)
        }
      } else if let position = index.removeValue(forKey: key) {
        slots[position] = nil
        if slots.count > 16, slots.count > index.count * 2 { compact() }
      }
    }
  }

  public func get(_ key: Value) throws -> Value? { self[try DictKey(key)]?.value }
  public func set(_ key: Value, _ value: Value) throws { self[try DictKey(key)] = (key, value) }
  /// The same for a dict that a script has: it may come to hold itself.
  func set(_ key: Value, _ value: Value, _ interpreter: Interpreter) throws {
    interpreter.cycles.track(self, storing: value)
    try set(key, value)
  }
  public func removeAll() {
    index = [:]
    slots = []
  }
  func removeLast() -> (key: Value, value: Value)? {
    guard let last = slots.last(where: { $0 != nil }), let entry = last, let key = try? DictKey(entry.key) else {
      return nil
    }
    self[key] = nil
    return entry
  }

  private func compact() {
    slots = slots.filter { $0 != nil }
    for (position, slot) in slots.enumerated() {
      if let slot, let key = try? DictKey(slot.key) { index[key] = position }
    }
  }

  override public var type: TypeInfo { .dict }
  override public func truth() -> Bool { count > 0 }
  override public func length() -> Int { count }
  override public func iterate(_ interpreter: Interpreter) -> ValueIterator { iterator { $0.key } }

  /// Iterates over a part of each entry; a dict that grows or shrinks meanwhile is an error.
  func iterator(_ part: @escaping ((key: Value, value: Value)) -> Value) -> ValueIterator {
    var position = 0
    let expected = count
    return ClosureIterator { [self] _ in
      guard count == expected else { throw Failure.runtime("the dict changed its size during iteration") }
      while position < slots.count {
        position += 1
        if let entry = slots[position - 1] { return part(entry) }
      }
      return nil
    }
  }

  override public func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    if let value = try get(key) { return value }
    throw Failure.key(
      "the dict has no key \(try interpreter.repr(key))",
      help: try key.asString.flatMap { Suggestion.didYouMean($0, among: entries.compactMap { $0.key.asString }) }
        ?? keyList(interpreter))
  }

  /// The keys, where they are few and short.
  private func keyList(_ interpreter: Interpreter) throws -> String {
    guard !entries.isEmpty else { return "it is empty" }
    let texts = try entries.prefix(8).map { try interpreter.repr($0.key) }
    let list = texts.joined(separator: ", ") + (entries.count > 8 ? ", …" : "")
    return list.count <= 80 ? "it has \(list)" : "d.keys() lists its keys"
  }
  override public func setItem(_ key: Value, to value: Value, _ interpreter: Interpreter) throws {
    try set(key, value, interpreter)
  }
  override public func deleteItem(_ key: Value, _ interpreter: Interpreter) throws {
    _ = try item(key, interpreter)
    self[try DictKey(key)] = nil
  }
  override public func contains(_ value: Value, _ interpreter: Interpreter) throws -> Bool { try get(value) != nil }

  override public func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard operation == .or, !reflected, let other = other.asDict else { return nil }
    let merged = DictObject()
    for entry in entries + other.entries { try merged.set(entry.key, entry.value) }
    return .object(merged)
  }

  override public func augment(
    _ operation: BinaryOperator, _ other: Value, _ interpreter: Interpreter
  ) throws -> Value? {
    guard operation == .or, let other = other.asDict else { return nil }
    for entry in other.entries { try set(entry.key, entry.value, interpreter) }
    return .object(self)
  }

  override public func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard operation == .equal, let other = other.asDict else { return nil }
    guard count == other.count else { return .bool(false) }
    for entry in entries {
      guard let value = try other.get(entry.key), try Operators.areEqual(entry.value, value, interpreter) else {
        return .bool(false)
      }
    }
    return .bool(true)
  }

  override public func repr(_ writer: inout TextWriter) throws {
    try writer.nested(self, again: "{...}") { writer throws in
      writer.text += "{"
      for (position, entry) in entries.enumerated() {
        if position > 0 { writer.text += ", " }
        try writer.repr(entry.key)
        writer.text += ": "
        try writer.repr(entry.value)
      }
      writer.text += "}"
    }
  }
}

/// `d.keys()`, `d.values()`, `d.items()`: sees later changes, prints as Python's view.
final class DictView: Object {
  enum Part: String { case keys, values, items }
  let dict: DictObject
  let part: Part
  init(_ dict: DictObject, _ part: Part) {
    self.dict = dict
    self.part = part
  }
  override var type: TypeInfo { .dictView }
  override func truth() -> Bool { dict.count > 0 }
  override func length() -> Int { dict.count }
  private func pick(_ entry: (key: Value, value: Value)) -> Value {
    switch part {
    case .keys: entry.key
    case .values: entry.value
    case .items: .tuple([entry.key, entry.value])
    }
  }
  override func iterate(_ interpreter: Interpreter) -> ValueIterator { dict.iterator { [self] in pick($0) } }
  override func contains(_ value: Value, _ interpreter: Interpreter) throws -> Bool {
    part == .keys ? try dict.get(value) != nil : try super.contains(value, interpreter)
  }
  override func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard operation == .equal, let other = other.object(DictView.self), part == other.part, part != .values else {
      return nil
    }
    return try dict.compare(.equal, .object(other.dict), reflected: false, interpreter)
  }
  override func repr(_ writer: inout TextWriter) throws {
    try writer.nested(self, again: "...") { writer throws in
      try writer.list(dict.entries.map(pick), open: "dict_\(part.rawValue)([", close: "])")
    }
  }
}

extension TypeInfo {
  static let dictView = TypeInfo("dict_view", "The keys, values or items of a dict.")
}
