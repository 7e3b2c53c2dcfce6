import Catalog

/// Smallest and largest elements and where they are; nan wins, and of equals the first.
extension Tensor {
  /// torch's `amax`, and `max()` of all.
  public func amax(_ dims: [Int]? = nil, keepdim: Bool = false) throws(Failure) -> Tensor {
    try extreme("amax", dims, keepdim, largest: true)
  }
  /// torch's `amin`, and `min()` of all.
  public func amin(_ dims: [Int]? = nil, keepdim: Bool = false) throws(Failure) -> Tensor {
    try extreme("amin", dims, keepdim, largest: false)
  }

  /// torch's `max(dim)`.
  public func maximum(dim: Int, keepdim: Bool = false) throws(Failure) -> (values: Tensor, indices: Tensor) {
    try extremePairs("max", dim, keepdim, largest: true)
  }
  /// torch's `min(dim)`.
  public func minimum(dim: Int, keepdim: Bool = false) throws(Failure) -> (values: Tensor, indices: Tensor) {
    try extremePairs("min", dim, keepdim, largest: false)
  }

  /// Where the largest is: in the flattened tensor for nil.
  public func argmax(_ dim: Int? = nil, keepdim: Bool = false) throws(Failure) -> Tensor {
    try place("argmax", dim, keepdim, largest: true)
  }
  public func argmin(_ dim: Int? = nil, keepdim: Bool = false) throws(Failure) -> Tensor {
    try place("argmin", dim, keepdim, largest: false)
  }

  private func extreme(_ name: String, _ dims: [Int]?, _ keepdim: Bool, largest: Bool) throws(Failure) -> Tensor {
    let reduced = try reducedDims(dims)
    try requireElements(name, reduced)
    let wide: DType = dtype.isFloatingPoint ? dtype.computeType : .int64
    let layout = try ReductionLayout(try to(wide), reduced)
    let out = try layout.output(wide)
    switch wide {
    case .int64:
      if largest {
        try ReductionKernels.fold(layout, out, Int.min) { (best: Int, x: Int) in
          max(best, x)
        } _: {
          $0
        }
      } else {
        try ReductionKernels.fold(layout, out, Int.max) { (best: Int, x: Int) in
          min(best, x)
        } _: {
          $0
        }
      }
    case .float64: try Tensor.extreme(layout, out, Double.self, largest)
    default: try Tensor.extreme(layout, out, Float.self, largest)
    }
    return try layout.result(out, keepdim: keepdim).to(dtype)
  }

  private static func extreme<T: Real>(
    _ layout: ReductionLayout, _ out: Tensor, _: T.Type, _ largest: Bool
  ) throws(Failure) {
    if largest {
      try ReductionKernels.fold(layout, out, -T.infinity) { (best: T, x: T) in
        x > best || x.isNaN ? x : best
      } _: {
        $0
      }
    } else {
      try ReductionKernels.fold(layout, out, T.infinity) { (best: T, x: T) in
        x < best || x.isNaN ? x : best
      } _: {
        $0
      }
    }
  }

  private func place(_ name: String, _ dim: Int?, _ keepdim: Bool, largest: Bool) throws(Failure) -> Tensor {
    guard dtype != .bool || name == "max" || name == "min" else {
      throw Failure(.notImplemented, "\(name)(): does not support bool input")
    }
    let reduced = try reducedDims(dim.map { [$0] })
    try requireElements(name, ndim == 0 ? nil : reduced)
    // Places count in the order of dimensions, so memory's order must be theirs.
    let source = try to(dtype.isFloatingPoint ? .float64 : .int64).contiguous()
    let layout = try ReductionLayout(source, reduced)
    let out = try layout.output(.int64)
    if source.dtype == .int64 {
      if largest {
        try ReductionKernels.place(layout, out, Int.self) { $0 > $1 }
      } else {
        try ReductionKernels.place(layout, out, Int.self) { $0 < $1 }
      }
    } else if largest {
      try ReductionKernels.place(layout, out, Double.self) { !$1.isNaN && ($0 > $1 || $0.isNaN) }
    } else {
      try ReductionKernels.place(layout, out, Double.self) { !$1.isNaN && ($0 < $1 || $0.isNaN) }
    }
    return try layout.result(out, keepdim: keepdim)
  }

  private func extremePairs(
    _ name: String, _ dim: Int, _ keepdim: Bool, largest: Bool
  ) throws(Failure) -> (values: Tensor, indices: Tensor) {
    if ndim == 0 {
      _ = try wrap(dim)
      return (try clone(), try .zeros([], .int64))
    }
    let indices = try place(name, dim, true, largest: largest)
    let values = try gather(dim, indices)
    return keepdim ? (values, indices) : (try values.squeeze(dim), try indices.squeeze(dim))
  }

  /// Whether all are true; bool, but uint8 of uint8.
  public func all(_ dims: [Int]? = nil, keepdim: Bool = false) throws(Failure) -> Tensor {
    let layout = try ReductionLayout(try to(.bool), try reducedDims(dims))
    let out = try layout.output(.bool)
    try ReductionKernels.fold(layout, out, true) { (all: Bool, x: Bool8) in
      all && x.isTrue
    } _: {
      Bool8($0)
    }
    return try layout.result(out, keepdim: keepdim).to(dtype == .uint8 ? .uint8 : .bool)
  }

  /// Whether any is true; bool, but uint8 of uint8.
  public func any(_ dims: [Int]? = nil, keepdim: Bool = false) throws(Failure) -> Tensor {
    let layout = try ReductionLayout(try to(.bool), try reducedDims(dims))
    let out = try layout.output(.bool)
    try ReductionKernels.fold(layout, out, false) { (any: Bool, x: Bool8) in
      any || x.isTrue
    } _: {
      Bool8($0)
    }
    return try layout.result(out, keepdim: keepdim).to(dtype == .uint8 ? .uint8 : .bool)
  }
}
