// Unsafe: copies rows between contiguous tensors. Invariants: indices are checked against the dimension before, and both
// tensors outlive the copy.

import Catalog

/// Reading and writing along one dimension at index tensors.
extension Tensor {
  /// The slices along `dim` at a vector of indices (int64 or int32, not negative).
  public func indexSelect(_ dim: Int, _ index: Tensor) throws(Failure) -> Tensor {
    let dim = try wrap(dim)
    let places = try checked(index, "index_select", dim: dim)
    if ndim == 0 {
      return try expand([places.count]).clone().reshape(places.count == 1 && index.ndim == 0 ? [] : [places.count])
    }
    var sizes = shape.dims
    sizes[dim] = places.count
    if dim == 0 {
      let result = try Tensor.empty(Shape(sizes), dtype)
      try places.withUnsafeBufferPointer { buffer throws(Failure) in
        try Tensor.gatherRows(into: result, from: self, indices: buffer)
      }
      return result
    }
    return try movedim([dim], [0]).indexSelect(0, index).movedim([0], [dim]).contiguous()
  }

  /// torch's `index_copy_`: writes the slices of `source` along `dim` at the indices.
  public func indexCopy(_ dim: Int, _ index: Tensor, from source: Tensor) throws(Failure) {
    try checkTypes("index_copy", source)
    try eachSlice("index_copy", dim, index, source) { target, part throws(Failure) in try target.copy(from: part) }
  }

  /// torch's `index_fill_`: stores a number in the slices along `dim` at the indices (negative ones count from the end).
  public func indexFill(_ dim: Int, _ index: Tensor, _ value: Scalar) throws(Failure) {
    let dim = try wrap(dim)
    for place in try index.elements(Int.self) {
      let size = ndim == 0 ? 1 : shape[dim]
      let wrapped = try Tensor.wrap(index: place, dim: dim, size: size)
      try (ndim == 0 ? self : select(unchecked: dim, wrapped)).fill(value)
    }
  }

  /// torch's `index_add_`: adds `alpha` times the slices of `source` along `dim` at the indices.
  public func indexAdd(_ dim: Int, _ index: Tensor, _ source: Tensor, alpha: Scalar = 1) throws(Failure) {
    try checkTypes("index_add", source)
    let source = alpha == 1 ? source : try source.multiply(alpha).to(dtype)
    try eachSlice("index_add", dim, index, source) { target, part throws(Failure) in
      try target.copy(from: try target.add(part))
    }
  }

  /// The elements of the flattened tensor at indices (negative ones count from the end), in their shape.
  public func take(_ index: Tensor) throws(Failure) -> Tensor {
    guard index.dtype == .int64 else { throw .runtime("take(): expected an int64 index, got \(index.dtype.name)") }
    let size = numel
    for place in try index.elements(Int.self) where place < -size || place >= size {
      throw .index("out of range: tried to access index \(place) on a tensor of \(size) elements")
    }
    return try flatten().get([.tensor(index.ndim == 0 ? index.unsqueeze(0) : index)]).reshape(index.shape.dims)
  }

  /// `result[i][j] = self[index[i][j]][j]` for dim 0, and so on: one element per index, in its shape.
  public func gather(_ dim: Int, _ index: Tensor) throws(Failure) -> Tensor {
    let (dim, offsets) = try elementOffsets("gather", dim, index)
    _ = dim
    let result = try Tensor.empty(index.shape, dtype)
    if offsets.isEmpty { return result }
    try IndexKernels.run(
      restride([], []), rowOffset: { offsets[$0] }, count: offsets.count, buffer: result, toBuffer: true)
    return result
  }

  /// `gather` with index and tensor broadcast outside `dim`, over the flattened tensors for nil.
  public func takeAlongDim(_ index: Tensor, _ dim: Int? = nil) throws(Failure) -> Tensor {
    guard index.dtype == .int64 else {
      throw .runtime("take_along_dim(): dtype of indices should be int64 but got \(index.dtype.name)")
    }
    guard let dim else { return try flatten().gather(0, index.flatten()) }
    let place = try Tensor.wrapExisting(dim: dim, rank: ndim)
    guard ndim == index.ndim else {
      throw .runtime("take_along_dim(): input and indices should have the same number of dimensions")
    }
    var (mine, theirs) = (shape.dims, index.shape.dims)
    mine[place] = 1
    theirs[place] = 1
    var sizes = try Tensor.broadcast(Shape(mine), Shape(theirs)).dims
    sizes[place] = shape[place]
    let source = try expand(sizes)
    sizes[place] = index.shape[place]
    return try source.gather(place, try index.expand(sizes))
  }

  /// torch's `scatter_`: `self[index[i][j]][j] = source[i][j]` for dim 0, and so on.
  public func scatter(_ dim: Int, _ index: Tensor, from source: Tensor) throws(Failure) {
    guard source.dtype == dtype else {
      throw .runtime(
        "scatter(): expected self.dtype to be equal to src.dtype, got \(dtype.name) and \(source.dtype.name)")
    }
    let (_, offsets) = try elementOffsets("scatter", dim, index)
    let buffer = try source.corner(index.shape).contiguous()
    if offsets.isEmpty { return }
    try IndexKernels.run(
      restride([], []), rowOffset: { offsets[$0] }, count: offsets.count, buffer: buffer, toBuffer: false)
  }

