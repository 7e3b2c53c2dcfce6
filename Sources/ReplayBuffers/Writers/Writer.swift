import Catalog
import Tensors

/// Decides into which slots new items go. Every write into a buffer goes through its writer.
///
/// Every method takes `lock`; buffers call it while they hold the storage's.
public protocol Writer: AttributeHolder {
  var lock: RecursiveLock { get }
  /// The next row; nil for writers that choose otherwise.
  var cursor: Int? { get }
  /// The rows written since the buffer was made or emptied.
  var writeCount: Int { get }
  /// Writes one item. nil where the writer rejects it.
  /// - Throws: where the data does not fit the storage; nothing has changed then.
  func add(_ data: Tree, to storage: any Storage) throws(Failure) -> Written?
  /// Writes the items of data that holds several.
  func extend(_ data: Tree, to storage: any Storage) throws(Failure) -> Written
  /// The writer counts how often each row was written, and samples tell it.
  var tracksGenerations: Bool { get }
  /// Whether the buffer takes items at all.
  var allowsWriting: Bool { get }
  /// - Throws: `ValueError` for a storage that the writer cannot fill.
  func check(_ storage: any Storage) throws(Failure)
  /// The storage of the buffer that has this writer.
  var attachedStorage: (any Storage)? { get }
  /// The writer is part of a buffer over this storage from now on.
  func belong(to storage: any Storage)
  /// The writer has been given to a buffer over this storage, which it goes on filling.
  func attach(to storage: any Storage)
  /// Writes its state to a folder; nothing, not even the folder, where there is none.
  func dump(to folder: String, of storage: any Storage) throws(Failure)
  /// Reads and checks what `dump` or TorchRL wrote; nothing changes before the closure is called.
  func restore(
    from folder: String, _ contents: StoredContents, of storage: any Storage
  ) throws(Failure) -> Restore
  /// The buffer was emptied.
  func empty(resetsWriteCount: Bool)
}

/// What a writer has written.
public struct Written: Sendable {
  /// The cells, in the order of the items; rejected items have none.
  public var cells: [Int]
  /// What `add` or `extend` returns: an int or a tensor of row numbers, of coordinates with several storage dimensions.
  public var index: Tree
  /// One cell per item, -1 for rejected ones, where some may be; nil where `cells` says it.
  public var itemCells: [Int]?

  public init(cells: [Int], index: Tree, itemCells: [Int]? = nil) {
    self.cells = cells
    self.index = index
    self.itemCells = itemCells
  }

  /// Rows that were written with everything below them. - Parameter isSingle: One item was added.
  public init(rows: [Int], in storage: any Storage, isSingle: Bool) throws(Failure) {
    guard storage.ndim > 1, let shape = storage.shape else {
      cells = rows
      index = isSingle ? .int(rows[0]) : .tensor(try .indices(rows))
      return
    }
    let inner = shape.dropFirst().numel
    cells = rows.flatMap { row in (0..<inner).map { row * inner + $0 } }
    let parts = try storage.coordinates(of: try .indices(cells))
    let table = try Tensor.empty([cells.count, parts.count], .int64)
    for (dimension, part) in parts.enumerated() { table.selecting(1, dimension).overwrite(with: part) }
    index = .tensor(table)
  }
}

extension Writer {
  public var tracksGenerations: Bool { false }
  public var allowsWriting: Bool { true }
  public var attachedStorage: (any Storage)? { nil }
  public func belong(to storage: any Storage) {}
  public func check(_ storage: any Storage) throws(Failure) {}
}
