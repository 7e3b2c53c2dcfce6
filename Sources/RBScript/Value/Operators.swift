import Catalog
import Glibc
import RBSyntax
import Tensors

/// The comparisons that objects implement; the others are derived.
public enum ComparisonOperation: Sendable {
  case equal, less, lessOrEqual
}

/// Operators on values: Python's rules for scalars, the objects' hooks for the rest.
public enum Operators {
  // MARK: Truth and equality

  static func truth(_ value: Value) throws -> Bool {
    switch value {
    case .unbound, .none: false
    case .bool(let flag): flag
    case .int(let number): number != 0
    case .float(let number): number != 0
    case .object(let object): try object.truth()
    }
  }

  /// `a == b` as a condition: tensors of several elements have no truth, and say so.
  static func areEqual(_ a: Value, _ b: Value, _ interpreter: Interpreter) throws -> Bool {
    try truth(compare(.equal, a, b, interpreter))
  }

  // MARK: Arithmetic

  static func binary(
    _ operation: BinaryOperator, _ a: Value, _ b: Value, _ interpreter: Interpreter
  ) throws -> Value {
    switch (a, b) {
    case (.int(let x), .int(let y)): return try integers(operation, x, y)
    case (.bool(let x), .bool(let y)):
      switch operation {
      case .or: return .bool(x || y)
      case .and: return .bool(x && y)
      case .xor: return .bool(x != y)
      default: return try integers(operation, x ? 1 : 0, y ? 1 : 0)
      }
    case (.bool(let x), .int(let y)): return try integers(operation, x ? 1 : 0, y)
    case (.int(let x), .bool(let y)): return try integers(operation, x, y ? 1 : 0)
    case (.float(let x), .float(let y)):
      if let result = try floats(operation, x, y) { return result }
    case (.float(let x), .int(let y)):
      if let result = try floats(operation, x, Double(y)) { return result }
    case (.int(let x), .float(let y)):
      if let result = try floats(operation, Double(x), y) { return result }
    case (.float(let x), .bool(let y)):
      if let result = try floats(operation, x, y ? 1 : 0) { return result }
    case (.bool(let x), .float(let y)):
      if let result = try floats(operation, x ? 1 : 0, y) { return result }
    default:
      if case .object(let object) = a, let result = try object.binary(operation, b, reflected: false, interpreter) {
        return result
      }
      if case .object(let object) = b, let result = try object.binary(operation, a, reflected: true, interpreter) {
        return result
      }
    }
    throw unsupported(operation.rawValue, a, b)
  }

  static func unsupported(_ symbol: String, _ a: Value, _ b: Value) -> Failure {
    var help: String?
    if symbol == "+", (a.asString == nil) != (b.asString == nil) {
      help = "str(…) makes a text of a value, or use an f-string"
    } else if (a.asTensor == nil) != (b.asTensor == nil), (a.asTensor == nil ? a : b).argumentItems != nil {
      help = "write tensor([…]) around the list"
    }
    return Failure.type("'\(symbol)' does not work on \(a.type.article) and \(b.type.article)", help: help)
  }

  static func overflow(_ operation: BinaryOperator, _ x: Int, _ y: Int) -> Failure {
    Failure(
      .overflow, "\(x) \(operation.rawValue) \(y) does not fit in an int of 64 bits",
      help: "use floats for numbers this large")
  }

