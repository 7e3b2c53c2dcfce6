/// Unsafe: `product` goes through the buffers of a contiguous tensor of [outer, reduced] elements, of at least `width`
/// in a row, and of one of [outer]; `ReductionLayout.check` makes sure.

import Catalog

/// Sums, products, means and spreads.
extension Tensor {
  /// Over the given dimensions, or all for nil; int64 of integers and bools unless a dtype is given.
  public func sum(
    _ dims: [Int]? = nil, keepdim: Bool = false, dtype: DType? = nil
  ) throws(Failure) -> Tensor {
    let result = dtype ?? widened
    let source = try to(result).to(result.computeType)
    let layout = try ReductionLayout(source, try reducedDims(dims))
    let out = try layout.output(source.dtype.isFloatingPoint ? source.dtype : .int64)
    if source.dtype.isFloatingPoint {
      try SumKernel.run(layout, out)
    } else {
      let wide = try ReductionLayout(try source.to(.int64), try reducedDims(dims))
      try ReductionKernels.fold(wide, out, 0) { (sum: Int, x: Int) in
        sum &+ x
      } _: {
        $0
      }
    }
    return try layout.result(out, keepdim: keepdim).to(result)
  }

  /// The product; int64 of integers and bools unless a dtype is given.
  public func prod(_ dim: Int? = nil, keepdim: Bool = false, dtype: DType? = nil) throws(Failure) -> Tensor {
    let result = dtype ?? widened
    let source = try to(result).to(result.isFloatingPoint ? result.computeType : .int64)
    let layout = try ReductionLayout(source, try reducedDims(dim.map { [$0] }))
    let out = try layout.output(source.dtype)
    switch source.dtype {
    case .int64:
      try ReductionKernels.fold(layout, out, 1) { (product: Int, x: Int) in
        product &* x
      } _: {
        $0
      }
    case .float64: try Tensor.product(layout, out, Double.self, lanes: 4)
    // Halves are rounded after every factor.
    case _ where result == .float16:
      try ReductionKernels.fold(layout, out, 1) { (product: Float, x: Float) in
        Float(Float16(product * x))
      } _: {
        $0
      }
    case _ where result == .bfloat16:
      try ReductionKernels.fold(layout, out, 1) { (product: Float, x: Float) in
        BFloat16(product * x).float
      } _: {
        $0
      }
    default: try Tensor.product(layout, out, Float.self, lanes: 8)
    }
    return try layout.result(out, keepdim: keepdim).to(result)
  }

  /// torch multiplies neighbours in four vectors of 32 bytes.
  private static func product<T: Real>(
    _ layout: ReductionLayout, _ out: Tensor, _: T.Type, lanes: Int
  ) throws(Failure) {
    let (count, width) = (layout.reduced, 4 * lanes)
    guard layout.inner == 1 && count >= width else {
      try ReductionKernels.fold(layout, out, 1 as T) { (product: T, x: T) in
        product * x
      } _: {
        $0
      }
      return
    }
    layout.check(out)
    try layout.source.withElements(T.self) { (from) throws(Failure) in
      try out.withElements(T.self) { (to) throws(Failure) in
        var turns = 0
        for a in 0..<layout.outer {
          let start = a * count
          var parts = Array(from[start..<start + width])
          var i = width
          while i + width <= count {
            for k in 0..<width { parts[k] *= from[start + i + k] }
            i += width
            turns &+= 1
            if turns & 0xfff == 0 { try Interruption.check() }
          }
          var total: T = 1
          for k in 0..<lanes {
            total *= (parts[k] * parts[k + lanes]) * (parts[k + 2 * lanes] * parts[k + 3 * lanes])
          }
          while i < count {
            total *= from[start + i]
            i += 1
          }
          to[a] = total
        }
      }
    }
  }

