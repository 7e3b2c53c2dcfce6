/// Unsafe: `discounted` reads rewards and writes sums through the buffers of two contiguous tensors of one shape. It checks
/// that `ahead` has one number per step and that none leads beyond the last step; `transitions` makes none that leads beyond
/// the end of its row.

import Catalog
import Tensors

/// Makes steps into n-step transitions on their way into a buffer: the discounted sum of the next n rewards, and what is
/// observed n steps later; both end with the episode.
///
/// The last n steps of an extend wait for the next one, which tells how they go on.
public final class MultiStepTransform: DeclaredTransform {
  let steps: Int
  let gamma: Double
  private let rewardKeys: [NestedKey]
  private let doneKey: NestedKey
  private let doneKeys: [NestedKey]
  private let maskKey: NestedKey
  private let lock = RecursiveLock()
  // Touched under `lock` only: the steps that wait.
  nonisolated(unsafe) private var waiting: TensorDict?

  public init(
    steps: Int, gamma: Double, rewardKeys: [NestedKey] = ["reward"], doneKey: NestedKey = "done",
    doneKeys: [NestedKey] = ["done", "truncated", "terminated"], maskKey: NestedKey = "mask"
  ) throws(Failure) {
    guard steps >= 1 else {
      throw .unfit("n_steps", expected: "a count of at least 1", got: steps)
    }
    self.steps = steps
    self.gamma = gamma
    self.rewardKeys = rewardKeys
    self.doneKey = doneKey
    self.doneKeys = doneKeys
    self.maskKey = maskKey
  }

  public var hasInverse: Bool { true }
  public var hasForward: Bool { false }
  public func forward(_ data: Tree) throws(Failure) -> Tree { data }

  /// nil while there are no more than n steps.
  public func inverse(_ data: Tree) throws(Failure) -> Tree? {
    let data = try tensordict(data)
    guard data.ndim > 0 else {
      throw .value("multi_step() expects data with a time dimension, got batch size []")
    }
    return try lock.withLock { () throws(Failure) -> Tree? in
      let all = try waiting.map { (earlier) throws(Failure) in
        try TensorDict.cat([earlier, data], dim: data.ndim - 1)
      }
      let joined = all ?? data
      // Checked before anything is kept, so that refused data leaves no trace.
      let done = try marks(joined)
      let result =
        joined.batchSize[joined.ndim - 1] > steps
        ? try transitions(joined.shallowCopy(), done).get([.ellipsis, .slice(start: nil, stop: -steps, step: nil)])
        : nil
      waiting = try joined.get([.ellipsis, .slice(start: -steps, stop: nil, step: nil)]).clone()
      return result.map { .tensordict($0) }
    }
  }

  func marks(_ data: TensorDict) throws(Failure) -> [Bool] {
    let key = NestedKey(["next"] + doneKey.path)
    let done = try data.input(key, "multi_step")
    guard done.numel == data.batchSize.numel else {
      throw .runtime(
        "multi_step() expects one end mark per step at \(key.text), got shape \(done.shape.dims) for batch size "
          + "\(data.batchSize.dims)")
    }
    return try integers(of: done.to(.bool)).map { $0 != 0 }
  }

  /// n-step transitions of whole rows; at a row's end they are as long as the row goes.
  func transitions(_ data: TensorDict, _ done: [Bool]) throws(Failure) -> TensorDict {
    let time = data.batchSize[data.ndim - 1]
    // How many steps further each transition ends.
    var ahead = [Int](repeating: 0, count: done.count)
    for row in stride(from: 0, to: done.count, by: max(time, 1)) {
      var rest = 0
      for step in (0..<time).reversed() {
        rest = done[row + step] || step == time - 1 ? 0 : rest + 1
        ahead[row + step] = min(rest, steps - 1)
      }
    }
    let distance = try Tensor.indices(ahead).view(data.batchSize.dims)
    let places = try Tensor.indices(ahead.indices.map { $0 % time + ahead[$0] }).view(data.batchSize.dims)
    guard let next = data.tensordictIfPresent("next") else {
      throw .key("multi_step() found no tensordict under the key 'next'")
    }
    let later = try next.exclude(rewardKeys + doneKeys).gather(data.ndim - 1, places)
    try data.set("steps_to_next_obs", try distance.add(1))
    for key in rewardKeys {
      let reward = try next.input(key, "multi_step")
      let sum = try discounted(reward, ahead, data.batchSize)
      let original = NestedKey(Array(key.path.dropLast()) + ["original_\(key.last)"])
      try next.rename(key, to: rewardKeys.count == 1 ? "original_reward" : original)
      try next.set(key, sum)
    }
    try next.update(later)
    try data.set("gamma", try Tensor.binary(.power, gamma, distance.add(1)).to(.float32))
    var goesOn = try distance.ne(0)
    if data.contains(maskKey) {
      goesOn = try goesOn.logicalAnd(data.input(maskKey, "multi_step").to(.bool).view(data.batchSize.dims))
    }
    try data.set("nonterminal", goesOn)
    return data
  }

