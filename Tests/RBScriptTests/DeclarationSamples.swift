import Catalog
import Environments
import ReplayBuffers

/// Arguments for the parameters of components, as rbs source: one value other than the default for each.
enum DeclarationSamples {
  /// The tables of a family.
  struct Family {
    /// Names that mean the same in all of the family.
    var byName: [String: String] = [:]
    /// What else must be given so that a parameter can be: keys in equal numbers, bounds of which one must be there.
    var coupledByName: [String: [String: String]] = [:]
    /// The same, of single components.
    var special: [String: [String: String]] = [:]
    /// What a component is always given.
    var always: [String: [String: String]] = [:]
    var coupled: [String: [String: [String: String]]] = [:]
  }

  /// What the samples name.
  static let prelude = """
    fn twice(x) { return x }
    fn whole(marks: None) { return tensordict({"h": ones(2)}) }
    fn make() { return gym("CartPole-v1") }
    fn decide() { return random_policy() }
    fn nothing() { return None }
    fn start() { return tensordict({"n": zeros(1)}) }
    fn go(td) { return tensordict({"n": td["n"], "reward": ones(1), "done": td["n"] >= 2}) }
    given = arange(6).reshape(3, 2)
    flags = tensor([False, True, False, True])
    numbers = tensor([0.5, 2.0, 1.0, 0.25])
    items = tensordict({
      "obs": arange(4), "td_error": numbers, "rank": numbers, "episode": tensor([0, 0, 1, 1]), "query": arange(4) // 2,
      "step_count": arange(4) % 2, "is_init": flags, "policy_version": arange(4), "key": flags,
      "deep": {"key": flags}, "achieved_goal": numbers, "desired_goal": numbers,
      "next": {"done": flags, "truncated": flags, "terminated": flags, "reward": numbers, "obs": arange(4)},
    }, [4])
    grid = tensordict({"obs": arange(6).reshape(3, 2), "next": {"done": zeros(3, 2, dtype: bool)}}, [3, 2])
    """

  /// Fields that no argument can show, or whose only value is the default.
  static let exempt: [String: [String: String]] = {
    var found: [String: [String: String]] = [
      "prioritized_buffer": ["dtype": onlyFloat32], "prioritized": ["dtype": onlyFloat32],
      "prioritized_slices": ["dtype": onlyFloat32],
      "multi_async_collector": ["cat_results": "None is the only value: batches are not joined"],
    ]
    for spec in EnvironmentComponents.specs where spec.signature.name != "composite_spec" {
      found[spec.signature.name, default: [:]]["device"] = "the CPU is the only device of a spec, given or not"
    }
    for name in ["multi_sync_collector", "multi_async_collector"] {
      found[name, default: [:]]["num_workers"] = "what is printed is a list of as many functions"
    }
    for name in ["collector", "multi_sync_collector", "multi_async_collector"] {
      found[name, default: [:]]["reset_when_done"] = "True is the only value"
    }
    return found
  }()
  private static let onlyFloat32 = "float32 is the only dtype of priorities"

  private static func family(_ kind: ComponentSpec.Kind) -> Family {
    switch kind {
    case .transform: .transforms
    case .buffer: .buffers
    case .storage, .writer, .sampleUnit: .parts
    case .sampler: .samplers
    case .scheduler: .schedulers
    case .environment: .environments
    case .policy, .collector: .collectors
    case .spec: .specs
    }
  }

  /// The sample for a field; nil where none covers it.
  static func sample(_ spec: ComponentSpec, _ parameter: Parameter) -> String? {
    let family = family(spec.kind)
    return family.special[spec.signature.name]?[parameter.name] ?? family.byName[parameter.name]
      ?? sample(parameter.kind, unlike: defaultSource(parameter))
  }

  /// What else must be given so that the field can be.
  static func companions(_ spec: ComponentSpec, _ parameter: Parameter) -> [String: String] {
    let family = family(spec.kind)
    let own = family.coupled[spec.signature.name]?[parameter.name] ?? family.coupledByName[parameter.name] ?? [:]
    let always = family.always[spec.signature.name] ?? [:]
    return own.merging(always) { own, _ in own }.filter { !excludes(parameter.name, $0.key) }
  }

  /// Of the two ways to say how many there are and how long they are, one only is allowed.
  private static func excludes(_ name: String, _ other: String) -> Bool {
    alternatives.contains { [name, other] == [$0, $1] }
  }
  private static let alternatives = [("slice_len", "num_slices"), ("samples_per_group", "num_groups")]

  private static func defaultSource(_ parameter: Parameter) -> String? {
    if case .optional(let source) = parameter.arity { source } else { nil }
  }

  private static func sample(_ kind: ParameterKind, unlike standard: String?) -> String? {
    func other(_ candidates: String...) -> String? { candidates.first { $0 != standard } }
    switch kind {
    case .bool: return other("True", "False")
    case .int: return other("3", "4")
    case .number, .scalar: return other("0.5", "0.25")
    case .several(let kind): return sample(kind, unlike: standard)
    case .string: return other("\"other\"")
    case .key: return other("(\"deep\", \"key\")")
    case .keys: return other("[\"key\", (\"deep\", \"key\")]")
    case .dtype: return other("float64", "int64")
    case .tensor: return other("0.5")
    case .shape: return other("[3]")
    case .function: return "twice"
    case .choice(let words): return words.map { "\"\($0)\"" }.first { $0 != standard }
    case .object(let kind): return objects[kind]
    case .either(let kinds): return kinds.lazy.compactMap { sample($0, unlike: standard) }.first
    case .any, .tensordict, .path, .generator: return nil
    }
  }

  private static let objects: [String: String] = [
    "transform": "exclude(\"a\")", "storage": "ram(7)", "sampler": "without_replacement(shuffle: False)",
    "writer": "max_value(\"rank\")", "sample_unit": "sequence(3)", "buffer": "buffer(storage: ram(7))",
    "environment": "gym(\"CartPole-v1\")", "spec": "bounded_spec(-1.0, 1.0, [3])",
  ]
}
