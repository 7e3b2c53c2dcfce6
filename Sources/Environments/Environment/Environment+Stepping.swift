import Catalog
import ReplayBuffers
import Tensors

extension Environment {
  func checkShape(_ data: TensorDict) throws(Failure) {
    guard data.batchSize == batchSize else {
      throw .runtime(
        "expected a tensordict of the environment's batch size \(batchSize.dims), got \(data.batchSize.dims)")
    }
  }

  /// Starts a new episode, or, with "_reset" marks in the data, new ones where they are true.
  /// - Parameters:
  ///   - data: Gets the fresh values and is returned; nil makes a new tensordict.
  ///   - marksOnly: Hides everything but the marks from the environment.
  /// - Throws: `RuntimeError` for a wrong batch size, or where it is done right after its reset.
  public func reset(_ data: TensorDict? = nil, marksOnly: Bool = false) throws(Failure) -> TensorDict {
    if let data { try checkShape(data) }
    let visible = marksOnly ? try data?.select(["_reset"], strict: false) : data
    let fresh = try performReset(visible)
    try completeDone(fresh)
    let marks = data?.tensorIfPresent("_reset")
    try checkNotDone(fresh, marks)
    guard let data else { return fresh }
    if marks != nil { try data.remove("_reset") }
    if fresh.contains("_reset") { try fresh.remove("_reset") }
    if let marks, !(try marks.all(nil).item().isTrue) {
      try Self.merge(fresh, into: data, where: try batchMarks(marks))
    } else {
      try data.update(fresh)
    }
    return data
  }

  /// Marks of any trailing shape as one per element of the batch.
  func batchMarks(_ marks: Tensor) throws(Failure) -> Tensor {
    var marks = marks
    while marks.ndim > batchSize.count { marks = try marks.any([marks.ndim - 1]) }
    return try marks.reshape(batchSize.dims)
  }

  private func checkNotDone(_ fresh: TensorDict, _ marks: Tensor?) throws(Failure) {
    for key in doneKeys {
      guard var done = fresh.tensorIfPresent(key) else { continue }
      if let marks { done = try done.logicalAnd(try batchMarks(marks).unsqueeze(-1)) }
      if try done.any(nil).item().isTrue {
        throw .runtime("\(key.text) was true right after a reset of \(text)", help: "a fresh episode is not done")
      }
    }
  }

  /// Fresh values where marked; what the fresh data lacks becomes 0 there, as in TorchRL.
  private static func merge(_ fresh: TensorDict, into data: TensorDict, where marks: Tensor) throws(Failure) {
    func spread(_ tensor: Tensor) throws(Failure) -> Tensor {
      let ones = [Int](repeating: 1, count: tensor.ndim - marks.ndim)
      return try marks.reshape(marks.shape.dims + ones).expand(tensor.shape.dims)
    }
    for (key, old) in data.leaves where key.first != "_reset" {
      var new = try old.zerosLike()
      if let found = fresh.tensorIfPresent(key) { new = found }
      try data.set(key, try Tensor.where(try spread(old), new, old))
    }
    for (key, new) in fresh.leaves where !data.contains(key) { try data.set(key, new) }
  }

  /// Puts in the end marks that are missing: "done" and "terminated" stand for each other, others are false.
  func completeDone(_ data: TensorDict) throws(Failure) {
    for (key, spec) in specs.done.leaves {
      if let mark = data.tensorIfPresent(key) {
        guard mark.numel == spec.shape.numel else {
          throw .runtime("expected shape \(spec.shape.dims) for \(key.text), got \(mark.shape.dims)")
        }
        let flags = mark.dtype == .bool ? mark : try mark.to(.bool)
        if flags.shape != spec.shape || flags !== mark { try data.set(key, try flags.reshape(spec.shape.dims)) }
      }
    }
    for (key, spec) in specs.done.leaves where !data.contains(key) {
      let prefix = Array(key.path.dropLast())
      func sibling(_ name: String) -> Tensor? { data.tensorIfPresent(NestedKey(prefix + [name])) }
      switch key.last {
      case "terminated":
        if let done = sibling("done") {
          try data.set(key, try done.clone())
          continue
        }
      case "done":
        if let terminated = sibling("terminated") {
          let truncated = sibling("truncated")
          try data.set(key, try truncated == nil ? terminated.clone() : terminated.logicalOr(truncated ?? terminated))
          continue
        }
        if let truncated = sibling("truncated") {
          try data.set(key, try truncated.clone())
          continue
        }
      default: break
      }
      try data.set(key, try Tensor.zeros(spec.shape, .bool))
    }
  }

