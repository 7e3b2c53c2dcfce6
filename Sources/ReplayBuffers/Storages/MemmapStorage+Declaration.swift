import Catalog
import Tensors

extension FieldKind where Value == StoragePath {
  /// A path: a string, or an object that stands for one and may own the folder.
  static var path: FieldKind {
    FieldKind(.path) { (data, label) throws(Failure) -> StoragePath in
      switch data {
      case .string(let path): return StoragePath(path: path, keeper: nil)
      case .object(let object):
        guard let holder = object as? any PathHolder else { throw .mismatch(label, .path, data) }
        return StoragePath(path: holder.path, keeper: object)
      default: throw .mismatch(label, .path, data)
      }
    } encode: {
      .string($0.path)
    }
  }
}

/// A folder, and what keeps it alive.
struct StoragePath: Sendable {
  let path: String
  let keeper: (any TreeObject)?
}

extension TensorStorage {
  private var mapped: MemmapAllocation? { allocation as? MemmapAllocation }

  private static let scratchDir: Field<TensorStorage, StoragePath?> = Field(
    "scratch_dir", .optional(.path), default: nil,
    "The folder of the files; None for files without a name that vanish with the storage.", labelOnly: true,
    attribute: .hidden
  ) { storage in .some(storage.mapped?.folder.map { StoragePath(path: $0, keeper: storage.mapped?.keeper) }) }
  private static let existsOK: Field<TensorStorage, Bool> = Field(
    "existsok", .bool, default: false, "Go on with files that are there instead of refusing.", labelOnly: true
  ) { $0.mapped?.existsOK }
  private static let autoCleanup: Field<TensorStorage, Bool?> = Field(
    "auto_cleanup", .optional(.bool), default: nil,
    "Remove the files, and scratch_dir if it was made for them, when the storage goes or the program ends.",
    labelOnly: true, attribute: .hidden
  ) { .some($0.mapped?.autoCleanup) }

  public static let memmapSpec: ComponentSpec = ComponentSpec(
    .storage, "memmap", "LazyMemmapStorage", parent: "LazyTensorStorage",
    "Keeps tensors, tensordicts and trees of tensors in memory-mapped files, sparse, made by the first write.",
    fields: [maxSize, scratchDir, device, ndim, existsOK, compilable, sharedInit, autoCleanup],
    attributes: [
      Attribute<TensorStorage>("scratch_dir", "The folder of the files, with a slash at its end.") { storage in
        guard let mapped = storage.mapped else { return nil }
        return mapped.folder.map { .string($0 + "/") } ?? Tree.none
      }
    ],
    examples: [
      Example(
        "rb = buffer(storage: memmap(100, scratch_dir: tempdir()))\nrb.extend(tensordict({\"a\": arange(3)}, [3]))\n"
          + "print(len(rb), rb[:][\"a\"])", prints: "3 MemoryMappedTensor([0, 1, 2])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    let folder = try arguments[scratchDir]
    return try TensorStorage.memmap(
      try arguments[maxSize], scratchDir: folder?.path, ndim: try arguments[ndim], existsOK: try arguments[existsOK],
      autoCleanup: try arguments[autoCleanup], keeper: folder?.keeper)
  }
}
