import Catalog
import Tensors

/// The methods of tensordicts, and of instances of tensorclasses.
enum TensorDictMethods {
  static let all: [Builtin] = keys + access + structure + shapes + values + elementwise + reductions + storage

  static func receiver(_ call: Call) throws -> TensorDict {
    guard let object = call.receiver.object(TensorDictObject.self) else {
      throw Failure.type("expected a tensordict before the dot")
    }
    return object.tensordict
  }

  static func wrap(_ tensordict: TensorDict) -> Value { .object(TensorDictObject(tensordict)) }

  /// A method that gives a tensordict.
  static func method(
    _ name: String, aliases: [String] = [], _ summary: String, _ parameters: [Parameter] = [], _ example: String,
    prints output: String,
    _ body: @escaping @Sendable (TensorDict, Call) throws -> TensorDict
  ) -> Builtin {
    Builtin(
      name, aliases: aliases, summary, parameters, returns: "tensordict",
      examples: [Example(setup + example, prints: output)]
    ) { call in
      wrap(try body(try receiver(call), call))
    }
  }

  static func plain(
    _ name: String, aliases: [String] = [], _ summary: String, _ parameters: [Parameter] = [], returns: String = "",
    _ example: String, prints output: String,
    _ body: @escaping @Sendable (TensorDict, Call) throws -> Value
  ) -> Builtin {
    Builtin(
      name, aliases: aliases, summary, parameters, returns: returns,
      examples: [Example(setup + example, prints: output)]
    ) { call in
      try body(try receiver(call), call)
    }
  }

  static let setup = "td = tensordict({\"a\": arange(4).view(2, 2), \"n\": {\"b\": zeros(2)}}, [2]); "
  static let key = Parameter("key", .key, "A str, or a tuple of strs for a nested key.")
  static let nested = Parameter.optional(
    "include_nested", .bool, default: "False", "Also the keys of nested tensordicts.")
  static let leavesOnly = Parameter.optional(
    "leaves_only", .bool, default: "False", "Only the keys of tensors.")
  static let sort = Parameter.optional("sort", .bool, default: "False", "By name.", labelOnly: true)
  static let inplace = Parameter.optional(
    "inplace", .bool, default: "False", "Changes this tensordict itself.", labelOnly: true)
  static let isLeaf = Parameter.optional("is_leaf", .any, "Taken for tensordict's sake.", labelOnly: true)

  static func key(_ call: Call, _ name: String = "key") throws -> NestedKey { try call.key(name) }

  static let keys: [Builtin] = [
    plain(
      "keys", "The keys, in order of insertion.", [nested, leavesOnly, isLeaf, sort], returns: "view",
      "print(list(td.keys()), list(td.keys(True, True)))", prints: "['a', 'n'] ['a', ('n', 'b')]"
    ) { td, call in
      .object(
        KeysView(
          td, includeNested: try call.bool("include_nested", default: false),
          leavesOnly: try call.bool("leaves_only", default: false), sort: try call.bool("sort", default: false)))
    },
    plain(
      "values", "The values, in the order of the keys.", [nested, leavesOnly, isLeaf, sort], returns: "list",
      "print(len(td.values()))", prints: "2"
    ) { td, call in
      .list(try entries(td, call).map { Value($0.entry.tree) })
    },
    plain(
      "items", "Pairs of key and value.", [nested, leavesOnly, isLeaf, sort], returns: "list",
      "print([k for k, v in td.items()])", prints: "['a', 'n']"
    ) { td, call in
      .list(try entries(td, call).map { .tuple([Value($0.key), Value($0.entry.tree)]) })
    },
    plain(
      "is_memmap", "Whether its tensors are memory-mapped.", returns: "bool", "print(td.is_memmap())", prints: "False"
    ) { td, _ in
      var (mapped, any) = (true, false)
      _ = try td.mapTensors { (tensor) throws(Failure) in
        any = true
        mapped = mapped && tensor.isMemoryMapped
        return tensor
      }
      return .bool(any && mapped)
    },
    plain("is_empty", "Whether there is no tensor.", returns: "bool", "print(td.is_empty())", prints: "False") {
      td, _ in .bool(td.isEmpty)
    },
    plain("numel", "How many elements the batch has, at least 1.", returns: "int", "print(td.numel())", prints: "2") {
      td, _ in .int(td.numel)
    },
    plain(
      "dim", aliases: ["ndimension"], "How many batch dimensions there are.", returns: "int", "print(td.dim())",
      prints: "1"
    ) { td, _ in .int(td.ndim) },
    plain(
      "size", "The batch sizes, or one of them.", [.optional("dim", .int, "The dimension.")], returns: "Size",
      "print(td.size(0))", prints: "2"
    ) { td, call in
      guard let dim = try call.optionalInt("dim") else { return .object(TupleObject(td.batchSize)) }
      return .int(td.batchSize[try Tensor.wrapExisting(dim: dim, rank: td.ndim)])
    },
  ]

