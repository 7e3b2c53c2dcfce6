import Catalog
import Tensors

/// Several buffers that are sampled as one (TorchRL's `ReplayBufferEnsemble`): each batch has one more dimension, of the
/// pieces that the members gave. The members stay usable on their own.
public final class BufferEnsemble: Component, @unchecked Sendable {
  // `@unchecked`: `generatorValue` and `fixedBatchSize` are touched under `lock`.
  /// How writes find their member.
  public enum Routing: Sendable {
    case none
    /// A key with the member's number for each item.
    case key(NestedKey)
    /// A batch dimension with one entry per member.
    case dimension(Int)
  }

  public struct Options: Sendable {
    public var sampling: EnsembleSampling?
    public var transforms: [any Transform] = []
    /// What made `transforms`, where a function did.
    public var transformFactory: (any Callback)?
    public var batchSize: Int?
    /// Joins the pieces; nil stacks them.
    public var collate: Collate?
    /// One per member; nil: the members' own.
    public var memberCollates: [Collate?]?
    public var routing = Routing.none
    public var generator: Generator?
    public var isShared = false
    public init() {}
  }

  public private(set) var members: [ReplayBuffer]
  let sharedSampling: SharedSampling
  public var sampling: EnsembleSampling { sharedSampling.value }
  public let transform: Compose
  public let routing: Routing
  private(set) var options: Options
  private let lock = RecursiveLock()
  private var fixedBatchSize: Int?
  private var generatorValue: Generator?

  /// - Throws: `ValueError` without members, or for a number of weights or collate functions that is not theirs.
  public init(_ members: [ReplayBuffer], _ options: Options = Options()) throws(Failure) {
    guard !members.isEmpty else { throw .value("expected at least one buffer, got none") }
    let sampling = if let given = options.sampling { given } else { try EnsembleSampling() }
    sharedSampling = SharedSampling(sampling)
    if case .fixed(let weights) = sampling.weights, weights.numel != members.count {
      throw .value("expected one weight per member (\(members.count)), got \(weights.numel)", argument: "p")
    }
    if let collates = options.memberCollates, collates.count != members.count {
      throw .value(
        "expected one collate function per member (\(members.count)), got \(collates.count)", argument: "collate_fns")
    }
    if let size = options.batchSize, size < 1 {
      throw .unfit("batch_size", expected: "at least 1", got: size)
    }
    self.members = members
    self.options = options
    self.options.transforms = []
    routing = options.routing
    transform = Compose(options.transforms)
    fixedBatchSize = options.batchSize
    generatorValue = options.generator
  }

  public func visitReferences(_ visitor: ReferenceVisitor) {
    visitor.visit(&members) { $0 }
    visitor.visit(transform)
    visitor.visit(options.transformFactory)
    options.collate?.visitReferences(visitor)
  }

  public var batchSize: Int? { lock.withLock { fixedBatchSize } }
  public var generator: Generator? { lock.withLock { generatorValue } }
  public var writeCount: Int { members.reduce(0) { $0 + $1.writeCount } }

  /// An ensemble of some of the members, which shares them, the transforms and the settings.
  public func part(_ numbers: [Int]) throws(Failure) -> BufferEnsemble {
    var options = options
    options.sampling = try sampling.of(numbers, among: members.count)
    options.transforms = transform.children
    options.memberCollates = options.memberCollates.map { all in numbers.map { all[$0] } }
    options.batchSize = batchSize
    options.routing = .none
    options.generator = nil
    return try BufferEnsemble(numbers.map { members[$0] }, options)
  }

  /// Items of every member by the same index, joined as pieces of a batch are.
  public func get(_ index: StorageIndex) throws(Failure) -> Tree {
    let rows = try locked { () throws(Failure) -> [Tree] in
      var rows: [Tree] = []
      for member in members { rows.append(try member.storageValue.read(index, dimension: 0)) }
      return rows
    }
    var batches: [Tree] = []
    for (number, rows) in rows.enumerated() {
      let member = members[number]
      let own = options.memberCollates.flatMap { $0[number] } ?? member.customCollate ?? member.storage.defaultCollate
      batches.append(index.isSingle ? rows : try own?.body(rows) ?? rows)
    }
    return try join(batches)
  }

