import Catalog
import ReplayBuffers
import Tensors

/// Whole trajectories out of batches of steps.
public enum Trajectories {
  /// One row per trajectory, padded with zeros to the longest, and a "mask" of what is data (TorchRL's
  /// `split_trajectories`).
  /// - Parameters:
  ///   - prefix: Where "traj_ids" are found and "mask" is put; nil for "collector" where there is such a key.
  ///   - trajectoryKey: Where the numbers are, instead.
  ///   - doneKey: The end mark in "next" that numbers the trajectories, where they have no numbers.
  /// - Throws: `KeyError` where there are neither numbers nor end marks.
  public static func split(
    _ data: TensorDict, prefix: NestedKey? = nil, trajectoryKey: NestedKey? = nil, doneKey: NestedKey? = nil
  ) throws(Failure) -> TensorDict {
    guard data.ndim > 0 else { throw .runtime("expected data with a time dimension, got batch size []") }
    var base = prefix
    if base == nil, data.contains("collector") { base = "collector" }
    var numbersKey = NestedKey((base?.path ?? []) + ["traj_ids"])
    if let trajectoryKey { numbersKey = trajectoryKey }
    let maskKey = NestedKey(numbersKey.path.dropLast() + ["mask"])
    let data = data.shallowCopy()
    if !data.contains(numbersKey) {
      try data.set(numbersKey, try numbers(data, doneKey ?? "done"))
    }
    let flat = try data.tensor(numbersKey).reshape([-1]).to(.int64).elements(Int.self)
    var lengths: [Int] = []
    for (index, number) in flat.enumerated() {
      if index > 0, flat[index - 1] == number { lengths[lengths.count - 1] += 1 } else { lengths.append(1) }
    }
    let time = data.batchSize[data.ndim - 1]
    if Set(lengths) == [time] {
      try data.set(maskKey, try Tensor.ones(data.batchSize, .bool))
      return data.ndim == 1 ? try data.unsqueeze(0) : data
    }
    let longest = lengths.max() ?? 0
    var rows: [TensorDict] = []
    let steps = try data.reshape([-1])
    try steps.set(maskKey, try Tensor.ones(steps.batchSize, .bool))
    for part in try steps.split(lengths, dim: 0) { rows.append(try padded(part, to: longest)) }
    return try TensorDict.stack(rows, dim: 0)
  }

  /// Steps with zeros behind them.
  static func padded(_ steps: TensorDict, to count: Int) throws(Failure) -> TensorDict {
    let missing = count - steps.count
    if missing == 0 { return steps }
    return try steps.apply(batchSize: [count]) { (_, leaf) throws(Failure) in
      try Tensor.cat([leaf, try .zeros([missing] + leaf.shape.dropFirst(), leaf.dtype)], dim: 0)
    }
  }

  private static func numbers(_ data: TensorDict, _ doneKey: NestedKey) throws(Failure) -> Tensor {
    let key = NestedKey(["next"] + doneKey.path)
    guard data.contains(key) else {
      throw .key(
        "expected trajectory numbers, or the end mark \(key.text), got neither",
        help: doneKey.path.first == "next"
          ? "'done_key' is looked for in \"next\": write done_key: \"\(doneKey.last)\""
          : "the data has the keys \(data.keys.map { "\"\($0)\"" }.joined(separator: ", "))", argument: "done_key")
    }
    var done = try data.tensor(key)
    if done.ndim > data.ndim { done = try done.reshape(data.batchSize.dims) }
    let time = data.batchSize[data.ndim - 1]
    let flags = try done.reshape([-1]).scalars().map(\.isTrue)
    var (values, next) = ([Int](), 0)
    for index in flags.indices {
      if index > 0, index % time == 0 || flags[index - 1] { next += 1 }
      values.append(next)
    }
    return try .fromElements(values, data.batchSize)
  }
}
