import Catalog
import Tensors

/// What storages say of themselves, and parameters that several of them share.
enum StorageFields {
  static let common: [any ComponentAttribute] = [
    Attribute<any Storage>("max_size", "The number of items that fit.") { .int($0.maxSize) },
    Attribute<any Storage>("ndim", "The number of storage dimensions.") { .int($0.ndim) },
    Attribute<any Storage>("shape", "The sizes of the storage dimensions as far as they are filled; None before.") {
      $0.shape.map { .size($0) } ?? Tree.none
    },
    Attribute<any Storage>("device", "Where columns are; None for items of any kind, which stay where they are.") {
      $0.columnStore == nil ? Tree.none : .object(DeviceReference(.cpu))
    },
    Attribute<any Storage>("supports_conditional_update", "Whether rb.update_if_present works.") {
      .bool($0.columnStore != nil && $0.ndim == 1)
    },
  ]

  /// `max_size` of a list: None for no limit.
  static func listSize<Owner: Storage>() -> Field<Owner, Int?> {
    Field(
      "max_size", .optional(.int), default: nil, "The number of items that fit, at least 1; None for no limit.",
      attribute: .hidden, showing: .byPosition
    ) { (storage: Owner) -> Int?? in .some(storage.maxSize == .max ? nil : storage.maxSize) }
  }
  static func compilable<Owner>() -> Field<Owner, Bool> {
    .accepted("compilable", .bool, default: false, labelOnly: true)
  }
}
