import Catalog

/// Exponentials that sum to one, and logarithms of sums of exponentials.
extension Tensor {
  public func softmax(_ dim: Int, dtype: DType? = nil) throws(Failure) -> Tensor {
    let (shifted, result) = try shifted("softmax", dim, dtype)
    let powers = try shifted.float(.exp)
    return try powers.divide(powers.sum([dim], keepdim: true)).to(result)
  }

  public func logSoftmax(_ dim: Int, dtype: DType? = nil) throws(Failure) -> Tensor {
    let (shifted, result) = try shifted("log_softmax", dim, dtype)
    return try shifted.subtract(shifted.float(.exp).sum([dim], keepdim: true).float(.log)).to(result)
  }

  /// Below the largest of its dimension, so that no exponential overflows.
  private func shifted(_ name: String, _ dim: Int, _ dtype: DType?) throws(Failure) -> (Tensor, DType) {
    let result = dtype ?? self.dtype
    guard result.isFloatingPoint else {
      throw Failure(.notImplemented, "'\(name)' is not implemented for '\(result.name)'")
    }
    let source = try to(result).to(result.computeType)
    _ = try wrap(dim)
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
