import Catalog
import Tensors

extension Storage {
  /// The cells that an index of the user means: an int, a tensor or list of them; coordinates (a tuple of tensors, or a
  /// table with one row per item) with several storage dimensions.
  func cells(of index: Tree) throws(Failure) -> [Int] {
    switch index {
    case .int(let row): return [row]
    case .tuple(let parts) where ndim > 1 || parts.count == 1:
      var columns: [[Int]] = []
      for part in parts { columns.append(try part.indices()) }
      return try cells(ofColumns: columns)
    case .tensor(let tensor) where tensor.ndim > 1:
      let width = tensor.shape[tensor.ndim - 1]
      guard width == ndim else {
        throw .index("expected coordinates of \(ndim) numbers, got shape \(tensor.shape.dims)")
      }
      let flat = try integers(of: tensor)
      return try cells(
        ofColumns: (0..<width).map { column in stride(from: column, to: flat.count, by: width).map { flat[$0] } })
    default: return try index.indices()
    }
  }

  private func cells(ofColumns columns: [[Int]]) throws(Failure) -> [Int] {
    guard columns.count == ndim, let length = columns.first?.count, columns.allSatisfy({ $0.count == length }) else {
      throw .index("expected \(ndim) coordinates of one length, got \(columns.map(\.count))")
    }
    if columns.count == 1 { return columns[0] }
    guard let shape else { throw .emptyStorage }
    var cells = [Int](repeating: 0, count: length)
    for (dimension, column) in columns.enumerated() {
      for (i, value) in column.enumerated() {
        guard value >= 0, value < shape[dimension] else {
          throw .index("index \(value) is out of range for storage dimension \(dimension) of size \(shape[dimension])")
        }
        cells[i] = cells[i] * shape[dimension] + value
      }
    }
    return cells
  }
}

extension Tree {
  /// Whole numbers: one, or those of a tensor or a list.
  func indices() throws(Failure) -> [Int] {
    var values: [Int] = []
    for item in flattened {
      switch item {
      case .int(let value): values.append(value)
      case .tensor(let tensor): values += try integers(of: tensor)
      default: throw .unfit("index", expected: "an int or a tensor of ints", got: item)
      }
    }
    return values
  }

  /// Priorities: one, or those of a tensor or a list.
  func priorities() throws(Failure) -> [Float] {
    var values: [Float] = []
    for item in flattened {
      switch item {
      case .int(let value): values.append(Float(value))
      case .float(let value): values.append(Float(value))
      case .bool(let value): values.append(value ? 1 : 0)
      case .tensor(let tensor): values += try floats(of: tensor)
      default: throw .unfit("priority", expected: "a number or a tensor", got: item)
      }
    }
    return values
  }
}
