import Catalog
import Tensors

extension BufferEnsemble {
  private static let rbs: Field<BufferEnsemble, [ReplayBuffer]> = .variadic(
    "rbs", .list(of: .buffer), "The members."
  ) { $0.members }
  private static let storages: Field<BufferEnsemble, StorageEnsemble?> = .accepted(
    "storages", .optional(.component("storage_ensemble")),
    default: nil, "Their storages, where no buffers are given.", labelOnly: true)
  private static let samplers: Field<BufferEnsemble, SamplerEnsemble?> = .accepted(
    "samplers", .optional(.component("sampler_ensemble")),
    default: nil, "Their samplers, with the way to share.", labelOnly: true)
  private static let writers: Field<BufferEnsemble, WriterEnsemble?> = .accepted(
    "writers", .optional(.component("writer_ensemble")),
    default: nil, "Their writers.", labelOnly: true)
  private static let transforms: Field<BufferEnsemble, [any Transform]> = Field(
    "transform", .transforms, default: [], shownAs: "None", "What is done to whole batches on their way out.",
    labelOnly: true, attribute: .hidden
  ) { $0.transform.children }
  private static let batchSize: Field<BufferEnsemble, Int?> = Field(
    "batch_size", .optional(.int), default: nil, "The items of a batch, a multiple of the number of pieces.",
    labelOnly: true
  ) { .some($0.batchSize) }
  private static let collateFunction: Field<BufferEnsemble, (any Callback)?> = Field(
    "collate_fn", .optional(.function), default: nil, "Joins the pieces; None stacks them.", labelOnly: true,
    attribute: .hidden
  ) { .some($0.options.collate?.function) }
  private static let collateFunctions: Field<BufferEnsemble, [(any Callback)?]?> = Field(
    "collate_fns",
    .optional(
      FieldKind(.any) { (data, label) throws(Failure) -> [(any Callback)?] in
        let one = FieldKind<(any Callback)?>.optional(.function)
        var found: [(any Callback)?] = []
        for item in data.argumentItems ?? [data] { found.append(try one.read(item, label)) }
        return found
      } encode: { functions in
        .list(functions.map { function in function.map { .object($0) } ?? .none })
      }), default: nil, "One function per member; None for the members' own.", labelOnly: true, attribute: .hidden
  ) { .some($0.options.memberCollates.map { $0.map { $0?.function } }) }
  private static let routingKey: Field<BufferEnsemble, NestedKey?> = Field(
    "routing_key", .optional(.key), default: nil,
    "A key with each item's member, which makes the ensemble take items.", labelOnly: true
  ) { if case .key(let key) = $0.routing { .some(key) } else { .some(nil) } }
  private static let routingDim: Field<BufferEnsemble, Int?> = Field(
    "routing_dim", .optional(.int), default: nil, "A batch dimension with one entry per member, likewise.",
    labelOnly: true
  ) { if case .dimension(let dim) = $0.routing { .some(dim) } else { .some(nil) } }
  private static let generator: Field<BufferEnsemble, Generator?> = Field(
    "generator", .optional(.generator), default: nil, "The stream of random numbers; None for the global ones.",
    labelOnly: true, showing: .never
  ) { .some($0.generator) }
  private static let shared: Field<BufferEnsemble, Bool> = Field(
    "shared", .bool, default: false, "Accepted for TorchRL's sake, without effect.", labelOnly: true
  ) { $0.options.isShared }

