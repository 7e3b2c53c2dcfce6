import Catalog
import Foundation
import Testing

@testable import Tensors

@Suite struct RandomVectorTests {
  @Test func everyDrawOfTheVectorsIsTorchsBitForBit() throws {
    let cases = try Vector.cases("rng")
    #expect(cases.count == 210)
    for item in cases {
      let generator = seeded(item["seed"])
      for (i, operation) in (item["ops"] as? [[String: Any]] ?? []).enumerated() {
        let result = try run(operation, generator)
        let difference = Vector.firstDifference(result, operation["out"] as? [Any] ?? [])
        #expect(difference == nil, "\(item["id"] ?? ""), op \(i): \(operation["op"] ?? "")")
        #expect(result.shape.dims == Vector.ints(operation["out_shape"]), "\(item["id"] ?? ""), op \(i)")
      }
    }
  }

  @Test func stridedTargetsAndRarerDistributionsAreTorchsBitForBit() throws {
    let cases = try Vector.cases("rng_extra")
    #expect(cases.count == 100)
    for item in cases where item["next"] != nil {
      let generator = seeded(item["seed"])
      for (i, operation) in (item["ops"] as? [[String: Any]] ?? []).enumerated() {
        let result = try runExtra(operation, generator)
        let difference = Vector.firstDifference(result, operation["out"] as? [Any] ?? [])
        #expect(difference == nil, "\(item["id"] ?? ""), op \(i): \(operation["op"] ?? "") at \(difference ?? 0)")
        #expect(result.strides == Vector.ints(operation["strides"]), "\(item["id"] ?? ""), op \(i)")
      }
      var checksum = 0
      let state = try generator.state()
      for i in 0..<state.numel { checksum += (i + 1) * Vector.element(state, i).int }
      #expect(checksum == Vector.int(item["state_checksum"]), "\(item["id"] ?? ""): state")
      let next = try Tensor.rand([3], generator: generator)
      #expect(Vector.firstDifference(next, item["next"] as? [Any] ?? []) == nil, "\(item["id"] ?? ""): position")
    }
  }

  @Test func equalChancesComeInTheOrderOfTorchsUnstableSort() throws {
    for item in try Vector.cases("rng_extra") where item["next"] == nil {
      let operation = try #require((item["ops"] as? [[String: Any]])?.first)
      let weights = operation["weights"] as? [Any] ?? []
      let tensor = try Vector.tensor(weights, [weights.count], Vector.dtype(operation["dtype"]) ?? .float32)
      let drawn = try Tensor.multinomial(tensor, count: Vector.int(operation["count"]), generator: seeded(item["seed"]))
      #expect(Vector.firstDifference(drawn, operation["out"] as? [Any] ?? []) == nil, "\(item["id"] ?? "")")
    }
  }

  private func seeded(_ seed: Any?) -> Generator {
    let text = (seed as? String) ?? (seed as? Int).map { String($0) } ?? ""
    if let value = Int(text) { return Generator(seed: 1).manualSeed(value) }
    return Generator(seed: UInt64(text) ?? 0)
  }

  private func nested(_ value: Any?) throws -> Tensor? {
    guard let object = value as? [String: Any], let dtype = Vector.dtype(object["dtype"]) else { return nil }
    return try Vector.tensor(object["values"] as? [Any] ?? [], Vector.ints(object["shape"]), dtype)
  }