  static func entries(_ td: TensorDict, _ call: Call) throws -> [(key: NestedKey, entry: TensorDict.Entry)] {
    td.items(
      includeNested: try call.bool("include_nested", default: false),
      leavesOnly: try call.bool("leaves_only", default: false),
      sort: try call.bool("sort", default: false))
  }

  static let access: [Builtin] = [
    plain(
      "get", "The value of a key, or a default.", [key, .optional("default", .any, "Given where the key is missing.")],
      returns: "the value", "print(td.get(\"a\")[0], td.get(\"x\", 0))", prints: "tensor([0, 1]) 0"
    ) { td, call in
      if let value = try td.item(try key(call)) { return Value(value) }
      return call["default"].isUnbound ? .none : call["default"]
    },
    plain(
      "set", "Sets a key.",
      [key, Parameter("item", .any, "A tensor, a tensordict, a number, a text, ….", aliases: ["value"]), inplace],
      returns: "the tensordict", "td.set(\"c\", ones(2)); print(td[\"c\"])", prints: "tensor([1., 1.])"
    ) { td, call in
      let value = try call["item"].tree(call.interpreter)
      if try call.bool("inplace", default: false), td.contains(try key(call)) {
        try td.setInPlace(try key(call), value)
      } else {
        try td.set(try key(call), value)
      }
      return call.receiver
    },
    plain(
      "set_", "Writes into the tensor of a key.",
      [key, Parameter("item", .any, "What is written.", aliases: ["value"])], returns: "the tensordict",
      "td.set_(\"a\", ones(2, 2)); print(td[\"a\"].sum())", prints: "tensor(4)"
    ) { td, call in
      try td.setInPlace(try key(call), try call["item"].tree(call.interpreter))
      return call.receiver
    },
    plain(
      "set_at_", "Writes into a part of the tensor of a key.",
      [
        key, Parameter("item", .any, "What is written.", aliases: ["value"]),
        Parameter("index", .any, "The part.", aliases: ["idx"]),
      ], returns: "the tensordict", "td.set_at_(\"a\", 9, 0); print(td[\"a\"])",
      prints: "tensor([[9, 9],\n        [2, 3]])"
    ) { td, call in
      try td.setAt(try key(call), try Indices.of(call["index"]), to: try call["item"].tree(call.interpreter))
      return call.receiver
    },
    plain(
      "get_at", "A part of the tensor of a key.", [key, Parameter("index", .any, "The part.", aliases: ["idx"])],
      returns: "tensor", "print(td.get_at(\"a\", 0))", prints: "tensor([0, 1])"
    ) { td, call in
      .tensor(try td.tensor(try key(call)).get(try Indices.of(call["index"])))
    },
    plain(
      "pop", "Removes a key and gives its value.",
      [key, .optional("default", .any, "Given where the key is missing.")], returns: "the value",
      "print(td.pop(\"a\")[0], list(td.keys()))", prints: "tensor([0, 1]) ['n']"
    ) { td, call in
      let fallback: Tree? = call["default"].isUnbound ? nil : try call["default"].tree(call.interpreter)
      return Value(try td.pop(try key(call), default: fallback))
    },
    plain(
      "del_", "Removes a key.", [key], returns: "the tensordict", "td.del_(\"a\"); print(list(td.keys()))",
      prints: "['n']"
    ) { td, call in
      try td.remove(try key(call))
      return call.receiver
    },
    plain(
      "update", "Sets the keys of a dict or another tensordict.",
      [Parameter("other", .any, "A dict or a tensordict.", aliases: ["input_dict_or_td"]), inplace],
      returns: "the tensordict", "td.update({\"c\": ones(2)}); print(td[\"c\"])", prints: "tensor([1., 1.])"
    ) { td, call in
      try update(td, call)
      return call.receiver
    },
    plain(
      "update_", "Writes the values of another tensordict into the tensors that are here.",
      [Parameter("other", .any, "A dict or another tensordict.")], returns: "the tensordict",
      "td.update_(td * 2); print(td[\"a\"][1])", prints: "tensor([4, 6])"
    ) { td, call in
      let values = TensorDict(batchSize: td.batchSize)
      try update(values, call)
      try td.updateInPlace(values)
      return call.receiver
    },
    plain(
      "setdefault", "The value of a key, which is set first if it is missing.",
      [key, Parameter("default", .any, "What a missing key is set to.")], returns: "the value",
      "print(td.setdefault(\"c\", ones(2)))", prints: "tensor([1., 1.])"
    ) { td, call in
      if let value = try td.get(try key(call)) { return Value(value) }
      try td.set(try key(call), try call["default"].tree(call.interpreter))
      return Value(try td.value(try key(call)))
    },
    plain(
      "fill_", "Sets all elements of a key to a number.", [key, Parameter("value", .scalar, "The number.")],
      returns: "the tensordict", "td.fill_(\"a\", 7); print(td[\"a\"][0])", prints: "tensor([7, 7])"
    ) { td, call in
      try td.fill(try key(call), try call.scalar("value"))
      return call.receiver
    },
    plain(
      "zero_", "Sets all elements of all tensors to zero.", returns: "the tensordict",
      "td.zero_(); print(td[\"a\"].sum())", prints: "tensor(0)"
    ) { td, call in
      try td.zero()
      return call.receiver
    },
  ]

