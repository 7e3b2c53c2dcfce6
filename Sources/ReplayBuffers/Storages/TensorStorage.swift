/// Unsafe: reads the cells of a draw within their count, and copies rows through `RowKernels`, which check every row against
/// the columns. `columns` are contiguous and hold `rowCapacity` rows of `inner` cells each.

import Catalog
import Tensors

/// Items as rows of preallocated tensors, one column per leaf: the core of the ram and the memmap storage.
///
/// The first write makes the columns, from the form of its data, for the whole capacity. Data may be a tensordict (or a
/// tensorclass instance), a tensor, or a tree of tensors. A sample gathers the rows leaf by leaf straight into the
/// result; a slice or an int gives views of the columns.
///
/// Differences from TorchRL, where it corrupts data: a batch whose keys, dtypes or shapes differ from what is stored is
/// refused (TorchRL broadcasts, converts, ignores or adds columns), and an assignment by index stays within the items.
public final class TensorStorage: ColumnStore, @unchecked Sendable {
  // `@unchecked`: every mutable field is read and written under `lock`.
  public let lock = RecursiveLock()
  public let ndim: Int
  public let listeners = WriteListeners()
  let allocation: any ColumnAllocation

  /// The size as it was asked for, before rounding up to whole rows.
  let requestedSize: Int
  var capacity: Int
  var cellCount = 0
  var lastRow: Int?
  var layout: RowLayout?
  var columns: [Tensor] = [] {
    didSet { table = nil }
  }
  public var columnStore: (any ColumnStore)? { self }
  private var table: ColumnTable?
  var objects: [[Tree]] = []
  var inner: Shape = []
  /// The form of the last batch gathered, since most have one size.
  private var lastForm: BatchForm?

  /// The shapes of a batch's tensors, column by column.
  private struct BatchForm {
    let layout: RowLayout
    let leading: Shape
    var shapes: [Shape] = []
    var strides: [[Int]] = []
    var byteCounts: [Int] = []

    init(_ layout: RowLayout, leading: Shape) throws(Failure) {
      self.layout = layout
      self.leading = leading
      for column in layout.columns {
        let shape = leading + column.feature
        shapes.append(shape)
        strides.append(shape.contiguousStrides)
        byteCounts.append(try Tensor.byteCount(shape, column.dtype))
      }
    }
  }

  /// - Parameters:
  ///   - maxSize: The number of items (cells), at least 1.
  ///   - ndim: The number of storage dimensions, at least 1.
  /// - Throws: `ValueError` for a size or a number of dimensions below 1.
  init(maxSize: Int, ndim: Int = 1, allocation: any ColumnAllocation) throws(Failure) {
    guard maxSize > 0 else {
      throw .unfit("max_size", expected: "at least 1", got: maxSize)
    }
    guard ndim > 0 else { throw .unfit("ndim", expected: "at least 1", got: ndim) }
    requestedSize = maxSize
    capacity = maxSize
    self.ndim = ndim
    self.allocation = allocation
  }

  public var spec: ComponentSpec { allocation.spec }

  public var maxSize: Int { lock.withLock { capacity } }
  public var count: Int { lock.withLock { cellCount } }
  public var lastCursor: Int? { lock.withLock { lastRow } }
  public var defaultCollate: Collate? { nil }

  public var shape: Shape? {
    lock.withLock {
      if ndim == 1 { return layout == nil ? nil : [cellCount] }
      return layout == nil ? nil : [cellCount / max(inner.numel, 1)] + inner
    }
  }

  public func rowCapacity(inner: Shape) -> Int {
    lock.withLock {
      let cells = ndim == 1 ? 1 : max((layout == nil ? inner : self.inner).numel, 1)
      return rows(of: cells)
    }
  }

  /// The rows of so many cells that the capacity takes, the last one whole.
  private func rows(of cells: Int) -> Int { capacity / cells + (capacity % cells == 0 ? 0 : 1) }

  // MARK: writing

  public func batch(_ data: Tree) throws(Failure) -> RowBatch {
    var data = data
    if case .list(let items) = data {
      guard !items.isEmpty else { throw Self.nothing }
      data = try Stacking.stack(items, isStored: true)
    }
    return try prepared(data, lead: ndim)
  }

  public func single(_ data: Tree) throws(Failure) -> RowBatch {
    try prepared(data, lead: ndim - 1)
  }

  static var nothing: Failure { .runtime("expected at least one element in extend, got none") }

