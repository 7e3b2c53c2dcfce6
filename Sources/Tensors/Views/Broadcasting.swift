import Catalog

/// Broadcasting and repetition.
extension Tensor {
  /// The shape that two broadcast to.
  public static func broadcast(_ a: Shape, _ b: Shape) throws(Failure) -> Shape {
    if a == b { return a }
    let rank = max(a.count, b.count)
    var result = [Int](repeating: 1, count: rank)
    for dim in 0..<rank {
      let x = dim + a.count - rank >= 0 ? a[dim + a.count - rank] : 1
      let y = dim + b.count - rank >= 0 ? b[dim + b.count - rank] : 1
      guard x == y || x == 1 || y == 1 else {
        throw .runtime(
          "shapes \(a.dims) and \(b.dims) do not broadcast: their sizes at dimension \(dim) are \(x) and \(y)",
          help: "sizes agree where they are equal, or one of them is 1")
      }
      result[dim] = x == 1 ? y : x
    }
    return Shape(result)
  }

  public static func broadcast(_ shapes: [Shape]) throws(Failure) -> Shape {
    var result: Shape = []
    for shape in shapes { result = try broadcast(result, shape) }
    return result
  }

  /// A view in which dimensions of size 1 are repeated without copying; -1 keeps a size.
  public func expand(_ sizes: [Int]) throws(Failure) -> Tensor {
    if sizes == shape.dims { return self }
    let added = sizes.count - ndim
    guard added >= 0 else {
      throw .runtime(
        "expand: the number of sizes provided (\(sizes.count)) must be greater or equal to the number of dimensions "
          + "in the tensor (\(ndim)), got sizes \(sizes) for shape \(shape.dims)")
    }
    var (result, steps) = (sizes, [Int](repeating: 0, count: sizes.count))
    for dim in sizes.indices {
      guard dim >= added else {
        guard sizes[dim] >= 0 else {
          throw .runtime(
            "the expanded size of the tensor (\(sizes[dim])) isn't allowed in a leading, non-existing dimension \(dim)")
        }
        continue
      }
      let size = shape[dim - added]
      if sizes[dim] == -1 || sizes[dim] == size {
        result[dim] = size
        steps[dim] = strides[dim - added]
      } else if size != 1 || sizes[dim] < 0 {
        throw .runtime(
          "the expanded size of the tensor (\(sizes[dim])) must match the existing size (\(size)) at non-singleton "
            + "dimension \(dim). Target sizes: \(sizes). Tensor sizes: \(shape.dims)")
      }
    }
    _ = try Shape(result).counted()
    return restride(result, steps)
  }

  public func expandAs(_ other: Tensor) throws(Failure) -> Tensor { try expand(other.shape.dims) }
  public func broadcastTo(_ sizes: [Int]) throws(Failure) -> Tensor { try expand(sizes) }

  /// Views of all under the one shape that they broadcast to.
  public static func broadcastTensors(_ tensors: [Tensor]) throws(Failure) -> [Tensor] {
    let shape = try broadcast(tensors.map { $0.shape })
    var result: [Tensor] = []
    for tensor in tensors { result.append(try tensor.expand(shape.dims)) }
    return result
  }

  /// Copies side by side: `counts` per dimension, with leading dimensions added where there are more counts.
  public func `repeat`(_ counts: [Int]) throws(Failure) -> Tensor {
    guard counts.count >= ndim else {
      throw .runtime("number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
    }
    if let bad = counts.first(where: { $0 < 0 }) { throw .runtime("repeats can not be negative, got \(bad)") }
    let padded = [Int](repeating: 1, count: counts.count - ndim) + shape.dims
    var (target, source, interleaved) = ([Int](), [Int](), [Int]())
    for (count, size) in zip(counts, padded) {
      target.append(Counts.clamped(Counts.product([count, size])))
      source += [1, size]
      interleaved += [count, size]
    }
    let result = try Tensor.empty(Shape(target), dtype)
    if result.numel == 0 { return result }
    try result.view(interleaved).copy(from: try reshape(source))
    return result
  }

  /// `repeat`, with missing leading counts taken as 1.
  public func tile(_ counts: [Int]) throws(Failure) -> Tensor {
    try self.repeat([Int](repeating: 1, count: max(0, ndim - counts.count)) + counts)
  }

  /// Every slice along `dim` (every element of the flattened tensor, for nil) `count` times in a row.
  public func repeatInterleave(_ count: Int, dim: Int? = nil) throws(Failure) -> Tensor {
    guard count >= 0 else { throw .runtime("repeats can not be negative, got \(count)") }
    guard let dim else { return try flatten().repeatInterleave(count, dim: 0) }
    let place = try Tensor.wrapExisting(dim: dim, rank: ndim)
    var sizes = shape.dims
    sizes.insert(count, at: place + 1)
    return try unsqueeze(place + 1).expand(sizes).contiguous().flatten(place, place + 1)
  }

  /// Every slice along `dim` as many times in a row as `counts` says for it.
  public func repeatInterleave(_ counts: Tensor, dim: Int? = nil) throws(Failure) -> Tensor {
    guard counts.dtype == .int64 || counts.dtype == .int32 else {
      throw .runtime("repeats has to be int64 or int32, got \(counts.dtype.name)")
    }
    guard counts.ndim <= 1 else { throw .runtime("repeats must be 0-dim or 1-dim tensor") }
    guard let dim else { return try flatten().repeatInterleave(counts, dim: 0) }
    let place = try Tensor.wrapExisting(dim: dim, rank: ndim)
    let numbers = try counts.elements(Int.self)
    if let bad = numbers.first(where: { $0 < 0 }) { throw .runtime("repeats can not be negative, got \(bad)") }
    if numbers.count == 1 { return try repeatInterleave(numbers[0], dim: place) }
    guard numbers.count == shape[place] else {
      throw .runtime(
        "repeats must have the same size as input along dim, but got repeats.size(0) = \(numbers.count) and "
          + "input.size(\(place)) = \(shape[place])")
    }
    let total = Counts.clamped(Counts.sum(numbers))
    try Memory.demand(total, of: 8, "slices")
    var indices: [Int] = []
    indices.reserveCapacity(total)
    for (i, count) in numbers.enumerated() { indices += [Int](repeating: i, count: count) }
    return try indexSelect(place, try .fromElements(indices))
  }
}