  static func integers(_ operation: BinaryOperator, _ x: Int, _ y: Int) throws(Failure) -> Value {
    let result: (partialValue: Int, overflow: Bool)
    switch operation {
    case .add: result = x.addingReportingOverflow(y)
    case .subtract: result = x.subtractingReportingOverflow(y)
    case .multiply: result = x.multipliedReportingOverflow(by: y)
    case .divide:
      guard y != 0 else { throw Failure(.zeroDivision, "division by zero") }
      return .float(Double(x) / Double(y))
    case .floorDivide:
      guard y != 0 else { throw Failure(.zeroDivision, "integer division by zero") }
      let quotient = x.dividedReportingOverflow(by: y)
      if quotient.overflow { throw overflow(operation, x, y) }
      let floored = quotient.partialValue &* y != x && (x < 0) != (y < 0)
      return .int(floored ? quotient.partialValue - 1 : quotient.partialValue)
    case .remainder:
      guard y != 0 else { throw Failure(.zeroDivision, "integer modulo by zero") }
      if y == -1 { return .int(0) }
      let rest = x % y
      return .int(rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest)
    case .matrixMultiply: throw unsupported("@", .int(x), .int(y))
    case .power: return try power(x, y)
    case .or: return .int(x | y)
    case .xor: return .int(x ^ y)
    case .and: return .int(x & y)
    case .shiftLeft:
      guard y >= 0 else { throw Failure.value("expected a shift of at least 0, got \(y)") }
      guard (x << y) >> y == x else { throw overflow(operation, x, y) }
      return .int(x << y)
    case .shiftRight:
      guard y >= 0 else { throw Failure.value("expected a shift of at least 0, got \(y)") }
      return .int(x >> min(y, 63))
    }
    if result.overflow { throw overflow(operation, x, y) }
    return .int(result.partialValue)
  }

