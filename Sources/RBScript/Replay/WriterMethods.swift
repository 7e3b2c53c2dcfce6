import Catalog
import ReplayBuffers
import Tensors

/// The methods of writers.
enum WriterMethods {
  private static let setup = "rb = buffer(storage: ram(4)); rb.extend(arange(3)); "

  private static func method(
    _ name: String, _ summary: String, _ parameters: [Parameter] = [], returns: String = "", _ example: String,
    prints output: String, _ body: @escaping @Sendable (any Writer, Call) throws -> Value
  ) -> Builtin {
    Builtin(name, summary, parameters, returns: returns, examples: [Example(example, prints: output)]) { call in
      guard let writer = call.receiver.object(DomainObject.self)?.native as? any Writer else {
        throw Failure.type("an ensemble of writers does not write", help: "ask one of them")
      }
      return try body(writer, call)
    }
  }

  static let all: [Builtin] =
    [
      method(
        "add", "Writes one item into its storage; samplers over it are told that it is new.",
        [Parameter("data", .any, "The item.")], returns: "the index written; None for an item that is rejected",
        setup + "print(rb.writer.add(tensor(7)), rb[:])", prints: "3 tensor([0, 1, 2, 7])"
      ) { writer, call in Value(try writer.add(try call["data"].tree(call.interpreter))) },
      method(
        "extend", "Writes several items into its storage; samplers over it are told that they are new.",
        [Parameter("data", .any, "The items.")], returns: "the indices written",
        setup + "print(rb.writer.extend(tensor([7, 8])), rb[:])", prints: "tensor([3, 0]) tensor([8, 1, 2, 7])"
      ) { writer, call in Value(try writer.extend(try call["data"].tree(call.interpreter))) },
      method(
        "register_storage", "Writes into this storage from now on; a buffer does it for its own writer.",
        [Parameter("storage", .object("storage"), "The storage.")],
        "s = ram(4); w = round_robin(); w.register_storage(s); w.extend(arange(3)); print(s[:])",
        prints: "tensor([0, 1, 2])"
      ) { writer, call in
        writer.belong(to: try BufferMethods.part(call, "storage", (any Storage).self))
        return .none
      },
    ]
    + PartMethods.files(
      "writer", aliases: false,
      dumpsExample: Example(
        setup + "path = tempdir() / \"writer\"; rb.writer.dumps(path); rb.extend(arange(3)); rb.writer.loads(path); "
          + "print(rb.writer.cursor)", prints: "3"),
      loadsExample: Example(
        setup + "path = tempdir() / \"writer\"; rb.writer.dumps(path); rb.empty(); rb.extend(arange(4)); "
          + "rb.writer.loads(path); print(rb.extend(tensor([9])))", prints: "tensor([3])"))

  /// Of writers that fill row after row.
  static let roundRobin: [Builtin] = [
    method(
      "write_at", "Writes into rows of your choice; the cursor stays.",
      [
        Parameter("index", .any, "The row of one item, or a tensor or a list of as many rows as items."),
        Parameter("data", .any, "The item, or the items."),
      ], returns: "the index", setup + "rb.writer.write_at([0, 2], tensor([7, 8])); print(rb[:], rb.writer.cursor)",
      prints: "tensor([7, 1, 8]) 3"
    ) { writer, call in
      Value(
        try rowWriter(writer).write(
          try call["data"].tree(call.interpreter), at: try call["index"].tree(call.interpreter)))
    },
    method(
      "state_dict", "Where it is and what it counted, for load_state_dict.", returns: "dict",
      setup + "print(rb.writer.state_dict())", prints: "{'_cursor': 3, '_write_count': 3}"
    ) { writer, _ in Value(.dict(try rowWriter(writer).state())) },
    method(
      "load_state_dict", "Goes on from where a writer of its kind was.",
      [Parameter("state_dict", .any, "What state_dict() gave.")],
      setup + "w = round_robin(); w.load_state_dict(rb.writer.state_dict()); print(w.cursor)", prints: "3"
    ) { writer, call in
      guard case .dict(let state) = try call["state_dict"].tree(call.interpreter) else {
        throw call.wrong("state_dict", expected: "what state_dict() gave")
      }
      try rowWriter(writer).load(state)
      return .none
    },
  ]

  private static func rowWriter(_ writer: any Writer) throws -> any RowWriter {
    guard let writer = writer.rowWriter else { throw Failure.type("\(writer.text) chooses its rows itself") }
    return writer
  }
}
