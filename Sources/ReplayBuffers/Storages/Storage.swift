import Catalog
import Tensors

/// What a buffer keeps its items in: `maxSize` slots, each of one item.
///
/// With `ndim` above 1 a slot is addressed by `ndim` numbers, the first of them the ring's row (time comes first), and
/// is numbered row by row: the *cell* of `(t, b)` is `t * B + b`. With one dimension rows and cells are the same.
///
/// Every method takes `lock`; a buffer that needs several steps to be one holds it meanwhile.
public protocol Storage: DumpablePart {
  var lock: RecursiveLock { get }
  /// The most items that fit. With `ndim` above 1 the first write rounds it up to whole rows.
  var maxSize: Int { get }
  var ndim: Int { get }
  /// The number of items stored.
  var count: Int { get }
  /// The sizes of the `ndim` dimensions as far as they are filled; nil before the first write where they are unknown.
  var shape: Shape? { get }
  /// The row that was written last; nil if none, or where the storage does not tell (as TorchRL's list storage).
  var lastCursor: Int? { get }
  /// The samplers to tell about every write; all buffers over this storage put theirs here.
  var listeners: WriteListeners { get }

  /// How many rows fit along the first dimension, for items whose other dimensions are `inner`.
  func rowCapacity(inner: Shape) -> Int
  /// Checks data that holds several items (rows along its first dimension) against what is stored.
  /// - Throws: where a key, a dtype or a shape differs; nothing has changed then.
  func batch(_ data: Tree) throws(Failure) -> RowBatch
  /// Checks data that is one item (one row).
  func single(_ data: Tree) throws(Failure) -> RowBatch
  /// Writes checked rows; the last of several writes to one row stays. The first write allocates, and may throw for
  /// that; nothing has changed then. - Parameter rows: along the first dimension, `0 ..< rowCapacity`.
  func write(_ batch: RowBatch, at rows: [Int]) throws(Failure)
  /// The items of these cells, copied: what a sample is made of.
  /// - Parameter cells: int64, one dimension, in `0 ..< count`.
  func gather(cells: Tensor) throws(Failure) -> Tree
  /// Items by index. Tensors that are addressed by int or slice are views, as in torch.
  /// - Parameter dimension: The storage dimension that is indexed; those before it are taken whole.
  func read(_ index: StorageIndex, dimension: Int) throws(Failure) -> Tree
  /// Overwrites items that are there. The number of items does not change.
  func assign(_ value: Tree, at index: StorageIndex, dimension: Int) throws(Failure)
  /// Forgets all items; the memory stays.
  func empty()
  /// Writes the items to a folder. - Throws: `NotImplementedError` for storages that have no layout on disk.
  func dump(to folder: String) throws(Failure)
  /// Reads and checks what `dump` or TorchRL wrote; nothing changes before the closure is called.
  /// - Parameter lastRow: The row written last, where it is known.
  func restore(
    from folder: String, lastRow: Int?
  ) throws(Failure) -> (contents: StoredContents, restore: Restore)
  /// The storage as rows of tensors; nil for storages that keep items in another way.
  var columnStore: (any ColumnStore)? { get }
  /// What a buffer does with the items of a batch unless told otherwise; nil for nothing.
  var defaultCollate: Collate? { get }
}

extension Storage {
  public var isFull: Bool { count >= maxSize }

  /// The filled length of the first dimension.
  public var rowCount: Int {
    guard ndim > 1 else { return count }
    return shape?.first ?? 0
  }

  public func read(_ index: StorageIndex) throws(Failure) -> Tree { try read(index, dimension: 0) }

  /// The coordinates of cells, one tensor per dimension.
  public func coordinates(of cells: Tensor) throws(Failure) -> [Tensor] {
    guard ndim > 1, let inner = shape?.dims.dropFirst() else { return [cells] }
    let flat = try integers(of: cells)
    var divisor = inner.reduce(1, *)
    var results: [Tensor] = []
    for (place, size) in ([Int.max] + inner).enumerated() {
      if place > 0 { divisor /= max(size, 1) }
      let step = max(divisor, 1)
      results.append(try .indices(flat.map { ($0 / step) % size }))
    }
    return results
  }
}

/// Checked rows on their way into a storage.
public struct RowBatch: Sendable {
  /// Rows along the first storage dimension.
  public let count: Int
  /// The sizes of the other storage dimensions.
  public let inner: Shape
  let payload: Payload

  enum Payload: Sendable {
    case items([Tree])
    case columns(RowLayout, RowLayout.Values)
  }
}

/// Objects whose public state scripts read, and where TorchRL allows it set, by name.
public protocol AttributeHolder: TreeObject {
  /// The names, for "did you mean" and completion.
  var attributeNames: [String] { get }
  /// nil where there is no such attribute.
  func attribute(_ name: String) -> Tree?
  /// - Throws: `AttributeError` for what cannot be set.
  func setAttribute(_ name: String, _ value: Tree) throws(Failure)
}

extension AttributeHolder {
  public func setAttribute(_ name: String, _ value: Tree) throws(Failure) {
    throw Failure(.attribute, "'\(name)' cannot be set")
  }
}

/// Told when rows of a storage were written.
public protocol WriteListener: AnyObject, Sendable {
  /// - Parameter cells: The cells written, in the order of writing.
  func cellsWritten(_ cells: [Int], in storage: any Storage)
  /// Items that were there have been overwritten by index. - Parameter rows: Their rows; nil for any of them.
  func rowsAssigned(_ rows: [Int]?, in storage: any Storage)
}

extension WriteListener {
  public func rowsAssigned(_ rows: [Int]?, in storage: any Storage) {}
}

/// The listeners of one storage, held weakly. `@unchecked`: guarded by the storage's lock, which every caller holds.
public final class WriteListeners: @unchecked Sendable {
  private struct Entry { weak var listener: (any WriteListener)? }
  private var entries: [Entry] = []
  /// How often each row was written, where a writer of this storage tracks it.
  var generations: SlotGenerations?

  public init() {}

  public func add(_ listener: any WriteListener) {
    entries.removeAll { $0.listener == nil }
    if !entries.contains(where: { $0.listener === listener }) { entries.append(Entry(listener: listener)) }
  }
  public func remove(_ listener: any WriteListener) { entries.removeAll { $0.listener === listener } }

  func notify(_ cells: [Int], in storage: any Storage) {
    for entry in entries { entry.listener?.cellsWritten(cells, in: storage) }
  }

  func notifyAssigned(_ rows: [Int]?, in storage: any Storage) {
    for entry in entries { entry.listener?.rowsAssigned(rows, in: storage) }
  }

  func first(where matches: (any WriteListener) -> Bool) -> (any WriteListener)? {
    for entry in entries {
      if let listener = entry.listener, matches(listener) { return listener }
    }
    return nil
  }
}
