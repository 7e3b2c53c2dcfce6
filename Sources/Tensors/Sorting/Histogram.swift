import Catalog

extension Tensor {
  /// `numpy.histogram`: counts (int64) and the `bins + 1` edges of all elements: float32 of float32, float64 of integers.
  /// The last bin holds its right edge too.
  /// - Throws: `ValueError` for no bins, or a range that is not finite.
  public func histogram(
    bins: Int = 10, range: (Double, Double)? = nil
  ) throws(Failure) -> (counts: Tensor, edges: Tensor) {
    guard bins >= 1 else { throw .value("`bins` must be positive, got \(bins)") }
    // The counts, the edges, and what is drawn of them.
    try Memory.demand(bins, of: 256, "bins", argument: "bins")
    guard dtype.isFloatingPoint && dtype != .float64 else { return try histogram(Double.self, bins, range) }
    let result = try histogram(Float.self, bins, range)
    return (result.counts, try result.edges.to(dtype))
  }

  private func histogram<T: Real>(
    _: T.Type, _ bins: Int, _ range: (Double, Double)?
  ) throws(Failure) -> (counts: Tensor, edges: Tensor) {
    let values = try elements(T.self)
    var (first, last): (T, T)
    if let range { (first, last) = (T(range.0), T(range.1)) } else { (first, last) = try Tensor.extent(of: values) }
    guard first.isFinite, last.isFinite else {
      throw .value("\(range == nil ? "autodetected" : "supplied") range of [\(first), \(last)] is not finite")
    }
    guard first <= last else { throw .value("max must be larger than min in range parameter") }
    if first == last { (first, last) = (first - 0.5, last + 0.5) }
    let width = last - first
    guard width.isFinite, width / T(bins) > 0, first + width / T(bins) > first else {
      throw .value("too many bins for data range: cannot create \(bins) finite-sized bins")
    }
    // numpy computes the edges of a given range in doubles, and those of its own in the elements' dtype.
    let edges: [T]
    if let range, range.0 < range.1 {
      let step = (range.1 - range.0) / Double(bins)
      edges = (0..<bins).map { T(Double($0) * step + range.0) } + [last]
    } else {
      let step = width / T(bins)
      edges = (0..<bins).map { T($0) * step + first } + [last]
    }
    var counts = [Int](repeating: 0, count: bins)
    for (place, value) in values.enumerated() {
      if place & 0xffff == 0 { try Interruption.check() }
      guard value >= first && value <= last else { continue }
      var bin = Swift.min(Int((value - first) / width * T(bins)), bins - 1)
      // The quotient may round across an edge; the edges decide.
      if value < edges[bin] { bin -= 1 }
      if bin < bins - 1 && value >= edges[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    return (try .fromElements(counts), try .fromElements(edges))
  }

  /// The smallest and the largest; nan where there is one, 0 and 1 of nothing.
  private static func extent<T: Real>(of values: [T]) throws(Failure) -> (T, T) {
    guard var first = values.first else { return (0, 1) }
    var last = first
    for (place, value) in values.enumerated() {
      if place & 0xffff == 0 { try Interruption.check() }
      if value.isNaN { return (value, value) }
      if value < first { first = value }
      if value > last { last = value }
    }
    return (first, last)
  }
}
