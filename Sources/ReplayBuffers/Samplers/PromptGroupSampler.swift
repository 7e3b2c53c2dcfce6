import Catalog
import Tensors

/// Draws whole groups of items that share a value, the same number of items from each: the layout of group-relative
/// objectives ("RePO", arxiv.org/abs/2506.09340).
public final class PromptGroupSampler: Sampler, @unchecked Sendable {
  /// Which items of a group are taken.
  public enum Strategy: String, Sendable, CaseIterable { case random, recency, reward, variance }

  // `@unchecked`: the cache and the recency are touched under `lock`.
  public let lock = RecursiveLock()
  public let groups: Int?
  public let perGroup: Int?
  public let groupKey: NestedKey
  public let rewardKey: NestedKey
  public let strategy: Strategy
  public let cachesGroups: Bool

  /// The items of each group, groups in order of first appearance.
  private var cache: (members: [[Int]], rewards: [Double], count: Int, storage: ObjectIdentifier)?
  /// When each item was written, -1 where that is not known.
  private var recency: [Int] = []
  private var clock = 0

  /// - Throws: `TypeError` unless exactly one of the two numbers is given, `ValueError` for numbers below 1.
  public init(
    groups: Int? = nil, perGroup: Int? = nil, groupKey: NestedKey = "query", strategy: Strategy = .random,
    rewardKey: NestedKey = ["next", "reward"], cachesGroups: Bool = true
  ) throws(Failure) {
    guard (groups == nil) != (perGroup == nil) else {
      throw .type("expected exactly one of num_groups and samples_per_group")
    }
    if let number = groups ?? perGroup, number < 1 {
      throw .value(
        "\(groups == nil ? "samples_per_group" : "num_groups") must be at least 1, got \(number)",
        argument: groups == nil ? "samples_per_group" : "num_groups")
    }
    self.groups = groups
    self.perGroup = perGroup
    self.groupKey = groupKey
    self.strategy = strategy
    self.rewardKey = rewardKey
    self.cachesGroups = cachesGroups
  }

  public func attach(to storage: any Storage) throws(Failure) {
    lock.withLock { cache = nil }
    guard storage.ndim == 1 else {
      throw Failure(.notImplemented, "prompt_groups() goes with storages of one dimension, got \(storage.ndim)")
    }
  }

  public func sample(_ storage: any Storage, batchSize: Int, generator: Generator?) throws(Failure) -> Draw {
    lock.lock()
    defer { lock.unlock() }
    guard storage.count > 0 else { throw .emptyStorage }
    let divisor = groups ?? perGroup ?? 1
    guard batchSize % divisor == 0 else {
      throw .value(
        "expected a batch size that is a multiple of \(divisor), got \(batchSize)", argument: "batch_size")
    }
    let number = groups ?? batchSize / divisor
    let (members, rewards) = try index(of: storage)
    let stream = generator ?? .default
    var chosen = stream.permutation(members.count)
    if chosen.count >= number {
      chosen = Array(chosen.prefix(number))
    } else {
      chosen += try stream.integers(below: members.count, count: number - members.count)
    }
    var cells: [Int] = []
    for group in chosen { cells += try select(members[group], batchSize / number, rewards, stream) }
    return Draw(cells: try .indices(cells))
  }

  private func index(of storage: any Storage) throws(Failure) -> (members: [[Int]], rewards: [Double]) {
    let count = storage.count
    if cachesGroups, let cache, cache.count == count, cache.storage == ObjectIdentifier(storage) {
      return (cache.members, cache.rewards)
    }
    var places: [String: Int] = [:]
    var members: [[Int]] = []
    for (item, key) in try keys(in: storage).enumerated() {
      if let place = places[key] {
        members[place].append(item)
      } else {
        places[key] = members.count
        members.append([item])
      }
    }
    var rewards: [Double] = []
    if strategy == .reward || strategy == .variance {
      guard case .tensor(let tensor) = try StoredColumn.entry(rewardKey, in: storage) else {
        throw .type("expected a tensor as reward under \(rewardKey.text)")
      }
      let rows = try tensor.to(.float32).reshape([count, -1])
      rewards = try rows.mean([-1]).to(.float64).elements(Double.self)
    }
    if strategy == .recency { completeRecency(count) }
    cache = (members, rewards, count, ObjectIdentifier(storage))
    return (members, rewards)
  }

