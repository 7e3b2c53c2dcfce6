import Catalog
import ReplayBuffers
import Tensors

/// An ensemble of buffers: `len` counts its members, an index gives one of them.
final class EnsembleObject: ComponentObject {
  let ensemble: BufferEnsemble
  override func visitReferences(_ visitor: ReferenceVisitor) {
    super.visitReferences(visitor)
    visitor.visit(ensemble)
  }
  init(_ ensemble: BufferEnsemble) {
    self.ensemble = ensemble
    super.init(ensemble, ComponentTypes.type(of: BufferEnsemble.spec))
  }
  override func truth() -> Bool { true }
  override func length() -> Int { ensemble.members.count }
  override func iterate(_ interpreter: Interpreter) throws -> ValueIterator {
    guard ensemble.batchSize != nil else {
      throw Failure.runtime("cannot iterate over an ensemble without a batch size", help: "give it a batch_size")
    }
    let ensemble = ensemble
    return ClosureIterator { _ in Value(try ensemble.sample().data) }
  }
  /// A member; with a slice or a list, an ensemble of some; with a second index, the items of all of these.
  override func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    if let parts = key.asTuple?.items, !parts.isEmpty, key.nestedKey == nil {
      let first = try item(parts[0], interpreter)
      if parts.count == 1 { return first }
      let rest = parts.count == 2 ? parts[1] : .tuple(Array(parts[1...]))
      guard let part = first.object(EnsembleObject.self) else { return try first.indexed(by: rest, interpreter) }
      return Value(try part.ensemble.get(try rest.storageIndex(interpreter)))
    }
    let count = ensemble.members.count
    if key.object(EllipsisObject.self) != nil { return .object(self) }
    if let slice = key.object(SliceObject.self) {
      let numbers = try slice.select(Array(0..<count))
      return .object(numbers.count == count ? self : EnsembleObject(try ensemble.part(numbers)))
    }
    if case .rows(let rows, let shape) = try key.storageIndex(interpreter), shape.count == 1 {
      let numbers = try rows.map { try Sequences.position($0, count: count, of: "ensemble") }
      return .object(EnsembleObject(try ensemble.part(numbers)))
    }
    let position = try Sequences.position(
      try Sequences.index(key, of: "ensemble"), count: count, of: "ensemble")
    return .object(BufferObject(ensemble.members[position]))
  }
}

/// The storages, samplers or writers of an ensemble.
final class EnsemblePartObject: ComponentObject {
  private let parts: [Tree]
  init(_ part: any EnsemblePart) {
    parts = part.parts
    super.init(part, ComponentTypes.type(of: part.spec))
  }
  override func length() -> Int { parts.count }
  override func iterate(_ interpreter: Interpreter) throws -> ValueIterator { ArrayIterator(parts.map { Value($0) }) }
  override func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    Value(
      parts[
        try Sequences.position(try Sequences.index(key, of: "ensemble"), count: parts.count, of: "ensemble")])
  }
}

/// The methods of ensembles.
enum EnsembleMethods {
  private static let setup =
    "a = buffer(storage: ram(3)); b = buffer(storage: ram(3)); a.extend(arange(3)); b.extend(arange(10, 13)); "
    + "both = ensemble(a, b, sample_from_all: True); "

  private static func method(
    _ name: String, aliases: [String] = [], _ summary: String, _ parameters: [Parameter] = [], returns: String = "",
    _ example: String, prints output: String, _ body: @escaping @Sendable (BufferEnsemble, Call) throws -> Value
  ) -> Builtin {
    Builtin(
      name, aliases: aliases, summary, parameters, returns: returns,
      examples: [Example(setup + example, prints: output)]
    ) { call in
      guard let object = call.receiver.object(EnsembleObject.self) else {
        throw Failure.type("expected an ensemble before the dot")
      }
      return try body(object.ensemble, call)
    }
  }

