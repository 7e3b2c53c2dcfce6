/// Unsafe: iterates over the cells of a draw, a contiguous int64 tensor, within their count. Every number that comes
/// out indexes an array, which checks it.

import Catalog
import Tensors

/// Items of any kind, kept as they are in a list. Several items of a batch become one through the buffer's collate.
public final class ListStorage: Storage, @unchecked Sendable {
  // `@unchecked`: `items` and `lastRow` are touched under `lock` only.
  public let lock = RecursiveLock()
  public let maxSize: Int
  public let listeners = WriteListeners()
  var items: [Tree] = []

  /// Items are tensordicts, and batches of them stacks along this dimension, which counts from the end if negative
  /// (TorchRL's `LazyStackStorage`); nil for items of any kind.
  public let stackDim: Int?

  /// - Parameter maxSize: nil for as many as come.
  /// - Throws: `ValueError` for a size below 1.
  public init(_ maxSize: Int? = nil, stackDim: Int? = nil) throws(Failure) {
    self.stackDim = stackDim
    if let maxSize, maxSize < 1 {
      throw .unfit("max_size", expected: "at least 1", got: maxSize)
    }
    self.maxSize = maxSize ?? Int.max
  }

  public var ndim: Int { 1 }
  public var count: Int { lock.withLock { items.count } }
  public var shape: Shape? { [maxSize] }
  public var lastCursor: Int? { nil }
  public var defaultCollate: Collate? { stackDim.map { .lazyStack($0) } ?? .stack }

  public func rowCapacity(inner: Shape) -> Int { maxSize }

  public func batch(_ data: Tree) throws(Failure) -> RowBatch {
    guard let rows = try Stacking.items(of: data) else {
      throw .type(
        "cannot extend a list storage with \(data.article)",
        help: "give a list, a tuple, or a tensor or tensordict with a batch dimension")
    }
    guard !rows.isEmpty else { throw TensorStorage.nothing }
    return RowBatch(count: rows.count, inner: [], payload: .items(rows))
  }

  public func single(_ data: Tree) throws(Failure) -> RowBatch {
    RowBatch(count: 1, inner: [], payload: .items([data]))
  }

  public func write(_ batch: RowBatch, at rows: [Int]) throws(Failure) {
    guard case .items(let values) = batch.payload else { return }
    lock.lock()
    defer { lock.unlock() }
    for (value, row) in zip(values, rows) {
      if row < items.count { items[row] = value } else { items.append(value) }
    }
  }

  public func gather(cells: Tensor) throws(Failure) -> Tree {
    lock.lock()
    defer { lock.unlock() }
    return cells.withElements(Int.self) { cells in .list(cells.map { items[$0] }) }
  }

  public func read(_ index: StorageIndex, dimension: Int) throws(Failure) -> Tree {
    lock.lock()
    defer { lock.unlock() }
    let rows = try index.resolved(count: items.count)
    return index.isSingle ? items[rows[0]] : .list(rows.map { items[$0] })
  }

  public func assign(_ value: Tree, at index: StorageIndex, dimension: Int) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    let rows = try index.resolved(count: items.count)
    if index.isSingle {
      items[rows[0]] = value
      return
    }
    guard let values = try Stacking.items(of: value), values.count == rows.count else {
      throw .value("expected \(rows.count) items, one per index, got \(value.article)")
    }
    for (value, row) in zip(values, rows) { items[row] = value }
  }

  public func empty() { lock.withLock { items = [] } }

  static let maxSize: Field<ListStorage, Int?> = StorageFields.listSize()

  public var spec: ComponentSpec { stackDim == nil ? Self.spec : Self.lazyStackSpec }
  public static let spec: ComponentSpec = ComponentSpec(
    .storage, "list", "ListStorage", "Keeps items of any kind, as they are, in a list.",
    fields: [
      maxSize, StorageFields.compilable() as Field<ListStorage, Bool>,
      Field<ListStorage, Tree>.device(labelOnly: true, "Accepted for TorchRL's sake: items stay where they are."),
    ],
    examples: [
      Example(
        "rb = buffer(storage: list(3), collate_fn: x -> x)\nrb.extend([\"a\", 0, None])\nprint(rb[0], len(rb))",
        prints: "a 3")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in try ListStorage(try arguments[maxSize]) }
}
