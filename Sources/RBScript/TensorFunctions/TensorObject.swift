import Catalog
import RBSyntax
import Tensors

/// A tensor as a value. The object is Python's tensor object: an in-place change of the shape puts another view in it.
public final class TensorObject: Object {
  override var mayHoldOthers: Bool { false }
  public var tensor: Tensor
  public init(_ tensor: Tensor) { self.tensor = tensor }

  override public var type: TypeInfo { .tensor }

  /// Two names of one tensor are the same, however each came to it: `td["a"] is td["a"]`.
  override public func isSame(as other: Object) -> Bool { (other as? TensorObject)?.tensor === tensor }

  /// The number of a tensor without dimensions.
  var scalarValue: Value? { tensor.ndim == 0 ? (try? tensor.item()).map { Value($0) } : nil }

  override public func truth() throws -> Bool {
    guard tensor.numel == 1 else {
      throw Failure.runtime(
        "a tensor of \(tensor.numel) elements has no truth", help: "reduce it with .all() or .any() first")
    }
    return try tensor.item().isTrue
  }

  override public func length() throws -> Int {
    guard tensor.ndim > 0 else { throw Failure.type("a tensor without dimensions has no length") }
    return tensor.shape[0]
  }

  override public func iterate(_ interpreter: Interpreter) throws -> ValueIterator {
    guard tensor.ndim > 0 else {
      throw Failure.type("a tensor without dimensions cannot be iterated over", help: ".item() gives its number")
    }
    let tensor = tensor
    var position = 0
    return ClosureIterator { _ in
      guard position < tensor.shape[0] else { return nil }
      position += 1
      return .object(TensorObject(try tensor.select(0, position - 1)))
    }
  }

  override public func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    if case .int(let index) = key { return .object(TensorObject(try tensor.get([.int(index)]))) }
    return .object(TensorObject(try tensor.get(try Indices.of(key))))
  }

  override public func setItem(_ key: Value, to value: Value, _ interpreter: Interpreter) throws {
    let indices = try Indices.of(key)
    if let scalar = value.scalar {
      try tensor.setScalar(indices, to: scalar)
    } else {
      try tensor.set(indices, to: try value.tensorized(as: tensor.dtype))
    }
  }

  override public func contains(_ value: Value, _ interpreter: Interpreter) throws -> Bool {
    guard let operand = value.operand else {
      throw Failure.type("expected a number or a tensor to look for in a tensor, got \(value.article)")
    }
    return try tensor.eq(operand).any().item().isTrue
  }

  override public func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard let operand = other.operand else { return nil }
    guard let kernel = operation.kernel else {
      guard let factor = other.asTensor else { return nil }
      return .object(TensorObject(try reflected ? factor.matmul(tensor) : tensor.matmul(factor)))
    }
    return .object(
      TensorObject(try reflected ? .binary(kernel, operand, tensor) : .binary(kernel, tensor, operand)))
  }

  override public func augment(_ operation: BinaryOperator, _ other: Value, _ interpreter: Interpreter) throws -> Value?
  {
    // A product of matrices may have another shape, so that `@=` binds the name anew, as in torch.
    guard let operand = other.operand, let kernel = operation.kernel else { return nil }
    try tensor.assign(kernel, operand)
    return .object(self)
  }

  override public func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard let operand = other.operand else { return nil }
    let kernel: Comparison =
      switch operation {
      case .equal: .equal
      case .less: reflected ? .greater : .less
      case .lessOrEqual: reflected ? .greaterOrEqual : .lessOrEqual
      }
    return .object(TensorObject(try tensor.compare(kernel, operand)))
  }

  override public func unary(_ operation: UnaryOperator, _ interpreter: Interpreter) throws -> Value {
    switch operation {
    case .minus: .object(TensorObject(try tensor.neg()))
    case .plus: .object(self)
    case .invert: .object(TensorObject(try tensor.bitwiseNot()))
    case .not: .bool(try !truth())
    }
  }

  override public func key() -> DictKey { .identity(ObjectIdentifier(self)) }
  override public func repr(_ writer: inout TextWriter) throws {
    writer.text += tensor.text(options: writer.printOptions)
    // It may have been cut short.
    try Interruption.check()
  }
  override public func str(_ writer: inout TextWriter) throws { try repr(&writer) }
}

extension BinaryOperator {
  /// nil for `@`, which does not go element by element.
  var kernel: Tensors.BinaryOperation? {
    switch self {
    case .matrixMultiply: nil
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .floorDivide: .floorDivide
    case .remainder: .remainder
    case .power: .power
    case .or: .bitwiseOr
    case .xor: .bitwiseXor
    case .and: .bitwiseAnd
    case .shiftLeft: .shiftLeft
    case .shiftRight: .shiftRight
    }
  }
}

extension Value {
  init(_ scalar: Scalar) {
    switch scalar {
    case .bool(let flag): self = .bool(flag)
    case .int(let number): self = .int(number)
    case .float(let number): self = .float(number)
    }
  }

  static func tensor(_ tensor: Tensor) -> Value { .object(TensorObject(tensor)) }

