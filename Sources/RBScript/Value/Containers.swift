import Catalog
import RBSyntax
import Tensors

public final class ListObject: TrackedObject {
  public var items: [Value]
  /// Whether it prints as tensordict's `LinkedList([…])`: the values of a stack of non-tensors.
  private(set) var isLinked = false
  public init(_ items: [Value]) { self.items = items }
  deinit { Disposal.release(&items) }
  override func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(&items, \.heapObject) }

  /// Makes it, and the lists in it, print as `LinkedList`s.
  func markLinked() {
    isLinked = true
    for item in items { item.asList?.markLinked() }
  }

  override func takeChildren() -> [Value] {
    defer { items = [] }
    return items
  }

  override public var type: TypeInfo { .list }
  override public func truth() -> Bool { !items.isEmpty }
  override public func length() -> Int { items.count }
  override public func iterate(_ interpreter: Interpreter) -> ValueIterator { ListIterator(self) }

  override public func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    if case .int(let index) = key { return items[try Sequences.position(index, count: items.count, of: "list")] }
    if let slice = key.object(SliceObject.self) { return .list(try slice.select(items)) }
    return items[try Sequences.position(try Sequences.index(key, of: "list"), count: items.count, of: "list")]
  }

  override public func setItem(_ key: Value, to value: Value, _ interpreter: Interpreter) throws {
    guard let slice = key.object(SliceObject.self) else {
      let index = try Sequences.index(key, of: "list")
      interpreter.cycles.track(self, storing: value)
      items[try Sequences.position(index, count: items.count, of: "list")] = value
      return
    }
    let replacement = try interpreter.array(value)
    for item in replacement { interpreter.cycles.track(self, storing: item) }
    let bounds = try slice.bounds(count: items.count)
    if bounds.step == 1 {
      items.replaceSubrange(bounds.start..<max(bounds.start, bounds.stop), with: replacement)
      return
    }
    let positions = bounds.positions
    guard positions.count == replacement.count else {
      throw Failure.value(
        "expected \(positions.count) values for a slice with a step, got \(replacement.count)")
    }
    for (position, item) in zip(positions, replacement) { items[position] = item }
  }

  override public func deleteItem(_ key: Value, _ interpreter: Interpreter) throws {
    guard let slice = key.object(SliceObject.self) else {
      let index = try Sequences.index(key, of: "list")
      items.remove(at: try Sequences.position(index, count: items.count, of: "list"))
      return
    }
    for position in try slice.bounds(count: items.count).positions.sorted(by: >) { items.remove(at: position) }
  }

  override public func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    try Sequences.binary(items, operation, other, reflected: reflected, same: { $0.asList?.items }) { .list($0) }
  }

  override public func augment(
    _ operation: BinaryOperator, _ other: Value, _ interpreter: Interpreter
  ) throws -> Value? {
    guard operation == .add else { return nil }
    let more = try interpreter.array(other)
    try Sequences.demand(items: items.count + more.count)
    for item in more { interpreter.cycles.track(self, storing: item) }
    items += more
    return .object(self)
  }

  override public func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard let other = other.asList else { return nil }
    if self === other, operation == .equal { return .bool(true) }
    return .bool(try Sequences.compare(items, other.items, operation, interpreter))
  }

  override public func repr(_ writer: inout TextWriter) throws {
    try writer.nested(self, again: "[...]") { writer throws in
      try writer.list(items, open: isLinked ? "LinkedList([" : "[", close: isLinked ? "])" : "]")
    }
  }
}

/// A tuple; with `isSize`, torch's `Size`, which is a tuple that prints otherwise.
public final class TupleObject: Object {
  public private(set) var items: [Value]
  public let isSize: Bool
  override func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(&items, \.heapObject) }
  public init(_ items: [Value], isSize: Bool = false) {
    self.items = items
    self.isSize = isSize
  }
  public convenience init(_ shape: Shape) { self.init(shape.dims.map { .int($0) }, isSize: true) }
  deinit { Disposal.release(&items) }

  override func takeChildren() -> [Value] {
    defer { items = [] }
    return items
  }

  override public var type: TypeInfo { isSize ? .size : .tuple }
  override public func truth() -> Bool { !items.isEmpty }
  override public func length() -> Int { items.count }
  override public func iterate(_ interpreter: Interpreter) -> ValueIterator { ArrayIterator(items) }

  override public func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    if let slice = key.object(SliceObject.self) {
      return .object(TupleObject(try slice.select(items), isSize: isSize))
    }
    return items[try Sequences.position(try Sequences.index(key, of: "tuple"), count: items.count, of: "tuple")]
  }

  override public func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    try Sequences.binary(items, operation, other, reflected: reflected, same: { $0.asTuple?.items }) { items in
      .object(TupleObject(items, isSize: self.isSize))
    }
  }

  override public func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard let other = other.asTuple else { return nil }
    return .bool(try Sequences.compare(items, other.items, operation, interpreter))
  }

  override public func key() throws -> DictKey { .tuple(try items.map { try DictKey($0) }) }

  override public func repr(_ writer: inout TextWriter) throws {
    if isSize {
      try writer.list(items, open: "torch.Size([", close: "])")
    } else {
      try writer.nested(self, again: "(...)") { writer throws in
        try writer.list(items, open: "(", close: items.count == 1 ? ",)" : ")")
      }
    }
  }
}
