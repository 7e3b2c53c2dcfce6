import Catalog
import Tensors

/// Items kept in a list, each tensor of them compressed: for large frames that repeat themselves. Every read
/// decompresses (a GB a second or so).
public final class CompressedStorage: Storage, @unchecked Sendable {
  // `@unchecked`: `items` is touched under `lock` only.
  public let lock = RecursiveLock()
  public let maxSize: Int
  public let listeners = WriteListeners()
  /// zstd's; more is smaller and slower.
  public let level: Int
  private var items: [Packed] = []

  /// An item whose tensors are compressed.
  indirect enum Packed: Sendable {
    case tensor([UInt8], Shape, DType)
    case tensordict([(key: String, value: Packed)], Shape, Device?, TensorClass?)
    case list([Packed])
    case tuple([Packed])
    case dict([(key: Tree, value: Packed)])
    case other(Tree)
    case entry(TensorDict.Entry)
  }

  /// - Parameter maxSize: nil for as many as come.
  /// - Throws: `ValueError` for a size below 1, or a level that zstd does not have.
  public init(_ maxSize: Int? = nil, level: Int = 3) throws(Failure) {
    if let maxSize, maxSize < 1 {
      throw .value("max_size must be at least 1, got \(maxSize)", argument: "max_size")
    }
    guard Compression.levels.contains(level) else {
      throw .value(
        "compression_level must be in \(Compression.levels.lowerBound) … \(Compression.levels.upperBound), got \(level)",
        argument: "compression_level")
    }
    self.maxSize = maxSize ?? Int.max
    self.level = level
  }

  public var ndim: Int { 1 }
  public var count: Int { lock.withLock { items.count } }
  public var shape: Shape? { [maxSize] }
  public var lastCursor: Int? { nil }
  public var defaultCollate: Collate? { .lazyStack(0) }
  public func rowCapacity(inner: Shape) -> Int { maxSize }

  /// The bytes that the compressed tensors take.
  public var byteCount: Int { lock.withLock { items.reduce(0) { $0 + Self.bytes($1) } } }

  private static func bytes(_ item: Packed) -> Int {
    switch item {
    case .tensor(let bytes, _, _): bytes.count
    case .tensordict(let entries, _, _, _): entries.reduce(0) { $0 + bytes($1.value) }
    case .list(let items), .tuple(let items): items.reduce(0) { $0 + bytes($1) }
    case .dict(let pairs): pairs.reduce(0) { $0 + bytes($1.value) }
    case .other, .entry: 0
    }
  }

  // MARK: packing

  private func pack(_ tree: Tree) throws(Failure) -> Packed {
    switch tree {
    case .tensor(let tensor):
      return .tensor(try Compression.zstd(try tensor.contiguous(), level: level), tensor.shape, tensor.dtype)
    case .tensordict(let data):
      var entries: [(key: String, value: Packed)] = []
      for key in data.keys {
        switch try data.entry(NestedKey(key)) {
        case .tensor(let tensor)?: entries.append((key, try pack(.tensor(tensor))))
        case .tensordict(let child)?: entries.append((key, try pack(.tensordict(child))))
        case let other?: entries.append((key, .entry(other)))
        case nil: continue
        }
      }
      return .tensordict(entries, data.batchSize, data.device, data.tensorClass)
    case .list(let items): return .list(try pack(items))
    case .tuple(let items): return .tuple(try pack(items))
    case .dict(let pairs):
      var entries: [(key: Tree, value: Packed)] = []
      for (key, value) in pairs { entries.append((key, try pack(value))) }
      return .dict(entries)
    default: return .other(tree)
    }
  }

  private func pack(_ trees: [Tree]) throws(Failure) -> [Packed] {
    var result: [Packed] = []
    for tree in trees { result.append(try pack(tree)) }
    return result
  }

