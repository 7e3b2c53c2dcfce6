import Catalog
import Tensors

/// Keeps the items of the highest rank: while there is room it writes slot after slot, and then over the lowest one that
/// a new item beats (TorchRL's `TensorDictMaxValueWriter`).
///
/// Of equal ranks the one in the smaller slot goes first. An item that is no better than all that are there is rejected:
/// `add` gives None, `extend` -1 for it. In one `extend` each slot is written once, with the last item that won it.
public final class MaxValueWriter: Writer, @unchecked Sendable {
  // `@unchecked`: all mutable fields are touched under `lock`.
  public let lock = RecursiveLock()
  public let reduction: Reduction
  var key: NestedKey
  var row = 0
  var written = 0
  /// The ranks that are kept, with their slots: a binary heap in the order of Python's `heapq`.
  var heap = RankHeap()
  private var owner: (any Storage)?
  /// Ranks are whole numbers, and are dumped as such.
  var hasWholeRanks = false

  /// - Parameters:
  ///   - rankKey: Where an item's rank is.
  ///   - reduction: How several values of one item become its rank.
  public init(rankKey: NestedKey = ["next", "reward"], reduction: Reduction = .sum) {
    key = rankKey
    self.reduction = reduction
  }

  public var rankKey: NestedKey { lock.withLock { key } }

  public var attachedStorage: (any Storage)? { lock.withLock { owner } }
  public func belong(to storage: any Storage) { lock.withLock { owner = storage } }

  public var cursor: Int? { lock.withLock { row } }
  public var writeCount: Int { lock.withLock { written } }

  public func check(_ storage: any Storage) throws(Failure) {
    guard storage.ndim == 1 else {
      throw .value(
        "max_value() does not go with a storage of \(storage.ndim) dimensions",
        help: "store whole trajectories as items, with ndim: 1")
    }
  }

  public func add(_ data: Tree, to storage: any Storage) throws(Failure) -> Written? {
    lock.lock()
    defer { lock.unlock() }
    let item = try tensordict(data, dimensions: 0)
    let ranks = try ranks(of: item, count: nil)
    var (heap, row) = (self.heap, self.row)
    guard let slot = Self.place(ranks[0], &heap, &row, storage.maxSize) else { return nil }
    let batch = try storage.single(try Self.indexed(item, slot, in: storage))
    try storage.write(batch, at: [slot])
    (self.heap, self.row) = (heap, row)
    written += 1
    return Written(cells: [slot], index: .int(slot))
  }

  public func extend(_ data: Tree, to storage: any Storage) throws(Failure) -> Written {
    lock.lock()
    defer { lock.unlock() }
    var data = data
    if case .list(let items) = data { data = try Stacking.stack(items, isStored: true) }
    let items = try tensordict(data, dimensions: 1)
    guard let count = items.batchSize.first else {
      throw .runtime("expected a tensordict of at least one batch dimension, got none")
    }
    let ranks = try ranks(of: items, count: count)
    var (heap, row) = (self.heap, self.row)
    var accepted = 0
    // Slots in the order in which they were first won, with the last item that won them.
    var winners: [Int: Int] = [:]
    var slots: [Int] = []
    for (position, rank) in ranks.enumerated() {
      guard let slot = Self.place(rank, &heap, &row, storage.maxSize) else { continue }
      accepted += 1
      if winners.updateValue(position, forKey: slot) == nil { slots.append(slot) }
    }
    var index = [Int](repeating: -1, count: count)
    if !slots.isEmpty {
      let positions = slots.compactMap { winners[$0] }
      var kept = try items.get([.tensor(try .indices(positions))])
      kept = try Self.indexed(kept, slots, in: storage)
      try storage.write(try storage.batch(.tensordict(kept)), at: slots)
      for (slot, position) in winners { index[position] = slot }
    }
    (self.heap, self.row) = (heap, row)
    written += accepted
    return Written(cells: slots, index: .tensor(try .indices(index)), itemCells: index)
  }

  /// The slot that an item of this rank gets; nil where it is rejected.
  private static func place(_ rank: Double, _ heap: inout RankHeap, _ row: inout Int, _ capacity: Int) -> Int? {
    if heap.entries.count < capacity {
      let slot = row
      row = (row + 1) % capacity
      heap.push(.init(rank: rank, slot: slot))
      return slot
    }
    guard let lowest = heap.entries.first, rank > lowest.rank else { return nil }
    heap.replaceFirst(rank: rank)
    return lowest.slot
  }

