import Catalog
import RBSyntax
import Tensors

/// A tensordict, or an instance of a tensorclass, as a value.
public final class TensorDictObject: Object {
  public let tensordict: TensorDict
  public init(_ tensordict: TensorDict) { self.tensordict = tensordict }

  override public var type: TypeInfo { tensordict.stackDim == nil ? .tensordict : .stackedTensordict }
  override public var hasOwnAttributes: Bool { tensordict.tensorClass != nil }
  override public func isSame(as other: Object) -> Bool { (other as? TensorDictObject)?.tensordict === tensordict }

  override public func truth() throws -> Bool {
    throw Failure.runtime("a tensordict has no truth", help: "reduce it with .all() or .any(), or count it with len()")
  }
  override public func length() -> Int { tensordict.count }

  override public func iterate(_ interpreter: Interpreter) throws -> ValueIterator {
    guard tensordict.ndim > 0 else {
      throw Failure(.stopIteration, "a tensordict without batch dimensions cannot be iterated over")
    }
    let tensordict = tensordict
    var position = 0
    return ClosureIterator { _ in
      guard position < tensordict.count else { return nil }
      position += 1
      return .object(TensorDictObject(try tensordict.get([.int(position - 1)])))
    }
  }

  override public func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    if let path = key.nestedKey {
      let value = Value(try tensordict.value(path))
      if case .nonTensorStack? = try tensordict.entry(path) { value.asList?.markLinked() }
      return value
    }
    return .object(TensorDictObject(try tensordict.get(try Indices.of(key))))
  }

  override public func setItem(_ key: Value, to value: Value, _ interpreter: Interpreter) throws {
    if let path = key.nestedKey { return try tensordict.set(path, try value.tree(interpreter)) }
    let indices = try Indices.of(key)
    switch value {
    case .object(let other as TensorDictObject): try tensordict.set(indices, to: other.tensordict)
    case .object(let other as TensorObject): try tensordict.set(indices, to: other.tensor)
    default:
      if let scalar = value.scalar { return try tensordict.set(indices, to: scalar) }
      guard case .dict(let fields) = try value.tree(interpreter) else {
        throw Failure.type("expected a tensordict, a dict, a tensor or a number to assign, got \(value.article)")
      }
      try tensordict.set(indices, to: fields)
    }
  }

  override public func deleteItem(_ key: Value, _ interpreter: Interpreter) throws {
    guard let path = key.nestedKey else { throw Failure.type("expected a key to delete, got \(key.article)") }
    try tensordict.remove(path)
  }

  override public func contains(_ value: Value, _ interpreter: Interpreter) throws -> Bool {
    guard let path = value.nestedKey else {
      throw Failure.type("expected a key to look for in a tensordict, got \(value.article)")
    }
    return tensordict.contains(path)
  }

  override public func attribute(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    if let tensorClass = tensordict.tensorClass, tensorClass.fields.contains(name) {
      return Value(try tensordict.value(NestedKey(name)))
    }
    return try super.attribute(name, interpreter)
  }
  override public func setAttribute(_ name: String, to value: Value, _ interpreter: Interpreter) throws {
    if let tensorClass = tensordict.tensorClass, tensorClass.fields.contains(name) {
      return try tensordict.set(NestedKey(name), try value.tree(interpreter))
    }
    try super.setAttribute(name, to: value, interpreter)
  }
  override public func attributeNames() -> [String] { (tensordict.tensorClass?.fields ?? []) + super.attributeNames() }

  private func operand(_ value: Value) -> TensorDictOperand? {
    switch value {
    case .object(let other as TensorDictObject): .tensordict(other.tensordict)
    case .object(let other as TensorObject): .tensor(other.tensor)
    default: value.scalar.map { .scalar($0) }
    }
  }

  override public func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard let operand = operand(other), let kernel = operation.kernel else { return nil }
    return .object(
      TensorDictObject(
        try tensordict.combined(with: operand, reversed: reflected) { (a, b) throws(Failure) in
          try .binary(kernel, a, b)
        }))
  }

  override public func augment(_ operation: BinaryOperator, _ other: Value, _ interpreter: Interpreter) throws -> Value?
  {
    guard let result = try binary(operation, other, reflected: false, interpreter)?.object(TensorDictObject.self) else {
      return nil
    }
    try tensordict.updateInPlace(result.tensordict)
    return .object(self)
  }

  override public func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard let operand = operand(other) else { return nil }
    let kernel: Comparison =
      switch operation {
      case .equal: .equal
      case .less: reflected ? .greater : .less
      case .lessOrEqual: reflected ? .greaterOrEqual : .lessOrEqual
      }
    return .object(
      TensorDictObject(
        try tensordict.compared(with: operand) { (a, b) throws(Failure) in try .compare(kernel, a, b) }))
  }

  override public func unary(_ operation: UnaryOperator, _ interpreter: Interpreter) throws -> Value {
    switch operation {
    case .minus: .object(TensorDictObject(try tensordict.mapTensors { (tensor) throws(Failure) in try tensor.neg() }))
    case .plus: .object(self)
    case .invert:
      .object(TensorDictObject(try tensordict.mapTensors { (tensor) throws(Failure) in try tensor.bitwiseNot() }))
    case .not: .bool(try !truth())
    }
  }

  override public func repr(_ writer: inout TextWriter) { writer.text += tensordict.text }
}

