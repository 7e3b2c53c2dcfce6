import Catalog
import ReplayBuffers
import Tensors

extension BufferMethods {
  private static let data = "t = td_buffer(storage: ram(4)); t.extend(tensordict({\"x\": arange(3)}, [3])); "

  /// Methods for all that a buffer holds.
  static let wholeStorage: [Builtin] = [
    method(
      "can_sample", "Whether a batch can be drawn.",
      [.optional("batch_size", .int, "How many items; the buffer's own size by default.")], returns: "bool",
      "print(rb.can_sample())", prints: "False"
    ) { buffer, call in .bool(try buffer.canSample(try call.optionalInt("batch_size"))) },
    method(
      "read_all_in_order", "The first items, in the order of their slots.",
      [.optional("end", .int, "How many; None for all.")], returns: "the items",
      "rb.extend(arange(6)); print(rb.read_all_in_order(3))", prints: "tensor([4, 5, 2])"
    ) { buffer, call in Value(try buffer.readAll(end: try call.optionalInt("end"))) },
    method(
      "write_all", "Overwrites the first items, in the order of their slots.",
      [
        Parameter("data", .any, "The items."),
        .optional("end", .int, "How many are overwritten; None for as many as the data has."),
      ], "rb.extend(arange(4)); rb.write_all(tensor([7, 8, 9, 10])); print(rb[:])", prints: "tensor([ 7,  8,  9, 10])"
    ) { buffer, call in
      try buffer.writeAll(try call["data"].tree(call.interpreter), end: try call.optionalInt("end"))
      return .none
    },
    method(
      "set_at_", "Overwrites one key of some items.",
      [
        TensorDictMethods.key, Parameter("value", .any, "A tensor, or a number."),
        Parameter("index", .any, "The items: an int, a slice, a tensor or a list."),
      ], returns: "the buffer", data + "t.set_at_(\"x\", tensor([7, 8]), [0, 2]); print(t[:][\"x\"])",
      prints: "tensor([7, 1, 8])"
    ) { buffer, call in
      let (key, indices) = (try TensorDictMethods.key(call), try Indices.of(call["index"]))
      let value = try call["value"].tree(call.interpreter)
      try buffer.writeThrough { (stored) throws(Failure) in try stored.setAt(key, indices, to: value) }
      return call.receiver
    },
    method(
      "set_", "Overwrites one key of all items.",
      [TensorDictMethods.key, Parameter("value", .any, "A tensor with one row per item.")], returns: "the buffer",
      data + "t.set_(\"x\", tensor([7, 8, 9])); print(t[:][\"x\"])", prints: "tensor([7, 8, 9])"
    ) { buffer, call in
      let (key, value) = (try TensorDictMethods.key(call), try call["value"].tree(call.interpreter))
      try buffer.writeThrough { (stored) throws(Failure) in try stored.setInPlace(key, value) }
      return call.receiver
    },
    method(
      "update_", "Overwrites several keys of all items.",
      [
        Parameter("input_dict_or_td", .any, "A dict or a tensordict with one row per item."),
        .optional("clone", .bool, default: "False", "Accepted for TorchRL's sake."),
        .optional("keys_to_update", .any, "A list of the keys that are taken; None for all.", labelOnly: true),
      ], returns: "the buffer", data + "t.update_({\"x\": tensor([7, 8, 9])}); print(t[:][\"x\"])",
      prints: "tensor([7, 8, 9])"
    ) { buffer, call in
      var wanted: Set<NestedKey>?
      if call.has("keys_to_update") {
        wanted = Set(
          try call.array("keys_to_update").map { value in
            guard let key = value.nestedKey else { throw call.wrong("keys_to_update", expected: "a list of keys") }
            return key
          })
      }
      let fields = try entries(call).filter { wanted?.contains($0.key) ?? true }
      try buffer.writeThrough { (stored) throws(Failure) in
        for (key, value) in fields { try stored.setInPlace(key, value) }
      }
      return call.receiver
    },
    method(
      "mark_update", "Tells the sampler that items have changed: a prioritized one gives them its default priority.",
      [Parameter("index", .any, "The items: an int, a tensor or a list.")],
      "p = buffer(storage: ram(2), sampler: prioritized(1.0, 1.0)); p.extend(arange(2)); p.update_priority([0, 1], tensor([0.0, 5.0])); p.mark_update(0); print(p.sample(1, return_info: True)[1][\"priority_weight\"])",
      prints: "tensor(1.)"
    ) { buffer, call in
      try buffer.markUpdate(try call["index"].tree(call.interpreter))
      return .none
    },
  ]

  private static func entries(_ call: Call) throws -> [(key: NestedKey, value: Tree)] {
    switch try call["input_dict_or_td"].tree(call.interpreter) {
    case .tensordict(let data):
      return data.items(includeNested: true, leavesOnly: true).map { ($0.key, $0.entry.tree) }
    case .dict(let pairs): return try pairs.map { (try NestedKey(tree: $0.key), $0.value) }
    default: throw call.wrong("input_dict_or_td", expected: "a dict or a tensordict")
    }
  }
}
