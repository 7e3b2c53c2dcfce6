/// torch's type promotion (`c10/core/ScalarType.cpp`, `aten/src/ATen/native/TypeProperties.cpp`).
extension DType {
  /// The kinds of numbers, in the order in which they win over one another.
  public enum Category: Int, Sendable, Comparable {
    case bool, integer, floatingPoint
    public static func < (a: Category, b: Category) -> Bool { a.rawValue < b.rawValue }
  }

  public var category: Category {
    self == .bool ? .bool : isFloatingPoint ? .floatingPoint : .integer
  }

  /// The dtype that holds both: `torch.promote_types`.
  public static func promote(_ a: DType, _ b: DType) -> DType {
    if a == b { return a }
    if a.category != b.category { return a.category > b.category ? a : b }
    let low = a.rawValue < b.rawValue ? a : b
    let high = a.rawValue < b.rawValue ? b : a
    if low == .uint8 && high == .int8 { return .int16 }
    if low == .float16 && high == .bfloat16 { return .float32 }
    return high
  }

  /// Whether an in-place operation may store a result of this dtype in `target`: never down a category.
  public func canCast(to target: DType) -> Bool { category <= target.category }

  /// The dtype of kernels: bools count as 0 and 1 in bytes, and both halves are computed in float32.
  var computeType: DType {
    switch self {
    case .bool: .uint8
    case .float16, .bfloat16: .float32
    default: self
    }
  }

  /// Itself for floats; the default dtype for the rest. What true division and `exp` give.
  var floating: DType { isFloatingPoint ? self : .float32 }
}

extension Operand {
  /// `torch.result_type`: operands with dimensions decide; tensors of none, then Python numbers, count only where
  /// they are of a higher category.
  public static func resultType(_ operands: [Operand]) -> DType {
    var dimensioned: DType?
    var zeroDimensional: DType?
    var numbers: DType?
    for operand in operands {
      switch operand {
      case .tensor(let tensor) where tensor.ndim > 0: dimensioned = promote(dimensioned, tensor.dtype)
      case .tensor(let tensor): zeroDimensional = promote(zeroDimensional, tensor.dtype)
      case .scalar(let scalar): numbers = promote(numbers, scalar.dtype)
      }
    }
    return combine(dimensioned, combine(zeroDimensional, numbers)) ?? .float32
  }

  private static func promote(_ a: DType?, _ b: DType?) -> DType? {
    guard let a, let b else { return a ?? b }
    return DType.promote(a, b)
  }

  private static func combine(_ higher: DType?, _ lower: DType?) -> DType? {
    guard let higher, let lower else { return higher ?? lower }
    if higher.isFloatingPoint { return higher }
    if higher == .bool || lower.isFloatingPoint { return DType.promote(higher, lower) }
    return higher
  }
}
