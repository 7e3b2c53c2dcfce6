import Catalog
import Tensors

/// A replay buffer: a storage, a sampler that draws from it, a writer that fills it, and what happens to a batch on its
/// way out. All four of TorchRL's buffer classes are this one, with another `flavour`.
///
/// Every write goes through the writer, every draw through the sampler. Calls from several threads are serialised: rows
/// are written and gathered under the storage's lock, so that a sampled row is never torn. A call that fails leaves the
/// buffer as it was (a failed draw may have consumed random numbers, as in TorchRL).
public final class ReplayBuffer: AttributeHolder, @unchecked Sendable {
  // `@unchecked`: the mutable fields below are touched under `lock`, except where the comment says otherwise.

  /// Which of TorchRL's classes it answers to.
  public enum Flavour: String, Sendable, CaseIterable {
    case plain = "buffer"
    /// Stores an "index" key, and puts `info` into the sampled tensordict.
    case tensordict = "td_buffer"
    case prioritized = "prioritized_buffer"
    case prioritizedTensordict = "td_prioritized_buffer"
    /// A `td_buffer` that relabels goals.
    case hindsight = "her_buffer"

    public var takesTensordicts: Bool { self == .tensordict || self == .prioritizedTensordict || self == .hindsight }
  }

  /// What a buffer is made of.
  public struct Options: Sendable {
    /// nil: a list of 1000.
    public var storage: (any Storage)?
    /// nil: uniform.
    public var sampler: (any Sampler)?
    /// nil: round robin.
    public var writer: (any Writer)?
    /// nil: the storage's own.
    public var collate: Collate?
    public var transforms: [any Transform] = []
    public var batchSize: Int?
    /// Batches made ahead of time by background threads; 0 for none.
    public var prefetch = 0
    /// The dimension of the data along which the storage is filled; nil: the last of its dimensions.
    public var dimExtend: Int?
    /// nil: the global streams.
    public var generator: Generator?
    /// Accepted, and without effect: there is no device to copy to.
    public var pinMemory = false
    /// What becomes of each item drawn; nil: one record.
    public var sampleUnit: (any SampleUnit)?
    /// Of a tensordict: where priorities are found.
    public var priorityKey: NestedKey = "td_error"
    /// Items are drawn at most so often; nil for any number of times.
    public var consumeAfter: Int?
    /// Goals are relabelled on sampling.
    public var hindsight: Hindsight?
    /// Positional arguments of the text: alpha and beta of a prioritized flavour.
    public var leadingSource: [String] = []
    /// Whether the sampler follows from the flavour, and is left out of the text.
    public var samplerIsImplied = false
    /// Further arguments of the flavour for the text.
    public var trailingSource: [(label: String, value: String?)] = []

    public init() {}
  }

  public let flavour: Flavour
  public let dimExtend: Int
  public let pinMemory: Bool
  let lock = RecursiveLock()
  let options: Options
  let queue: PrefetchQueue?

  var storageValue: any Storage
  private var currentSampler: any Sampler
  /// Guards `currentSampler` alone: a write through another buffer over the same storage asks for it, too, and must not
  /// need this buffer's lock.
  private let samplerLock = RecursiveLock()
  var writerValue: any Writer
  var customCollate: Collate?
  var generatorValue: Generator?
  var priorityKeyValue: NestedKey
  /// Loading a dump changes it.
  var fixedBatchSize: Int?
  /// Kept as an object of its own, so that `rb.transform` shows changes.
  public let transform: Compose
  /// An iteration by `next()` is under way.
  var isIterating = false

  /// - Throws: `ValueError` for a batch size or a prefetch below 1, for prefetch or drop_last without a batch size, and
  ///   for a `dimExtend` that the storage does not have.
  public init(_ flavour: Flavour = .plain, _ options: Options = Options()) throws(Failure) {
    self.flavour = flavour
    self.options = options
    let storage: any Storage
    if let given = options.storage { storage = given } else { storage = try ListStorage(1000) }
    if let size = options.batchSize, size < 1 {
      throw .value("batch_size must be at least 1, got \(size)", argument: "batch_size")
    }
    guard options.prefetch >= 0 else {
      throw .value("prefetch must be at least 0, got \(options.prefetch)", argument: "prefetch")
    }
    if options.prefetch > 0, options.batchSize == nil {
      throw .value("expected a batch_size together with prefetch, got none", argument: "prefetch")
    }
    let sampler = try Self.sampler(options)
    if sampler.needsFixedBatchSize, options.batchSize == nil {
      throw .value(
        "expected a batch_size together with a sampler that drops the last batch, got none",
        help: "give the buffer a batch_size")
    }
    dimExtend = options.dimExtend ?? storage.ndim - 1
    guard dimExtend >= 0 else {
      throw .value("dim_extend must be at least 0, got \(dimExtend)", argument: "dim_extend")
    }
    storageValue = storage
    currentSampler = sampler
    writerValue = options.writer ?? RoundRobinWriter(storesIndex: flavour.takesTensordicts)
    customCollate = options.collate
    generatorValue = options.generator
    priorityKeyValue = options.priorityKey
    fixedBatchSize = options.batchSize
    pinMemory = options.pinMemory
    queue = options.prefetch > 0 ? PrefetchQueue(capacity: options.prefetch) : nil
    transform = Compose(options.transforms)
    transform.observer.owner = self
    try writerValue.check(storage)
    try connect()
  }

