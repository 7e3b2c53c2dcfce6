import Catalog
import Tensors

/// Writes one row after the other and begins anew at the end: the oldest items are overwritten first.
public final class RoundRobinWriter: RowWriter, @unchecked Sendable {
  // `@unchecked`: `row`, `written` and `owner` are touched under `lock`.
  public let lock = RecursiveLock()
  /// Items that are tensordicts get their row under the key "index" (TorchRL's `TensorDictRoundRobinWriter`).
  public let storesIndex: Bool
  var row = 0
  var written = 0

  public let tracksGenerations: Bool
  private var owner: (any Storage)?

  /// - Parameter tracksGenerations: Count how often each row was written, for conditional updates.
  public init(storesIndex: Bool = false, tracksGenerations: Bool = false) {
    self.storesIndex = storesIndex
    self.tracksGenerations = tracksGenerations
  }

  public var cursor: Int? { lock.withLock { row } }
  public var writeCount: Int { lock.withLock { written } }
  public var rowWriter: (any RowWriter)? { self }
  public func moveCursor(to row: Int) { lock.withLock { self.row = row } }
  public func setWriteCount(_ count: Int) { lock.withLock { written = count } }

  public func add(_ data: Tree, to storage: any Storage) throws(Failure) -> Written? {
    lock.lock()
    defer { lock.unlock() }
    let batch = try storage.single(try indexed(data, [row], isSingle: true, in: storage))
    return try write(batch, to: storage, isSingle: true)
  }

  public func extend(_ data: Tree, to storage: any Storage) throws(Failure) -> Written {
    lock.lock()
    defer { lock.unlock() }
    var data = data
    let shape = data.leadingShape ?? []
    if storesIndex, case .tensordict = data, let count = shape.first {
      let capacity = storage.rowCapacity(inner: shape.prefix(storage.ndim).dropFirst())
      data = try indexed(data, rows(count, capacity), isSingle: false, in: storage)
    }
    return try write(try storage.batch(data), to: storage, isSingle: false)
  }

  private func rows(_ count: Int, _ capacity: Int) -> [Int] {
    var next = row % capacity
    var rows: [Int] = []
    rows.reserveCapacity(count)
    while rows.count < count {
      let taken = min(capacity - next, count - rows.count)
      rows.append(contentsOf: next..<next + taken)
      next = 0
    }
    return rows
  }

  private func write(_ batch: RowBatch, to storage: any Storage, isSingle: Bool) throws(Failure) -> Written {
    let capacity = storage.rowCapacity(inner: batch.inner)
    let rows = rows(batch.count, capacity)
    try storage.write(batch, at: rows)
    row = (row + batch.count) % capacity
    written += batch.count
    bump(rows, capacity, in: storage)
    return try Written(rows: rows, in: storage, isSingle: isSingle)
  }

  /// A writer that does not track generations keeps those up to date that another one has put there.
  private func bump(_ rows: [Int], _ capacity: Int, in storage: any Storage) {
    guard tracksGenerations || storage.listeners.generations != nil else { return }
    var generations = storage.listeners.generations ?? SlotGenerations()
    storage.listeners.generations = nil
    generations.bump(rows, capacity: capacity)
    storage.listeners.generations = generations
  }

  /// Writes items into rows of the caller's choice, and leaves the cursor alone.
  public func write(_ data: Tree, at rows: [Int], to storage: any Storage, isSingle: Bool) throws(Failure) -> Written {
    lock.lock()
    defer { lock.unlock() }
    let capacity = storage.rowCapacity(inner: [])
    let own = try indexed(data, rows, isSingle: isSingle, in: storage)
    let batch = isSingle ? try storage.single(own) : try storage.batch(own)
    guard batch.count == rows.count else {
      throw .value("expected one row per item (\(batch.count)), got \(rows.count)")
    }
    let last = storage.lastCursor
    try storage.write(batch, at: rows)
    storage.columnStore?.setLastRow(last)
    written += rows.count
    bump(rows, capacity, in: storage)
    var result = try Written(rows: rows, in: storage, isSingle: isSingle)
    // As in TorchRL, whose writer of indices makes a tensor of the row first.
    if storesIndex, case .int(let row) = result.index {
      result.index = .tensor(try .fromElements([row], []))
    }
    return result
  }

