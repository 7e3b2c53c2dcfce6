import Catalog
import ReplayBuffers
import Tensors

/// Functions that look at buffers as a whole.
enum LaboratoryBuiltins {
  static let all: [Builtin] = [
    Builtin(
      "lab",
      "Compares what a buffer's sampler draws with what it should draw; the buffer and the streams stay as they are.",
      [
        Parameter("rb", .object("buffer"), "The buffer, with items in it."),
        .optional("draws", .int, default: "100000", "The number of items drawn, at least 1.", labelOnly: true),
        .optional("batch_size", .int, "The items of each batch; None for the buffer's, or 256.", labelOnly: true),
        .optional("seed", .int, default: "0", "Of the laboratory's own stream.", labelOnly: true),
      ],
      returns: "a report: it prints as text with a plot, and has chi_square, p_value, largest_deviation, counts, …",
      examples: [
        Example(
          "rb = buffer(storage: ram(4), sampler: prioritized(1.0, 1.0)); rb.extend(arange(4)); "
            + "rb.update_priority([0, 1, 2, 3], tensor([1.0, 2.0, 3.0, 4.0])); r = lab(rb, draws: 20_000); "
            + "print(r.p_value > 0.001, r.largest_deviation < 0.02)", prints: "True True")
      ]
    ) { call in
      guard let object = call["rb"].object(BufferObject.self) else { throw call.wrong("rb", expected: "a buffer") }
      let report = try Laboratory.run(
        object.buffer, draws: try call.int("draws", default: 100_000), batchSize: try call.optionalInt("batch_size"),
        seed: try call.int("seed", default: 0))
      return Value(.object(report))
    },
    Builtin(
      "prefill_replay_buffer", "Copies samples of one buffer into another.",
      [
        Parameter("rb", .object("buffer"), "The buffer that is filled."),
        Parameter("dataset", .object("buffer"), "The buffer that is sampled."),
        .optional("n_samples", .int, "The most items that are copied; None for as many as it has."),
        .optional("chunk_size", .int, default: "1000", "The items of each copy, at least 1."),
      ], returns: "the buffer that is filled",
      examples: [
        Example(
          "a = buffer(storage: ram(9)); a.extend(arange(9)); b = buffer(storage: ram(9)); "
            + "print(len(prefill_replay_buffer(b, a, n_samples: 4)))", prints: "4")
      ]
    ) { call in
      guard let target = call["rb"].object(BufferObject.self)?.buffer,
        let source = call["dataset"].object(BufferObject.self)?.buffer
      else { throw call.wrong("rb", expected: "a buffer") }
      let chunk = try call.int("chunk_size", default: 1000)
      guard chunk >= 1 else {
        throw Failure.unfit("chunk_size", expected: "at least 1", got: chunk)
      }
      var rest = min(try call.optionalInt("n_samples") ?? source.count, source.count)
      while rest > 0 {
        let size = min(chunk, rest)
        try target.extend(try source.sample(size).data)
        rest -= size
      }
      return call["rb"]
    },
  ]
}

extension BufferMethods {
  /// Methods that tell about a buffer.
  static let inspection: [Builtin] = [
    method(
      "stats", "Counts and sizes: size, write_count, prefetch_queue_size, initialized, capacity, utilization.",
      returns: "dict", "rb.extend(arange(3)); print(rb.stats()[\"utilization\"])", prints: "0.75"
    ) { buffer, _ in Value(.dict(buffer.stats())) }
  ]
}

/// Fixed data and a growing buffer as one.
final class OfflineToOnlineObject: ComponentObject {
  let buffer: OfflineToOnline
  override func visitReferences(_ visitor: ReferenceVisitor) {
    super.visitReferences(visitor)
    visitor.visit(buffer)
  }
  init(_ buffer: OfflineToOnline) {
    self.buffer = buffer
    super.init(buffer, ComponentTypes.type(of: OfflineToOnline.spec))
  }
  override func truth() -> Bool { buffer.count > 0 }
  override func length() -> Int { buffer.count }
}

enum OfflineToOnlineMethods {
  private static let setup =
    "old = buffer(storage: ram(4)); old.extend(zeros(4)); rb = offline_to_online(old, online_capacity: 4); "

  private static func buffer(_ call: Call) throws -> OfflineToOnline {
    guard let object = call.receiver.object(OfflineToOnlineObject.self) else {
      throw Failure.type("expected an offline_to_online buffer before the dot")
    }
    return object.buffer
  }

  static let all: [Builtin] = [
    Builtin(
      "sample", "Draws a batch.", [.optional("batch_size", .int, "How many items; its own size by default.")],
      returns: "the batch",
      examples: [Example(setup + "rb.extend(ones(2)); print(rb.sample(2))", prints: "tensor([0., 1.])")]
    ) { call in Value(try buffer(call).sample(try call.optionalInt("batch_size"))) },
    Builtin(
      "extend", "Stores several new items.", [Parameter("data", .any, "The items.")], returns: "the indices written",
      examples: [Example(setup + "print(rb.extend(ones(2)))", prints: "tensor([0, 1])")]
    ) { call in Value(try buffer(call).extend(try call["data"].tree(call.interpreter))) },
    Builtin(
      "anneal", "Lowers the share of the fixed data in equal steps.",
      [
        Parameter("step", .int, "The step, from 0."),
        Parameter("total_steps", .int, "The step at which nothing of it is left, at least 1."),
      ], examples: [Example(setup + "rb.anneal(1, 2); print(rb.offline_fraction)", prints: "0.25")]
    ) { call in
      try buffer(call).anneal(step: try call.int("step"), total: try call.int("total_steps"))
      return .none
    },
  ]
}
