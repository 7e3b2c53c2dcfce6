import Catalog
import Glibc
import ReplayBuffers
import Tensors

/// Measures the buffers' hot paths; `--json` prints one object instead of the table.
///
/// Each figure is the median, over rounds, of the mean time of one call, in microseconds.
struct Benchmark {
  let name: String
  let microseconds: Double
}

func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
}

func measure(_ name: String, calls: Int = 200, rounds: Int = 15, _ body: () throws -> Void) rethrows -> Benchmark {
  for _ in 0..<calls { try body() }
  var times: [Double] = []
  for _ in 0..<rounds {
    let start = now()
    for _ in 0..<calls { try body() }
    times.append((now() - start) / Double(calls))
  }
  return Benchmark(name: name, microseconds: times.sorted()[rounds / 2])
}

/// Five float32 entries and an image of 3 × 32 × 32 bytes per row.
func transitions(_ count: Int) throws(Failure) -> TensorDict {
  let data = TensorDict(batchSize: [count])
  for name in ["a", "b", "c", "d", "e"] {
    try data.set(NestedKey(name), entry: .tensor(try Tensor.zeros([count])))
  }
  try data.set("pixels", entry: .tensor(try Tensor.zeros([count, 3, 32, 32], .uint8)))
  return data
}

func filled(_ sampler: any Sampler, _ storage: any Storage, size: Int) throws -> ReplayBuffer {
  var options = ReplayBuffer.Options()
  options.storage = storage
  options.sampler = sampler
  options.batchSize = 256
  let buffer = try ReplayBuffer(.plain, options)
  try buffer.extend(.tensordict(try transitions(size)))
  return buffer
}

/// A buffer of `count` rows in episodes of 100, written in parts, that gives 256 slices of 4 rows.
func slicing(_ count: Int) throws -> ReplayBuffer {
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

/// The rows of one batch copied with `memcpy`, as the floor.
func copyFloor(_ data: TensorDict, _ size: Int) throws -> Benchmark {
  let rows = Generator().permutation(size).prefix(256)
  let pixels = try data.tensor("pixels")
  return try measure("memcpy of the images") {
    let target = try Tensor.empty([256, 3, 32, 32], .uint8)
    for (i, row) in rows.enumerated() { memcpy(target.address + i * 3072, pixels.address + row * 3072, 3072) }
  }
}

let size = 10_000
let few = try transitions(256)
let uniform = try filled(RandomSampler(), TensorStorage.ram(size), size: size)
let mapped = try filled(RandomSampler(), TensorStorage.memmap(size), size: size)
let epochs = try filled(SamplerWithoutReplacement(), TensorStorage.ram(size), size: size)
let weighted = try filled(try PrioritizedSampler(alpha: 0.7, beta: 0.9), TensorStorage.ram(size), size: size)
let cells = try Tensor.randint(below: size, [256])
let errors = try Tensor.rand([256])
let someSlices = try slicing(size)
let manySlices = try slicing(1000 * size)
let results = [
  try copyFloor(try transitions(size), size),
  try measure("sample 256, random, ram") { _ = try uniform.sample() },
  try measure("sample 256, random, memmap") { _ = try mapped.sample() },
  try measure("sample 256, without_replacement, ram") { _ = try epochs.sample() },
  try measure("sample 256, prioritized, ram") { _ = try weighted.sample() },
  try measure("update_priority 256") { try weighted.updatePriority(.tensor(cells), .tensor(errors)) },
  try measure("slices 256 x 4 of 10 thousand rows") { _ = try someSlices.sample() },
  try measure("slices 256 x 4 of 10 million rows") { _ = try manySlices.sample() },
  try measure("extend 256, ram") { try uniform.extend(.tensordict(few)) },
  try measure("extend 256, prioritized, ram") { try weighted.extend(.tensordict(few)) },
]

if CommandLine.arguments.contains("--json") {
  let fields = results.map { "\"\($0.name)\": \(PythonText.fixed($0.microseconds, 2))" }
  print("{" + fields.joined(separator: ", ") + "}")
} else {
  for result in results {
    let figure = PythonText.fixed(result.microseconds, 1)
    let gap = String(repeating: " ", count: max(1, 48 - result.name.count - figure.count))
    print("\(result.name)\(gap)\(figure) µs")
  }
}
