import Catalog
import ReplayBuffers
import Tensors

/// The methods of buffers and storages.
enum BufferMethods {
  private static let setup = "rb = buffer(storage: ram(4), batch_size: 2); "

  private static func receiver(_ call: Call) throws -> ReplayBuffer {
    guard let object = call.receiver.object(BufferObject.self) else {
      throw Failure.type("expected a buffer before the dot")
    }
    return object.buffer
  }

  static func method(
    _ name: String, aliases: [String] = [], _ summary: String, _ parameters: [Parameter] = [], returns: String = "",
    _ example: String, prints output: String, _ body: @escaping @Sendable (ReplayBuffer, Call) throws -> Value
  ) -> Builtin {
    Builtin(
      name, aliases: aliases, summary, parameters, returns: returns,
      examples: [Example(setup + example, prints: output)]
    ) { call in try body(try receiver(call), call) }
  }

  static let all: [Builtin] =
    writing + reading + priorities + parts + files + conditional + inspection + wholeStorage
    + TrajectoryMethods.buffer

  private static let writing: [Builtin] = [
    method(
      "add", "Stores one item.",
      [Parameter("data", .any, "A tensor, a tensordict, a tree of tensors, or, with a list storage, anything.")],
      returns: "the index written", "print(rb.add(tensor(7)))", prints: "0"
    ) { buffer, call in Value(try buffer.add(try call["data"].tree(call.interpreter))) },
    method(
      "extend", "Stores several items: the first dimension of the data counts them.",
      [
        Parameter("data", .any, "A tensor, a tensordict, a tree of tensors, or a list of items."),
        .optional("update_priority", .bool, "Whether a priority key sets priorities.", labelOnly: true),
      ], returns: "the indices written", "print(rb.extend(arange(3)))", prints: "tensor([0, 1, 2])"
    ) { buffer, call in
      Value(try buffer.extend(try items(call), updatePriority: try call.optionalBool("update_priority")))
    },
    method(
      "empty", "Forgets all items; the memory stays.",
      [.optional("empty_write_count", .bool, default: "True", "Also sets the write count to 0.")],
      "rb.extend(arange(3)); rb.empty(); print(len(rb))", prints: "0"
    ) { buffer, call in
      guard buffer.writer.allowsWriting else {
        throw Failure.runtime("this buffer does not allow writing", help: "its writer is immutable()")
      }
      buffer.empty(resetsWriteCount: try call.bool("empty_write_count", default: true))
      return .none
    },
  ]

  /// Any iterable will do; an iterator is run to its end first.
  private static func items(_ call: Call) throws -> Tree {
    let data = call["data"]
    if data.object(ValueIterator.self) != nil || data.object(DictView.self) != nil || data.asString != nil {
      return .list(try call.array("data").map { try $0.tree(call.interpreter) })
    }
    return try data.tree(call.interpreter)
  }

  private static let reading: [Builtin] = [
    method(
      "sample", "Draws a batch.",
      [
        .optional("batch_size", .int, "How many items; the buffer's own size by default."),
        .optional("return_info", .bool, default: "False", "Also gives what the sampler tells: indices, weights, …."),
        .optional("include_info", .bool, "Whether a td buffer's batch holds that, too; None for True."),
      ], returns: "the batch, or a tuple of batch and info", "rb.extend(arange(3)); manual_seed(0); print(rb.sample())",
      prints: "tensor([2, 0])"
    ) { buffer, call in
      let sample = try buffer.sample(
        try call.optionalInt("batch_size"), includesInfo: try call.optionalBool("include_info") ?? true)
      guard try call.bool("return_info", default: false) else { return Value(sample.data) }
      return .tuple([Value(sample.data), Value(.dict(sample.info))])
    },
    method(
      "next", "Draws the next batch of an iteration; None at its end.", returns: "the batch",
      "rb.extend(arange(3)); manual_seed(0); print(rb.next())", prints: "tensor([2, 0])"
    ) { buffer, _ in try buffer.next().map { Value($0) } ?? .none },
  ]

  private static let priorities: [Builtin] = [
    method(
      "update_priority", "Sets the priorities of items; samplers without priorities ignore it.",
      [
        Parameter("index", .any, "Indices: an int, a tensor or a list."),
        Parameter("priority", .any, "One number for all, or a tensor with one per index."),
      ],
      "p = buffer(storage: ram(2), sampler: prioritized(1.0, 1.0)); p.extend(arange(2)); p.update_priority([0, 1], tensor([0.0, 5.0])); print(p.sample(3))",
      prints: "tensor([1, 1, 1])"
    ) { buffer, call in
      try buffer.updatePriority(
        try call["index"].tree(call.interpreter), try call["priority"].tree(call.interpreter))
      return .none
    }
  ]

