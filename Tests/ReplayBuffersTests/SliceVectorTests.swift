import Catalog
import Foundation
import ReplayBuffers
import TestSupport
import Tensors
import Testing

extension SamplerVectorTests {
  /// TorchRL's own draws of slices, with everything that it tells about them, replayed. Inside the other suite, since
  /// both seed the global streams.
  @Suite(.serialized) struct Slices {}
}

extension SamplerVectorTests.Slices {
  @Test(arguments: ["SliceSampler", "SliceSamplerWithoutReplacement", "PrioritizedSliceSampler"])
  func slicesAndTheirMarksEqualTorchRL(sampler: String) throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let cases = try Fixtures.vectorCases("samplers").filter { $0["sampler"] as? String == sampler }
    #expect(cases.count >= 7)
    for item in cases { try replay(item) }
  }

  private func replay(_ item: [String: Any]) throws {
    let id = item["id"] as? String ?? ""
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(item["max_size"] as? Int ?? 0, ndim: item["ndim"] as? Int ?? 1)
    options.sampler = try makeSampler(item["sampler"] as? String ?? "", item["kwargs"] as? [String: Any] ?? [:])
    options.batchSize = item["batch_size"] as? Int
    if let seed = item["generator_seed"] as? Int { options.generator = Generator().manualSeed(seed) }
    if options.generator == nil, item["priorities"] as? Bool != true {
      // The global stream without sharing it with suites that run at the same time; priorities draw from numpy's.
      options.generator = Generator().manualSeed(item["torch_seed"] as? Int ?? 0)
    }
    try Generator.numpy.manualSeedNumpy(item["numpy_seed"] as? Int ?? 0)
    let buffer = try ReplayBuffer(.tensordict, options)
    let steps = try #require(item["steps"] as? [[String: Any]])
    for (number, step) in steps.enumerated() {
      let place: Comment = "\(id) step \(number)"
      switch step["op"] as? String {
      case "extend": try buffer.extend(try data(step))
      case "update_priority":
        try buffer.updatePriority(
          .tensor(try intTensor(try #require(step["index"] as? [Int]))),
          .tensor(try floatTensor(try floats(step["priority"]))))
      default:
        if let error = step["error"] as? String {
          do throws(Failure) {
            let sample = try buffer.sample()
            Issue.record("expected \(error), got \(sample.info) in \(id) step \(number)")
          } catch {
            #expect(error.kind.rawValue == step["error"] as? String, place)
          }
        } else {
          try compare(try buffer.sample(), step, place)
        }
        #expect(buffer.sampler.ranOut == step["ran_out"] as? Bool ?? false, place)
      }
    }
  }

  private func compare(_ sample: ReplayBuffer.Sample, _ step: [String: Any], _ place: Comment) throws {
    guard case .tensordict(let data) = sample.data else { throw Failure.runtime("no tensordict") }
    var told = sample.info.map { info in info.key.keyPath }
    for (name, expected) in step where !["op", "ran_out", "error"].contains(name) {
      let path = name.split(separator: "/").map(String.init)
      let field = expected as? [String: Any] ?? [:]
      let tensor = try data.tensor(NestedKey(path))
      #expect(tensor.shape.dims == field["shape"] as? [Int], place)
      told.removeAll { $0 == path }
      if name == "priority_weight" {
        let weights = try floats(field["values"])
        #expect(tensor.withElements(Float.self) { Array($0) } == weights, place)
      } else if name == "index" {
        #expect(try tensor.contiguous().withElements(Int.self) { Array($0) } == field["values"] as? [Int], place)
      } else {
        #expect(tensor.dtype == .bool, place)
        #expect(
          try tensor.contiguous().withElements(Bool8.self) { $0.map(\.isTrue) } == field["values"] as? [Bool], place)
      }
    }
    #expect(told == [], place)
  }

  private func makeSampler(_ name: String, _ kwargs: [String: Any]) throws -> any Sampler {
    var options = SliceOptions(numSlices: kwargs["num_slices"] as? Int, sliceLength: kwargs["slice_len"] as? Int)
    options.trajKey = (kwargs["traj_key"] as? String).map { NestedKey($0) }
    options.endKey = (kwargs["end_key"] as? [String]).map { NestedKey($0) }
    options.endKeys = (kwargs["end_keys"] as? [[String]])?.map { NestedKey($0) }
    options.strictLength = kwargs["strict_length"] as? Bool ?? true
    options.padOutput = kwargs["pad_output"] as? Bool ?? false
    if let both = kwargs["span"] {
      let pair = both as? [Any] ?? [both, both]
      options.span = (try span(pair[0]), try span(pair[1]))
    }
    switch name {
    case "SliceSampler": return try SliceSampler(options)
    case "SliceSamplerWithoutReplacement":
      return try SliceSamplerWithoutReplacement(
        options, dropLast: kwargs["drop_last"] as? Bool ?? false, shuffle: kwargs["shuffle"] as? Bool ?? true)
    default:
      return try PrioritizedSliceSampler(
        options,
        priorities: PrioritizedSampler(
          capacity: kwargs["max_capacity"] as? Int, alpha: kwargs["alpha"] as? Double ?? 0,
          beta: kwargs["beta"] as? Double ?? 0))
    }
  }

  private func span(_ value: Any) throws -> SliceSpan {
    if let all = Fixtures.flag(value) { return all ? .all : .none }
    let rows = try #require(value as? Int)
    return rows == 0 ? .none : .rows(rows)
  }

  private func data(_ step: [String: Any]) throws -> Tree {
    let result = TensorDict(batchSize: Shape(step["batch_size"] as? [Int] ?? []))
    for (key, value) in step["data"] as? [String: [String: Any]] ?? [:] {
      let shape = Shape(value["shape"] as? [Int] ?? [])
      let path = NestedKey(key.split(separator: "/").map(String.init))
      if let flags = value["values"] as? [Bool], value["dtype"] as? String == "bool" {
        try result.set(path, try .fromElements(flags.map { Bool8($0) }, shape))
      } else {
        try result.set(path, try intTensor(value["values"] as? [Int] ?? [], shape))
      }
    }
    return .tensordict(result)
  }

  private func floats(_ value: Any?) throws -> [Float] { try #require(value as? [Double]).map { Float($0) } }
}

extension Tree {
  /// The names of a key, as `info` has it.
  var keyPath: [String] {
    switch self {
    case .string(let name): [name]
    case .tuple(let parts): parts.flatMap(\.keyPath)
    default: []
    }
  }
}
