import Catalog
import Environments
import ReplayBuffers
import Tensors

/// The types of components: one per component, below one per family, with TorchRL's names. Attributes come from the
/// components' declarations; `ComponentMethods` says which methods hang on which class.
enum ComponentTypes {
  /// By the name of the class.
  private static let table: [String: TypeInfo] = {
    var table: [String: TypeInfo] = ["object": .object]
    for kind in ComponentSpec.Kind.allCases {
      let name = kind.className
      table[name] = TypeInfo(
        name, summary(kind), methods: ComponentMethods.tables[name] ?? [],
        properties: common(kind).compactMap(property))
    }
    // Classes that no call makes, between a component's and its family's.
    var between = Components.bases.merging(EnvironmentComponents.bases) { own, _ in own }
    while let (name, above) = between.first(where: { table[$0.value] != nil }) {
      between[name] = nil
      table[name] = TypeInfo(
        name, "What several components of \(above) have in common.", parents: [table[above] ?? .object],
        methods: ComponentMethods.tables[name] ?? [])
    }
    var pending = specs
    while !pending.isEmpty {
      let ready = pending.filter { spec in spec.parents.allSatisfy { table[$0] != nil } }
      precondition(!ready.isEmpty, "a component's class above is no component: \(pending.map(\.className))")
      for spec in ready {
        guard spec.className != spec.kind.className else {
          table[spec.className] = TypeInfo(
            spec.className, spec.signature.summary, methods: ComponentMethods.tables[spec.className] ?? [],
            properties: (spec.allAttributes + common(spec.kind)).compactMap(property))
          continue
        }
        table[spec.className] = TypeInfo(
          spec.className, spec.signature.summary, parents: spec.parents.compactMap { table[$0] },
          methods: ComponentMethods.tables[spec.className] ?? [], properties: spec.allAttributes.compactMap(property))
      }
      pending.removeAll { spec in ready.contains { $0 === spec } }
    }
    return table
  }()

  /// The component of the family's own name comes first, so that those below find it.
  private static let specs: [ComponentSpec] = {
    let all = Components.all + EnvironmentComponents.transforms + EnvironmentComponents.all
    return all.filter { $0.className == $0.kind.className } + all.filter { $0.className != $0.kind.className }
  }()

  private static func common(_ kind: ComponentSpec.Kind) -> [any ComponentAttribute] {
    Components.common[kind] ?? EnvironmentComponents.common[kind] ?? []
  }

  /// Every type of a component or a family, by name.
  static let all: [TypeInfo] = table.values.filter { $0 !== TypeInfo.object }.sorted { $0.name < $1.name }

  /// Whether a type is one of components, not of the language.
  static func isComponent(_ type: TypeInfo) -> Bool {
    ComponentSpec.Kind.allCases.contains { type.isKind(of: family($0)) }
  }
  static func type(of spec: ComponentSpec) -> TypeInfo { table[spec.className] ?? family(spec.kind) }
  static func family(_ kind: ComponentSpec.Kind) -> TypeInfo { table[kind.className] ?? .object }

  /// The type of an object of a library.
  static func type(of native: any TreeObject, else kind: ComponentSpec.Kind) -> TypeInfo {
    (native as? any Component).map { type(of: $0.spec) } ?? family(kind)
  }

  private static func summary(_ kind: ComponentSpec.Kind) -> String {
    switch kind {
    case .buffer: "Items to sample batches from."
    case .storage: "Where a buffer keeps its items."
    case .sampler: "Decides which items make a batch."
    case .writer: "Decides where new items go."
    case .transform: "Changes data on its way."
    case .scheduler: "Changes a number of a sampler step by step."
    case .environment: "Gives data for actions."
    case .policy: "Chooses actions."
    case .collector: "Collects batches of steps."
    case .spec: "Which values an entry may take."
    case .sampleUnit: "Makes the records of a batch of the items drawn."
    }
  }

  private static func property(_ attribute: any ComponentAttribute) -> Property? {
    guard let name = attribute.attributeName else { return nil }
    let get: @Sendable (Value, Interpreter) throws -> Value = { value, _ in
      guard let native = value.object(DomainObject.self)?.native, let tree = attribute.value(of: native) else {
        return .unbound
      }
      return Value(tree)
    }
    guard attribute.isSettable else { return Property(name, attribute.attributeSummary, get: get) }
    return Property(name, attribute.attributeSummary, get: get) { target, value, interpreter in
      guard let native = target.object(DomainObject.self)?.native else { return }
      try attribute.set(native, to: try value.tree(interpreter))
    }
  }
}

/// Which methods hang on which class, by TorchRL's name of the class.
enum ComponentMethods {
  static let tables: [String: [Builtin]] = [
    "ReplayBuffer": BufferMethods.all,
    "TensorDictReplayBuffer": BufferMethods.ofTensordicts,
    "ReplayBufferEnsemble": EnsembleMethods.all,
    "OfflineToOnlineReplayBuffer": OfflineToOnlineMethods.all,
    "Storage": BufferMethods.storage.filter { $0.signature.name != "bytes" } + StorageMethods.all,
    "CompressedListStorage": BufferMethods.storage.filter { $0.signature.name == "bytes" },
    "LazyMemmapStorage": BufferMethods.memoryMapped,
    "Sampler": SamplerMethods.all,
    "StalenessAwareSampler": SamplerMethods.staleness,
    "Writer": BufferMethods.writer + WriterMethods.all,
    "RoundRobinWriter": WriterMethods.roundRobin,
    "Transform": BufferMethods.transform.filter { $0.signature.name == "inv" },
    "Compose": BufferMethods.transform.filter { ["append", "insert", "pop"].contains($0.signature.name) },
    "ObservationNorm": BufferMethods.transform.filter { $0.signature.name == "init_stats" },
    "ParameterScheduler": SchedulerMethods.all,
    "SchedulerList": SchedulerMethods.all + SchedulerMethods.list,
    "EnvBase": EnvironmentMethods.all,
    "TensorSpec": SpecMethods.all,
    "OneHot": SpecMethods.numbered,
    "Categorical": SpecMethods.numbered,
    "GymEnv": EnvironmentMethods.pictures,
    "TransformedEnv": EnvironmentMethods.transformed + EnvironmentMethods.pictures,
    "Composite": SpecMethods.composite,
    "BaseCollector": EnvironmentMethods.collector,
    "Collector": EnvironmentMethods.singleCollector,
    "MultiCollector": EnvironmentMethods.multiCollector,
  ]
}

extension TypeInfo {
  static var buffer: TypeInfo { ComponentTypes.family(.buffer) }
  static var storage: TypeInfo { ComponentTypes.family(.storage) }
  static var sampler: TypeInfo { ComponentTypes.family(.sampler) }
  static var writer: TypeInfo { ComponentTypes.family(.writer) }
  static var transform: TypeInfo { ComponentTypes.family(.transform) }
  static var sampleUnit: TypeInfo { ComponentTypes.family(.sampleUnit) }
  static var scheduler: TypeInfo { ComponentTypes.family(.scheduler) }
  static var environment: TypeInfo { ComponentTypes.family(.environment) }
  static var policy: TypeInfo { ComponentTypes.family(.policy) }
  static var collector: TypeInfo { ComponentTypes.family(.collector) }
  static var spec: TypeInfo { ComponentTypes.family(.spec) }
}
