import Catalog

/// Draws whose parameters are tensors: each element has its own mean, deviation or probability.
extension Tensor {
  /// `torch.normal(mean, std)`: broadcast, in the dtype of `mean`.
  /// - Throws: `RuntimeError` where the shapes do not broadcast or a deviation is negative.
  public static func normal(
    mean: Tensor, std: Tensor, generator: Generator = .default
  ) throws(Failure) -> Tensor {
    guard try std.doublesInLogicalOrder().allSatisfy({ $0 >= 0 }) else {
      throw .runtime("normal expects all elements of std >= 0.0", argument: "std")
    }
    let shape = try broadcastShape(mean.shape, std.shape)
    let result = try empty(shape, mean.dtype).fillNormal(generator: generator)
    // A float64 deviation makes torch multiply in double, whatever the result's dtype.
    let wide = std.dtype == .float64
    try result.combine(with: std.doubles(broadcastTo: shape), inDouble: wide) {
      $0 * $1
    } wide: {
      $0 * $1
    }
    try result.combine(with: mean.doubles(broadcastTo: shape)) {
      $0 + $1
    } wide: {
      $0 + $1
    }
    return result
  }

  /// `torch.normal(mean, std)` with one deviation for all.
  public static func normal(
    mean: Tensor, std: Double = 1, generator: Generator = .default
  ) throws(Failure) -> Tensor {
    let result = try empty(mean.shape, mean.dtype).fillNormal(mean: 0, std: std, generator: generator)
    try result.combine(with: mean.doublesInLogicalOrder()) {
      $0 + $1
    } wide: {
      $0 + $1
    }
    return result
  }

  /// `torch.normal(mean, std)` with one mean for all, in the dtype of `std`.
  public static func normal(
    mean: Double, std: Tensor, generator: Generator = .default
  ) throws(Failure) -> Tensor {
    guard try std.doublesInLogicalOrder().allSatisfy({ $0 >= 0 }) else {
      throw .runtime("normal expects all elements of std >= 0.0", argument: "std")
    }
    let result = try empty(std.shape, std.dtype).fillNormal(generator: generator)
    try result.combine(with: std.doublesInLogicalOrder()) {
      $0 * $1
    } wide: {
      $0 * $1
    }
    let rounded = rounding(mean, to: std.dtype)
    try result.combine(with: [Double](repeating: rounded, count: result.numel)) {
      $0 + $1
    } wide: {
      $0 + $1
    }
    return result
  }

  /// `torch.normal(mean, std, size)`.
  public static func normal(
    mean: Double, std: Double, _ shape: Shape, _ dtype: DType = .float32, generator: Generator = .default
  ) throws(Failure) -> Tensor {
    try empty(shape, dtype).fillNormal(mean: mean, std: std, generator: generator)
  }

  /// `bernoulli_(p)`: 1 with the probability that `p`, broadcast to this shape, gives for each element.
  /// - Throws: `RuntimeError` where a probability is not in [0, 1] or the shape does not fit, `NotImplementedError`
  ///   unless `p` is floating point.
  @discardableResult
  public func fillBernoulli(_ p: Tensor, generator: Generator = .default) throws(Failure) -> Tensor {
    guard p.dtype.isFloatingPoint else {
      throw Failure(
        .notImplemented, "bernoulli is not implemented for probabilities of \(p.dtype.torchName)",
        help: "convert the probabilities with .to(float32)")
    }
    try requireOnePlacePerElement()
    guard try Tensor.broadcastShape(p.shape, shape) == shape else {
      throw .runtime("probabilities of shape \(p.shape.dims) do not fit a tensor of shape \(shape.dims)")
    }
    let isDouble = p.dtype == .float64
    guard try p.doublesInLogicalOrder().allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
      throw .runtime("bernoulli expects all probabilities to be in [0, 1]", argument: "p")
    }
    if numel == 0 { return self }
    // The visit follows this tensor's memory order, so the probabilities are laid out like it.
    let probabilities = try p.doubles(broadcastTo: shape, order: dimensionsByStride)
    generator.withEngine { engine in
      var next = 0
      fill(drawingInts: {
        let p = probabilities[next]
        next += 1
        return (isDouble ? engine.uniform64() : Double(engine.uniform32())) < p ? 1 : 0
      })
    }
    try Interruption.check()
    return self
  }

  // MARK: helpers

  /// The shape that two shapes broadcast to. - Throws: `RuntimeError` where they do not.
  private static func broadcastShape(_ a: Shape, _ b: Shape) throws(Failure) -> Shape {
    let count = Swift.max(a.count, b.count)
    var dims = [Int](repeating: 1, count: count)
    for i in 0..<count {
      let x = i < count - a.count ? 1 : a[i - (count - a.count)]
      let y = i < count - b.count ? 1 : b[i - (count - b.count)]
      guard x == y || x == 1 || y == 1 else {
        throw .runtime(
          "shapes \(a.dims) and \(b.dims) do not broadcast: their sizes at dimension \(i) are \(x) and \(y)",
          help: "sizes agree where they are equal, or one of them is 1")
      }
      dims[i] = x == 1 ? y : x
    }
    return Shape(dims)
  }

  /// The elements as doubles, repeated to `target`, in row-major order or in the order of visit given.
  private func doubles(broadcastTo target: Shape, order: [Int]? = nil) throws(Failure) -> [Double] {
    let missing = target.count - ndim
    let expanded = target.dims.indices.map { i in
      i < missing || (shape[i - missing] == 1 && target[i] != 1) ? 0 : strides[i - missing]
    }
    guard let order, order != Array(target.dims.indices.reversed()) else {
      return try view(shape: target, strides: expanded, offset: offset).doublesInLogicalOrder()
    }
    let outermostFirst = Array(order.reversed())
    return try view(
      shape: Shape(outermostFirst.map { target[$0] }), strides: outermostFirst.map { expanded[$0] }, offset: offset
    ).doublesInLogicalOrder()
  }

  private static func rounding(_ value: Double, to dtype: DType) -> Double {
    switch dtype {
    case .float16: Float16(from: value).double
    case .bfloat16: BFloat16(from: value).double
    case .float32: Float(value).double
    default: value
    }
  }

  /// Replaces every element x of this contiguous floating point tensor by `narrow(x, other)`, computed in float32 and
  /// rounded to the dtype, or by `wide(x, other)` in double for float64 (and where asked).
  private func combine(
    with other: [Double], inDouble: Bool = false, _ narrow: (Float, Float) -> Float,
    wide: (Double, Double) -> Double
  ) throws(Failure) {
    let current = try doublesInLogicalOrder()
    var next = 0
    let useDouble = inDouble || dtype == .float64
    fill(drawing: {
      let i = next
      next += 1
      return useDouble ? wide(current[i], other[i]) : Double(narrow(Float(current[i]), Float(other[i])))
    })
    try Interruption.check()
  }
}