  /// Of buffers of tensordicts.
  static let ofTensordicts: [Builtin] = [
    method(
      "update_tensordict_priority", "Sets the priorities of sampled items from the tensordict's priority key.",
      [Parameter("data", .tensordict, "A sample, with its \"index\".")],
      "t = td_prioritized_buffer(1.0, 1.0, storage: ram(2)); t.extend(tensordict({\"x\": arange(2)}, [2])); s = t.sample(2); s[\"td_error\"] = ones(2); t.update_tensordict_priority(s); print(len(t))",
      prints: "2"
    ) { buffer, call in
      if let stack = call["data"].object(LazyStackObject.self)?.stack {
        try buffer.updateTensordictPriority(try stack.joined(["index", buffer.priorityKey]))
      } else {
        try buffer.updateTensordictPriority(try TensorDictMethods.tensordict(call, "data"))
      }
      return .none
    }
  ]

  private static let parts: [Builtin] = [
    method(
      "append_transform", "Adds a transform, or a function, behind the others.",
      [
        Parameter("transform", .either([.object("transform"), .function]), "A transform or a function."),
        .optional("invert", .bool, default: "False", "Accepted for TorchRL's sake.", labelOnly: true),
      ], returns: "the buffer", "rb.append_transform(x -> x * 10); rb.extend(ones(2)); print(rb.sample())",
      prints: "tensor([10., 10.])"
    ) { buffer, call in
      for transform in try transforms(call) { buffer.appendTransform(transform) }
      return call.receiver
    },
    method(
      "insert_transform", "Puts a transform, or a function, at a place among the others.",
      [
        Parameter("index", .int, "The place; negative ones count from the end."),
        Parameter("transform", .either([.object("transform"), .function]), "A transform or a function."),
        .optional("invert", .bool, default: "False", "Accepted for TorchRL's sake.", labelOnly: true),
      ], returns: "the buffer", "rb.insert_transform(0, x -> x + 1); rb.extend(ones(2)); print(rb.sample())",
      prints: "tensor([2., 2.])"
    ) { buffer, call in
      try buffer.insertTransform(try call.int("index"), Compose(try transforms(call)).single)
      return call.receiver
    },
    method(
      "set_storage", "Puts another storage in; the items are those that it holds.",
      [
        Parameter("storage", .object("storage"), "The storage."),
        .optional("collate_fn", .function, "Its collate function."),
      ],
      returns: "the storage before", "rb.set_storage(ram(9)); print(rb)",
      prints: "buffer(storage: ram(9), batch_size: 2)"
    ) { buffer, call in
      let collate =
        call.has("collate_fn") ? Collate(ScriptFunction(try call.callable("collate_fn"), call.interpreter)) : nil
      return .object(
        Domain.wrap(try buffer.setStorage(try part(call, "storage", (any Storage).self), collate: collate)))
    },
    method(
      "set_sampler", "Puts another sampler in.", [Parameter("sampler", .object("sampler"), "The sampler.")],
      returns: "the sampler before", "rb.set_sampler(without_replacement()); print(rb.sampler)",
      prints: "without_replacement()"
    ) { buffer, call in
      .object(Domain.wrap(try buffer.setSampler(try part(call, "sampler", (any Sampler).self))))
    },
    method(
      "set_writer", "Puts another writer in.", [Parameter("writer", .object("writer"), "The writer.")],
      returns: "the writer before", "rb.set_writer(round_robin()); print(rb.writer)", prints: "round_robin()"
    ) { buffer, call in .object(Domain.wrap(try buffer.setWriter(try part(call, "writer", (any Writer).self)))) },
    method(
      "set_rng", "Draws from a generator from now on; None for the global streams.",
      [Parameter("generator", .generator, "The generator.")],
      "rb.set_rng(generator(0)); rb.extend(arange(3)); print(rb.sample())", prints: "tensor([2, 0])"
    ) { buffer, call in
      buffer.setGenerator(call.has("generator") ? try call.generator() : nil)
      return .none
    },
  ]

