/// Unsafe: `bincount` adds into the buffers of fresh tensors. Invariant: every place was checked not to be negative,
/// and there is one element more than the largest says.

import Catalog

/// Counting into bins and finding places in sorted sequences.
extension Tensor {
  /// How often each of 0, 1, … occurs in a vector of integers: int64, or the sum of the weights (float32, else float64).
  public func bincount(weights: Tensor? = nil, minlength: Int = 0) throws(Failure) -> Tensor {
    guard !dtype.isFloatingPoint && dtype != .bool else {
      throw .unimplemented("bincount", for: dtype)
    }
    guard minlength >= 0 else { throw .runtime("minlength should be >= 0, got \(minlength)") }
    let places = try elements(Int.self)
    guard ndim == 1 || numel == 0, places.allSatisfy({ $0 >= 0 }) else {
      throw .runtime("bincount only supports 1-d non-negative integral inputs")
    }
    let largest = places.max() ?? -1
    guard largest < Memory.limit else { throw Failure(.memory, "cannot count \(largest) bins") }
    let size = max(largest + 1, minlength)
    guard let weights else {
      let result = try Tensor.zeros([size], .int64)
      result.withElements(Int.self) { counts in for place in places { counts[place] += 1 } }
      return result
    }
    guard weights.ndim == 1, weights.numel == places.count else {
      throw .runtime("weights should be 1-d and have the same length as input")
    }
    if weights.dtype == .float32 {
      let values = try weights.elements(Float.self)
      let result = try Tensor.zeros([size], .float32)
      result.withElements(Float.self) { sums in for (i, place) in places.enumerated() { sums[place] += values[i] } }
      return result
    }
    let values = try weights.elements(Double.self)
    let result = try Tensor.zeros([size], .float64)
    result.withElements(Double.self) { sums in for (i, place) in places.enumerated() { sums[place] += values[i] } }
    return result
  }

  /// `torch.histc`: counts of a float tensor in `bins` equal bins from `min` to `max` (the tensor's own, if both are 0);
  /// elements outside are not counted.
  public func histc(bins: Int = 100, min low: Double = 0, max high: Double = 0) throws(Failure) -> Tensor {
    guard dtype.isFloatingPoint else {
      throw .unimplemented("histc", for: dtype)
    }
    guard bins > 0 else { throw .runtime("bins must be > 0, got \(bins)") }
    try Memory.demand(bins, of: 8, "bins", argument: "bins")
    guard high >= low else { throw .runtime("max must be larger than min, got \(low) and \(high)") }
    let values = try elements(Double.self)
    var (first, last) = (low, high)
    if first == last, let smallest = values.min(), let largest = values.max() { (first, last) = (smallest, largest) }
    if first == last { (first, last) = (first - 1, last + 1) }
    guard first.isFinite, last.isFinite, (last - first).isFinite, last > first else {
      throw .runtime("range of [\(first), \(last)] is not finite")
    }
    var counts = [Double](repeating: 0, count: bins)
    for value in values where value >= first && value <= last {
      counts[Swift.min(Int((value - first) / (last - first) * Double(bins)), bins - 1)] += 1
    }
    return try Tensor.fromElements(counts).to(dtype)
  }

  /// Where each of `values` belongs in this sorted sequence (rows of it, for more dimensions): before equal elements,
  /// or after them if `right`. int64.
  public func searchsorted(_ values: some TensorOperand, right: Bool = false) throws(Failure) -> Tensor {
    let values = try values.operand.tensor(Operand.resultType([values.operand]))
    guard ndim >= 1 else { throw .runtime("boundaries tensor should have at least 1 dimension") }
    guard ndim == 1 || ndim == values.ndim && shape.prefix(ndim - 1) == values.shape.prefix(ndim - 1) else {
      throw .runtime(
        "boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and input value "
          + "tensor must match, but we got boundaries tensor \(shape.dims) and input value tensor \(values.shape.dims)")
    }
    let boundaries = try elements(Double.self)
    let wanted = try values.elements(Double.self)
    let size = shape[ndim - 1]
    let perRow = ndim == 1 ? wanted.count : values.shape[ndim - 1]
    var places = [Int](repeating: 0, count: wanted.count)
    for (i, value) in wanted.enumerated() {
      let base = ndim == 1 ? 0 : i / max(perRow, 1) * size
      var (low, high) = (0, size)
      while low < high {
        let middle = (low + high) / 2
        let boundary = boundaries[base + middle]
        let isAfter = right ? !(boundary > value) : !(boundary >= value)
        if isAfter { low = middle + 1 } else { high = middle }
      }
      places[i] = low
    }
    return try .fromElements(places, values.shape)
  }

  /// `torch.bucketize`: the bucket of each element between sorted boundaries.
  public func bucketize(_ boundaries: Tensor, right: Bool = false) throws(Failure) -> Tensor {
    guard boundaries.ndim == 1 else {
      throw .runtime("boundaries tensor must be 1 dimension, but got dim(\(boundaries.ndim))")
    }
    return try boundaries.searchsorted(self, right: right)
  }

  /// The quantiles of floats along `dim` (of the flattened tensor for nil), interpolated linearly between neighbours;
  /// a vector of `q` adds a first dimension.
  public func quantile(
    _ q: Tensor, dim: Int? = nil, keepdim: Bool = false, interpolation: QuantileInterpolation = .linear
  ) throws(Failure) -> Tensor {
    guard dtype == .float32 || dtype == .float64 else {
      throw .runtime("quantile() input tensor must be either float or double dtype, got \(dtype.name)")
    }
    guard q.ndim <= 1 else { throw .runtime("quantile() q must be a scalar or 1D tensor") }
    let ranks = try q.elements(Double.self)
    guard ranks.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
      throw .runtime("quantile() q values must be in the range [0, 1]")
    }
    guard numel > 0 else { throw .runtime("quantile() input tensor must be non-empty") }
    let wrapped = dim == nil ? nil : try wrap(dim!)
    let source = wrapped == nil || ndim == 0 ? try flatten() : try movedim([wrapped!], [-1])
    let sorted = try source.sort().values
    let hasNan = try sorted.isnan().any([-1])
    let size = source.shape[source.ndim - 1]
    var parts: [Tensor] = []
    for rank in ranks {
      let place =
        q.dtype == .float32 && dtype == .float32 ? Double(Float(rank) * Float(size - 1)) : rank * Double(size - 1)
      let below = interpolation.place(place)
      let low = try sorted.select(-1, Int(below))
      let high = try sorted.select(-1, Int(place.rounded(.up)))
      let weight = interpolation == .linear ? place - below : interpolation == .midpoint ? 0.5 : 0
      parts.append(try low.lerp(high, weight).maskedFill(hasNan, Double.nan))
    }
    var result = q.ndim == 0 ? parts[0] : parts.isEmpty ? try .empty([0], dtype) : try Tensor.stack(parts)
    if keepdim {
      let lead = q.ndim == 0 ? [] : [ranks.count]
      result = try result.reshape(lead + shape.dims.indices.map { wrapped == nil || $0 == wrapped ? 1 : shape[$0] })
    }
    return result
  }
}

/// What a quantile between two elements is.
public enum QuantileInterpolation: String, Sendable, CaseIterable {
  case linear, lower, higher, nearest, midpoint

  /// The element that is read first.
  func place(_ exact: Double) -> Double {
    switch self {
    case .linear, .lower, .midpoint: exact.rounded(.down)
    case .higher: exact.rounded(.up)
    case .nearest: exact.rounded(.toNearestOrEven)
    }
  }
}