  static func update(_ target: TensorDict, _ call: Call) throws {
    if let other = call["other"].object(TensorDictObject.self) { return try target.update(other.tensordict) }
    guard case .dict(let fields) = try call["other"].tree(call.interpreter) else {
      throw call.wrong("other", expected: "a dict or a tensordict")
    }
    try target.update(fields)
  }

  static func tensordicts(_ call: Call) throws -> [TensorDict] {
    try call.rest("others").map { value in
      guard let object = value.object(TensorDictObject.self) else {
        throw call.wrong("others", expected: "tensordicts")
      }
      return object.tensordict
    }
  }

  /// A tensor, and those of the same key in other tensordicts.
  static func arguments(_ tensor: Tensor, _ others: [TensorDict], _ key: NestedKey) throws(Failure) -> [Value] {
    var values = [Value.tensor(tensor)]
    for other in others { values.append(Value(try other.value(key))) }
    return values
  }

  static func tensordict(_ call: Call, _ name: String) throws -> TensorDict {
    guard let object = call[name].object(TensorDictObject.self) else {
      throw call.wrong(name, expected: "a tensordict")
    }
    return object.tensordict
  }

  /// Keys given one by one: each a str or a tuple of strs.
  static func keyList(_ call: Call) throws -> [NestedKey] {
    var values = call.rest("keys")
    if values.count == 1, let list = values[0].asList { values = list.items }
    return try values.map { value in
      guard let key = value.nestedKey else { throw Failure.mismatch("keys", .keys, value) }
      return key
    }
  }

  static let keyParameter = Parameter.variadic("keys", .key, "Keys, one by one.")