  /// Whether a batch can be drawn. - Parameter batchSize: nil takes the ensemble's.
  public func canSample(_ batchSize: Int? = nil) throws(Failure) -> Bool {
    guard let size = batchSize ?? self.batchSize else {
      throw .runtime("expected a batch size, got none", help: "can_sample(32), or give the ensemble a batch_size")
    }
    let sampling = sampling
    let count = sampling.pieces ?? members.count
    guard size % count == 0 else { return false }
    let ready = try locked { () throws(Failure) -> [Bool] in
      var ready: [Bool] = []
      for member in members {
        ready.append(try member.samplerValue.canSample(member.storageValue, batchSize: size / count))
      }
      return ready
    }
    if sampling.samplesFromAll { return ready.allSatisfy { $0 } }
    guard case .fixed(let weights) = sampling.weights else { return ready.contains(true) }
    return zip(ready, try weights.to(.float64).elements(Double.self)).contains { $0 && $1 > 0 }
  }

  /// A snapshot of counts and sizes, under TorchRL's names.
  public func stats() -> [(key: Tree, value: Tree)] {
    let size = members.reduce(0) { $0 + $1.storage.count }
    let capacity = members.reduce(0) {
      $0.addingReportingOverflow($1.storage.maxSize).overflow ? .max : $0 + $1.storage.maxSize
    }
    return [
      (.string("size"), .int(size)), (.string("write_count"), .int(writeCount)),
      (.string("prefetch_queue_size"), .int(0)), (.string("initialized"), .bool(true)),
      (.string("capacity"), .int(capacity)), (.string("utilization"), .float(Double(size) / Double(capacity))),
      (.string("num_buffers"), .int(members.count)),
    ]
  }

  /// Every member once, in one order, so that threads cannot wait for each other in a circle.
  private func locked<R>(_ body: () throws(Failure) -> R) throws(Failure) -> R {
    var seen: Set<ObjectIdentifier> = []
    let distinct = members.filter { seen.insert(ObjectIdentifier($0)).inserted }
      .sorted { ObjectIdentifier($0) < ObjectIdentifier($1) }
    lock.lock()
    for member in distinct { member.lock.lock() }
    let storages = distinct.map(\.storageValue)
    for storage in storages { storage.lock.lock() }
    defer {
      for storage in storages.reversed() { storage.lock.unlock() }
      for member in distinct.reversed() { member.lock.unlock() }
      lock.unlock()
    }
    return try body()
  }

  // MARK: sampling

  /// Draws a batch, with what the samplers tell as a tensordict: `("index", "buffer_ids")`, `("index", "index")`, and
  /// what all members' samplers have in common.
  /// - Throws: `RuntimeError` without a batch size, `ValueError` for one that the pieces do not divide.
  public func sample(_ batchSize: Int? = nil) throws(Failure) -> (data: Tree, info: TensorDict) {
    guard let size = batchSize ?? self.batchSize else {
      throw .runtime(
        "expected a batch size, got none", help: "sample(32), or give the ensemble a batch_size",
        argument: "batch_size")
    }
    guard size >= 0 else { throw .unfit("batch_size", expected: "at least 0", got: size) }
    try ReplayBuffer.demand(batch: size)
    let (pieces, rows) = try locked { () throws(Failure) -> ([EnsembleSampling.Piece], [Tree]) in
      try drawRows(size)
    }
    var batches: [Tree] = []
    for (piece, rows) in zip(pieces, rows) { batches.append(try memberBatch(piece.member, rows)) }
    var data = try join(batches)
    if transform.count > 0 { data = try transform.forward(data) }
    let info = try Self.info(pieces)
    if case .object(let object) = data, let stack = object as? LazyStack {
      // Members whose items differ: every piece gets its part.
      try Self.expand(info, to: stack.batchSize)
      for key in info.keys {
        if let entry = try info.entry(NestedKey(key)) { try stack.set(NestedKey(key), entry.tree) }
      }
    }
    guard case .tensordict(let batch) = data else { return (data, info) }
    try Self.expand(info, to: batch.batchSize)
    if batch.tensorClass == nil {
      for key in info.keys {
        guard let entry = try info.entry(NestedKey(key)) else { continue }
        try batch.set(NestedKey(key), entry: entry)
      }
    }
    return (data, info)
  }