  private static func unpack(_ item: Packed) throws(Failure) -> Tree {
    switch item {
    case .tensor(let bytes, let shape, let dtype): return .tensor(try Compression.tensor(bytes, shape, dtype))
    case .tensordict(let entries, let size, let device, let form):
      let data = TensorDict(batchSize: size, device: device, tensorClass: form)
      for (key, value) in entries {
        if case .entry(let entry) = value {
          try data.set(NestedKey(key), entry: entry)
        } else {
          try data.set(NestedKey(key), try unpack(value))
        }
      }
      return .tensordict(data)
    case .list(let items): return .list(try unpack(items))
    case .tuple(let items): return .tuple(try unpack(items))
    case .dict(let pairs):
      var entries: [(key: Tree, value: Tree)] = []
      for (key, value) in pairs { entries.append((key, try unpack(value))) }
      return .dict(entries)
    case .other(let tree): return tree
    case .entry(let entry): return entry.tree
    }
  }

  private static func unpack(_ items: [Packed]) throws(Failure) -> [Tree] {
    var result: [Tree] = []
    for item in items { result.append(try unpack(item)) }
    return result
  }

  // MARK: writing and reading

  public func batch(_ data: Tree) throws(Failure) -> RowBatch {
    guard let rows = try Stacking.items(of: data) else {
      throw .type(
        "cannot extend a compressed storage with \(data.kindName)",
        help: "give a list, a tuple, or a tensor or tensordict with a batch dimension")
    }
    guard !rows.isEmpty else { throw TensorStorage.nothing }
    return RowBatch(count: rows.count, inner: [], payload: .items(rows))
  }

  public func single(_ data: Tree) throws(Failure) -> RowBatch {
    RowBatch(count: 1, inner: [], payload: .items([data]))
  }

  public func write(_ batch: RowBatch, at rows: [Int]) throws(Failure) {
    guard case .items(let values) = batch.payload else { return }
    let packed = try pack(values)
    lock.lock()
    defer { lock.unlock() }
    for (value, row) in zip(packed, rows) {
      if row < items.count { items[row] = value } else { items.append(value) }
    }
  }

  public func gather(cells: Tensor) throws(Failure) -> Tree {
    let rows = try integers(of: cells)
    let picked = lock.withLock { rows.map { items[$0] } }
    return .list(try Self.unpack(picked))
  }

  public func read(_ index: StorageIndex, dimension: Int) throws(Failure) -> Tree {
    lock.lock()
    defer { lock.unlock() }
    let rows = try index.resolved(count: items.count)
    return index.isSingle ? try Self.unpack(items[rows[0]]) : .list(try Self.unpack(rows.map { items[$0] }))
  }

