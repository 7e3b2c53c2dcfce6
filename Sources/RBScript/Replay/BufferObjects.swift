import Catalog
import RBSyntax
import ReplayBuffers
import Tensors

extension ScriptFunction: Callback {}

/// A storage, sampler, writer or other object with attributes as a value.
class ComponentObject: DomainObject {
  private let info: TypeInfo
  init(_ native: any TreeObject, _ info: TypeInfo) {
    self.info = info
    super.init(native)
  }
  convenience init(_ native: any TreeObject, _ kind: ComponentSpec.Kind) {
    self.init(native, ComponentTypes.type(of: native, else: kind))
  }
  override var type: TypeInfo { info }
  override var hasOwnAttributes: Bool { !(native is any Component) }

  override func attribute(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    if let found = try super.attribute(name, interpreter) { return found }
    // What one object has and others of its class do not: an environment's base is asked through its transforms.
    if let tree = (native as? any AttributeHolder)?.attribute(name) { return Value(tree) }
    // TorchRL's private spelling of what is public here: `rb.writer._cursor`.
    guard name.hasPrefix("_"), !name.hasPrefix("__") else { return nil }
    return try attribute(String(name.dropFirst()), interpreter)
  }
  override func setAttribute(_ name: String, to value: Value, _ interpreter: Interpreter) throws {
    guard type.property(name) == nil, let holder = native as? any AttributeHolder, holder.attributeNames.contains(name)
    else { return try super.setAttribute(name, to: value, interpreter) }
    try holder.setAttribute(name, try value.tree(interpreter))
  }
  override func attributeNames() -> [String] {
    Set(((native as? any AttributeHolder)?.attributeNames ?? []) + super.attributeNames()).sorted()
  }
}

/// A storage: `len`, indexing, and its attributes.
final class StorageObject: ComponentObject {
  private let storage: any Storage
  override func visitReferences(_ visitor: ReferenceVisitor) {
    super.visitReferences(visitor)
    visitor.visit(storage)
  }
  init(_ storage: any Storage) {
    self.storage = storage
    super.init(storage, ComponentTypes.type(of: storage, else: .storage))
  }
  override func length() -> Int { storage.count }
  override func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    if let path = key.nestedKey {
      return try Value(storage.read(.all)).indexed(by: .init(path), interpreter)
    }
    return Value(try storage.read(try key.storageIndex(interpreter)))
  }
  /// `3 in rb.storage`: whether there is an item of that number.
  override func contains(_ value: Value, _ interpreter: Interpreter) throws -> Bool {
    switch try value.tree(interpreter) {
    case .int(let row): return storage.contains(row)
    case .tensor(let rows): return try Operators.truth(Value(.tensor(try storage.contains(rows))))
    case let other: throw Failure.type("expected an int or a tensor before 'in', got \(other.article)")
    }
  }
}

/// A buffer: `len`, indexing, iteration and its attributes.
final class BufferObject: ComponentObject {
  let buffer: ReplayBuffer
  override func visitReferences(_ visitor: ReferenceVisitor) {
    super.visitReferences(visitor)
    visitor.visit(buffer)
  }
  init(_ buffer: ReplayBuffer) {
    self.buffer = buffer
    super.init(buffer, ComponentTypes.type(of: buffer, else: .buffer))
  }
  override func truth() -> Bool { buffer.count > 0 }
  override func length() -> Int { buffer.count }
  override func iterate(_ interpreter: Interpreter) throws -> ValueIterator {
    let batches = try buffer.makeIterator()
    return ClosureIterator { _ in try batches.next().map { Value($0) } }
  }
  override func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    if let path = key.nestedKey { return try Value(buffer.get(.all)).indexed(by: .init(path), interpreter) }
    return Value(try buffer.get(try key.storageIndex(interpreter)))
  }
  override func setItem(_ key: Value, to value: Value, _ interpreter: Interpreter) throws {
    try buffer.set(try key.storageIndex(interpreter), try value.tree(interpreter))
  }
}

