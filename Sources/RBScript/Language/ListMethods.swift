import Catalog
import Tensors

enum ListMethods {
  static let all: [Builtin] =
    [
      Builtin(
        "append", "Adds a value at the end.", [Parameter("x", .any, "Any value.")],
        examples: [Example("xs = [1]; xs.append(2); print(xs)", prints: "[1, 2]")]
      ) { call in
        let items = list(call)
        call.interpreter.cycles.track(items, storing: call["x"])
        if items.items.count == items.items.capacity { try Sequences.demand(items: 2 * items.items.count) }
        items.items.append(call["x"])
        return .none
      },
      Builtin(
        "extend", "Adds all values that iterating gives.", [Parameter("xs", .any, "Anything to iterate over.")],
        examples: [Example("xs = [1]; xs.extend(range(2)); print(xs)", prints: "[1, 0, 1]")]
      ) { call in
        let items = list(call)
        let more = try call.array("xs")
        try Sequences.demand(items: items.items.count + more.count)
        for item in more { call.interpreter.cycles.track(items, storing: item) }
        items.items += more
        return .none
      },
      Builtin(
        "insert", "Puts a value before a position.",
        [Parameter("index", .int, "The position."), Parameter("x", .any, "Any value.")],
        examples: [Example("xs = [1]; xs.insert(0, 5); print(xs)", prints: "[5, 1]")]
      ) { call in
        let items = list(call)
        let index = try call.int("index")
        let position = max(0, min(items.items.count, index < 0 ? index + items.items.count : index))
        call.interpreter.cycles.track(items, storing: call["x"])
        if items.items.count == items.items.capacity { try Sequences.demand(items: 2 * items.items.count) }
        items.items.insert(call["x"], at: position)
        return .none
      },
      Builtin(
        "pop", "Removes and gives a value, the last one if no position is given.",
        [.optional("index", .int, default: "-1", "The position.")], returns: "the value",
        examples: [Example("xs = [1, 2]; print(xs.pop(), xs)", prints: "2 [1]")]
      ) { call in
        let items = list(call)
        guard !items.items.isEmpty else { throw Failure.index("cannot pop from an empty list") }
        let position = try Sequences.position(try call.int("index", default: -1), count: items.items.count, of: "list")
        return items.items.remove(at: position)
      },
      Builtin(
        "remove", "Removes the first value that is equal.", [Parameter("x", .any, "What is looked for.")],
        examples: [Example("xs = [1, 2]; xs.remove(1); print(xs)", prints: "[2]")]
      ) { call in
        list(call).items.remove(at: try position(call, of: call["x"], in: list(call).items))
        return .none
      },
      Builtin("clear", "Removes all values.", examples: [Example("xs = [1]; xs.clear(); print(xs)", prints: "[]")]) {
        call in
        list(call).items.removeAll()
        return .none
      },
      Builtin(
        "reverse", "Turns the list around in place.",
        examples: [Example("xs = [1, 2]; xs.reverse(); print(xs)", prints: "[2, 1]")]
      ) { call in
        list(call).items.reverse()
        return .none
      },
      Builtin(
        "sort", "Sorts the list in place; equal values keep their order.",
        [
          .optional("key", .function, "Called with each item; its result is compared.", labelOnly: true),
          .optional("reverse", .bool, default: "False", "Largest first.", labelOnly: true),
        ], examples: [Example("xs = [2, 1]; xs.sort(); print(xs)", prints: "[1, 2]")]
      ) { call in
        list(call).items = try Sorting.sorted(
          list(call).items, key: call.has("key") ? try call.callable("key") : nil,
          reverse: try call.bool("reverse", default: false), call.interpreter)
        return .none
      },
      Builtin(
        "copy", "A new list of the same values.", returns: "list",
        examples: [Example("print([1].copy())", prints: "[1]")]
      ) { call in
        .list(list(call).items)
      },
    ] + TupleMethods.all

  static func list(_ call: Call) -> ListObject { call.receiver.asList ?? ListObject([]) }

