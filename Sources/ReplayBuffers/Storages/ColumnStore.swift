import Catalog
import Tensors

/// A storage whose items are rows of tensors, one column per leaf: what clients may ask of it beyond `Storage`. They get
/// it from `Storage.columnStore`, and never know the class.
public protocol ColumnStore: Storage {
  /// Whether items have this leaf; nil before the first write.
  func hasColumn(_ path: [String]) -> Bool?
  /// The names of the leaves, for "did you mean".
  var columnNames: [String] { get }
  /// A column, whole; nil where there is none.
  func column(_ key: NestedKey) -> Tensor?
  /// A column by its key, whole. - Throws: `KeyError` where there is none, `RuntimeError` before the first write.
  func requireColumn(_ key: NestedKey) throws(Failure) -> Tensor
  /// Some rows of one column, copied; nil where there is none. - Parameter cells: int64, in `0 ..< count`.
  func columnRows(_ key: NestedKey, cells: Tensor) throws(Failure) -> Tensor?
  /// Corrects which row was written last, after writes into rows of the caller's choice.
  func setLastRow(_ row: Int?)
  /// Where columns begin, for prefetching their rows; nil before the first write. Of use under the storage's lock only.
  var rowPrefetch: RowPrefetch? { get }
  /// Whether the columns are the files of this folder, so that a dump into it has nothing to copy.
  func isAllocated(in folder: String) -> Bool
  /// Removes the folder of the columns' files, if they have one that is there. - Returns: Whether it did.
  func removeFiles() throws(Failure) -> Bool
}

extension Storage {
  public var columnStore: (any ColumnStore)? { nil }
}