  static let structure: [Builtin] = [
    plain(
      "select", "A tensordict with these keys only.",
      [
        keyParameter, inplace,
        .optional("strict", .bool, default: "True", "A missing key is an error.", labelOnly: true),
      ], returns: "tensordict", "print(list(td.select(\"a\").keys()))", prints: "['a']"
    ) { td, call in
      try replacing(td, try td.select(try keyList(call), strict: try call.bool("strict", default: true)), call)
    },
    plain(
      "exclude", "A tensordict without these keys.", [keyParameter, inplace], returns: "tensordict",
      "print(list(td.exclude(\"a\").keys()))", prints: "['n']"
    ) { td, call in
      try replacing(td, td.exclude(try keyList(call)), call)
    },
    plain(
      "rename_key_", aliases: ["rename_key"], "Gives a key another name.",
      [
        Parameter("old_key", .key, "The key."), Parameter("new_key", .key, "Its new name."),
        .optional("safe", .bool, default: "False", "A name that is taken is an error."),
      ], returns: "the tensordict", "td.rename_key_(\"a\", \"z\"); print(sorted(td.keys()))", prints: "['n', 'z']"
    ) { td, call in
      try td.rename(try key(call, "old_key"), to: try key(call, "new_key"), safe: try call.bool("safe", default: false))
      return call.receiver
    },
    plain(
      "flatten_keys", "Nested keys as names joined by a separator.",
      [.optional("separator", .string, default: "\".\"", "Stands between names."), inplace], returns: "tensordict",
      "print(list(td.flatten_keys().keys()))", prints: "['a', 'n.b']"
    ) { td, call in
      try replacing(td, try td.flattenKeys(try call.string("separator", default: ".")), call)
    },
    plain(
      "unflatten_keys", "Names with a separator as nested keys.",
      [.optional("separator", .string, default: "\".\"", "Stands between names."), inplace], returns: "tensordict",
      "print(list(td.flatten_keys().unflatten_keys().keys()))", prints: "['a', 'n']"
    ) { td, call in
      try replacing(td, try td.unflattenKeys(try call.string("separator", default: ".")), call)
    },
    plain(
      "apply", "What a function gives for each tensor.",
      [
        Parameter("fn", .function, "Called with each tensor; None drops the key."),
        .variadic("others", .tensordict, "Further tensordicts: the function gets their tensors of the key too."),
        .optional("batch_size", .shape, "The batch size of the result.", labelOnly: true), inplace,
      ], returns: "tensordict", "print(td.apply(x -> x + 1)[\"a\"][0])", prints: "tensor([1, 2])"
    ) { td, call in
      let function = try call.callable("fn")
      let size = try call.optionalInts("batch_size")
      let interpreter = call.interpreter
      let others = try tensordicts(call)
      let result = try td.apply(batchSize: size.map { Shape($0) }) { (key, tensor) throws(Failure) in
        try mapped(function, try arguments(tensor, others, key), interpreter)
      }
      if try call.bool("inplace", default: false) {
        try td.updateInPlace(result)
        return call.receiver
      }
      return wrap(result)
    },
    plain(
      "apply_", "Writes what a function gives for each tensor into it.",
      [
        Parameter("fn", .function, "Called with each tensor."),
        .variadic("others", .tensordict, "Further tensordicts: the function gets their tensors of the key too."),
      ], returns: "the tensordict", "td.apply_(x -> x + 1); print(td[\"a\"][0])", prints: "tensor([1, 2])"
    ) { td, call in
      let function = try call.callable("fn")
      let interpreter = call.interpreter
      let others = try tensordicts(call)
      let result = try td.apply { (key, tensor) throws(Failure) in
        try mapped(function, try arguments(tensor, others, key), interpreter)
      }
      try td.updateInPlace(result)
      return call.receiver
    },
    method(
      "replace", "A tensordict with the keys of a dict or another tensordict set; this one stays.",
      [Parameter("other", .any, "A dict or a tensordict.")], "print(td.replace({\"n\": ones(2)})[\"n\"])",
      prints: "tensor([1., 1.])"
    ) { td, call in
      let result = td.shallowCopy()
      try update(result, call)
      return result
    },
    plain(
      "create_nested", "Sets a key to an empty tensordict.", [key], returns: "the tensordict",
      "print(td.create_nested(\"m\")[\"m\"].is_empty())", prints: "True"
    ) { td, call in
      try td.set(try key(call), .tensordict(td.emptied()))
      return call.receiver
    },
    plain(
      "is_contiguous", "Whether all tensors lie in row-major order.", returns: "bool", "print(td.is_contiguous())",
      prints: "True"
    ) { td, _ in
      var contiguous = true
      _ = try td.mapTensors { (tensor) throws(Failure) in
        contiguous = contiguous && tensor.isContiguous
        return tensor
      }
      return .bool(contiguous)
    },
    method(
      "named_apply", "What a function gives for each key and tensor.",
      [
        Parameter("fn", .function, "Called with each key and tensor."),
        .optional("nested_keys", .bool, default: "False", "Tuples for nested keys."),
      ], "print(td.named_apply((k, x) -> x + len(k))[\"a\"][0])", prints: "tensor([1, 2])"
    ) { td, call in
      let function = try call.callable("fn")
      let paths = try call.bool("nested_keys", default: false)
      let interpreter = call.interpreter
      return try td.apply { (key, tensor) throws(Failure) in
        try mapped(function, [paths ? Value(key) : .string(key.last), .tensor(tensor)], interpreter)
      }
    },
    method(
      "clone", "A copy; without recursion, of the keys only.",
      [.optional("recurse", .bool, default: "True", "Copies the tensors as well.")],
      "c = td.clone(); c[\"a\"][0] = 9; print(td[\"a\"][0])", prints: "tensor([0, 1])"
    ) { td, call in
      try call.bool("recurse", default: true) ? td.clone() : td.shallowCopy()
    },
    method(
      "copy", "A copy of the keys only: the tensors are shared, as with clone(recurse: False).", [],
      "c = td.copy(); c[\"a\"][0] = 9; print(td[\"a\"][0])", prints: "tensor([9, 9])"
    ) { td, _ in td.shallowCopy() },
    plain("clear", "Removes all keys.", returns: "the tensordict", "td.clear(); print(td.is_empty())", prints: "True") {
      td, call in
      try td.clear()
      return call.receiver
    },
    plain(
      "to_dict", "Nested dicts of tensors.", returns: "dict", "print(td.to_dict()[\"n\"])",
      prints: "{'b': tensor([0., 0.])}"
    ) { td, _ in Value(td.toDict()) },
    plain(
      "to_tensordict", "A plain tensordict with copied structure.", returns: "tensordict",
      "print(td.to_tensordict()[\"n\", \"b\"])", prints: "tensor([0., 0.])"
    ) { td, _ in wrap(try td.asPlain().clone()) },
    plain(
      "lock_", "Makes it read-only: keys can no longer be set.", returns: "the tensordict",
      "td.lock_(); print(td.is_locked)", prints: "True"
    ) { td, call in
      td.lock()
      return call.receiver
    },
    plain(
      "unlock_", "Makes it writable again.", returns: "the tensordict", "td.lock_(); td.unlock_(); print(td.is_locked)",
      prints: "False"
    ) { td, call in
      try td.unlock()
      return call.receiver
    },
    plain(
      "auto_batch_size_", "Sets the batch size to the largest shape that all values share.",
      [.optional("batch_dims", .int, "At most so many dimensions.")], returns: "the tensordict",
      "td.auto_batch_size_(); print(td.batch_size)", prints: "torch.Size([2])"
    ) { td, call in
      let most = try call.optionalInt("batch_dims")
      guard most ?? 0 >= 0 else {
        throw Failure.value(
          "expected a number of at least 0 for 'batch_dims', got \(most ?? 0)", argument: "batch_dims")
      }
      td.autoBatchSize(batchDims: most)
      return call.receiver
    },
  ]

