import Catalog
import Synchronization
import Tensors

/// A function of the script as libraries carry it: opaque, callable on the interpreter's thread only.
public final class ScriptFunction: TreeObject, @unchecked Sendable {
  // Sendable by contract: libraries pass it around, and call it only while the script waits for them.
  public let function: Value
  let interpreter: Interpreter
  init(_ function: Value, _ interpreter: Interpreter) {
    self.function = function
    self.interpreter = interpreter
  }
  public var text: String { (try? interpreter.repr(function)) ?? "<function>" }
  public var argumentForm: ArgumentForm { .function }
  // Whoever lets go of it last, maybe a thread of a library, must not free objects of the script.
  deinit {
    if interpreter.thread.load(ordering: .relaxed) != NativeStack.currentThread { interpreter.cycles.bury(function) }
  }
  public func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(function) }

  /// Calls the function with Python data.
  public func call(_ arguments: [Tree]) throws(Failure) -> Tree {
    do {
      let result = try interpreter.call(function, arguments.map { Value($0) })
      return try result.tree(interpreter)
    } catch { throw Fault.from(error, at: nil).carried }
  }
}

/// An object of a library as a value, for classes that have no wrapper of their own.
open class DomainObject: Object {
  public let native: any TreeObject
  public init(_ native: any TreeObject) { self.native = native }
  override open func isSame(as other: Object) -> Bool { (other as? DomainObject)?.native === native }
  override open func key() -> DictKey { .identity(ObjectIdentifier(native)) }
  override func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(native) }
  override open func repr(_ writer: inout TextWriter) { writer.text += native.text }
}

extension Value {
  /// Python data from a library as a value.
  public init(_ tree: Tree) {
    switch tree {
    case .none: self = .none
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .float(let number): self = .float(number)
    case .string(let text): self = .string(text)
    case .size(let shape): self = .object(TupleObject(shape))
    case .dtype(let dtype): self = .object(DTypeObject(dtype))
    case .tensor(let tensor): self = .tensor(tensor)
    case .tensordict(let tensordict): self = .object(TensorDictObject(tensordict))
    case .list(let items): self = .list(items.map { Value($0) })
    case .tuple(let items): self = .tuple(items.map { Value($0) })
    case .dict(let entries):
      let dict = DictObject()
      for entry in entries {
        let key = Value(entry.key)
        if let hashed = try? DictKey(key) { dict[hashed] = (key, Value(entry.value)) }
      }
      self = .object(dict)
    case .object(let object): self = .object(Domain.wrap(object))
    }
  }

  /// The value as Python data for a library.
  /// - Throws: `TypeError` for values that mean nothing outside the language.
  private static func trees(_ items: [Value], _ interpreter: Interpreter) throws -> [Tree] {
    var result: [Tree] = []
    result.reserveCapacity(items.count)
    for item in items {
      result.append(try item.tree(interpreter))
      if result.count & 0xfff == 0 { try Interruption.check() }
    }
    return result
  }

  public func tree(_ interpreter: Interpreter) throws -> Tree {
    switch self {
    case .unbound, .none: return .none
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .float(let number): return .float(number)
    case .object(let object):
      switch object {
      case let object as StringObject: return .string(object.text)
      case let object as TensorObject: return .tensor(object.tensor)
      case let object as TensorDictObject: return .tensordict(object.tensordict)
      case let object as ListObject:
        try NativeStack.check(limit: interpreter.stackLimit)
        return .list(try Value.trees(object.items, interpreter))
      case let object as TupleObject:
        if object.isSize {
          guard let sizes = wholeNumbers else { throw Failure.type("a size holds ints") }
          return .size(Shape(sizes))
        }
        try NativeStack.check(limit: interpreter.stackLimit)
        return .tuple(try Value.trees(object.items, interpreter))
      case let object as DictObject:
        try NativeStack.check(limit: interpreter.stackLimit)
        return .dict(
          try object.entries.map { (key: try $0.key.tree(interpreter), value: try $0.value.tree(interpreter)) })
      case let object as RangeObject: return .list(try Value.trees(try object.values(), interpreter))
      case let object as DTypeObject: return .dtype(object.dtype)
      case let object as PathObject: return .string(object.path)
      case let object as GeneratorObject: return .object(object.generator)
      case is DeviceObject: return .object(DeviceReference(.cpu))
      case let object as DomainObject: return .object(object.native)
      default:
        if object.isCallable { return .object(ScriptFunction(self, interpreter)) }
        throw Failure.type("a value of type '\(object.type.name)' cannot be stored or passed on")
      }
    }
  }

  init(_ key: NestedKey) {
    self = key.path.count == 1 ? .string(key.first) : .tuple(key.path.map { .string($0) })
  }
}

/// Objects of libraries as values.
enum Domain {
  static func wrap(_ native: any TreeObject) -> Object {
    switch native {
    case let generator as Generator: return GeneratorObject(generator)
    case is DeviceReference: return DeviceObject()
    case let script as ScriptFunction:
      if case .object(let object) = script.function { return object }
      return DomainObject(native)
    default: return wrapEnvironments(native) ?? wrapBuffers(native) ?? DomainObject(native)
    }
  }
}
