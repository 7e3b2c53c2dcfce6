import ReplayBuffers
import TestSupport
import Tensors

/// The buffer that a fixture is loaded into: of its classes, with the sampler's arguments in `config.sampler`. What a
/// dump restores is given otherwise here.
enum FixtureBuffer {
  static func make(_ expected: VectorFields) throws -> ReplayBuffer {
    let config = expected.has("config") ? try expected.fields("config") : nil
    var options = ReplayBuffer.Options()
    let (capacity, ndim) = (try expected.int("capacity"), try expected.int("ndim"))
    switch try expected.string("storage_class") {
    case "LazyMemmapStorage": options.storage = try TensorStorage.memmap(capacity, ndim: ndim)
    case "LazyTensorStorage": options.storage = try TensorStorage.ram(capacity, ndim: ndim)
    case let name: throw expected.failure("no test knows the storage \(name)")
    }
    options.sampler = try sampler(
      expected, config?.has("sampler") == true ? try config?.fields("sampler") : nil)
    switch try expected.string("writer_class") {
    case "RoundRobinWriter", "TensorDictRoundRobinWriter": break
    case "TensorDictMaxValueWriter": options.writer = MaxValueWriter(rankKey: "other")
    case let name: throw expected.failure("no test knows the writer \(name)")
    }
    try config?.finish()
    switch try expected.string("buffer_class") {
    case "ReplayBuffer": return try ReplayBuffer(.plain, options)
    case "TensorDictReplayBuffer": return try ReplayBuffer(.tensordict, options)
    case let name: throw expected.failure("no test knows the buffer \(name)")
    }
  }

  /// A key: a string, or a list for a nested one.
  static func key(_ fields: VectorFields, _ name: String) throws -> NestedKey {
    try fields.value(name).array == nil ? NestedKey(fields.string(name)) : NestedKey(fields.strings(name))
  }

  private static func sampler(_ expected: VectorFields, _ arguments: VectorFields?) throws -> any Sampler {
    defer { arguments?.describes("max_capacity", "alpha", "beta", "drop_last", "shuffle") }
    let sampler: any Sampler
    switch try expected.string("sampler_class") {
    case "RandomSampler": sampler = RandomSampler()
    case "SamplerWithoutReplacement": sampler = SamplerWithoutReplacement()
    case "PrioritizedSampler": sampler = try PrioritizedSampler(alpha: 0.1, beta: 0.2)
    case "ConsumingSampler":
      sampler = try ConsumingSampler(maxSampleCount: arguments?.int("max_sample_count", or: 1) ?? 1)
    case "SliceSampler": sampler = try SliceSampler(slices(expected, arguments))
    case "SliceSamplerWithoutReplacement": sampler = try SliceSamplerWithoutReplacement(slices(expected, arguments))
    case "StreamingSliceSampler": sampler = try StreamingSliceSampler(slices(expected, arguments))
    case "PrioritizedSliceSampler":
      sampler = try PrioritizedSliceSampler(
        slices(expected, arguments), priorities: PrioritizedSampler(alpha: 0.1, beta: 0.2))
    case let name: throw expected.failure("no test knows the sampler \(name)")
    }
    return sampler
  }

  private static func slices(_ expected: VectorFields, _ arguments: VectorFields?) throws -> SliceOptions {
    guard let arguments else { return SliceOptions(sliceLength: try lengthOfSlices(expected)) }
    var options = SliceOptions(
      numSlices: arguments.has("num_slices") ? try arguments.int("num_slices") : nil,
      sliceLength: arguments.has("slice_len") ? try arguments.int("slice_len") : nil)
    if arguments.has("traj_key") { options.trajKey = try key(arguments, "traj_key") }
    if arguments.has("end_key") { options.endKey = try key(arguments, "end_key") }
    options.strictLength = try arguments.bool("strict_length", or: true)
    options.padOutput = try arguments.bool("pad_output", or: false)
    return options
  }

  /// Without arguments: the greatest length that all runs of consecutive rows of the recorded draws are multiples of.
  private static func lengthOfSlices(_ expected: VectorFields) throws -> Int {
    let capacity = try expected.int("capacity")
    var length = 0
    for batch in try expected.fields("sample_after_load").objects("batches") {
      let rows = try batch.array("index").compactMap { $0.int ?? $0.array?.first?.int }
      var run = 1
      for (row, next) in zip(rows, rows.dropFirst() + [-1]) {
        if next == (row + 1) % capacity {
          run += 1
        } else {
          length = greatestCommonDivisor(length, run)
          run = 1
        }
      }
    }
    return length
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : greatestCommonDivisor(b, a % b) }
}
