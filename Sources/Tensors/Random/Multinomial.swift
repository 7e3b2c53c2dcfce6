// Unsafe: reads weights and writes indices through the buffers of contiguous tensors made here, within their counts.

import Catalog

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension Tensor {
  /// Indices drawn in proportion to `weights`, a vector or a matrix of one distribution per row
  /// (`torch.multinomial`): int64 of shape [count] or [rows, count].
  ///
  /// Without replacement (and for a single draw) every weight is divided by an exponential draw and the largest win;
  /// with replacement each sample is one uniform looked up in the running sums. Equal quotients (zero weights, half
  /// types) come in the order in which torch's `topk` leaves them.
  /// - Throws: `RuntimeError` for weights that are negative, not finite or all zero, for more samples than weights
  ///   without replacement, for a count below 1, and unless the weights are floating point in 1 or 2 dimensions.
  /// - Complexity: O(n log count) a row without replacement, O(n + count log n) with.
  public static func multinomial(
    _ weights: Tensor, count: Int, replacement: Bool = false, generator: Generator = .default
  ) throws(Failure) -> Tensor {
    guard weights.dtype.isFloatingPoint else {
      throw .runtime("multinomial expects floating point weights, got \(weights.dtype.torchName)")
    }
    guard (1...2).contains(weights.ndim) else {
      throw .runtime("multinomial expects weights in 1 or 2 dimensions, got \(weights.ndim)")
    }
    guard count > 0 else { throw .runtime("multinomial expects at least 1 sample, got \(count)") }
    let columns = weights.shape[weights.ndim - 1]
    let rows = weights.ndim == 2 ? weights.shape[0] : 1
    guard replacement || count <= columns else {
      throw .runtime(
        "cannot draw \(count) samples without replacement from \(columns) weights",
        help: "use replacement: True, or draw at most \(columns)")
    }
    let result = try empty(weights.ndim == 2 ? [rows, count] : [count], .int64)
    guard rows > 0 else { return result }
    guard columns > 0 else { throw .runtime("multinomial cannot draw from an empty list of weights") }
    let values = try weights.doublesInLogicalOrder()
    if replacement && count > 1 {
      let sums = try (0..<rows).map { row throws(Failure) in
        try runningSums(values[(row * columns)..<((row + 1) * columns)], inDouble: weights.dtype == .float64)
      }
      result.withElements(Int.self) { (indices: UnsafeMutableBufferPointer<Int>) in
        generator.withEngine { engine in
          for row in 0..<rows {
            for i in 0..<count { indices[row * count + i] = firstIndex(in: sums[row], atLeast: engine.uniform64()) }
          }
        }
      }
      return result
    }
    try checkWeights(values, rows: rows, columns: columns)
    let draws = try weights.emptyLike().fillExponential(generator: generator).doublesInLogicalOrder()
    var quotients: [Double] = []
    quotients.reserveCapacity(values.count)
    for place in values.indices {
      if place & 0xffff == 0 { try Interruption.check() }
      quotients.append(quotient(values[place], draws[place], weights.dtype))
    }
    try result.withElements(Int.self) { (indices: UnsafeMutableBufferPointer<Int>) throws(Failure) in
      for row in 0..<rows {
        try Interruption.check()
        let scores = quotients[(row * columns)..<((row + 1) * columns)]
        let chosen =
          count == 1 ? [indexOfLargest(scores)] : try Selection<DescendingReals>.firstPlaces(count, of: scores)
        for (i, index) in chosen.enumerated() { indices[row * count + i] = index }
      }
    }
    return result
  }

  private static func checkWeights(_ values: [Double], rows: Int, columns: Int) throws(Failure) {
    for (place, value) in values.enumerated() {
      if place & 0xffff == 0 { try Interruption.check() }
      guard value >= 0, value < .infinity else {
        throw .runtime(
          "multinomial expects finite weights of at least 0, got \(PythonText.repr(value))", argument: "weights")
      }
    }
    for row in 0..<rows where values[(row * columns)..<((row + 1) * columns)].allSatisfy({ $0 == 0 }) {
      throw .runtime("multinomial expects a positive sum of weights, got 0", argument: "weights")
    }
  }

  /// Running sums divided by the total, the last one 1; in float32 unless the weights are float64.
  private static func runningSums(_ weights: ArraySlice<Double>, inDouble: Bool) throws(Failure) -> [Double] {
    var sums: [Double] = []
    sums.reserveCapacity(weights.count)
    var total = 0.0
    for weight in weights {
      guard weight >= 0 else {
        throw .runtime("multinomial expects weights of at least 0, got \(PythonText.repr(weight))", argument: "weights")
      }
      guard weight < .infinity else {
        throw .runtime("multinomial expects finite weights, got \(PythonText.repr(weight))", argument: "weights")
      }
      total = inDouble ? total + weight : Double(Float(total) + Float(weight))
      sums.append(total)
    }
    guard total > 0 else {
      throw .runtime("multinomial expects a positive sum of weights, got 0", argument: "weights")
    }
    for i in sums.indices { sums[i] = inDouble ? sums[i] / total : Double(Float(sums[i]) / Float(total)) }
    sums[sums.count - 1] = 1
    return sums
  }

  private static func firstIndex(in sums: [Double], atLeast value: Double) -> Int {
    var low = 0
    var high = sums.count
    while low < high {
      let middle = low + (high - low) / 2
      if sums[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func quotient(_ weight: Double, _ draw: Double, _ dtype: DType) -> Double {
    switch dtype {
    case .float64: weight / draw
    case .float16: Float16(Float(weight) / Float(draw)).double
    case .bfloat16: BFloat16(Float(weight) / Float(draw)).double
    default: Double(Float(weight) / Float(draw))
    }
  }

  /// The index of the largest score, the first one of equals; nan counts as the largest.
  private static func indexOfLargest(_ scores: ArraySlice<Double>) -> Int {
    var best = scores.startIndex
    for i in scores.indices where exceeds(scores[i], scores[best]) { best = i }
    return best - scores.startIndex
  }
}
