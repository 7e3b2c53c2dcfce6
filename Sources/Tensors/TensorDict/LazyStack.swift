import Catalog

/// Tensordicts that stand side by side without being copied into one (`LazyStackedTensorDict`): their shapes and keys
/// may differ. This is the little of it that printing and reading items need.
public final class LazyStack: TreeObject {
  /// At least one, all of one batch size.
  public let items: [TensorDict]
  /// Where the new dimension stands in the batch size, counted from the front.
  public let stackDim: Int

  /// - Parameter stackDim: counts from the end if negative.
  /// - Throws: `RuntimeError` for no item or for batch sizes that differ; `IndexError` for a dimension out of range.
  public init(_ items: [TensorDict], stackDim: Int = 0) throws(Failure) {
    guard let first = items.first else { throw .runtime("expected at least one tensordict to stack, got none") }
    for item in items where item.batchSize != first.batchSize {
      throw .runtime("expected tensordicts of batch size \(first.batchSize.dims), got \(item.batchSize.dims)")
    }
    let rank = first.ndim + 1
    guard stackDim >= -rank, stackDim < rank else {
      throw .index("expected a stack dimension from \(-rank) to \(rank - 1), got \(stackDim)")
    }
    self.items = items
    self.stackDim = stackDim < 0 ? stackDim + rank : stackDim
  }

  public var batchSize: Shape {
    var dims = items[0].batchSize.dims
    dims.insert(items.count, at: stackDim)
    return Shape(dims)
  }

  public var device: Device? {
    items.allSatisfy { $0.device == items[0].device } ? items[0].device : nil
  }

  public var count: Int { batchSize[0] }

  /// The keys that every item has, in the first one's order.
  public var keys: [String] {
    items[0].keys.filter { key in items.allSatisfy { $0.entries[key] != nil } }
  }

  /// One of the stacked tensordicts itself, not a copy.
  public func item(_ index: Int) throws(Failure) -> TensorDict {
    guard index >= -items.count, index < items.count else {
      throw .index("index \(index) is out of range for a stack of \(items.count) tensordicts")
    }
    return items[index < 0 ? index + items.count : index]
  }

  /// The items' values of a common key, stacked: a tensor, a lazy stack or a list of values.
  /// - Throws: `KeyError` for a key that not all have; `RuntimeError` where the shapes differ.
  public func value(_ key: String) throws(Failure) -> Tree {
    guard keys.contains(key) else {
      let list = keys.map { "'\($0)'" }.joined(separator: ", ")
      throw .key(
        "key '\(key)' not found in LazyStackedTensorDict with keys [\(list)]",
        help: Suggestion.didYouMean(key, among: keys))
    }
    let entries = items.compactMap { $0.entries[key] }
    if let children = LazyStack.children(entries) { return .object(try LazyStack(children, stackDim: stackDim)) }
    if let tensors = LazyStack.tensors(entries) {
      guard tensors.allSatisfy({ $0.shape == tensors[0].shape }) else {
        throw .runtime("cannot stack the tensors of key '\(key)': their shapes differ")
      }
      return .tensor(try Tensor.stack(tensors, dim: stackDim))
    }
    return .list(entries.map(\.tree))
  }

  private static func children(_ entries: [TensorDict.Entry]) -> [TensorDict]? {
    let found = entries.compactMap { if case .tensordict(let child) = $0 { child } else { nil } }
    return found.count == entries.count ? found : nil
  }

  private static func tensors(_ entries: [TensorDict.Entry]) -> [Tensor]? {
    let found = entries.compactMap { if case .tensor(let tensor) = $0 { tensor } else { nil } }
    return found.count == entries.count ? found : nil
  }

  public var text: String { lines.text }

  var lines: IndentedLines {
    let common = keys
    let lines = TensorDictText.sorted(common.map { ($0, fieldText($0)) })
    var exclusive: [IndentedLines] = []
    for (i, item) in items.enumerated() {
      let own = TensorDictText.sorted(
        item.keys.filter { !common.contains($0) }.compactMap { key in
          item.entries[key].map { (key, TensorDictText.entry($0, item.batchSize, item.device)) }
        })
      guard !own.isEmpty else { continue }
      exclusive.append(IndentedLines("\(i) ->", IndentedLines(joining: own), ""))
    }
    return TensorDictText.stack(
      lines, exclusive,
      ["batch_size=\(batchSize)", "device=\(TensorDictText.device(device))", "is_shared=False"], stackDim)
  }

  /// A field as the stack prints it: a dimension that differs between the items is -1.
  private func fieldText(_ key: String) -> IndentedLines {
    let entries = items.compactMap { $0.entries[key] }
    if let children = LazyStack.children(entries) {
      if let nested = try? LazyStack(children, stackDim: stackDim) { return nested.lines }
      return children[0].lines
    }
    if let tensors = LazyStack.tensors(entries) {
      let first = tensors[0].shape
      var dims = first.indices.map { i in
        tensors.allSatisfy { $0.ndim == first.count && $0.shape[i] == first[i] } ? first[i] : -1
      }
      dims.insert(items.count, at: min(stackDim, dims.count))
      let differs = dims.contains(-1)
      // A stack that can be made is a fresh tensor, whatever its parts are.
      if !differs, tensors[0].isMemoryMapped {
        return IndentedLines(
          "Tensor(shape=\(Shape(dims)), device=cpu, dtype=\(tensors[0].dtype.torchName), is_shared=False)")
      }
      return IndentedLines(TensorDictText.leaf(tensors[0], shape: Shape(dims)))
    }
    return TensorDictText.nonTensorStack(entries.map(\.tree), device)
  }
}
