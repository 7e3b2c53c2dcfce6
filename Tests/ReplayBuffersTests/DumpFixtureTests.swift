import Catalog
import Foundation
import ReplayBuffers
import TestSupport
import Tensors
import Testing

/// Dumps that TorchRL wrote.
@Suite(.serialized) struct DumpFixtureTests {
  private func fixture(_ name: String) throws -> (path: String, expected: [String: Any]) {
    let folder = Fixtures.url("Tests/Fixtures/formats/\(name)")
    let data = try Data(contentsOf: folder.appendingPathComponent("expected.json"))
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    // A copy: loading maps the files for writing.
    let copy = FileManager.default.temporaryDirectory.appendingPathComponent("rbsh-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: folder.appendingPathComponent("dump"), to: copy)
    return (copy.path, try #require(object))
  }

  private func buffer(for expected: [String: Any]) throws -> ReplayBuffer {
    var options = ReplayBuffer.Options()
    let ndim = expected["ndim"] as? Int ?? 1
    let size = ndim == 1 ? expected["capacity"] as? Int ?? 0 : 20
    options.storage =
      expected["storage_class"] as? String == "LazyMemmapStorage"
      ? try TensorStorage.memmap(size, ndim: ndim) : try TensorStorage.ram(size, ndim: ndim)
    switch expected["sampler_class"] as? String {
    case "PrioritizedSampler": options.sampler = try PrioritizedSampler(alpha: 0.1, beta: 0.2)
    case "SamplerWithoutReplacement": options.sampler = SamplerWithoutReplacement()
    case "SliceSampler":
      options.sampler = try SliceSampler(SliceOptions(sliceLength: 3))
    case "SliceSamplerWithoutReplacement":
      var slices = SliceOptions(sliceLength: 3)
      (slices.trajKey, slices.strictLength) = ("episode", false)
      options.sampler = try SliceSamplerWithoutReplacement(slices)
    case "StreamingSliceSampler":
      var slices = SliceOptions(sliceLength: 3)
      slices.trajKey = "episode"
      options.sampler = try StreamingSliceSampler(slices)
    case "ConsumingSampler": options.sampler = try ConsumingSampler(maxSampleCount: 2)
    case "PrioritizedSliceSampler":
      var slices = SliceOptions(sliceLength: 3)
      slices.trajKey = "episode"
      options.sampler = try PrioritizedSliceSampler(slices, priorities: PrioritizedSampler(alpha: 0.1, beta: 0.2))
    default: break
    }
    if expected["writer_class"] as? String == "TensorDictMaxValueWriter" {
      options.writer = MaxValueWriter(rankKey: "other")
    }
    return try ReplayBuffer(expected["buffer_class"] as? String == "ReplayBuffer" ? .plain : .tensordict, options)
  }

  @Test(arguments: [
    "p01_td_uniform_partial", "p02_memmap_dtypes_wrapped_rng", "p03_prioritized_partial",
    "p04_without_replacement_mid_epoch", "p05_slices_wrapped", "p06_single_tensor", "p07_max_value_writer", "p08_ndim2",
    "p12_slices_without_replacement", "p13_prioritized_slices", "p14_streaming_slices", "p15_consuming",
  ])
  func dumpsOfTorchRLLoadAndGoOnAsThere(name: String) throws {
    let (path, expected) = try fixture(name)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let rb = try buffer(for: expected)
    try rb.load(from: path)
    #expect(rb.count == expected["length"] as? Int)
    #expect(rb.storage.maxSize == expected["capacity"] as? Int)
    #expect(rb.writer.cursor == expected["cursor"] as? Int)
    #expect(rb.writeCount == expected["write_count"] as? Int)
    #expect(rb.batchSize == expected["batch_size"] as? Int)
    try checkLeaves(rb, expected)
    try checkSamples(rb, expected)
    if let further = expected["extend_after_load"] as? [String: Any] { try checkExtend(rb, further) }
  }

  @Test func runningStatisticsOfTorchRLsDumpsGoOn() throws {
    let (path, expected) = try fixture("p16_transforms")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let again = FileManager.default.temporaryDirectory.appendingPathComponent("rbsh-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: again) }
    let rb = try normalising()
    try rb.load(from: path)
    try rb.dump(to: again)
    try checkBatches(rb, expected)
    let other = try normalising()
    try other.load(from: again)
    try checkBatches(other, expected)
  }

  private func normalising() throws -> ReplayBuffer {
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(20)
    options.transforms = [
      try VecNorm(keys: TransformKeys(["a", ["next", "a"]])),
      try ObservationNorm(
        loc: .scalar(.float(0.5), .float32), scale: .scalar(.float(2), .float32), keys: TransformKeys(["b"])),
      try RewardClipping(low: .scalar(.int(-1), .int64), high: .scalar(.int(1), .int64)),
      try ClipTransform(low: .scalar(.float(-1), .float32), high: nil, keys: TransformKeys(["b"])),
      try RewardScaling(loc: .scalar(.float(0.1), .float32), scale: .scalar(.float(3), .float32)),
    ]
    return try ReplayBuffer(.tensordict, options)
  }

  private func checkBatches(_ rb: ReplayBuffer, _ expected: [String: Any]) throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    Generator.default.manualSeed(1234)
    let batches = try #require(expected["batches"] as? [[String: [Double]]])
    #expect(batches.count == 3)
    for batch in batches {
      let data = try #require(try rb.sample().data.asTensordict)
      for (name, key) in [("a", "a"), ("b", "b"), ("reward", "reward"), ("next", ["next", "a"])]
        as [(String, NestedKey)]
      {
        #expect(try data.tensor(key).reshape([-1]).elements(Float.self) == batch[name]?.map { Float($0) }, "\(name)")
      }
    }
  }

  private func checkLeaves(_ rb: ReplayBuffer, _ expected: [String: Any]) throws {
    let leaves = try #require(expected["leaves"] as? [String: [String: Any]])
    for (name, value) in leaves {
      let path = name.split(separator: "/").map {
        $0.replacingOccurrences(of: "%2F", with: "/").replacingOccurrences(of: "%25", with: "%")
      }
      var leaf: Tensor?
      switch try rb.storage.read(.all) {
      case .tensor(let tensor): leaf = tensor
      case .tensordict(let data): leaf = try data.tensor(NestedKey(path))
      default: break
      }
      let tensor = try #require(leaf)
      #expect(tensor.dtype.torchName == value["dtype"] as? String)
      #expect(Array(tensor.shape.dims.dropFirst()) == (value["full_shape"] as? [Int]).map { Array($0.dropFirst()) })
      let valid = try #require(value["valid_rows"] as? Int)
      #expect(tensor.shape[0] == valid)
      var total = 0.0
      for element in try tensor.to(.float64).contiguous().withElements(Double.self, { Array($0) }) { total += element }
      let sum = try #require(value["sum"] as? Double)
      #expect(abs(total - sum) <= 1e-6 * max(1, abs(sum)), "\(name)")
      let first = (value["first_values"] as? [Any] ?? []).compactMap { ($0 as? NSNumber)?.doubleValue }
      let found = try tensor.to(.float64).contiguous().withElements(Double.self, { Array($0.prefix(first.count)) })
      #expect(found.map { Float($0) } == first.map { Float($0) }, "\(name)")
    }
  }

  private func checkSamples(_ rb: ReplayBuffer, _ expected: [String: Any]) throws {
    let after = try #require(expected["sample_after_load"] as? [String: Any])
    globalStreams.lock()
    defer { globalStreams.unlock() }
    Generator.default.manualSeed(1234)
    try Generator.numpy.manualSeedNumpy(1234)
    let batches = try #require(after["batches"] as? [[String: Any]])
    #expect(!batches.isEmpty)
    for batch in batches {
      let sample = try rb.sample()
      let index = sample.info.last?.value ?? .none
      if let rows = batch["index"] as? [[Int]] {
        let columns = try #require(index.asTuple).map { ints($0) }
        #expect(columns.first?.indices.map { row in columns.map { $0[row] } } == rows)
      } else {
        #expect(ints(index) == batch["index"] as? [Int])
      }
      if let weights = batch["priority_weight"] as? [Double] {
        let tensor = try #require(sample.info.first?.value.asTensor)
        #expect(tensor.withElements(Float.self) { Array($0) } == weights.map { Float($0) })
      }
    }
  }

  private func checkExtend(_ rb: ReplayBuffer, _ further: [String: Any]) throws {
    let count = try #require(further["returned_index"] as? [Int]).count
    let all = try #require(try rb.storage.read(.all).asTensordict)
    let data = TensorDict(batchSize: [count])
    for (key, tensor) in all.leaves where key.path != ["index"] {
      try data.set(key, entry: .tensor(try Tensor.zeros(Shape([count] + tensor.shape.dims.dropFirst()), tensor.dtype)))
    }
    if rb.writer is MaxValueWriter {
      // What expected.json was made with: one score too low, one that beats the lowest.
      try data.set("score", entry: .tensor(try floatTensor([0.1, 99])))
    }
    let index = try rb.extend(.tensordict(data))
    #expect(ints(index) == further["returned_index"] as? [Int])
    #expect(rb.writer.cursor == further["cursor"] as? Int)
    #expect(rb.count == further["length"] as? Int)
    #expect(rb.writeCount == further["write_count"] as? Int)
  }
}
