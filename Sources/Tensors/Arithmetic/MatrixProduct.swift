/// Unsafe: `multiply` goes through the buffers of three contiguous tensors. They are [batch, rows, inner],
/// [batch, inner, columns] and [batch, rows, columns], which it checks, and indexed within those sizes.

import Catalog

/// Products of vectors and matrices, for small sizes.
extension Tensor {
  /// `@`: vectors, matrices and batches of them (which broadcast).
  public func matmul(_ other: Tensor) throws(Failure) -> Tensor {
    guard ndim >= 1, other.ndim >= 1 else {
      throw .runtime("both arguments to matmul need to be at least 1D, but they are \(ndim)D and \(other.ndim)D")
    }
    guard dtype == other.dtype else {
      throw .runtime(
        "expected both tensors to have the same dtype, but got \(dtype.name) and \(other.dtype.name)",
        help: "convert one with .to(\(dtype.name))")
    }
    guard dtype != .bool else { throw .unimplemented("matmul", for: .bool) }
    let a = ndim == 1 ? try unsqueeze(0) : self
    let b = other.ndim == 1 ? try other.unsqueeze(1) : other
    let (rows, inner, columns) = (a.shape[a.ndim - 2], a.shape[a.ndim - 1], b.shape[b.ndim - 1])
    guard inner == b.shape[b.ndim - 2] else {
      if ndim == 1 && other.ndim == 1 {
        throw .runtime(
          "inconsistent tensor size, expected tensor [\(inner)] and src [\(other.shape[0])] to have the same number of "
            + "elements, but got \(inner) and \(other.shape[0]) elements respectively")
      }
      throw .runtime(
        "mat1 and mat2 shapes cannot be multiplied (\(rows)x\(inner) and \(b.shape[b.ndim - 2])x\(columns))")
    }
    let batch = try Tensor.broadcast(a.shape.prefix(a.ndim - 2), b.shape.prefix(b.ndim - 2))
    let compute = dtype.isFloatingPoint ? dtype.computeType : .int64
    let left = try a.to(compute).expand(batch.dims + [rows, inner]).contiguous()
    let right = try b.to(compute).expand(batch.dims + [inner, columns]).contiguous()
    let out = try Tensor.zeros(batch + [rows, columns], compute)
    switch compute {
    case .int64: try Tensor.multiply(left, right, out, Int.self) { $0 &+ $1 &* $2 }
    case .float64: try Tensor.multiply(left, right, out, Double.self) { $0 + $1 * $2 }
    default: try Tensor.multiply(left, right, out, Float.self) { $0 + $1 * $2 }
    }
    var sizes = batch.dims
    if ndim > 1 { sizes.append(rows) }
    if other.ndim > 1 { sizes.append(columns) }
    return try out.view(sizes).to(dtype)
  }

  /// Row by row of the right matrix, so that the inner loop runs along memory.
  private static func multiply<T: Element>(
    _ a: Tensor, _ b: Tensor, _ out: Tensor, _: T.Type, _ step: (T, T, T) -> T
  ) throws(Failure) {
    let (rows, inner, columns) = (a.shape[a.ndim - 2], a.shape[a.ndim - 1], b.shape[b.ndim - 1])
    if out.numel == 0 { return }
    let batches = out.numel / (rows * columns)
    precondition(out.numel == batches * rows * columns && a.numel == batches * rows * inner)
    precondition(b.numel == batches * inner * columns)
    for batch in 0..<batches {
      for row in 0..<rows {
        try a.withElements(T.self) { (x) throws(Failure) in
          try b.withElements(T.self) { (y) throws(Failure) in
            try out.withElements(T.self) { (z) throws(Failure) in
              let target = (batch * rows + row) * columns
              var polled = 0
              for k in 0..<inner {
                polled += columns
                if polled >= Interruption.chunk {
                  polled = 0
                  try Interruption.check()
                }
                let factor = x[(batch * rows + row) * inner + k]
                let source = (batch * inner + k) * columns
                for column in 0..<columns { z[target + column] = step(z[target + column], factor, y[source + column]) }
              }
            }
          }
        }
        try Interruption.check()
      }
    }
  }

  /// The product of two matrices.
  public func mm(_ other: Tensor) throws(Failure) -> Tensor {
    guard ndim == 2 else { throw .runtime("mm: self must be a matrix, got \(ndim)-D tensor") }
    guard other.ndim == 2 else { throw .runtime("mm: mat2 must be a matrix, got \(other.ndim)-D tensor") }
    return try matmul(other)
  }

  /// The products of two batches of matrices.
  public func bmm(_ other: Tensor) throws(Failure) -> Tensor {
    guard ndim == 3 else { throw .runtime("batch1 must be a 3D tensor, got \(ndim)D") }
    guard other.ndim == 3 else { throw .runtime("batch2 must be a 3D tensor, got \(other.ndim)D") }
    guard shape[0] == other.shape[0] else {
      throw .runtime(
        "expected size for first two dimensions of batch2 tensor to be: [\(shape[0]), \(shape[2])] but "
          + "got: [\(other.shape[0]), \(other.shape[1])]")
    }
    return try matmul(other)
  }

  /// The product of a matrix and a vector.
  public func mv(_ other: Tensor) throws(Failure) -> Tensor {
    guard ndim == 2, other.ndim == 1 else {
      throw .runtime("vector + matrix @ vector expected, got \(ndim)D and \(other.ndim)D")
    }
    return try matmul(other)
  }

  /// The inner product of two vectors.
  public func dot(_ other: Tensor) throws(Failure) -> Tensor {
    guard ndim == 1, other.ndim == 1 else {
      throw .runtime("1D tensors expected, but got \(ndim)D and \(other.ndim)D tensors")
    }
    return try matmul(other)
  }

  /// Every product of an element of one vector and one of the other.
  public func outer(_ other: Tensor) throws(Failure) -> Tensor {
    guard ndim == 1, other.ndim == 1 else {
      throw .runtime("outer: expected 1-D arguments, got \(ndim)D and \(other.ndim)D")
    }
    return try unsqueeze(1).multiply(other.unsqueeze(0))
  }
}
