/// Unsafe: `copyFloor` copies rows of 3072 bytes between two contiguous tensors. Invariant: rows are below `size`, and
/// the target holds `batch` of them.

import Catalog
import Glibc
import ReplayBuffers
import Tensors

/// Batches of 256 out of 10,000 rows, of two kinds of data.
enum BufferWorkloads {
  static let size = 10_000
  static let batch = 256

  /// Five float32 entries and an image of 3 × 32 × 32 bytes per row.
  static func pixels(_ count: Int) throws(Failure) -> TensorDict {
    let data = TensorDict(batchSize: [count])
    for name in ["a", "b", "c", "d", "e"] {
      try data.set(NestedKey(name), entry: .tensor(try Tensor.zeros([count])))
    }
    try data.set("pixels", entry: .tensor(try Tensor.zeros([count, 3, 32, 32], .uint8)))
    return data
  }

  /// A transition of a continuous-control task: 17 observations, 6 actions.
  static func vectors(_ count: Int) throws(Failure) -> TensorDict {
    let data = TensorDict(batchSize: [count])
    try data.set("obs", entry: .tensor(try Tensor.zeros([count, 17])))
    try data.set("act", entry: .tensor(try Tensor.zeros([count, 6])))
    try data.set("rew", entry: .tensor(try Tensor.zeros([count])))
    try data.set("next_obs", entry: .tensor(try Tensor.zeros([count, 17])))
    try data.set("terminated", entry: .tensor(try Tensor.zeros([count], .bool)))
    try data.set("truncated", entry: .tensor(try Tensor.zeros([count], .bool)))
    return data
  }

  static func filled(_ sampler: any Sampler, _ storage: any Storage, _ data: TensorDict) throws -> ReplayBuffer {
    var options = ReplayBuffer.Options()
    options.storage = storage
    options.sampler = sampler
    options.batchSize = batch
    let buffer = try ReplayBuffer(.plain, options)
    try buffer.extend(.tensordict(data))
    return buffer
  }

  /// The images of one batch copied with `memcpy`, as the floor.
  static func copyFloor(_ data: TensorDict) throws -> Benchmark? {
    // Other rows every time, as in a sample, so that they come from memory rather than from a cache.
    let rows = try Generator().integers(below: size, count: batch * 64)
    let pixels = try data.tensor("pixels")
    var turn = 0
    return try measure("pixels/memcpy") {
      let target = try Tensor.empty([batch, 3, 32, 32], .uint8)
      turn = (turn + 1) % 64
      for i in 0..<batch {
        memcpy(target.address + i * 3072, pixels.address + rows[turn * batch + i] * 3072, 3072)
      }
    }
  }

  /// A buffer of `count` rows in episodes of 100, written in parts, that gives 256 slices of 4 rows.
  private static func slicing(_ count: Int) throws -> ReplayBuffer {
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(count)
    options.sampler = try SliceSampler(SliceOptions(numSlices: 256))
    options.batchSize = 1024
    options.generator = Generator(seed: 0)
    let buffer = try ReplayBuffer(.tensordict, options)
    let part = min(count, 10_000)
    for start in stride(from: 0, to: count, by: part) {
      let data = TensorDict(batchSize: [part])
      let episodes = (start..<start + part).map { $0 / 100 }
      try data.set("episode", entry: .tensor(try Tensor.fromElements(episodes)))
      try data.set("observation", entry: .tensor(try Tensor.zeros([part, 4])))
      try data.set(["next", "done"], entry: .tensor(try Tensor.zeros([part, 1], .bool)))
      try buffer.extend(.tensordict(data))
    }
    return buffer
  }

  /// The cost of a batch of slices must not grow with the buffer.
  static func slices() throws -> [Benchmark] {
    if let wanted, !wanted.hasPrefix("slices") { return [] }
    let few = try slicing(size)
    let many = try slicing(1000 * size)
    return [
      try measure("slices/256 x 4 of 10 thousand rows") { _ = try few.sample() },
      try measure("slices/256 x 4 of 10 million rows") { _ = try many.sample() },
    ].compactMap { $0 }
  }

  static func run() throws -> [Benchmark] {
    var results: [Benchmark?] = [try copyFloor(try pixels(size))]
    let kinds: [(String, (Int) throws(Failure) -> TensorDict)] = [("pixels", pixels), ("vectors", vectors)]
    for (kind, make) in kinds {
      let data = try make(size)
      let few = try make(batch)
      let uniform = try filled(RandomSampler(), TensorStorage.ram(size), data)
      let mapped = try filled(RandomSampler(), TensorStorage.memmap(size), data)
      let epochs = try filled(SamplerWithoutReplacement(), TensorStorage.ram(size), data)
      let weighted = try filled(try PrioritizedSampler(alpha: 0.7, beta: 0.9), TensorStorage.ram(size), data)
      let cells = try Tensor.randint(below: size, [batch])
      let errors = try Tensor.rand([batch])
      results += [
        try measure("\(kind)/uniform") { _ = try uniform.sample() },
        try measure("\(kind)/uniform memmap") { _ = try mapped.sample() },
        try measure("\(kind)/without_replacement") { _ = try epochs.sample() },
        try measure("\(kind)/prioritized") { _ = try weighted.sample() },
        try measure("\(kind)/update_priority") { try weighted.updatePriority(.tensor(cells), .tensor(errors)) },
        try measure("\(kind)/extend") { try uniform.extend(.tensordict(few)) },
      ]
    }
    return results.compactMap { $0 }
  }
}
