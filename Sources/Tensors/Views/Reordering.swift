import Catalog

/// Copies whose elements are in another order, or partly zero.
extension Tensor {
  /// A copy with the given dimensions reversed.
  public func flip(_ dims: [Int]) throws(Failure) -> Tensor {
    let dims = try wrap(dims: dims)
    if ndim == 0 || numel == 0 { return try clone() }
    var (steps, place) = (strides, offset)
    for dim in dims {
      place += (shape[dim] - 1) * steps[dim]
      steps[dim] = -steps[dim]
    }
    return try restride(shape.dims, steps, offset: place).clone()
  }

  /// A copy shifted along dimensions (through the flattened tensor, for no dims); what leaves re-enters at the front.
  public func roll(_ shifts: [Int], _ dims: [Int] = []) throws(Failure) -> Tensor {
    if dims.isEmpty && shifts.count == 1 {
      return try flatten().roll(shifts, [0]).view(shape.dims)
    }
    guard shifts.count == dims.count, !shifts.isEmpty else {
      throw .runtime("shifts and dimensions must align. shifts: \(shifts.count), dims:\(dims.count)")
    }
    var source = self
    for (shift, dim) in zip(shifts, dims) {
      let dim = try wrap(dim)
      let size = ndim == 0 ? 0 : source.shape[dim]
      if size == 0 { return try clone() }
      let start = ((shift % size) + size) % size
      let result = try Tensor.empty(source.shape, dtype)
      try CopyKernels.copy(source.slice(dim, 0, size - start, 1), into: result.slice(dim, start, size, 1))
      try CopyKernels.copy(source.slice(dim, size - start, size, 1), into: result.slice(dim, 0, start, 1))
      source = result
    }
    return source
  }

  /// A copy in which everything above the `diagonal`th diagonal is zero.
  public func tril(_ diagonal: Int = 0) throws(Failure) -> Tensor { try triangle(diagonal, keepsLower: true) }
  /// A copy in which everything below the `diagonal`th diagonal is zero.
  public func triu(_ diagonal: Int = 0) throws(Failure) -> Tensor { try triangle(diagonal, keepsLower: false) }

  private func triangle(_ diagonal: Int, keepsLower: Bool) throws(Failure) -> Tensor {
    guard ndim >= 2 else {
      throw .runtime("\(keepsLower ? "tril" : "triu"): input tensor must have at least 2 dimensions")
    }
    let result = try clone()
    if numel == 0 { return result }
    let columns = shape[ndim - 1]
    let diagonal = min(max(diagonal, -shape[ndim - 2]), columns)
    for row in 0..<shape[ndim - 2] {
      let edge = min(max(row + diagonal + (keepsLower ? 1 : 0), 0), columns)
      let cut = keepsLower ? (edge, columns) : (0, edge)
      try result.select(ndim - 2, row).slice(ndim - 2, cut.0, cut.1, 1).zero()
    }
    return result
  }

  /// A matrix with this vector on its diagonal, or the diagonal of this matrix.
  public func diag(_ diagonal: Int = 0) throws(Failure) -> Tensor {
    guard ndim == 1 else {
      guard ndim == 2 else { throw .runtime("diag(): supports 1D or 2D tensors, got \(ndim)D") }
      return try self.diagonal(offset: diagonal).clone()
    }
    guard diagonal.magnitude < 1 << 31 else {
      throw Failure(.memory, "cannot allocate a matrix with a diagonal \(diagonal) away from the middle")
    }
    let size = Counts.clamped(Counts.sum([shape[0], Swift.abs(diagonal)]))
    let result = try Tensor.zeros([size, size], dtype)
    try result.diagonal(offset: diagonal).copy(from: self)
    return result
  }
}
