/// Unsafe: reads indices through the buffer of a contiguous tensor that was expanded to the common shape, one per
/// offset. What it makes, offsets that kernels trust, is checked here against the sizes of the indexed dimensions.

import Catalog

/// Index tensors broadcast together and turned into offsets, and where the dimensions that they make go in the result:
/// in the place of the indexed ones if those are neighbours, else in front (torch and numpy alike).
struct AdvancedIndex {
  /// Of the index tensors, broadcast.
  let shape: Shape
  /// From the first element of the indexed tensor, in elements; one per element of `shape`.
  let offsets: [Int]
  /// The dimensions that are not indexed.
  let rest: [Int]
  /// How many of `rest` come before the index dimensions in the result.
  let before: Int

  /// - Throws: `IndexError` where the shapes do not broadcast, or an index is out of bounds.
  init(_ tensor: Tensor, _ indices: [Tensor?]) throws(Failure) {
    let dims = indices.indices.filter { indices[$0] != nil }
    let given = indices.compactMap { $0 }
    do {
      shape = try Tensor.broadcast(given.map { $0.shape })
    } catch {
      throw .index(
        "shape mismatch: indexing tensors could not be broadcast together with shapes "
          + given.map { "\($0.shape.dims)" }.joined(separator: ", "))
    }
    rest = indices.indices.filter { indices[$0] == nil }
    let areNeighbours = dims[dims.count - 1] - dims[0] == dims.count - 1
    before = areNeighbours ? dims[0] : 0
    try Memory.demand(shape.numel, of: 24, "indices")
    var offsets = [Int](repeating: 0, count: shape.numel)
    for (dim, index) in zip(dims, given) {
      let (size, step) = (tensor.shape[dim], tensor.strides[dim])
      let places = try index.to(.int64).expand(shape.dims).contiguous()
      let bad: Int? = try places.withElements(Int.self) { (places) throws(Failure) in
        for i in offsets.indices {
          if i & 0xffff == 0 { try Interruption.check() }
          let place = places[i]
          if place < -size || place >= size { return place }
          offsets[i] += (place < 0 ? place + size : place) * step
        }
        return nil
      }
      if let bad { throw .index("index \(bad) is out of bounds for dimension \(dim) with size \(size)") }
    }
    self.offsets = offsets
  }

  /// The order of dimensions that brings those of the result from (indices, rest) to their place.
  var resultOrder: [Int] {
    let made = shape.count
    return Array(made..<made + before) + Array(0..<made) + Array((made + before)..<(made + rest.count))
  }
}

extension Tensor {
  /// One slice, over the dimensions that are not indexed, at index offset 0.
  private func slice(_ index: AdvancedIndex) -> Tensor {
    let sizes = index.rest.map { shape[$0] }
    // With no index there may be no element either; an empty slice is never read.
    return view(
      shape: Shape(index.offsets.isEmpty || numel == 0 ? [0] : sizes),
      strides: index.offsets.isEmpty || numel == 0 ? [1] : index.rest.map { strides[$0] }, offset: offset)
  }

  func gather(_ index: AdvancedIndex) throws(Failure) -> Tensor {
    let result = try Tensor.empty(index.shape + Shape(index.rest.map { shape[$0] }), dtype)
    if result.numel > 0 {
      let offsets = index.offsets
      try IndexKernels.run(
        slice(index), rowOffset: { offsets[$0] }, count: offsets.count, buffer: result, toBuffer: true)
    }
    return index.before == 0 ? result : try result.permute(index.resultOrder).contiguous()
  }

  /// Writes `value`, of this dtype, broadcast. Of several values for one place the last stays.
  func scatter(_ index: AdvancedIndex, _ value: Tensor) throws(Failure) {
    let made = index.shape.count
    let order = index.resultOrder
    let natural = index.shape + Shape(index.rest.map { shape[$0] })
    let resultShape = order.map { natural[$0] }
    var stripped = value
    while stripped.ndim > resultShape.count, stripped.shape[0] == 1 { stripped = stripped.select(unchecked: 0, 0) }
    let expanded: Tensor
    do {
      expanded = try stripped.expand(resultShape)
    } catch {
      throw .runtime(
        "shape mismatch: value tensor of shape \(value.shape.dims) cannot be broadcast to indexing result of shape "
          + "\(resultShape)")
    }
    // Back from the result's order of dimensions to (indices, rest).
    let inverse = (0..<made + index.rest.count).map { k in order.firstIndex(of: k)! }
    let permuted = try expanded.permute(inverse)
    let buffer = CopyKernels.overlap(permuted, self) ? try permuted.clone() : try permuted.contiguous()
    if buffer.numel == 0 { return }
    let offsets = index.offsets
    try IndexKernels.run(
      slice(index), rowOffset: { offsets[$0] }, count: offsets.count, buffer: buffer, toBuffer: false)
  }
}
