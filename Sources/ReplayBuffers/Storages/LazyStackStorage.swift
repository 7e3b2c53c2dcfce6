import Catalog
import Tensors

extension ListStorage {
  public static let lazyStackSpec = ComponentSpec(
    .storage,
    Signature(
      "lazy_stack", aliases: ["LazyStackStorage"],
      "Keeps tensordicts in a list, whose shapes and keys may differ; batches are stacked as far as they can be.",
      [
        .optional("max_size", .int, "The number of items that fit, at least 1; None for no limit."),
        .optional(
          "compilable", .bool, default: "False", "Accepted for TorchRL's sake, without effect.", labelOnly: true),
        .optional("stack_dim", .int, default: "0", "Where items are stacked: 0.", labelOnly: true),
      ], returns: "storage",
      examples: [
        Example(
          "rb = buffer(storage: lazy_stack(3))\nrb.extend([tensordict({\"x\": ones(2)}, []), tensordict({\"x\": ones(3)}, [])])\n"
            + "print(len(rb), rb[1][\"x\"])", prints: "2 tensor([1., 1., 1.])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    if let dimension = try arguments.int("stack_dim"), dimension != 0 {
      throw Failure(.notImplemented, "expected stack_dim 0, got \(dimension)", argument: "stack_dim")
    }
    return try ListStorage(try arguments.int("max_size"), stacksLazily: true)
  }
}

extension Collate {
  /// Stacks tensordicts into one; into a lazy stack where their shapes or keys differ.
  static let lazyStack = Collate(source: nil, isNative: true) { (data) throws(Failure) -> Tree in
    guard case .list(let items) = data else { return data }
    do throws(Failure) {
      return try Stacking.stack(items)
    } catch {
      var parts: [TensorDict] = []
      for case .tensordict(let part) in items { parts.append(part) }
      guard parts.count == items.count, !parts.isEmpty else { throw error }
      return .object(try LazyStack(parts))
    }
  }
}
