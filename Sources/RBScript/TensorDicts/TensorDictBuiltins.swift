import Catalog
import Tensors

/// Making tensordicts, and functions over trees of data.
enum TensorDictBuiltins {
  static let all: [Builtin] = [
    Builtin(
      "tensordict", aliases: ["TensorDict"], "Makes a tensordict of a dict; a tuple as key nests.",
      [
        .optional("source", .any, default: "{}", "A dict of tensors, numbers, texts, nested dicts; or a tensordict."),
        .optional("batch_size", .shape, default: "[]", "The shape that every tensor begins with."),
        .device,
      ], returns: "tensordict", makes: .tensordict,
      examples: [
        Example(
          "td = tensordict({\"a\": zeros(3, 4), (\"b\", \"c\"): ones(3)}, [3]); print(td.batch_size, td[\"b\", \"c\"])",
          prints: "torch.Size([3]) tensor([1., 1., 1.])")
      ]
    ) { call in
      try call.checkDevice()
      let shape = try Shape(call.has("batch_size") ? try call.ints("batch_size") : []).counted()
      let result = TensorDict(batchSize: shape, device: call.has("device") ? .cpu : nil)
      if call.has("source") { try fill(result, from: call, "source") }
      return .object(TensorDictObject(result))
    },
    Builtin(
      "from_dict", "Makes a tensordict of a dict, with the largest batch size that all values share.",
      [
        Parameter("source", .any, "A dict."), .optional("batch_size", .shape, "The batch size; found by default."),
        .optional("batch_dims", .int, "At most so many batch dimensions."),
      ],
      returns: "tensordict",
      examples: [
        Example(
          "td = from_dict({\"a\": zeros(3, 4), \"b\": arange(3)}); print(td.batch_size, td[\"b\"])",
          prints: "torch.Size([3]) tensor([0, 1, 2])")
      ]
    ) { call in
      let size = try call.optionalInts("batch_size").map { Shape($0) }
      let result = try TensorDict.fromDict(
        try call["source"].tree(call.interpreter), batchSize: size, autoBatchSize: true,
        batchDims: try call.optionalInt("batch_dims"))
      return .object(TensorDictObject(result))
    },
    Builtin(
      "tree_map", "What a function gives for each leaf of nested lists, tuples, dicts and tensordicts.",
      [
        Parameter("f", .function, "Called with a leaf of each tree."), Parameter("tree", .any, "The tree."),
        .variadic("rest", .any, "Further trees of the same structure."),
      ],
      returns: "a tree of the same structure",
      examples: [Example("print(tree_map(x -> x * 2, {\"a\": [1, (2,)]}))", prints: "{'a': [2, (4,)]}")]
    ) { call in
      let function = try call.callable("f")
      return try map(function, [call["tree"]] + call.rest("rest"), call.interpreter)
    },
  ]

  private static func fill(_ target: TensorDict, from call: Call, _ name: String) throws {
    if let other = call[name].object(TensorDictObject.self) { return try target.update(other.tensordict) }
    guard case .dict(let fields) = try call[name].tree(call.interpreter) else {
      throw call.wrong(name, expected: "a dict or a tensordict")
    }
    try target.update(fields)
  }

  /// torch.utils._pytree's tree_map: containers are rebuilt, everything else is a leaf.
  private static func map(_ function: Value, _ trees: [Value], _ interpreter: Interpreter) throws -> Value {
    try NativeStack.check(limit: interpreter.stackLimit)
    func differ(_ expected: String) -> Failure {
      Failure.value("the trees differ in structure: expected \(expected) in each")
    }
    switch trees[0] {
    case .object(let list as ListObject):
      let others = try trees.map { tree in
        guard let other = tree.asList, other.items.count == list.items.count else {
          throw differ("a list of \(list.items.count)")
        }
        return other.items
      }
      return .list(try list.items.indices.map { index in try map(function, others.map { $0[index] }, interpreter) })
    case .object(let tuple as TupleObject):
      let others = try trees.map { tree in
        guard let other = tree.asTuple, other.items.count == tuple.items.count else {
          throw differ("a tuple of \(tuple.items.count)")
        }
        return other.items
      }
      return .tuple(try tuple.items.indices.map { index in try map(function, others.map { $0[index] }, interpreter) })
    case .object(let record as RecordObject) where record.isReturnType:
      let others = try trees.map { tree in
        guard let other = tree.object(RecordObject.self), other.fields.count == record.fields.count else {
          throw differ("a \(record.name)")
        }
        return other.fields
      }
      return .object(
        RecordObject(
          record.name,
          try record.fields.indices.map { index in
            (record.fields[index].name, try map(function, others.map { $0[index].value }, interpreter))
          }, isReturnType: true))
    case .object(let dict as DictObject):
      let result = DictObject()
      for entry in dict.entries {
        let values = try trees.map { tree in
          guard let other = tree.asDict, other.count == dict.count, let value = try other.get(entry.key) else {
            throw differ("a dict with the same keys")
          }
          return value
        }
        try result.set(entry.key, try map(function, values, interpreter))
      }
      return .object(result)
    case .object(let first as TensorDictObject):
      let result = first.tensordict.emptied()
      for key in first.tensordict.keys {
        let values = try trees.map { tree in
          guard let other = tree.object(TensorDictObject.self) else { throw differ("a tensordict") }
          return Value(try other.tensordict.value(NestedKey(key)))
        }
        try result.set(NestedKey(key), try map(function, values, interpreter).tree(interpreter))
      }
      return .object(TensorDictObject(result))
    default: return try interpreter.call(function, trees)
    }
  }
}
