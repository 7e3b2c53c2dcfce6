import Catalog

extension TensorDict {
  /// Every leaf put through an operation on the leading `rank` dimensions; nested batch sizes keep what they have
  /// beyond those. Values of a stack move as a leaf's elements would.
  func transformed(
    batchSize: Shape, rank: Int, keepsTrailingBatch: Bool = true, _ leaf: (Tensor) throws(Failure) -> Tensor
  ) throws(Failure) -> TensorDict {
    _ = try batchSize.counted()
    let batch: (Shape) -> Shape = { keepsTrailingBatch ? batchSize + $0.dropFirst(rank) : batchSize }
    return try mapEntries(batch: batch) { (entry) throws(Failure) in
      switch entry {
      case .tensor(let tensor): .tensor(try leaf(tensor))
      case .nonTensorStack(let values):
        keepsTrailingBatch ? try NonTensorArray(nested: values).moved(leaf).entry : nil
      default: entry
      }
    }
  }

  /// The dimension counted from the front.
  /// - Throws: `IndexError` for one that is none of the batch's.
  func wrapBatch(_ dim: Int, extra: Int = 0) throws(Failure) -> Int {
    let rank = ndim + extra
    guard dim >= -rank, dim < rank else {
      throw .index("dimension \(dim) is out of range for a tensordict with batch size \(batchSize.dims)")
    }
    return dim < 0 ? dim + rank : dim
  }

  private func resolve(_ sizes: [Int]) throws(Failure) -> Shape {
    let known = sizes.filter { $0 != -1 }
    let invalid = Failure.runtime("shape '\(sizes)' is invalid for a batch size of \(batchSize.dims)")
    guard known.allSatisfy({ $0 >= 0 }), sizes.count - known.count <= 1 else { throw invalid }
    guard let product = Counts.product(known) else { throw invalid }
    guard known.count < sizes.count else {
      guard product == batchSize.numel else { throw invalid }
      return Shape(sizes)
    }
    guard product > 0, batchSize.numel % product == 0 else { throw invalid }
    return Shape(sizes.map { $0 == -1 ? batchSize.numel / product : $0 })
  }

  /// Another batch shape over the same elements; one size may be -1.
  /// - Throws: `RuntimeError` where the number of elements differs.
  public func reshape(_ sizes: [Int]) throws(Failure) -> TensorDict {
    let size = try resolve(sizes)
    let rank = ndim
    return try transformed(batchSize: size, rank: rank) { (tensor) throws(Failure) in
      try tensor.reshape(size.dims + tensor.shape.dims.dropFirst(rank))
    }
  }

  /// As `reshape`, never copying.
  /// - Throws: `RuntimeError` where a leaf's strides do not allow a view.
  public func view(_ sizes: [Int]) throws(Failure) -> TensorDict {
    let size = try resolve(sizes)
    let rank = ndim
    return try transformed(batchSize: size, rank: rank) { (tensor) throws(Failure) in
      try tensor.view(size.dims + tensor.shape.dims.dropFirst(rank))
    }
  }

  /// Joins the batch dimensions from `start` to `end` into one.
  public func flatten(_ start: Int = 0, _ end: Int = -1) throws(Failure) -> TensorDict {
    if ndim == 0 { return try unsqueeze(0) }
    let first = try wrapBatch(start)
    let last = try wrapBatch(end)
    guard first <= last else {
      throw .value("expected the end dimension not before the start, got \(start) and \(end)")
    }
    let joined = Shape(Array(batchSize.dims[first...last])).numel
    return try reshape(Array(batchSize.dims[..<first]) + [joined] + Array(batchSize.dims[(last + 1)...]))
  }

  /// Splits a batch dimension into several, of which one may be -1.
  public func unflatten(_ dim: Int, _ sizes: [Int]) throws(Failure) -> TensorDict {
    let place = try wrapBatch(dim)
    let part = try TensorDict(batchSize: [batchSize[place]]).resolve(sizes)
    return try reshape(Array(batchSize.dims[..<place]) + part.dims + Array(batchSize.dims[(place + 1)...]))
  }

