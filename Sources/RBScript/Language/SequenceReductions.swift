import Catalog
import RBSyntax
import Tensors

/// Python's `min`, `max`, `sum`, `any` and `all`; of a tensor, `min` and `max` are torch's.
enum SequenceReductions {
  static let all: [Builtin] = [
    extreme(
      "min", "The smallest: of several values, of what is iterated over, or of a tensor.",
      "print(min([3, -4, 2], key: abs))", prints: "2", largest: false),
    extreme(
      "max", "The largest: of several values, of what is iterated over, or of a tensor.", "print(max(2, 7.5, 3))",
      prints: "7.5", largest: true),
    Builtin(
      "sum", "Adds up the items, from left to right.",
      [
        Parameter("x", .any, "What is iterated over; of a tensor, its rows."),
        .optional("start", .any, default: "0", "What is added to."),
        .optional(
          "dim", .shape, "For a tensor, the dimensions to sum over, as in torch.", labelOnly: true, aliases: ["axis"]),
      ], returns: "the sum", examples: [Example("print(sum([1, 2], 100))", prints: "103")]
    ) { call in
      if let tensor = call["x"].asTensor {
        if call.has("dim") { return .tensor(try tensor.sum(try call.ints("dim"))) }
        if tensor.ndim == 0 { return .tensor(try tensor.sum()) }
      }
      var total = call["start"].isUnbound ? Value.int(0) : call["start"]
      guard total.asString == nil else {
        throw Failure.type("sum() does not join texts", help: "\"\".join(parts) does")
      }
      let iterator = try call.interpreter.iterate(call["x"])
      var count = 0
      while let item = try iterator.next(call.interpreter) {
        total = try Operators.binary(.add, total, item, call.interpreter)
        count += 1
        if count & 0xfff == 0 { try Interruption.check() }
      }
      return total
    },
    Builtin(
      "any", "Whether one item is true.", Parameter("x", .any, "What is iterated over."), returns: "bool",
      examples: [Example("print(any([0, 1]))", prints: "True")]
    ) { value, interpreter in .bool(try first(value, true, interpreter)) },
    Builtin(
      "all", "Whether all items are true.", Parameter("x", .any, "What is iterated over."), returns: "bool",
      examples: [Example("print(all([0, 1]))", prints: "False")]
    ) { value, interpreter in .bool(try !first(value, false, interpreter)) },
  ]

  /// Whether there is an item with this truth.
  private static func first(_ value: Value, _ wanted: Bool, _ interpreter: Interpreter) throws -> Bool {
    if let tensor = value.asTensor, tensor.ndim == 1 {
      return try (wanted ? tensor.any() : tensor.all()).item().isTrue == wanted
    }
    let iterator = try interpreter.iterate(value)
    while let item = try iterator.next(interpreter) {
      if try interpreter.truth(item) == wanted { return true }
      try Interruption.check()
    }
    return false
  }

  private static func extreme(
    _ name: String, _ summary: String, _ example: String, prints output: String, largest: Bool
  ) -> Builtin {
    Builtin(
      name, summary,
      [
        .variadic("values", .any, "Values to compare; or one thing to iterate over; or a tensor, and a dimension."),
        .optional("key", .function, "Called with each value; its result is compared.", labelOnly: true),
        .optional("default", .any, "What is given where there is nothing.", labelOnly: true),
        .optional("dim", .any, "For a tensor, the dimension.", labelOnly: true, aliases: ["axis"]),
        .optional(
          "keepdim", .bool, default: "False", "For a tensor, keeps the dimension with size 1.", labelOnly: true,
          aliases: ["keepdims"]),
      ], returns: "the value", examples: [Example(example, prints: output)]
    ) { call in
      let values = call.rest("values")
      // `max(tensor(3), 5)` compares values, as Python's does: a number is no dimension of a tensor that has none.
      let compares = values.count > 1 && values[0].asTensor?.ndim == 0
      if let tensor = values.first?.asTensor, !compares, !call.has("key"),
        call.has("dim") || tensor.ndim != 1 || values.count > 1
      {
        return try ofTensor(tensor, Array(values.dropFirst()), call, name, largest: largest)
      }
      guard !values.isEmpty else { throw Failure.type("\(name)() is missing something to compare") }
      let items = values.count == 1 ? try call.interpreter.array(values[0]) : values
      guard var best = items.first else {
        guard !call["default"].isUnbound else {
          throw Failure.value("\(name)() of nothing has no value", help: "default: gives one")
        }
        return call["default"]
      }
      let key = call.has("key") ? try call.callable("key") : nil
      var bestKey = try key.map { try call.interpreter.call($0, [best]) } ?? best
      for item in items.dropFirst() {
        try Interruption.check()
        let itemKey = try key.map { try call.interpreter.call($0, [item]) } ?? item
        let better =
          try largest
          ? Operators.compare(.less, bestKey, itemKey, call.interpreter)
          : Operators.compare(.less, itemKey, bestKey, call.interpreter)
        if try call.interpreter.truth(better) { (best, bestKey) = (item, itemKey) }
      }
      return best
    }
  }

  private static func ofTensor(_ tensor: Tensor, _ rest: [Value], _ call: Call, _ name: String, largest: Bool) throws
    -> Value
  {
    if let other = rest.first?.asTensor {
      return .tensor(largest ? try tensor.maximum(other) : try tensor.minimum(other))
    }
    let keepdim = rest.count > 1 ? try call.interpreter.truth(rest[1]) : try call.bool("keepdim", default: false)
    let place: Int?
    if let first = rest.first {
      place = try Sequences.index(first, of: "dimension")
    } else {
      place = try call.optionalInt("dim")
    }
    guard let dim = place else { return .tensor(largest ? try tensor.amax() : try tensor.amin()) }
    return ReductionOperations.pair(
      name, largest ? try tensor.maximum(dim: dim, keepdim: keepdim) : try tensor.minimum(dim: dim, keepdim: keepdim))
  }
}
