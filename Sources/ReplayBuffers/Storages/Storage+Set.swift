import Catalog
import Tensors

extension Storage {
  /// Writes items into rows, as a writer does; the number of items grows with the largest row.
  /// - Parameters:
  ///   - index: An int for one item, else a slice, a tensor or a list of one row per item.
  ///   - movesCursor: The last of the rows counts as the one that was written last.
  /// - Throws: `IndexError` for a row that does not fit, and for one that would leave a gap in a list.
  public func set(_ index: StorageIndex, to data: Tree, movesCursor: Bool = true) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    let batch = index.isSingle ? try single(data) : try batch(data)
    var capacity = rowCapacity(inner: batch.inner)
    // A list may have no limit: a slice of it ends with the items to come.
    if columnStore == nil, case .slice = index { capacity = min(capacity, count + batch.count) }
    let rows = try index.resolved(count: capacity)
    guard rows.count == batch.count else {
      throw .value("expected one item per row (\(rows.count)), got \(batch.count)")
    }
    if columnStore == nil {
      var end = count
      for row in rows {
        guard row <= end else {
          throw .index("row \(row) would leave a gap behind the \(end) items of a list", argument: "cursor")
        }
        end = max(end, row + 1)
      }
    }
    let last = lastCursor
    try write(batch, at: rows)
    if !movesCursor { columnStore?.setLastRow(last) }
    listeners.notifyAssigned(nil, in: self)
  }
}