  private func run(_ operation: [String: Any], _ generator: Generator) throws -> Tensor {
    let shape = Shape(Vector.ints(operation["shape"]))
    let dtype = Vector.dtype(operation["dtype"]) ?? .float32
    func number(_ name: String) -> Double { operation[name].map { Vector.double($0) } ?? .nan }
    switch operation["op"] as? String {
    case "rand": return try .rand(shape, dtype, generator: generator)
    case "randn": return try .randn(shape, dtype, generator: generator)
    case "randint":
      return try .randint(
        Vector.int(operation["low"]), below: Vector.int(operation["high"]), shape, dtype, generator: generator)
    case "randperm": return try .randperm(Vector.int(operation["n"]), dtype, generator: generator)
    case "normal_":
      return try .zeros(shape, dtype).fillNormal(mean: number("mean"), std: number("std"), generator: generator)
    case "normal":
      switch (try nested(operation["mean"]), try nested(operation["std"])) {
      case (let mean?, let std?): return try .normal(mean: mean, std: std, generator: generator)
      case (let mean?, nil): return try .normal(mean: mean, std: number("std"), generator: generator)
      case (nil, let std?): return try .normal(mean: number("mean"), std: std, generator: generator)
      case (nil, nil):
        return try .normal(mean: number("mean"), std: number("std"), shape, dtype, generator: generator)
      }
    case "exponential_":
      return try .zeros(shape, dtype).fillExponential(rate: number("lambd"), generator: generator)
    case "bernoulli": return try .bernoulli(#require(try nested(operation["p"])), generator: generator)
    case "bernoulli_": return try .zeros(shape, dtype).fillBernoulli(p: number("p"), generator: generator)
    case "uniform_":
      return try .zeros(shape, dtype).fillUniform(from: number("low"), to: number("high"), generator: generator)
    case "random_": return try .zeros(shape, dtype).fillRandom(generator: generator)
    case "multinomial":
      return try .multinomial(
        #require(try nested(operation["weights"])), count: Vector.int(operation["num_samples"]),
        replacement: operation["replacement"] as? Bool ?? false, generator: generator)
    case let name: throw Failure.value("unknown op \(name ?? "")")
    }
  }

  private func target(_ dims: [Int], _ dtype: DType, _ layout: String) throws -> Tensor {
    let last = dims.count - 1
    var stored = dims
    if layout == "transposed" || layout == "both" { stored.swapAt(last, last - 1) }
    if layout == "sliced" || layout == "both" { stored[last] *= 2 }
    let base = try Tensor.zeros(Shape(stored), dtype)
    var strides = base.strides
    if layout == "sliced" || layout == "both" { strides[last] *= 2 }
    if layout == "transposed" || layout == "both" { strides.swapAt(last, last - 1) }
    return base.view(shape: Shape(dims), strides: strides, offset: 0)
  }

  private func runExtra(_ operation: [String: Any], _ generator: Generator) throws -> Tensor {
    func number(_ name: String) -> Double { operation[name].map { Vector.double($0) } ?? .nan }
    func int(_ name: String) -> Int { Vector.int(operation[name]) }
    let target = try target(
      Vector.ints(operation["shape"]), Vector.dtype(operation["dtype"]) ?? .float32,
      operation["layout"] as? String ?? "")
    switch operation["op"] as? String {
    case "cauchy_": try target.fillCauchy(median: number("median"), sigma: number("sigma"), generator: generator)
    case "log_normal_": try target.fillLogNormal(mean: number("mean"), std: number("std"), generator: generator)
    case "geometric_": try target.fillGeometric(p: number("p"), generator: generator)
    case "random_from": try target.fillRandom(from: int("low"), generator: generator)
    case "random_range": try target.fillRandom(from: int("low"), below: int("high"), generator: generator)
    case "random_": try target.fillRandom(generator: generator)
    case "uniform_": try target.fillUniform(from: number("low"), to: number("high"), generator: generator)
    case "normal_": try target.fillNormal(mean: number("mean"), std: number("std"), generator: generator)
    case "exponential_": try target.fillExponential(rate: number("rate"), generator: generator)
    case "bernoulli_": try target.fillBernoulli(p: number("p"), generator: generator)
    case "bernoulli_tensor_":
      let columns = target.shape[target.ndim - 1]
      let dtype = Vector.dtype(operation["p_dtype"]) ?? .float32
      let steps = (0..<columns).map { linspace($0, columns, dtype) }
      try target.fillBernoulli(Vector.tensor(steps, [columns], dtype), generator: generator)
    case "rand_like": return try target.randLike(generator: generator)
    case "randn_like": return try target.randnLike(generator: generator)
    case "randint_like": return try target.randintLike(int("low"), below: int("high"), generator: generator)
    case let name: throw Failure.value("unknown op \(name ?? "")")
    }
    return target
  }

  /// torch's `linspace(0, 1, count)`, which counts from both ends.
  private func linspace(_ i: Int, _ count: Int, _ dtype: DType) -> Double {
    guard count > 1 else { return 0 }
    if dtype == .float64 {
      let step = 1 / Double(count - 1)
      return i < count / 2 ? step * Double(i) : 1 - step * Double(count - i - 1)
    }
    let step = 1 / Float(count - 1)
    return Double(i < count / 2 ? step * Float(i) : 1 - step * Float(count - i - 1))
  }
}