  /// torch's `scatter_` of a number.
  public func scatter(_ dim: Int, _ index: Tensor, _ value: Scalar) throws(Failure) {
    try scatter(dim, index, from: try Tensor.scalar(value, dtype).expand(index.shape.dims))
  }

  /// torch's `scatter_add_`.
  public func scatterAdd(_ dim: Int, _ index: Tensor, _ source: Tensor) throws(Failure) {
    guard source.dtype == dtype else {
      throw .runtime(
        "scatter(): expected self.dtype to be equal to src.dtype, got \(dtype.name) and \(source.dtype.name)")
    }
    let (_, offsets) = try elementOffsets("scatter_add", dim, index)
    let values = try source.corner(index.shape).scalars()
    for (i, offset) in offsets.enumerated() {
      let old = scalar(at: offset)
      if case .float(let value) = values[i] {
        store(.float(dtype == .float64 ? old.double + value : Double(Float(old.double) + Float(value))), at: offset)
      } else {
        store(.int(old.int &+ values[i].int), at: offset)
      }
    }
  }

  private func corner(_ sizes: Shape) throws(Failure) -> Tensor {
    guard ndim == sizes.count, zip(shape, sizes).allSatisfy({ $0 >= $1 }) else {
      throw .runtime("expected index \(sizes.dims) to be no larger than src \(shape.dims)")
    }
    return restride(sizes.dims, strides)
  }

  /// Per index, where its element lies after the first.
  private func elementOffsets(_ name: String, _ dim: Int, _ index: Tensor) throws(Failure) -> (Int, [Int]) {
    let dim = try wrap(dim)
    guard index.dtype == .int64 || index.dtype == .int32 else {
      throw .runtime("\(name)(): expected dtype int64 for index, got \(index.dtype.name)")
    }
    if index.numel == 0 { return (dim, []) }
    guard max(index.ndim, 1) == max(ndim, 1) else {
      throw .runtime("\(name)(): index tensor must have the same number of dimensions as input tensor")
    }
    let sizes = ndim == 0 ? [1] : shape.dims
    let steps = ndim == 0 ? [1] : strides
    let indexSizes = index.ndim == 0 ? [1] : index.shape.dims
    for k in sizes.indices where k != dim && indexSizes[k] > sizes[k] {
      throw .runtime(
        "size does not match at dimension \(k) expected index \(index.shape.dims) to be no larger than self "
          + "\(shape.dims) apart from dimension \(dim)")
    }
    var offsets = try index.elements(Int.self)
    var counter = [Int](repeating: 0, count: sizes.count)
    for i in offsets.indices {
      let place = offsets[i]
      guard place >= 0 && place < sizes[dim] else {
        throw .runtime("index \(place) is out of bounds for dimension \(dim) with size \(sizes[dim])")
      }
      var offset = place * steps[dim]
      for k in counter.indices where k != dim { offset += counter[k] * steps[k] }
      offsets[i] = offset
      var k = counter.count - 1
      while k >= 0 {
        counter[k] += 1
        if counter[k] < indexSizes[k] { break }
        counter[k] = 0
        k -= 1
      }
    }
    return (dim, offsets)
  }

  private func checkTypes(_ name: String, _ source: Tensor) throws(Failure) {
    guard source.dtype == dtype else {
      throw .runtime(
        "\(name)(): self (\(dtype.name)) and source (\(source.dtype.name)) must have the same dtype")
    }
  }

  private func checked(_ index: Tensor, _ name: String, dim: Int) throws(Failure) -> [Int] {
    guard index.dtype == .int64 || index.dtype == .int32 else {
      throw .runtime("\(name)(): expected dtype int32 or int64 for index, got \(index.dtype.name)")
    }
    guard index.ndim <= 1 else { throw .index("\(name)(): index is supposed to be a vector, got \(index.ndim)-D") }
    let places = try index.elements(Int.self)
    let size = ndim == 0 ? 1 : shape[dim]
    if let bad = places.first(where: { $0 < 0 || $0 >= size }) {
      // torch's paths for the first dimension and for the others raise different errors.
      let isIndexError = name == "index_copy" || (name == "index_select" ? dim == 0 : ndim <= 1)
      throw Failure(
        isIndexError ? .index : .runtime,
        "\(name)(): index \(bad) is out of bounds for dimension \(dim) with size \(size)")
    }
    return places
  }

  private func eachSlice(
    _ name: String, _ dim: Int, _ index: Tensor, _ source: Tensor, _ body: (Tensor, Tensor) throws(Failure) -> Void
  ) throws(Failure) {
    let dim = try wrap(dim)
    let places = try checked(index, name, dim: dim)
    if ndim == 0 {
      for _ in places { try body(self, try source.reshape([])) }
      return
    }
    var expected = shape.dims
    expected[dim] = places.count
    guard source.shape.dims == expected else {
      throw .runtime("\(name)(): expected a source of shape \(expected), got \(source.shape.dims)")
    }
    for (i, place) in places.enumerated() {
      try body(select(unchecked: dim, place), source.select(unchecked: dim, i))
    }
  }
}
