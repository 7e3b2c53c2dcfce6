import Catalog
import Foundation
import ReplayBuffers
import TestSupport
import Tensors
import Testing

/// TorchRL's own draws of the family's further samplers and writers, replayed.
@Suite(.serialized) struct FamilyVectorTests {
  @Test(arguments: [
    ("ConsumingSampler", 6), ("StalenessAwareSampler", 5), ("PromptGroupSampler", 7), ("RandomSampler", 5),
  ])
  func drawsEqualTorchRL(sampler: String, least: Int) throws {
    let cases = try Fixtures.vectorCases("samplers").filter {
      $0["sampler"] as? String == sampler && (sampler != "RandomSampler" || $0["writer"] is String)
    }
    #expect(cases.count >= least)
    globalStreams.lock()
    defer { globalStreams.unlock() }
    for item in cases { try replay(item) }
  }

  private func seed(_ item: [String: Any]) throws {
    Generator.default.manualSeed(item["torch_seed"] as? Int ?? 0)
    try Generator.numpy.manualSeedNumpy(item["numpy_seed"] as? Int ?? item["torch_seed"] as? Int ?? 0)
  }

  private func key(_ value: Any?) -> NestedKey? {
    if let name = value as? String { return NestedKey(name) }
    return (value as? [String]).map { NestedKey($0) }
  }

  private func replay(_ item: [String: Any]) throws {
    let id = item["id"] as? String ?? ""
    let kwargs = item["kwargs"] as? [String: Any] ?? [:]
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(item["max_size"] as? Int ?? 0)
    switch item["sampler"] as? String {
    case "ConsumingSampler":
      options.sampler = try ConsumingSampler(maxSampleCount: kwargs["max_sample_count"] as? Int ?? 1)
    case "StalenessAwareSampler":
      let sampler = StalenessAwareSampler(maxStaleness: kwargs["max_staleness"] as? Int ?? -1)
      sampler.consumerVersion = item["consumer_version"] as? Int ?? 0
      options.sampler = sampler
    case "PromptGroupSampler":
      options.sampler = try PromptGroupSampler(
        groups: kwargs["num_groups"] as? Int, perGroup: kwargs["samples_per_group"] as? Int,
        groupKey: key(kwargs["group_key"]) ?? "query",
        strategy: .init(rawValue: kwargs["strategy"] as? String ?? "random") ?? .random,
        rewardKey: key(kwargs["reward_key"]) ?? ["next", "reward"])
    default: break
    }
    if let writer = item["writer_kwargs"] as? [String: Any] {
      options.writer = MaxValueWriter(
        rankKey: key(writer["rank_key"]) ?? ["next", "reward"],
        reduction: try Reduction(named: writer["reduction"] as? String ?? "sum"))
    }
    options.batchSize = item["batch_size"] as? Int
    if let seed = item["generator_seed"] as? Int { options.generator = Generator().manualSeed(seed) }
    try seed(item)
    let rb = try ReplayBuffer(item["buffer"] as? String == "ReplayBuffer" ? .plain : .tensordict, options)
    let steps = try #require(item["steps"] as? [[String: Any]])
    for (number, step) in steps.enumerated() {
      let place: Comment = "\(id) step \(number)"
      if step["op"] as? String == "extend" {
        #expect(try ints(rb.extend(data(step))) == step["index"] as? [Int], place)
      } else if step["error"] is String {
        #expect(throws: Failure.self, place) { try rb.sample() }
      } else {
        let sample = try rb.sample()
        let expected = (step["index"] as? [String: Any])?["values"] as? [Int]
        #expect(ints(sample.info.last?.value ?? .none) == expected, place)
        if let ranOut = step["ran_out"] as? Bool { #expect(rb.sampler.ranOut == ranOut, place) }
        if let staleness = (step["staleness"] as? [String: Any])?["values"] as? [Double] {
          let tensor = try #require(sample.info.first?.value.asTensor, place)
          #expect(tensor.withElements(Float.self) { Array($0) } == staleness.map { Float($0) }, place)
        }
      }
    }
  }

  private func data(_ step: [String: Any]) throws -> Tree {
    let fields = step["data"] as? [String: Any] ?? [:]
    if fields["values"] != nil { return .tensor(try tensor(fields)) }
    let result = TensorDict(batchSize: Shape(step["batch_size"] as? [Int] ?? []))
    for (key, value) in fields {
      let value = try #require(value as? [String: Any])
      try result.set(NestedKey(key.split(separator: "/").map(String.init)), entry: .tensor(try tensor(value)))
    }
    return .tensordict(result)
  }

  private func tensor(_ field: [String: Any]) throws -> Tensor {
    let shape = Shape(field["shape"] as? [Int] ?? [])
    let values = (field["values"] as? [Any] ?? []).compactMap { ($0 as? NSNumber)?.doubleValue }
    let isFloat = (field["dtype"] as? String)?.contains("float") ?? false
    return isFloat ? try floatTensor(values.map { Float($0) }, shape) : try intTensor(values.map { Int($0) }, shape)
  }

  @Test func ensemblesDrawAsTorchRL() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let cases = try Fixtures.vectorCases("samplers").filter { $0["sampler"] as? String == "SamplerEnsemble" }
    #expect(cases.count >= 7)
    for item in cases {
      let kwargs = item["kwargs"] as? [String: Any] ?? [:]
      var members: [ReplayBuffer] = []
      for length in try #require(item["member_lengths"] as? [Int]) {
        let without = item["member_sampler"] as? String == "SamplerWithoutReplacement"
        let rb = try ReplayBuffer.make(
          storage: try TensorStorage.ram(length), sampler: without ? SamplerWithoutReplacement() : RandomSampler())
        try rb.extend(.tensor(try intTensor(Array(0..<length))))
        members.append(rb)
      }
      var options = BufferEnsemble.Options()
      var weights: Tree?
      if let p = kwargs["p"] as? [Double] { weights = .list(p.map { .float($0) }) }
      options.sampling = try EnsembleSampling(
        weights: try EnsembleSampling.weights(weights), samplesFromAll: kwargs["sample_from_all"] as? Bool ?? false,
        pieces: kwargs["num_buffer_sampled"] as? Int)
      options.batchSize = item["batch_size"] as? Int
      let ensemble = try BufferEnsemble(members, options)
      try seed(item)
      let steps = try #require(item["steps"] as? [[String: Any]])
      for step in steps {
        let info = try ensemble.sample().info
        let place: Comment = "\(item["id"] as? String ?? "")"
        #expect(ints(.tensor(try info.tensor(["index", "buffer_ids"]))) == step["buffer_ids"] as? [Int], place)
        #expect(
          ints(.tensor(try info.tensor(["index", "index"]))) == (step["index"] as? [[Int]])?.flatMap { $0 }, place)
      }
    }
  }
}
