// Unsafe: fills elements through pointers. Invariants: every place is inside the tensor (offsets come from its own shape and
// strides), and the tensor outlives the fill.

import Catalog

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Random values written in place (torch's methods with a trailing underscore). Each draws exactly what torch's method
/// draws, in torch's order: row-major, but a permuted dense tensor in the order of its memory. Empty tensors draw
/// nothing. All give the tensor itself.
/// - Throws: `RuntimeError` where the tensor is expanded, so that several elements share one place.
extension Tensor {
  /// `uniform_(from, to)`: uniform in [from, to).
  /// - Throws: `RuntimeError` where `from > to` or a bound does not fit, `NotImplementedError` unless floating point.
  @discardableResult
  public func fillUniform(
    from: Double = 0, to: Double = 1, generator: Generator = .default
  ) throws(Failure) -> Tensor {
    try requireFloatingPoint("uniform_")
    try checkUniform(from, to)
    try requireOnePlacePerElement()
    if numel == 0 { return self }
    let order = isContiguous ? [] : dimensionsByStride
    generator.withEngine { engine in
      if from == 0, to == 1 {
        switch dtype {
        case .float64: fill(Double.self, order) { engine.uniform64() }
        case .float16:
          fill(Float16.self, order) {
            let value = Float16(engine.uniform32())
            return value == 1 ? 0 : value
          }
        case .bfloat16:
          fill(BFloat16.self, order) {
            let value = BFloat16(engine.uniform32())
            return value.float == 1 ? BFloat16(bits: 0) : value
          }
        default: fill(Float.self, order) { engine.uniform32() }
        }
      } else {
        let (low, width, high) = (Float(from), Float(to) - Float(from), Float(to))
        switch dtype {
        case .float64:
          fill(Double.self, order) {
            let value = from.addingProduct(engine.uniform64(), to - from)
            return value == to ? from : value
          }
        case .float16:
          fill(Float16.self, order) {
            let value = Float16(low.addingProduct(engine.uniform32(), width))
            return value == Float16(high) ? Float16(low) : value
          }
        case .bfloat16:
          fill(BFloat16.self, order) {
            let value = BFloat16(low.addingProduct(engine.uniform32(), width))
            return value == BFloat16(high) ? BFloat16(low) : value
          }
        default:
          fill(Float.self, order) {
            let value = low.addingProduct(engine.uniform32(), width)
            return value == high ? low : value
          }
        }
      }
    }
    try Interruption.check()
    return self
  }

  /// `normal_(mean, std)`. - Throws: `RuntimeError` for a negative deviation, `NotImplementedError` unless floating point.
  @discardableResult
  public func fillNormal(
    mean: Double = 0, std: Double = 1, generator: Generator = .default
  ) throws(Failure) -> Tensor {
    guard std >= 0 else {
      throw .runtime("normal expects std >= 0.0, got std=\(PythonText.repr(std))", argument: "std")
    }
    try requireFloatingPoint("normal_")
    try requireOnePlacePerElement()
    let count = numel
    if count == 0 { return self }
    generator.withEngine { engine in
      if count >= 16, isContiguous {
        switch dtype {
        case .float64:
          withElements(Double.self) { (values: UnsafeMutableBufferPointer<Double>) in
            values.baseAddress.map { engine.fillNormalBlocks($0, count, mean: mean, std: std) }
          }
        case .float16:
          withElements(Float16.self) { (values: UnsafeMutableBufferPointer<Float16>) in
            values.baseAddress.map {
              engine.fillNormalBlocks($0, count, mean: Float(mean), std: Float(std)) { Float16($0) }
            }
          }
        case .bfloat16:
          withElements(BFloat16.self) { (values: UnsafeMutableBufferPointer<BFloat16>) in
            values.baseAddress.map {
              engine.fillNormalBlocks($0, count, mean: Float(mean), std: Float(std)) { BFloat16($0) }
            }
          }
        default:
          withElements(Float.self) { (values: UnsafeMutableBufferPointer<Float>) in
            values.baseAddress.map { engine.fillNormalBlocks($0, count, mean: Float(mean), std: Float(std)) }
          }
        }
      } else {
        fill(drawing: { mean.addingProduct(engine.normal(), std) })
      }
    }
    try Interruption.check()
    return self
  }

  /// `random_(from, to)`: integers in `from ..< to`, in any dtype.
  /// - Throws: `RuntimeError` where the range is empty or leaves the dtype.
  @discardableResult
  public func fillRandom(
    from: Int = 0, below to: Int, generator: Generator = .default
  ) throws(Failure) -> Tensor {
    try fillRandom(dtype.integerRange(low: from, high: to), generator)
  }

  /// `random_(from, None)`: integers from `from` to the largest that the dtype holds exactly.
  @discardableResult
  public func fillRandom(from: Int, generator: Generator = .default) throws(Failure) -> Tensor {
    try fillRandom(dtype.integerRange(from: from), generator)
  }

  /// `random_()`: integers from 0 to the largest that the dtype holds exactly.
  @discardableResult
  public func fillRandom(generator: Generator = .default) throws(Failure) -> Tensor {
    try fillRandom(dtype.wholeIntegerRange, generator)
  }

  private func fillRandom(_ range: IntegerRange, _ generator: Generator) throws(Failure) -> Tensor {
    try requireOnePlacePerElement()
    if numel == 0 { return self }
    generator.withEngine { engine in
      range.drawing(from: &engine) { draw in fill(drawingInts: draw) }
    }
    try Interruption.check()
    return self
  }

  /// `exponential_(rate)`. - Throws: `RuntimeError` unless the rate is positive and the dtype floating point.
  @discardableResult
  public func fillExponential(rate: Double = 1, generator: Generator = .default) throws(Failure) -> Tensor {
    guard dtype.isFloatingPoint else {
      throw .runtime("exponential_ expects a floating point dtype, got \(dtype.torchName)")
    }
    guard rate > 0 else {
      throw .runtime("exponential_ expects lambda > 0.0, got lambda=\(PythonText.repr(rate))", argument: "lambd")
    }
    let scale = -1 / rate
    return try fillDrawing(generator) { scale * log1p(-$0.uniform64()) }
  }

  /// `bernoulli_(p)`: 1 with probability `p`, else 0, in any dtype.
  /// - Throws: `RuntimeError` where `p` is not in [0, 1].
  @discardableResult
  public func fillBernoulli(p: Double = 0.5, generator: Generator = .default) throws(Failure) -> Tensor {
    guard p >= 0, p <= 1 else {
      throw .runtime("bernoulli_ expects p to be in [0, 1], got p=\(PythonText.repr(p))", argument: "p")
    }
    try requireOnePlacePerElement()
    if numel == 0 { return self }
    generator.withEngine { engine in fill(drawingInts: { engine.uniform64() < p ? 1 : 0 }) }
    try Interruption.check()
    return self
  }

  /// `cauchy_(median, sigma)`. - Throws: `RuntimeError` unless sigma is positive and the dtype floating point.
  @discardableResult
  public func fillCauchy(
    median: Double = 0, sigma: Double = 1, generator: Generator = .default
  ) throws(Failure) -> Tensor {
    guard dtype.isFloatingPoint else {
      throw .runtime("cauchy_ expects a floating point dtype, got \(dtype.torchName)")
    }
    guard sigma > 0 else {
      throw .runtime("cauchy_ expects sigma > 0.0, got sigma=\(PythonText.repr(sigma))", argument: "sigma")
    }
    return try fillDrawing(generator) { median.addingProduct(sigma, tan(Double.pi * ($0.uniform64() - 0.5))) }
  }

  /// `log_normal_(mean, std)`: the exponential of a normal value.
  /// - Throws: `RuntimeError` unless `std` is positive, `NotImplementedError` unless floating point.
  @discardableResult
  public func fillLogNormal(
    mean: Double = 1, std: Double = 2, generator: Generator = .default
  ) throws(Failure) -> Tensor {
    guard std > 0 else {
      throw .runtime("log_normal_ expects std > 0.0, got std=\(PythonText.repr(std))", argument: "std")
    }
    try requireFloatingPoint("log_normal_")
    return try fillDrawing(generator) { exp(mean.addingProduct($0.normal(), std)) }
  }

  /// `geometric_(p)`: the trials until the first success, from 1.
  /// - Throws: `RuntimeError` unless `p` is in (0, 1), `NotImplementedError` for bool.
  @discardableResult
  public func fillGeometric(p: Double, generator: Generator = .default) throws(Failure) -> Tensor {
    guard p > 0, p < 1 else {
      throw .runtime("geometric_ expects p to be in (0, 1), got p=\(PythonText.repr(p))", argument: "p")
    }
    guard dtype != .bool else { throw Failure(.notImplemented, "geometric_ is not implemented for torch.bool") }
    let scale = log1p(-p)
    return try fillDrawing(generator) { (log($0.uniform64()) / scale).rounded(.up) }
  }

  @inline(__always)
  private func fillDrawing(
    _ generator: Generator, _ draw: (inout MersenneTwister) -> Double
  ) throws(Failure) -> Tensor {
    try requireOnePlacePerElement()
    if numel == 0 { return self }
    generator.withEngine { engine in fill(drawing: { draw(&engine) }) }
    try Interruption.check()
    return self
  }

  // MARK: checks

  private func requireFloatingPoint(_ name: String) throws(Failure) {
    guard dtype.isFloatingPoint else {
      throw Failure(
        .notImplemented, "\(name) is not implemented for \(dtype.torchName)",
        help: "use a floating point dtype, or randint for whole numbers")
    }
  }

  func requireOnePlacePerElement() throws(Failure) {
    guard !isContiguous else { return }
    for (size, stride) in zip(shape.dims, strides) where size > 1 && stride == 0 {
      throw .runtime(
        "unsupported operation: more than one element of the written-to tensor refers to a single memory location",
        help: "clone() the tensor before writing to it")
    }
  }

  private func checkUniform(_ from: Double, _ to: Double) throws(Failure) {
    let largest: Double =
      switch dtype {
      case .float16: 65504
      case .bfloat16: 0x1.fep127
      case .float32: Double(Float.greatestFiniteMagnitude)
      default: Double.greatestFiniteMagnitude
      }
    for (name, value) in [("from", from), ("to", to)] {
      guard value >= -largest, value <= largest else {
        throw .runtime(
          "'\(name)' is out of bounds for \(dtype.torchName), got \(PythonText.repr(value))", argument: name)
      }
    }
    guard from <= to else {
      throw .runtime(
        "uniform_ expects to return a [from, to) range, got from=\(PythonText.repr(from)) > to=\(PythonText.repr(to))")
    }
    guard to - from <= largest else {
      throw .runtime(
        "uniform_ expects to - from to fit \(dtype.torchName), got from=\(PythonText.repr(from)) and "
          + "to=\(PythonText.repr(to))")
    }
  }
}
