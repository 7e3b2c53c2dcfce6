import Catalog

extension Tensor {
  /// A dimension counted from the front. Tensors of no dimension take 0 and -1, as in torch.
  public static func wrap(dim: Int, rank: Int) throws(Failure) -> Int {
    let rank = max(rank, 1)
    guard dim >= -rank && dim < rank else {
      throw .index("dimension out of range (expected to be in range of [\(-rank), \(rank - 1)], but got \(dim))")
    }
    return dim < 0 ? dim + rank : dim
  }

  /// As `wrap`, for what reads the size of the dimension: where there are none, it is an error.
  public static func wrapExisting(dim: Int, rank: Int) throws(Failure) -> Int {
    guard rank > 0 else { throw .index("dimension specified as \(dim) but tensor has no dimensions") }
    return try wrap(dim: dim, rank: rank)
  }

  func wrap(_ dim: Int) throws(Failure) -> Int { try Tensor.wrap(dim: dim, rank: ndim) }

  /// Several dimensions counted from the front.
  /// - Throws: `RuntimeError` where one appears twice.
  func wrap(dims: [Int]) throws(Failure) -> [Int] {
    var result: [Int] = []
    for dim in dims {
      let wrapped = try wrap(dim)
      guard !result.contains(wrapped) else {
        throw .runtime("dim \(wrapped) appears multiple times in the list of dims")
      }
      result.append(wrapped)
    }
    return result
  }

  /// A basic view: same memory, other geometry.
  func restride(_ shape: [Int], _ strides: [Int], offset: Int? = nil) -> Tensor {
    view(shape: Shape(shape), strides: strides, offset: offset ?? self.offset)
  }
}
