import Catalog

/// Views of parts of a tensor.
extension Tensor {
  /// `length` slices along `dim` from `start`.
  public func narrow(_ dim: Int, _ start: Int, _ length: Int) throws(Failure) -> Tensor {
    guard ndim > 0 else { throw .runtime("narrow() cannot be applied to a 0-dim tensor") }
    guard length >= 0 else { throw .runtime("narrow(): length must be non-negative, got \(length)") }
    let dim = try wrap(dim)
    let size = shape[dim]
    guard start >= -size && start <= size else {
      throw .index("start out of range (expected to be in range of [\(-size), \(size)], but got \(start))")
    }
    let first = start < 0 ? start + size : start
    guard first <= size - length else {
      throw .runtime("start (\(first)) + length (\(length)) exceeds dimension size (\(size))")
    }
    return slice(dim, first, first + length, 1)
  }

  /// From `start` up to `stop`, both within the dimension.
  func slice(_ dim: Int, _ start: Int, _ stop: Int, _ step: Int, keepsMapping: Bool = false) -> Tensor {
    var (sizes, steps) = (shape.dims, strides)
    sizes[dim] = stop > start ? (stop - start - 1) / step + 1 : 0
    let place = offset + start * steps[dim]
    let (product, overflow) = steps[dim].multipliedReportingOverflow(by: step)
    // A single slice has no neighbour, however far off it would be.
    steps[dim] = overflow || product.magnitude > Shape.limit ? 0 : product
    return view(shape: Shape(sizes), strides: steps, offset: place, keepsMapping: keepsMapping)
  }

  /// The slice at `index` along `dim`, without that dimension.
  public func select(_ dim: Int, _ index: Int) throws(Failure) -> Tensor {
    guard ndim > 0 else { throw .index("select() cannot be applied to a 0-dim tensor") }
    let dim = try wrap(dim)
    guard index >= -shape[dim] && index < shape[dim] else {
      throw .index("select(): index \(index) out of range for tensor of size \(shape.dims) at dimension \(dim)")
    }
    return select(unchecked: dim, index < 0 ? index + shape[dim] : index)
  }

  func select(unchecked dim: Int, _ index: Int, keepsMapping: Bool = false) -> Tensor {
    var (sizes, steps) = (shape.dims, strides)
    let place = offset + index * steps[dim]
    sizes.remove(at: dim)
    steps.remove(at: dim)
    return view(shape: Shape(sizes), strides: steps, offset: place, keepsMapping: keepsMapping)
  }

  /// All slices along `dim`.
  public func unbind(_ dim: Int = 0) throws(Failure) -> [Tensor] {
    guard ndim > 0 else { throw .index("dimension specified as \(dim) but tensor has no dimensions") }
    let dim = try wrap(dim)
    try Tensor.demand(views: shape[dim])
    return try Self.parts(0..<shape[dim]) { select(unchecked: dim, $0, keepsMapping: true) }
  }

  /// Parts of `size` slices along `dim`; the last may be shorter.
  public func split(_ size: Int, dim: Int = 0) throws(Failure) -> [Tensor] {
    guard ndim > 0 else { throw .runtime("split expects at least a 1-dimensional tensor") }
    let dim = try wrap(dim)
    guard size >= 0 else { throw .runtime("split expects split_size be non-negative, but got split_size=\(size)") }
    guard size > 0 || shape[dim] == 0 else {
      throw .runtime("split_size can only be 0 if dimension size is 0, but got dimension size of \(shape[dim])")
    }
    if size == 0 || shape[dim] == 0 { return [self] }
    let length = shape[dim]
    try Tensor.demand(views: (length - 1) / size + 1)
    return try Self.parts(stride(from: 0, to: shape[dim], by: size)) {
      slice(dim, $0, $0 + min(size, shape[dim] - $0), 1, keepsMapping: true)
    }
  }

  /// Parts of the given sizes along `dim`, which must add up to it.
  public func split(_ sizes: [Int], dim: Int = 0) throws(Failure) -> [Tensor] {
    guard ndim > 0 else { throw .runtime("split expects at least a 1-dimensional tensor") }
    let dim = try wrap(dim)
    guard sizes.allSatisfy({ $0 >= 0 }) else {
      throw .runtime("split_with_sizes expects split_sizes have only non-negative entries, but got \(sizes)")
    }
    guard Counts.sum(sizes) == shape[dim] else {
      throw .runtime(
        "split_with_sizes expects split_sizes to sum exactly to \(shape[dim]) (input tensor's size at dimension "
          + "\(dim)), but got split_sizes=\(sizes)")
    }
    var start = 0
    return try Self.parts(sizes) { size in
      defer { start += size }
      return slice(dim, start, start + size, 1, keepsMapping: true)
    }
  }