  /// Takes the action in the data, and fills its "next".
  /// - Returns: The same tensordict.
  /// - Throws: `KeyError` without an action; `RuntimeError` for a wrong batch size, or a finished or closed environment.
  public func step(_ data: TensorDict) throws(Failure) -> TensorDict {
    try checkShape(data)
    for key in actionKeys where !data.contains(key) {
      let names = data.keys.map { "'\($0)'" }.joined(separator: ", ")
      let near = data.keys.first { $0 != key.last && Suggestion.didYouMean(key.last, among: [$0]) != nil }
      throw .key(
        "there is no \(key.text) to step with among the keys [\(names)]",
        help: near.map { "did you mean '\($0)'?" } ?? "did the policy forget to set \(key.text)?")
    }
    let preset = data.tensordictIfPresent("next")
    let next = try performStep(data)
    try checkReward(next)
    try completeDone(next)
    if let preset { try next.update(preset.exclude(next.leaves.map(\.key))) }
    if data.contains("_step") { try data.remove("_step") }
    try data.set("next", next)
    return data
  }

  private func checkReward(_ next: TensorDict) throws(Failure) {
    for (key, spec) in specs.reward.leaves {
      guard let reward = next.tensorIfPresent(key) else {
        throw .key("a step of \(text) gave no \(key.text)", help: Suggestion.didYouMean(key.last, among: next.keys))
      }
      guard reward.shape != spec.shape else { continue }
      guard reward.numel == spec.shape.numel else {
        throw .runtime("expected a reward of shape \(spec.shape.dims), got \(reward.shape.dims)")
      }
      try next.set(key, try reward.reshape(spec.shape.dims))
    }
  }

  /// The data before the following step: what is observed in "next", and everything else but rewards.
  public func advance(_ data: TensorDict) throws(Failure) -> TensorDict {
    guard let next = data.tensordictIfPresent("next") else {
      throw .key("there is no 'next' to go on from", help: "step() fills it")
    }
    let following = data.exclude(["next", "_reset"] + doneKeys + rewardKeys)
    // A reward that is a state as well, such as the sum of an episode's, is what the following step goes on from.
    let (specs, rewards) = (specs, rewardKeys)
    for key in observationKeys + doneKeys + rewards.filter({ specs.state[$0] != nil }) {
      if let entry = try next.entry(key) { try following.set(key, entry: entry) }
    }
    return following
  }

  /// Resets what is done. - Parameter data: As `advance` gives it.
  public func maybeReset(_ data: TensorDict) throws(Failure) -> TensorDict {
    guard let done = data.tensorIfPresent("done"), try done.any(nil).item().isTrue else { return data }
    try data.set("_reset", try done.clone())
    return try reset(data, marksOnly: true)
  }

  /// A step, and the data before the following one, reset where this one is done.
  public func stepAndMaybeReset(
    _ data: TensorDict
  ) throws(Failure) -> (data: TensorDict, following: TensorDict) {
    let stepped = try step(data)
    let (finished, following) = try finishStep(stepped, following: try advance(stepped))
    return (finished, try maybeReset(following))
  }

  /// Writes a random action into the data (a new tensordict without one).
  public func randomAction(
    _ data: TensorDict? = nil, generator: Generator = .default
  ) throws(Failure) -> TensorDict {
    let target = data ?? TensorDict(batchSize: batchSize, device: specs.action.device)
    for (key, spec) in specs.action.leaves { try target.set(key, try spec.random(generator: generator)) }
    return target
  }
}
