import Catalog
import Environments
import ReplayBuffers
import Tensors

/// The methods of specs.
enum SpecMethods {
  private static func value(_ data: TensorDict) -> Value { .object(TensorDictObject(data)) }

  private static func spec(
    _ name: String, aliases: [String] = [], _ summary: String, _ parameters: [Parameter] = [], returns: String = "",
    _ example: String, prints output: String, _ body: @escaping @Sendable (Spec, Call) throws -> Value
  ) -> Builtin {
    Builtin(
      name, aliases: aliases, summary, parameters, returns: returns, examples: [Example(example, prints: output)]
    ) { call in
      guard let object = call.receiver.object(SpecValue.self) else {
        throw Failure.type("expected a spec before the dot")
      }
      return try body(object.spec, call)
    }
  }

  private static let leading = Parameter.variadic("shape", .shape, "Leading sizes, one by one or as a sequence.")

  /// A method that makes a value of the spec, below leading sizes.
  private static func made(
    _ name: String, alias: String, _ summary: String, _ example: String, prints output: String,
    _ leaf: @escaping @Sendable (LeafSpec, Shape) throws -> Tensor,
    _ composite: @escaping @Sendable (CompositeSpec, Shape) throws -> TensorDict
  ) -> Builtin {
    spec(
      name, aliases: [alias], summary, [leading], returns: "a tensor or a tensordict", example, prints: output
    ) { spec, call in
      let leading = Shape(try call.sizes("shape"))
      switch spec {
      case .leaf(let one): return .tensor(try leaf(one, leading))
      case .composite(let several): return value(try composite(several, leading))
      }
    }
  }

  /// TorchRL gives a tensor where it looks at elements.
  private static func isIn(_ spec: Spec, _ call: Call, _ name: String) throws -> Value {
    switch spec {
    case .leaf(let leaf):
      let tensor = try call.tensor(name)
      let isIn = try leaf.contains(tensor)
      if case .unbounded = leaf.domain { return .bool(isIn) }
      return tensor.dtype == leaf.dtype ? .tensor(try .scalar(.bool(isIn))) : .bool(false)
    case .composite(let composite):
      return .bool(try composite.contains(try TensorDictMethods.tensordict(call, name)))
    }
  }

  static let all: [Builtin] = values + outcomes

  private static let values: [Builtin] = [
    made(
      "rand", alias: "sample", "A random value.", "manual_seed(0); print(categorical_spec(4).rand(2))",
      prints: "tensor([0, 3])", { leaf, leading in try leaf.random(leading) }, { try $0.random($1) }),
    made(
      "zero", alias: "zeros", "Zeros in its shape.", "print(unbounded_spec((2,)).zero())", prints: "tensor([0., 0.])",
      { leaf, leading in try leaf.zero(leading) }, { try $0.zero($1) }),
    made(
      "one", alias: "ones", "Ones in its shape.", "print(unbounded_spec((2,)).one())", prints: "tensor([1., 1.])",
      { leaf, leading in try leaf.one(leading) }, { try $0.one($1) }),
    spec(
      "project", "The nearest value that is in the spec.", [Parameter("val", .tensor, "A tensor.")],
      returns: "a tensor", "print(bounded_spec(-1.0, 1.0, (2,)).project(tensor([0.5, 4.0])))",
      prints: "tensor([0.5000, 1.0000])"
    ) { spec, call in
      guard case .leaf(let leaf) = spec else { throw Failure.type("project() is for the spec of one tensor") }
      return .tensor(try leaf.project(try call.tensor("val")))
    },
    spec(
      "is_in", aliases: ["contains"], "Whether a value has its shape, dtype and domain.",
      [Parameter("val", .any, "A tensor; a tensordict for a composite spec.")], returns: "bool",
      "s = one_hot_spec(2, dtype: int64); print(s.is_in(tensor([1, 0])), s.is_in(tensor([1, 1])))",
      prints: "tensor(True) tensor(False)"
    ) { spec, call in
      try isIn(spec, call, "val")
    },
    spec(
      "expand", "The spec with leading sizes.",
      [Parameter.variadic("shape", .shape, "All sizes, one by one or as a sequence.")], returns: "a spec",
      "print(one_hot_spec(2).expand(3, 2).shape)", prints: "torch.Size([3, 2])"
    ) { spec, call in
      let sizes = try call.sizes("shape")
      let own = spec.shape.dims
      guard sizes.count >= own.count, Array(sizes.suffix(own.count)) == own else {
        throw Failure.value("expected sizes that end with \(own), got \(sizes)", argument: "shape")
      }
      let leading = Shape(Array(sizes.dropLast(own.count)))
      switch spec {
      case .leaf(let leaf): return Value(Spec.leaf(try leaf.expanded(leading)))
      case .composite(let composite): return Value(Spec.composite(try composite.expanded(leading)))
      }
    },
  ]

  private static func composite(_ spec: Spec) throws -> CompositeSpec {
    guard case .composite(let composite) = spec else { throw Failure.type("this spec has no keys") }
    return composite
  }

  private static func entries(_ spec: Spec) throws -> [(key: Value, spec: Value)] {
    let composite = try composite(spec)
    return composite.keys.compactMap { key in composite[NestedKey(key)].map { (.string(key), Value($0)) } }
  }