  /// Views, which may be many.
  private static func parts(_ items: some Sequence<Int>, _ make: (Int) -> Tensor) throws(Failure) -> [Tensor] {
    var result: [Tensor] = []
    for item in items {
      result.append(make(item))
      if result.count & 0xfff == 0 {
        try Interruption.check()
        // About what a view takes.
        try Memory.demand(result.count, of: 256, "tensors")
      }
    }
    return result
  }

  /// At most `count` parts of equal size along `dim`, but for the last.
  public func chunk(_ count: Int, dim: Int = 0) throws(Failure) -> [Tensor] {
    guard ndim > 0 else { throw .runtime("chunk expects at least a 1-dimensional tensor") }
    guard count > 0 else { throw .runtime("chunk expects `chunks` to be greater than 0, got: \(count)") }
    let dim = try wrap(dim)
    if shape[dim] == 0 {
      try Tensor.demand(views: count)
      return [Tensor](repeating: self, count: count)
    }
    let parts = min(count, shape[dim])
    return try split((shape[dim] - 1) / parts + 1, dim: dim)
  }

  /// Exactly `count` parts whose sizes differ by at most one.
  public func tensorSplit(_ count: Int, dim: Int = 0) throws(Failure) -> [Tensor] {
    guard ndim > 0 else { throw .runtime("tensor_split expected at least a 1-dimensional tensor, got a 0-d one") }
    guard count > 0 else { throw .runtime("number of sections must be larger than 0, got \(count)") }
    let dim = try wrap(dim)
    let (size, longer) = (shape[dim] / count, shape[dim] % count)
    try Tensor.demand(views: count)
    return try split((0..<count).map { size + ($0 < longer ? 1 : 0) }, dim: dim)
  }

  /// A list of views takes memory too: what one is at least, with its shape and strides.
  static func demand(views count: Int) throws(Failure) { try Memory.demand(count, of: 256, "tensors") }

  /// Parts that begin at the given places.
  public func tensorSplit(at places: [Int], dim: Int = 0) throws(Failure) -> [Tensor] {
    guard ndim > 0 else { throw .runtime("tensor_split expected at least a 1-dimensional tensor, got a 0-d one") }
    let dim = try wrap(dim)
    let size = shape[dim]
    func clamp(_ place: Int) -> Int { min(max(place < 0 ? place + size : place, 0), size) }
    try Tensor.demand(views: places.count)
    var start = 0
    return (places + [size]).map { place in
      let stop = clamp(place)
      defer { start = stop }
      return slice(dim, min(start, size), max(stop, min(start, size)), 1)
    }
  }

  /// Windows of `size` every `step` along `dim`; the window is a new last dimension.
  public func unfold(_ dim: Int, _ size: Int, _ step: Int) throws(Failure) -> Tensor {
    let dim = try wrap(dim)
    let length = ndim == 0 ? 1 : shape[dim]
    guard size >= 0 else { throw .runtime("size is \(size) but must be >= 0") }
    guard size <= length else {
      throw .runtime("maximum size for tensor at dimension \(dim) is \(length) but size is \(size)")
    }
    guard step > 0 else { throw .runtime("step is \(step) but must be > 0") }
    if ndim == 0 { return restride([size], [1]) }
    var (sizes, steps) = (shape.dims, strides)
    sizes[dim] = (length - size) / step + 1
    sizes.append(size)
    steps.append(steps[dim])
    let (product, overflow) = steps[dim].multipliedReportingOverflow(by: step)
    steps[dim] = overflow || product.magnitude > Shape.limit ? 0 : product
    return restride(try Shape(sizes).counted().dims, steps)
  }

  /// The diagonal of two dimensions, as a new last dimension; `offset` > 0 lies above.
  public func diagonal(offset shift: Int = 0, _ first: Int = 0, _ second: Int = 1) throws(Failure) -> Tensor {
    let (a, b) = (try wrap(first), try wrap(second))
    guard ndim >= 2, a != b else { throw .runtime("diagonal dimensions cannot be identical \(first), \(second)") }
    let shift = max(min(shift, shape[b]), -shape[a])
    let size = shift >= 0 ? min(shape[a], shape[b] - shift) : min(shape[a] + shift, shape[b])
    var place = offset
    if size > 0 { place += shift >= 0 ? shift * strides[b] : -shift * strides[a] }
    let kept = (0..<ndim).filter { $0 != a && $0 != b }
    return restride(
      kept.map { shape[$0] } + [max(size, 0)], kept.map { strides[$0] } + [strides[a] + strides[b]], offset: place)
  }
}
