import Catalog
import Tensors

extension BufferEnsemble {
  static let samplingParameters: [Parameter] = [
    .optional(
      "p", .any, "The members' weights: numbers, one per member, or \"sampleable\"; None draws them alike.",
      labelOnly: true),
    .optional(
      "sample_from_all", .bool, default: "False", "Every member gives one piece of each batch, in order.",
      labelOnly: true),
    .optional(
      "num_buffer_sampled", .int, "The number of pieces of a batch; None for as many as members.", labelOnly: true),
  ]

  public static let spec = ComponentSpec(
    .buffer,
    Signature(
      "ensemble", aliases: ["ReplayBufferEnsemble"],
      "Several buffers that are sampled as one: a batch has a dimension for the pieces that members gave.",
      [
        .variadic("rbs", .object("buffer"), "The members."),
        .optional(
          "storages", .object("storage_ensemble"), "Their storages, where no buffers are given.", labelOnly: true),
        .optional("samplers", .object("sampler_ensemble"), "Their samplers, with the way to share.", labelOnly: true),
        .optional("writers", .object("writer_ensemble"), "Their writers.", labelOnly: true),
        .optional(
          "transform", .either([.object("transform"), .function]), "What is done to whole batches on their way out.",
          labelOnly: true),
        .optional("batch_size", .int, "The items of a batch, a multiple of the number of pieces.", labelOnly: true),
        .optional("collate_fn", .function, "Joins the pieces; None stacks them.", labelOnly: true),
        .optional("collate_fns", .any, "One function per member; None for the members' own.", labelOnly: true),
      ] + samplingParameters + [
        .optional(
          "routing_key", .key, "A key with each item's member, which makes the ensemble take items.", labelOnly: true),
        .optional("routing_dim", .int, "A batch dimension with one entry per member, likewise.", labelOnly: true),
        .optional("generator", .generator, "The stream of random numbers; None for the global ones.", labelOnly: true),
        .optional("shared", .bool, default: "False", "Accepted for TorchRL's sake, without effect.", labelOnly: true),
      ], returns: "ensemble",
      examples: [
        Example(
          "a = buffer(storage: ram(3)); b = buffer(storage: ram(3)); a.extend(arange(3)); b.extend(arange(10, 13))\n"
            + "both = ensemble(a, b, sample_from_all: True, batch_size: 4)\nprint(both.sample().shape)",
          prints: "torch.Size([2, 2])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    var members: [ReplayBuffer] = try arguments.objects("rbs", kind: "buffer")
    var options = Options()
    options.sampling = try arguments.sampling()
    let storages: StorageEnsemble? = try arguments.object("storages", kind: "storage ensemble")
    let samplers: SamplerEnsemble? = try arguments.object("samplers", kind: "sampler ensemble")
    let writers: WriterEnsemble? = try arguments.object("writers", kind: "writer ensemble")
    if let storages {
      guard members.isEmpty, let samplers, let writers, samplers.samplers.count == storages.storages.count,
        writers.writers.count == storages.storages.count
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
    options.transforms = try arguments.transforms("transform")
    options.batchSize = try arguments.int("batch_size")
    options.collate = try arguments.function("collate_fn").map { Collate($0) }
    if case .list(let items)? = arguments["collate_fns"] {
      options.memberCollates = items.map { item in
        if case .object(let object) = item, let function = object as? any Callback {
          Collate(function)
        } else {
          nil
        }
      }
    }
    let key = try arguments.key("routing_key")
    let dimension = try arguments.int("routing_dim")
    if key != nil, dimension != nil {
      throw .value("expected either routing_key or routing_dim, got both", argument: "routing_dim")
    }
    options.routing = key.map { .key($0) } ?? dimension.map { .dimension($0) } ?? .none
    options.generator = try arguments.object("generator", Generator.self, kind: "generator")
    var weights: String?
    if case .fixed(let tensor)? = options.sampling?.weights {
      weights =
        "[" + (try tensor.to(.float64).elements(Double.self)).map(SourceText.number).joined(separator: ", ") + "]"
    }
    options.source = [
      ("p", weights), ("sample_from_all", options.sampling?.samplesFromAll == true ? "True" : nil),
      ("num_buffer_sampled", options.sampling?.pieces.map(String.init)),
    ]
    return try BufferEnsemble(members, options)
  }
}

extension StorageEnsemble {
  public static let spec = ComponentSpec(
    .storage,
    Signature(
      "storage_ensemble", aliases: ["StorageEnsemble"], "The storages of an ensemble's members.",
      [
        .variadic("storages", .object("storage"), "The storages."),
        .optional(
          "transforms", .any, "Accepted for TorchRL's sake: give the members' buffers theirs.", labelOnly: true),
      ], returns: "storage_ensemble",
      examples: [Example("print(len(storage_ensemble(ram(3), ram(4))))", prints: "2")])
  ) { (arguments) throws(Failure) -> any TreeObject in
    StorageEnsemble(try arguments.objects("storages", kind: "storage"))
  }
}

extension SamplerEnsemble {
  public static let spec = ComponentSpec(
    .sampler,
    Signature(
      "sampler_ensemble", aliases: ["SamplerEnsemble"],
      "The samplers of an ensemble's members, and how a batch is shared among them.",
      [.variadic("samplers", .object("sampler"), "The samplers.")] + BufferEnsemble.samplingParameters,
      returns: "sampler_ensemble",
      examples: [
        Example("print(sampler_ensemble(random(), random(), p: [1.0, 3.0]).p)", prints: "tensor([0.2500, 0.7500])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    SamplerEnsemble(try arguments.objects("samplers", kind: "sampler"), try arguments.sampling())
  }
}

extension WriterEnsemble {
  public static let spec = ComponentSpec(
    .writer,
    Signature(
      "writer_ensemble", aliases: ["WriterEnsemble"], "The writers of an ensemble's members.",
      [.variadic("writers", .object("writer"), "The writers.")], returns: "writer_ensemble",
      examples: [
        Example(
          "print(writer_ensemble(round_robin(), immutable()))", prints: "writer_ensemble(round_robin(), immutable())")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    WriterEnsemble(try arguments.objects("writers", kind: "writer"))
  }
}
