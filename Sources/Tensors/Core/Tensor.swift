// Unsafe: hands out the address of the elements. Invariants: a view never leaves its memory (checked when it is made), and the
// pointer is used only while the tensor is alive.

import Catalog

/// An n-dimensional array over shared bytes, as in torch: a view has its own shape, strides and offset and writes
/// through to the same `Memory`.
///
/// Shape, strides and offset never change after creation; in-place operations write elements only.
/// - Threads: any number may read; a write must not overlap other access to the same elements (buffers lock).
public final class Tensor: @unchecked Sendable {
  public let dtype: DType
  public let shape: Shape
  /// In elements, one per dimension; 0 in expanded dimensions.
  public let strides: [Int]
  /// Of the first element, in elements.
  public let offset: Int
  public let memory: Memory
  /// A `MemoryMappedTensor`: prints so, and has a filename. Only tensors made by mapping a file, and basic views of
  /// those, are; results of operations are not.
  public let isMemoryMapped: Bool
  /// Rows are contiguous in row-major order, with no gap.
  public let isContiguous: Bool

  /// A view on `memory`. Traps where the view would leave the memory: callers check shapes first.
  public init(
    memory: Memory, dtype: DType, shape: Shape, strides: [Int], offset: Int = 0, isMemoryMapped: Bool = false
  ) {
    self.memory = memory
    self.dtype = dtype
    self.shape = shape
    self.strides = strides
    self.offset = offset
    self.isMemoryMapped = isMemoryMapped
    var contiguous = true
    var empty = false
    var last = offset
    var first = offset
    var expected = 1
    var isCounted = true
    var isReached = true
    for i in shape.dims.indices.reversed() {
      let size = shape.dims[i]
      if size == 0 { empty = true }
      if size != 1 {
        if strides[i] != expected { contiguous = false }
        let product = expected.multipliedReportingOverflow(by: max(size, 1))
        isCounted = isCounted && size >= 0 && !product.overflow
        expected = product.partialValue
        let reach = (size &- 1).multipliedReportingOverflow(by: strides[i])
        let end = (strides[i] >= 0 ? last : first).addingReportingOverflow(reach.partialValue)
        isReached = isReached && !reach.overflow && !end.overflow
        if strides[i] >= 0 { last = end.partialValue } else { first = end.partialValue }
      }
    }
    isContiguous = contiguous || empty
    precondition(isCounted && expected <= Shape.limit, "tensor counts too many elements")
    precondition(
      empty || (isReached && first >= 0 && (last + 1) * dtype.size <= memory.byteCount), "tensor view leaves its memory"
    )
  }

  /// A fresh tensor with undefined (or zeroed) elements.
  /// - Throws: `MemoryError`, also where the element count overflows; `RuntimeError` for a negative size.
  public static func empty(_ shape: Shape, _ dtype: DType = .float32, zeroed: Bool = false) throws(Failure) -> Tensor {
    let bytes = try byteCount(shape, dtype)
    let memory = try Memory.allocate(byteCount: bytes, zeroed: zeroed)
    return Tensor(memory: memory, dtype: dtype, shape: shape, strides: shape.contiguousStrides)
  }

  public static func zeros(_ shape: Shape, _ dtype: DType = .float32) throws(Failure) -> Tensor {
    try empty(shape, dtype, zeroed: true)
  }

  /// The bytes that a contiguous tensor takes.
  public static func byteCount(_ shape: Shape, _ dtype: DType) throws(Failure) -> Int {
    var total = dtype.size
    var overflow = false
    for size in shape.dims {
      guard size >= 0 else {
        throw .runtime("a tensor cannot have a negative size, got \(size) in \(shape.dims)")
      }
      let product = total.multipliedReportingOverflow(by: size)
      total = product.partialValue
      overflow = overflow || product.overflow
    }
    if shape.dims.contains(0) {
      _ = try shape.counted()
      return 0
    }
    return overflow || !shape.isCountable ? Int.max : total
  }

  public var ndim: Int { shape.count }
  public var numel: Int { shape.numel }

  /// The same memory under another shape, strides and offset.
  public func view(shape: Shape, strides: [Int], offset: Int, keepsMapping: Bool = false) -> Tensor {
    Tensor(
      memory: memory, dtype: dtype, shape: shape, strides: strides, offset: offset,
      isMemoryMapped: keepsMapping && isMemoryMapped)
  }

  /// The bytes of the elements, without gaps.
  package var byteCount: Int { numel * dtype.size }

  /// The first element's address. Valid while the tensor (or any view of its memory) is alive.
  public var address: UnsafeMutableRawPointer { memory.base + offset * dtype.size }

  /// The elements of a contiguous tensor in row-major order. `T` must be the type of `dtype`.
  @inlinable public func withElements<T: Element, R, E: Error>(
    _ type: T.Type = T.self, _ body: (UnsafeMutableBufferPointer<T>) throws(E) -> R
  ) throws(E) -> R {
    precondition(isContiguous && T.dtype == dtype)
    let pointer = address.assumingMemoryBound(to: T.self)
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeMutableBufferPointer(start: pointer, count: numel))
  }
}
