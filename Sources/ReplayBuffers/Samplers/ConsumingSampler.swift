import Catalog
import Tensors

/// Draws items uniformly, each at most `maxSampleCount` times: then its slot is free, and is written again before the
/// cursor moves on. Batches have no repeats, and are short where too few items are left.
public final class ConsumingSampler: SlotRecycler, @unchecked Sendable {
  // `@unchecked`: `state` is touched under `lock`.
  public let lock = RecursiveLock()
  public let maxSampleCount: Int
  private var state = State()

  /// What changes with every draw and write.
  struct State: Sendable {
    /// How often each item was drawn.
    var counts: [Int] = []
    /// Whether each item can be drawn.
    var live: [Bool] = []
    /// The number of items when the storage was last seen.
    var known = 0
    /// Consumed items, the one consumed first in front.
    var free: [Int] = []
    var ranOut = false
    var remaining = 0
  }

  /// - Throws: `ValueError` for a count below 1.
  public init(maxSampleCount: Int = 1) throws(Failure) {
    guard maxSampleCount >= 1 else {
      throw .unfit("max_sample_count", expected: "at least 1", got: maxSampleCount)
    }
    self.maxSampleCount = maxSampleCount
  }

  public var ranOut: Bool {
    get { lock.withLock { state.ranOut } }
    set { lock.withLock { state.ranOut = newValue } }
  }
  public var remainingBatches: Int { lock.withLock { state.remaining } }

  /// The items that can be drawn.
  public func sampleableCount(in storage: any Storage, batchSize: Int) -> Int { liveItems(storage) }

  private func liveItems(_ storage: any Storage) -> Int {
    lock.withLock {
      look(at: storage)
      return state.live.prefix(state.known).count { $0 }
    }
  }
  public func liveCount(in storage: any Storage) -> Int? { liveItems(storage) }

  private func grow(to capacity: Int) {
    guard capacity > state.counts.count else { return }
    let missing = capacity - state.counts.count
    state.counts += [Int](repeating: 0, count: missing)
    state.live += [Bool](repeating: false, count: missing)
  }

  /// Items that came without being announced can be drawn, items that went cannot.
  private func look(at storage: any Storage) {
    let count = storage.count
    grow(to: count)
    for i in min(count, state.known)..<max(count, state.known) {
      state.counts[i] = 0
      state.live[i] = count > state.known
    }
    state.known = count
  }

  private func revive(_ cells: [Int], in storage: any Storage) {
    let count = storage.count
    let cells = cells.filter { $0 >= 0 && $0 < count }
    guard let highest = cells.max() else { return }
    grow(to: highest + 1)
    for cell in cells {
      state.counts[cell] = 0
      state.live[cell] = true
    }
    state.known = max(state.known, highest + 1)
    state.ranOut = false
  }

  public func sample(_ storage: any Storage, batchSize: Int, generator: Generator?) throws(Failure) -> Draw {
    lock.lock()
    defer { lock.unlock() }
    look(at: storage)
    let live = (0..<state.known).filter { state.live[$0] }
    guard !live.isEmpty else {
      state.ranOut = true
      state.remaining = 0
      throw storage.count == 0
        ? .emptyStorage
        : .runtime("cannot sample: every item has been consumed", help: "extend the buffer with new items")
    }
    let order = (generator ?? .default).permutation(live.count)
    let cells = order.prefix(batchSize).map { live[$0] }
    for cell in cells {
      state.counts[cell] += 1
      if state.counts[cell] >= maxSampleCount {
        state.live[cell] = false
        state.free.append(cell)
      }
    }
    let left = state.live.prefix(state.known).count { $0 }
    state.remaining = left == 0 ? 0 : (left - 1) / max(batchSize, 1) + 1
    state.ranOut = left == 0
    return Draw(cells: try .indices(cells))
  }

  public func markUpdate(_ cells: [Int], in storage: any Storage) {
    lock.withLock {
      look(at: storage)
      revive(cells, in: storage)
    }
  }

  public func written(_ cells: [Int], in storage: any Storage) { lock.withLock { revive(cells, in: storage) } }

  public func attach(to storage: any Storage) throws(Failure) {
    guard storage.ndim == 1 else {
      throw .value("consuming() goes with storages of one dimension, got \(storage.ndim)")
    }
  }

  public func empty() { lock.withLock { state = State() } }

  public var recycler: (any SlotRecycler)? { self }

  public func takeFree(_ count: Int, in storage: any Storage) -> (rows: [Int], undo: @Sendable () -> Void) {
    lock.withLock {
      let before = state
      look(at: storage)
      var taken: [Int] = []
      var looked = 0
      while looked < state.free.count, taken.count < count {
        let cell = state.free[looked]
        looked += 1
        if cell < state.known, !state.live[cell], state.counts[cell] >= maxSampleCount { taken.append(cell) }
      }
      state.free.removeFirst(looked)
      return (taken, { self.snapshot = before })
    }
  }

  /// All of it, for dumps and for undoing a write that failed.
  var snapshot: State {
    get { lock.withLock { state } }
    set { lock.withLock { state = newValue } }
  }

  static let maxSampleCount: Field<ConsumingSampler, Int> = Field(
    "max_sample_count", .int, default: 1, "How often an item may be drawn, at least 1.", showing: .byPosition
  ) { $0.maxSampleCount }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .sampler, "consuming", "ConsumingSampler",
    "Draws items uniformly, each only so many times; then its slot is written anew first.", fields: [maxSampleCount],
    examples: [
      Example(
        "rb = buffer(storage: ram(10), sampler: consuming(), batch_size: 3)\nrb.extend(arange(4))\n"
          + "print(len(rb.sample()), len(rb))", prints: "3 1")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try ConsumingSampler(maxSampleCount: try arguments[maxSampleCount])
  }
}
