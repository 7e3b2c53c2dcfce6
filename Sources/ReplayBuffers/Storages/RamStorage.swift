import Catalog
import Tensors

/// Columns in memory (TorchRL's `LazyTensorStorage`). Rows that were never written are zero.
final class RamAllocation: ColumnAllocation {
  var attributeNames: [String] { [] }

  func allocate(_ layout: RowLayout, leading: Shape) throws(Failure) -> [Tensor] {
    var columns: [Tensor] = []
    for column in layout.columns {
      columns.append(try Tensor.empty(leading + column.feature, column.dtype, zeroed: true))
    }
    return columns
  }

  func source(maxSize: Int, ndim: Int) -> String {
    SourceText.call("ram", [String(maxSize)], [("ndim", ndim == 1 ? nil : String(ndim))])
  }

  func attribute(_ name: String) -> Tree? { nil }
}

extension TensorStorage {
  /// Items in memory. - Parameters: as the component `ram` has them.
  public static func ram(_ maxSize: Int, ndim: Int = 1) throws(Failure) -> TensorStorage {
    try TensorStorage(maxSize: maxSize, ndim: ndim, allocation: RamAllocation())
  }
}