  /// Reorders the batch dimensions; those left out at the end keep their places.
  /// - Throws: `ValueError` for what is no permutation.
  public func permute(_ dims: [Int]) throws(Failure) -> TensorDict {
    let rank = ndim
    var order = dims.map { $0 < 0 ? $0 + rank : $0 }
    if order.count < rank { order += Array(order.count..<rank) }
    guard order.sorted() == Array(0..<rank) else {
      throw .value("expected a permutation of the \(rank) batch dimensions, got \(dims)")
    }
    let size = Shape(order.map { batchSize[$0] })
    if order == Array(0..<rank) { return shallowCopy() }
    return try transformed(batchSize: size, rank: rank) { (tensor) throws(Failure) in
      try tensor.permute(order + Array(rank..<max(rank, tensor.ndim)))
    }
  }

  /// Swaps two batch dimensions.
  /// - Throws: `ValueError` for one that is none of the batch's.
  public func transpose(_ first: Int, _ second: Int) throws(Failure) -> TensorDict {
    guard (-ndim..<ndim).contains(first), (-ndim..<ndim).contains(second) else {
      throw .value("expected two of the \(ndim) batch dimensions, got \(first) and \(second)")
    }
    var order = Array(0..<ndim)
    order.swapAt(first < 0 ? first + ndim : first, second < 0 ? second + ndim : second)
    return try permute(order)
  }

  /// Without the batch dimensions of size 1, or without that one; one of another size stays.
  public func squeeze(_ dim: Int? = nil) throws(Failure) -> TensorDict {
    let rank = ndim
    let dropped: [Int]
    if let dim {
      let place = try wrapBatch(dim)
      dropped = batchSize[place] == 1 ? [place] : []
    } else {
      dropped = batchSize.indices.filter { batchSize[$0] == 1 }
    }
    if dropped.isEmpty { return self }
    let size = Shape(batchSize.indices.filter { !dropped.contains($0) }.map { batchSize[$0] })
    return try transformed(batchSize: size, rank: rank) { (tensor) throws(Failure) in try tensor.squeeze(dropped) }
  }

  /// With a new batch dimension of size 1 before the given one.
  /// - Throws: `RuntimeError` where that is outside the batch.
  public func unsqueeze(_ dim: Int) throws(Failure) -> TensorDict {
    guard dim >= -ndim - 1, dim <= ndim else {
      throw .runtime("expected a dimension from \(-ndim - 1) to \(ndim) to unsqueeze, got \(dim)")
    }
    let place = dim < 0 ? dim + ndim + 1 : dim
    var dims = batchSize.dims
    dims.insert(1, at: place)
    return try transformed(batchSize: Shape(dims), rank: ndim) { (tensor) throws(Failure) in
      try tensor.unsqueeze(place)
    }
  }

  /// Repeats dimensions of size 1, and adds dimensions in front, without copying.
  /// - Throws: `RuntimeError` where another size would change.
  public func expand(_ sizes: [Int]) throws(Failure) -> TensorDict {
    let added = sizes.count - ndim
    var resolved = sizes
    for (i, size) in sizes.enumerated() {
      let old = i >= added ? batchSize.dims[safe: i - added] : nil
      guard added >= 0, size >= 0 ? (old == nil || old == 1 || old == size) : (size == -1 && old != nil) else {
        throw .runtime("cannot expand the batch size \(batchSize.dims) to \(sizes)")
      }
      if size == -1, let old { resolved[i] = old }
    }
    guard added >= 0 else { throw .runtime("cannot expand the batch size \(batchSize.dims) to \(sizes)") }
    let rank = ndim
    let size = Shape(resolved)
    return try transformed(batchSize: size, rank: rank) { (tensor) throws(Failure) in
      try tensor.expand(size.dims + tensor.shape.dims.dropFirst(rank))
    }
  }

  /// Copies the batch so many times along each of its dimensions.
  public func `repeat`(_ counts: [Int]) throws(Failure) -> TensorDict {
    guard counts.count == ndim else {
      throw .value("expected \(ndim) repeat counts, one per batch dimension, got \(counts.count)")
    }
    guard counts.allSatisfy({ $0 >= 0 }) else { throw .runtime("repeat counts cannot be negative, got \(counts)") }
    let size = Shape(zip(batchSize, counts).map { Counts.clamped(Counts.product([$0, $1])) })
    let rank = ndim
    return try transformed(batchSize: size, rank: rank) { (tensor) throws(Failure) in
      try tensor.`repeat`(counts + Array(repeating: 1, count: tensor.ndim - rank))
    }
  }

