import Catalog
import Tensors

/// The tensors of data that is there already (TorchRL's `TensorStorage`).
final class GivenAllocation: ColumnAllocation {
  /// What was given, and the size that was asked for.
  let data: Tree
  let maxSize: Int?
  init(_ data: Tree, maxSize: Int?) {
    self.data = data
    self.maxSize = maxSize
  }

  var spec: ComponentSpec { TensorStorage.givenSpec }

  func allocate(_ layout: RowLayout, leading: Shape) throws(Failure) -> [Tensor] {
    throw .runtime("a storage over given tensors cannot be given others")
  }

}

extension TensorStorage {
  /// A full storage over data that is there: a tensordict, a tensor or a tree of tensors whose first dimensions count
  /// the items. Contiguous tensors are shared with the caller, so that writes show on both sides; others are copied.
  /// - Throws: `ValueError` where `maxSize` is another number than the first dimension's, `TypeError` for data without
  ///   tensors, `RuntimeError` where there are fewer dimensions than `ndim`.
  public static func over(_ data: Tree, maxSize: Int? = nil, ndim: Int = 1) throws(Failure) -> TensorStorage {
    guard ndim > 0 else { throw .unfit("ndim", expected: "at least 1", got: ndim) }
    let layout = try RowLayout(of: data, lead: ndim, keepsDevice: true)
    guard let leading = data.leadingShape?.prefix(ndim), leading.numel > 0 else {
      throw .value("expected data with at least one item, got \(data.article)", argument: "storage")
    }
    if let maxSize, maxSize != leading[0] {
      throw .value(
        "expected a max_size of \(leading[0]), the size of the data's first dimension, got \(maxSize)",
        help: "leave max_size out", argument: "max_size")
    }
    let values = try layout.values(of: data, leading: leading)
    guard values.objects.isEmpty else {
      throw .type("expected data of tensors only, got values of other kinds", help: "use a list storage")
    }
    var columns: [Tensor] = []
    for tensor in values.tensors { columns.append(try tensor.packed()) }
    let storage = try TensorStorage(
      maxSize: leading.numel, ndim: ndim, allocation: GivenAllocation(data, maxSize: maxSize))
    storage.adopt(layout, columns, leading: leading)
    return storage
  }

  private var given: GivenAllocation? { allocation as? GivenAllocation }

  private static let data: Field<TensorStorage, Tree> = Field(
    "storage", .any, "A tensordict, a tensor or a tree of tensors; the first dimension counts the items.",
    attribute: .hidden, showing: .described
  ) { $0.given?.data }
  private static let givenSize: Field<TensorStorage, Int?> = Field(
    "max_size", .optional(.int), default: nil, "The size of the first dimension; anything else is refused.",
    attribute: .hidden
  ) { .some($0.given?.maxSize) }

  public static let givenSpec: ComponentSpec = ComponentSpec(
    .storage, "tensor_storage", "TensorStorage",
    "Serves the rows of data that is there already, without a copy.",
    fields: [data, givenSize, device, ndim, compilable], attributes: [isInitialized],
    examples: [
      Example("rb = buffer(storage: tensor_storage(arange(3)))\nprint(len(rb), rb[:])", prints: "3 tensor([0, 1, 2])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try TensorStorage.over(try arguments[data], maxSize: try arguments[givenSize], ndim: try arguments[ndim])
  }
}
