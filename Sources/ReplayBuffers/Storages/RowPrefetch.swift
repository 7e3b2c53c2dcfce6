/// Unsafe: this file computes addresses within columns. Nothing is read from them: a prefetch faults at no address. The
/// table that a `RowPrefetch` points into lives as long as its storage's columns, which nobody changes under the lock.

import CKernels
import Tensors

/// Asks the memory for rows that are going to be gathered, while it is still being worked out which others are.
///
/// Rows of a large storage are in no cache, and a gather waits for each cache line. A core waits for about a dozen lines at
/// a time and stalls at the next one asked for, so it is the loop with the most to work out that should ask. Only of use
/// under the storage's lock, for the draw that it was made for: it does not keep the columns.
public struct RowPrefetch {
  // Trivial, so that a loop over a draw counts no references.
  private let columns: UnsafePointer<rb_column>
  private let count: Int

  init(_ table: ColumnTable) {
    columns = UnsafePointer(table.columns)
    count = table.count
  }

  /// Asks for the beginning of `count` rows from this one on, in every column.
  @inline(__always)
  func ask(row: Int, count rows: Int) { rb_prefetch_rows(columns, count, row, max(rows, 0)) }
}

/// Where the columns of a storage begin and how long their rows are.
final class ColumnTable: Sendable {
  // `nonisolated(unsafe)`: written by `init` only.
  fileprivate nonisolated(unsafe) let columns: UnsafeMutablePointer<rb_column>
  fileprivate let count: Int

  init(_ columns: [Tensor], _ layout: RowLayout) {
    count = columns.count
    self.columns = .allocate(capacity: max(count, 1))
    let table = columns.enumerated().map { number, column in
      rb_column(base: column.address.assumingMemoryBound(to: CChar.self), row_bytes: layout.columns[number].rowBytes)
    }
    _ = UnsafeMutableBufferPointer(start: self.columns, count: count)
      .initialize(fromContentsOf: table)
  }

  deinit { columns.deallocate() }
}
