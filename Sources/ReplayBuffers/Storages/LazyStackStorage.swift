import Catalog
import Tensors

extension ListStorage {
  private static let stackDim: Field<ListStorage, Int> = Field(
    "stack_dim", .int, default: 0,
    "Which dimension of a batch counts its items; negative ones count from the end.", labelOnly: true
  ) { $0.stackDim }

  public static let lazyStackSpec: ComponentSpec = ComponentSpec(
    .storage, "lazy_stack", "LazyStackStorage", parent: "ListStorage",
    "Keeps tensordicts in a list, whose shapes and keys may differ; a batch is a stack of them.",
    fields: [
      maxSize, StorageFields.compilable() as Field<ListStorage, Bool>, stackDim,
      Field<ListStorage, Tree>.device(labelOnly: true, "Accepted for TorchRL's sake: items stay where they are."),
    ],
    examples: [
      Example(
        "rb = buffer(storage: lazy_stack(3))\nrb.extend([tensordict({\"x\": ones(2)}, []), tensordict({\"x\": ones(3)}, [])])\n"
          + "print(len(rb), rb[1][\"x\"])", prints: "2 tensor([1., 1., 1.])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try ListStorage(try arguments[maxSize], stackDim: try arguments[stackDim])
  }
}

extension Collate {
  /// Makes a stack of tensordicts, as tensordict's `lazy_stack` does: one whose tensors are joined where all have the
  /// same keys, shapes and dtypes, else one that keeps them apart. Other items are stacked as usual.
  static func lazyStack(_ dim: Int) -> Collate {
    Collate(isNative: true) { (data) throws(Failure) -> Tree in
      guard case .list(let items) = data, let parts = tensordicts(items) else { return try stack.body(data) }
      let place = dim < 0 ? dim + parts[0].ndim + 1 : dim
      do throws(Failure) {
        if place != 0 { return .tensordict(try TensorDict.stack(parts, dim: place).asStack(place)) }
        guard case .tensordict(let stacked) = try Stacking.stack(items) else { return data }
        return .tensordict(stacked.asStack(place))
      } catch {
        return try apart(parts, place)
      }
    }
  }

  /// Items whose shapes or keys differ. They are copied as far as keys go: what is set in a batch stays out of the storage.
  static func apart(_ parts: [TensorDict], _ dim: Int) throws(Failure) -> Tree {
    .object(try LazyStack(parts.map { $0.shallowCopy() }, stackDim: dim))
  }

  /// Items that all are tensordicts; nil for others or none.
  static func tensordicts(_ items: [Tree]) -> [TensorDict]? {
    let parts = items.compactMap { if case .tensordict(let part) = $0 { part } else { nil } }
    return parts.isEmpty || parts.count < items.count ? nil : parts
  }
}
