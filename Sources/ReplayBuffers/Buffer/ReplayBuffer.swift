import Catalog
import Tensors

/// A replay buffer: a storage, a sampler that draws from it, a writer that fills it, and the stages that a batch goes
/// through on its way out. TorchRL's buffer classes are this core, each declared as a `Flavour`.
///
/// Every write goes through the writer, every draw through the sampler. Calls from several threads are serialised: rows
/// are written and gathered under the storage's lock, so that a sampled row is never torn. A call that fails leaves the
/// buffer as it was (a failed draw may have consumed random numbers, as in TorchRL).
public final class ReplayBuffer: Component, @unchecked Sendable {
  // `@unchecked`: the mutable fields below are touched under `lock`, except where the comment says otherwise.

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
    /// What a prioritized class makes its sampler of, unless one is given.
    public var priorities: Priorities?
    /// Makes the transforms, in place of `transforms`.
    public var transformFactory: (any Callback)?
    /// The parts count as made only when the buffer is used for the first time.
    public var delaysInitialization = false
    public var isShared = false

    public init() {}

    /// What is asked for again once the buffer is made: parts that are replaced later must not live on here.
    fileprivate var afterwards: Options {
      var kept = self
      (kept.storage, kept.sampler, kept.writer, kept.collate, kept.generator) = (nil, nil, nil, nil, nil)
      kept.transforms = []
      return kept
    }
  }

  public let flavour: Flavour
  /// What becomes of a draw, in order.
  let stages: [any BatchStage]
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
  /// False until the first use where the options delay it.
  var isInitialized: Bool

  /// - Throws: `ValueError` for a batch size or a prefetch below 1, for prefetch or drop_last without a batch size, and
  ///   for a `dimExtend` that the storage does not have.
  public init(_ flavour: Flavour = .plain, _ options: Options = Options()) throws(Failure) {
    self.flavour = flavour
    self.options = options.afterwards
    let storage: any Storage
    if let given = options.storage { storage = given } else { storage = try ListStorage(1000) }
    if let size = options.batchSize, size < 1 {
      throw .unfit("batch_size", expected: "at least 1", got: size)
    }
    guard options.prefetch >= 0 else {
      throw .unfit("prefetch", expected: "at least 0", got: options.prefetch)
    }
    guard options.prefetch <= Self.mostPrefetched else {
      throw .unfit("prefetch", expected: "at most \(Self.mostPrefetched) batches", got: options.prefetch)
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
      throw .unfit("dim_extend", expected: "at least 0", got: dimExtend)
    }
    storageValue = storage
    currentSampler = sampler
    writerValue = options.writer ?? RoundRobinWriter(storesIndex: flavour.takesTensordicts)
    customCollate = options.collate
    stages = BatchStages.of(flavour, options)
    isInitialized = !options.delaysInitialization
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

  /// All of them are held in memory at once.
  private static let mostPrefetched = 1024

  deinit { queue?.clear() }

  public func visitReferences(_ visitor: ReferenceVisitor) {
    visitor.visit(transform)
    visitor.visit(sampler)
    visitor.visit(options.transformFactory)
    // Without the lock: the script's thread, which asks, is the one that changes it.
    customCollate?.visitReferences(visitor)
    // The options hold it, and its stage does.
    for _ in 0..<2 { visitor.visit(options.hindsight) }
  }

  /// The sampler, which consumes items where the options ask for it.
  private static func sampler(_ options: Options) throws(Failure) -> any Sampler {
    var chosen = options.sampler
    if chosen == nil, let priorities = options.priorities {
      chosen = try PrioritizedSampler(
        alpha: priorities.alpha, beta: priorities.beta, eps: priorities.eps, reduction: priorities.reduction)
    }
    let sampler = chosen ?? RandomSampler()
    if options.prefetch > 0, sampler.recycler != nil || options.consumeAfter != nil {
      throw .value("prefetch does not go with a sampler that consumes items", argument: "prefetch")
    }
    guard let count = options.consumeAfter else { return sampler }
    if let recycler = sampler.recycler {
      guard recycler.maxSampleCount == count else {
        throw .value(
          "consume_after_n_samples (\(count)) contradicts the sampler, \(recycler.text)",
          argument: "consume_after_n_samples")
      }
      return recycler
    }
    guard sampler.drawsUniformly else {
      throw .value(
        "consume_after_n_samples goes with random() and consuming() only, got \(sampler.text)",
        argument: "consume_after_n_samples")
    }
    guard count >= 1 else {
      throw .unfit("consume_after_n_samples", expected: "at least 1", got: count)
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
}

extension ReplayBuffer: WriteListener {
  public func cellsWritten(_ cells: [Int], in storage: any Storage) {
    options.hindsight?.follow(storage)
    samplerValue.markUpdate(cells, in: storage)
  }
  public func rowsAssigned(_ rows: [Int]?, in storage: any Storage) { samplerValue.rowsAssigned(in: storage) }
}
