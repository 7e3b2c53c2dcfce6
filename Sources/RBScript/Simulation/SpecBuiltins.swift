import Catalog
import Environments
import Tensors

/// Constructors of specs: which values an entry of an environment's data may take.
enum SpecBuiltins {
  private static let shape = Parameter.optional("shape", .shape, "The sizes.")

  static let all: [Builtin] = [
    Builtin(
      "one_hot_spec", aliases: ["OneHot"], "A single 1 among n numbers.",
      [Parameter("n", .int, "How many, at least 1."), shape, .device, .dtype], returns: "spec", makes: .spec,
      examples: [Example("manual_seed(0); print(one_hot_spec(3, dtype: int64).rand())", prints: "tensor([0, 0, 1])")]
    ) { call in
      let count = try positive(call)
      let shape = try call.optionalInts("shape").map { Shape($0) }
      if let shape, shape.dims.last != count {
        throw Failure.value("the last size must be \(count), got \(shape.dims)", argument: "shape")
      }
      return Value(Spec.leaf(.oneHot(count, shape, try call.dtype() ?? .bool)))
    },
    Builtin(
      "categorical_spec", aliases: ["Categorical"], "A number below n.",
      [Parameter("n", .int, "How many, at least 1."), shape, .device, .dtype], returns: "spec", makes: .spec,
      examples: [Example("manual_seed(0); print(categorical_spec(3).rand())", prints: "tensor(2)")]
    ) { call in
      Value(
        Spec.leaf(
          LeafSpec(
            Shape(try call.optionalInts("shape") ?? []), try call.dtype() ?? .int64, .categorical(try positive(call)))))
    },
    Builtin(
      "binary_spec", aliases: ["Binary"], "Elements that are 0 or 1.",
      [.optional("n", .int, "How many, without a shape."), shape, .device, .dtype], returns: "spec", makes: .spec,
      examples: [Example("print(binary_spec(3).zero())", prints: "tensor([0, 0, 0], dtype=torch.int8)")]
    ) { call in
      let sizes = try call.optionalInts("shape") ?? [try call.int("n")]
      return Value(Spec.leaf(LeafSpec(Shape(sizes), try call.dtype() ?? .int8, .binary)))
    },
    Builtin(
      "bounded_spec", aliases: ["Bounded"], "Numbers between two bounds, both included.",
      [
        Parameter("low", .any, "The lower bound: a number or a tensor."),
        Parameter("high", .any, "The upper bound: a number or a tensor."), shape, .device, .dtype,
      ], returns: "spec", makes: .spec,
      examples: [
        Example("manual_seed(0); print(bounded_spec(-1.0, 1.0, (2,)).rand())", prints: "tensor([-0.0075,  0.5364])")
      ]
    ) { call in try bounded(call) },
    Builtin(
      "unbounded_spec", aliases: ["Unbounded"], "Any number of the dtype.", [shape, .device, .dtype], returns: "spec",
      makes: .spec, examples: [Example("print(unbounded_spec((2,)).zero())", prints: "tensor([0., 0.])")]
    ) { call in
      Value(Spec.leaf(LeafSpec(Shape(try call.optionalInts("shape") ?? [1]), try call.dtype() ?? .float32)))
    },
    Builtin(
      "composite_spec", aliases: ["Composite"], "Specs by key.",
      [
        .optional("specs", .any, "A dict of specs."),
        .optional("shape", .shape, default: "[]", "The batch size.", labelOnly: true),
        Parameter("named", .object("spec"), "Further specs by name.", arity: .labelled),
      ], returns: "spec", makes: .spec,
      examples: [
        Example(
          "print(composite_spec({\"a\": unbounded_spec((2,))}).zero()[\"a\"])", prints: "tensor([0., 0.])")
      ]
    ) { call in
      var result = CompositeSpec(shape: Shape(call.has("shape") ? try call.ints("shape") : []))
      for dict in [call["specs"].asDict, call["named"].asDict] {
        for (key, value) in dict?.entries ?? [] {
          guard let path = key.nestedKey, let spec = value.object(SpecValue.self)?.spec else {
            throw Failure.type("composite_spec() expects specs by key, got \(value.type.article)", argument: "specs")
          }
          result[path] = spec
        }
      }
      return Value(Spec.composite(result))
    },
  ]

  private static func positive(_ call: Call) throws -> Int {
    let count = try call.int("n")
    guard count > 0 else { throw Failure.value("n must be at least 1, got \(count)", argument: "n") }
    return count
  }

  private static func bounded(_ call: Call) throws -> Value {
    let (low, high) = (call["low"], call["high"])
    if let bottom = low.scalar, let top = high.scalar {
      let dtype = try call.dtype() ?? .float32
      return Value(Spec.leaf(try .bounded(bottom, top, Shape(try call.optionalInts("shape") ?? [1]), dtype)))
    }
    func tensor(_ value: Value, _ name: String) throws -> Tensor {
      if let tensor = value.asTensor { return tensor }
      if let scalar = value.scalar { return try .scalar(scalar) }
      throw call.wrong(name, expected: "a number or a tensor")
    }
    let (bottom, top) = (try tensor(low, "low"), try tensor(high, "high"))
    let dtype = try call.dtype() ?? bottom.dtype
    let shape = try call.optionalInts("shape").map { Shape($0) } ?? Tensor.broadcastShape(bottom, top)
    return Value(
      Spec.leaf(
        LeafSpec(
          shape, dtype,
          .bounded(low: try bottom.to(dtype).expand(shape.dims), high: try top.to(dtype).expand(shape.dims)))))
  }
}

extension Tensor {
  fileprivate static func broadcastShape(_ a: Tensor, _ b: Tensor) throws(Failure) -> Shape {
    try Tensor.broadcastTensors([a, b])[0].shape
  }
}
