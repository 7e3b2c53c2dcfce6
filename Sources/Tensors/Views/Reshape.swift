import Catalog

/// Other shapes over the same elements in the same order.
extension Tensor {
  /// The same elements under another shape, sharing memory; one size may be -1.
  /// - Throws: `RuntimeError` where the count differs, or where the strides do not allow a view.
  public func view(_ sizes: [Int]) throws(Failure) -> Tensor {
    let shape = try inferShape(sizes)
    guard let strides = viewStrides(shape) else {
      throw .runtime(
        "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
          + "contiguous subspaces)", help: "use .reshape(...) instead")
    }
    return restride(shape, strides)
  }

  /// A view where the strides allow one, else a copy under the new shape.
  public func reshape(_ sizes: [Int]) throws(Failure) -> Tensor {
    let shape = try inferShape(sizes)
    if let strides = viewStrides(shape) { return restride(shape, strides) }
    let copy = try clone()
    return copy.restride(shape, Shape(shape).contiguousStrides)
  }

  public func viewAs(_ other: Tensor) throws(Failure) -> Tensor { try view(other.shape.dims) }
  public func reshapeAs(_ other: Tensor) throws(Failure) -> Tensor { try reshape(other.shape.dims) }

  /// Joins the dimensions from `start` to `end`, both included.
  public func flatten(_ start: Int = 0, _ end: Int = -1) throws(Failure) -> Tensor {
    let (first, last) = (try wrap(start), try wrap(end))
    guard first <= last else {
      throw .runtime("flatten() has invalid args: start_dim cannot come after end_dim")
    }
    if ndim == 0 { return try reshape([1]) }
    if first == last { return self }
    let joined = shape[first...last].reduce(1, *)
    return try reshape(Array(shape[..<first]) + [joined] + Array(shape[(last + 1)...]))
  }

  /// Splits a dimension into several; one size may be -1.
  public func unflatten(_ dim: Int, _ sizes: [Int]) throws(Failure) -> Tensor {
    let dim = try wrap(dim)
    guard !sizes.isEmpty, ndim > 0 else { throw .runtime("unflatten: sizes must be non-empty") }
    var sizes = sizes
    for size in sizes where size > numel && size > 1 {
      throw .runtime("unflatten: provided sizes \(sizes) don't multiply up to the size of dim \(dim) (\(shape[dim]))")
    }
    let known = Counts.clamped(Counts.product(sizes.filter { $0 != -1 }))
    if let open = sizes.firstIndex(of: -1), known > 0 { sizes[open] = shape[dim] / known }
    guard sizes.allSatisfy({ $0 >= 0 }), Counts.product(sizes) == shape[dim] else {
      throw .runtime(
        "unflatten: provided sizes \(sizes) don't multiply up to the size of dim \(dim) (\(shape[dim])) in the input "
          + "tensor")
    }
    return try view(Array(shape[..<dim]) + sizes + Array(shape[(dim + 1)...]))
  }

  private func inferShape(_ sizes: [Int]) throws(Failure) -> [Int] {
    var known = 1
    var open: Int?
    for (i, size) in sizes.enumerated() {
      if size == -1 {
        guard open == nil else { throw .runtime("only one dimension can be inferred") }
        open = i
      } else {
        guard size >= 0 else {
          throw .runtime("invalid shape dimension \(size) at index \(i) of shape \(sizes)")
        }
        let (product, overflow) = known.multipliedReportingOverflow(by: size)
        guard !overflow else { throw .runtime("shape '\(sizes)' is invalid for input of size \(numel)") }
        known = product
      }
    }
    var result = sizes
    if let open {
      guard known != 0 || numel != 0 else {
        throw .runtime(
          "cannot reshape tensor of 0 elements into shape \(sizes) because the unspecified dimension size -1 can be "
            + "any value and is ambiguous")
      }
      guard known != 0, numel % known == 0 else {
        throw .runtime("shape '\(sizes)' is invalid for input of size \(numel)")
      }
      result[open] = numel / known
    } else {
      guard known == numel else { throw .runtime("shape '\(sizes)' is invalid for input of size \(numel)") }
    }
    return try Shape(result).counted().dims
  }

  /// The strides of a view of this shape; nil where there is none (`at::detail::computeStride`).
  private func viewStrides(_ newShape: [Int]) -> [Int]? {
    if isContiguous { return Shape(newShape).contiguousStrides }
    var result = [Int](repeating: 0, count: newShape.count)
    var viewDim = newShape.count - 1
    var base = strides[ndim - 1]
    var (tensorCount, viewCount) = (1, 1)
    for dim in shape.dims.indices.reversed() {
      tensorCount *= shape[dim]
      guard dim == 0 || (shape[dim - 1] != 1 && strides[dim - 1] != tensorCount * base) else { continue }
      while viewDim >= 0 && (viewCount < tensorCount || newShape[viewDim] == 1) {
        result[viewDim] = viewCount * base
        viewCount *= newShape[viewDim]
        viewDim -= 1
      }
      if viewCount != tensorCount { return nil }
      if dim > 0 {
        base = strides[dim - 1]
        (tensorCount, viewCount) = (1, 1)
      }
    }
    return viewDim == -1 ? result : nil
  }
}
