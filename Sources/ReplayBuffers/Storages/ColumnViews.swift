/// Unsafe: copies elements through `RowKernels`, which check every position; a view that would leave its tensor traps in
/// `Tensor.init`. Storages check before they call.

import Catalog
import Tensors

extension Tensor {
  /// A view of one position of a dimension.
  func selecting(_ dimension: Int, _ position: Int) -> Tensor {
    var (dims, steps) = (shape.dims, strides)
    dims.remove(at: dimension)
    let step = steps.remove(at: dimension)
    return view(shape: Shape(dims), strides: steps, offset: offset + position * step, keepsMapping: true)
  }

  /// A view of `length` positions of a dimension, `step` apart.
  func slicing(_ dimension: Int, _ start: Int, _ length: Int, _ step: Int) -> Tensor {
    var (dims, steps) = (shape.dims, strides)
    dims[dimension] = length
    let first = length == 0 ? offset : offset + start * steps[dimension]
    steps[dimension] *= step
    return view(shape: Shape(dims), strides: steps, offset: first, keepsMapping: true)
  }

  /// A copy of some positions of a dimension, in an arrangement of their own.
  func picking(_ positions: [Int], _ dimension: Int, _ arrangement: Shape) throws(Failure) -> Tensor {
    let source = try (dimension == 0 ? self : swapped(0, dimension)).packed()
    let rest = source.shape.dropFirst()
    let result = try Tensor.empty([positions.count] + rest, dtype)
    try positions.withUnsafeBufferPointer { (positions) throws(Failure) in
      let rows = try RowKernels.Rows(positions, below: source.shape[0])
      try RowKernels.gather(from: source, rowBytes: rest.numel * dtype.size, rows: rows, into: result)
    }
    let restored = dimension == 0 ? result : try result.swapped(0, dimension).packed()
    var dims = restored.shape.dims
    dims.replaceSubrange(dimension...dimension, with: arrangement.dims)
    let shaped = Shape(dims)
    return restored.view(shape: shaped, strides: shaped.contiguousStrides, offset: restored.offset)
  }

  /// Writes the elements of a contiguous tensor of the same shape and dtype through this view.
  func overwrite(with source: Tensor) {
    if numel == 0 { return }
    precondition(source.shape == shape && source.dtype == dtype)
    guard ndim > 0, !isContiguous else {
      RowKernels.pack(source, into: self)
      return
    }
    for i in 0..<shape[0] { row(i).overwrite(with: source.row(i)) }
  }
}