  private func tensordict(_ data: Tree, dimensions: Int) throws(Failure) -> TensorDict {
    guard case .tensordict(let items) = data else {
      throw .runtime("expected a tensordict for max_value(), got \(data.article)")
    }
    guard items.batchSize.count <= dimensions + 1 else {
      throw .runtime(
        "expected items of at most one batch dimension, got batch size \(items.batchSize.dims)",
        help: "flatten the data first: data.reshape(-1)")
    }
    return items
  }

  /// One rank per item. - Parameter count: nil for one item.
  private func ranks(of data: TensorDict, count: Int?) throws(Failure) -> [Double] {
    guard case .tensor(let tensor)? = try data.entry(key) else {
      throw .key(
        "expected the rank key \(key.text) in the data, got none", help: "max_value(rank_key: …) names another")
    }
    hasWholeRanks = !tensor.dtype.isFloatingPoint
    let values = try tensor.reshape([count ?? 1, -1])
    guard values.shape[1] > 0 else { throw .runtime("expected a rank under \(key.text), got no element") }
    let reduced = values.shape[1] == 1 ? values : try reduction.reducing(values)
    return try reduced.reshape([-1]).to(.float64).elements(Double.self)
  }

  /// TorchRL stores the slot under "index" where `add` comes first; where the storage has that column it is filled.
  private static func indexed(_ item: TensorDict, _ slot: Int, in storage: any Storage) throws(Failure) -> Tree {
    guard item.tensorClass == nil else { return .tensordict(item) }
    if storage.columnStore?.hasColumn(["index"]) == false {
      return .tensordict(item)
    }
    let copy = item.shallowCopy()
    let value = try Tensor.indices([slot])
    let size = item.batchSize
    try copy.set(
      "index", entry: .tensor(value.view(shape: size, strides: [Int](repeating: 0, count: size.count), offset: 0)))
    return .tensordict(copy)
  }

  private static func indexed(
    _ items: TensorDict, _ slots: [Int], in storage: any Storage
  ) throws(Failure) -> TensorDict {
    guard items.tensorClass == nil, !items.keys.contains("index"),
      storage.columnStore?.hasColumn(["index"]) == true
    else { return items }
    let copy = items.shallowCopy()
    var strides = [Int](repeating: 0, count: items.batchSize.count)
    strides[0] = 1
    try copy.set(
      "index", entry: .tensor(try Tensor.indices(slots).view(shape: items.batchSize, strides: strides, offset: 0)))
    return copy
  }

  public func attach(to storage: any Storage) {}

  public func empty(resetsWriteCount: Bool) {
    lock.withLock {
      row = 0
      heap = RankHeap()
      if resetsWriteCount { written = 0 }
    }
  }

  // MARK: dumps

  /// `metadata.json`, and the heap as rows of rank and slot.
  public func dump(to folder: String, of storage: any Storage) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    try FileSystem.makeDirectory(folder)
    var object = JSONObject()
    object["cursor"] = .int(row)
    object["write_count"] = .int(written)
    object["rank_key"] = try (key.path.count == 1 ? Tree.string(key.first) : .list(key.path.map { .string($0) })).json()
    let isWhole = hasWholeRanks && !heap.entries.isEmpty
    object["dtype"] = .string(isWhole ? "torch.int64" : "torch.float32")
    object["shape"] = .shape(heap.entries.isEmpty ? [0] : [heap.entries.count, 2])
    let numbers = heap.entries.flatMap { [$0.rank, Double($0.slot)] }
    let tensor =
      isWhole
      ? try Tensor.indices(numbers.map { Int($0) }) : try Tensor.floats(numbers.map { Float($0) })
    try tensor.dump(to: folder + "/current_top_values.memmap")
    try DumpFile.write(object, to: folder + "/metadata.json")
  }

  public func restore(
    from folder: String, _ contents: StoredContents, of storage: any Storage
  ) throws(Failure) -> Restore {
    let file = try DumpFile(folder + "/metadata.json")
    let cursor = try file.int("cursor", in: 0...max(contents.rowCapacity - 1, 0))
    let count = try file.optionalInt("write_count", in: 0...Int.max)
    let path: [String]
    switch file.fields["rank_key"] {
    case .string(let name)?: path = [name]
    case .array(let names)?: path = names.compactMap(\.string)
    default: throw file.wrong("rank_key", "a key")
    }
    guard !path.isEmpty else { throw file.wrong("rank_key", "a key") }
    guard let shape = file.fields["shape"]?.shape, let dtype = DType(named: try file.string("dtype")),
      shape == [0] || (shape.count == 2 && shape[1] == 2)
    else { throw file.wrong("shape", "[k, 2]") }
    var heap = RankHeap()
    if shape.numel > 0 {
      guard shape[0] == contents.count else { throw file.wrong("shape", "[\(contents.count), 2]") }
      let numbers = try Tensor.openMemoryMapped(folder + "/current_top_values.memmap", shape, dtype)
        .to(.float64).elements(Double.self)
      heap.entries = stride(from: 0, to: numbers.count, by: 2).map { at in
        RankHeap.Entry(rank: numbers[at], slot: Int(exactly: numbers[at + 1]) ?? -1)
      }
      guard Set(heap.entries.map(\.slot)) == Set(0..<contents.count) else {
        throw .value("expected every slot once in '\(folder)/current_top_values.memmap'")
      }
    }
    let restored = heap
    return { () throws(Failure) in
      self.lock.withLock {
        self.row = cursor
        if let count { self.written = count }
        self.key = NestedKey(path)
        self.heap = restored
        self.hasWholeRanks = !dtype.isFloatingPoint
      }
    }
  }
}

