import Catalog
import Tensors

/// Draws items by how old the policy was that made them: `consumer_version` minus the item's version. Too stale ones are
/// left out, fresher ones are likelier.
///
/// Draws come from the global torch stream, even where the buffer has its own, as in TorchRL. O(items) a draw.
public final class StalenessAwareSampler: Sampler, @unchecked Sendable {
  // `@unchecked`: the versions are touched under `lock`.
  public let lock = RecursiveLock()
  public let versionKey: NestedKey
  private let weight: (any Callback)?
  private var consumer = 0
  private var limit: Int

  /// - Parameters:
  ///   - maxStaleness: Items beyond it are not drawn; -1 for no limit.
  ///   - weight: Gives the weights of staleness values; nil for `1 / (staleness + 1)`.
  ///   - versionKey: Where an item's version is.
  public init(
    maxStaleness: Int = -1, weight: (any Callback)? = nil, versionKey: NestedKey = "policy_version"
  ) {
    limit = maxStaleness
    self.weight = weight
    self.versionKey = versionKey
  }

  public func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(weight) }

  /// The version of the policy that is being trained.
  public var consumerVersion: Int {
    get { lock.withLock { consumer } }
    set { lock.withLock { consumer = newValue } }
  }
  public var maxStaleness: Int {
    get { lock.withLock { limit } }
    set { lock.withLock { limit = newValue } }
  }

  public func sample(_ storage: any Storage, batchSize: Int, generator: Generator?) throws(Failure) -> Draw {
    lock.lock()
    defer { lock.unlock() }
    guard storage.count > 0 else { throw .emptyStorage }
    let (staleness, allowed) = try allowed(in: storage)
    guard !allowed.isEmpty else {
      throw .runtime(
        "all \(staleness.count) items exceed max_staleness \(limit) at consumer_version \(consumer)",
        help: "raise max_staleness, or extend the buffer with fresher items")
    }
    var weights = try Tensor.floats(allowed.map { 1 / (staleness[$0] + 1) })
    if let weight {
      let given = try weight.call([.tensor(try .floats(allowed.map { staleness[$0] }))])
      guard case .tensor(let tensor) = given, tensor.numel == allowed.count else {
        throw .runtime("expected one weight per staleness value (\(allowed.count)), got \(given.article)")
      }
      weights = tensor
    }
    let total = try weights.sum()
    let local = try integers(
      of: Tensor.multinomial(
        try weights.divide(total), count: batchSize, replacement: batchSize > allowed.count, generator: .default))
    let cells = local.map { allowed[$0] }
    return Draw(
      cells: try .indices(cells),
      info: [(.string("staleness"), .tensor(try .floats(cells.map { staleness[$0] })))])
  }

  private func allowed(in storage: any Storage) throws(Failure) -> (staleness: [Float], allowed: [Int]) {
    let staleness = try StoredColumn.numbers(versionKey, in: storage).map { Float(consumer) - $0 }
    return (staleness, staleness.indices.filter { limit < 0 || staleness[$0] <= Float(limit) })
  }

  /// The chances of single draws; batches without repeats come close where they are small.
  public func probabilities(in storage: any Storage) throws(Failure) -> [Double]? {
    lock.lock()
    defer { lock.unlock() }
    if weight != nil { return nil }
    let (staleness, allowed) = try allowed(in: storage)
    var chances = [Double](repeating: 0, count: staleness.count)
    for item in allowed { chances[item] = Double(1 / (staleness[item] + 1)) }
    let total = chances.reduce(0, +)
    return chances.map { $0 / total }
  }

  public func empty() { consumerVersion = 0 }

  public func dump(to folder: String) throws(Failure) {
    let data = TensorDict(batchSize: [])
    try data.set("consumer_version", .int(consumerVersion))
    try data.set("max_staleness", .int(maxStaleness))
    try data.dump(to: folder)
  }

  public func restore(from folder: String, _ contents: StoredContents) throws(Failure) -> Restore {
    let data = try TensorDict.loadMemmap(folder)
    let consumer = try data.tensor("consumer_version").item().int
    let limit = try data.tensor("max_staleness").item().int
    return { () throws(Failure) in
      self.consumerVersion = consumer
      self.maxStaleness = limit
    }
  }

  static let maxStaleness: Field<StalenessAwareSampler, Int> = Field(
    "max_staleness", .int, default: -1, "Staler items are not drawn; -1 for no limit.",
    set: { (sampler, value) throws(Failure) in sampler.maxStaleness = value }
  ) { $0.maxStaleness }
  static let weightFunction: Field<StalenessAwareSampler, (any Callback)?> = Field(
    "staleness_weight_fn", .optional(.function), default: nil,
    "Gives weights for staleness values; None for 1 / (staleness + 1).", attribute: .hidden
  ) { $0.weight }
  static let versionKey: Field<StalenessAwareSampler, NestedKey> = Field(
    "version_key", .key, default: "policy_version", "Where an item's policy version is."
  ) { $0.versionKey }
  static let consumerVersion: Attribute<StalenessAwareSampler> = Attribute(
    "consumer_version", "The version of the policy that is being trained.",
    set: { (sampler, value) throws(Failure) in
      sampler.consumerVersion = try FieldKind<Int>.int.read(value, "consumer_version")
    }
  ) { .int($0.consumerVersion) }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .sampler, "staleness_aware", "StalenessAwareSampler",
    "Draws items by how old the policy was that made them: fresher ones are likelier.",
    fields: [maxStaleness, weightFunction, versionKey], attributes: [consumerVersion],
    examples: [
      Example(
        "rb = td_buffer(storage: ram(9), sampler: staleness_aware(max_staleness: 1), batch_size: 3)\n"
          + "rb.extend(tensordict({\"policy_version\": tensor([0, 5])}, [2]))\nrb.sampler.consumer_version = 6\n"
          + "print(rb.sample()[\"policy_version\"])", prints: "tensor([5, 5, 5])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    StalenessAwareSampler(
      maxStaleness: try arguments[maxStaleness], weight: try arguments[weightFunction],
      versionKey: try arguments[versionKey])
  }
}

/// One field of all items, without the others.
enum StoredColumn {
  /// - Throws: `KeyError` where items do not have it.
  static func entry(_ key: NestedKey, in storage: any Storage) throws(Failure) -> TensorDict.Entry {
    if let store = storage.columnStore, store.hasColumn(key.path) == true {
      let column = try store.requireColumn(key)
      return .tensor(column.slicing(0, 0, storage.rowCount, 1))
    }
    var data = try storage.read(.all)
    if case .list(let items) = data {
      // Of items that may differ elsewhere, only this key.
      var columns: [Tree] = []
      for item in items {
        guard case .tensordict(let item) = item, try item.entry(key) != nil else { continue }
        columns.append(.tensordict(try item.select([key])))
      }
      data = try Stacking.stack(columns.count == items.count ? columns : items)
    }
    guard case .tensordict(let items) = data else {
      throw .type("expected a storage of tensordicts, got one of \(data.article)")
    }
    guard let entry = try items.entry(key) else {
      throw .key("expected the key \(key.text) in the stored items, got none")
    }
    return entry
  }

  /// As one float per cell.
  static func numbers(_ key: NestedKey, in storage: any Storage) throws(Failure) -> [Float] {
    guard case .tensor(let tensor) = try entry(key, in: storage) else {
      throw .type("expected a tensor under the key \(key.text)")
    }
    return try ReplayBuffers.floats(of: tensor)
  }
}
