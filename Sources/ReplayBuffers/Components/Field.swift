import Catalog
import Tensors

/// What a component says of itself under a name: read, and where TorchRL allows it set.
public protocol ComponentAttribute: Sendable {
  /// The name under which scripts read it; nil for a parameter that TorchRL's class does not keep in public.
  var attributeName: String? { get }
  var attributeSummary: String { get }
  var isSettable: Bool { get }
  /// nil where the object is of another class, or does not have it.
  func value(of object: Any) -> Tree?
  /// - Throws: `TypeError` for a value of another kind, and what the component throws.
  func set(_ object: Any, to value: Tree) throws(Failure)
}

/// An attribute that is no parameter: what a component counts, derives or holds.
public struct Attribute<Owner>: ComponentAttribute {
  let name: String
  public let attributeSummary: String
  private let get: @Sendable (Owner) -> Tree?
  private let put: (@Sendable (Owner, Tree) throws(Failure) -> Void)?

  public init(
    _ name: String, _ summary: String, set: (@Sendable (Owner, Tree) throws(Failure) -> Void)? = nil,
    get: @escaping @Sendable (Owner) -> Tree?
  ) {
    self.name = name
    attributeSummary = summary
    self.get = get
    put = set
  }

  public var attributeName: String? { name }
  public var isSettable: Bool { put != nil }
  public func value(of object: Any) -> Tree? { (object as? Owner).flatMap(get) }
  public func set(_ object: Any, to value: Tree) throws(Failure) {
    guard let put, let owner = object as? Owner else { throw Failure(.attribute, "'\(name)' cannot be set") }
    try put(owner, value)
  }
}

/// A parameter of a component, as everything that is derived from it needs it.
public protocol ComponentField: ComponentAttribute {
  var parameter: Parameter { get }
  var showing: FieldShowing { get }
  /// The value as an argument that makes it; nil where the component does not keep it.
  func argument(of object: Any) -> Tree?
  /// The same, as text.
  func expression(of object: Any) -> String?
  /// Left out of the expression that is printed, since leaving it out gives the same.
  func isImplied(in object: Any) -> Bool
  /// - Throws: where an argument is not of the field's kind.
  func check(_ arguments: Arguments) throws(Failure)
}

/// Where a field's value stands in the expression that a component prints as.
public enum FieldShowing: Sendable {
  /// Without its label, before those with one.
  case byPosition
  case byLabel
  /// The items of a list, each by position.
  case spread
  /// By position, as a description in angle brackets: no expression makes it (data that was given).
  case described
  /// Not at all: it has no effect, or no expression makes it (a generator's state).
  case never
}

/// One parameter of a component, declared once beside its type: name, kind, default as a value, sentence, how it is read
/// and, where TorchRL allows it, set. Signature, checks, help, printed expression, attributes and completion follow.
public struct Field<Owner, Value: Sendable>: ComponentField {
  public let parameter: Parameter
  public let showing: FieldShowing
  public let attributeName: String?
  let kind: FieldKind<Value>
  /// nil for a required one.
  let standard: Value?
  private let get: (@Sendable (Owner) -> Value?)?
  private let put: (@Sendable (Owner, Value) throws(Failure) -> Void)?
  private let implied: (@Sendable (Owner) -> Bool)?

  private init(
    _ parameter: Parameter, _ kind: FieldKind<Value>, _ standard: Value?, _ showing: FieldShowing, _ attribute: String?,
    implied: (@Sendable (Owner) -> Bool)?, get: (@Sendable (Owner) -> Value?)?,
    set: (@Sendable (Owner, Value) throws(Failure) -> Void)?
  ) {
    self.parameter = parameter
    self.showing = showing
    self.kind = kind
    self.standard = standard
    self.implied = implied
    self.get = get
    attributeName = get == nil ? nil : attribute
    put = set
  }