/// `td.keys()`: prints as tensordict's view, and answers `in` for nested keys.
final class KeysView: Object {
  let tensordict: TensorDict
  let includeNested: Bool
  let leavesOnly: Bool
  let sort: Bool
  init(_ tensordict: TensorDict, includeNested: Bool, leavesOnly: Bool, sort: Bool) {
    self.tensordict = tensordict
    self.includeNested = includeNested
    self.leavesOnly = leavesOnly
    self.sort = sort
  }
  private var keys: [NestedKey] { tensordict.keys(includeNested: includeNested, leavesOnly: leavesOnly, sort: sort) }
  override var type: TypeInfo { .dictView }
  override func truth() -> Bool { !keys.isEmpty }
  override func length() -> Int { keys.count }
  override func iterate(_ interpreter: Interpreter) -> ValueIterator { ArrayIterator(keys.map { Value($0) }) }
  override func contains(_ value: Value, _ interpreter: Interpreter) throws -> Bool {
    guard let path = value.nestedKey else { return false }
    guard path.path.count == 1 || includeNested else {
      throw Failure.type(
        "a nested key is looked for in keys that are not nested", help: "td.keys(True) has nested keys")
    }
    return keys.contains(path)
  }
  override func repr(_ writer: inout TextWriter) {
    writer.text += tensordict.keysText(includeNested: includeNested, leavesOnly: leavesOnly, sort: sort)
  }
}

/// What a `tensorclass` statement binds: the constructor of its instances.
public final class TensorClassObject: Object {
  let declared: TensorClass
  private let signatureBinder: Binder
  init(_ declared: TensorClass) {
    self.declared = declared
    signatureBinder = Binder(TensorClassObject.signature(declared))
  }

  static func signature(_ declared: TensorClass) -> Signature {
    Signature(
      declared.name, "Makes an instance of the tensorclass.",
      declared.fields.map { Parameter($0, .any, "A field.") } + [
        .optional(
          "batch_size", .shape, default: "[]", "The shape that every field's tensor begins with.", labelOnly: true),
        .device,
      ])
  }

  override public var type: TypeInfo { .typeType }
  override public var isCallable: Bool { true }
  override var binder: Binder? { signatureBinder }
  override public func isSame(as other: Object) -> Bool { (other as? TensorClassObject)?.declared === declared }
  override public func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) -> Value? { operation == .equal ? .bool(other.object(TensorClassObject.self)?.declared === declared) : nil }
  override public func attribute(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    name == "__name__" ? .string(declared.name) : try super.attribute(name, interpreter)
  }
  override public func key() -> DictKey { .identity(ObjectIdentifier(declared)) }
  override public func call(_ arguments: CallArguments, _ interpreter: Interpreter) throws -> Value {
    let values = try signatureBinder.bind(arguments)
    let size = values[declared.fields.count]
    guard let shape = size.isUnbound || size.isNone ? [] : size.wholeNumbers else {
      throw Failure.unfit("batch_size", expected: "ints", got: size)
    }
    let fields = try zip(declared.fields, values).map { (name: $0, value: try $1.tree(interpreter)) }
    let device: Device? =
      values[declared.fields.count + 1].isUnbound || values[declared.fields.count + 1].isNone ? nil : .cpu
    return .object(TensorDictObject(try declared.instance(fields, batchSize: Shape(shape), device: device)))
  }
  override public func repr(_ writer: inout TextWriter) { writer.text += "<class '\(declared.name)'>" }
}

extension TypeInfo {
  static let tensordicts: [TypeInfo] = [tensordict, stackedTensordict, lazyStack]

  static let tensordict = TypeInfo(
    TypeName.tensordict.name, "Tensors by nested keys, all beginning with one batch shape.",
    methods: TensorDictMethods.all,
    properties: TensorDictMethods.properties)
  static let stackedTensordict = TypeInfo(
    "LazyStackedTensorDict", "A batch of tensordicts of one form, as some storages give it.",
    methods: TensorDictMethods.all, properties: TensorDictMethods.properties + [TensorDictMethods.stackDim])
}
