/// Unsafe: reads the flags of a contiguous tensor through its buffer, within its count.

import Catalog

/// What masks select, and where elements are not zero.
extension Tensor {
  /// The row-major positions of elements that are not zero.
  func nonzeroPositions() throws(Failure) -> [Int] {
    try Memory.demand(numel, of: 2, "elements")
    let flags = try to(.bool).contiguous()
    let count = flags.withElements(Bool8.self) { flags in flags.count { $0.isTrue } }
    try Memory.demand(count, of: 24, "indices")
    return try flags.withElements(Bool8.self) { (flags) throws(Failure) in
      var positions: [Int] = []
      positions.reserveCapacity(count)
      for i in flags.indices {
        if i & 0xffff == 0 { try Interruption.check() }
        if flags[i].isTrue { positions.append(i) }
      }
      return positions
    }
  }

  /// Per dimension, the indices of the elements that are not zero.
  func nonzeroColumns() throws(Failure) -> [Tensor] {
    let positions = try nonzeroPositions()
    let steps = shape.contiguousStrides
    var columns: [Tensor] = []
    for dim in shape.dims.indices {
      let (step, size) = (steps[dim], max(shape[dim], 1))
      columns.append(try .fromElements(positions.map { $0 / step % size }))
    }
    return columns
  }

  /// The indices of the elements that are not zero, one row each: int64 of shape [count, ndim].
  public func nonzero() throws(Failure) -> Tensor {
    let positions = try nonzeroPositions()
    let steps = shape.contiguousStrides
    try Memory.demand(positions.count, of: 24 * max(ndim, 1), "indices")
    var rows: [Int] = []
    rows.reserveCapacity(positions.count * ndim)
    for position in positions {
      for dim in steps.indices { rows.append(position / steps[dim] % max(shape[dim], 1)) }
    }
    return try .fromElements(rows, [positions.count, ndim])
  }

  /// The same, one tensor per dimension: `nonzero(as_tuple=True)` and `where(condition)`.
  public func nonzeroAsTuple() throws(Failure) -> [Tensor] {
    ndim == 0 ? try unsqueeze(0).nonzeroColumns() : try nonzeroColumns()
  }

  /// The elements where `mask`, broadcast, is true, in one dimension.
  public func maskedSelect(_ mask: Tensor) throws(Failure) -> Tensor {
    guard mask.dtype == .bool else {
      throw .runtime("masked_select: expected a bool tensor for mask, got \(mask.dtype.name)")
    }
    let pair = try Tensor.broadcastTensors([self, mask])
    return try pair[0].flatten().indexSelect(0, try .fromElements(try pair[1].nonzeroPositions()))
  }

  /// torch's `masked_fill_`: `value` where `mask`, broadcast to this shape, is true.
  public func fill(where mask: Tensor, _ value: some TensorOperand) throws(Failure) {
    guard mask.dtype == .bool else {
      throw .runtime("masked_fill only supports boolean masks, but got mask with dtype \(mask.dtype.name)")
    }
    let fill: Tensor
    switch value.operand {
    case .scalar(let scalar):
      try scalar.checkRange(dtype)
      fill = try .scalar(scalar, dtype)
    case .tensor(let tensor):
      guard tensor.ndim == 0 else {
        throw .runtime("masked_fill only supports a 0-dimensional value tensor, got \(tensor.ndim) dimensions")
      }
      fill = try tensor.to(dtype)
    }
    let mask = try mask.expand(shape.dims)
    if isContiguous {
      try SelectKernels.choose(self, mask, fill.expand(shape.dims), self)
    } else {
      try copy(from: try .select(mask, fill.expand(shape.dims), self))
    }
  }

  /// A copy with `value` where `mask` is true.
  public func maskedFill(_ mask: Tensor, _ value: some TensorOperand) throws(Failure) -> Tensor {
    let result = try expand(Tensor.broadcast(shape, mask.shape).dims).clone()
    try result.fill(where: mask, value)
    return result
  }

  /// `torch.where(condition, a, b)`: from `a` where the condition is true, else from `b`; broadcast and promoted.
  public static func `where`(
    _ condition: Tensor, _ a: some TensorOperand, _ b: some TensorOperand
  ) throws(Failure) -> Tensor {
    guard condition.dtype == .bool || condition.dtype == .uint8 else {
      throw .runtime(
        "where expected condition to be a boolean tensor, but got a tensor with dtype \(condition.dtype.name)")
    }
    let dtype = Operand.resultType([a.operand, b.operand])
    let shape = try broadcast([condition.shape, a.operand.shape, b.operand.shape])
    return try select(
      try condition.to(.bool).expand(shape.dims), try a.operand.tensor(dtype).expand(shape.dims),
      try b.operand.tensor(dtype).expand(shape.dims))
  }

  private static func select(_ mask: Tensor, _ a: Tensor, _ b: Tensor) throws(Failure) -> Tensor {
    let result = try Tensor.empty(mask.shape, a.dtype)
    try SelectKernels.choose(result, mask, a, b)
    return result
  }
}

extension Operand {
  /// As a tensor of a dtype.
  func tensor(_ dtype: DType) throws(Failure) -> Tensor {
    switch self {
    case .tensor(let tensor): try tensor.to(dtype)
    case .scalar(let scalar): try .scalar(scalar, dtype)
    }
  }
}