  private func prepared(_ data: Tree, lead: Int) throws(Failure) -> RowBatch {
    lock.lock()
    defer { lock.unlock() }
    let batched = lead == ndim
    let layout: RowLayout
    if let known = self.layout { layout = known } else { layout = try RowLayout(of: data, lead: lead) }
    guard let found = data.leadingShape, found.count >= lead else {
      throw .runtime("expected data of at least \(lead) batch dimensions, got \(data.article)")
    }
    let rows = batched ? found[0] : 1
    let dimensions = found.prefix(lead).dropFirst(batched ? 1 : 0)
    guard rows > 0 else { throw Self.nothing }
    if self.layout != nil, dimensions != inner {
      throw .runtime(
        "expected \(inner.dims) as the storage dimensions after the first, got \(dimensions.dims)",
        help: "a storage with ndim: \(ndim) keeps the sizes of its first write")
    }
    let values = try layout.values(of: data, leading: found.prefix(lead))
    return RowBatch(count: rows, inner: dimensions, payload: .columns(layout, values))
  }

  public func write(_ batch: RowBatch, at rows: [Int]) throws(Failure) {
    guard case .columns(let layout, let values) = batch.payload else { return }
    lock.lock()
    defer { lock.unlock() }
    // Everything that can fail comes first: packing, allocation.
    var packed: [Tensor] = []
    packed.reserveCapacity(values.tensors.count)
    for tensor in values.tensors { packed.append(try tensor.packed()) }
    if self.layout == nil { try allocate(layout, inner: batch.inner) }
    try store(packed, values.objects, at: rows, repeats: false)
    try MissingPages.check()
    if let last = rows.last, let highest = rows.max() {
      lastRow = last
      cellCount = min(max(cellCount, (highest + 1) * max(inner.numel, 1)), capacity)
    }
  }

  func allocate(_ layout: RowLayout, inner: Shape) throws(Failure) {
    let cells = max(inner.numel, 1)
    let rows = rows(of: cells)
    let places = Counts.clamped(Counts.product([rows, cells]))
    if layout.objectColumns > 0 { try Memory.demand(places, of: MemoryLayout<Tree>.stride, "items") }
    columns = try allocation.allocate(layout, leading: [rows] + inner)
    objects = [[Tree]](repeating: [Tree](repeating: .none, count: places), count: layout.objectColumns)
    self.layout = layout
    self.inner = inner
    capacity = places
  }

  /// Takes columns that are there already.
  func install(_ layout: RowLayout, _ columns: [Tensor], inner: Shape, capacity: Int) {
    self.columns = columns
    objects = [[Tree]](repeating: [Tree](repeating: .none, count: capacity), count: layout.objectColumns)
    self.layout = layout
    self.inner = inner
    self.capacity = capacity
  }

  public func setLastRow(_ row: Int?) { lock.withLock { lastRow = row } }

  /// - Parameter repeats: The values are one row, written to all.
  private func store(_ tensors: [Tensor], _ values: [[Tree]], at rows: [Int], repeats: Bool) throws(Failure) {
    let cells = max(inner.numel, 1)
    guard let layout else { return }
    let runs = RowKernels.runs(rows, repeats: repeats)
    for (number, tensor) in tensors.enumerated() {
      try RowKernels.scatter(
        tensor, rowBytes: cells * layout.columns[number].rowBytes, runs: runs, into: columns[number])
    }
    for (number, column) in values.enumerated() {
      for (i, row) in rows.enumerated() {
        for cell in 0..<cells { objects[number][row * cells + cell] = column[column.count == 1 ? 0 : i] }
      }
    }
  }

  // MARK: reading

  public func gather(cells: Tensor) throws(Failure) -> Tree {
    lock.lock()
    defer { lock.unlock() }
    let layout = try initialised()
    return try gather(layout, cells: cells, leading: [cells.numel])
  }