  static func replacing(_ td: TensorDict, _ result: TensorDict, _ call: Call) throws -> Value {
    guard try call.bool("inplace", default: false) else { return wrap(result) }
    try td.replaceContent(with: result)
    return call.receiver
  }

  static func mapped(_ function: Value, _ arguments: [Value], _ interpreter: Interpreter) throws(Failure)
    -> Tensor?
  {
    do {
      let result = try interpreter.call(function, arguments)
      if result.isNone { return nil }
      guard let tensor = result.asTensor else {
        throw Failure.type("expected a tensor or None from the function, got \(result.article)")
      }
      return tensor
    } catch { throw Fault.from(error, at: nil).carried }
  }

  static func property(
    _ name: String, _ summary: String, set: (@Sendable (Value, Value, Interpreter) throws -> Void)? = nil,
    _ get: @escaping @Sendable (TensorDict) -> Value
  ) -> Property {
    Property(
      name, summary,
      get: { value, _ in
        guard let object = value.object(TensorDictObject.self) else { return .none }
        return get(object.tensordict)
      }, set: set)
  }

  static let setBatchSize: @Sendable (Value, Value, Interpreter) throws -> Void = { target, value, _ in
    guard let sizes = value.wholeNumbers else {
      throw Failure.type("expected ints as batch size, got \(value.article)")
    }
    try target.object(TensorDictObject.self)?.tensordict.setBatchSize(Shape(sizes))
  }

  static let stackDim = property("stack_dim", "The batch dimension along which items stand.") {
    $0.stackDim.map { .int($0) } ?? .none
  }

  static let properties: [Property] = [
    property("batch_size", "The shape that every tensor begins with.", set: setBatchSize) {
      .object(TupleObject($0.batchSize))
    },
    property("shape", "The batch size.", set: setBatchSize) { .object(TupleObject($0.batchSize)) },
    property("batch_dims", "How many batch dimensions there are.") { .int($0.ndim) },
    property("ndim", "How many batch dimensions there are.") { .int($0.ndim) },
    property("device", "\"cpu\" where it is said, else None.") { $0.device == nil ? .none : .object(DeviceObject()) },
    property("names", "The names of the batch dimensions: None, as there are none.") {
      .list([Value](repeating: .none, count: $0.ndim))
    },
    property("data", "The tensordict itself: there are no gradients.") { wrap($0) },
    property("is_locked", "Whether keys can no longer be set.") { .bool($0.isLocked) },
  ]
}
