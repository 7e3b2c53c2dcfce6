import Catalog
import Tensors

/// A tensor as a zstd frame.
private final class CompressedTensor: TreeObject {
  let bytes: [UInt8]
  let shape: Shape
  let dtype: DType

  init(_ tensor: Tensor, level: Int) throws(Failure) {
    bytes = try Compression.zstd(try tensor.contiguous(), level: level)
    (shape, dtype) = (tensor.shape, tensor.dtype)
  }

  var text: String { "a compressed tensor" }

  func tensor() throws(Failure) -> Tensor { try Compression.tensor(bytes, shape, dtype) }
}

/// Items kept in a list, each tensor of them compressed: for large frames that repeat themselves. Every read
/// decompresses (a GB a second or so).
public final class CompressedStorage: Storage, @unchecked Sendable {
  // `@unchecked`: `items` is touched under `lock` only.
  public let lock = RecursiveLock()
  public let maxSize: Int
  public let listeners = WriteListeners()
  /// zstd's; more is smaller and slower.
  public let level: Int
  /// In place of their tensors they have `CompressedTensor`s.
  private var items: [Tree] = []

  /// - Parameter maxSize: nil for as many as come.
  /// - Throws: `ValueError` for a size below 1, or a level that zstd does not have.
  public init(_ maxSize: Int? = nil, level: Int = 3) throws(Failure) {
    if let maxSize, maxSize < 1 {
      throw .unfit("max_size", expected: "at least 1", got: maxSize)
    }
    guard Compression.levels.contains(level) else {
      throw .unfit(
        "compression_level", expected: "a level in \(Compression.levels.lowerBound) … \(Compression.levels.upperBound)",
        got: level)
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

  private static func bytes(_ item: Tree) -> Int {
    switch item {
    case .object(let object): (object as? CompressedTensor)?.bytes.count ?? 0
    case .tensordict(let data): data.keys.reduce(0) { $0 + (data.stored($1).map { bytes($0.tree) } ?? 0) }
    default: item.items?.reduce(0) { $0 + bytes($1.item) } ?? 0
    }
  }

  // MARK: packing

  private func pack(_ item: Tree) throws(Failure) -> Tree {
    switch item {
    case .tensor(let tensor): return .object(try CompressedTensor(tensor, level: level))
    case .tensordict(let data):
      return .tensordict(
        try data.mapEntries(batch: { $0 }) { (entry) throws(Failure) in
          guard case .tensor(let tensor) = entry else { return entry }
          return .nonTensor(.object(try CompressedTensor(tensor, level: level)))
        })
    default: return try item.mapItems(pack) ?? item
    }
  }

  private static func unpack(_ item: Tree) throws(Failure) -> Tree {
    switch item {
    case .object(let object):
      guard let packed = object as? CompressedTensor else { return item }
      return .tensor(try packed.tensor())
    case .tensordict(let data):
      return .tensordict(
        try data.mapEntries { (entry) throws(Failure) in
          guard case .nonTensor(.object(let object)) = entry, let packed = object as? CompressedTensor else {
            return entry
          }
          return .tensor(try packed.tensor())
        })
    default: return try item.mapItems(unpack) ?? item
    }
  }

  // MARK: writing and reading

  public func batch(_ data: Tree) throws(Failure) -> RowBatch {
    guard let rows = try Stacking.items(of: data) else {
      throw .type(
        "cannot extend a compressed storage with \(data.article)",
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
    let packed = try values.map(pack)
    lock.lock()
    defer { lock.unlock() }
    for (value, row) in zip(packed, rows) {
      if row < items.count { items[row] = value } else { items.append(value) }
    }
  }

  public func gather(cells: Tensor) throws(Failure) -> Tree {
    let rows = try integers(of: cells)
    let picked = lock.withLock { rows.map { items[$0] } }
    return .list(try picked.map(Self.unpack))
  }

  public func read(_ index: StorageIndex, dimension: Int) throws(Failure) -> Tree {
    lock.lock()
    defer { lock.unlock() }
    let rows = try index.resolved(count: items.count)
    return index.isSingle
      ? try Self.unpack(items[rows[0]]) : .list(try rows.map { (row) throws(Failure) in try Self.unpack(items[row]) })
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
      throw .value("expected \(rows.count) items, one per index, got \(value.article)")
    }
    let packed = try values.map(pack)
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
      case .object(let object) where object is CompressedTensor:
        descriptions.append(try Self.describe(item, "data", leaves))
      case .tensordict(let data):
        var fields = JSONObject()
        for key in data.keys { fields[key] = try Self.describe(data.stored(key)?.tree ?? .none, key, leaves) }
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

  private static func describe(_ item: Tree, _ key: String, _ leaves: TensorDict) throws(Failure) -> JSONValue {
    guard case .object(let object) = item, let packed = object as? CompressedTensor else {
      throw .type("cannot dump the compressed key '\(key)': only tensors can be, not nested tensordicts")
    }
    let tensor = try packed.tensor()
    try leaves.set(NestedKey(key), entry: .tensor(try Tensor.fromElements(try Compression.zlib(tensor, level: 3))))
    func tagged(_ type: String, _ value: JSONValue) -> JSONValue {
      .object(["__type__": .string(type), "value": value])
    }
    return .object([
      "type": .string("tensor"), "shape": tagged("torch.Size", .shape(packed.shape)),
      "dtype": tagged("torch.dtype", .string(packed.dtype.torchName)), "device": tagged("torch.device", .string("cpu")),
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
    var found: [Tree] = []
    for (description, place) in zip(descriptions, indices) {
      guard let number = place.int, number >= 0 else { throw .value("expected places of items in '\(folder)'") }
      let leaves = try TensorDict.loadMemmap("\(folder)/compressed_data/\(number)")
      if let fields = description["fields"]?.object {
        let data = TensorDict(batchSize: [])
        for key in fields.keys {
          let packed = try repack(fields[key] ?? .null, try leaves.tensor(NestedKey(key)), path)
          try data.set(NestedKey(key), entry: .nonTensor(packed))
        }
        found.append(.tensordict(data))
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

  private func repack(_ description: JSONValue, _ bytes: Tensor, _ path: String) throws(Failure) -> Tree {
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
      Attribute<CompressedStorage>("device", "Where items come out: \"cpu\".") { _ in .string("cpu") },
      Attribute<CompressedStorage>("nbytes", "The bytes that the compressed tensors take.") { .int($0.byteCount) },
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
