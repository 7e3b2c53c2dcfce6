import Catalog
import Tensors

/// Decides into which slots new items go. Every write into a buffer goes through its writer.
///
/// Every method takes `lock`; buffers call it while they hold the storage's.
public protocol Writer: DumpablePart {
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
  /// The writer as one that fills rows in turn; nil for writers that choose otherwise.
  var rowWriter: (any RowWriter)? { get }
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

/// A writer that fills row after row: what clients may ask of it beyond `Writer`. They get it from `Writer.rowWriter`.
public protocol RowWriter: Writer {
  /// Writes items into rows of the caller's choice, and leaves the cursor alone.
  func write(_ data: Tree, at rows: [Int], to storage: any Storage, isSingle: Bool) throws(Failure) -> Written
  /// The next rows in turn, leaving some out unless there are no others; the cursor goes on behind them.
  func takeRows(_ count: Int, skipping: Set<Int>, in storage: any Storage) -> [Int]
  func moveCursor(to row: Int)
  func setWriteCount(_ count: Int)
  /// Where it is, under TorchRL's names, for `load`.
  func state() throws(Failure) -> [(key: Tree, value: Tree)]
  /// - Throws: `KeyError` and `ValueError` for what is no such state, or does not fit the storage; nothing has changed then.
  func load(_ state: [(key: Tree, value: Tree)]) throws(Failure)
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

/// What every writer says of itself.
enum WriterFields {
  static let common: [any ComponentAttribute] = [
    Attribute<any Writer>("cursor", "The next row; None for writers that choose otherwise.") {
      $0.cursor.map { .int($0) } ?? Tree.none
    },
    Attribute<any Writer>("write_count", "The rows written since the buffer was made or emptied.") {
      .int($0.writeCount)
    },
    Attribute<any Writer>("tracks_generations", "Whether it counts how often each row was written.") {
      .bool($0.tracksGenerations)
    },
  ]
}

extension Writer {
  public var rowWriter: (any RowWriter)? { nil }
  public var tracksGenerations: Bool { false }
  public var allowsWriting: Bool { true }
  public var attachedStorage: (any Storage)? { nil }
  public func belong(to storage: any Storage) {}
  public func check(_ storage: any Storage) throws(Failure) {}
}
