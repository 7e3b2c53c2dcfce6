import Catalog
import RBSyntax
import Tensors

/// Everything that is not a scalar. A subclass says what its values can do by overriding hooks; what it leaves alone
/// is an error that names the type.
///
/// Objects belong to the interpreter's thread; libraries get `Tree` values instead.
open class Object {
  public init() {}

  open var type: TypeInfo { .object }

  /// A second notion of identity, for wrappers that are made anew at each read.
  open func isSame(as other: Object) -> Bool { false }

  open func truth() throws -> Bool { true }
  open func length() throws -> Int { throw Failure.type("a value of type '\(type.name)' has no length") }
  open func iterate(_ interpreter: Interpreter) throws -> ValueIterator {
    throw Failure.type("expected something to iterate over, got \(Value.object(self).article)")
  }
  open func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    throw Failure.type("a value of type '\(type.name)' cannot be indexed")
  }
  open func setItem(_ key: Value, to value: Value, _ interpreter: Interpreter) throws {
    throw Failure.type("a value of type '\(type.name)' does not take item assignment")
  }
  open func deleteItem(_ key: Value, _ interpreter: Interpreter) throws {
    throw Failure.type("items of a value of type '\(type.name)' cannot be deleted")
  }
  /// nil where there is no such attribute; the caller names the nearest one.
  open func attribute(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    try type.attribute(name, of: .object(self), interpreter)
  }
  open func setAttribute(_ name: String, to value: Value, _ interpreter: Interpreter) throws {
    try type.setAttribute(name, of: .object(self), to: value, interpreter)
  }
  /// The names that attribute access answers to, for suggestions and completion.
  open func attributeNames() -> [String] { type.attributeNames() }
  open func contains(_ value: Value, _ interpreter: Interpreter) throws -> Bool {
    let iterator = try iterate(interpreter)
    while let item = try iterator.next(interpreter) {
      if try Operators.areEqual(item, value, interpreter) { return true }
      try Interruption.check()
    }
    return false
  }
  open var isCallable: Bool { false }
  /// The parameters of a callable object, for carets.
  var binder: Binder? { nil }
  /// Attributes differ from object to object (fields of a record), so the type's methods do not come first.
  open var hasOwnAttributes: Bool { false }
  open func call(_ arguments: CallArguments, _ interpreter: Interpreter) throws -> Value {
    throw Failure.type("a value of type '\(type.name)' cannot be called")
  }
  /// An operator with this object on one side; nil where this object does not take part in it.
  open func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? { nil }
  /// An augmented assignment that changes the object itself; nil where it makes a new value.
  open func augment(_ operation: BinaryOperator, _ other: Value, _ interpreter: Interpreter) throws -> Value? { nil }
  /// `==` and the orderings; nil where this object does not compare with the other.
  open func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? { nil }
  open func unary(_ operation: UnaryOperator, _ interpreter: Interpreter) throws -> Value {
    throw Failure.type("expected a number or a tensor after '\(operation.rawValue)', got \(Value.object(self).article)")
  }
  /// The value as a key of a dict; throws where it is mutable.
  open func key() throws -> DictKey {
    throw Failure.type("a value of type '\(type.name)' cannot be a key of a dict")
  }
  /// Whether it can hold other objects, so that a collector of cycles must look into it.
  var mayHoldOthers: Bool { true }
  /// Tells of the objects it holds; what it leaves out counts as held from elsewhere.
  func visitReferences(_ visitor: ReferenceVisitor) {}
  /// Gives up the values it holds, when nobody else holds it: `Disposal` frees them without recursion.
  func takeChildren() -> [Value] { [] }
  /// Python's `repr`.
  open func repr(_ writer: inout TextWriter) throws { writer.text += "<\(type.name)>" }
  /// Python's `str`.
  open func str(_ writer: inout TextWriter) throws { try repr(&writer) }
}

/// Gives values one by one. A class, so that `for` holds one and scripts can pass it around.
open class ValueIterator: Object {
  override open var type: TypeInfo { .iterator }
  open func next(_ interpreter: Interpreter) throws -> Value? { nil }
  override open func iterate(_ interpreter: Interpreter) throws -> ValueIterator { self }
}

/// An iterator from a closure.
public final class ClosureIterator: ValueIterator {
  private let body: (Interpreter) throws -> Value?
  public init(_ body: @escaping (Interpreter) throws -> Value?) { self.body = body }
  override public func next(_ interpreter: Interpreter) throws -> Value? { try body(interpreter) }
}

/// Iterates over a snapshot-free list: sees changes made during the loop, as Python does.
final class ListIterator: ValueIterator {
  private let list: ListObject
  private var position = 0
  init(_ list: ListObject) { self.list = list }
  override func next(_ interpreter: Interpreter) throws -> Value? {
    guard position < list.items.count else { return nil }
    position += 1
    return list.items[position - 1]
  }
}

final class ArrayIterator: ValueIterator {
  private let items: [Value]
  private var position = 0
  init(_ items: [Value]) { self.items = items }
  override func next(_ interpreter: Interpreter) throws -> Value? {
    guard position < items.count else { return nil }
    position += 1
    return items[position - 1]
  }
}