  /// A required parameter.
  public init(
    _ name: String, _ kind: FieldKind<Value>, _ summary: String, labelOnly: Bool = false, aliases: [String] = [],
    attribute: AttributeNaming = .same, showing: FieldShowing? = nil,
    implied: (@Sendable (Owner) -> Bool)? = nil,
    set: (@Sendable (Owner, Value) throws(Failure) -> Void)? = nil, get: @escaping @Sendable (Owner) -> Value?
  ) {
    self.init(
      Parameter(name, kind.parameterKind, summary, labelOnly: labelOnly, aliases: aliases), kind, nil,
      showing ?? (labelOnly ? .byLabel : .byPosition), attribute.name(name), implied: implied, get: get, set: set)
  }

  /// A parameter with a default. - Parameter text: The default as help shows it, where its own text says less.
  public init(
    _ name: String, _ kind: FieldKind<Value>, default standard: Value, shownAs text: String? = nil, _ summary: String,
    labelOnly: Bool = false, aliases: [String] = [], attribute: AttributeNaming = .same,
    showing: FieldShowing = .byLabel, implied: (@Sendable (Owner) -> Bool)? = nil,
    set: (@Sendable (Owner, Value) throws(Failure) -> Void)? = nil, get: @escaping @Sendable (Owner) -> Value?
  ) {
    self.init(
      .optional(
        name, kind.parameterKind, default: text ?? kind.encode(standard).source, summary, labelOnly: labelOnly,
        aliases: aliases),
      kind, standard, showing, attribute.name(name), implied: implied, get: get, set: set)
  }

  /// All further positional arguments.
  public static func variadic(
    _ name: String, _ kind: FieldKind<Value>, _ summary: String, attribute: AttributeNaming = .hidden,
    get: @escaping @Sendable (Owner) -> Value?
  ) -> Field {
    Field(
      .variadic(name, kind.kind, summary), kind, nil, .spread, attribute.name(name), implied: nil, get: get, set: nil)
  }

  /// All further labelled arguments.
  public static func labelled(_ name: String, _ kind: FieldKind<Value>, _ summary: String) -> Field {
    Field(
      Parameter(name, kind.kind, summary, arity: .labelled), kind, nil, .never, nil, implied: nil, get: nil, set: nil)
  }

  /// A parameter that is checked, and has no effect here: TorchRL's programs pass it.
  public static func accepted(
    _ name: String, _ kind: FieldKind<Value>, default standard: Value, shownAs text: String? = nil,
    _ summary: String = "Accepted for TorchRL's sake, without effect.", labelOnly: Bool = false, aliases: [String] = []
  ) -> Field {
    Field(
      .optional(
        name, kind.parameterKind, default: text ?? kind.encode(standard).source, summary, labelOnly: labelOnly,
        aliases: aliases),
      kind, standard, .never, nil, implied: nil, get: nil, set: nil)
  }

  /// The same field of what holds the owner. - Parameter path: From the outer to the inner value.
  public func of<Outer>(_ path: @escaping @Sendable (Outer) -> Owner?) -> Field<Outer, Value> {
    var outerGet: (@Sendable (Outer) -> Value?)?
    if let get { outerGet = { outer in path(outer).flatMap(get) } }
    var outerImplied: (@Sendable (Outer) -> Bool)?
    if let implied { outerImplied = { outer in path(outer).map(implied) ?? true } }
    var outerSet: (@Sendable (Outer, Value) throws(Failure) -> Void)?
    if let put {
      outerSet = { (outer, value) throws(Failure) in
        guard let owner = path(outer) else { return }
        try put(owner, value)
      }
    }
    return Field<Outer, Value>(
      parameter, kind, standard, showing, attributeName, implied: outerImplied, get: outerGet, set: outerSet)
  }

  public var attributeSummary: String { parameter.summary }
  public var isSettable: Bool { put != nil }

  public func check(_ arguments: Arguments) throws(Failure) {
    guard let data = arguments[parameter.name] else { return }
    if case .none = data, standard != nil || kind.takesNone { return }
    if parameter.arity == .variadic { return }
    guard parameter.kind.admits(data) else { throw .mismatch(parameter.name, parameter.kind, data) }
    // Nobody else reads what has no effect.
    if get == nil, standard != nil { _ = try arguments[self] }
  }

  private func kept(by object: Any) -> Value? { (object as? Owner).flatMap { get?($0) } }
  public func argument(of object: Any) -> Tree? { kept(by: object).map(kind.encode) }
  public func expression(of object: Any) -> String? { kept(by: object).map(kind.expression) }
  public func value(of object: Any) -> Tree? { argument(of: object) }