  deinit { queue?.clear() }

  /// The sampler, which consumes items where the options ask for it.
  private static func sampler(_ options: Options) throws(Failure) -> any Sampler {
    let sampler = options.sampler ?? RandomSampler()
    let consuming = sampler as? ConsumingSampler
    if options.prefetch > 0, consuming != nil || options.consumeAfter != nil {
      throw .value("prefetch does not go with a sampler that consumes items", argument: "prefetch")
    }
    guard let count = options.consumeAfter else { return sampler }
    if let consuming {
      guard consuming.maxSampleCount == count else {
        throw .value(
          "consume_after_n_samples (\(count)) contradicts the sampler, \(consuming.text)",
          argument: "consume_after_n_samples")
      }
      return consuming
    }
    guard sampler is RandomSampler else {
      throw .value(
        "consume_after_n_samples goes with random() and consuming() only, got \(sampler.text)",
        argument: "consume_after_n_samples")
    }
    guard count >= 1 else {
      throw .value("consume_after_n_samples must be at least 1, got \(count)", argument: "consume_after_n_samples")
    }
    return try ConsumingSampler(maxSampleCount: count)
  }

  /// Makes the current sampler hear of the current storage's writes.
  func connect() throws(Failure) {
    let storage = storageValue
    storage.lock.lock()
    defer { storage.lock.unlock() }
    try samplerValue.attach(to: storage)
    writerValue.belong(to: storage)
    storage.listeners.add(self)
  }

  // MARK: parts

  public var storage: any Storage { lock.withLock { storageValue } }
  public var sampler: any Sampler { samplerValue }
  var samplerValue: any Sampler {
    get { samplerLock.withLock { currentSampler } }
    set { samplerLock.withLock { currentSampler = newValue } }
  }
  public var writer: any Writer { lock.withLock { writerValue } }
  public var generator: Generator? { lock.withLock { generatorValue } }
  public var batchSize: Int? { lock.withLock { fixedBatchSize } }
  public var prefetch: Int { queue?.capacity ?? 0 }
  public var priorityKey: NestedKey {
    get { lock.withLock { priorityKeyValue } }
    set { lock.withLock { priorityKeyValue = newValue } }
  }

  /// The number of items: those stored, or those that can be drawn yet where draws consume them.
  public var count: Int {
    let storage = storage
    return samplerValue.liveCount(in: storage) ?? storage.count
  }
  public var writeCount: Int { writer.writeCount }

  /// Replaces the storage, and with it the collate function; batches made ahead are dropped. Returns the one before.
  @discardableResult
  public func setStorage(_ storage: any Storage, collate: Collate? = nil) throws(Failure) -> any Storage {
    queue?.lock.lock()
    lock.lock()
    defer {
      lock.unlock()
      queue?.lock.unlock()
    }
    let previous = storageValue
    try writerValue.check(storage)
    try samplerValue.attach(to: storage)
    queue?.clear()
    previous.listeners.remove(self)
    storageValue = storage
    customCollate = collate
    writerValue.attach(to: storage)
    try connect()
    return previous
  }

  /// Replaces the sampler; batches made ahead are dropped. Returns the one before.
  @discardableResult
  public func setSampler(_ sampler: any Sampler) throws(Failure) -> any Sampler {
    queue?.lock.lock()
    lock.lock()
    defer {
      lock.unlock()
      queue?.lock.unlock()
    }
    try sampler.attach(to: storageValue)
    queue?.clear()
    let previous = samplerValue
    samplerValue = sampler
    return previous
  }