  private func discounted(_ reward: Tensor, _ ahead: [Int], _ batch: Shape) throws(Failure) -> Tensor {
    guard reward.dtype == .float32 || reward.dtype == .float64 else {
      throw .type("multi_step() expects rewards of float32 or float64, got \(reward.dtype.torchName)")
    }
    let width = reward.shape.dropFirst(batch.count).numel
    if reward.dtype == .float64 { return try discounted(reward, ahead, width, Double.self) }
    return try discounted(reward, ahead, width, Float.self)
  }

  private func discounted<T: Element & BinaryFloatingPoint>(
    _ reward: Tensor, _ ahead: [Int], _ width: Int, _: T.Type
  ) throws(Failure) -> Tensor {
    let source = try reward.contiguous()
    let result = try Tensor.empty(reward.shape, reward.dtype)
    var power = 1.0
    guard ahead.count * width == source.numel,
      ahead.indices.allSatisfy({ ahead[$0] >= 0 && ahead[$0] < ahead.count - $0 })
    else {
      throw .runtime(
        "multi_step() expects one reward per step, got shape \(reward.shape.dims) for \(ahead.count) steps")
    }
    let factors = (0...(ahead.max() ?? 0)).map { _ -> T in
      defer { power *= gamma }
      return T(power)
    }
    source.withElements(T.self) { rewards in
      result.withElements(T.self) { sums in
        for place in ahead.indices {
          for feature in 0..<width {
            var sum: T = 0
            for step in 0...ahead[place] { sum += rewards[(place + step) * width + feature] * factors[step] }
            sums[place * width + feature] = sum
          }
        }
      }
    }
    return result
  }

  static let nSteps = Field<MultiStepTransform, Int>("n_steps", .int, "How many steps, at least 1.") { $0.steps }
  static let gamma = Field<MultiStepTransform, Double>(
    "gamma", .number, "What a reward counts less with each step."
  ) { $0.gamma }
  static let rewardKeys = Field<MultiStepTransform, [NestedKey]>(
    "reward_keys", .keys, default: ["reward"], "The rewards' keys, below \"next\".", labelOnly: true
  ) { $0.rewardKeys }
  static let doneKey = Field<MultiStepTransform, NestedKey>(
    "done_key", .key, default: "done", "The key of end marks, below \"next\".", labelOnly: true
  ) { $0.doneKey }
  static let doneKeys = Field<MultiStepTransform, [NestedKey]>(
    "done_keys", .keys, default: ["done", "truncated", "terminated"],
    "The keys below \"next\" that stay those of the first step.", labelOnly: true
  ) { $0.doneKeys }
  static let maskKey = Field<MultiStepTransform, NestedKey>(
    "mask_key", .key, default: "mask", "Marks the steps that count.", labelOnly: true
  ) { $0.maskKey }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "multi_step", "MultiStepTransform",
    "Makes steps into n-step transitions on their way into a buffer; the last n wait for the next extend.",
    fields: [nSteps, gamma, rewardKeys, doneKey, doneKeys, maskKey],
    examples: [
      Example(
        "rb = buffer(storage: ram(9), transform: multi_step(2, 0.5))\n"
          + "rb.extend(tensordict({\"next\": {\"reward\": ones(5, 1), \"done\": zeros(5, 1, dtype: bool)}}, [5]))\n"
          + "print(rb[:][\"next\", \"reward\"].squeeze(-1))", prints: "tensor([1.5000, 1.5000, 1.5000])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try MultiStepTransform(
      steps: try arguments[nSteps], gamma: try arguments[gamma], rewardKeys: try arguments[rewardKeys],
      doneKey: try arguments[doneKey], doneKeys: try arguments[doneKeys], maskKey: try arguments[maskKey])
  }
}
