/// Unsafe: reads the elements of contiguous tensors through their buffers, within their counts.

import Catalog

/// Conversions, copies, and elements as numbers.
extension Tensor {
  /// Converted to a dtype; itself where it has that one already.
  public func to(_ dtype: DType) throws(Failure) -> Tensor {
    if dtype == self.dtype { return self }
    let result = try Tensor.empty(shape, dtype)
    try CopyKernels.copy(self, into: result)
    return result
  }

  /// A contiguous copy with its own memory.
  public func clone() throws(Failure) -> Tensor {
    let result = try Tensor.empty(shape, dtype)
    try CopyKernels.copy(self, into: result)
    return result
  }

  /// Itself where the elements lie in row-major order, else a copy.
  public func contiguous() throws(Failure) -> Tensor { isContiguous ? self : try clone() }

  /// torch's `copy_`: writes the elements of `source`, expanded to this shape and converted.
  public func copy(from source: Tensor) throws(Failure) {
    let expanded = try source.expand(shape.dims)
    if memory === source.memory {
      if expanded.offset == offset && expanded.strides == strides && source.dtype == dtype { return }
      if CopyKernels.overlap(expanded, self) {
        try CopyKernels.copy(try source.clone().expand(shape.dims), into: self)
        return
      }
    }
    try CopyKernels.copy(expanded, into: self)
  }

  /// torch's `fill_`.
  /// - Throws: `RuntimeError` for an int that the dtype can't hold.
  public func fill(_ value: Scalar) throws(Failure) {
    try value.checkRange(dtype)
    try copy(from: try .scalar(value, dtype))
  }

  /// torch's `zero_`.
  public func zero() throws(Failure) { try fill(0) }

  /// The one element as a number.
  /// - Throws: `RuntimeError` unless there is exactly one.
  public func item() throws(Failure) -> Scalar {
    guard numel == 1 else {
      throw .runtime("a tensor with \(numel) elements cannot be converted to a number")
    }
    return scalar(at: 0)
  }

  /// Every element in row-major order. Allocates an array: for printing and lists, not for arithmetic.
  public func scalars() throws(Failure) -> [Scalar] {
    try Memory.demand(numel, of: 2 * MemoryLayout<Scalar>.stride, "elements")
    let source = try contiguous()
    var result: [Scalar] = []
    result.reserveCapacity(source.numel)
    for place in 0..<source.numel {
      result.append(source.scalar(at: place))
      if place & 0xffff == 0xffff { try Interruption.check() }
    }
    return result
  }

  /// Every element in row-major order, converted.
  public func elements<T: Element>(_ type: T.Type = T.self) throws(Failure) -> [T] {
    try Memory.demand(numel, of: 2 * MemoryLayout<T>.stride, "elements")
    return try to(T.dtype).contiguous().withElements(T.self) { Array($0) }
  }

  /// The element at one index per dimension (which may be negative).
  public func scalar(at indices: [Int]) throws(Failure) -> Scalar { scalar(at: try position(indices)) }

  private func position(_ indices: [Int]) throws(Failure) -> Int {
    guard indices.count == ndim else {
      throw .index("expected \(ndim) indices, got \(indices.count)")
    }
    var place = 0
    for dim in indices.indices {
      place += try Tensor.wrap(index: indices[dim], dim: dim, size: shape[dim]) * strides[dim]
    }
    return place
  }

  static func wrap(index: Int, dim: Int, size: Int) throws(Failure) -> Int {
    guard index >= -size && index < size else {
      throw .index("index \(index) is out of bounds for dimension \(dim) with size \(size)")
    }
    return index < 0 ? index + size : index
  }

  /// Whether shape and elements are the same (nan equals nothing; dtypes are promoted).
  public func equal(_ other: Tensor) throws(Failure) -> Bool {
    guard shape == other.shape else { return false }
    return try compare(.equal, other).isAllTrue()
  }

  /// For contiguous bool tensors.
  func isAllTrue() -> Bool { withElements(Bool8.self) { $0.allSatisfy { $0.isTrue } } }
}
