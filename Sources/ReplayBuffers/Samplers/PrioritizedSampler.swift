import Catalog
import Tensors

/// Draws items with a probability proportional to `(priority + eps) ** alpha` ("Prioritized experience replay",
/// arxiv.org/abs/1511.05952), and gives each its importance weight `(p / min(p)) ** -beta`.
///
/// New items get the largest priority that was ever set, 1.0 at first. Priorities are float32 and bit-exact with
/// TorchRL's. Masses come from the buffer's generator, or from the global numpy stream.
///
/// Differences from TorchRL, where it fails later or silently: negative and nan priorities are refused; items that are
/// there before the sampler is set get the default priority.
public final class PrioritizedSampler: PrioritySampler, @unchecked Sendable {
  // `@unchecked`: all mutable fields are touched under `lock`.
  public let lock = RecursiveLock()
  public let reduction: Reduction
  var epsValue: Double
  public let keepsMaximumWithinBuffer: Bool
  /// What was asked for; nil takes the storage's.
  let requestedCapacity: Int?

  var alphaValue: Double
  var betaValue: Double
  var sums: SumTree
  var minima: MinTree
  private var recordsChanges = false
  /// The leaves set since they were last asked for; nil for all of them.
  var changedLeaves: [Int]?
  /// The largest priority came out of a dump, as a plain number, and has not been set since.
  var maximumIsLoaded = false
  /// The largest raw priority and its cell.
  var maximum: (value: Float, cell: Int)?

  /// - Parameters:
  ///   - capacity: The number of items; nil takes the storage's.
  ///   - alpha: 0 draws uniformly, 1 in proportion to the priority.
  ///   - beta: 0 weighs all alike, 1 corrects the bias in full.
  ///   - eps: Added to every priority, so that none is 0.
  ///   - maxPriorityWithinBuffer: The default for new items is the largest priority that is still stored.
  /// - Throws: `ValueError` for a negative alpha or beta, or a capacity below 1.
  public init(
    capacity: Int? = nil, alpha: Double, beta: Double, eps: Double = 1e-8, reduction: Reduction = .max,
    maxPriorityWithinBuffer: Bool = false
  ) throws(Failure) {
    guard alpha >= 0, alpha.isFinite else {
      throw .unfit("alpha", expected: "a finite number of at least 0", got: PythonText.repr(alpha))
    }
    guard beta >= 0, beta.isFinite else {
      throw .unfit("beta", expected: "a finite number of at least 0", got: PythonText.repr(beta))
    }
    if let capacity, capacity < 1 {
      throw .unfit("max_capacity", expected: "at least 1", got: capacity)
    }
    requestedCapacity = capacity
    alphaValue = alpha
    betaValue = beta
    epsValue = eps
    self.reduction = reduction
    keepsMaximumWithinBuffer = maxPriorityWithinBuffer
    sums = SumTree(capacity: min(capacity ?? 0, Self.largestEager))
    minima = MinTree(capacity: min(capacity ?? 0, Self.largestEager))
  }

  /// Trees beyond this size grow with the items, so that a list without a limit can be sampled too.
  private static let largestEager = 1 << 22

  public var priorities: (any PrioritySampler)? { self }
  public var eps: Double { lock.withLock { epsValue } }
  public var alpha: Double { lock.withLock { alphaValue } }
  public var beta: Double { lock.withLock { betaValue } }
  public var defaultPriority: Float { lock.withLock { maximum?.value ?? 1 } }

  /// Changes alpha and with it the leaves that are there. From alpha 0 the raw priorities cannot be told any more, so
  /// those items stay alike until they are updated.
  public func setAlpha(_ value: Double) throws(Failure) {
    guard value >= 0, value.isFinite else {
      throw .unfit("alpha", expected: "a finite number of at least 0", got: PythonText.repr(value))
    }
    lock.lock()
    defer { lock.unlock() }
    let old = alphaValue
    if value == old || old == 0 {
      alphaValue = value
      return
    }
    let written = sums.leaves.indices.filter { sums.leaves[$0] > 0 }.map { $0 - sums.leafCount }
    var values: [Float] = []
    for leaf in written {
      let raw = max(Power.double(Double(sums[leaf]), 1 / old) - eps, 0)
      let raised = Float(Power.double(raw + eps, value))
      guard raised <= largestLeaf else { throw tooLarge(Float(raw), value) }
      values.append(raised)
    }
    alphaValue = value
    if !written.isEmpty { setLeaves(written, values) }
  }