  /// Repeats each element of a batch dimension in place; without a dimension, of the flattened batch.
  public func repeatInterleave(_ count: Int, dim: Int? = nil) throws(Failure) -> TensorDict {
    guard let dim else { return try flatten().repeatInterleave(count, dim: 0) }
    let place = try wrapBatch(dim)
    guard count >= 0 else { throw .runtime("the repeat count cannot be negative, got \(count)") }
    var dims = batchSize.dims
    dims[place] = Counts.clamped(Counts.product([dims[place], count]))
    return try transformed(batchSize: Shape(dims), rank: ndim) { (tensor) throws(Failure) in
      try tensor.repeatInterleave(count, dim: place)
    }
  }

  /// The items along a batch dimension, as views.
  public func unbind(_ dim: Int = 0) throws(Failure) -> [TensorDict] {
    let place = try wrapBatch(dim)
    var index: [Index] = Array(repeating: .slice(start: nil, stop: nil, step: nil), count: place)
    index.append(.int(0))
    try demand(parts: batchSize[place])
    var result: [TensorDict] = []
    for i in 0..<batchSize[place] {
      index[place] = .int(i)
      result.append(try get(index))
      try Self.check(parts: result.count)
    }
    return result
  }

  /// Views of `size` batch elements each along a dimension, the last perhaps shorter.
  public func split(_ size: Int, dim: Int = 0) throws(Failure) -> [TensorDict] {
    let place = try wrapBatch(dim)
    guard size > 0 else { throw .value("expected a positive split size, got \(size)") }
    let total = batchSize[place]
    try demand(parts: total / size)
    var sizes = Array(repeating: size, count: total / size)
    if total % size > 0 || total == 0 { sizes.append(total % size) }
    return try split(sizes, dim: place)
  }

  /// Views of the given sizes along a dimension.
  /// - Throws: `RuntimeError` where they do not add up to the dimension's size.
  public func split(_ sizes: [Int], dim: Int = 0) throws(Failure) -> [TensorDict] {
    let place = try wrapBatch(dim)
    guard sizes.allSatisfy({ $0 >= 0 }), Counts.sum(sizes) == batchSize[place] else {
      throw .runtime("expected split sizes that add up to \(batchSize[place]), got \(sizes)")
    }
    var result: [TensorDict] = []
    var start = 0
    for size in sizes {
      let index =
        Array(repeating: Index.slice(start: nil, stop: nil, step: nil), count: place)
        + [.slice(start: start, stop: start + size, step: nil)]
      result.append(try get(index))
      try Self.check(parts: result.count)
      start += size
    }
    return result
  }

  /// Parts may be many, and each takes memory.
  private static func check(parts count: Int) throws(Failure) {
    guard count & 0x3ff == 0 else { return }
    try Interruption.check()
    try Memory.demand(count, of: 512, "tensordicts")
  }

  /// At most `count` views of equal size along a dimension, the last perhaps shorter.
  public func chunk(_ count: Int, dim: Int = 0) throws(Failure) -> [TensorDict] {
    guard count > 0 else { throw .value("expected a positive number of chunks, got \(count)") }
    let place = try wrapBatch(dim)
    return try split(batchSize[place] == 0 ? 1 : (batchSize[place] - 1) / count + 1, dim: place)
  }

  /// A list of tensordicts takes memory, even of empty ones: what one is at least, with its table of keys.
  func demand(parts count: Int) throws(Failure) { try Memory.demand(count, of: 512, "tensordicts") }

  /// torch's `gather` along a batch dimension: the index has the batch's rank.
  public func gather(_ dim: Int, _ index: Tensor) throws(Failure) -> TensorDict {
    let place = try wrapBatch(dim)
    let rank = ndim
    guard index.ndim == rank else {
      throw .runtime("expected an index with \(rank) dimensions, got \(index.ndim)")
    }
    return try transformed(batchSize: index.shape, rank: rank) { (tensor) throws(Failure) in
      let extra = tensor.ndim - rank
      let spread = try index.reshape(index.shape.dims + Array(repeating: 1, count: extra))
      return try tensor.gather(place, try spread.expand(index.shape.dims + tensor.shape.dims.dropFirst(rank)))
    }
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}

extension NonTensorArray {
  /// The values where an operation moves the elements of a tensor of this shape.
  func moved(_ operation: (Tensor) throws(Failure) -> Tensor) throws(Failure) -> NonTensorArray {
    let places = try operation(try Tensor.fromElements(Array(values.indices), shape))
    return NonTensorArray(values: try places.elements(Int.self).map { values[$0] }, shape: places.shape)
  }
}
