import Catalog
import Tensors

/// Columns in memory (TorchRL's `LazyTensorStorage`). Rows that were never written are zero.
final class RamAllocation: ColumnAllocation {
  var spec: ComponentSpec { TensorStorage.ramSpec }

  func allocate(_ layout: RowLayout, leading: Shape) throws(Failure) -> [Tensor] {
    var columns: [Tensor] = []
    for column in layout.columns {
      columns.append(try Tensor.empty(leading + column.feature, column.dtype, zeroed: true))
    }
    return columns
  }

}

extension TensorStorage {
  /// Items in memory. - Parameters: as the component `ram` has them.
  public static func ram(_ maxSize: Int, ndim: Int = 1) throws(Failure) -> TensorStorage {
    try TensorStorage(maxSize: maxSize, ndim: ndim, allocation: RamAllocation())
  }

  static let sharedInit: Field<TensorStorage, Bool> = .accepted("shared_init", .bool, default: false, labelOnly: true)

  public static let ramSpec: ComponentSpec = ComponentSpec(
    .storage, "ram", "LazyTensorStorage", parent: "TensorStorage",
    "Keeps tensors, tensordicts and trees of tensors in memory, as rows that the first write allocates.",
    fields: [
      maxSize, device, ndim, compilable,
      Field<TensorStorage, Bool>.accepted("consolidated", .bool, default: false, labelOnly: true), sharedInit,
      Field<TensorStorage, Bool>.accepted("cleanup_memmap", .bool, default: true, labelOnly: true),
    ],
    examples: [
      Example("rb = buffer(storage: ram(5))\nrb.extend(arange(3))\nprint(rb[:])", prints: "tensor([0, 1, 2])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try TensorStorage.ram(try arguments[maxSize], ndim: try arguments[ndim])
  }
}