  public func assign(_ value: Tree, at index: StorageIndex, dimension: Int) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    let rows = try index.resolved(count: items.count)
    if index.isSingle {
      items[rows[0]] = try pack(value)
      return
    }
    guard let values = try Stacking.items(of: value), values.count == rows.count else {
      throw .value("expected \(rows.count) items, one per index, got \(value.kindName)")
    }
    let packed = try pack(values)
    for (value, row) in zip(packed, rows) { items[row] = value }
  }

  public func empty() { lock.withLock { items = [] } }

  // MARK: dumps

  /// TorchRL's layout, with zlib streams, which TorchRL reads before Python 3.14; reading takes zstd, too.
  public func dump(to folder: String) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    let stack = folder + "/compressed_data"
    try FileSystem.makeDirectory(stack)
    var descriptions: [JSONValue] = []
    for (number, item) in items.enumerated() {
      let leaves = TensorDict(batchSize: [])
      switch item {
      case .tensor:
        descriptions.append(try Self.describe(item, "data", leaves))
      case .tensordict(let entries, _, _, _):
        var fields = JSONObject()
        for (key, value) in entries { fields[key] = try Self.describe(value, key, leaves) }
        descriptions.append(.object(["type": .string("tensordict"), "fields": .object(fields)]))
      default: throw .type("cannot dump compressed items other than tensors and tensordicts of tensors")
      }
      try leaves.dump(to: "\(stack)/\(number)")
    }
    try DumpFile.write(
      ["_type": .string("<class 'tensordict._lazy.LazyStackedTensorDict'>"), "stack_dim": .int(0)],
      to: stack + "/meta.json")
    try FileSystem.write(JSONValue.array(descriptions).text(), to: folder + "/metadata.json")
    try FileSystem.write(
      JSONValue.array(items.indices.map { .int($0) }).text(), to: folder + "/data_indices.json")
  }

  private static func describe(_ item: Packed, _ key: String, _ leaves: TensorDict) throws(Failure) -> JSONValue {
    guard case .tensor(let bytes, let shape, let dtype) = item else {
      throw .type("cannot dump the compressed key '\(key)': only tensors can be, not nested tensordicts")
    }
    let tensor = try Compression.tensor(bytes, shape, dtype)
    try leaves.set(NestedKey(key), entry: .tensor(try Tensor.fromElements(try Compression.zlib(tensor, level: 3))))
    func tagged(_ type: String, _ value: JSONValue) -> JSONValue {
      .object(["__type__": .string(type), "value": value])
    }
    return .object([
      "type": .string("tensor"), "shape": tagged("torch.Size", .shape(shape)),
      "dtype": tagged("torch.dtype", .string(dtype.torchName)), "device": tagged("torch.device", .string("cpu")),
    ])
  }

  public func restore(
    from folder: String, lastRow: Int?
  ) throws(Failure) -> (contents: StoredContents, restore: Restore) {
    let path = folder + "/metadata.json"
    guard let descriptions = try JSONValue(parsing: try FileSystem.readText(path)).array,
      let indices = try JSONValue(parsing: try FileSystem.readText(folder + "/data_indices.json")).array,
      descriptions.count == indices.count, descriptions.count <= maxSize
    else { throw .value("expected a list of at most \(maxSize) items in '\(path)'") }
    var found: [Packed] = []
    for (description, place) in zip(descriptions, indices) {
      guard let number = place.int, number >= 0 else { throw .value("expected places of items in '\(folder)'") }
      let leaves = try TensorDict.loadMemmap("\(folder)/compressed_data/\(number)")
      if let fields = description["fields"]?.object {
        var entries: [(key: String, value: Packed)] = []
        for key in fields.keys {
          entries.append((key, try repack(fields[key] ?? .null, try leaves.tensor(NestedKey(key)), path)))
        }
        found.append(.tensordict(entries, [], nil, nil))
      } else {
        found.append(try repack(description, try leaves.tensor("data"), path))
      }
    }
    let restored = found
    return (
      StoredContents(count: found.count, capacity: maxSize, rows: found.count, rowCapacity: maxSize),
      { () throws(Failure) in self.lock.withLock { self.items = restored } }
    )
  }

  private func repack(_ description: JSONValue, _ bytes: Tensor, _ path: String) throws(Failure) -> Packed {
    guard let shape = description["shape"]?["value"]?.shape,
      let dtype = DType(named: description["dtype"]?["value"]?.string ?? ""), bytes.dtype == .uint8
    else { throw .value("expected the shape and the dtype of every tensor in '\(path)'") }
    return try pack(.tensor(try Compression.tensor(try bytes.elements(UInt8.self), shape, dtype)))
  }

  static let maxSize: Field<CompressedStorage, Int?> = StorageFields.listSize()
  static let compressionLevel: Field<CompressedStorage, Int> = Field(
    "compression_level", .int, default: 3, "zstd's level: more is smaller and slower.", labelOnly: true
  ) { $0.level }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .storage, "compressed", "CompressedListStorage", parent: "ListStorage",
    "Keeps items in a list, their tensors compressed by zstd.",
    fields: [
      maxSize, compressionLevel, Field<CompressedStorage, Tree>.device("\"cpu\"", labelOnly: true),
      StorageFields.compilable() as Field<CompressedStorage, Bool>,
    ],
    attributes: [
      Attribute<CompressedStorage>("nbytes", "The bytes that the compressed tensors take.") { .int($0.byteCount) }
    ],
    examples: [
      Example(
        "rb = buffer(storage: compressed(9))\nrb.extend(zeros(2, 1000))\n"
          + "print(rb.sample(3).shape, rb.storage.nbytes < 100)", prints: "torch.Size([3, 1000]) True")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try CompressedStorage(try arguments[maxSize], level: try arguments[compressionLevel])
  }
}
