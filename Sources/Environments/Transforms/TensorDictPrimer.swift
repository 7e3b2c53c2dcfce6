import Catalog
import ReplayBuffers
import Tensors

/// Puts values of its own into an environment's data at every reset (the state of a recurrent policy, say), and carries
/// them on where nothing sets them.
public final class TensorDictPrimer: EnvironmentTransform, DescribedTransform {
  public let description: TransformDescription
  private let primers: [(key: NestedKey, spec: LeafSpec)]
  private let isRandom: Bool
  private let values: [NestedKey: Scalar]
  private let resetKey: NestedKey
  private let batch = Attachment<Shape>()

  /// - Parameters:
  ///   - primers: What is put in, without the environment's batch dimensions.
  ///   - isRandom: Values are drawn from the specs.
  ///   - values: What else they are; 0 for keys without one.
  public init(
    _ primers: [(key: NestedKey, spec: LeafSpec)], isRandom: Bool = false, values: [NestedKey: Scalar] = [:],
    resetKey: NestedKey? = nil
  ) throws(Failure) {
    if isRandom, !values.isEmpty { throw .value("expected 'random' or 'default_value', got both") }
    for key in values.keys where !primers.contains(where: { $0.key == key }) {
      throw .value("default_value names \(key.text), which is no primer", argument: "default_value")
    }
    self.primers = primers
    self.isRandom = isRandom
    self.values = values
    self.resetKey = resetKey ?? "_reset"
    let shown = Tree.dict(
      try primers.map { (primer) throws(Failure) in
        (key: primer.key.tree, value: .tensor(try primer.spec.zero()))
      })
    description = TransformDescription(
      "tensordict_primer", [("primers", shown)],
      [
        ("random", .bool(isRandom), .bool(false)),
        (
          "default_value",
          .dict(
            primers.compactMap { primer in
              values[primer.key].map { (key: primer.key.tree, value: .float($0.double)) }
            }), .dict([])
        ), ("reset_key", .optional(resetKey), .none),
      ])
  }

  public func attach(to parent: any Environment) throws(Failure) { batch.set(parent.batchSize) }

  private func value(_ primer: (key: NestedKey, spec: LeafSpec), _ batch: Shape) throws(Failure) -> Tensor {
    if isRandom { return try primer.spec.random(batch) }
    return try .full(batch + primer.spec.shape, values[primer.key] ?? 0, primer.spec.dtype)
  }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    for primer in primers { try data.set(primer.key, try value(primer, data.batchSize)) }
    return .tensordict(data)
  }

  public func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict {
    let marks = try previous.resetMarks(resetKey, batch: fresh.batchSize)
    guard try marks.any(nil).item().isTrue else { return fresh }
    for primer in primers {
      var value = try value(primer, fresh.batchSize)
      if !isRandom {
        var before = try value.zerosLike()
        if let known = previous.tensorIfPresent(primer.key) { before = known }
        value = try Tensor.where(try marks.expandedToRight(of: value.shape), value, before)
      }
      try fresh.set(primer.key, value)
    }
    return fresh
  }

  public func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict {
    for (key, _) in primers where !next.contains(key) {
      try next.set(key, try data.input(key, "tensordict_primer"))
    }
    return next
  }

  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var result = specs
    for (key, spec) in primers {
      result.observation[key] = .leaf(try spec.expanded(batch.current ?? specs.observation.shape))
    }
    return result
  }

  public static let spec = ComponentSpec(
    .transform,
    Signature(
      "tensordict_primer", aliases: ["TensorDictPrimer", "tensor_dict_primer"],
      "Puts values of its own into an environment's data at every reset, and carries them on.",
      [
        .optional(
          "primers", .any, "A dict of keys with specs, or with tensors whose shape and dtype the values get."),
        .optional("random", .bool, "Values are drawn from the specs."),
        .optional("default_value", .any, "What the values are: a number, or a dict of numbers; 0 by default."),
        .optional("reset_key", .key, "The key of reset marks; None for the environment's."),
        .optional("expand_specs", .bool, "Accepted for TorchRL's sake: specs get the environment's batch size."),
        Parameter("specs", .any, "Specs or tensors by their keys, in place of primers.", arity: .labelled),
      ], returns: "transform",
      examples: [
        Example(
          "t = tensordict_primer({\"h\": zeros(2)}, default_value: 1.0)\nprint(t(tensordict({}, [1]))[\"h\"])",
          prints: "tensor([[1., 1.]])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    var given = arguments["primers"]
    if case .dict(let named)? = arguments["specs"], !named.isEmpty {
      guard given == nil else { throw .runtime("expected primers as a dict or by their labels, got both") }
      given = arguments["specs"]
    }
    guard case .dict(let items)? = given else {
      throw .type("tensordict_primer() expects a dict of keys for 'primers'", argument: "primers")
    }
    var primers: [(key: NestedKey, spec: LeafSpec)] = []
    for (key, value) in items {
      let name = try NestedKey(tree: key)
      switch value {
      case .tensor(let tensor): primers.append((name, LeafSpec(tensor.shape, tensor.dtype)))
      case .object(let object as SpecObject):
        switch object.content {
        case .leaf(let leaf): primers.append((name, leaf))
        case .composite(let inner):
          primers += inner.leaves.map { (key: NestedKey(name.path + $0.key.path), spec: $0.spec) }
        }
      default:
        throw .type("expected a spec or a tensor for the primer \(name.text)", argument: "primers")
      }
    }
    var values: [NestedKey: Scalar] = [:]
    if case .dict(let defaults)? = arguments["default_value"] {
      for (key, value) in defaults {
        values[try NestedKey(tree: key)] = .float(
          try Arguments("tensordict_primer", ["default_value": value]).float("default_value") ?? 0)
      }
    } else if let number = try arguments.float("default_value") {
      for primer in primers { values[primer.key] = .float(number) }
    }
    return try TensorDictPrimer(
      primers, isRandom: try arguments.bool("random") ?? false, values: values,
      resetKey: try arguments.key("reset_key"))
  }
}