  public func isImplied(in object: Any) -> Bool {
    guard let owner = object as? Owner else { return true }
    if let implied, implied(owner) { return true }
    guard let value = argument(of: object) else { return true }
    return standard.map { value.isEqual(to: kind.encode($0)) } ?? false
  }

  public func set(_ object: Any, to value: Tree) throws(Failure) {
    guard let put, let owner = object as? Owner else {
      throw Failure(.attribute, "'\(parameter.name)' cannot be set")
    }
    try put(owner, try kind.read(value, parameter.name))
  }
}

/// A field of a part as a field of the whole, where the part is a value that no script sees.
public struct LiftedField<Owner>: ComponentField {
  private let inner: any ComponentField
  private let path: @Sendable (Any) -> Any?

  public init(_ inner: any ComponentField, _ part: @escaping @Sendable (Owner) -> Any) {
    self.inner = inner
    path = { object in (object as? Owner).map(part) }
  }

  public var parameter: Parameter { inner.parameter }
  public var showing: FieldShowing { inner.showing }
  public var attributeName: String? { inner.attributeName }
  public var attributeSummary: String { inner.attributeSummary }
  public var isSettable: Bool { inner.isSettable }
  public func argument(of object: Any) -> Tree? { path(object).flatMap { inner.argument(of: $0) } }
  public func expression(of object: Any) -> String? { path(object).flatMap { inner.expression(of: $0) } }
  public func value(of object: Any) -> Tree? { path(object).flatMap { inner.value(of: $0) } }
  public func isImplied(in object: Any) -> Bool { path(object).map { inner.isImplied(in: $0) } ?? true }
  public func check(_ arguments: Arguments) throws(Failure) { try inner.check(arguments) }
  public func set(_ object: Any, to value: Tree) throws(Failure) {
    guard let part = path(object) else { throw Failure(.attribute, "'\(parameter.name)' cannot be set") }
    try inner.set(part, to: value)
  }
}

/// Under which name a field is read.
public enum AttributeNaming: Sendable {
  /// The parameter's.
  case same
  /// TorchRL's class does not show it.
  case hidden
  case named(String)

  func name(_ parameter: String) -> String? {
    switch self {
    case .same: parameter
    case .hidden: nil
    case .named(let name): name
    }
  }
}

extension Field where Value == Tree {
  /// `device`, which can only be the CPU. - Parameter text: The default as help shows it.
  public static func device(
    _ text: String = "None", labelOnly: Bool = false,
    _ summary: String = "Accepted for TorchRL's sake: \"cpu\" is the only device."
  ) -> Field {
    let kind = FieldKind<Tree>(.either([.string, .any]), takesNone: true) { (data, label) throws(Failure) -> Tree in
      if case .string(let name) = data, name != "cpu", name != "auto" {
        throw .unfit(label, expected: "\"cpu\", the only device", got: "\"\(name)\"")
      }
      return data
    } encode: {
      $0
    }
    return .accepted("device", kind, default: .none, shownAs: text, summary, labelOnly: labelOnly)
  }
}

extension Arguments {
  /// The value of a field: the argument's, or its default where that was left out (or is None, where None is no value
  /// of it).
  /// - Throws: `TypeError` where a required argument is missing or one is of another kind.
  public subscript<Owner, Value>(_ field: Field<Owner, Value>) -> Value {
    get throws(Failure) {
      let label = field.parameter.name
      // The arguments of a variadic parameter are checked one by one.
      if field.parameter.arity == .variadic { return try field.kind.decode(self[label] ?? .tuple([]), label) }
      switch self[label] {
      case nil: break
      case Tree.none? where !field.kind.takesNone && field.standard != nil: break
      case let data?: return try field.kind.read(data, label)
      }
      guard let standard = field.standard else {
        if field.kind.takesNone { return try field.kind.decode(.none, label) }
        throw .type("\(name)() misses the argument '\(label)'", argument: label)
      }
      return standard
    }
  }

  /// Whether an argument was given at all.
  public func gives(_ field: some ComponentField) -> Bool { self[field.parameter.name] != nil }
}