  /// Of specs by key.
  static let composite: [Builtin] = [
    spec(
      "values", "The specs of a composite spec.", returns: "a list",
      "print(len(composite_spec({\"a\": one_hot_spec(2)}).values()))", prints: "1"
    ) { spec, _ in .list(try entries(spec).map(\.spec)) },
    spec(
      "items", "The keys of a composite spec, each with its spec.", returns: "a list of tuples",
      "for key, s in composite_spec({\"a\": one_hot_spec(2)}).items() { print(key, s.shape) }",
      prints: "a torch.Size([2])"
    ) { spec, _ in .list(try entries(spec).map { .tuple([$0.key, $0.spec]) }) },
    spec(
      "get", "The spec under a key.",
      [
        Parameter("item", .key, "The key."),
        .optional("default", .any, default: "None", "What is given where there is none."),
      ], returns: "a spec", "print(composite_spec({\"a\": one_hot_spec(2)}).get(\"b\", 7))", prints: "7"
    ) { spec, call in
      let composite = try composite(spec)
      guard let key = call["item"].nestedKey else { throw call.wrong("item", expected: "a key") }
      if let found = composite[key] { return Value(found) }
      return call.has("default") ? call["default"] : .none
    },
    spec(
      "is_empty", "Whether a composite spec has no keys.", returns: "bool", "print(composite_spec({}).is_empty())",
      prints: "True"
    ) { spec, _ in .bool(try composite(spec).isEmpty) },
    spec(
      "keys", "The keys of a composite spec.", returns: "a list",
      "print(gym(\"CartPole-v1\").observation_spec.keys())", prints: "['observation']"
    ) { spec, _ in
      .list(try composite(spec).keys.map { .string($0) })
    },
  ]

  private static let useMask = Parameter.optional(
    "use_mask", .bool, default: "False", "Leaves out the outcomes that the mask rules out.")

  private static let outcomes: [Builtin] = [
    spec(
      "ndimension", "How many dimensions its values have.", returns: "int",
      "print(unbounded_spec((2, 3)).ndimension())", prints: "2"
    ) { spec, _ in .int(spec.shape.count) },
    spec(
      "cardinality", "How many outcomes there are; those of a composite spec are combined.",
      returns: "int; inf for a bounded spec", "print(categorical_spec(4).cardinality())", prints: "4"
    ) { spec, _ in
      let count: Int?
      switch spec {
      case .leaf(let leaf): count = try leaf.cardinality()
      case .composite(let composite): count = try composite.cardinality()
      }
      return count.map { .int($0) } ?? .float(.infinity)
    },
    spec(
      "enumerate", "Every outcome, along a new first dimension.", [useMask], returns: "a tensor or a tensordict",
      "print(one_hot_spec(2, dtype: int64).enumerate())", prints: "tensor([[1, 0],\n        [0, 1]])"
    ) { spec, call in
      let obeysMask = try call.bool("use_mask", default: false)
      switch spec {
      case .leaf(let leaf): return .tensor(try leaf.enumerated(obeysMask: obeysMask))
      case .composite(let composite): return value(try composite.enumerated(obeysMask: obeysMask))
      }
    },
    spec(
      "assert_is_in", "Throws AssertionError where a value is not in the spec.",
      [Parameter("value", .any, "A tensor; a tensordict for a composite spec.")],
      "try { categorical_spec(3).assert_is_in(tensor(7)) } catch err { print(err.kind) }", prints: "AssertionError"
    ) { spec, call in
      guard try Operators.truth(try isIn(spec, call, "value")) else {
        throw Failure(.assertion, "the value is not in \(spec.text)", help: "project(value) gives the nearest one")
      }
      return .none
    },
    spec(
      "type_check", "Throws TypeError where the dtype of a value is another one.",
      [Parameter("value", .tensor, "A tensor."), .optional("key", .key, "Which spec of a composite one.")],
      "try { categorical_spec(3).type_check(ones(1)) } catch err { print(err.kind) }", prints: "TypeError"
    ) { spec, call in
      var found = spec
      if case .composite(let composite) = spec, let key = try call.optionalKey("key") {
        guard let entry = composite[key] else { throw Failure.key("there is no spec for \(key.text)") }
        found = entry
      }
      guard case .leaf(let leaf) = found else {
        throw Failure.type("type_check() of a composite spec needs a key", argument: "key")
      }
      let dtype = try call.tensor("value").dtype
      guard dtype == leaf.dtype else {
        throw Failure.type("expected \(leaf.dtype.torchName) for 'value', got \(dtype.torchName)", argument: "value")
      }
      return .none
    },
  ]

  /// Of specs with numbered outcomes.
  static let numbered: [Builtin] = [
    spec(
      "to_categorical", "The outcome of each value, by its number.", [Parameter("val", .tensor, "Values of the spec.")],
      returns: "a tensor", "print(one_hot_spec(3).to_categorical(tensor([0, 0, 1])))", prints: "tensor(2)"
    ) { spec, call in .tensor(try numbered(spec).categorical(try call.tensor("val"))) },
    spec(
      "to_one_hot", "Each value with a single True among as many bools as there are outcomes.",
      [Parameter("val", .tensor, "Values of the spec.")],
      returns: "a tensor", "print(categorical_spec(3).to_one_hot(tensor(2)))", prints: "tensor([False, False,  True])"
    ) { spec, call in .tensor(try numbered(spec).oneHot(try call.tensor("val"))) },
    spec(
      "to_categorical_spec", "The spec of what to_categorical() gives.", returns: "a spec",
      "print(one_hot_spec(3).to_categorical_spec().shape)", prints: "torch.Size([])"
    ) { spec, _ in Value(Spec.leaf(try numbered(spec).categoricalSpec())) },
    spec(
      "to_one_hot_spec", "The spec of what to_one_hot() gives.", returns: "a spec",
      "print(categorical_spec(3).to_one_hot_spec().shape)", prints: "torch.Size([3])"
    ) { spec, _ in Value(Spec.leaf(try numbered(spec).oneHotSpec())) },
  ]

  private static func numbered(_ spec: Spec) throws -> LeafSpec {
    guard case .leaf(let leaf) = spec else { throw Failure.type("expected a spec with numbered outcomes") }
    return leaf
  }
}
