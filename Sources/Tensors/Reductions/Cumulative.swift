import Catalog

/// Running results along a dimension, and differences of neighbours.
extension Tensor {
  /// Running sums; float32 is added in double, as torch does.
  public func cumsum(_ dim: Int, dtype: DType? = nil) throws(Failure) -> Tensor {
    try scan(dim, dtype, start: 0, { $0 &+ $1 }, { $0 + $1 })
  }
  /// Running products.
  public func cumprod(_ dim: Int, dtype: DType? = nil) throws(Failure) -> Tensor {
    try scan(dim, dtype, start: 1, { $0 &* $1 }, { $0 * $1 })
  }

  private func scan(
    _ dim: Int, _ dtype: DType?, start: Int, _ integer: (Int, Int) -> Int, _ real: (Double, Double) -> Double
  ) throws(Failure) -> Tensor {
    let dim = try wrap(dim)
    let result = dtype ?? widened
    let source = try to(result).to(result.isFloatingPoint ? .float64 : .int64).contiguous()
    let layout = try ReductionLayout(source, ndim == 0 ? nil : [dim])
    let out = try source.emptyLike()
    if result.isFloatingPoint {
      try ReductionKernels.scan(layout, out, Double(start)) { (sum: Double, x: Double) in
        real(sum, x)
      } _: {
        $0
      }
    } else {
      try ReductionKernels.scan(layout, out, start) { (sum: Int, x: Int) in
        integer(sum, x)
      } _: {
        $0
      }
    }
    return try out.to(result)
  }

  /// Running maxima and where they are; of equals the last.
  public func cummax(_ dim: Int) throws(Failure) -> (values: Tensor, indices: Tensor) {
    try runningExtreme(dim) { $0 >= $1 }
  }
  /// Running minima and where they are; of equals the last.
  public func cummin(_ dim: Int) throws(Failure) -> (values: Tensor, indices: Tensor) {
    try runningExtreme(dim) { $0 <= $1 }
  }

  private func runningExtreme(
    _ dim: Int, _ wins: (Double, Double) -> Bool
  ) throws(Failure) -> (values: Tensor, indices: Tensor) {
    let dim = try wrap(dim)
    if ndim == 0 { return (try clone(), try .zeros([], .int64)) }
    let layout = try ReductionLayout(try to(.float64).contiguous(), [dim])
    let indices = try Tensor.empty(shape, .int64)
    struct Best {
      var next = 0
      var place = 0
      var value = 0.0
    }
    try ReductionKernels.scan(layout, indices, Best()) { (best: Best, x: Double) in
      let isNew = best.next == 0 || x.isNaN || (!best.value.isNaN && wins(x, best.value))
      return Best(next: best.next + 1, place: isNew ? best.next : best.place, value: isNew ? x : best.value)
    } _: {
      $0.place
    }
    return (try gather(dim, indices), indices)
  }

  /// Differences of neighbours along `dim`, `n` times over.
  public func diff(n: Int = 1, dim: Int = -1) throws(Failure) -> Tensor {
    guard ndim > 0 else { throw .runtime("diff expects input to be at least one-dimensional") }
    guard n >= 0 else { throw .runtime("order must be non-negative but got \(n)") }
    let dim = try wrap(dim)
    var result = self
    for _ in 0..<min(n, shape[dim]) {
      let size = result.shape[dim]
      if size == 0 { break }
      let (after, before) = (result.slice(dim, 1, size, 1), result.slice(dim, 0, size - 1, 1))
      result = try dtype == .bool ? after.bitwiseXor(before) : after.subtract(before)
    }
    return result === self ? try clone() : result
  }
}
