import Catalog

/// A contiguous tensor seen as [outer, reduced, inner], and how the reduced result gets its shape.
///
/// The layout follows memory, not the order of dimensions, because torch's float sums do, and their last bits show it.
struct ReductionLayout {
  let source: Tensor
  let outer: Int
  let reduced: Int
  let inner: Int
  /// Of the result as kernels write it.
  private let kept: [Int]
  /// From `kept`'s dimensions to the result's, without reduced ones.
  private let order: [Int]
  private let keepdimShape: [Int]

  /// - Parameter dims: counted from the front; all, for nil.
  init(_ tensor: Tensor, _ dims: [Int]?) throws(Failure) {
    let dims = dims ?? Array(0..<tensor.ndim)
    let isReduced = (0..<tensor.ndim).map { dims.contains($0) }
    keepdimShape = tensor.shape.dims.indices.map { isReduced[$0] ? 1 : tensor.shape[$0] }
    // Dimensions from the slowest to the fastest in memory.
    var memoryOrder = Array(0..<tensor.ndim)
    if !tensor.isContiguous {
      memoryOrder.sort { (tensor.strides[$0], $1) > (tensor.strides[$1], $0) }
      if try !tensor.permute(memoryOrder).isContiguous { memoryOrder = Array(0..<tensor.ndim) }
    }
    let significant = memoryOrder.filter { tensor.shape[$0] != 1 }
    let first = significant.firstIndex { isReduced[$0] } ?? significant.count
    let last = significant.lastIndex { isReduced[$0] } ?? first - 1
    let areNeighbours = significant[first..<max(last + 1, first)].allSatisfy { isReduced[$0] }
    let keptOrder = memoryOrder.filter { !isReduced[$0] }
    let layoutOrder = areNeighbours ? memoryOrder : keptOrder + memoryOrder.filter { isReduced[$0] }
    source = try tensor.permute(layoutOrder).contiguous()
    reduced = dims.contains { tensor.shape[$0] == 0 } ? 0 : dims.reduce(1) { $0 &* tensor.shape[$1] }
    func sizes(_ list: some Sequence<Int>) -> Int { list.reduce(1) { $0 * tensor.shape[$1] } }
    if areNeighbours {
      outer = sizes(significant[..<first])
      inner = sizes(significant[max(last + 1, first)...])
    } else {
      outer = sizes(keptOrder)
      inner = 1
    }
    kept = keptOrder.map { tensor.shape[$0] }
    order = (0..<tensor.ndim).filter { !isReduced[$0] }.map { keptOrder.firstIndex(of: $0)! }
  }

  /// Makes sure that the source holds [outer, reduced, inner] elements and `out` [outer, inner].
  func check(_ out: Tensor) {
    precondition(source.isContiguous && source.numel == outer * reduced * inner, "reduction leaves its tensor")
    precondition(out.isContiguous && out.numel == outer * inner, "reduction leaves its result")
  }

  /// A fresh tensor for a kernel to write, [outer, inner].
  func output(_ dtype: DType) throws(Failure) -> Tensor { try .empty(Shape(kept), dtype) }

  /// What the kernel wrote, under the result's shape.
  func result(_ output: Tensor, keepdim: Bool) throws(Failure) -> Tensor {
    let ordered = try output.permute(order).contiguous()
    return keepdim ? try ordered.view(keepdimShape) : ordered
  }
}

extension Tensor {
  /// Reduced dimensions counted from the front; nil for all (torch takes an empty list so).
  func reducedDims(_ dims: [Int]?) throws(Failure) -> [Int]? {
    guard let dims, !dims.isEmpty else { return nil }
    let wrapped = try wrap(dims: dims)
    return ndim == 0 ? nil : wrapped
  }

  /// int64 for integers and bools, itself for floats: what sums are computed in.
  var widened: DType { dtype.isFloatingPoint ? dtype : .int64 }

  /// A reduction that needs an element refuses dimensions of size 0.
  func requireElements(_ name: String, _ dims: [Int]?) throws(Failure) {
    guard numel == 0 else { return }
    guard let dims else {
      throw Failure(
        name.hasPrefix("arg") ? .index : .runtime,
        "\(name)(): expected reduction dim to be specified for input.numel() == 0",
        help: "specify the reduction dim with the 'dim' argument")
    }
    if let dim = dims.first(where: { shape[$0] == 0 }) {
      throw .index("\(name)(): expected reduction dim \(dim) to have non-zero size")
    }
  }
}
