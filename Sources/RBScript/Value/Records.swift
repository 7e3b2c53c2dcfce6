import Catalog
import Tensors

/// Named fields that also unpack and index: the result of `x.max(0)`, of `hist(x)`, a caught error.
public final class RecordObject: Object {
  public let name: String
  public private(set) var fields: [(name: String, value: Value)]
  /// Whether it prints as torch's `torch.return_types.max(\nvalues=…)`.
  public let isReturnType: Bool
  /// Whether a session echoes it; not where the function has printed it already.
  public let isEchoed: Bool

  public init(
    _ name: String, _ fields: [(name: String, value: Value)], isReturnType: Bool = false, isEchoed: Bool = true
  ) {
    self.name = name
    self.fields = fields
    self.isReturnType = isReturnType
    self.isEchoed = isEchoed
  }

  override func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(&fields) { $0.value.heapObject } }
  override public var type: TypeInfo { .record }
  override public var hasOwnAttributes: Bool { true }
  override public func length() -> Int { fields.count }
  override public func iterate(_ interpreter: Interpreter) -> ValueIterator { ArrayIterator(fields.map(\.value)) }
  override public func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    if let name = key.asString {
      guard let field = fields.first(where: { $0.name == name }) else {
        throw Failure.key(
          "the record has no field '\(name)'", help: Suggestion.didYouMean(name, among: fields.map(\.name)))
      }
      return field.value
    }
    return try TupleObject(fields.map(\.value)).item(key, interpreter)
  }
  override public func attribute(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    fields.first { $0.name == name }?.value
  }
  override public func attributeNames() -> [String] { fields.map(\.name) }
  override public func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard let other = other.object(RecordObject.self) else { return nil }
    return .bool(try Sequences.compare(fields.map(\.value), other.fields.map(\.value), operation, interpreter))
  }
  override public func repr(_ writer: inout TextWriter) throws {
    try writer.nested(self, again: "\(name)(...)") { writer throws in
      writer.text += isReturnType ? "torch.return_types.\(name)(" : "\(name)("
      for (index, field) in fields.enumerated() {
        if isReturnType {
          writer.text += index > 0 ? ",\n" : "\n"
        } else if index > 0 {
          writer.text += ", "
        }
        writer.text += "\(field.name)="
        try writer.repr(field.value)
      }
      writer.text += ")"
    }
  }
}

/// A group of names behind a dot: `torch.float32`, so that pasted Python reads on.
final class NamespaceObject: Object {
  let name: String
  private let lookup: (String) -> Value?
  private let names: () -> [String]
  init(_ name: String, names: @escaping () -> [String], lookup: @escaping (String) -> Value?) {
    self.name = name
    self.names = names
    self.lookup = lookup
  }
  override var type: TypeInfo { .namespace }
  override var hasOwnAttributes: Bool { true }
  override func attribute(_ name: String, _ interpreter: Interpreter) -> Value? { lookup(name) }
  override func attributeNames() -> [String] { names() }
  override func repr(_ writer: inout TextWriter) { writer.text += "<module '\(name)'>" }
}

/// `...`
final class EllipsisObject: Object {
  override var type: TypeInfo { .ellipsis }
  override func isSame(as other: Object) -> Bool { other is EllipsisObject }
  override func repr(_ writer: inout TextWriter) { writer.text += "Ellipsis" }
}