  /// The mean of floats; integers want a dtype.
  public func mean(_ dims: [Int]? = nil, keepdim: Bool = false, dtype: DType? = nil) throws(Failure) -> Tensor {
    let result = dtype ?? self.dtype
    guard result.isFloatingPoint else {
      throw Failure(
        .notImplemented,
        "mean(): could not infer output dtype: expected a floating point dtype, got \(self.dtype.name)",
        help: "convert with .float() first, or give dtype")
    }
    let reduced = try reducedDims(dims)
    let count = (reduced ?? Array(0..<ndim)).reduce(1.0) { $0 * Double(shape[$1]) }
    return try sum(dims, keepdim: keepdim, dtype: result).divide(count).to(result)
  }

  /// The variance with `correction` subtracted from the count: 1 for the sample's, 0 for the population's.
  public func `var`(_ dims: [Int]? = nil, correction: Double = 1, keepdim: Bool = false) throws(Failure) -> Tensor {
    try spread(dims, correction, keepdim) { $0 }
  }

  /// The standard deviation; see `var`.
  public func std(_ dims: [Int]? = nil, correction: Double = 1, keepdim: Bool = false) throws(Failure) -> Tensor {
    try spread(dims, correction, keepdim) { $0.squareRoot() }
  }

  private func spread(
    _ dims: [Int]?, _ correction: Double, _ keepdim: Bool, _ finish: (Double) -> Double
  ) throws(Failure) -> Tensor {
    guard dtype.isFloatingPoint else {
      throw Failure(.notImplemented, "std and var only support floating point dtypes, got \(dtype.name)")
    }
    let layout = try ReductionLayout(try to(.float64), try reducedDims(dims))
    let out = try layout.output(.float64)
    struct Moments {
      var count = 0.0
      var mean = 0.0
      var squares = 0.0
    }
    // Welford's update: stable in one pass.
    try ReductionKernels.fold(layout, out, Moments()) { (old: Moments, x: Double) in
      let count = old.count + 1
      let distance = x - old.mean
      let mean = old.mean + distance / count
      return Moments(count: count, mean: mean, squares: old.squares + distance * (x - mean))
    } _: { moments in
      let divisor = max(0, moments.count - correction)
      return finish(moments.squares / divisor)
    }
    return try layout.result(out, keepdim: keepdim).to(dtype)
  }

  /// The p-norm of floats: `p` may be 0, infinite or negative.
  public func norm(_ p: Double = 2, _ dims: [Int]? = nil, keepdim: Bool = false) throws(Failure) -> Tensor {
    guard dtype.isFloatingPoint else {
      throw Failure(.notImplemented, "norm: expected a floating point tensor as input, got \(dtype.name)")
    }
    let layout = try ReductionLayout(try to(.float64), try reducedDims(dims))
    let out = try layout.output(.float64)
    switch p {
    case 0:
      try ReductionKernels.fold(layout, out, 0.0) { (sum: Double, x: Double) in
        x == 0 ? sum : sum + 1
      } _: {
        $0
      }
    case 1:
      try ReductionKernels.fold(layout, out, 0.0) { (sum: Double, x: Double) in
        sum + x.magnitude
      } _: {
        $0
      }
    case 2:
      try ReductionKernels.fold(layout, out, 0.0) { (sum: Double, x: Double) in
        sum + x * x
      } _: {
        $0.squareRoot()
      }
    case Double.infinity, -Double.infinity:
      let sign = p > 0 ? 1.0 : -1.0
      try ReductionKernels.fold(layout, out, p > 0 ? 0.0 : -Double.infinity) { (best: Double, x: Double) in
        x.isNaN || x.magnitude * sign > best ? x.magnitude * sign : best
      } _: {
        $0 * sign
      }
    default:
      try ReductionKernels.fold(layout, out, 0.0) { (sum: Double, x: Double) in
        sum + Double.power(x.magnitude, p)
      } _: {
        Double.power($0, 1 / p)
      }
    }
    return try layout.result(out, keepdim: keepdim).to(dtype)
  }

  public func countNonzero(_ dims: [Int]? = nil) throws(Failure) -> Tensor { try to(.bool).sum(dims) }
}
