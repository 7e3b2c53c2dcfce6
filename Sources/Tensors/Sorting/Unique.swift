/// Unsafe: `oneHot` writes ones into a fresh tensor, after a check that every class is below their number.

import Catalog

/// Distinct elements and membership.
extension Tensor {
  /// What `unique` finds: the values, which of them each element is (in the tensor's shape), and how often each occurs.
  public struct Distinct: Sendable {
    public let values: Tensor
    public let inverse: Tensor
    public let counts: Tensor
  }

  /// The distinct elements of the flattened tensor, or the distinct slices along `dim`, sorted.
  public func unique(dim: Int? = nil) throws(Failure) -> Distinct {
    if let dim { return try uniqueSlices(dim, consecutive: false) }
    return try distinct(try flatten().argsort(0).elements(Int.self))
  }

  /// The elements (or slices along `dim`) that differ from the one before.
  public func uniqueConsecutive(dim: Int? = nil) throws(Failure) -> Distinct {
    if let dim { return try uniqueSlices(dim, consecutive: true) }
    try Memory.demand(numel, of: 48, "elements")
    return try distinct(Tensor.places(numel))
  }

  /// Runs of equal neighbours in an order of the flattened tensor.
  private func distinct(_ order: [Int]) throws(Failure) -> Distinct {
    let keys = try dtype.isFloatingPoint ? elements(Double.self) : []
    let integers = try dtype.isFloatingPoint ? [] : elements(Int.self)
    let isFloat = dtype.isFloatingPoint
    return try runs(order, 0, shape) { isFloat ? keys[$0] == keys[$1] : integers[$0] == integers[$1] }
  }

  private func uniqueSlices(_ dim: Int, consecutive: Bool) throws(Failure) -> Distinct {
    let dim = try wrap(dim)
    let count = ndim == 0 ? 1 : shape[dim]
    try Memory.demand(count, of: 48, "slices")
    let rows = ndim == 0 ? try reshape([1, 1]) : try movedim([dim], [0]).reshape([count, numel / max(count, 1)])
    let keys = try rows.elements(Double.self)
    let width = rows.shape[1]
    func slice(_ row: Int) -> ArraySlice<Double> { keys[row * width..<(row + 1) * width] }
    var order = try Tensor.places(count)
    if !consecutive {
      try Tensor.sort(&order) {
        let (a, b) = (slice($0), slice($1))
        return a.elementsEqual(b) ? $0 < $1 : a.lexicographicallyPrecedes(b)
      }
    }
    return try runs(order, dim, [count]) { slice($0).elementsEqual(slice($1)) }
  }

  private func runs(
    _ order: [Int], _ dim: Int, _ inverseShape: Shape, _ same: (Int, Int) -> Bool
  ) throws(Failure) -> Distinct {
    var (firsts, counts) = ([Int](), [Int]())
    var inverse = [Int](repeating: 0, count: order.count)
    for (i, place) in order.enumerated() {
      if i & 0xffff == 0 { try Interruption.check() }
      if i > 0 && same(order[i - 1], place) {
        counts[counts.count - 1] += 1
      } else {
        firsts.append(place)
        counts.append(1)
      }
      inverse[place] = counts.count - 1
    }
    let source = order.count == inverseShape.numel && inverseShape == shape ? try flatten() : self
    return Distinct(
      values: try source.indexSelect(dim, try .fromElements(firsts)),
      inverse: try .fromElements(inverse, inverseShape), counts: try .fromElements(counts))
  }

  /// Where elements are among those of `others`.
  public func isin(_ others: Tensor, invert: Bool = false) throws(Failure) -> Tensor {
    let common = Operand.resultType([.tensor(self), .tensor(others)])
    let found: [Bool8]
    if common.isFloatingPoint {
      let set = Set(try others.to(common).elements(Double.self))
      found = try to(common).elements(Double.self).map { Bool8(set.contains($0) != invert) }
    } else {
      let set = Set(try others.elements(Int.self))
      found = try elements(Int.self).map { Bool8(set.contains($0) != invert) }
    }
    return try .fromElements(found, shape)
  }

  /// A dimension more, with 1 at each class's place: int64.
  public func oneHot(_ classes: Int = -1) throws(Failure) -> Tensor {
    guard dtype == .int64 else {
      throw .runtime("one_hot is only applicable to index tensors of int64, got \(dtype.name)")
    }
    let places = try elements(Int.self)
    guard !places.isEmpty || classes > 0 else {
      throw .runtime("can not infer total number of classes from empty tensor")
    }
    guard places.allSatisfy({ $0 >= 0 }) else { throw .runtime("class values must be non-negative") }
    let count = classes == -1 ? (places.max() ?? -1) &+ 1 : classes
    guard count >= 1 else { throw .runtime("num_classes should be positive, got \(classes)") }
    guard places.allSatisfy({ $0 < count }) else { throw .runtime("class values must be smaller than num_classes") }
    let result = try Tensor.zeros(shape + [count], .int64)
    result.withElements(Int.self) { elements in
      for (i, place) in places.enumerated() { elements[i * count + place] = 1 }
    }
    return result
  }
}
