/// Unsafe: this file computes addresses within columns. Nothing is read from them: a prefetch faults at no address.

import CKernels
import Tensors

/// Asks the memory for rows that are going to be gathered, while it is still being worked out which others are.
///
/// Rows of a large storage are in no cache, and a gather waits for each cache line. Only of use under the storage's lock,
/// for the draw that it was made for: it does not keep the columns.
struct RowPrefetch {
  private let columns: [rb_column]

  /// - Parameter storage: nil comes out for those whose items are not rows of tensors.
  init?(_ storage: any Storage) {
    guard let storage = storage as? TensorStorage, let layout = storage.layout else { return nil }
    var columns: [rb_column] = []
    columns.reserveCapacity(storage.columns.count)
    for (number, column) in storage.columns.enumerated() {
      columns.append(
        rb_column(
          base: column.address.assumingMemoryBound(to: CChar.self), row_bytes: layout.columns[number].rowBytes))
    }
    self.columns = columns
  }

  /// Asks for the beginning of `count` rows from this one on, in every column.
  @inline(__always)
  func ask(row: Int, count: Int) {
    rb_prefetch_rows(columns, columns.count, row, max(count, 0))
  }
}