  /// One text per item that is equal for items of one group.
  private func keys(in storage: any Storage) throws(Failure) -> [String] {
    switch try StoredColumn.entry(groupKey, in: storage) {
    case .tensor(let tensor):
      let rows = try tensor.to(tensor.dtype.isFloatingPoint ? .float64 : .int64).reshape([storage.count, -1])
      let scalars = try rows.scalars()
      let width = max(rows.shape[1], 1)
      return (0..<storage.count).map { row in
        scalars[row * width..<(row + 1) * width].map { "\($0)" }.joined(separator: ",")
      }
    case .nonTensor(let value): return [String](repeating: "\(value)", count: storage.count)
    case .nonTensorStack(let values): return values.map { "\($0)" }
    case .tensordict: throw .type("expected a tensor or strings under the group key \(groupKey.text)")
    }
  }

  private func select(
    _ members: [Int], _ count: Int, _ rewards: [Double], _ stream: Generator
  ) throws(Failure) -> [Int] {
    if members.count < count {
      let all = try select(members, members.count, rewards, stream)
      return all + (try stream.integers(below: members.count, count: count - members.count).map { members[$0] })
    }
    switch strategy {
    case .random: return stream.permutation(members.count).prefix(count).map { members[$0] }
    case .recency: return Array(members.sorted { recency[$0] < recency[$1] }.suffix(count))
    case .reward:
      let tensor = try Tensor.floats(members.map { Float(rewards[$0]) })
      return try integers(of: tensor.topk(count, dim: 0).indices).map { members[$0] }
    case .variance: return Self.mostVaried(members, count, rewards)
    }
  }

  /// Some of the lowest and some of the highest rewards vary the most; of equal splits the one of the largest sum.
  private static func mostVaried(_ members: [Int], _ count: Int, _ rewards: [Double]) -> [Int] {
    let order = members.indices.sorted { (rewards[members[$0]], $0) < (rewards[members[$1]], $1) }
    let values = order.map { rewards[members[$0]] }
    var sums = [0.0]
    var squares = [0.0]
    for value in values {
      sums.append((sums.last ?? 0) + value)
      squares.append((squares.last ?? 0) + value * value)
    }
    let all = values.count
    let totals = (0...count).map { low in sums[low] + sums[all] - sums[all - (count - low)] }
    let variances = (0...count).map { low -> Double in
      let square = squares[low] + squares[all] - squares[all - (count - low)]
      let mean = totals[low] / Double(count)
      return square / Double(count) - mean * mean
    }
    let highest = variances.max() ?? 0
    var best = 0
    var bestTotal = -Double.infinity
    for low in 0...count where abs(variances[low] - highest) <= 1e-12 + 1e-12 * abs(highest) {
      if totals[low] > bestTotal {
        best = low
        bestTotal = totals[low]
      }
    }
    return order.indices.filter { $0 < best || $0 >= all - (count - best) }.map { members[order[$0]] }
  }

  // MARK: what was written when

  private func record(_ cells: [Int], in storage: any Storage) {
    cache = nil
    let count = storage.count
    let cells = cells.filter { $0 >= 0 && $0 < count }
    guard strategy == .recency, let highest = cells.max() else { return }
    if highest >= recency.count { recency += [Int](repeating: -1, count: highest + 1 - recency.count) }
    for cell in cells {
      clock += 1
      recency[cell] = clock
    }
  }

