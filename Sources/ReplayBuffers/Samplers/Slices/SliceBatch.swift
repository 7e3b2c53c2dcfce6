/// Unsafe: marks rows through the buffers of fresh tensors, which `marks` and `mask` check to hold them, and by `RowKernels`,
/// which check too. A row is a place in the batch, below `cells.count` (no window is empty, and each takes its length or the
/// padded one); flags from a storage are a contiguous copy of one row per cell that nobody else has.

import Catalog
import Tensors

/// A batch of slices: the cells, slice after slice, and what is told about them.
struct SliceBatch {
  private let lengths: [Int]
  /// The rows that each slice takes in the batch: its length, or the padded one.
  private let paddedLength: Int?
  private(set) var cells: [Int] = []
  private let starts: [Int]

  init(_ choice: SliceChoice) {
    lengths = choice.slices.map(\.length)
    paddedLength = choice.paddedLength
    starts = choice.slices.map { $0.first % choice.rows }
    cells.reserveCapacity(choice.slices.reduce(0) { $0 + (choice.paddedLength ?? $1.length) })
    for slice in choice.slices {
      // Beyond its rows a padded slice repeats the last one.
      for step in 0..<(paddedLength ?? slice.length) {
        let row = slice.first + (paddedLength == nil ? step : min(step, max(slice.length - 1, 0)))
        cells.append((row < choice.rows ? row : row % choice.rows) * choice.lanes + slice.lane)
      }
    }
  }

  /// Slices of any rows, in a storage of one dimension.
  init(windows: [[Int]], paddedLength: Int? = nil) {
    lengths = windows.map(\.count)
    self.paddedLength = paddedLength
    starts = windows.map { $0.first ?? 0 }
    for window in windows {
      cells += window
      if let paddedLength, let last = window.last {
        cells += [Int](repeating: last, count: paddedLength - window.count)
      }
    }
  }

  /// The draw: with marks at the last row of every slice, at the first where items have the init key, and padding told.
  /// - Throws: `RuntimeError` where no slice has any row, `IndexError` for slices without any row where TorchRL's marks fall beyond the batch.
  func draw(_ options: SliceOptions, _ storage: any Storage, marksStarts: Bool = true) throws(Failure) -> Draw {
    let index = try Tensor.indices(cells)
    var info: [(key: Tree, value: Tree)] = []
    if let key = options.truncatedKey {
      let last = try lastRows()
      let doneKey = key.replacingLast("done")
      let terminatedKey = key.replacingLast("terminated")
      var (done, terminated) = (try marks(last), try marks([]))
      if let stored = try storage.tensor(doneKey, cells: index) { done = try Self.raised(stored, last) }
      if let stored = try storage.tensor(terminatedKey, cells: index) { terminated = Self.asColumn(stored) }
      info.append((key.tree, .tensor(try marks(last))))
      info.append((doneKey.tree, .tensor(done)))
      info.append((terminatedKey.tree, .tensor(terminated)))
    }
    if let paddedLength { info.append((Self.maskKey, .tensor(try mask(paddedLength)))) }
    if marksStarts, let key = options.initKey, let stored = try storage.tensor(key, cells: index) {
      info.append((key.tree, .tensor(try Self.raised(stored, try firstRows(), keepsShape: true))))
    }
    if options.tellsSlices { try describe(&info, storage) }
    return Draw(cells: index, info: info, isCoordinates: true)
  }

  static let maskKey = NestedKey(["collector", "mask"]).tree

  private func lastRows() throws(Failure) -> [Int] {
    var rows: [Int] = []
    var end = 0
    for (i, length) in lengths.enumerated() {
      end += length
      // A slice without rows marks the last row before it, and before the first slice that is the batch's last row, as
      // in TorchRL.
      rows.append(paddedLength.map { i * $0 + max(length - 1, 0) } ?? (end == 0 ? cells.count - 1 : end - 1))
    }
    guard !cells.isEmpty else {
      throw .runtime("all slices came out without any row, as a span to the right can make them")
    }
    return rows
  }

  private func firstRows() throws(Failure) -> [Int] {
    var rows: [Int] = []
    var start = 0
    for length in lengths {
      guard start < cells.count else { throw Self.withoutRows }
      rows.append(start)
      start += paddedLength ?? length
    }
    return rows
  }

  private static var withoutRows: Failure {
    .index(
      "a slice came out without any row, as a span to the right can make it", help: "use a span in rows: span: 1")
  }

  private func marks(_ rows: [Int]) throws(Failure) -> Tensor {
    let marks = try Tensor.empty([cells.count, 1], .bool, zeroed: true)
    precondition(rows.allSatisfy(cells.indices.contains), "a mark beyond the batch")
    marks.withElements(Bool8.self) { marks in
      for row in rows { marks[row] = Bool8(true) }
    }
    return marks
  }

  private func mask(_ paddedLength: Int) throws(Failure) -> Tensor {
    let mask = try Tensor.empty([cells.count], .bool)
    precondition(lengths.count * paddedLength == cells.count, "slices beyond the batch")
    mask.withElements(Bool8.self) { mask in
      for (i, length) in lengths.enumerated() {
        for step in 0..<paddedLength { mask[i * paddedLength + step] = Bool8(step < length) }
      }
    }
    return mask
  }

  /// Flags with some rows made true. - Parameter stored: A copy that nobody else has.
  private static func raised(_ stored: Tensor, _ rows: [Int], keepsShape: Bool = false) throws(Failure) -> Tensor {
    let feature = stored.shape.dropFirst()
    let ones = try Tensor.full(feature, .int(1), stored.dtype)
    try RowKernels.scatter(
      ones, rowBytes: feature.numel * stored.dtype.size,
      runs: rows.map { RowKernels.Run(row: $0, source: 0, count: 1) }, into: stored)
    return keepsShape ? stored : asColumn(stored)
  }

  /// One value per row comes as a column, as the marks beside it do.
  private static func asColumn(_ flags: Tensor) -> Tensor {
    flags.ndim == 1 ? flags.view(shape: [flags.numel, 1], strides: [1, 1], offset: flags.offset) : flags
  }

  private func describe(_ info: inout [(key: Tree, value: Tree)], _ storage: any Storage) throws(Failure) {
    var columns: [[Int]] = [[], [], []]
    for (i, length) in lengths.enumerated() {
      let rows = paddedLength ?? length
      for (place, value) in [i, starts[i], length].enumerated() {
        columns[place] += [Int](repeating: value, count: rows)
      }
    }
    for (name, column) in zip(["id", "start", "length"], columns) {
      info.append((NestedKey(["slice", name]).tree, .tensor(try .indices(column))))
    }
  }
}

extension NestedKey {
  /// The key beside this one.
  func replacingLast(_ name: String) -> NestedKey { NestedKey(path.dropLast() + [name]) }
}