  private static let files: [Builtin] = [
    method(
      "dumps", aliases: ["save", "dump"],
      "Writes the buffer to a folder, in TorchRL's layout; an earlier dump there is replaced at the end.",
      [Parameter("path", .path, "The folder; the one above it must be there.")],
      "rb.extend(arange(3)); path = tempdir(); rb.dumps(path); c = buffer(storage: ram(4)); c.loads(path); print(c[:], c.batch_size)",
      prints: "tensor([0, 1, 2]) 2"
    ) { buffer, call in
      try buffer.dump(to: try call.path("path"))
      return .none
    },
    method(
      "loads", aliases: ["load"],
      "Takes the contents of a dump of ours or of TorchRL's; one that does not fit leaves the buffer as it was.",
      [Parameter("path", .path, "The folder.")],
      "rb.extend(arange(6)); path = tempdir(); rb.dumps(path); rb.empty(); rb.loads(path); print(rb[:], rb.cursor)",
      prints: "tensor([4, 5, 2, 3]) 2"
    ) { buffer, call in
      try buffer.load(from: try call.path("path"))
      return .none
    },
    method(
      "state_dict", "A snapshot of the buffer, for load_state_dict; the states of its parts are opaque.",
      returns: "dict", "rb.extend(arange(3)); print(rb.state_dict()[\"_batch_size\"])", prints: "2"
    ) { buffer, _ in Value(.dict(try buffer.state())) },
    method(
      "load_state_dict", "Takes the contents of a snapshot; one that does not fit leaves the buffer as it was.",
      [Parameter("state_dict", .any, "What state_dict() gave.")],
      "rb.extend(arange(3)); s = rb.state_dict(); rb.empty(); rb.load_state_dict(s); print(rb[:])",
      prints: "tensor([0, 1, 2])"
    ) { buffer, call in
      guard case .dict(let state) = try call["state_dict"].tree(call.interpreter) else {
        throw call.wrong("state_dict", expected: "what state_dict() gave")
      }
      try buffer.load(state)
      return .none
    },
  ]

  private static func transforms(_ call: Call) throws -> [any Transform] {
    guard let found = try call["transform"].transforms(call.interpreter) else {
      throw call.wrong("transform", expected: "a transform or a function")
    }
    return found
  }

  private static func dims(_ call: Call, _ name: String) throws -> [Int]? {
    guard call.has(name) else { return nil }
    if case .int(let dim) = call[name] { return [dim] }
    return try call.array(name).map { value in
      guard case .int(let dim) = value else { throw call.wrong(name, expected: "ints") }
      return dim
    }
  }

  static func part<T>(_ call: Call, _ name: String, _ type: T.Type) throws -> T {
    guard let found = call[name].object(DomainObject.self)?.native as? T else {
      throw call.wrong(name, expected: "a \(name)")
    }
    return found
  }

  static let storage: [Builtin] = [
    Builtin(
      "get", "Items by index, as they are stored.", [Parameter("index", .any, "An int, a slice, a tensor or a list.")],
      returns: "the items",
      examples: [Example(setup + "rb.extend(arange(3)); print(rb.storage.get([0, 2]))", prints: "tensor([0, 2])")]
    ) { call in
      guard case .object(let object) = call.receiver else { return .none }
      return try object.item(call["index"], call.interpreter)
    },
    Builtin(
      "contains", "Whether items of these numbers are there; negative ones count from the end.",
      [Parameter("item", .either([.int, .tensor]), "A number, or a tensor of numbers.")],
      returns: "bool, or a tensor with one for each number",
      examples: [
        Example(
          setup + "rb.extend(arange(3)); print(rb.storage.contains(3), rb.storage.contains(tensor([2, 3, -3])))",
          prints: "False tensor([ True, False,  True])")
      ]
    ) { call in
      guard let storage = call.receiver.object(DomainObject.self)?.native as? any Storage else {
        throw Failure(.attribute, "an ensemble of storages does not say what it contains", help: "ask one of them")
      }
      guard let rows = call["item"].asTensor else { return .bool(storage.contains(try call.int("item"))) }
      return Value(.tensor(try storage.contains(rows)))
    },
    Builtin(
      "bytes", "The bytes that the items of a compressed storage take.", returns: "int",
      examples: [
        Example(
          "s = compressed(3); rb = buffer(storage: s); rb.extend(zeros(2, 100)); print(s.bytes() < 100)", prints: "True"
        )
      ]
    ) { call in
      guard let storage = call.receiver.object(DomainObject.self)?.native as? CompressedStorage else {
        throw Failure(.attribute, "only a compressed storage counts its bytes")
      }
      return .int(storage.byteCount)
    },
  ]

