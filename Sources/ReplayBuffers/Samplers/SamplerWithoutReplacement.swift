import Catalog
import Tensors

/// Draws every item once before any comes again.
///
/// A new order is drawn when the number of items has changed, and at once when an epoch ends, as in TorchRL.
public final class SamplerWithoutReplacement: Sampler, @unchecked Sendable {
  // `@unchecked`: all mutable fields are touched under `lock`.
  public let lock = RecursiveLock()
  public let shuffle: Bool
  var dropsLast: Bool
  var order: [Int]?
  var position = 0
  var orderedCount = 0
  var hasRunOut = false
  var remaining = Int.max

  public init(dropLast: Bool = false, shuffle: Bool = true) {
    dropsLast = dropLast
    self.shuffle = shuffle
  }

  /// Leave out the last batch of an epoch where it would be short.
  public var dropLast: Bool { lock.withLock { dropsLast } }
  public var needsFixedBatchSize: Bool { dropLast }
  public var remainingBatches: Int { lock.withLock { remaining } }
  public var ranOut: Bool {
    get { lock.withLock { hasRunOut } }
    set { lock.withLock { hasRunOut = newValue } }
  }

  public func sample(_ storage: any Storage, batchSize: Int, generator: Generator?) throws(Failure) -> Draw {
    Draw(cells: try .indices(try next(batchSize, of: storage.count, generator)))
  }

  /// The next numbers of an epoch of `count`.
  func next(_ batchSize: Int, of count: Int, _ generator: Generator?) throws(Failure) -> [Int] {
    lock.lock()
    defer { lock.unlock() }
    guard count > 0 else { throw .emptyStorage }
    if orderedCount != count || order == nil { startEpoch(count, batchSize, generator) }
    guard !dropsLast || count >= batchSize else {
      throw .value(
        "expected at least \(batchSize) items for one batch with drop_last, got \(count)",
        help: "sample fewer, or set drop_last: False")
    }
    orderedCount = count
    let current = order ?? []
    let end = min(position + batchSize, current.count)
    let cells = Array(current[position..<end])
    position = end
    countRemaining(batchSize)
    let left = current.count - position
    hasRunOut = left == 0 || (dropsLast && left < batchSize)
    if hasRunOut { startEpoch(count, batchSize, generator) }
    return cells
  }

  public func canSample(_ storage: any Storage, batchSize: Int) -> Bool {
    storage.count > 0 && (!dropsLast || storage.count >= batchSize)
  }

  private func startEpoch(_ count: Int, _ batchSize: Int, _ generator: Generator?) {
    order = shuffle ? (generator ?? .default).permutation(count) : Array(0..<count)
    position = 0
    countRemaining(batchSize)
  }

  private func countRemaining(_ batchSize: Int) {
    let left = (order?.count ?? 0) - position
    let size = max(batchSize, 1)
    remaining = dropsLast ? left / size : (left + size - 1) / size
  }

  public func empty() {
    lock.withLock {
      order = nil
      position = 0
      orderedCount = 0
      hasRunOut = false
    }
  }

  static let dropLast: Field<SamplerWithoutReplacement, Bool> = Field(
    "drop_last", .bool, default: false, "Leave out the last batch of an epoch where it would be short.",
    set: { (sampler, flag) throws(Failure) in sampler.lock.withLock { sampler.dropsLast = flag } }
  ) { $0.dropLast }
  static let shuffle: Field<SamplerWithoutReplacement, Bool> = Field(
    "shuffle", .bool, default: true, "Draw in random order rather than in that of the slots."
  ) { $0.shuffle }
  static let lenStorage: Attribute<SamplerWithoutReplacement> = Attribute(
    "len_storage", "The number of items, or of trajectories, in the epoch."
  ) { sampler in .int(sampler.lock.withLock { sampler.orderedCount }) }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .sampler, "without_replacement", "SamplerWithoutReplacement",
    "Draws every item once before any comes again; an iteration over the buffer ends with each epoch.",
    fields: [
      dropLast, shuffle,
      Field<SamplerWithoutReplacement, Bool>.accepted(
        "replacement", .bool, default: false, "Accepted for TorchRL's sake: there is none, whatever it says.",
        labelOnly: true),
    ], attributes: [lenStorage],
    examples: [
      Example(
        "rb = buffer(storage: ram(5), sampler: without_replacement(shuffle: False), batch_size: 3)\n"
          + "rb.extend(arange(5))\nprint([b.tolist() for b in rb])", prints: "[[0, 1, 2], [3, 4]]")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    SamplerWithoutReplacement(dropLast: try arguments[dropLast], shuffle: try arguments[shuffle])
  }
}
