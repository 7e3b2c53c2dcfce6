/// A Python number: an operand of tensor arithmetic, or one element taken out of a tensor.
public enum Scalar: Sendable, Equatable {
  case bool(Bool)
  case int(Int)
  case float(Double)

  /// The dtype of a tensor made from this number alone: int64 for ints, float32 for floats.
  public var dtype: DType {
    switch self {
    case .bool: .bool
    case .int: .int64
    case .float: .float32
    }
  }

  public var double: Double {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .int(let value): Double(value)
    case .float(let value): value
    }
  }

  /// Truncated towards zero.
  public var int: Int {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .int(let value): value
    case .float(let value): value.truncatedInt
    }
  }

  public var isTrue: Bool {
    switch self {
    case .bool(let value): value
    case .int(let value): value != 0
    case .float(let value): value != 0
    }
  }

  /// This number as an element.
  func element<T: Element>(_ type: T.Type = T.self) -> T {
    if case .float(let value) = self { return T(from: value) }
    return T(from: int)
  }

  /// An element as the number that `item()` gives.
  init<T: Element>(_ element: T) {
    if T.dtype == .bool {
      self = .bool(element.int != 0)
    } else if T.dtype.isFloatingPoint {
      self = .float(element.double)
    } else {
      self = .int(element.int)
    }
  }
}

extension Scalar: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral {
  public init(integerLiteral value: Int) { self = .int(value) }
  public init(floatLiteral value: Double) { self = .float(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

/// One side of an elementwise operation: a tensor or a Python number (which promotes less).
public enum Operand: Sendable {
  case tensor(Tensor)
  case scalar(Scalar)

  /// The shape that takes part in broadcasting; a number has no dimension.
  public var shape: Shape {
    if case .tensor(let tensor) = self { tensor.shape } else { [] }
  }
}

/// What arithmetic takes: tensors, Python numbers and Swift's own.
public protocol TensorOperand { var operand: Operand { get } }
extension Operand: TensorOperand { public var operand: Operand { self } }
extension Tensor: TensorOperand { public var operand: Operand { .tensor(self) } }
extension Scalar: TensorOperand { public var operand: Operand { .scalar(self) } }
extension Int: TensorOperand { public var operand: Operand { .scalar(.int(self)) } }
extension Double: TensorOperand { public var operand: Operand { .scalar(.float(self)) } }
extension Bool: TensorOperand { public var operand: Operand { .scalar(.bool(self)) } }
