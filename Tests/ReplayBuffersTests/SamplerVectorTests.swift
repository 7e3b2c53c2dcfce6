import Catalog
import Foundation
import ReplayBuffers
import TestSupport
import Tensors
import Testing

/// TorchRL's own draws, replayed.
@Suite(.serialized) struct SamplerVectorTests {
  @Test(arguments: ["RandomSampler", "SamplerWithoutReplacement", "PrioritizedSampler"])
  func drawsAndWeightsEqualTorchRL(sampler: String) throws {
    let cases = try Fixtures.vectorCases("samplers").filter {
      $0["sampler"] as? String == sampler && $0["writer"] as? String == nil
        && $0["buffer"] as? String == "ReplayBuffer"
    }
    #expect(cases.count >= 8)
    for item in cases { try replay(item) }
  }

  private func replay(_ item: [String: Any]) throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let id = item["id"] as? String ?? ""
    let ndim = item["ndim"] as? Int ?? 1
    let kwargs = item["kwargs"] as? [String: Any] ?? [:]
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(item["max_size"] as? Int ?? 0, ndim: ndim)
    options.sampler = try makeSampler(item["sampler"] as? String ?? "", kwargs)
    options.batchSize = item["batch_size"] as? Int
    // Tests run side by side, so the global torch stream is stood in for by one of its own. The numpy stream is drawn
    // from by these tests only.
    if let seed = item["generator_seed"] as? Int {
      options.generator = Generator().manualSeed(seed)
    } else if options.sampler?.priorities == nil {
      options.generator = Generator().manualSeed(item["torch_seed"] as? Int ?? 0)
    } else {
      try Generator.numpy.manualSeedNumpy(item["numpy_seed"] as? Int ?? 0)
    }
    let buffer = try ReplayBuffer(.plain, options)
    let steps = try #require(item["steps"] as? [[String: Any]])
    for (number, step) in steps.enumerated() {
      let place: Comment = "\(id) step \(number)"
      switch step["op"] as? String {
      case "extend":
        let index = try buffer.extend(try data(step, ndim))
        #expect(try flat(index) == ints(step["index"]), place)
      case "update_priority":
        let priorities = try floats(step["priority"])
        try buffer.updatePriority(
          .tensor(try intTensor(try ints(step["index"]))),
          priorities.count == 1 ? .float(Double(priorities[0])) : .tensor(try floatTensor(priorities)))
      case "sample":
        if step["error"] is String {
          #expect(throws: Failure.self, place) { try buffer.sample() }
        } else {
          let sample = try buffer.sample()
          let expected = (step["index"] as? [String: Any])?["values"] ?? step["index"]
          #expect(try flat(sample.info.last?.value ?? .none) == ints(expected), place)
          if let weights = step["priority_weight"] as? [String: Any] {
            let tensor = try #require(sample.info.first?.value.asTensor, place)
            let values = try floats(weights["values"])
            #expect(tensor.withElements(Float.self) { Array($0) } == values, place)
            #expect(tensor.shape.dims == weights["shape"] as? [Int], place)
          }
        }
        if let ranOut = step["ran_out"] as? Bool { #expect(buffer.sampler.ranOut == ranOut, place) }
      default: Issue.record("unknown step in \(id)")
      }
    }
  }

  private func makeSampler(_ name: String, _ kwargs: [String: Any]) throws -> any Sampler {
    switch name {
    case "RandomSampler": return RandomSampler()
    case "SamplerWithoutReplacement":
      return SamplerWithoutReplacement(
        dropLast: kwargs["drop_last"] as? Bool ?? false, shuffle: kwargs["shuffle"] as? Bool ?? true)
    default:
      return try PrioritizedSampler(
        capacity: kwargs["max_capacity"] as? Int, alpha: kwargs["alpha"] as? Double ?? 0,
        beta: kwargs["beta"] as? Double ?? 0, eps: kwargs["eps"] as? Double ?? 1e-8,
        reduction: try Reduction(named: kwargs["reduction"] as? String ?? "max"),
        maxPriorityWithinBuffer: kwargs["max_priority_within_buffer"] as? Bool ?? false)
    }
  }

  private func data(_ step: [String: Any], _ ndim: Int) throws -> Tree {
    let fields = step["data"] as? [String: Any] ?? [:]
    if fields["values"] != nil { return .tensor(try tensor(fields)) }
    let result = TensorDict(batchSize: Shape(step["batch_size"] as? [Int] ?? []))
    for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
      let value = try #require(value as? [String: Any])
      try result.set(NestedKey(key.split(separator: "/").map(String.init)), entry: .tensor(try tensor(value)))
    }
    return .tensordict(result)
  }

  private func tensor(_ field: [String: Any]) throws -> Tensor {
    let shape = Shape(field["shape"] as? [Int] ?? [])
    let values = field["values"] as? [Double] ?? []
    let dtype = DType(named: field["dtype"] as? String ?? "") ?? .int64
    let flat = try floatOrInt(values, dtype)
    return flat.view(shape: shape, strides: shape.contiguousStrides, offset: 0)
  }

  private func floatOrInt(_ values: [Double], _ dtype: DType) throws -> Tensor {
    dtype.isFloatingPoint ? try floatTensor(values.map { Float($0) }) : try intTensor(values.map { Int($0) })
  }

  /// The numbers of a tensor, or of a tuple of coordinate tensors row by row.
  private func flat(_ tree: Tree) -> [Int] {
    switch tree {
    case .tensor(let tensor): return tensor.withElements(Int.self) { Array($0) }
    case .tuple(let parts):
      let columns = parts.map { flat($0) }
      return (columns.first ?? []).indices.flatMap { row in columns.map { $0[row] } }
    case .int(let value): return [value]
    default:
      Issue.record("expected places, got \(PythonText.repr(tree))")
      return []
    }
  }

  private func ints(_ value: Any?) throws -> [Int] {
    if let nested = value as? [[Int]] { return nested.flatMap { $0 } }
    return try value as? [Int] ?? [#require(value as? Int)]
  }
  private func floats(_ value: Any?) throws -> [Float] {
    try (value as? [Double] ?? [#require(value as? Double)]).map { Float($0) }
  }
}