  private static let transformFactory: Field<BufferEnsemble, (any Callback)?> = Field(
    "transform_factory", .optional(.function), default: nil, "Makes the transform, in place of one.",
    labelOnly: true, attribute: .hidden, showing: .never
  ) { .some($0.options.transformFactory) }
  /// Parameters of one buffer that TorchRL's ensembles take, too.
  private static let ofOneBuffer: [any ComponentField] = [
    Field<BufferEnsemble, Bool>.accepted(
      "pin_memory", .bool, default: false,
      "Accepted for TorchRL's sake: there is no other device to copy batches to.", labelOnly: true),
    Field<BufferEnsemble, Int?>.accepted(
      "prefetch", .optional(.int), default: nil,
      "Accepted for TorchRL's sake: batches of an ensemble are made when they are asked for.", labelOnly: true),
    transformFactory,
    Field<BufferEnsemble, Int?>.accepted(
      "dim_extend", .optional(.int), default: nil, "Accepted for TorchRL's sake: the members have their own.",
      labelOnly: true),
    Field<BufferEnsemble, Bool?>.accepted("compilable", .optional(.bool), default: nil, labelOnly: true),
    Field<BufferEnsemble, Bool?>.accepted("delayed_init", .optional(.bool), default: nil, labelOnly: true),
  ]

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .buffer, "ensemble", "ReplayBufferEnsemble",
    "Several buffers that are sampled as one: a batch has a dimension for the pieces that members gave.",
    fields: [rbs, storages, samplers, writers, transforms, batchSize, collateFunction, collateFunctions]
      + EnsembleSampling.fields.map { field in LiftedField<BufferEnsemble>(field) { $0.sampling } } + [
        routingKey, routingDim, generator, shared,
      ] + ofOneBuffer,
    attributes: [
      Attribute<BufferEnsemble>("storage", "The members' storages.") {
        .object(StorageEnsemble($0.members.map(\.storage)))
      },
      Attribute<BufferEnsemble>("sampler", "The members' samplers.") {
        .object(SamplerEnsemble($0.members.map(\.sampler), $0.sharedSampling))
      },
      Attribute<BufferEnsemble>("writer", "The members' writers.") {
        .object(WriterEnsemble($0.members.map(\.writer)))
      },
      Attribute<BufferEnsemble>("transform", "What is done to whole batches.") { .object($0.transform) },
      Attribute<BufferEnsemble>("write_count", "The rows written by all members.") { .int($0.writeCount) },
    ], returns: "ensemble",
    examples: [
      Example(
        "a = buffer(storage: ram(3)); b = buffer(storage: ram(3)); a.extend(arange(3)); b.extend(arange(10, 13))\n"
          + "both = ensemble(a, b, sample_from_all: True, batch_size: 4)\nprint(both.sample().shape)",
        prints: "torch.Size([2, 2])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    var options = Options()
    options.sampling = try EnsembleSampling(arguments)
    var members = try arguments[rbs]
    let parts = (try arguments[storages], try arguments[samplers], try arguments[writers])
    if let storages = parts.0 {
      guard members.isEmpty, let samplers = parts.1, let writers = parts.2,
        samplers.samplers.count == storages.storages.count, writers.writers.count == storages.storages.count
      else {
        throw .runtime("expected either buffers, or storages, samplers and writers of one number")
      }
      for number in storages.storages.indices {
        var part = ReplayBuffer.Options()
        part.storage = storages.storages[number]
        part.sampler = samplers.samplers[number]
        part.writer = writers.writers[number]
        members.append(try ReplayBuffer(.plain, part))
      }
      options.sampling = samplers.sampling
    }
    options.transforms = try arguments[transforms]
    options.transformFactory = try arguments[transformFactory]
    if let factory = options.transformFactory {
      guard options.transforms.isEmpty else {
        throw .type("expected either transform or transform_factory, got both", argument: "transform_factory")
      }
      options.transforms = try FieldKind<[any Transform]>.transforms.decode(try factory.call([]), "transform_factory")
    }
    options.batchSize = try arguments[batchSize]
    options.collate = try arguments[collateFunction].map { Collate($0) }
    options.memberCollates = try arguments[collateFunctions].map { $0.map { $0.map { Collate($0) } } }
    let (key, dimension) = (try arguments[routingKey], try arguments[routingDim])
    if key != nil, dimension != nil {
      throw .value("expected either routing_key or routing_dim, got both", argument: "routing_dim")
    }
    options.routing = key.map { .key($0) } ?? dimension.map { .dimension($0) } ?? .none
    options.generator = try arguments[generator]
    options.isShared = try arguments[shared]
    return try BufferEnsemble(members, options)
  }
}