  /// Replaces the writer. Returns the one before.
  @discardableResult
  public func setWriter(_ writer: any Writer) throws(Failure) -> any Writer {
    lock.lock()
    defer { lock.unlock() }
    try writer.check(storageValue)
    let previous = writerValue
    writerValue = writer
    writer.attach(to: storageValue)
    writer.belong(to: storageValue)
    return previous
  }

  /// Draws from this stream from now on; nil for the global ones.
  public func setGenerator(_ generator: Generator?) { lock.withLock { generatorValue = generator } }

  // MARK: transforms

  public func appendTransform(_ transform: any Transform) {
    self.transform.append(transform)
  }

  /// - Throws: `IndexError` where the index is beyond the number of transforms.
  public func insertTransform(_ index: Int, _ transform: any Transform) throws(Failure) {
    try self.transform.insert(transform, at: index)
  }

  var pipeline: Pipeline {
    lock.withLock {
      Pipeline(collate: customCollate ?? storageValue.defaultCollate, transforms: transform.children)
    }
  }

  func transformsChanged() { queue?.rebuild(pipeline) }

  // MARK: text and attributes

  public func isComponent(_ kind: String) -> Bool { kind == ComponentSpec.Kind.buffer.rawValue }
  public var text: String {
    lock.withLock {
      var arguments: [(label: String, value: String?)] = []
      let storage = storageValue.text
      arguments.append(("storage", storage == "list(1000)" ? nil : storage))
      let sampler = samplerValue.text
      arguments.append(("sampler", options.samplerIsImplied || sampler == "random()" ? nil : sampler))
      let writer = writerValue.text
      let standard = flavour.takesTensordicts ? "TensorDictRoundRobinWriter()" : "round_robin()"
      arguments.append(("writer", writer == standard ? nil : writer))
      arguments.append(("collate_fn", customCollate?.source))
      arguments.append(("prefetch", queue.map { String($0.capacity) }))
      let transforms = transform.children
      arguments.append(("transform", transforms.isEmpty ? nil : transforms.map(\.text).joined(separator: " | ")))
      arguments.append(("batch_size", fixedBatchSize.map(String.init)))
      arguments.append(("dim_extend", dimExtend == storageValue.ndim - 1 ? nil : String(dimExtend)))
      arguments.append(("sample_unit", options.sampleUnit?.text))
      if flavour.takesTensordicts, priorityKeyValue.path != ["td_error"] {
        arguments.append(("priority_key", PythonText.repr(priorityKeyValue.tree)))
      }
      return SourceText.call(flavour.rawValue, options.leadingSource, options.trailingSource + arguments)
    }
  }

  public var attributeNames: [String] {
    [
      "storage", "sampler", "writer", "transform", "batch_size", "write_count", "cursor", "dim_extend", "generator",
      "prefetch", "pin_memory", "priority_key", "max_size", "sample_unit", "initialized",
    ] + (options.hindsight == nil ? [] : Hindsight.Options.attributeNames)
  }

  public func attribute(_ name: String) -> Tree? {
    switch name {
    case "storage": .object(storage)
    case "sampler": .object(sampler)
    case "writer": .object(writer)
    case "transform": .object(transform)
    case "batch_size": batchSize.map { .int($0) } ?? Tree.none
    case "write_count": .int(writeCount)
    case "cursor": writer.cursor.map { .int($0) } ?? Tree.none
    case "dim_extend": .int(dimExtend)
    case "generator": generator.map { .object($0) } ?? Tree.none
    case "prefetch": .int(prefetch)
    case "pin_memory": .bool(pinMemory)
    case "max_size": .int(storage.maxSize)
    case "sample_unit": options.sampleUnit.map { .object($0) } ?? Tree.none
    case "priority_key": flavour.takesTensordicts ? priorityKey.tree : nil
    case "initialized": .bool(true)
    default: options.hindsight?.options.attribute(name)
    }
  }

  public func setAttribute(_ name: String, _ value: Tree) throws(Failure) {
    guard name == "priority_key", flavour.takesTensordicts else {
      throw Failure(.attribute, "'\(name)' of a buffer cannot be set")
    }
    priorityKey = try NestedKey(tree: value)
  }
}

extension ReplayBuffer: WriteListener {
  public func cellsWritten(_ cells: [Int], in storage: any Storage) {
    options.hindsight?.follow(storage)
    samplerValue.markUpdate(cells, in: storage)
  }
  public func rowsAssigned(_ rows: [Int]?, in storage: any Storage) { samplerValue.rowsAssigned(in: storage) }
}
