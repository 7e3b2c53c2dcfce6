import Catalog

/// Order along a dimension. Nan is larger than everything.
extension Tensor {
  /// Sorted values and where they come from; equal elements keep their order.
  public func sort(
    _ dim: Int = -1, descending: Bool = false
  ) throws(Failure) -> (values: Tensor, indices: Tensor) {
    let indices = try argsort(dim, descending: descending)
    return (try gather(dim, indices), indices)
  }

  /// The indices that sort along `dim`.
  public func argsort(_ dim: Int = -1, descending: Bool = false) throws(Failure) -> Tensor {
    try choosePlaces(
      dim, nil,
      integers: { (keys) throws(Failure) in try Tensor.sortedPlaces(keys) { descending ? $0 > $1 : $0 < $1 } },
      reals: { (keys) throws(Failure) in
        try Tensor.sortedPlaces(keys) { descending ? Tensor.exceeds($0, $1) : Tensor.exceeds($1, $0) }
      })
  }

  /// The `k` largest (or smallest) along `dim`, in order if `sorted`.
  public func topk(
    _ k: Int, dim: Int = -1, largest: Bool = true, sorted: Bool = true
  ) throws(Failure) -> (values: Tensor, indices: Tensor) {
    let size = ndim == 0 ? 1 : shape[try wrap(dim)]
    guard k >= 0 && k <= size else { throw .runtime("selected index k out of range: expected 0 to \(size), got \(k)") }
    let indices = try choosePlaces(
      dim, k,
      integers: { (keys) throws(Failure) in
        try largest
          ? Selection<DescendingIntegers>.firstPlaces(k, of: keys, sorted: sorted)
          : Selection<AscendingIntegers>.firstPlaces(k, of: keys, sorted: sorted)
      },
      reals: { (keys) throws(Failure) in
        try largest
          ? Selection<DescendingReals>.firstPlaces(k, of: keys, sorted: sorted)
          : Selection<AscendingReals>.firstPlaces(k, of: keys, sorted: sorted)
      })
    return (try gather(dim, indices), indices)
  }

  /// The `k`th smallest along `dim`, counted from 1.
  public func kthvalue(
    _ k: Int, dim: Int = -1, keepdim: Bool = false
  ) throws(Failure) -> (values: Tensor, indices: Tensor) {
    let wrapped = try wrap(dim)
    let size = ndim == 0 ? 1 : shape[wrapped]
    guard k >= 1 && k <= size else {
      throw .runtime("kthvalue(): selected number k out of range for dimension \(wrapped)")
    }
    let indices = try choosePlaces(
      dim, 1,
      integers: { (keys) throws(Failure) in [try Selection<AscendingIntegers>.place(ofRank: k - 1, in: keys)] },
      reals: { (keys) throws(Failure) in [try Selection<AscendingReals>.place(ofRank: k - 1, in: keys)] })
    return try dropped(dim, indices, keepdim)
  }

  /// The lower median of all elements; nan if there is one, or none at all.
  public func median() throws(Failure) -> Tensor {
    try requireOrder("median")
    if numel == 0 { return try .scalar(dtype.isFloatingPoint ? .float(.nan) : .int(Int.min), dtype) }
    return try flatten().median(dim: 0).values
  }

  /// The lower median along `dim`; nan where there is one.
  public func median(dim: Int, keepdim: Bool = false) throws(Failure) -> (values: Tensor, indices: Tensor) {
    let wrapped = try wrap(dim)
    try requireOrder("median")
    try requireElements("median", [wrapped])
    let indices = try choosePlaces(
      dim, 1,
      integers: { (keys) throws(Failure) in [try Tensor.sortedPlaces(keys, <)[(keys.count - 1) / 2]] },
      reals: { (keys) throws(Failure) in
        if let nan = keys.firstIndex(where: { $0.isNaN }) { return [nan - keys.startIndex] }
        return [try Tensor.sortedPlaces(keys, <)[(keys.count - 1) / 2]]
      })
    return try dropped(dim, indices, keepdim)
  }

