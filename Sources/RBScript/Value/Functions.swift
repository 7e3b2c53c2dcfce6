import Catalog
import RBSyntax
import Tensors

/// A variable that a function shares with the functions inside it.
final class Cell: TrackedObject {
  var value: Value
  init(_ value: Value) { self.value = value }
  override func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(value) }
  override func takeChildren() -> [Value] {
    defer { value = .unbound }
    return [value]
  }
}

/// What all closures over one `fn` share: its parameters, its layout on the stack and its body.
final class FunctionCode {
  let name: String
  let signature: Signature
  let binder: Binder
  /// Per parameter: the node of its default, evaluated at each call that leaves it out.
  var defaults: [Node?] = []
  /// Parameters, then other variables, then the cells of enclosing functions.
  var slotCount = 0
  /// Slots whose variable is captured by an inner function, and lives in a cell.
  var cellSlots: [Int] = []
  /// Where the cells of enclosing functions go, in the order of `FunctionObject.cells`.
  var capturedSlots: [Int] = []
  var body: Node = ConstantNode(.none, SourceRange(start: 0, end: 0, file: 0))
  /// Every parameter is plain, and the number of arguments alone decides whether a positional call fits.
  let isPlain: Bool
  let range: SourceRange

  init(name: String, parameters: [FunctionParameter], range: SourceRange) {
    self.name = name
    self.range = range
    let declared = parameters.map { parameter in
      let arity: Parameter.Arity =
        switch parameter.kind {
        case .plain: .required
        case .defaulted(let value): .optional(Formatter.text(of: value))
        case .variadic: .variadic
        case .labelled: .labelled
        }
      return Parameter(parameter.name, .any, "", arity: arity)
    }
    signature = Signature(name, "A function of the script.", declared)
    binder = Binder(signature)
    isPlain = declared.allSatisfy { $0.arity == .required }
  }
}

/// A function of the script with the variables it closes over.
public final class FunctionObject: Object {
  let code: FunctionCode
  private(set) var cells: [Cell]
  override func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(&cells) { $0 } }
  override func takeChildren() -> [Value] {
    defer { cells = [] }
    return cells.map { .object($0) }
  }
  init(_ code: FunctionCode, cells: [Cell]) {
    self.code = code
    self.cells = cells
  }
  override public var type: TypeInfo { .function }
  override public var isCallable: Bool { true }
  override public func key() -> DictKey { .identity(ObjectIdentifier(self)) }
  override public func repr(_ writer: inout TextWriter) { writer.text += "<function \(code.name)>" }

  override public func call(_ arguments: CallArguments, _ interpreter: Interpreter) throws -> Value {
    let values = try code.binder.bind(arguments)
    let base = interpreter.stack.top
    guard interpreter.stack.hasRoom(for: values.count) else { throw Interpreter.tooDeep }
    for value in values { interpreter.stack.push(value) }
    return try interpreter.run(self, base: base)
  }

  override public func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? { composition(.object(self), operation, other, reflected: reflected) }
}

/// A builtin as a value.
public final class BuiltinObject: Object {
  override var mayHoldOthers: Bool { false }
  public let builtin: Builtin
  public init(_ builtin: Builtin) { self.builtin = builtin }
  override public var type: TypeInfo { builtin.makes == nil ? .builtin : .typeType }
  override public var isCallable: Bool { true }
  override public func isSame(as other: Object) -> Bool { (other as? BuiltinObject)?.builtin === builtin }
  override public func key() -> DictKey { .identity(ObjectIdentifier(builtin)) }
  override public func call(_ arguments: CallArguments, _ interpreter: Interpreter) throws -> Value {
    try builtin.call(arguments, interpreter)
  }
  override public func repr(_ writer: inout TextWriter) {
    writer.text += builtin.makes.map { "<class '\($0.name)'>" } ?? "<built-in function \(builtin.signature.name)>"
  }
  override public func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? { composition(.object(self), operation, other, reflected: reflected) }
}

/// `xs.append`, as a value.
public final class BoundMethod: TrackedObject {
  let method: Builtin
  private(set) var receiver: Value
  override func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(receiver) }
  override func takeChildren() -> [Value] {
    defer { receiver = .none }
    return [receiver]
  }
  init(_ method: Builtin, receiver: Value) {
    self.method = method
    self.receiver = receiver
  }
  override public var type: TypeInfo { .builtin }
  override public var isCallable: Bool { true }
  override public func call(_ arguments: CallArguments, _ interpreter: Interpreter) throws -> Value {
    try method.call(arguments, receiver: receiver, interpreter)
  }
  override public func repr(_ writer: inout TextWriter) throws {
    writer.text += "<built-in method \(method.signature.name) of \(receiver.type.name)>"
  }
}

/// `f | g | h`: each function gets what the one before it gave.
final class Composition: Object {
  private(set) var functions: [Value]
  override func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(&functions, \.heapObject) }
  init(_ functions: [Value]) { self.functions = functions }
  override var type: TypeInfo { .function }
  override var isCallable: Bool { true }
  override func length() -> Int { functions.count }
  override func call(_ arguments: CallArguments, _ interpreter: Interpreter) throws -> Value {
    var result = try interpreter.call(functions[0], arguments)
    for function in functions.dropFirst() { result = try interpreter.call(function, [result]) }
    return result
  }
  override func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? { composition(.object(self), operation, other, reflected: reflected) }
  override func repr(_ writer: inout TextWriter) throws {
    for (index, function) in functions.enumerated() {
      if index > 0 { writer.text += " | " }
      try writer.repr(function)
    }
  }
}

/// Flattened: `a | b | c` is one composition of three. nil where the other side is no plain function.
private func composition(_ function: Value, _ operation: BinaryOperator, _ other: Value, reflected: Bool) -> Value? {
  func parts(_ value: Value) -> [Value]? {
    switch value {
    case .object(let composed as Composition): composed.functions
    case .object(let object) where object is FunctionObject || object is BuiltinObject || object is BoundMethod: [value]
    default: nil
    }
  }
  guard operation == .or, let mine = parts(function), let others = parts(other) else { return nil }
  return .object(Composition(reflected ? others + mine : mine + others))
}
