/// Unsafe: `softmaxSums` goes through the buffers of a contiguous tensor of [outer, count, inner] elements and of a
/// fresh one of [outer, inner], and checks that they are that.

import Catalog

/// Exponentials that sum to one, and logarithms of sums of exponentials.
extension Tensor {
  public func softmax(_ dim: Int, dtype: DType? = nil) throws(Failure) -> Tensor {
    let (shifted, result) = try shifted("softmax", dim, dtype)
    let powers = try shifted.float(.exp).contiguous()
    if numel == 0 || ndim == 0 {
      return try powers.divide(powers.sum(ndim == 0 ? nil : [dim], keepdim: true)).to(result)
    }
    let place = try wrap(dim)
    let sums = try powers.softmaxSums(place)
    // torch multiplies by the reciprocal along the last dimension, and divides along others.
    return try (place == ndim - 1 ? powers.multiply(sums.float(.reciprocal)) : powers.divide(sums)).to(result)
  }

  /// The sums of exponentials in the order of torch's softmax kernels, which is not that of `sum`.
  private func softmaxSums(_ dim: Int) throws(Failure) -> Tensor {
    var sizes = shape.dims
    sizes[dim] = 1
    let out = try Tensor.zeros(Shape(sizes), dtype)
    let inner = shape.dropFirst(dim + 1).numel
    if dtype == .float64 {
      softmaxSums(out, inner: inner, count: shape[dim], lanes: dim == ndim - 1 ? 4 : 1, Double.self)
    } else {
      softmaxSums(out, inner: inner, count: shape[dim], lanes: dim == ndim - 1 ? 8 : 1, Float.self)
    }
    return out
  }

  /// One after the other; along the last dimension by lanes of a vector, which are folded in halves, as AVX2 does it.
  private func softmaxSums<T: Real>(_ out: Tensor, inner: Int, count: Int, lanes: Int, _: T.Type) {
    if out.numel == 0 { return }
    precondition(out.numel % inner == 0 && numel == out.numel * count && (lanes == 1 || inner == 1))
    withElements(T.self) { from in
      out.withElements(T.self) { to in
        var parts = [T](repeating: 0, count: lanes)
        for place in 0..<to.count {
          let start = place / inner * count * inner + place % inner
          if lanes == 1 || count < lanes {
            var total: T = 0
            for k in 0..<count { total += from[start + k * inner] }
            to[place] = total
            continue
          }
          for lane in 0..<lanes { parts[lane] = 0 }
          for k in 0..<count { parts[k % lanes] += from[start + k] }
          var width = lanes / 2
          while width > 0 {
            for lane in 0..<width { parts[lane] += parts[lane + width] }
            width /= 2
          }
          to[place] = parts[0]
        }
      }
    }
  }

  public func logSoftmax(_ dim: Int, dtype: DType? = nil) throws(Failure) -> Tensor {
    let (shifted, result) = try shifted("log_softmax", dim, dtype)
    return try shifted.subtract(shifted.float(.exp).sum([dim], keepdim: true).float(.log)).to(result)
  }

  /// Below the largest of its dimension, so that no exponential overflows.
  private func shifted(_ name: String, _ dim: Int, _ dtype: DType?) throws(Failure) -> (Tensor, DType) {
    let result = dtype ?? self.dtype
    _ = try wrap(dim)
    guard result.isFloatingPoint else {
      throw .unimplemented(name, for: result)
    }
    let source = try to(result).to(result.computeType)
    if numel == 0 { return (source, result) }
    return (try source.subtract(source.amax([dim], keepdim: true)), result)
  }

  /// `log(sum(exp(x)))` over the given dimensions.
  public func logsumexp(_ dims: [Int], keepdim: Bool = false) throws(Failure) -> Tensor {
    let source = try to(dtype.floating)
    if numel == 0 { return try source.float(.exp).sum(dims, keepdim: keepdim).float(.log) }
    var largest = try source.amax(dims, keepdim: true)
    largest = try Tensor.where(largest.isfinite(), largest, 0.0).to(source.dtype)
    let sums = try source.subtract(largest).float(.exp).sum(dims, keepdim: true).float(.log).add(largest)
    if keepdim { return sums }
    return try sums.sum(dims)
  }
}
