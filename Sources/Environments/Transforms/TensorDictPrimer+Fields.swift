import Catalog
import ReplayBuffers
import Tensors

extension TensorDictPrimer {
  /// A dict of keys with specs, or with tensors whose shape and dtype the values get; or a composite spec.
  private static let primerKind = FieldKind<[Primer]?>(.any, takesNone: true) {
    (data, label) throws(Failure) -> [Primer]? in
    switch data {
    case .none: return nil
    case .object(let object as SpecObject):
      guard case .composite(let specs) = object.content else { break }
      return specs.leaves.map { ($0.key, $0.spec) }
    case .dict(let items):
      var primers: [Primer] = []
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
        default: throw .type("expected a spec or a tensor for the primer \(name.text)", argument: label)
        }
      }
      return primers
    default: break
    }
    throw .unfit(label, expected: "a dict of specs by key", got: data)
  } encode: { primers in
    primers.map { .dict($0.map { ($0.key.tree, .object(Expression($0.spec.expression))) }) } ?? .none
  }

  static let primers: Field<TensorDictPrimer, [Primer]?> = Field(
    "primers", primerKind, default: nil,
    "A dict of keys with specs, or with tensors whose shape and dtype the values get.", attribute: .hidden,
    showing: .byPosition
  ) { $0.primers }
  static let random: Field<TensorDictPrimer, Bool?> = Field(
    "random", .optional(.bool), default: nil, "Values are drawn from the specs."
  ) { $0.isRandom }
  static let defaultValue: Field<TensorDictPrimer, Tree> = Field(
    "default_value", .any, default: .none,
    "What the values are: a number, a function that gives them, or a dict of such; 0 by default.", attribute: .hidden
  ) { $0.defaultValue }
  static let resetKey: Field<TensorDictPrimer, NestedKey?> = Field(
    "reset_key", .optional(.key), default: nil, "The key of reset marks; None for the environment's.",
    attribute: .hidden
  ) { $0.givenResetKey }
  static let expandSpecs: Field<TensorDictPrimer, Bool?> = .accepted(
    "expand_specs", .optional(.bool), default: nil,
    "Accepted for TorchRL's sake: specs get the environment's batch size.")
  static let singleDefaultValue: Field<TensorDictPrimer, Bool> = Field(
    "single_default_value", .bool, default: false,
    "default_value is one function that gives a tensordict of all values; after a reset it takes the reset marks."
  ) { if case .whole = $0.source { true } else { false } }
  static let callBeforeEnvReset: Field<TensorDictPrimer, Bool> = .accepted(
    "call_before_env_reset", .bool, default: false, "False: the values go in after the environment's own reset.")
  static let specs: Field<TensorDictPrimer, Tree> = .labelled(
    "specs", .any, "Specs or tensors by their keys, in place of primers.")

  public static let spec: ComponentSpec = ComponentSpec(
    .transform, "tensordict_primer", "TensorDictPrimer", also: ["tensor_dict_primer"],
    "Puts values of its own into an environment's data at every reset, and carries them on.",
    fields: [
      primers, random, defaultValue, resetKey, expandSpecs, singleDefaultValue, callBeforeEnvReset,
      Field<TensorDictPrimer, Tree>.device(labelOnly: true), specs,
    ],
    attributes: [
      Attribute<TensorDictPrimer>("primers", "The specs of the values.") { primer in
        let entries = primer.primers.map { ($0.key, Spec.leaf($0.spec)) }
        return .object(SpecObject(.composite(CompositeSpec(entries))))
      },
      Attribute<TensorDictPrimer>("default_value", "What the values are, by their keys; or the function for all.") {
        $0.defaults
      },
      Attribute<TensorDictPrimer>("reset_key", "The key of reset marks; the environment's is known in one.") {
        $0.knownResetKey?.tree
      },
      Attribute<TensorDictPrimer>("call_before_env_reset", "Whether values go in before a reset.") { _ in
        .bool(false)
      },
    ],
    examples: [
      Example(
        "t = tensordict_primer({\"h\": zeros(2)}, default_value: 1.0)\nprint(t(tensordict({}, [1]))[\"h\"])",
        prints: "tensor([[1., 1.]])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    guard try !arguments[callBeforeEnvReset] else {
      throw Failure(
        .notImplemented, "tensordict_primer() puts its values in after the environment's own reset, not before",
        argument: "call_before_env_reset")
    }
    var found = try arguments[primers]
    if case .dict(let named) = try arguments[specs], !named.isEmpty {
      guard found == nil else { throw .runtime("expected primers as a dict or by their labels, got both") }
      found = try primerKind.decode(.dict(named), "specs")
    }
    guard let found else { throw .type("tensordict_primer() misses the argument 'primers'", argument: "primers") }
    let value = try arguments[defaultValue]
    let isRandom = try arguments[random]
    return try TensorDictPrimer(
      found,
      try source(
        found, value, isRandom: isRandom ?? false, isSingle: try arguments[singleDefaultValue]),
      isRandom: isRandom, defaultValue: value, resetKey: try arguments[resetKey])
  }

  private static func source(
    _ primers: [Primer], _ value: Tree, isRandom: Bool, isSingle: Bool
  ) throws(Failure) -> Source {
    if isRandom {
      guard case .none = value else { throw .value("expected 'random' or 'default_value', got both") }
      return .random
    }
    if isSingle { return .whole(try FieldKind<any Callback>.function.read(value, "default_value")) }
    func one(_ value: Tree) throws(Failure) -> Value {
      if case .object(let object) = value, let function = object as? any Callback { return .function(function) }
      return .number(.float(try FieldKind<Double>.number.read(value, "default_value")))
    }
    var values: [NestedKey: Value] = [:]
    switch value {
    case .none: break
    case .dict(let pairs): for (key, value) in pairs { values[try NestedKey(tree: key)] = try one(value) }
    default: for primer in primers { values[primer.key] = try one(value) }
    }
    return .values(values)
  }

  /// As TorchRL has it: by key, or the function for all.
  private var defaults: Tree {
    switch source {
    case .whole(let function): return .object(function)
    case .random: return .dict(primers.map { ($0.key.tree, .float(0)) })
    case .values(let values):
      return .dict(
        primers.map { primer in
          switch values[primer.key] ?? .number(0) {
          case .number(let number): (primer.key.tree, .float(number.double))
          case .function(let function): (primer.key.tree, .object(function))
          }
        })
    }
  }
}
