import Catalog

/// One part of a subscript, as in `x[1, ::2, ..., None, mask]`.
public enum Index: Sendable {
  case int(Int)
  case slice(start: Int?, stop: Int?, step: Int?)
  case ellipsis
  case newAxis
  /// int64, int32, or bool and uint8 as masks.
  case tensor(Tensor)
  case bool(Bool)

  /// Dimensions of the subscripted tensor that it takes up.
  var consumed: Int {
    switch self {
    case .int, .slice: 1
    case .ellipsis, .newAxis, .bool: 0
    case .tensor(let tensor): tensor.isMask ? tensor.ndim : 1
    }
  }
}

extension Tensor {
  var isMask: Bool { dtype == .bool || dtype == .uint8 }

  /// `self[indices]`: a view for basic indexing (ints, slices, `...`, `None`), else a copy.
  /// - Throws: `IndexError` for indices out of bounds, too many, or of a wrong dtype; `ValueError` for a slice whose
  ///   step is not positive.
  public func get(_ indices: [Index]) throws(Failure) -> Tensor {
    let parts = try applyBasic(indices)
    if parts.advanced.allSatisfy({ $0 == nil }) { return parts.view }
    return try parts.view.gather(AdvancedIndex(parts.view, parts.advanced))
  }

  /// `self[indices] = value`, broadcast; in advanced indexing the dtypes must be the same, except for a mask with
  /// one value.
  public func set(_ indices: [Index], to value: Tensor) throws(Failure) {
    let parts = try applyBasic(indices)
    if parts.advanced.allSatisfy({ $0 == nil }) {
      try parts.view.copy(from: value.withoutLeadingOnes(downTo: parts.view.ndim))
      return
    }
    let isMaskFill = value.numel == 1 && indices.contains { if case .tensor(let t) = $0 { t.isMask } else { false } }
    let isBareBool = indices.allSatisfy { if case .bool = $0 { true } else { false } }
    guard value.dtype == dtype || isMaskFill || isBareBool else {
      throw .runtime(
        "index put requires the source and destination dtypes match, got \(dtype.name) for the destination and "
          + "\(value.dtype.name) for the source", help: "convert the value with .to(\(dtype.name))")
    }
    try parts.view.scatter(AdvancedIndex(parts.view, parts.advanced), try value.to(dtype))
  }

  /// `self[indices] = number`.
  public func setScalar(_ indices: [Index], to value: Scalar) throws(Failure) {
    try value.checkRange(dtype)
    try set(indices, to: try .scalar(value, dtype))
  }

  /// torch drops leading dimensions of size 1 from an assigned value.
  private func withoutLeadingOnes(downTo rank: Int) -> Tensor {
    var result = self
    while result.ndim > rank, result.shape[0] == 1 {
      result = result.select(unchecked: 0, 0)
    }
    return result
  }

  /// The view that the basic indices make, and the tensors that index its dimensions (nil for those without).
  private func applyBasic(_ indices: [Index]) throws(Failure) -> (view: Tensor, advanced: [Tensor?]) {
    let consumed = indices.reduce(0) { $0 + $1.consumed }
    guard consumed <= ndim else {
      if ndim == 0 {
        throw .index("invalid index of a 0-dim tensor", help: "use .item() to convert a 0-dim tensor to a number")
      }
      throw .index("too many indices for tensor of dimension \(ndim), got \(consumed)")
    }
    var (current, dim, original) = (self, 0, 0)
    var advanced: [Int: Tensor] = [:]
    for index in indices {
      switch index {
      case .int(let place):
        let wrapped = try Tensor.wrap(index: place, dim: original, size: current.shape[dim])
        current = current.select(unchecked: dim, wrapped, keepsMapping: true)
      case .slice(let start, let stop, let step):
        let step = step ?? 1
        guard step > 0 else { throw .value("slice step must be greater than zero, got \(step)") }
        let size = current.shape[dim]
        func clamp(_ place: Int) -> Int { min(max(place < 0 ? place + size : place, 0), size) }
        let first = clamp(start ?? 0)
        let last = max(clamp(stop ?? size), first)
        if first != 0 || last != size || step != 1 {
          current = current.slice(dim, first, last, step, keepsMapping: true)
        }
        dim += 1
      case .ellipsis:
        dim += ndim - consumed
        original += ndim - consumed
      case .newAxis:
        current = current.unsqueezed(dim)
        dim += 1
      case .bool(let flag):
        current = current.unsqueezed(dim)
        advanced[dim] = flag ? try .fromElements([0]) : try .zeros([0], .int64)
        dim += 1
      case .tensor(let tensor):
        guard tensor.isMask || tensor.dtype == .int64 || tensor.dtype == .int32 else {
          throw .index("tensors used as indices must be long, int, byte or bool tensors, got \(tensor.dtype.name)")
        }
        if tensor.ndim == 0 && !tensor.isMask {
          let wrapped = try Tensor.wrap(index: tensor.scalar(at: 0).int, dim: original, size: current.shape[dim])
          current = current.select(unchecked: dim, wrapped, keepsMapping: true)
        } else if tensor.isMask {
          if tensor.ndim == 0 { current = current.unsqueezed(dim) }
          let mask = tensor.ndim == 0 ? try tensor.reshape([1]) : tensor
          for (k, size) in mask.shape.enumerated() where current.shape[dim + k] != size {
            throw .index(
              "the shape of the mask \(tensor.shape.dims) at index \(k) does not match the shape of the indexed "
                + "tensor \(shape.dims) at index \(original + k)")
          }
          for column in try mask.nonzeroColumns() {
            advanced[dim] = column
            dim += 1
          }
        } else {
          advanced[dim] = tensor
          dim += 1
        }
      }
      original += index.consumed
    }
    return (current, (0..<current.ndim).map { advanced[$0] })
  }

  private func unsqueezed(_ dim: Int) -> Tensor {
    var (sizes, steps) = (shape.dims, strides)
    sizes.insert(1, at: dim)
    steps.insert(1, at: dim)
    return view(shape: Shape(sizes), strides: steps, offset: offset, keepsMapping: true)
  }
}
