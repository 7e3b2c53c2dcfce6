import Catalog
import ReplayBuffers
import Tensors

extension BufferMethods {
  /// Methods around the generations of slots.
  static let conditional: [Builtin] = [
    method(
      "update_if_present", "Overwrites fields of sampled items that are still there.", conditionalParameters,
      returns: "a record of what became of the items",
      "t = td_buffer(storage: ram(2), writer: round_robin(track_generations: True)); "
        + "i = t.extend(tensordict({\"x\": arange(2)}, [2])); g = t.writer.generations_of(i); "
        + "t.extend(tensordict({\"x\": tensor([7])}, [1])); "
        + "r = t.update_if_present(index: i, generation: g, patch: {\"x\": tensor([50, 51])}); "
        + "print(r.updated, r.stale_count, t[:][\"x\"])",
      prints: "tensor([False,  True]) 1 tensor([ 7, 51])"
    ) { buffer, call in Value(.object(try conditionalUpdate(buffer, call))) },
    method(
      "submit_update_if_present",
      "As update_if_present, for a result that is asked for later; batches made ahead already are not affected.",
      conditionalParameters, returns: "a future: result() gives the record",
      "t = td_buffer(storage: ram(2), writer: round_robin(track_generations: True)); "
        + "i = t.extend(tensordict({\"x\": arange(2)}, [2])); g = t.writer.generations_of(i); "
        + "f = t.submit_update_if_present(index: i, generation: g, patch: {\"x\": tensor([50, 51])}); "
        + "print(f.result().updated_count)",
      prints: "2"
    ) { buffer, call in .object(FutureObject(Value(.object(try conditionalUpdate(buffer, call))))) },
  ]

  private static let conditionalParameters: [Parameter] = [
    Parameter("index", .any, "The items' places, as a sample has them under \"index\".", labelOnly: true),
    Parameter(
      "generation", .any, "Their generations, as a sample has them under \"index_generation\".", labelOnly: true),
    Parameter("patch", .any, "The fields: a dict or a tensordict, with one row per item.", labelOnly: true),
    .optional("version_key", .key, "A stored number per item that says how new it is.", labelOnly: true),
    .optional("version", .any, "The new version: one number, or one per item.", labelOnly: true),
    .optional(
      "require_newer", .bool, default: "False", "Whether an equal version is rejected, too.", labelOnly: true),
  ]

  private static func conditionalUpdate(_ buffer: ReplayBuffer, _ call: Call) throws -> ConditionalUpdate {
    let version: (key: NestedKey, value: Tensor)?
    guard call.has("version_key") == call.has("version") else {
      throw Failure.value("expected version_key and version together, got one of them", argument: "version")
    }
    if call.has("version_key"), let key = call["version_key"].nestedKey {
      version = (key, try tensor(call, "version"))
    } else {
      version = nil
    }
    return try buffer.updateIfPresent(
      index: try tensor(call, "index"), generation: try tensor(call, "generation"), patch: try patch(call),
      version: version, requireNewer: try call.bool("require_newer", default: false))
  }

  /// A tensor, a number, or a list of ints.
  private static func tensor(_ call: Call, _ name: String) throws -> Tensor {
    if let tensor = call[name].asTensor { return tensor }
    switch try call[name].tree(call.interpreter) {
    case .int(let value): return try Tensor.fromScalars([.int(value)], [], .int64)
    case .float(let value): return try Tensor.fromScalars([.float(value)], [], .float64)
    case .list(let items):
      var scalars: [Scalar] = []
      for item in items {
        guard case .int(let value) = item else { throw call.wrong(name, expected: "ints") }
        scalars.append(.int(value))
      }
      return try Tensor.fromScalars(scalars, nil, .int64)
    default: throw call.wrong(name, expected: "a tensor")
    }
  }

  private static func patch(_ call: Call) throws -> [(key: NestedKey, value: Tensor)] {
    switch try call["patch"].tree(call.interpreter) {
    case .tensordict(let data): return data.leaves.map { ($0.key, $0.tensor) }
    case .dict(let pairs):
      return try pairs.map { pair in
        guard case .tensor(let tensor) = pair.value else { throw call.wrong("patch", expected: "a dict of tensors") }
        return (try NestedKey(tree: pair.key), tensor)
      }
    default: throw call.wrong("patch", expected: "a dict or a tensordict")
    }
  }

  /// Methods of writers.
  static let writer: [Builtin] = [
    Builtin(
      "generations_of", "How often the rows of an index were written, from 0; -1 where it is not tracked.",
      [Parameter("index", .any, "Rows, as extend() returns them.")], returns: "tensor",
      examples: [
        Example(
          "rb = buffer(storage: ram(4), writer: round_robin(track_generations: True)); i = rb.extend(arange(4)); "
            + "rb.extend(arange(2)); print(rb.writer.generations_of(i))", prints: "tensor([1, 1, 0, 0])")
      ]
    ) { call in
      guard let native = call.receiver.object(DomainObject.self)?.native as? any Writer else { return .none }
      return Value(
        .tensor(try native.generations(of: try call["index"].tree(call.interpreter), in: native.attachedStorage)))
    }
  ]
}

/// What was computed for later.
final class FutureObject: Object {
  fileprivate let value: Value
  init(_ value: Value) { self.value = value }
  override var type: TypeInfo { .future }
}

extension TypeInfo {
  static let future = TypeInfo("Future", "What was computed for later.", methods: FutureMethods.all)
}

enum FutureMethods {
  private static let setup =
    "t = td_buffer(storage: ram(2), writer: round_robin(track_generations: True)); "
    + "i = t.extend(tensordict({\"x\": arange(2)}, [2])); g = t.writer.generations_of(i); "
    + "f = t.submit_update_if_present(index: i, generation: g, patch: {\"x\": tensor([50, 51])}); "

  private static func method(
    _ name: String, _ summary: String, _ parameters: [Parameter], _ example: String, prints output: String,
    _ body: @escaping @Sendable (FutureObject) -> Value
  ) -> Builtin {
    Builtin(name, summary, parameters, examples: [Example(setup + example, prints: output)]) { call in
      guard let future = call.receiver.object(FutureObject.self) else {
        throw Failure.type("expected a future before the dot")
      }
      return body(future)
    }
  }

  static let all: [Builtin] = [
    method(
      "result", "The value.", [.optional("timeout", .number, "Accepted for Python's sake: it is there already.")],
      "print(f.result().updated)", prints: "tensor([True, True])"
    ) { $0.value },
    method("done", "Whether the value is there.", [], "print(f.done())", prints: "True") { _ in .bool(true) },
  ]
}