  private func drawRows(_ size: Int) throws(Failure) -> ([EnsembleSampling.Piece], [Tree]) {
    let pieces = try sampling.draw(members, batchSize: size, generator: generatorValue)
    var rows: [Tree] = []
    for piece in pieces {
      let found = try members[piece.member].storageValue.gather(cells: piece.cells)
      rows.append(piece.isColumn ? try Self.column(found) : found)
    }
    return (pieces, rows)
  }

  /// Rows that are indexed by a column of coordinates have one more dimension, as in TorchRL.
  private static func column(_ rows: Tree) throws(Failure) -> Tree {
    try Stacking.map(rows, batch: { Shape([$0[0], 1]) + $0.dropFirst() }) { (tensor) throws(Failure) in
      try tensor.unsqueeze(1)
    }
  }

  /// A member's transforms come before its collate function, as in TorchRL.
  private func memberBatch(_ number: Int, _ rows: Tree) throws(Failure) -> Tree {
    let member = members[number]
    var data = rows
    for transform in member.transform.children { data = try transform.forward(data) }
    let own = options.memberCollates.flatMap { $0[number] } ?? member.customCollate ?? member.storage.defaultCollate
    return try own?.body(data) ?? data
  }

  private func join(_ batches: [Tree]) throws(Failure) -> Tree {
    if let collate = options.collate { return try collate.body(.list(batches)) }
    return try Collate.stack.body(.list(batches))
  }

  private static func info(_ pieces: [EnsembleSampling.Piece]) throws(Failure) -> TensorDict {
    let count = pieces.count
    let info = TensorDict(batchSize: [count])
    for (key, _) in pieces[0].info {
      var column: [Tensor] = []
      for piece in pieces {
        guard case .tensor(let tensor)? = piece.info.first(where: { $0.key.isSameScalar(as: key) })?.value,
          column.isEmpty || tensor.shape == column[0].shape
        else { break }
        column.append(tensor)
      }
      if column.count == count { try info.set(try NestedKey(tree: key), entry: .tensor(try Tensor.stack(column))) }
    }
    let index = TensorDict(batchSize: [count])
    let first = pieces[0].index.shape
    guard pieces.allSatisfy({ $0.index.shape == first }) else {
      throw .runtime("expected pieces of one size, got \(pieces.map(\.index.shape.dims))")
    }
    try index.set("index", entry: .tensor(try Tensor.stack(pieces.map(\.index))))
    try index.set("buffer_ids", entry: .tensor(try .indices(pieces.map(\.member))))
    try info.set("index", entry: .tensordict(index))
    return info
  }

  /// The info of a tensordict has its batch size, with the members' numbers repeated.
  private static func expand(_ info: TensorDict, to size: Shape) throws(Failure) {
    guard case .tensordict(let index)? = try info.entry("index") else { return }
    let ids = try index.tensor("buffer_ids").expandedRight(to: size)
    try index.set("buffer_ids", entry: .tensor(ids))
    for key in info.keys {
      guard case .tensor(let tensor)? = try info.entry(NestedKey(key)) else { continue }
      try info.set(NestedKey(key), entry: .tensor(tensor.expandedRight(to: size)))
    }
    if try index.tensor("index").shape.prefix(size.count) == size {
      try index.setBatchSize(size)
      try info.setBatchSize(size)
    }
  }