  /// The most frequent along `dim` (of equals the smallest), and where it comes last.
  public func mode(_ dim: Int = -1, keepdim: Bool = false) throws(Failure) -> (values: Tensor, indices: Tensor) {
    let wrapped = try wrap(dim)
    try requireElements("mode", [wrapped])
    func mostFrequent(_ places: [Int], _ same: (Int, Int) -> Bool) -> [Int] {
      var (best, bestCount, start) = (places[0], 0, 0)
      for i in places.indices where i + 1 == places.count || !same(places[i], places[i + 1]) {
        if i + 1 - start > bestCount { (best, bestCount) = (places[i], i + 1 - start) }
        start = i + 1
      }
      return [best]
    }
    let indices = try choosePlaces(
      dim, 1,
      integers: { (keys) throws(Failure) in
        mostFrequent(try Tensor.sortedPlaces(keys, <)) { keys[keys.startIndex + $0] == keys[keys.startIndex + $1] }
      },
      reals: { (keys) throws(Failure) in
        mostFrequent(try Tensor.sortedPlaces(keys) { Tensor.exceeds($1, $0) }) {
          keys[keys.startIndex + $0] == keys[keys.startIndex + $1]
        }
      })
    return try dropped(dim, indices, keepdim)
  }

  private func dropped(
    _ dim: Int, _ indices: Tensor, _ keepdim: Bool
  ) throws(Failure) -> (values: Tensor, indices: Tensor) {
    let values = try gather(dim, indices)
    return keepdim || ndim == 0 ? (values, indices) : (try values.squeeze(dim), try indices.squeeze(dim))
  }

  private func requireOrder(_ name: String) throws(Failure) {
    if dtype == .bool { throw .unimplemented(name, for: .bool) }
  }

  /// torch's order of floats: nan after everything.
  static func exceeds(_ a: Double, _ b: Double) -> Bool { a > b || (a.isNaN && !b.isNaN) }

  static func sortedPlaces<Key>(
    _ keys: ArraySlice<Key>, _ precedes: (Key, Key) -> Bool
  ) throws(Failure) -> [Int] {
    let start = keys.startIndex
    var places = try places(keys.count)
    try sort(&places) {
      let (a, b) = (keys[start + $0], keys[start + $1])
      return precedes(a, b) || (!precedes(b, a) && $0 < $1)
    }
    return places
  }

  /// The ints below a count.
  static func places(_ count: Int) throws(Failure) -> [Int] {
    var places: [Int] = []
    places.reserveCapacity(count)
    for place in 0..<count {
      if place & 0xffff == 0 { try Interruption.check() }
      places.append(place)
    }
    return places
  }

  /// The library's sort, with an eye on Ctrl-C.
  static func sort(_ places: inout [Int], by precedes: (Int, Int) -> Bool) throws(Failure) {
    var compared = 0
    do {
      try places.sort {
        compared &+= 1
        if compared & 0xffff == 0 { try Interruption.check() }
        return precedes($0, $1)
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      // A comparison fails in no other way.
      throw .runtime("\(error)")
    }
  }

  /// Runs a choice of places for every row along `dim`: int64 of this shape, with `count` (or as many) places along it.
  func choosePlaces(
    _ dim: Int, _ count: Int?, integers: (ArraySlice<Int>) throws(Failure) -> [Int],
    reals: (ArraySlice<Double>) throws(Failure) -> [Int]
  ) throws(Failure) -> Tensor {
    let dim = try wrap(dim)
    if ndim == 0 { return count == 0 ? try .empty([0], .int64) : try .zeros([], .int64) }
    let moved = try movedim([dim], [-1])
    let size = shape[dim]
    var places: [Int] = []
    var sizes = moved.shape.dims
    sizes[ndim - 1] = count ?? size
    try Memory.demand(max(numel, Shape(sizes).numel), of: 48, "elements")
    places.reserveCapacity(Shape(sizes).numel)
    let rows = size == 0 ? 0 : numel / size
    if dtype.isFloatingPoint {
      let keys = try moved.elements(Double.self)
      for row in 0..<rows {
        places += try reals(keys[row * size..<(row + 1) * size])
        try Interruption.check()
      }
    } else {
      let keys = try moved.elements(Int.self)
      for row in 0..<rows {
        places += try integers(keys[row * size..<(row + 1) * size])
        try Interruption.check()
      }
    }
    return try .fromElements(places, Shape(sizes)).movedim([-1], [dim]).contiguous()
  }
}