  static let memoryMapped: [Builtin] = [
    Builtin(
      "cleanup", "Removes the folder scratch_dir with all that is in it; what is in memory can still be read.",
      returns: "bool: whether this call removed it",
      examples: [
        Example(
          "s = memmap(3, scratch_dir: tempdir()); rb = buffer(storage: s); rb.extend(arange(3)); "
            + "print(s.cleanup(), s.cleanup(), rb[:])", prints: "True False MemoryMappedTensor([0, 1, 2])")
      ]
    ) { call in
      let storage = call.receiver.object(DomainObject.self)?.native as? any Storage
      return .bool(try storage?.columnStore?.removeFiles() ?? false)
    }
  ]

  static let transform: [Builtin] = [
    Builtin(
      "append", "Adds a transform behind the others of a composition.",
      [Parameter("transform", .either([.object("transform"), .function]), "A transform or a function.")],
      examples: [Example("t = compose(x -> x + 1); t.append(x -> x * 2); print(t(1))", prints: "4")]
    ) { call in
      guard let compose = call.receiver.object(TransformObject.self)?.transform as? Compose else {
        throw Failure.type("only a composition takes another transform", help: "join them with '|'")
      }
      for transform in try transforms(call) { compose.append(transform) }
      return .none
    },
    Builtin(
      "insert", "Puts a transform at a place among those of a composition.",
      [
        Parameter("index", .int, "The place; negative ones count from the end."),
        Parameter("transform", .either([.object("transform"), .function]), "A transform or a function."),
      ],
      examples: [Example("t = compose(x -> x + 1); t.insert(0, x -> x * 2); print(t(1))", prints: "3")]
    ) { call in
      guard let compose = call.receiver.object(TransformObject.self)?.transform as? Compose else {
        throw Failure.type("only a composition takes another transform", help: "join them with '|'")
      }
      try compose.insert(Compose(try transforms(call)).single, at: try call.int("index"))
      return .none
    },
    Builtin(
      "pop", "Takes a transform out of a composition.",
      [.optional("index", .int, "Which; negative ones count from the end. None for the last.")],
      returns: "the transform",
      examples: [Example("t = compose(x -> x + 1, x -> x * 2); t.pop(0); print(t(1))", prints: "2")]
    ) { call in
      guard let compose = call.receiver.object(TransformObject.self)?.transform as? Compose else {
        throw Failure.type("only a composition gives a transform back")
      }
      return .object(TransformObject(try compose.pop(at: try call.optionalInt("index"))))
    },
    Builtin(
      "inv", "What the transform does to data on its way into a buffer; the data given stays as it is.",
      [Parameter("data", .tensordict, "A tensordict.")], returns: "the data; None where it is kept back",
      examples: [
        Example(
          "t = squeeze(-1, in_keys_inv: [\"a\"]); print(t.inv(tensordict({\"a\": ones(2)}, [2]))[\"a\"].shape)",
          prints: "torch.Size([2, 1])")
      ]
    ) { call in
      guard let transform = call.receiver.object(TransformObject.self)?.transform else { return .none }
      return try Compose([transform]).inverse(try call["data"].tree(call.interpreter)).map { Value($0) } ?? .none
    },
    Builtin(
      "init_stats", "Computes the location and scale of an observation_norm from random steps in its environment.",
      [
        Parameter("num_iter", .int, "The least number of steps."),
        .optional("reduce_dim", .shape, default: "0", "The dimensions that are averaged over."),
        .optional("cat_dim", .int, "The dimension along which rollouts are joined; None for reduce_dim."),
        .optional("key", .key, "Which of several keys counts."),
        .optional("keep_dims", .shape, "Those of the averaged dimensions that stay, with size 1."),
      ],
      examples: [
        Example(
          "t = observation_norm(in_keys: [\"observation\"])\n"
            + "env = transformed_env(gym(\"CartPole-v1\"), t)\nt.init_stats(10)\nprint(t.loc.shape)",
          prints: "torch.Size([4])")
      ]
    ) { call in
      guard let norm = call.receiver.object(TransformObject.self)?.transform as? ObservationNorm else {
        throw Failure.type("only an observation_norm has statistics to compute")
      }
      try norm.initializeByCollecting(
        try call.int("num_iter"), key: call["key"].nestedKey,
        reducing: try dims(call, "reduce_dim") ?? [0], joining: try call.optionalInt("cat_dim"),
        keeping: try dims(call, "keep_dims") ?? [])
      return .none
    },
  ]
}

extension Compose {
  /// The only transform of a composition of one; else the composition.
  fileprivate var single: any Transform { children.count == 1 ? children[0] : self }
}
