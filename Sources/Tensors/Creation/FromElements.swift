/// Unsafe: copies an array into a fresh tensor of as many elements.

import Catalog

/// Tensors made from Swift's arrays and from Python's numbers.
extension Tensor {
  /// The elements in row-major order, under a shape (by default one dimension).
  /// - Throws: `RuntimeError` where the count does not fit the shape.
  public static func fromElements<T: Element>(_ elements: [T], _ shape: Shape? = nil) throws(Failure) -> Tensor {
    let shape = shape ?? [elements.count]
    guard shape.numel == elements.count else {
      throw .runtime("shape '\(shape.dims)' is invalid for input of size \(elements.count)")
    }
    let result = try empty(shape, T.dtype)
    precondition(result.numel == elements.count)
    result.withElements(T.self) { target in _ = target.update(fromContentsOf: elements) }
    return result
  }

  /// The dtype that `torch.tensor` gives numbers: float32 if any is a float (or there are none), int64 if any is an
  /// int, else bool.
  public static func inferredType(_ scalars: some Sequence<Scalar>) -> DType {
    var found: DType?
    for scalar in scalars { found = found.map { DType.promote($0, scalar.dtype) } ?? scalar.dtype }
    return found ?? .float32
  }

  /// `torch.tensor` of nested numbers, given flat in row-major order with their shape.
  /// - Throws: `RuntimeError` for an int that the dtype can't hold, and where the count does not fit the shape.
  public static func fromScalars(
    _ scalars: [Scalar], _ shape: Shape? = nil, _ dtype: DType? = nil
  ) throws(Failure) -> Tensor {
    let shape = shape ?? [scalars.count]
    guard shape.numel == scalars.count else {
      throw .runtime("shape '\(shape.dims)' is invalid for input of size \(scalars.count)")
    }
    let dtype = dtype ?? inferredType(scalars)
    let result = try empty(shape, dtype)
    for (i, scalar) in scalars.enumerated() {
      try scalar.checkRange(dtype)
      result.store(scalar, at: i)
    }
    return result
  }
}

extension Scalar {
  /// Whether an integer dtype can hold this number: torch lets negative numbers wrap into uint8, and nothing else.
  func checkRange(_ dtype: DType) throws(Failure) {
    let bounds: ClosedRange<Int>
    switch dtype {
    case .uint8: bounds = -255...255
    case .int8: bounds = -128...127
    case .int16: bounds = -32768...32767
    case .int32: bounds = -2_147_483_648...2_147_483_647
    default: return
    }
    guard bounds.contains(int) else {
      throw .runtime("value cannot be converted to type \(dtype.name) without overflow, got \(int)")
    }
  }
}