/// A transform: called with data, joined with `|`, indexed where it is a composition.
final class TransformObject: ComponentObject {
  let transform: any Transform
  override func visitReferences(_ visitor: ReferenceVisitor) {
    super.visitReferences(visitor)
    visitor.visit(transform)
  }
  init(_ transform: any Transform) {
    self.transform = transform
    super.init(transform, ComponentTypes.type(of: transform, else: .transform))
  }
  private var children: [any Transform] { transform.flattened }

  override var isCallable: Bool { true }
  override func length() throws -> Int { children.count }
  override func iterate(_ interpreter: Interpreter) -> ValueIterator {
    ArrayIterator(children.map { .object(TransformObject($0)) })
  }
  override func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    if case .object(let slice as SliceObject) = key {
      return .object(TransformObject(Compose(try slice.select(children))))
    }
    let position = try Sequences.position(
      try Sequences.index(key, of: "composition"), count: children.count, of: "composition")
    return .object(TransformObject(children[position]))
  }
  override func call(_ arguments: CallArguments, _ interpreter: Interpreter) throws -> Value {
    guard arguments.positional.count == 1, arguments.labelled.isEmpty else {
      throw Failure.type("a transform is called with one value, its data")
    }
    return Value(try transform.forward(try arguments.positional[0].tree(interpreter)))
  }
  override func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard operation == .or, let next = try other.transforms(interpreter) else { return nil }
    return .object(TransformObject(Compose(reflected ? next + children : children + next)))
  }
}

extension Value {
  /// `self[key]`
  func indexed(by key: Value, _ interpreter: Interpreter) throws -> Value {
    guard case .object(let object) = self else {
      throw Failure.type("a value of type '\(type.name)' cannot be indexed")
    }
    return try object.item(key, interpreter)
  }

  func storageIndex(_ interpreter: Interpreter) throws -> StorageIndex {
    switch self {
    case .object(let slice as SliceObject):
      return .slice(
        start: try SliceObject.part(slice.start), stop: try SliceObject.part(slice.stop),
        step: try SliceObject.part(slice.step))
    case .object(is EllipsisObject): return .all
    default: return try StorageIndex(try tree(interpreter))
    }
  }

  /// A transform, a function that serves as one, or a list of such; nil for anything else.
  func transforms(_ interpreter: Interpreter) throws -> [any Transform]? {
    switch self {
    case .object(let object as TransformObject): return [object.transform]
    case .object(let list as ListObject):
      var found: [any Transform] = []
      for item in list.items {
        guard let parts = try item.transforms(interpreter) else { return nil }
        found += parts
      }
      return found
    case .object(let object) where object.isCallable: return [FunctionTransform(ScriptFunction(self, interpreter))]
    default: return nil
    }
  }
}

extension Domain {
  static func wrapBuffers(_ native: any TreeObject) -> Object? {
    switch native {
    case let buffer as ReplayBuffer: BufferObject(buffer)
    case let ensemble as BufferEnsemble: EnsembleObject(ensemble)
    case let stack as LazyStack: LazyStackObject(stack)
    case let buffer as OfflineToOnline: OfflineToOnlineObject(buffer)
    case let part as any EnsemblePart: EnsemblePartObject(part)
    case is Scheduler, is SchedulerList: ComponentObject(native, ComponentSpec.Kind.scheduler)
    case let storage as any Storage: StorageObject(storage)
    case let transform as any Transform: TransformObject(transform)
    case is any Sampler: ComponentObject(native, ComponentSpec.Kind.sampler)
    case is any Writer: ComponentObject(native, ComponentSpec.Kind.writer)
    case is any SampleUnit: ComponentObject(native, ComponentSpec.Kind.sampleUnit)
    case is any AttributeHolder: ComponentObject(native, TypeInfo.record)
    default: nil
    }
  }
}