  private func gather(_ layout: RowLayout, cells: Tensor, leading: Shape) throws(Failure) -> Tree {
    var results: [Tensor] = []
    results.reserveCapacity(columns.count)
    let form: BatchForm
    if let last = lastForm, last.layout === layout, last.leading == leading {
      form = last
    } else {
      form = try BatchForm(layout, leading: leading)
    }
    lastForm = form
    for (number, column) in layout.columns.enumerated() {
      let memory = try Memory.allocate(byteCount: form.byteCounts[number], zeroed: false)
      results.append(
        Tensor(memory: memory, dtype: column.dtype, shape: form.shapes[number], strides: form.strides[number]))
    }
    try cells.withElements(Int.self) { (cells) throws(Failure) in
      let rows = try RowKernels.Rows(UnsafeBufferPointer(cells), below: capacity)
      for (number, result) in results.enumerated() {
        try RowKernels.gather(
          from: columns[number], rowBytes: layout.columns[number].rowBytes, rows: rows, into: result)
      }
    }
    try MissingPages.check()
    let picked = objects.isEmpty ? [] : try integers(of: cells)
    return try layout.tree(leading: leading, tensor: { results[$0] }, objects: { n in picked.map { objects[n][$0] } })
  }

  /// The column of this nested key; nil where items have no tensor there. Rows beyond the items are in it, too.
  public func column(_ key: NestedKey) -> Tensor? {
    lock.withLock { layout?.columns.firstIndex { $0.path == key.path }.map { columns[$0] } }
  }

  /// Some rows of one column, copied. - Parameter cells: int64, one dimension, in `0 ..< count`.
  public func columnRows(_ key: NestedKey, cells: Tensor) throws(Failure) -> Tensor? {
    lock.lock()
    defer { lock.unlock() }
    guard let layout, let number = layout.columns.firstIndex(where: { $0.path == key.path }) else { return nil }
    let form = layout.columns[number]
    let result = try Tensor.empty([cells.numel] + form.feature, form.dtype)
    try cells.withElements(Int.self) { (cells) throws(Failure) in
      let rows = try RowKernels.Rows(UnsafeBufferPointer(cells), below: capacity)
      try RowKernels.gather(from: columns[number], rowBytes: form.rowBytes, rows: rows, into: result)
    }
    return result
  }

  /// Takes tensors as its columns, full of items; which of them was written last is not known.
  /// - Parameter columns: Contiguous, each of shape `leading` + feature.
  func adopt(_ layout: RowLayout, _ columns: [Tensor], leading: Shape) {
    lock.withLock {
      self.layout = layout
      self.columns = columns
      inner = leading.dropFirst()
      capacity = leading.numel
      cellCount = capacity
    }
  }

  public var rowPrefetch: RowPrefetch? {
    if table == nil, let layout { table = ColumnTable(columns, layout) }
    return table.map { RowPrefetch($0) }
  }
  public var columnNames: [String] { lock.withLock { layout?.columns.compactMap(\.path.last) ?? [] } }
  public func isAllocated(in folder: String) -> Bool { allocation.isAllocated(in: folder) }

  private func initialised() throws(Failure) -> RowLayout {
    guard let layout else {
      throw .runtime("cannot get items out of a storage that was never written", help: "extend the buffer first")
    }
    return layout
  }

  public func read(_ index: StorageIndex, dimension: Int) throws(Failure) -> Tree {
    lock.lock()
    defer { lock.unlock() }
    let layout = try initialised()
    let filled = [rowCount] + inner
    guard dimension < filled.count else {
      throw .index("expected an index of at most \(ndim) dimensions, got \(dimension + 1)")
    }
    if case .coordinates(let parts) = index, dimension == 0, parts.count == ndim, ndim > 1 {
      let cells = try Tensor.indices(flat(parts, filled))
      return try gather(layout, cells: cells, leading: [cells.numel])
    }
    let size = filled[dimension]
    var leading = filled.dims
    let view: (Tensor) throws(Failure) -> Tensor
    switch index {
    case .row(let row):
      let row = try StorageIndex.checked(row, size)
      leading.remove(at: dimension)
      view = { (column) in column.selecting(dimension, row) }
    case .slice:
      let (start, length, step) = try index.range(count: size)
      leading[dimension] = length
      view = { (column) in column.slicing(dimension, start, length, step) }
    default:
      let rows = try index.resolved(count: size)
      var arrangement: Shape = [rows.count]
      if case .rows(_, let shape) = index { arrangement = shape }
      leading.replaceSubrange(dimension...dimension, with: arrangement.dims)
      view = { (column) throws(Failure) -> Tensor in try column.picking(rows, dimension, arrangement) }
    }
    var results: [Tensor] = []
    for column in columns { results.append(try view(column.slicing(0, 0, filled[0], 1))) }
    let picked = try objectCells(index, dimension, filled)
    return try layout.tree(
      leading: Shape(leading), tensor: { results[$0] }, objects: { n in picked.map { objects[n][$0] } })
  }

