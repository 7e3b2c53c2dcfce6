import Catalog
import ReplayBuffers
import Tensors

/// The methods of samplers.
enum SamplerMethods {
  private static let setup = "rb = buffer(storage: ram(4), sampler: prioritized(1.0, 1.0)); rb.extend(arange(3)); "
  private static let storage = Parameter("storage", .object("storage"), "The storage.")
  private static let batchSize = Parameter("batch_size", .int, "How many items.")

  private static func method(
    _ name: String, _ summary: String, _ parameters: [Parameter], returns: String = "", _ example: String,
    prints output: String, _ body: @escaping @Sendable (any Sampler, Call) throws -> Value
  ) -> Builtin {
    Builtin(name, summary, parameters, returns: returns, examples: [Example(setup + example, prints: output)]) { call in
      guard let sampler = call.receiver.object(DomainObject.self)?.native as? any Sampler else {
        throw Failure.type("an ensemble of samplers draws for its buffer only", help: "ask one of them")
      }
      return try body(sampler, call)
    }
  }

  static let all: [Builtin] =
    [
      method(
        "sample", "Draws places of a storage.", [storage, batchSize],
        returns: "a tuple of the index and of what the sampler tells",
        "manual_seed(0); index, info = rb.sampler.sample(rb.storage, 2); print(index, info)",
        prints: "tensor([1, 2]) {'priority_weight': tensor([1., 1.])}"
      ) { sampler, call in
        let (index, info) = try sampler.draw(
          from: try BufferMethods.part(call, "storage", (any Storage).self), batchSize: try call.int("batch_size"))
        return .tuple([Value(index), Value(.dict(info))])
      },
      method(
        "can_sample", "Whether a batch of this size can be drawn.", [storage, batchSize], returns: "bool",
        "print(rb.sampler.can_sample(rb.storage, 2))", prints: "True"
      ) { sampler, call in
        .bool(
          try sampler.canDraw(
            from: try BufferMethods.part(call, "storage", (any Storage).self), batchSize: try call.int("batch_size")))
      },
      method(
        "update_priority", "Sets the priorities of items; samplers without priorities ignore it.",
        [
          Parameter("index", .any, "Indices: an int, a tensor or a list."),
          Parameter("priority", .any, "One number for all, or a tensor with one per index."),
          .optional(
            "storage", .object("storage"), "Needed for an index of coordinates: the storage that they are of.",
            labelOnly: true),
        ], "rb.sampler.update_priority([0, 1, 2], tensor([0.0, 5.0, 0.0])); print(rb.sample(2))",
        prints: "tensor([1, 1])"
      ) { sampler, call in
        try sampler.updatePriority(
          try call["index"].tree(call.interpreter), try call["priority"].tree(call.interpreter),
          in: call.has("storage") ? try BufferMethods.part(call, "storage", (any Storage).self) : nil)
        return .none
      },
    ]
    + PartMethods.files(
      "sampler", aliases: false,
      dumpsExample: Example(
        setup + "path = tempdir() / \"sampler\"; rb.sampler.dumps(path); s = prioritized(0.5, 0.5, max_capacity: 4); "
          + "s.loads(path); print(s)", prints: "prioritized(1.0, 1.0, max_capacity: 4)"),
      loadsExample: Example(
        setup + "path = tempdir() / \"sampler\"; rb.sampler.dumps(path); rb.sampler.beta = 0.5; "
          + "rb.sampler.loads(path); print(rb.sampler.beta)", prints: "1.0"))

  /// Of samplers that know how old items are.
  static let staleness: [Builtin] = [
    Builtin(
      "increment_consumer_version", "Raises the version that staleness counts from by 1.",
      examples: [
        Example("s = staleness_aware(); s.increment_consumer_version(); print(s.consumer_version)", prints: "1")
      ]
    ) { call in
      guard let sampler = call.receiver.object(DomainObject.self)?.native as? StalenessAwareSampler else {
        throw Failure(.attribute, "only staleness_aware() has a consumer version")
      }
      sampler.consumerVersion += 1
      return .none
    }
  ]
}
