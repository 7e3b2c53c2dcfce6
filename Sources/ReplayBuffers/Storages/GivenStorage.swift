import Catalog
import Tensors

/// The tensors of data that is there already (TorchRL's `TensorStorage`).
final class GivenAllocation: ColumnAllocation {
  private let description: String
  init(_ description: String) { self.description = description }

  var attributeNames: [String] { [] }
  func attribute(_ name: String) -> Tree? { nil }

  func allocate(_ layout: RowLayout, leading: Shape) throws(Failure) -> [Tensor] {
    throw .runtime("a storage over given tensors cannot be given others")
  }

  func source(maxSize: Int, ndim: Int) -> String {
    SourceText.call("tensor_storage", [description], [("ndim", ndim == 1 ? nil : String(ndim))])
  }
}

extension TensorStorage {
  /// A full storage over data that is there: a tensordict, a tensor or a tree of tensors whose first dimensions count
  /// the items. Contiguous tensors are shared with the caller, so that writes show on both sides; others are copied.
  /// - Throws: `ValueError` where `maxSize` is another number than the first dimension's, `TypeError` for data without
  ///   tensors, `RuntimeError` where there are fewer dimensions than `ndim`.
  public static func over(_ data: Tree, maxSize: Int? = nil, ndim: Int = 1) throws(Failure) -> TensorStorage {
    guard ndim > 0 else { throw .value("ndim must be at least 1, got \(ndim)", argument: "ndim") }
    let layout = try RowLayout(of: data, lead: ndim, keepsDevice: true)
    guard let leading = data.leadingShape?.prefix(ndim), leading.numel > 0 else {
      throw .value("expected data with at least one item, got \(data.kindName)", argument: "storage")
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
      maxSize: leading.numel, ndim: ndim, allocation: GivenAllocation("<\(data.kindName)>"))
    storage.adopt(layout, columns, leading: leading)
    return storage
  }

  public static let givenSpec = ComponentSpec(
    .storage,
    Signature(
      "tensor_storage", aliases: ["TensorStorage"], "Serves the rows of data that is there already, without a copy.",
      [
        Parameter(
          "storage", .any, "A tensordict, a tensor or a tree of tensors; the first dimension counts the items."),
        .optional("max_size", .int, "The size of the first dimension; anything else is refused."),
        .optional(
          "device", .any, default: "\"cpu\"", "Accepted for TorchRL's sake: \"cpu\" is the only device.",
          labelOnly: true),
        .optional("ndim", .int, default: "1", "The number of storage dimensions, at least 1.", labelOnly: true),
        .optional(
          "compilable", .bool, default: "False", "Accepted for TorchRL's sake, without effect.", labelOnly: true),
      ],
      returns: "storage",
      examples: [
        Example("rb = buffer(storage: tensor_storage(arange(3)))\nprint(len(rb), rb[:])", prints: "3 tensor([0, 1, 2])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    guard let data = arguments["storage"] else { throw .type("tensor_storage() misses the argument 'storage'") }
    return try TensorStorage.over(
      data, maxSize: try arguments.int("max_size"), ndim: try arguments.int("ndim") ?? 1)
  }
}