  /// The cells whose Python values an index means; only needed where there are such columns.
  private func objectCells(_ index: StorageIndex, _ dimension: Int, _ filled: Shape) throws(Failure) -> [Int] {
    if objects.isEmpty || dimension > 0 { return [] }
    let cells = max(inner.numel, 1)
    return try index.resolved(count: filled[0]).flatMap { row in (0..<cells).map { row * cells + $0 } }
  }

  private func flat(_ coordinates: [[Int]], _ filled: Shape) throws(Failure) -> [Int] {
    var cells = [Int](repeating: 0, count: coordinates[0].count)
    for (dimension, column) in coordinates.enumerated() {
      for (i, value) in column.enumerated() {
        cells[i] = cells[i] * filled[dimension] + (try StorageIndex.checked(value, filled[dimension]))
      }
    }
    return cells
  }

  public func assign(_ value: Tree, at index: StorageIndex, dimension: Int) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    let layout = try initialised()
    if dimension > 0 {
      // Whole rows hold the result, so the rows that exist are rewritten with the new lanes in place.
      let target = try read(index, dimension: dimension)
      try Self.overwrite(target, with: value)
      return
    }
    if case .tensor = layout.root, let number = try value.asTensor(columns[0].dtype) {
      // A plain tensor is assigned to as torch does it: broadcast, and converted by ints and slices.
      let filled = columns[0].slicing(0, 0, rowCount, 1)
      try filled.set(try index.tensorIndices(count: rowCount), to: number)
      return
    }
    let rows = try index.resolved(count: rowCount)
    var leading = inner
    if !index.isSingle { leading = [rows.count] + inner }
    var value = value
    if case .list(let items) = value, !index.isSingle { value = try Stacking.stack(items, isStored: true) }
    var repeats = index.isSingle
    let values: RowLayout.Values
    if !repeats, let found = value.leadingShape, found.count < ndim || found.prefix(ndim) != leading,
      let single = try? layout.values(of: value, leading: inner)
    {
      values = single
      repeats = true
    } else {
      values = try layout.values(of: value, leading: leading)
    }
    var packed: [Tensor] = []
    for tensor in values.tensors { packed.append(try tensor.packed()) }
    try store(packed, values.objects, at: rows, repeats: repeats)
  }

  /// Writes a tree of one form into the views of another.
  private static func overwrite(_ target: Tree, with value: Tree) throws(Failure) {
    let layout = try RowLayout(of: target, lead: 0)
    let into = try layout.values(of: target, leading: [])
    let from = try layout.values(of: value, leading: [])
    for (view, source) in zip(into.tensors, from.tensors) { view.overwrite(with: try source.packed()) }
  }

  public func empty() {
    lock.lock()
    defer { lock.unlock() }
    cellCount = 0
    lastRow = nil
    for number in objects.indices {
      objects[number] = [Tree](repeating: .none, count: objects[number].count)
    }
  }

}

/// Where a tensor storage's columns live.
protocol ColumnAllocation: AnyObject, Sendable {
  /// One contiguous tensor per column, of shape `leading` + feature.
  /// - Throws: where memory or files cannot be had; nothing is left behind then.
  func allocate(_ layout: RowLayout, leading: Shape) throws(Failure) -> [Tensor]
  /// The component that storages with these columns are.
  var spec: ComponentSpec { get }
  /// Whether the columns are the files of this folder, so that a dump into it has nothing to copy.
  func isAllocated(in folder: String) -> Bool
}

extension ColumnAllocation {
  func isAllocated(in folder: String) -> Bool { false }
}

extension Tree {
  /// A tensor, or a number as a tensor without dimensions; nil for anything else.
  func asTensor(_ dtype: DType) throws(Failure) -> Tensor? {
    switch self {
    case .tensor(let tensor): return tensor
    case .bool(let value): return try .scalar(.bool(value), dtype)
    case .int(let value): return try .scalar(.int(value), dtype)
    case .float(let value): return try .scalar(.float(value), dtype)
    default: return nil
    }
  }

  /// The shape that data begins with: a tensordict's batch size, a tensor's shape, that of a tree's first tensor.
  var leadingShape: Shape? {
    switch self {
    case .tensor(let tensor): return tensor.shape
    case .tensordict(let data): return data.batchSize
    default:
      for (_, item) in items ?? [] { if let shape = item.leadingShape { return shape } }
      return nil
    }
  }
}