  static func position(_ call: Call, of value: Value, in items: [Value]) throws -> Int {
    for (index, item) in items.enumerated() {
      if try Operators.areEqual(item, value, call.interpreter) { return index }
      if index & 0xfff == 0xfff { try Interruption.check() }
    }
    throw Failure.value("\(try call.interpreter.repr(value)) is not in the \(call.receiver.type.name)")
  }
}

enum TupleMethods {
  static let all: [Builtin] = [
    Builtin(
      "count", "How many values are equal.", [Parameter("x", .any, "What is looked for.")], returns: "int",
      examples: [Example("print([1, 1].count(1))", prints: "2")]
    ) { call in
      var count = 0
      for (index, item) in items(call).enumerated() {
        if try Operators.areEqual(item, call["x"], call.interpreter) { count += 1 }
        if index & 0xfff == 0xfff { try Interruption.check() }
      }
      return .int(count)
    },
    Builtin(
      "index", "The position of the first value that is equal.", [Parameter("x", .any, "What is looked for.")],
      returns: "int", examples: [Example("print([5, 7].index(7))", prints: "1")]
    ) { call in
      .int(try ListMethods.position(call, of: call["x"], in: items(call)))
    },
  ]

  static let size: [Builtin] = [
    Builtin(
      "numel", "The number of elements of a tensor of this size.", returns: "int",
      examples: [Example("print(zeros(2, 3).shape.numel())", prints: "6")]
    ) { call in
      let sizes = items(call).compactMap { if case .int(let size) = $0 { size } else { nil } }
      guard let product = Counts.product(sizes) else {
        throw Failure(.overflow, "the sizes \(sizes) count more elements than a number can")
      }
      return .int(product)
    }
  ]

  private static func items(_ call: Call) -> [Value] {
    call.receiver.asList?.items ?? call.receiver.asTuple?.items ?? []
  }
}

enum DictMethods {
  static let all: [Builtin] = [
    Builtin(
      "keys", "The keys, in order of insertion.", returns: "view",
      examples: [Example("print(list({\"a\": 1}.keys()))", prints: "['a']")]
    ) { call in
      .object(DictView(dict(call), .keys))
    },
    Builtin(
      "values", "The values, in order of insertion.", returns: "view",
      examples: [Example("print(list({\"a\": 1}.values()))", prints: "[1]")]
    ) { call in
      .object(DictView(dict(call), .values))
    },
    Builtin(
      "items", "Pairs of key and value.", returns: "view",
      examples: [Example("print(list({\"a\": 1}.items()))", prints: "[('a', 1)]")]
    ) { call in
      .object(DictView(dict(call), .items))
    },
    Builtin(
      "get", "The value of a key, or a default.",
      [Parameter("key", .any, "The key."), .optional("default", .any, "Given where there is no such key.")],
      returns: "the value", examples: [Example("print({\"a\": 1}.get(\"b\", 0))", prints: "0")]
    ) { call in
      try dict(call).get(call["key"]) ?? (call["default"].isUnbound ? .none : call["default"])
    },
    Builtin(
      "pop", "Removes a key and gives its value.",
      [
        Parameter("key", .any, "The key."),
        .optional("default", .any, "Given where there is no such key; without it, that is an error."),
      ], returns: "the value", examples: [Example("d = {\"a\": 1}; print(d.pop(\"a\"), d)", prints: "1 {}")]
    ) { call in
      let key = call["key"]
      if !call["default"].isUnbound, try dict(call).get(key) == nil { return call["default"] }
      let value = try dict(call).item(key, call.interpreter)
      try dict(call).deleteItem(key, call.interpreter)
      return value
    },
    Builtin(
      "popitem", "Removes and gives the last entry.", returns: "tuple",
      examples: [Example("d = {\"a\": 1}; print(d.popitem())", prints: "('a', 1)")]
    ) { call in
      guard let entry = dict(call).removeLast() else { throw Failure.key("the dict is empty") }
      return .tuple([entry.key, entry.value])
    },
    Builtin(
      "setdefault", "The value of a key, which is set first if it is missing.",
      [Parameter("key", .any, "The key."), .optional("default", .any, "What a missing key is set to.")],
      returns: "the value",
      examples: [Example("d = {}; d.setdefault(\"a\", []).append(1); print(d)", prints: "{'a': [1]}")]
    ) { call in
      if let value = try dict(call).get(call["key"]) { return value }
      let value = call["default"].isUnbound ? Value.none : call["default"]
      try dict(call).set(call["key"], value, call.interpreter)
      return value
    },
    Builtin(
      "update", "Sets the entries of another dict, of pairs, or of labels.",
      [
        .optional("other", .any, "A dict or pairs."),
        Parameter("entries", .any, "Further entries, by label.", arity: .labelled),
      ], examples: [Example("d = {\"a\": 1}; d.update({\"a\": 2, \"b\": 3}); print(d)", prints: "{'a': 2, 'b': 3}")]
    ) { call in
      if !call["other"].isUnbound { try ConversionBuiltins.merge(call["other"], into: dict(call), call) }
      for entry in call["entries"].asDict?.entries ?? [] {
        try dict(call).set(entry.key, entry.value, call.interpreter)
      }
      return .none
    },
    Builtin("clear", "Removes all entries.", examples: [Example("d = {\"a\": 1}; d.clear(); print(d)", prints: "{}")]) {
      call in
      dict(call).removeAll()
      return .none
    },
    Builtin(
      "copy", "A new dict with the same entries.", returns: "dict",
      examples: [Example("print({\"a\": 1}.copy())", prints: "{'a': 1}")]
    ) { call in
      let copy = DictObject()
      for entry in dict(call).entries { try copy.set(entry.key, entry.value) }
      return .object(copy)
    },
  ]

