import Catalog
import Tensors

/// The methods of batches of tensordicts whose shapes or keys differ.
enum LazyStackMethods {
  private static let setup =
    "rb = buffer(storage: lazy_stack(3)); "
    + "rb.extend([tensordict({\"x\": ones(n), \"y\": zeros(1)}, []) for n in range(1, 3)]); s = rb[:]; "

  private static func stack(_ value: Value) throws -> LazyStack {
    guard let object = value.object(LazyStackObject.self) else {
      throw Failure.type("expected a stack of tensordicts before the dot")
    }
    return object.stack
  }

  private static func method(
    _ name: String, aliases: [String] = [], _ summary: String, _ parameters: [Parameter] = [], returns: String,
    _ example: String, prints output: String, _ body: @escaping @Sendable (LazyStack, Call) throws -> Value
  ) -> Builtin {
    Builtin(
      name, aliases: aliases, summary, parameters, returns: returns,
      examples: [Example(setup + example, prints: output)]
    ) { call in try body(try stack(call.receiver), call) }
  }

  private static func wrap(_ stack: LazyStack) -> Value { .object(LazyStackObject(stack)) }

  /// What all items have under a key, as Python's `stack[key]` gives it.
  static func required(_ key: NestedKey, _ stack: LazyStack) throws -> Value {
    guard let found = try stack.valueIfPresent(key) else {
      throw Failure.key(
        "key \(key.text) not found in LazyStackedTensorDict with keys \(stack.keys.sorted())",
        help: Suggestion.didYouMean(key.first, among: stack.keys))
    }
    let value = Value(found)
    if case .list = found { value.asList?.markLinked() }
    return value
  }

  private static func sortedKeys(_ stack: LazyStack) -> [String] {
    stack.keys.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
  }

  static let all: [Builtin] = [
    method("keys", "The keys that all items have.", returns: "list", "print(s.keys())", prints: "['x', 'y']") {
      stack, _ in .list(sortedKeys(stack).map { .string($0) })
    },
    method(
      "get", "The value of a key, stacked, or a default.",
      [
        TensorDictMethods.key, .optional("default", .any, "Given where the key is missing."),
        .optional("as_list", .bool, default: "False", "One tensor per item instead.", labelOnly: true),
        .optional(
          "as_padded_tensor", .bool, default: "False", "Filled up with zeros to the largest.", labelOnly: true),
      ], returns: "the value", "print(s.get(\"x\", as_padded_tensor: True))",
      prints: "tensor([[1., 0.],\n        [1., 1.]])"
    ) { stack, call in
      let key = try TensorDictMethods.key(call)
      if try call.bool("as_list", default: false) { return .list(try stack.parts(key).map { .tensor($0) }) }
      if try call.bool("as_padded_tensor", default: false) { return .tensor(try stack.padded(key)) }
      if try stack.valueIfPresent(key) != nil { return try required(key, stack) }
      return call["default"].isUnbound ? .none : call["default"]
    },
    method(
      "set", "Sets a key: every item gets its part.",
      [
        TensorDictMethods.key,
        Parameter("item", .any, "A tensor or tensordict of the batch's size, or another value.", aliases: ["value"]),
      ], returns: "the stack", "s.set(\"z\", arange(2)); print(s[1][\"z\"])", prints: "tensor(1)"
    ) { stack, call in
      try stack.set(try TensorDictMethods.key(call), try call["item"].tree(call.interpreter))
      return call.receiver
    },
    method(
      "unbind", "The items.", [.optional("dim", .int, default: "0", "The dimension of the stack.")], returns: "list",
      "print(len(s.unbind(0)))", prints: "2"
    ) { stack, call in
      let dim = try call.int("dim", default: 0)
      guard dim == stack.stackDim || dim == stack.stackDim - stack.batchSize.count else {
        throw Failure.index("expected the dimension of the stack, \(stack.stackDim), got \(dim)", argument: "dim")
      }
      return .tuple(stack.items.map { TensorDictMethods.wrap($0) })
    },
    method(
      "select", "A stack with these keys only.", [TensorDictMethods.keyParameter], returns: "the stack",
      "print(s.select(\"y\").keys())", prints: "['y']"
    ) { stack, call in
      let keys = try TensorDictMethods.keyList(call)
      return wrap(try stack.map { (item) throws(Failure) in try item.select(keys) })
    },
    method(
      "exclude", "A stack without these keys.", [TensorDictMethods.keyParameter], returns: "the stack",
      "print(s.exclude(\"y\").keys())", prints: "['x']"
    ) { stack, call in
      let keys = try TensorDictMethods.keyList(call)
      return wrap(try stack.map { (item) throws(Failure) in item.exclude(keys) })
    },
    method(
      "apply", "What a function gives for each tensor of each item.",
      [Parameter("fn", .function, "Called with each tensor; None drops the key.")], returns: "the stack",
      "print(s.apply(x -> x + 1)[0][\"x\"])", prints: "tensor([2.])"
    ) { stack, call in
      let function = try call.callable("fn")
      let interpreter = call.interpreter
      return wrap(
        try stack.map { (item) throws(Failure) in
          try item.apply { (_, tensor) throws(Failure) in
            try TensorDictMethods.mapped(function, [.tensor(tensor)], interpreter)
          }
        })
    },
    method(
      "clone", "A copy.", [.optional("recurse", .bool, default: "True", "Also of the tensors.")], returns: "the stack",
      "c = s.clone(); c[0][\"x\"].zero_(); print(s[0][\"x\"])", prints: "tensor([1.])"
    ) { stack, call in
      let recurses = try call.bool("recurse", default: true)
      return wrap(try stack.map { (item) throws(Failure) in recurses ? try item.clone() : item.shallowCopy() })
    },
    method(
      "tolist", "The items as dicts.", returns: "list", "print(s.exclude(\"y\").tolist())",
      prints: "[{'x': tensor([1.])}, {'x': tensor([1., 1.])}]"
    ) { stack, _ in .list(stack.items.map { Value($0.toDict()) }) },
  ]

  private static func property(_ name: String, _ summary: String, _ get: @escaping @Sendable (LazyStack) -> Value)
    -> Property
  { Property(name, summary, get: { value, _ in get(try stack(value)) }) }

  static let properties: [Property] = [
    property("batch_size", "The number of items, among the sizes that they share.") {
      .object(TupleObject($0.batchSize))
    },
    property("shape", "The batch size.") { .object(TupleObject($0.batchSize)) },
    property("ndim", "How many batch dimensions there are.") { .int($0.batchSize.count) },
    property("device", "\"cpu\" where all items say it, else None.") {
      $0.device == nil ? .none : .object(DeviceObject())
    },
    property("stack_dim", "The batch dimension along which items stand.") { .int($0.stackDim) },
  ]
}
