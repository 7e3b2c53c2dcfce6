import Catalog

/// Views that order dimensions anew, add or remove dimensions of size 1.
extension Tensor {
  public func permute(_ dims: [Int]) throws(Failure) -> Tensor {
    guard dims.count == ndim else {
      throw .runtime(
        "permute(): number of dimensions in the tensor input does not match the length of the desired ordering of "
          + "dimensions, i.e. input.dim() = \(ndim) is not equal to len(dims) = \(dims.count)")
    }
    var order: [Int] = []
    for dim in dims {
      let wrapped = try wrap(dim)
      guard !order.contains(wrapped) else { throw .runtime("permute(): duplicate dims are not allowed") }
      order.append(wrapped)
    }
    return restride(order.map { shape[$0] }, order.map { strides[$0] })
  }

  public func transpose(_ first: Int, _ second: Int) throws(Failure) -> Tensor {
    let (a, b) = (try wrap(first), try wrap(second))
    if ndim == 0 || a == b { return restride(shape.dims, strides) }
    var order = Array(0..<ndim)
    order.swapAt(a, b)
    return try permute(order)
  }

  /// The transpose of a matrix; itself for fewer dimensions.
  public func t() throws(Failure) -> Tensor {
    guard ndim <= 2 else { throw .runtime("t() expects a tensor with <= 2 dimensions, but self is \(ndim)D") }
    return ndim < 2 ? self : try transpose(0, 1)
  }

  /// `.T`: all dimensions reversed.
  public func reversedDims() throws(Failure) -> Tensor { try permute(Array((0..<ndim).reversed())) }

  /// `.mT`: the last two dimensions swapped.
  public func mT() throws(Failure) -> Tensor {
    guard ndim >= 2 else {
      throw .runtime("tensor.mT is only supported on matrices or batches of matrices, got a \(ndim)-D tensor")
    }
    return try transpose(-2, -1)
  }

  /// Moves dimensions to new places; the others keep their order.
  public func movedim(_ source: [Int], _ destination: [Int]) throws(Failure) -> Tensor {
    guard source.count == destination.count else {
      throw .runtime(
        "movedim: invalid source or destination dims: source (\(source)) and destination (\(destination)) should "
          + "contain the same number of elements")
    }
    let (from, to) = (try wrap(dims: source), try wrap(dims: destination))
    if ndim == 0 { return self }
    var rest = (0..<ndim).filter { !from.contains($0) }[...]
    var order: [Int] = []
    for place in 0..<ndim {
      if let i = to.firstIndex(of: place) { order.append(from[i]) } else { order.append(rest.removeFirst()) }
    }
    return try permute(order)
  }

  /// Without its dimensions of size 1.
  public func squeeze() -> Tensor {
    let kept = shape.dims.indices.filter { shape[$0] != 1 }
    return restride(kept.map { shape[$0] }, kept.map { strides[$0] })
  }

  /// Without those of the given dimensions that have size 1.
  public func squeeze(_ dims: [Int]) throws(Failure) -> Tensor {
    let dims = try wrap(dims: dims)
    let kept = shape.dims.indices.filter { shape[$0] != 1 || !dims.contains($0) }
    return restride(kept.map { shape[$0] }, kept.map { strides[$0] })
  }
  public func squeeze(_ dim: Int) throws(Failure) -> Tensor { try squeeze([dim]) }

  /// With a dimension of size 1 more, before `dim`.
  public func unsqueeze(_ dim: Int) throws(Failure) -> Tensor {
    let dim = try Tensor.wrap(dim: dim, rank: ndim + 1)
    var (sizes, steps) = (shape.dims, strides)
    steps.insert(dim < ndim ? sizes[dim] * steps[dim] : 1, at: dim)
    sizes.insert(1, at: dim)
    return restride(sizes, steps)
  }
}