  static let all: [Builtin] = [
    method(
      "sample", "Draws a batch, with a dimension for the pieces that the members gave.",
      [
        .optional("batch_size", .int, "How many items; the ensemble's own size by default."),
        .optional("return_info", .bool, default: "False", "Also gives where the items are, as a tensordict."),
      ], returns: "the batch, or a tuple of batch and info", "manual_seed(0); print(both.sample(4))",
      prints: "tensor([[ 2,  0],\n        [12, 10]])"
    ) { ensemble, call in
      let (data, info) = try ensemble.sample(try call.optionalInt("batch_size"))
      guard try call.bool("return_info", default: false) else { return Value(data) }
      return .tuple([Value(data), Value(.tensordict(info))])
    },
    method(
      "extend", "Gives items to their members, where a routing_key or routing_dim says which.",
      [Parameter("data", .tensordict, "Items.")], returns: "where they are",
      "t = td_buffer(storage: ram(3)); e = ensemble(t, routing_key: \"to\"); "
        + "print(e.extend(tensordict({\"to\": tensor([0, 0])}, [2]))[\"index\"])", prints: "tensor([0, 1])"
    ) { ensemble, call in
      Value(.tensordict(try ensemble.extend(try call["data"].tree(call.interpreter))))
    },
    method(
      "add", "Gives one item to its member.", [Parameter("data", .tensordict, "One item.")], returns: "where it is",
      "t = td_buffer(storage: ram(3)); e = ensemble(t, routing_key: \"to\"); "
        + "print(e.add(tensordict({\"to\": tensor(0)}, []))[\"index\"])", prints: "tensor(0)"
    ) { ensemble, call in
      Value(.tensordict(try ensemble.add(try call["data"].tree(call.interpreter))))
    },
    method(
      "empty", "Empties every member.",
      [.optional("empty_write_count", .bool, default: "True", "Also sets the write counts to 0.")],
      "both.empty(); print(len(a), len(both))", prints: "0 2"
    ) { ensemble, call in
      ensemble.empty(resetsWriteCount: try call.bool("empty_write_count", default: true))
      return .none
    },
    method(
      "can_sample", "Whether a batch can be drawn.",
      [.optional("batch_size", .int, "How many items; the ensemble's own size by default.")], returns: "bool",
      "print(both.can_sample(4), both.can_sample(5))", prints: "True False"
    ) { ensemble, call in .bool(try ensemble.canSample(try call.optionalInt("batch_size"))) },
    method(
      "stats", "Counts and sizes of all members together.", returns: "dict", "print(both.stats()[\"size\"])",
      prints: "6"
    ) { ensemble, _ in Value(.dict(ensemble.stats())) },
    method(
      "append_transform", "Adds a transform of whole batches.",
      [
        Parameter("transform", .either([.object("transform"), .function]), "A transform or a function."),
        .optional("invert", .bool, default: "False", "Accepted for TorchRL's sake.", labelOnly: true),
      ], returns: "the ensemble", "both.append_transform(x -> x.shape); print(both.sample(4))",
      prints: "torch.Size([2, 2])"
    ) { ensemble, call in
      guard let found = try call["transform"].transforms(call.interpreter) else {
        throw call.wrong("transform", expected: "a transform or a function")
      }
      for transform in found { ensemble.transform.append(transform) }
      return call.receiver
    },
    method(
      "dumps", aliases: ["save", "dump"], "Writes all members to a folder, in TorchRL's layout.",
      [Parameter("path", .path, "The folder; the one above it must be there.")],
      "p = tempdir(); both.dumps(p); a.empty(); both.loads(p); print(len(a))", prints: "3"
    ) { ensemble, call in
      try ensemble.dump(to: try call.path("path"))
      return .none
    },
    method(
      "loads", aliases: ["load"], "Takes the members' contents from a dump.",
      [Parameter("path", .path, "The folder.")],
      "p = tempdir(); both.dumps(p); b.empty(); both.loads(p); print(b[:])", prints: "tensor([10, 11, 12])"
    ) { ensemble, call in
      try ensemble.load(from: try call.path("path"))
      return .none
    },
  ]
}

/// The methods of schedules.
enum SchedulerMethods {
  /// Of several that step together.
  static let list: [Builtin] = [
    Builtin(
      "append", "Adds a schedule.", [Parameter("scheduler", .object("scheduler"), "The schedule.")],
      examples: [
        Example(
          "s = prioritized(1.0, 0.6); l = scheduler_list([]); l.append(step_scheduler(s, \"alpha\", 0.5)); l.step(); "
            + "print(s.alpha)", prints: "0.5")
      ]
    ) { call in
      guard let list = call.receiver.object(DomainObject.self)?.native as? SchedulerList else {
        throw Failure.type("expected a list of schedules before the dot")
      }
      list.append(try BufferMethods.part(call, "scheduler", Scheduler.self))
      return .none
    }
  ]

  static let all: [Builtin] = [
    Builtin(
      "step", "Takes the next value.",
      examples: [
        Example(
          "s = prioritized(1.0, 0.4); l = linear_scheduler(s, \"beta\", 1.0, 2); l.step(); l.step(); print(s.beta)",
          prints: "1.0")
      ]
    ) { call in
      switch call.receiver.object(DomainObject.self)?.native {
      case let scheduler as Scheduler: try scheduler.step()
      case let list as SchedulerList: try list.step()
      default: throw Failure.type("expected a schedule before the dot")
      }
      return .none
    },
    Builtin(
      "state_dict", "How far it is, for load_state_dict.", returns: "dict",
      examples: [
        Example(
          "s = prioritized(1.0, 0.4); l = linear_scheduler(s, \"beta\", 1.0, 2); l.step(); print(l.state_dict()[\"_step_cnt\"])",
          prints: "1")
      ]
    ) { call in
      switch call.receiver.object(DomainObject.self)?.native {
      case let scheduler as Scheduler: return Value(.dict(scheduler.state()))
      case let list as SchedulerList: return Value(.list(list.schedulers.map { .dict($0.state()) }))
      default: throw Failure.type("expected a schedule before the dot")
      }
    },
    Builtin(
      "load_state_dict", "Goes on from where another schedule of its kind was.",
      [Parameter("state_dict", .any, "What state_dict() gave.")],
      examples: [
        Example(
          "s = prioritized(1.0, 0.0); l = linear_scheduler(s, \"beta\", 1.0, 4); l.step(); "
            + "m = linear_scheduler(s, \"beta\", 1.0, 4); m.load_state_dict(l.state_dict()); m.step(); print(s.beta)",
          prints: "0.5")
      ]
    ) { call in
      let states = try call["state_dict"].tree(call.interpreter)
      switch (call.receiver.object(DomainObject.self)?.native, states) {
      case (let scheduler as Scheduler, .dict(let state)): try scheduler.load(state)
      case (let list as SchedulerList, .list(let states)) where states.count == list.schedulers.count:
        for (scheduler, state) in zip(list.schedulers, states) {
          if case .dict(let state) = state { try scheduler.load(state) }
        }
      default: throw call.wrong("state_dict", expected: "what state_dict() of such a schedule gives")
      }
      return .none
    },
  ]
}