/// A binary min-heap of ranks with their slots, compared as pairs, whose order in memory is that of Python's `heapq`.
struct RankHeap: Sendable {
  struct Entry: Sendable {
    var rank: Double
    var slot: Int
    static func < (a: Entry, b: Entry) -> Bool { a.rank == b.rank ? a.slot < b.slot : a.rank < b.rank }
  }

  var entries: [Entry] = []

  mutating func push(_ entry: Entry) {
    entries.append(entry)
    rise(from: 0, to: entries.count - 1)
  }

  /// Takes the lowest entry out and puts another rank in for its slot: a pop and a push, as TorchRL does it.
  mutating func replaceFirst(rank: Double) {
    let slot = entries[0].slot
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      sink()
    }
    push(Entry(rank: rank, slot: slot))
  }

  private mutating func rise(from start: Int, to end: Int) {
    let entry = entries[end]
    var place = end
    while place > start {
      let parent = (place - 1) / 2
      guard entry < entries[parent] else { break }
      entries[place] = entries[parent]
      place = parent
    }
    entries[place] = entry
  }

  /// The smaller child moves up all the way, then the entry rises from the leaf.
  private mutating func sink() {
    let end = entries.count
    let entry = entries[0]
    var place = 0
    var child = 1
    while child < end {
      let right = child + 1
      if right < end, !(entries[child] < entries[right]) { child = right }
      entries[place] = entries[child]
      place = child
      child = 2 * place + 1
    }
    entries[place] = entry
    rise(from: 0, to: place)
  }
}

extension Reduction {
  /// One value per row, in torch's arithmetic.
  func reducing(_ rows: Tensor) throws(Failure) -> Tensor {
    let rows = rows.dtype == .bool ? try rows.to(.int64) : rows
    switch self {
    case .max: return try rows.amax([1])
    case .min: return try rows.amin([1])
    case .sum:
      // Row by row: torch sums each item alone, and the order of float32 additions depends on the shape.
      var sums: [Tensor] = []
      for i in 0..<rows.shape[0] { sums.append(try rows.row(i).sum()) }
      return try Tensor.stack(sums)
    case .mean: return try rows.mean([1])
    case .median:
      let values = try rows.to(.float64)
      var medians: [Float] = []
      for i in 0..<values.shape[0] {
        let sorted = try values.row(i).elements(Double.self).sorted()
        medians.append(Float(sorted[(sorted.count - 1) / 2]))
      }
      return try .floats(medians)
    }
  }
}

extension MaxValueWriter {
  static let rankKey: Field<MaxValueWriter, NestedKey> = Field(
    "rank_key", .key, default: ["next", "reward"], shownAs: "None",
    "The key of a tensordict under which its rank is; None for (\"next\", \"reward\")."
  ) { $0.rankKey }
  static let reduction: Field<MaxValueWriter, Reduction> = Field(
    "reduction", .choice(failure: .notImplemented), default: .sum, "How several values of one item become its rank."
  ) { $0.reduction }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .writer, "max_value", "TensorDictMaxValueWriter", "Keeps the items of the highest rank and rejects the others.",
    fields: [
      rankKey, reduction, Field<MaxValueWriter, Bool>.accepted("compilable", .bool, default: false, labelOnly: true),
    ],
    examples: [
      Example(
        "rb = td_buffer(storage: ram(2), writer: max_value(rank_key: \"score\"))\n"
          + "print(rb.extend(tensordict({\"score\": tensor([3.0, 1.0, 2.0, 0.5])}, [4])))\nprint(rb[:][\"score\"])",
        prints: "tensor([ 0, -1,  1, -1])\ntensor([3., 2.])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    MaxValueWriter(rankKey: try arguments[rankKey], reduction: try arguments[reduction])
  }
}