  private static func power(_ base: Int, _ exponent: Int) throws(Failure) -> Value {
    if exponent < 0 {
      guard base != 0 else { throw Failure(.zeroDivision, "0 cannot be raised to a negative power") }
      return .float(pow(Double(base), Double(exponent)))
    }
    var result = 1
    var square = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 {
        let product = result.multipliedReportingOverflow(by: square)
        if product.overflow { throw overflow(.power, base, exponent) }
        result = product.partialValue
      }
      rest >>= 1
      if rest > 0 {
        let product = square.multipliedReportingOverflow(by: square)
        if product.overflow { throw overflow(.power, base, exponent) }
        square = product.partialValue
      }
    }
    return .int(result)
  }

  /// nil for the operators that floats do not have.
  static func floats(_ operation: BinaryOperator, _ x: Double, _ y: Double) throws(Failure) -> Value? {
    switch operation {
    case .add: return .float(x + y)
    case .subtract: return .float(x - y)
    case .multiply: return .float(x * y)
    case .divide:
      guard y != 0 else { throw Failure(.zeroDivision, "float division by zero") }
      return .float(x / y)
    case .floorDivide:
      guard y != 0 else { throw Failure(.zeroDivision, "float floor division by zero") }
      return .float(floorDivision(x, y).quotient)
    case .remainder:
      guard y != 0 else { throw Failure(.zeroDivision, "float modulo by zero") }
      return .float(floorDivision(x, y).remainder)
    case .power:
      if x == 0, y < 0 { throw Failure(.zeroDivision, "0.0 cannot be raised to a negative power") }
      if x < 0, y != y.rounded(), y.isFinite {
        throw Failure.value("a negative number to a fractional power is complex, which is out of scope")
      }
      let result = pow(x, y)
      if result.isInfinite, x.isFinite, y.isFinite {
        throw Failure(.overflow, "the result of \(PythonText.repr(x)) ** \(PythonText.repr(y)) is too large")
      }
      return .float(result)
    default: return nil
    }
  }

  /// Python's `divmod` of floats: the remainder has the divisor's sign.
  static func floorDivision(_ x: Double, _ y: Double) -> (quotient: Double, remainder: Double) {
    var remainder = fmod(x, y)
    var quotient = (x - remainder) / y
    if remainder != 0 {
      if (y < 0) != (remainder < 0) {
        remainder += y
        quotient -= 1
      }
    } else {
      remainder = Double(signOf: y, magnitudeOf: 0)
    }
    if quotient != 0 {
      let floored = quotient.rounded(.down)
      quotient = quotient - floored > 0.5 ? floored + 1 : floored
    } else {
      quotient = Double(signOf: x / y, magnitudeOf: 0)
    }
    return (quotient, remainder)
  }

  static func unary(_ operation: UnaryOperator, _ value: Value, _ interpreter: Interpreter) throws -> Value {
    switch (operation, value) {
    case (.not, _): return .bool(try !truth(value))
    case (.minus, .int(let number)):
      guard number != .min else { throw overflow(.subtract, 0, number) }
      return .int(-number)
    case (.minus, .float(let number)): return .float(-number)
    case (.minus, .bool(let flag)): return .int(flag ? -1 : 0)
    case (.plus, .int), (.plus, .float): return value
    case (.plus, .bool(let flag)): return .int(flag ? 1 : 0)
    case (.invert, .int(let number)): return .int(~number)
    case (.invert, .bool(let flag)): return .int(~(flag ? 1 : 0))
    case (_, .object(let object)): return try object.unary(operation, interpreter)
    default:
      throw Failure.type("expected a number or a tensor after '\(operation.rawValue)', got \(value.article)")
    }
  }

  // MARK: Comparison

  /// An operator of a comparison chain.
  static func comparison(
    _ operation: ComparisonOperator, _ a: Value, _ b: Value, _ interpreter: Interpreter
  ) throws -> Value {
    switch operation {
    case .equal: return try compare(.equal, a, b, interpreter)
    case .notEqual:
      let equal = try compare(.equal, a, b, interpreter)
      if case .object = equal { return try unary(.invert, equal, interpreter) }
      return .bool(try !truth(equal))
    case .less: return try compare(.less, a, b, interpreter)
    case .lessOrEqual: return try compare(.lessOrEqual, a, b, interpreter)
    case .greater: return try compare(.less, b, a, interpreter, swapped: true)
    case .greaterOrEqual: return try compare(.lessOrEqual, b, a, interpreter, swapped: true)
    case .contains: return .bool(try contains(b, a, interpreter))
    case .notContains: return .bool(try !contains(b, a, interpreter))
    case .identical: return .bool(a.isIdentical(to: b))
    case .notIdentical: return .bool(!a.isIdentical(to: b))
    }
  }

  static func compare(
    _ operation: ComparisonOperation, _ a: Value, _ b: Value, _ interpreter: Interpreter, swapped: Bool = false
  ) throws -> Value {
    if let result = scalars(operation, a, b) { return .bool(result) }
    if case .object(let object) = a, let result = try object.compare(operation, b, reflected: false, interpreter) {
      return result
    }
    if case .object(let object) = b, let result = try object.compare(operation, a, reflected: true, interpreter) {
      return result
    }
    guard operation == .equal else {
      let symbol = operation == .less ? (swapped ? ">" : "<") : (swapped ? ">=" : "<=")
      throw swapped ? unsupported(symbol, b, a) : unsupported(symbol, a, b)
    }
    return .bool(a.isIdentical(to: b))
  }

  /// nil where one is no number.
  private static func scalars(_ operation: ComparisonOperation, _ a: Value, _ b: Value) -> Bool? {
    switch (a, b) {
    case (.int(let x), .int(let y)): return apply(operation, x, y)
    case (.float(let x), .float(let y)): return apply(operation, x, y)
    case (.bool(let x), _): return scalars(operation, .int(x ? 1 : 0), b)
    case (_, .bool(let y)): return scalars(operation, a, .int(y ? 1 : 0))
    case (.int(let x), .float(let y)): return mixed(operation, x, y, reflected: false)
    case (.float(let x), .int(let y)): return mixed(operation, y, x, reflected: true)
    default: return nil
    }
  }

  @inline(__always) private static func apply<T: Comparable>(_ operation: ComparisonOperation, _ x: T, _ y: T) -> Bool {
    switch operation {
    case .equal: x == y
    case .less: x < y
    case .lessOrEqual: x <= y
    }
  }

  /// An int with a float, exactly: 2 ** 53 + 1 differs from its nearest float.
  private static func mixed(_ operation: ComparisonOperation, _ x: Int, _ y: Double, reflected: Bool) -> Bool {
    if y.isNaN { return false }
    let order: Int
    if y >= 0x1p63 {
      order = -1
    } else if y < -0x1p63 {
      order = 1
    } else {
      let whole = Int(y.rounded(.down))
      order = x != whole ? (x < whole ? -1 : 1) : (y > Double(whole) ? -1 : 0)
    }
    let relative = reflected ? -order : order
    return switch operation {
    case .equal: relative == 0
    case .less: relative < 0
    case .lessOrEqual: relative <= 0
    }
  }

  static func contains(_ container: Value, _ item: Value, _ interpreter: Interpreter) throws -> Bool {
    guard case .object(let object) = container else {
      throw Failure.type("expected a container after 'in', got \(container.article)")
    }
    return try object.contains(item, interpreter)
  }
}