  private static func dict(_ call: Call) -> DictObject { call.receiver.asDict ?? DictObject() }
}

enum RangeMethods {
  static let all: [Builtin] = [
    Builtin(
      "index", "The position of a value.", [Parameter("x", .int, "The value.")], returns: "int",
      examples: [Example("print(range(0, 10, 2).index(4))", prints: "2")]
    ) { call in
      guard let range = call.receiver.object(RangeObject.self), try range.contains(call["x"], call.interpreter) else {
        throw Failure.value("\(try call.interpreter.repr(call["x"])) is not in the range")
      }
      return .int(Int(clamping: range.distance(to: try call.int("x")) / range.step.magnitude))
    },
    Builtin(
      "count", "How often a value is in the range.", [Parameter("x", .int, "The value.")], returns: "int",
      examples: [Example("print(range(3).count(1))", prints: "1")]
    ) { call in
      .int(try call.receiver.object(RangeObject.self)?.contains(call["x"], call.interpreter) ?? false ? 1 : 0)
    },
  ]

  static let properties: [Property] = [
    Property("start", "The first value.", get: { value, _ in .int(value.object(RangeObject.self)?.start ?? 0) }),
    Property("stop", "Where it ends, exclusive.", get: { value, _ in .int(value.object(RangeObject.self)?.stop ?? 0) }),
    Property("step", "The stride.", get: { value, _ in .int(value.object(RangeObject.self)?.step ?? 1) }),
  ]

  static let sliceProperties: [Property] = [
    Property("start", "Where it begins, or None.", get: { value, _ in value.object(SliceObject.self)?.start ?? .none }),
    Property("stop", "Where it ends, or None.", get: { value, _ in value.object(SliceObject.self)?.stop ?? .none }),
    Property("step", "The stride, or None.", get: { value, _ in value.object(SliceObject.self)?.step ?? .none }),
  ]
}

enum FunctionMethods {
  static let properties: [Property] = [
    Property("__name__", "The function's name.") { value, _ in
      switch value {
      case .object(let function as FunctionObject): .string(function.code.name)
      case .object(let builtin as BuiltinObject): .string(builtin.builtin.signature.name)
      case .object(let bound as BoundMethod): .string(bound.method.signature.name)
      default: .none
      }
    }
  ]
}
