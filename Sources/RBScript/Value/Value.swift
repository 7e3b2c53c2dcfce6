/// A value of the language: scalars inline, everything else one reference. Nine bytes, pinned by a test: copying one is
/// a tag check and at most one retain, and it returns in registers.
@frozen public enum Value {
  /// A variable that has not been assigned, an argument that was left out. Never visible to a script.
  case unbound
  case none
  case bool(Bool)
  case int(Int)
  case float(Double)
  case object(Object)

  @inlinable public static func string(_ text: String) -> Value { .object(StringObject(text)) }
  @inlinable public static func list(_ items: [Value]) -> Value { .object(ListObject(items)) }
  @inlinable public static func tuple(_ items: [Value]) -> Value { .object(TupleObject(items)) }

  @inlinable public var isUnbound: Bool { if case .unbound = self { true } else { false } }
  @inlinable public var isNone: Bool { if case .none = self { true } else { false } }

  /// The payload as an object of the class asked for.
  @inlinable public func object<T: Object>(_ type: T.Type = T.self) -> T? {
    if case .object(let object) = self { object as? T } else { nil }
  }
  public var asString: String? { object(StringObject.self)?.text }
  public var asList: ListObject? { object() }
  public var asTuple: TupleObject? { object() }
  public var asDict: DictObject? { object() }

  /// What kind of value it is: the table of its methods and properties.
  public var type: TypeInfo {
    switch self {
    case .unbound, .none: .none
    case .bool: .bool
    case .int: .int
    case .float: .float
    case .object(let object): object.type
    }
  }

  /// `is`: the same object, or the same scalar.
  public func isIdentical(to other: Value) -> Bool {
    switch (self, other) {
    case (.none, .none), (.unbound, .unbound): true
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.float(let a), .float(let b)): a.bitPattern == b.bitPattern
    case (.object(let a), .object(let b)): a === b || a.isSame(as: b)
    default: false
    }
  }
}