  public var asTensor: Tensor? { object(TensorObject.self)?.tensor }

  /// A Python number.
  public var scalar: Scalar? {
    switch self {
    case .bool(let flag): .bool(flag)
    case .int(let number): .int(number)
    case .float(let number): .float(number)
    default: nil
    }
  }

  /// What tensor arithmetic takes: a tensor or a number.
  var operand: Operand? { asTensor.map { .tensor($0) } ?? scalar.map { .scalar($0) } }

  /// The value as `torch.tensor` would make it: numbers, tensors, and nested sequences of them.
  /// - Throws: `ValueError` for ragged nesting, `TypeError` for what is no number.
  func tensorized(as dtype: DType? = nil) throws -> Tensor {
    if let tensor = asTensor { return tensor }
    if let scalar { return try .scalar(scalar, dtype ?? (Scalar.defaultType(scalar))) }
    var shape: [Int] = []
    try measure(&shape)
    let count = Counts.clamped(Counts.product(shape))
    try Memory.demand(count, of: 2 * MemoryLayout<Scalar>.stride, "elements")
    var scalars: [Scalar] = []
    scalars.reserveCapacity(count)
    var found: DType?
    try flatten(shape[...], into: &scalars, &found)
    // Elements that are tensors bring their dtype along, as in torch.
    let inferred = dtype ?? found
    return try .fromScalars(scalars, Shape(shape), inferred)
  }

  private func elements() throws -> [Value]? {
    switch self {
    case .object(let list as ListObject): list.items
    case .object(let tuple as TupleObject): tuple.items
    case .object(let range as RangeObject): try range.values()
    default: nil
    }
  }

  private func measure(_ shape: inout [Int]) throws {
    if let tensor = asTensor {
      shape += tensor.shape.dims
    } else if let items = try elements() {
      guard shape.count < 64 else { throw Failure.value("the nesting is deeper than 64 dimensions") }
      shape.append(items.count)
      try items.first?.measure(&shape)
    }
  }

  private func flatten(_ shape: ArraySlice<Int>, into scalars: inout [Scalar], _ found: inout DType?) throws {
    if let tensor = asTensor {
      guard tensor.shape.dims.elementsEqual(shape) else { throw Value.ragged(shape, got: tensor.shape.dims) }
      found = found.map { DType.promote($0, tensor.dtype) } ?? tensor.dtype
      scalars += try tensor.scalars()
      return
    }
    guard let expected = shape.first else {
      guard let scalar else {
        if try elements() != nil {
          throw Failure.value("expected a number, got a sequence", help: "all rows need the same length")
        }
        throw Failure.type("expected numbers to make a tensor of, got \(article)")
      }
      scalars.append(scalar)
      return
    }
    guard let items = try elements() else {
      throw Failure.type("expected a sequence of length \(expected), got \(article)")
    }
    guard items.count == expected else {
      throw Failure.value(
        "expected a sequence of length \(expected), got length \(items.count)", help: "all rows need the same length")
    }
    for (position, item) in items.enumerated() {
      try item.flatten(shape.dropFirst(), into: &scalars, &found)
      if position & 0xfff == 0xfff { try Interruption.check() }
    }
  }

  private static func ragged(_ shape: ArraySlice<Int>, got: [Int]) -> Failure {
    Failure.value("expected a tensor of shape \(Array(shape)) in the sequence, got \(got)")
  }
}

extension Scalar {
  /// The dtype that `torch.tensor` gives a Python number.
  static func defaultType(_ scalar: Scalar) -> DType {
    switch scalar {
    case .bool: .bool
    case .int: .int64
    case .float: .float32
    }
  }
}

/// What stands between brackets behind a tensor or a tensordict.
enum Indices {
  static func of(_ key: Value) throws -> [Index] {
    if let tuple = key.asTuple, !tuple.isSize { return try tuple.items.map { try index($0) } }
    return [try index(key)]
  }

  private static func index(_ key: Value) throws -> Index {
    switch key {
    case .none: return .newAxis
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .object(let slice as SliceObject):
      return .slice(
        start: try SliceObject.part(slice.start), stop: try SliceObject.part(slice.stop),
        step: try SliceObject.part(slice.step))
    case .object(is EllipsisObject): return .ellipsis
    case .object(let object as TensorObject): return .tensor(object.tensor)
    case .object(is ListObject), .object(is TupleObject), .object(is RangeObject):
      let tensor = try key.tensorized()
      return .tensor(tensor.numel == 0 ? try tensor.to(.int64) : tensor)
    default:
      throw Failure(
        key.asString == nil ? .index : .type,
        "expected an int, a slice, '...', None, a tensor or a list as index, got \(key.article)")
    }
  }
}

extension TypeInfo {
  static let tensors: [TypeInfo] = [tensor, size, dtype, device, generator, finfo, iinfo]

  static let tensor = TypeInfo(
    TypeName.tensor.name, "An n-dimensional array over shared memory.", methods: TensorMethods.all,
    properties: TensorMethods.properties)
}