  /// Items of unknown age count as older than all others.
  private func completeRecency(_ count: Int) {
    if recency.count < count { recency += [Int](repeating: -1, count: count - recency.count) }
    let missing = (0..<count).filter { recency[$0] == -1 }
    if missing.isEmpty { return }
    let lowest = recency.prefix(count).filter { $0 != -1 }.min()
    if lowest == nil { clock = max(clock, missing.count) }
    let start = lowest.map { $0 - missing.count } ?? 0
    for (i, cell) in missing.enumerated() { recency[cell] = start + i }
  }

  public func markUpdate(_ cells: [Int], in storage: any Storage) { lock.withLock { record(cells, in: storage) } }
  public func written(_ cells: [Int], in storage: any Storage) { lock.withLock { record(cells, in: storage) } }

  public func empty() {
    lock.withLock {
      cache = nil
      recency = []
      clock = 0
    }
  }

  public func dump(to folder: String) throws(Failure) {
    let data = TensorDict(batchSize: [])
    let (recency, clock) = lock.withLock { (self.recency, self.clock) }
    if !recency.isEmpty {
      try data.set("position_recency", entry: .tensor(try .indices(recency)))
      try data.set("recency_clock", .int(clock))
    }
    try data.dump(to: folder)
  }

  public func restore(from folder: String, _ contents: StoredContents) throws(Failure) -> Restore {
    let data = try TensorDict.loadMemmap(folder)
    var recency: [Int] = []
    if let stored = data.tensorIfPresent("position_recency") { recency = try integers(of: stored) }
    let clock = try data.tensorIfPresent("recency_clock")?.item().int ?? 0
    let restored = recency
    return { () throws(Failure) in
      self.lock.withLock {
        self.cache = nil
        self.recency = restored
        self.clock = clock
      }
    }
  }

  static let numGroups: Field<PromptGroupSampler, Int?> = Field(
    "num_groups", .optional(.int), default: nil, "The groups of a batch; give this or samples_per_group, not both.",
    labelOnly: true
  ) { $0.groups }
  static let samplesPerGroup: Field<PromptGroupSampler, Int?> = Field(
    "samples_per_group", .optional(.int), default: nil, "The items of a group in a batch.", labelOnly: true
  ) { $0.perGroup }
  static let groupKey: Field<PromptGroupSampler, NestedKey> = Field(
    "group_key", .key, default: "query", "What the items of a group share.", labelOnly: true
  ) { $0.groupKey }
  static let strategy: Field<PromptGroupSampler, Strategy> = Field(
    "strategy", .choice(), default: .random, "Which items of a group are taken.", labelOnly: true
  ) { $0.strategy }
  static let rewardKey: Field<PromptGroupSampler, NestedKey> = Field(
    "reward_key", .key, default: ["next", "reward"], "What reward and variance go by.", labelOnly: true
  ) { $0.rewardKey }
  static let cacheGroups: Field<PromptGroupSampler, Bool> = Field(
    "cache_groups", .bool, default: true, "Whether groups are found once per write only.", labelOnly: true
  ) { $0.cachesGroups }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .sampler, "prompt_groups", "PromptGroupSampler",
    "Draws groups of items that share a value, the same number of items from each.",
    fields: [numGroups, samplesPerGroup, groupKey, strategy, rewardKey, cacheGroups],
    examples: [
      Example(
        "rb = td_buffer(storage: ram(9), sampler: prompt_groups(num_groups: 2, group_key: \"g\"), batch_size: 4)\n"
          + "rb.extend(tensordict({\"g\": tensor([7, 7, 8, 8])}, [4]))\nprint(sorted(rb.sample()[\"g\"].tolist()))",
        prints: "[7, 7, 8, 8]")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try PromptGroupSampler(
      groups: try arguments[numGroups], perGroup: try arguments[samplesPerGroup], groupKey: try arguments[groupKey],
      strategy: try arguments[strategy], rewardKey: try arguments[rewardKey],
      cachesGroups: try arguments[cacheGroups])
  }
}
