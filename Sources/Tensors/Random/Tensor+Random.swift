// Unsafe: fills fresh contiguous tensors through their buffers, within their counts.

import Catalog

/// New random tensors. Every function draws exactly what torch's function of that name draws from the same state.
extension Tensor {
  /// Uniform in [0, 1). - Throws: `NotImplementedError` for a dtype that is not floating point.
  public static func rand(_ shape: Shape, _ dtype: DType = .float32, generator: Generator = .default) throws(Failure)
    -> Tensor
  {
    try empty(shape, dtype).fillUniform(generator: generator)
  }

  /// Normal with mean 0 and deviation 1. - Throws: `NotImplementedError` for a dtype that is not floating point.
  public static func randn(_ shape: Shape, _ dtype: DType = .float32, generator: Generator = .default) throws(Failure)
    -> Tensor
  {
    try empty(shape, dtype).fillNormal(generator: generator)
  }

  /// Integers in `low ..< high`.
  /// - Throws: `RuntimeError` where the range is empty or leaves the dtype.
  public static func randint(
    _ low: Int = 0, below high: Int, _ shape: Shape, _ dtype: DType = .int64, generator: Generator = .default
  ) throws(Failure) -> Tensor {
    try empty(shape, dtype).fillRandom(from: low, below: high, generator: generator)
  }

  /// A random order of 0 ..< count. - Throws: `RuntimeError` for a negative count or one that the dtype cannot hold,
  /// `NotImplementedError` for bool.
  public static func randperm(
    _ count: Int, _ dtype: DType = .int64, generator: Generator = .default
  ) throws(Failure) -> Tensor {
    guard count >= 0 else { throw .runtime("randperm expects a count of at least 0, got \(count)", argument: "n") }
    guard dtype != .bool else {
      throw Failure(.notImplemented, "randperm is not implemented for torch.bool", argument: "dtype")
    }
    // torch counts the exact whole numbers of a float type here, and the largest value of an integer type.
    let largest = dtype.isFloatingPoint ? 1 << dtype.digits + 1 : dtype.integerBounds.upperBound
    guard count <= largest else {
      throw .runtime("randperm of \(dtype.torchName) expects at most \(largest), got \(count)", argument: "n")
    }
    let order = try empty([count], .int64)
    order.withElements(Int.self) { (values: UnsafeMutableBufferPointer<Int>) in generator.fillPermutation(values) }
    try Interruption.check()
    guard dtype != .int64 else { return order }
    let result = try empty([count], dtype)
    order.withElements(Int.self) { (values: UnsafeMutableBufferPointer<Int>) in
      var next = 0
      precondition(result.numel == values.count)
      result.fill(drawingInts: {
        next += 1
        return values[next - 1]
      })
    }
    return result
  }

  // MARK: like another tensor

  /// An uninitialised tensor of the same shape that keeps the order of the dimensions in memory, dense.
  /// (`torch.empty_like`: a permuted tensor stays permuted, a slice or an expanded tensor gets packed.)
  public func emptyLike(_ dtype: DType? = nil) throws(Failure) -> Tensor {
    var packed = strides
    var running = 1
    var isDense = true
    for dim in dimensionsByStride {
      packed[dim] = running
      isDense = isDense && (shape[dim] == 1 || strides[dim] == running)
      // Sizes are countable, so that no stride is beyond a number.
      running *= Swift.max(shape[dim], 1)
    }
    let fresh = try Tensor.empty(shape, dtype ?? self.dtype)
    return fresh.view(shape: shape, strides: isDense ? strides : packed, offset: 0)
  }

  /// As `rand`, shaped and laid out like this tensor; a permuted one is filled in memory order, as in torch.
  public func randLike(_ dtype: DType? = nil, generator: Generator = .default) throws(Failure) -> Tensor {
    try emptyLike(dtype).fillUniform(generator: generator)
  }

  /// As `randn`, shaped and laid out like this tensor.
  public func randnLike(_ dtype: DType? = nil, generator: Generator = .default) throws(Failure) -> Tensor {
    try emptyLike(dtype).fillNormal(generator: generator)
  }

  /// As `randint`, shaped and laid out like this tensor, and of its dtype unless another is given.
  public func randintLike(
    _ low: Int = 0, below high: Int, _ dtype: DType? = nil, generator: Generator = .default
  ) throws(Failure) -> Tensor {
    try emptyLike(dtype).fillRandom(from: low, below: high, generator: generator)
  }

  // MARK: coins

  /// 1 with the probability that each element gives (`torch.bernoulli(p)`), in the dtype of `p`.
  /// - Throws: `RuntimeError` where a probability is not in [0, 1], `NotImplementedError` unless `p` is floating point.
  public static func bernoulli(_ p: Tensor, generator: Generator = .default) throws(Failure) -> Tensor {
    try empty(p.shape, p.dtype).fillBernoulli(p, generator: generator)
  }

  /// 1 with probability `p`, shaped and typed like `like`, whose values do not matter (`torch.bernoulli(like, p)`).
  public static func bernoulli(like: Tensor, p: Double, generator: Generator = .default) throws(Failure) -> Tensor {
    try empty(like.shape, like.dtype).fillBernoulli(p: p, generator: generator)
  }
}