  public func setBeta(_ value: Double) throws(Failure) {
    guard value >= 0, value.isFinite else {
      throw .unfit("beta", expected: "a finite number of at least 0", got: PythonText.repr(value))
    }
    lock.withLock { betaValue = value }
  }

  // MARK: drawing

  public func sample(_ storage: any Storage, batchSize: Int, generator: Generator?) throws(Failure) -> Draw {
    lock.lock()
    defer { lock.unlock() }
    guard storage.count > 0 else { throw .emptyStorage }
    fit(storage)
    let (cells, weights) = try draw(from: sums, storage.count, batchSize, generator)
    let shape: Shape = batchSize == 1 ? [] : [batchSize]
    return Draw(
      cells: try .indices(cells),
      info: [(.string("priority_weight"), .tensor(try .floats(weights, shape: shape)))])
  }

  /// Draws from a tree whose leaves are this sampler's, or 0. - Returns: cells, and the weight of each.
  func draw(
    from sums: SumTree, _ count: Int, _ batchSize: Int, _ generator: Generator?
  ) throws(Failure) -> (cells: [Int], weights: [Float]) {
    let total = sums.query(0, count)
    let smallest = minima.query(0, count)
    guard total.isFinite else {
      throw .runtime(
        "expected a finite sum of priorities, got \(PythonText.repr(Double(total)))",
        help: "items need smaller priorities, or the sampler a smaller alpha: see update_priority")
    }
    guard total > 0, smallest > 0 else {
      throw .runtime(
        "expected a positive sum of priorities, got \(PythonText.repr(Double(total)))",
        help: "items need a priority above zero: see update_priority and eps")
    }
    let masses: [Float]
    if let generator {
      masses = generator.uniforms32(count: batchSize).map { $0 * total }
    } else {
      masses = Generator.numpy.uniformNumpy(0, Double(total), count: batchSize).map { Float($0) }
    }
    let sums = sums
    var cells = sums.scan(masses)
    var weights = [Float](repeating: 0, count: batchSize)
    for i in cells.indices {
      var cell = min(cells[i], count - 1)
      // Rounding may lead to a leaf of priority zero; the one before it was meant.
      while cell >= 0, sums[cell] == 0 { cell -= 1 }
      guard cell >= 0 else { throw .runtime("expected an item of positive priority, got none") }
      cells[i] = cell
      weights[i] = sums[cell] / smallest
    }
    return (cells, try Power.floats(weights, -betaValue))
  }

  // MARK: leaves

  /// Notes which leaves change, for `takeChanges`.
  func recordChanges() { lock.withLock { recordsChanges = true } }

  /// Shows the leaves, and which of them have changed since the last call: nil for all of them.
  func takeChanges<R>(
    in storage: any Storage, _ body: (borrowing SumTree, [Int]?) throws(Failure) -> R
  ) throws(Failure) -> R {
    lock.lock()
    defer { lock.unlock() }
    fit(storage)
    let taken = changedLeaves
    changedLeaves = []
    return try body(sums, taken)
  }

  private func setLeaves(_ cells: [Int], _ values: [Float]) {
    sums.set(cells, values)
    minima.set(cells, values)
    if recordsChanges { changedLeaves?.append(contentsOf: cells) }
  }

  // MARK: priorities

  /// The largest leaf: so many of them have a finite sum.
  private var largestLeaf: Float { .greatestFiniteMagnitude / Float(max(sums.leafCount, 1)) }