  /// The next rows in turn, leaving some out unless there are no others; the cursor goes on behind them.
  public func takeRows(_ count: Int, skipping: Set<Int>, in storage: any Storage) -> [Int] {
    lock.withLock {
      let capacity = storage.rowCapacity(inner: [])
      var rows: [Int] = []
      var looked = 0
      while rows.count < count {
        if !skipping.contains(row) || looked >= capacity { rows.append(row) }
        row = (row + 1) % capacity
        looked += 1
      }
      return rows
    }
  }

  /// The data with its rows under "index", broadcast over the batch. The caller's tensordict stays as it is.
  /// A storage whose items came without that key, from a dump for instance, stays without.
  private func indexed(
    _ data: Tree, _ rows: [Int], isSingle: Bool, in storage: any Storage
  ) throws(Failure) -> Tree {
    guard storesIndex, case .tensordict(let items) = data, items.tensorClass == nil,
      storage.columnStore?.hasColumn(["index"]) != false
    else { return data }
    let copy = items.shallowCopy()
    let size = items.batchSize
    let values = try Tensor.indices(rows)
    var strides = [Int](repeating: 0, count: size.count)
    if !isSingle { strides[0] = 1 }
    try copy.set("index", entry: .tensor(values.view(shape: size, strides: strides, offset: 0)))
    return .tensordict(copy)
  }

  public var attachedStorage: (any Storage)? { lock.withLock { owner } }
  public func belong(to storage: any Storage) { lock.withLock { owner = storage } }

  public func attach(to storage: any Storage) {
    lock.withLock {
      // A storage that is new to this writer goes on where its items end.
      let filled = storage.rowCount
      if filled > 0, row == 0, written == 0, !storage.isFull { row = filled }
      if row > filled { row = storage.isFull ? 0 : filled }
    }
  }

  public func empty(resetsWriteCount: Bool) {
    lock.withLock {
      row = 0
      if resetsWriteCount { written = 0 }
    }
  }

  static let trackGenerations: Field<RoundRobinWriter, Bool> = Field(
    "track_generations", .bool, default: false,
    "Count how often each row was written: samples get \"index_generation\", and conditional updates are possible.",
    labelOnly: true, attribute: .hidden
  ) { $0.tracksGenerations }
  private static let fields: [any ComponentField] = [
    Field<RoundRobinWriter, Bool>.accepted("compilable", .bool, default: false), trackGenerations,
  ]

  public var spec: ComponentSpec { storesIndex ? Self.tensordictSpec : Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .writer, "round_robin", "RoundRobinWriter", "Writes slot after slot, and then over the oldest items.",
    fields: fields,
    examples: [
      Example(
        "rb = buffer(storage: ram(3), writer: round_robin())\nprint(rb.extend(arange(5)))\nprint(rb[:])",
        prints: "tensor([0, 1, 2, 0, 1])\ntensor([3, 4, 2])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    RoundRobinWriter(tracksGenerations: try arguments[trackGenerations])
  }

  public static let tensordictSpec: ComponentSpec = ComponentSpec(
    .writer, "TensorDictRoundRobinWriter", "TensorDictRoundRobinWriter", parent: "RoundRobinWriter",
    "Writes slot after slot, and stores each item's slot under the key \"index\".", fields: fields,
    examples: [Example("print(TensorDictRoundRobinWriter().cursor)", prints: "0")]
  ) { (arguments) throws(Failure) -> any TreeObject in
    RoundRobinWriter(storesIndex: true, tracksGenerations: try arguments[trackGenerations])
  }
}
