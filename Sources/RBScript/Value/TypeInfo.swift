import Catalog

/// A read (and perhaps written) attribute of a type's values.
public struct Property: Sendable {
  public let name: String
  public let summary: String
  let get: @Sendable (Value, Interpreter) throws -> Value
  let set: (@Sendable (Value, Value, Interpreter) throws -> Void)?

  public init(
    _ name: String, _ summary: String, get: @escaping @Sendable (Value, Interpreter) throws -> Value,
    set: (@Sendable (Value, Value, Interpreter) throws -> Void)? = nil
  ) {
    self.name = name
    self.summary = summary
    self.get = get
    self.set = set
  }
}

/// A type of the language: its name, and the tables of its methods and properties, from which attribute access,
/// completion and help are derived.
public final class TypeInfo: Sendable {
  public let name: String
  public let summary: String
  /// Types whose attributes this one has too, in the order in which they are asked.
  let parents: [TypeInfo]
  let methods: [String: Builtin]
  let properties: [String: Property]

  public init(
    _ name: String, _ summary: String, parents: [TypeInfo] = [], methods: [Builtin] = [], properties: [Property] = []
  ) {
    self.name = name
    self.summary = summary
    self.parents = parents
    var table: [String: Builtin] = [:]
    for method in methods {
      table[method.signature.name] = method
      for alias in method.signature.aliases { table[alias] = method }
    }
    self.methods = table
    self.properties = Dictionary(properties.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// "a list", "an int": for messages.
  var article: String { TypeName(rawValue: name)?.article ?? TypeName.withArticle(name) }

  func method(_ name: String) -> Builtin? { methods[name] ?? parents.lazy.compactMap { $0.method(name) }.first }
  func property(_ name: String) -> Property? {
    properties[name] ?? parents.lazy.compactMap { $0.property(name) }.first
  }
  /// Whether values of this type are values of the other too.
  func isKind(of other: TypeInfo) -> Bool { self === other || parents.contains { $0.isKind(of: other) } }

  /// The same, of a type that is known by its name only.
  func isKind(named name: String) -> Bool { self.name == name || parents.contains { $0.isKind(named: name) } }

  func attribute(_ name: String, of value: Value, _ interpreter: Interpreter) throws -> Value? {
    if let property = property(name) {
      // Not every object of a type has a value for each (a storage that was never written has no shape).
      let read = try property.get(value, interpreter)
      return read.isUnbound ? nil : read
    }
    if let method = method(name) {
      let bound = BoundMethod(method, receiver: value)
      interpreter.cycles.track(bound)
      return .object(bound)
    }
    return nil
  }

  func setAttribute(_ name: String, of target: Value, to value: Value, _ interpreter: Interpreter) throws {
    guard let property = property(name) else {
      throw Failure(
        .attribute, "a value of type '\(self.name)' has no attribute '\(name)' to assign",
        help: Suggestion.didYouMean(name, among: attributeNames()))
    }
    guard let set = property.set else {
      throw Failure(.attribute, "attribute '\(name)' of a value of type '\(self.name)' can only be read")
    }
    try set(target, value, interpreter)
  }

  public func attributeNames() -> [String] {
    Set(Array(methods.keys) + Array(properties.keys) + parents.flatMap { $0.attributeNames() }).sorted()
  }

  static let object = TypeInfo("object", "Anything.")
  static let iterator = TypeInfo("iterator", "Gives values one by one.")
  static let none = TypeInfo(TypeName.none.name, "The type of None.")
  static let bool = TypeInfo(TypeName.bool.name, "True or False.", parents: [int])
  static let int = TypeInfo(
    TypeName.int.name, "A 64-bit integer.", methods: NumberMethods.int, properties: NumberMethods.properties)
  static let float = TypeInfo(
    TypeName.float.name, "A 64-bit float.", methods: NumberMethods.float, properties: NumberMethods.properties)
  static let string = TypeInfo(TypeName.string.name, "A text.", methods: StringMethods.all)
  static let list = TypeInfo(TypeName.list.name, "A mutable sequence.", methods: ListMethods.all)
  static let tuple = TypeInfo(TypeName.tuple.name, "An immutable sequence.", methods: TupleMethods.all)
  static let size = TypeInfo(
    TypeName.size.name, "The sizes of a tensor's dimensions: a tuple.", parents: [tuple], methods: TupleMethods.size)
  static let dict = TypeInfo(TypeName.dict.name, "Keys with values, in order of insertion.", methods: DictMethods.all)
  static let range = TypeInfo(
    "range", "Ints from start to stop by step.", methods: RangeMethods.all, properties: RangeMethods.properties)
  static let slice = TypeInfo("slice", "A start, a stop and a step.", properties: RangeMethods.sliceProperties)
  static let function = TypeInfo(TypeName.function.name, "A function.", properties: FunctionMethods.properties)
  static let builtin = TypeInfo("builtin_function_or_method", "A function of the language.", parents: [function])
  static let record = TypeInfo("record", "Named fields that also unpack.")
  static let ellipsis = TypeInfo("ellipsis", "The type of `...`.")
  static let typeType = TypeInfo("type", "The type of types.")
  static let namespace = TypeInfo("module", "A group of names.")

  /// The language's own types, in the order of the reference.
  static let language: [TypeInfo] = [
    object, none, bool, int, float, string, list, tuple, dict, dictView, range, slice, iterator, function, builtin,
    record, ellipsis, typeType, namespace, path,
  ]
}
