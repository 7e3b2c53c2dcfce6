import Catalog
import ReplayBuffers
import Tensors

/// How `rollout` goes on and ends.
public struct RolloutOptions: Sendable {
  /// Resets first; otherwise the data given is where it starts.
  public var autoReset = true
  /// Ends with the first element that is done. Without it and `breakWhenAllDone`, done elements are reset.
  public var breakWhenAnyDone = true
  /// Ends when every element was done once; those that are wait.
  public var breakWhenAllDone = false
  /// Marks the last step as truncated.
  public var setTruncated = false
  public init() {}
}

extension Environment {
  /// Steps with a policy, and stacks the data along a last batch dimension, time.
  /// - Parameters:
  ///   - maxSteps: The most steps.
  ///   - policy: nil for random actions.
  ///   - data: What to reset, or to start from.
  ///   - callback: Called after each step but the last with the data before the next one.
  public func rollout(
    _ maxSteps: Int, policy: (any Policy)? = nil, from data: TensorDict? = nil,
    options: RolloutOptions = RolloutOptions(), generator: Generator = .default,
    callback: ((TensorDict) throws(Failure) -> Void)? = nil
  ) throws(Failure) -> TensorDict {
    guard maxSteps > 0 else { throw .value("expected at least 1 step, got \(maxSteps)", argument: "max_steps") }
    var current: TensorDict
    if options.autoReset {
      current = try reset(data)
    } else if let data {
      current = try maybeReset(data)
    } else {
      throw .runtime("a rollout without auto_reset needs a tensordict to start from", argument: "tensordict")
    }
    var steps: [TensorDict] = []
    var active: Tensor?
    for index in 0..<maxSteps {
      current = try act(policy, on: current, generator)
      let isLast = index == maxSteps - 1
      if !options.breakWhenAnyDone, !options.breakWhenAllDone {
        if isLast {
          steps.append(try step(current))
        } else {
          let (stepped, following) = try stepAndMaybeReset(current)
          steps.append(stepped)
          current = following
          try callback?(current)
        }
        continue
      }
      let stepped = try step(current)
      let (finished, following) = try finishStep(stepped, following: try advance(stepped))
      var kept = finished.shallowCopy()
      if let active, let before = steps.last { kept = try Self.keep(kept, where: active, else: before) }
      steps.append(kept)
      if isLast { break }
      current = following
      guard let done = current.tensorIfPresent("done") else { continue }
      if options.breakWhenAnyDone {
        if try done.any(nil).item().isTrue { break }
      } else {
        var still = try batchMarks(done).logicalNot()
        if let active { still = try still.logicalAnd(active) }
        active = still
        guard try still.any(nil).item().isTrue else { break }
        try current.set("_step", still)
      }
      try callback?(current)
    }
    let result = try TensorDict.stack(steps, dim: batchSize.count)
    if options.setTruncated { try markTruncated(result) }
    return result
  }

  /// Lets a policy act; nil acts at random.
  func act(_ policy: (any Policy)?, on data: TensorDict, _ generator: Generator) throws(Failure) -> TensorDict {
    guard let policy else { return try randomAction(data, generator: generator) }
    let answer = try policy.act(data, generator: generator)
    guard answer !== data else { return data }
    try data.update(answer)
    return data
  }

  private static func keep(
    _ data: TensorDict, where marks: Tensor, else before: TensorDict
  ) throws(Failure) -> TensorDict {
    for (key, new) in data.leaves {
      guard let old = before.tensorIfPresent(key) else { continue }
      let ones = [Int](repeating: 1, count: new.ndim - marks.ndim)
      let mask = try marks.reshape(marks.shape.dims + ones).expand(new.shape.dims)
      try data.set(key, try Tensor.where(mask, new, old))
    }
    return data
  }

  /// Marks the last step of stacked data as truncated, and done with it.
  /// - Throws: `RuntimeError` where the environment has no such mark.
  func markTruncated(_ data: TensorDict) throws(Failure) {
    let keys = doneKeys.filter { $0.last == "truncated" }
    guard !keys.isEmpty else {
      throw .runtime("set_truncated needs an environment with a 'truncated' key", argument: "set_truncated")
    }
    let time = data.ndim - 1
    for key in keys {
      let done = NestedKey(["next"] + key.path.dropLast() + ["done"])
      let truncated = try data.tensor(NestedKey(["next"] + key.path)).clone()
      try truncated.select(time, truncated.shape[time] - 1).fill(.bool(true))
      try data.set(NestedKey(["next"] + key.path), truncated)
      try data.set(done, try data.tensor(done).logicalOr(truncated))
    }
  }
}
