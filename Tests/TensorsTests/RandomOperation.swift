import TestSupport

@testable import Tensors

/// One operation of a case of draws.
struct RandomOperation {
  let fields: VectorFields
  let generator: Generator

  init(_ fields: VectorFields, _ generator: Generator) {
    self.fields = fields
    self.generator = generator
  }

  func result() throws -> Tensor {
    switch try fields.string("op") {
    case "rand": return try .rand(shape(), dtype(), generator: generator)
    case "randn": return try .randn(shape(), dtype(), generator: generator)
    case "randint":
      return try .randint(
        fields.int("low", or: 0), below: fields.int("high"), shape(), dtype(), generator: generator)
    case "randperm": return try .randperm(fields.int("n"), dtype(), generator: generator)
    case "rand_like": return try target().randLike(generator: generator)
    case "randn_like": return try target().randnLike(generator: generator)
    case "randint_like":
      return try target().randintLike(fields.int("low", or: 0), below: fields.int("high"), generator: generator)
    case "normal": return try normal()
    case "bernoulli":
      guard let chances = try nested("p") else { throw fields.failure("expected a tensor for 'p'") }
      return try .bernoulli(chances, generator: generator)
    case "multinomial": return try multinomial()
    case let name: return try fill(name)
    }
  }

  private func shape() throws -> Shape { Shape(try fields.ints("shape")) }
  private func dtype() throws -> DType { try Vector.knownDType(fields) }

  private func fill(_ name: String) throws -> Tensor {
    let target = try target()
    switch name {
    case "normal_":
      try target.fillNormal(mean: fields.double("mean", or: 0), std: fields.double("std", or: 1), generator: generator)
    case "uniform_":
      try target.fillUniform(from: fields.double("low", or: 0), to: fields.double("high", or: 1), generator: generator)
    case "exponential_":
      let rate = fields.has("lambd") ? try fields.double("lambd") : try fields.double("rate", or: 1)
      try target.fillExponential(rate: rate, generator: generator)
    case "cauchy_":
      try target.fillCauchy(
        median: fields.double("median", or: 0), sigma: fields.double("sigma", or: 1), generator: generator)
    case "log_normal_":
      try target.fillLogNormal(
        mean: fields.double("mean", or: 1), std: fields.double("std", or: 2), generator: generator)
    case "geometric_": try target.fillGeometric(p: fields.double("p"), generator: generator)
    case "bernoulli_": try target.fillBernoulli(p: fields.double("p", or: 0.5), generator: generator)
    case "bernoulli_tensor_":
      let columns = target.shape[target.ndim - 1]
      let dtype = try Vector.knownDType(fields, "p_dtype")
      let steps = (0..<columns).map { linspace($0, columns, dtype) }
      try target.fillBernoulli(Vector.tensor(steps, [columns], dtype), generator: generator)
    case "random_from": try target.fillRandom(from: fields.int("low"), generator: generator)
    case "random_", "random_range":
      guard fields.has("high") else { return try target.fillRandom(generator: generator) }
      try target.fillRandom(from: fields.int("low", or: 0), below: fields.int("high"), generator: generator)
    default: throw fields.failure("no test knows the operation '\(name)'")
    }
    return target
  }

  private func normal() throws -> Tensor {
    switch (try nested("mean"), try nested("std")) {
    case (let mean?, let std?): return try .normal(mean: mean, std: std, generator: generator)
    case (let mean?, nil): return try .normal(mean: mean, std: fields.double("std", or: 1), generator: generator)
    case (nil, let std?): return try .normal(mean: fields.double("mean", or: 0), std: std, generator: generator)
    case (nil, nil):
      return try .normal(
        mean: fields.double("mean"), std: fields.double("std"), shape(), dtype(), generator: generator)
    }
  }

  /// The weights are a tensor, or a list with the operation's own dtype.
  private func multinomial() throws -> Tensor {
    let count = fields.has("num_samples") ? try fields.int("num_samples") : try fields.int("count")
    let weights: Tensor
    if let tensor = try nested("weights") {
      weights = tensor
    } else {
      let values = try fields.array("weights")
      weights = try Vector.tensor(values, [values.count], dtype())
    }
    return try .multinomial(
      weights, count: count, replacement: fields.bool("replacement", or: false), generator: generator)
  }

  /// A tensor given as `{dtype, shape, values}`; nil where the field is something else.
  private func nested(_ name: String) throws -> Tensor? {
    guard fields.has(name), try fields.value(name).object != nil else { return nil }
    let object = try fields.fields(name)
    let tensor = try Vector.tensor(object.array("values"), object.ints("shape"), Vector.knownDType(object))
    try object.finish()
    return tensor
  }

  /// What a method in place writes to. Layouts: dense, transposed (the last two dimensions swapped, dense in memory),
  /// sliced (every second of the last dimension) and both.
  private func target() throws -> Tensor {
    let dims = try fields.ints("shape")
    let layout = try fields.string("layout", or: "dense")
    guard ["dense", "transposed", "sliced", "both"].contains(layout) else {
      throw fields.failure("no test knows the layout '\(layout)'")
    }
    guard layout != "dense" else { return try .zeros(Shape(dims), dtype()) }
    let last = dims.count - 1
    var stored = dims
    if layout != "sliced" { stored.swapAt(last, last - 1) }
    if layout != "transposed" { stored[last] *= 2 }
    let base = try Tensor.zeros(Shape(stored), dtype())
    var strides = base.strides
    if layout != "transposed" { strides[last] *= 2 }
    if layout != "sliced" { strides.swapAt(last, last - 1) }
    return base.view(shape: Shape(dims), strides: strides, offset: 0)
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
