import Catalog
import Tensors

/// The storages, samplers or writers of an ensemble's members, as one part.
public protocol EnsemblePart: DumpablePart {
  var parts: [Tree] { get }
}

/// The members' storages. `max_size` is the sum of theirs.
public final class StorageEnsemble: EnsemblePart {
  public let storages: [any Storage]
  public init(_ storages: [any Storage]) { self.storages = storages }
  public var parts: [Tree] { storages.map { .object($0) } }
  private var size: Int {
    storages.reduce(0) { $0.addingReportingOverflow($1.maxSize).overflow ? .max : $0 + $1.maxSize }
  }

  private static let members: Field<StorageEnsemble, [any Storage]> = .variadic(
    "storages", .list(of: .storage), "The storages."
  ) { $0.storages }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .storage, "storage_ensemble", "StorageEnsemble", "The storages of an ensemble's members.",
    fields: [
      members,
      Field<StorageEnsemble, Tree>.accepted(
        "transforms", .any, default: .none, "Accepted for TorchRL's sake: give the members' buffers theirs.",
        labelOnly: true),
    ],
    attributes: [
      Attribute<StorageEnsemble>("max_size", "The sum of what fits into the members.") { part in
        .int(part.size)
      },
      Attribute<StorageEnsemble>("ndim", "1: the members are told apart by their number.") { _ in .int(1) },
      Attribute<StorageEnsemble>("shape", "What fits into all members, as the size of one dimension.") {
        .size([$0.size])
      },
      Attribute<StorageEnsemble>("supports_conditional_update", "False: its members are asked.") { _ in .bool(false) },
    ], returns: "storage_ensemble",
    examples: [Example("print(len(storage_ensemble(ram(3), ram(4))))", prints: "2")]
  ) { (arguments) throws(Failure) -> any TreeObject in StorageEnsemble(try arguments[members]) }
}

/// The members' samplers, and how a batch is shared among them.
public final class SamplerEnsemble: EnsemblePart {
  public let samplers: [any Sampler]
  private let shared: SharedSampling
  public var sampling: EnsembleSampling { shared.value }
  public convenience init(_ samplers: [any Sampler], _ sampling: EnsembleSampling) {
    self.init(samplers, SharedSampling(sampling))
  }
  init(_ samplers: [any Sampler], _ shared: SharedSampling) {
    self.samplers = samplers
    self.shared = shared
  }
  func set(_ name: String, _ value: Tree) throws(Failure) { try shared.set(name, value, members: samplers.count) }
  public var parts: [Tree] { samplers.map { .object($0) } }

  private static let members: Field<SamplerEnsemble, [any Sampler]> = .variadic(
    "samplers", .list(of: .sampler), "The samplers."
  ) { $0.samplers }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .sampler, "sampler_ensemble", "SamplerEnsemble",
    "The samplers of an ensemble's members, and how a batch is shared among them.",
    fields: [members] + EnsembleSampling.fields.map { field in LiftedField<SamplerEnsemble>(field) { $0.sampling } },
    attributes: [
      Attribute<SamplerEnsemble>(
        "p", "The members' weights, normalised; None where they are alike.",
        set: { (part, value) throws(Failure) in try part.set("p", value) }
      ) { part in
        switch part.sampling.weights {
        case .equal: Tree.none
        case .fixed(let weights): .tensor(weights)
        case .sampleable: .string("sampleable")
        }
      },
      Attribute<SamplerEnsemble>(
        "sample_from_all", "Whether every member gives one piece of each batch.",
        set: { (part, value) throws(Failure) in try part.set("sample_from_all", value) }
      ) { .bool($0.sampling.samplesFromAll) },
      Attribute<SamplerEnsemble>(
        "num_buffer_sampled", "The number of pieces of a batch.",
        set: { (part, value) throws(Failure) in try part.set("num_buffer_sampled", value) }
      ) { .int($0.sampling.pieces ?? $0.samplers.count) },
      Attribute<SamplerEnsemble>("ran_out", "False: epochs are those of its members.") { _ in .bool(false) },
      Attribute<SamplerEnsemble>("default_priority", "1.0: priorities are those of its members.") { _ in .float(1) },
    ], returns: "sampler_ensemble",
    examples: [
      Example("print(sampler_ensemble(random(), random(), p: [1.0, 3.0]).p)", prints: "tensor([0.2500, 0.7500])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    SamplerEnsemble(try arguments[members], try EnsembleSampling(arguments))
  }
}

/// The sampling of an ensemble, which its samplers, as one part, can change. `@unchecked`: guarded by `lock`.
final class SharedSampling: @unchecked Sendable {
  private let lock = RecursiveLock()
  private var current: EnsembleSampling
  init(_ sampling: EnsembleSampling) { current = sampling }
  var value: EnsembleSampling { lock.withLock { current } }

  func set(_ name: String, _ value: Tree, members: Int) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    let changed = try current.setting(name, value)
    if case .fixed(let weights) = changed.weights, weights.numel != members {
      throw .value("expected one weight per member (\(members)), got \(weights.numel)", argument: "p")
    }
    current = changed
  }
}

/// The members' writers.
public final class WriterEnsemble: EnsemblePart {
  public let writers: [any Writer]
  public init(_ writers: [any Writer]) { self.writers = writers }
  public var parts: [Tree] { writers.map { .object($0) } }

  private static let members: Field<WriterEnsemble, [any Writer]> = .variadic(
    "writers", .list(of: .writer), "The writers."
  ) { $0.writers }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .writer, "writer_ensemble", "WriterEnsemble", "The writers of an ensemble's members.", fields: [members],
    attributes: [
      Attribute<WriterEnsemble>("write_count", "The rows written by all of them.") { part in
        .int(part.writers.reduce(0) { $0 + $1.writeCount })
      },
      Attribute<WriterEnsemble>("tracks_generations", "False: its members are asked.") { _ in .bool(false) },
    ], returns: "writer_ensemble",
    examples: [
      Example(
        "print(writer_ensemble(round_robin(), immutable()))", prints: "writer_ensemble(round_robin(), immutable())")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in WriterEnsemble(try arguments[members]) }
}
