import Catalog

/// The bytes of a tensor under another dtype.
extension Tensor {
  /// The same memory as elements of another dtype. Where those are smaller or larger, the last dimension grows or
  /// shrinks, as in torch.
  public func view(dtype other: DType) throws(Failure) -> Tensor {
    let (old, new) = (dtype.size, other.size)
    if old == new {
      return Tensor(memory: memory, dtype: other, shape: shape, strides: strides, offset: offset)
    }
    guard ndim > 0 else {
      throw .runtime("a tensor without dimensions cannot be viewed as \(other.name), whose elements have another size")
    }
    guard strides[ndim - 1] == 1 || shape[ndim - 1] == 1 else {
      throw .runtime(
        "the last dimension must be contiguous to be viewed as \(other.name)",
        help: ".contiguous() makes a copy that is")
    }
    var sizes = shape.dims
    if old > new {
      let ratio = old / new
      sizes[ndim - 1] *= ratio
      _ = try Shape(sizes).counted()
      // The stride of a dimension that is never walked may be anything.
      var steps = strides.map { $0 &* ratio }
      steps[ndim - 1] = 1
      return Tensor(memory: memory, dtype: other, shape: Shape(sizes), strides: steps, offset: offset * ratio)
    }
    let ratio = new / old
    guard sizes[ndim - 1] % ratio == 0, offset % ratio == 0, strides.dropLast().allSatisfy({ $0 % ratio == 0 }) else {
      throw .runtime(
        "the size, the strides and the offset must be divisible by \(ratio) for \(dtype.name) to be viewed as "
          + other.name)
    }
    sizes[ndim - 1] /= ratio
    var steps = strides.map { $0 / ratio }
    steps[ndim - 1] = 1
    return Tensor(memory: memory, dtype: other, shape: Shape(sizes), strides: steps, offset: offset / ratio)
  }

  /// A view with any shape and strides of the tensor's memory (`torch.as_strided`).
  public func asStrided(_ sizes: [Int], _ steps: [Int], offset start: Int?) throws(Failure) -> Tensor {
    guard sizes.count == steps.count else {
      throw .runtime("as_strided expects as many strides as sizes, got \(steps.count) and \(sizes.count)")
    }
    let start = start ?? offset
    guard (sizes + steps).allSatisfy({ $0 >= 0 }), start >= 0 else {
      throw .runtime("as_strided expects sizes, strides and an offset of at least 0")
    }
    _ = try Shape(sizes).counted()
    var last = start
    for (size, step) in zip(sizes, steps) where size > 0 {
      let reach = (size - 1).multipliedReportingOverflow(by: step)
      let sum = last.addingReportingOverflow(reach.partialValue)
      last = reach.overflow || sum.overflow ? Int.max : sum.partialValue
    }
    guard steps.allSatisfy({ $0 <= Shape.limit }), last <= Shape.limit,
      sizes.contains(0) || last < memory.byteCount / dtype.size
    else {
      throw .runtime("as_strided would read beyond the \(memory.byteCount / dtype.size) elements of the memory")
    }
    return view(shape: Shape(sizes), strides: steps, offset: start)
  }
}
