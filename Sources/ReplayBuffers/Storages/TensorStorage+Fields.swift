import Catalog
import Tensors

/// Parameters of storages of columns.
extension TensorStorage {
  static let maxSize: Field<TensorStorage, Int> = Field(
    "max_size", .int, "The number of items that fit, at least 1.", attribute: .hidden
  ) { $0.requestedSize }
  static let ndim: Field<TensorStorage, Int> = Field(
    "ndim", .int, default: 1,
    "The number of storage dimensions, at least 1: 2 for batches of environments by time.", labelOnly: true,
    attribute: .hidden
  ) { $0.ndim }
  static let device: Field<TensorStorage, Tree> = .device("\"cpu\"", labelOnly: true)
  static let compilable: Field<TensorStorage, Bool> = StorageFields.compilable()
  static let isInitialized: Attribute<TensorStorage> = Attribute("initialized", "Whether something was written.") {
    storage in
    .bool(storage.lock.withLock { storage.layout != nil })
  }
}