  public func checkPriorities(_ values: [Float], in storage: (any Storage)?) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    for value in values where !(value >= 0) {
      throw .value(
        "a priority must be a number of at least 0, got \(PythonText.repr(Double(value)))",
        help: "use the absolute value of the error")
    }
    guard let largest = values.max() else { return }
    if let storage { fit(storage) }
    let leaf = largest.isFinite ? Power.double(Double(largest) + epsValue, alphaValue) : .infinity
    guard leaf <= Double(largestLeaf) else { throw tooLarge(largest, alphaValue) }
  }

  private func tooLarge(_ priority: Float, _ alpha: Double) -> Failure {
    let told = PythonText.repr(Double(priority))
    guard priority.isFinite else {
      return .value("a priority must be finite, got \(told)", help: "clip the error before it becomes a priority")
    }
    return .value(
      "a priority of \(told) is too large: (priority + eps) ** \(PythonText.repr(alpha)) for \(sums.capacity) items has no finite sum",
      help: "clip the error, or use a smaller alpha")
  }

  public func updatePriority(cells: [Int], values: [Float], in storage: (any Storage)?) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    guard values.count == cells.count || values.count == 1 else {
      throw .runtime("expected one priority, or one per index (\(cells.count)), got \(values.count)")
    }
    try checkPriorities(values, in: storage)
    let capacity = sums.capacity
    for cell in cells where cell >= capacity {
      throw .index("index \(cell) is out of range for \(capacity) priorities")
    }
    try update(cells, values)
  }

  private func update(_ cells: [Int], _ values: [Float]) throws(Failure) {
    var (cells, values) = (cells, values)
    if cells.contains(where: { $0 < 0 }) {
      if values.count == cells.count, cells.count > 1 { values = zip(cells, values).filter { $0.0 >= 0 }.map(\.1) }
      cells = cells.filter { $0 >= 0 }
    }
    guard var place = cells.indices.first, !values.isEmpty else { return }
    for i in values.indices where values[i] > values[place] { place = i }
    let largest = values[place]
    let small = Float(eps)
    let leaves = try Power.floats(values.map { $0 + small }, alphaValue)
    setLeaves(cells, leaves)
    if maximum == nil || largest > (maximum?.value ?? 0) {
      maximum = (largest, cells[place])
      maximumIsLoaded = false
    }
    if keepsMaximumWithinBuffer, alphaValue != 0, let current = maximum, cells.contains(current.cell) {
      try findMaximum()
    }
  }

  private func findMaximum() throws(Failure) {
    let leaves = sums.leaves
    guard var best = leaves.indices.first else { return }
    for i in leaves.indices where leaves[i] > leaves[best] { best = i }
    let raw = try Power.floats([leaves[best]], 1 / alphaValue)[0] - Float(eps)
    maximum = (max(raw, 0), best - sums.leafCount)
  }

  public func markUpdate(_ cells: [Int], in storage: any Storage) {
    lock.lock()
    defer { lock.unlock() }
    fit(storage)
    let capacity = sums.capacity
    let known = cells.allSatisfy { $0 < capacity } ? cells : cells.filter { $0 < capacity }
    // The default is a priority that was accepted before, so this cannot fail.
    try? update(known, [maximum?.value ?? 1])
  }

  public func written(_ cells: [Int], in storage: any Storage) {
    lock.withLock {
      if keepsMaximumWithinBuffer, let current = maximum, cells.contains(current.cell) { maximum = nil }
    }
  }

  public func attach(to storage: any Storage) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    let count = storage.count
    if count == 0 { return }
    fit(storage)
    let unknown = (0..<count).filter { sums[$0] == 0 }
    if !unknown.isEmpty { try update(unknown, [maximum?.value ?? 1]) }
  }

  public func empty() {
    lock.withLock {
      sums = SumTree(capacity: sums.capacity)
      minima = MinTree(capacity: minima.capacity)
      maximum = nil
      changedLeaves = nil
    }
  }

  /// Makes the trees as large as the storage; where that is very large or has no limit, or a capacity was given that
  /// is too small, they grow with the items.
  private func fit(_ storage: any Storage) {
    var capacity = max(min(requestedCapacity ?? storage.maxSize, Self.largestEager), sums.capacity)
    let count = storage.count
    if count > capacity { capacity = min(max(count, 2 * capacity), max(storage.maxSize, count)) }
    guard capacity > sums.capacity else { return }
    let old = sums
    changedLeaves = nil
    sums = SumTree(capacity: capacity)
    minima = MinTree(capacity: capacity)
    let written = (0..<old.capacity).filter { old[$0] > 0 }
    sums.set(written, written.map { old[$0] })
    minima.set(written, written.map { old[$0] })
  }

  /// Whether trees of this size are what `fit` makes for these items, where that is not the size that was asked for.
  func isGrownCapacity(_ capacity: Int, _ contents: StoredContents) -> Bool {
    let first = min(requestedCapacity ?? contents.capacity, Self.largestEager)
    guard contents.count > first else { return capacity == first }
    return capacity >= contents.count && capacity <= contents.capacity
  }

  /// A tensor once a priority was set, as in TorchRL.
  var defaultPriorityTree: Tree {
    guard lock.withLock({ maximum != nil && !maximumIsLoaded }),
      let tensor = try? Tensor.floats([defaultPriority], shape: [])
    else {
      return .float(Double(defaultPriority))
    }
    return .tensor(tensor)
  }

}
