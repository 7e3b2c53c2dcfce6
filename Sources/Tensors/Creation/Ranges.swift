import Catalog

/// Evenly spaced numbers.
extension Tensor {
  /// `torch.arange`: from `start` up to but without `end`; int64 where all three are ints, else float32.
  public static func arange(
    start: Scalar = 0, end: Scalar, step: Scalar = 1, dtype: DType? = nil
  ) throws(Failure) -> Tensor {
    let parts = [start, end, step]
    let isInteger = parts.allSatisfy { if case .float = $0 { false } else { true } }
    let dtype = dtype ?? (isInteger ? .int64 : .float32)
    guard step.double != 0 else { throw .runtime("step must be nonzero") }
    guard start.double.isFinite && end.double.isFinite else {
      throw .runtime("unsupported range: \(start.double) -> \(end.double)")
    }
    guard (end.double - start.double) * (step.double > 0 ? 1 : -1) >= 0 else {
      throw .runtime("upper bound and lower bound inconsistent with step sign")
    }
    guard dtype != .bool else { throw .unimplemented("arange", for: .bool) }
    if dtype.isInteger {
      let (first, distance) = (start.int, step.int)
      guard distance != 0 else { throw .runtime("step must be nonzero") }
      let size =
        isInteger ? integerCount(first, end.int, distance) : try realCount(start.double, end.double, step.double)
      return try generate(size) { i in first &+ i &* distance }.to(dtype)
    }
    let (first, distance) = (start.double, step.double)
    let size = try realCount(first, end.double, distance)
    if dtype == .float64 {
      let whole = size - size % 8
      return try generate(size) { i in
        i < whole ? first + Double(i & ~3) * distance + Double(i & 3) * distance : first + Double(i) * distance
      }
    }
    // torch takes vectors of eight, two at a time: it rounds the first number of each and steps from there.
    let whole = size - size % 16
    return try generate(size) { i in
      if i >= whole { return Float(first + Double(i) * distance) }
      return Float(Double(Float(first + Double(i & ~7) * distance)) + Double(i & 7) * distance)
    }.to(dtype)
  }

  private static func realCount(_ start: Double, _ end: Double, _ step: Double) throws(Failure) -> Int {
    let count = ((end - start) / step).rounded(.up)
    guard count < 0x1p60 else { throw Failure(.memory, "cannot allocate a range of \(count) elements") }
    return Int(count)
  }

  private static func integerCount(_ start: Int, _ end: Int, _ step: Int) -> Int {
    let (span, overflow) = end.subtractingReportingOverflow(start)
    if overflow { return Int.max }
    let (whole, rest) = span.magnitude.quotientAndRemainder(dividingBy: step.magnitude)
    return Int(clamping: whole + (rest != 0 ? 1 : 0))
  }

  /// `torch.linspace`: `steps` numbers from `start` to `end`, both included.
  public static func linspace(
    _ start: Double, _ end: Double, steps: Int, dtype: DType = .float32
  ) throws(Failure) -> Tensor {
    guard steps >= 0 else { throw .runtime("number of steps must be non-negative") }
    if dtype == .float64 || dtype.isInteger {
      let step = steps > 1 ? (end - start) / Double(steps - 1) : 0
      let half = steps / 2
      return try generate(steps) { i in
        i < half || steps == 1 ? start + step * Double(i) : end - step * Double(steps - i - 1)
      }.to(dtype)
    }
    let (first, last) = (Float(start), Float(end))
    let step = steps > 1 ? (last - first) / Float(steps - 1) : 0
    let half = steps / 2
    return try generate(steps) { i in
      i < half || steps == 1
        ? first.addingProduct(step, Float(i)) : last.addingProduct(-step, Float(steps - i - 1))
    }.to(dtype)
  }

  /// `torch.logspace`: `base` to the powers of `linspace`.
  public static func logspace(
    _ start: Double, _ end: Double, steps: Int, base: Double = 10, dtype: DType = .float32
  ) throws(Failure) -> Tensor {
    guard steps >= 0 else { throw .runtime("number of steps must be non-negative") }
    let step = steps > 1 ? (end - start) / Double(steps - 1) : 0
    let half = steps / 2
    return try generate(steps) { i in
      let exponent = i < half || steps == 1 ? start + step * Double(i) : end - step * Double(steps - i - 1)
      return Double.power(base, exponent)
    }.to(dtype)
  }
}
