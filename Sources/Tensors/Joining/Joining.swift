import Catalog

/// Tensors put together.
extension Tensor {
  /// Joined along an existing dimension, promoted; empty tensors of one dimension are skipped, as in torch.
  public static func cat(_ tensors: [Tensor], dim: Int = 0) throws(Failure) -> Tensor {
    guard !tensors.isEmpty else { throw .value("cat(): expected a non-empty list of tensors") }
    if let place = tensors.firstIndex(where: { $0.ndim == 0 }) {
      throw .runtime(
        "zero-dimensional tensor (at position \(place)) cannot be concatenated", help: "use stack() instead")
    }
    let dtype = Operand.resultType(tensors.map { .tensor($0) })
    let kept = tensors.filter { !($0.ndim == 1 && $0.shape[0] == 0) }
    guard let first = kept.first else {
      _ = try tensors[0].wrap(dim)
      return try empty([0], dtype)
    }
    let place = try first.wrap(dim)
    var sizes = first.shape.dims
    sizes[place] = 0
    for (i, tensor) in tensors.enumerated() where !(tensor.ndim == 1 && tensor.shape[0] == 0) {
      guard tensor.ndim == first.ndim else {
        throw .runtime("tensors must have same number of dimensions: got \(first.ndim) and \(tensor.ndim)")
      }
      for k in sizes.indices where k != place && tensor.shape[k] != sizes[k] {
        throw .runtime(
          "sizes of tensors must match except in dimension \(place). Expected size \(sizes[k]) but got size "
            + "\(tensor.shape[k]) for tensor number \(i) in the list")
      }
      sizes[place] = Counts.clamped(Counts.sum([sizes[place], tensor.shape[place]]))
    }
    let result = try empty(Shape(sizes), dtype)
    var start = 0
    for tensor in kept {
      let end = start + tensor.shape[place]
      try CopyKernels.copy(tensor, into: result.slice(place, start, end, 1))
      start = end
    }
    return result
  }

  /// Joined along a new dimension, promoted.
  public static func stack(_ tensors: [Tensor], dim: Int = 0) throws(Failure) -> Tensor {
    guard let first = tensors.first else { throw .runtime("stack expects a non-empty list of tensors") }
    let place = try wrap(dim: dim, rank: first.ndim + 1)
    for (i, tensor) in tensors.enumerated() where tensor.shape != first.shape {
      throw .runtime(
        "stack expects each tensor to be equal size, but got \(first.shape.dims) at entry 0 and \(tensor.shape.dims) "
          + "at entry \(i)")
    }
    let dtype = Operand.resultType(tensors.map { .tensor($0) })
    var sizes = first.shape.dims
    sizes.insert(tensors.count, at: place)
    let result = try empty(Shape(sizes), dtype)
    for (i, tensor) in tensors.enumerated() {
      try CopyKernels.copy(tensor, into: result.select(unchecked: place, i))
    }
    return result
  }

  /// Joined along the second dimension, vectors along their only one.
  public static func hstack(_ tensors: [Tensor]) throws(Failure) -> Tensor {
    var parts: [Tensor] = []
    for tensor in tensors { parts.append(tensor.ndim == 0 ? try tensor.reshape([1]) : tensor) }
    return try cat(parts, dim: (parts.first?.ndim ?? 1) == 1 ? 0 : 1)
  }

  /// Joined along the first dimension, vectors as rows.
  public static func vstack(_ tensors: [Tensor]) throws(Failure) -> Tensor {
    var parts: [Tensor] = []
    for tensor in tensors { parts.append(tensor.ndim < 2 ? try tensor.reshape([1, tensor.numel]) : tensor) }
    return try cat(parts, dim: 0)
  }

  /// Grids of coordinates, one per vector; `xy` indexing swaps the first two dimensions.
  public static func meshgrid(_ vectors: [Tensor], indexing: String = "ij") throws(Failure) -> [Tensor] {
    guard !vectors.isEmpty else { throw .runtime("meshgrid expects a non-empty list of tensors") }
    guard indexing == "ij" || indexing == "xy" else {
      throw .runtime("meshgrid: indexing must be one of 'xy' or 'ij', but received: '\(indexing)'")
    }
    guard vectors.allSatisfy({ $0.ndim <= 1 }) else {
      throw .runtime("meshgrid: expected scalar or 1D tensors, got \(vectors.map { $0.shape.dims })")
    }
    let swaps = indexing == "xy" && vectors.count >= 2
    var ordered = vectors
    if swaps { ordered.swapAt(0, 1) }
    let sizes = ordered.map { $0.numel }
    var grids: [Tensor] = []
    for (i, vector) in ordered.enumerated() {
      var shape = [Int](repeating: 1, count: sizes.count)
      shape[i] = vector.numel
      let grid = try vector.reshape(shape).expand(sizes)
      grids.append(swaps ? try grid.transpose(0, 1) : grid)
    }
    if swaps { grids.swapAt(0, 1) }
    return grids
  }
}
