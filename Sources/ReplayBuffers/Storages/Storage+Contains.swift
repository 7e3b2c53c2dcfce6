import Catalog
import Tensors

extension Storage {
  /// Whether there is an item of this number, along the first storage dimension; negative ones count from the end.
  public func contains(_ row: Int) -> Bool {
    lock.withLock { Self.isPlace(row, of: rowCount) }
  }

  /// One truth for each number. - Throws: `IndexError` for a tensor that is not of integers.
  public func contains(_ rows: Tensor) throws(Failure) -> Tensor {
    let numbers = try integers(of: rows)
    let count = lock.withLock { rowCount }
    return try Tensor.flags(numbers.map { Self.isPlace($0, of: count) }).reshape(rows.shape.dims)
  }

  private static func isPlace(_ row: Int, of count: Int) -> Bool { row < count && row >= -count }
}