  // MARK: writing

  /// Gives each item to its member. Returns where they are: `buffer_ids`, and `index` within the member.
  /// - Throws: `RuntimeError` without a routing, `ValueError` for numbers that are no member's.
  public func extend(_ data: Tree) throws(Failure) -> TensorDict {
    guard case .tensordict(let given) = data else {
      throw .type("expected a tensordict for a routed write, got \(data.article)")
    }
    var items = given
    if transform.hasInverse {
      guard case .tensordict(let changed)? = try transform.inverse(.tensordict(items)) else {
        throw .type("expected a tensordict of the transforms")
      }
      items = changed
    }
    let flat = try items.reshape([-1])
    let ids = try route(items, flat)
    for id in ids where !members.indices.contains(id) {
      throw .value("expected member numbers of 0 … \(members.count - 1), got \(id)")
    }
    return try locked { () throws(Failure) -> TensorDict in try write(flat, ids) }
  }

  private func write(_ flat: TensorDict, _ ids: [Int]) throws(Failure) -> TensorDict {
    var places = [Tensor?](repeating: nil, count: ids.count)
    var generations = [Tensor?](repeating: nil, count: ids.count)
    let tracks = members.allSatisfy { $0.writerValue.tracksGenerations }
    for (number, member) in members.enumerated() {
      let positions = ids.indices.filter { ids[$0] == number }
      if positions.isEmpty { continue }
      let index = try member.extend(.tensordict(try flat.get([.tensor(try .indices(positions))])))
      guard case .tensor(let rows) = index else { continue }
      let counts = tracks ? try member.writerValue.generations(of: index, in: member.storageValue) : nil
      for (i, position) in positions.enumerated() {
        places[position] = rows.row(i)
        generations[position] = counts?.row(i)
      }
    }
    let result = TensorDict(batchSize: [ids.count])
    try result.set("buffer_ids", entry: .tensor(try .indices(ids)))
    try result.set(
      "index", entry: .tensor(ids.isEmpty ? try .indices([]) : try Tensor.stack(places.compactMap { $0 })))
    if tracks, !ids.isEmpty {
      try result.set("index_generation", entry: .tensor(try Tensor.stack(generations.compactMap { $0 })))
    }
    return result
  }

  private func route(_ items: TensorDict, _ flat: TensorDict) throws(Failure) -> [Int] {
    switch routing {
    case .none:
      throw .runtime(
        "an ensemble takes no items by itself", help: "extend a member (both[0].extend(…)), or give a routing_key")
    case .key(let key):
      let tensor = try flat.tensor(key)
      guard !tensor.dtype.isFloatingPoint, tensor.dtype != .bool else {
        throw .type("expected ints as member numbers, got \(tensor.dtype.torchName)")
      }
      guard tensor.numel == flat.count else {
        throw .value("expected one member number per item under \(key.text), got shape \(tensor.shape.dims)")
      }
      return try integers(of: tensor)
    case .dimension(let dimension):
      let size = items.batchSize
      let place = dimension < 0 ? dimension + size.count : dimension
      guard size.dims.indices.contains(place), size[place] == members.count else {
        throw .value("expected \(members.count) entries along dimension \(dimension), got batch size \(size.dims)")
      }
      let inner = size.dims[(place + 1)...].reduce(1, *)
      return (0..<flat.count).map { $0 / max(inner, 1) % members.count }
    }
  }

  /// Gives one item to its member.
  public func add(_ data: Tree) throws(Failure) -> TensorDict {
    guard case .tensordict(let item) = data, item.batchSize.isEmpty else {
      throw .value("expected one tensordict without batch dimensions, got \(data.article)")
    }
    return try extend(.tensordict(try item.unsqueeze(0))).get([.int(0)])
  }

  public func empty(resetsWriteCount: Bool = true) {
    for member in members { member.empty(resetsWriteCount: resetsWriteCount) }
  }

  // MARK: dumps

  /// Writes the members' parts as `storage/0`, `sampler/0`, `writer/0`, …, as TorchRL lays them out.
  public func dump(to path: String) throws(Failure) {
    try locked { () throws(Failure) in
      try DumpFolder.replace(path) { (scratch) throws(Failure) in try writeParts(to: scratch) }
    }
  }

  private func writeParts(to scratch: String) throws(Failure) {
    try FileSystem.makeDirectory(scratch + "/storage")
    var empty: [JSONValue] = []
    for (number, member) in members.enumerated() {
      if member.count == 0 {
        empty.append(.int(number))
      } else {
        try member.storageValue.dump(to: "\(scratch)/storage/\(number)")
      }
      try member.samplerValue.dump(to: "\(scratch)/sampler/\(number)")
      try member.writerValue.dump(to: "\(scratch)/writer/\(number)", of: member.storageValue)
      // TorchRL demands the state of each member's transforms, if there is none, too.
      try TransformState.dump(
        member.transform.children, to: "\(scratch)/storage/\(number)_transform.pt", always: true)
    }
    try DumpFile.write(["empty_members": .array(empty)], to: scratch + "/storage/metadata.json")
    if let generatorValue { try DumpFolder.write(generatorValue, to: scratch) }
    try DumpFile.write(
      ["batch_size": fixedBatchSize.map { .int($0) } ?? .null, "consume_after_n_samples": .null],
      to: scratch + "/buffer_metadata.json")
    let cursors = members.map { member in member.storageValue.lastCursor.map { JSONValue.int($0) } ?? .null }
    try DumpFile.write(["version": .int(1), "last_cursors": .array(cursors)], to: scratch + "/rbsh.json")
  }

  /// Takes the contents of a dump into the members. Everything is checked before anything changes.
  public func load(from path: String) throws(Failure) {
    try locked { () throws(Failure) in try loadParts(from: path) }
  }

  private func loadParts(from path: String) throws(Failure) {
    let metadata = try DumpFile(path + "/buffer_metadata.json")
    let batchSize = try metadata.optionalInt("batch_size", in: 1...Int.max)
    let empty = Set(try DumpFile(path + "/storage/metadata.json").array("empty_members").compactMap(\.int))
    let own = FileSystem.exists(path + "/rbsh.json") ? try DumpFile(path + "/rbsh.json").array("last_cursors") : []
    var restores: [Restore] = []
    var parts: [(member: ReplayBuffer, count: Int, sampler: Restore, writer: Restore, transforms: Restore)] = []
    for (number, member) in members.enumerated() {
      let storage = member.storageValue
      var contents = StoredContents(
        count: 0, capacity: storage.maxSize, rows: 0, rowCapacity: storage.rowCapacity(inner: []))
      if !empty.contains(number) {
        let (found, restore) = try storage.restore(
          from: "\(path)/storage/\(number)", lastRow: own.indices.contains(number) ? own[number].int : nil)
        contents = found
        restores.append(restore)
      }
      let sampler = try member.samplerValue.restore(from: "\(path)/sampler/\(number)", contents)
      let writer = try member.writerValue.restore(from: "\(path)/writer/\(number)", contents, of: storage)
      let transforms = try TransformState.restore(
        member.transform.children, from: "\(path)/storage/\(number)_transform.pt")
      parts.append((member, contents.count, sampler, writer, transforms))
    }
    let generator = try DumpFolder.generator(in: path)
    for restore in restores { try restore() }
    for part in parts {
      if part.count == 0 { part.member.empty() }
      let storage = part.member.storageValue
      part.member.samplerValue.empty()
      storage.listeners.notifyAssigned(nil, in: storage)
      storage.listeners.notify(Array(0..<part.count), in: storage)
      try part.sampler()
      try part.writer()
      try part.transforms()
    }
    if let generator { generatorValue = generator }
    fixedBatchSize = batchSize
  }

}
