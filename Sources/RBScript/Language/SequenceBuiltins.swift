import Catalog
import Tensors

/// Functions over sequences and iterators.
enum SequenceBuiltins {
  static let all: [Builtin] = [
    Builtin(
      "range", "The ints from start to stop by step.",
      [
        Parameter("start", .int, "The first; the stop, where it is the only argument."),
        .optional("stop", .int, "Where it ends, exclusive."),
        .optional("step", .int, default: "1", "The stride, not 0."),
      ], returns: "range", makes: .range, examples: [Example("print([i for i in range(2, 8, 3)])", prints: "[2, 5]")]
    ) { call in
      let first = try call.int("start")
      guard let stop = try call.optionalInt("stop") else { return .object(RangeObject(start: 0, stop: first, step: 1)) }
      let step = try call.int("step", default: 1)
      guard step != 0 else { throw Failure.value("the step of a range cannot be 0", argument: "step") }
      return .object(RangeObject(start: first, stop: stop, step: step))
    },
    Builtin(
      "enumerate", "Pairs of a counter and each item.",
      [Parameter("x", .any, "Anything to iterate over."), .optional("start", .int, default: "0", "The first count.")],
      returns: "iterator",
      examples: [Example("print([p for p in enumerate([\"a\", \"b\"])])", prints: "[(0, 'a'), (1, 'b')]")]
    ) { call in
      let iterator = try call.interpreter.iterate(call["x"])
      var next: Int? = try call.int("start", default: 0)
      return .object(
        ClosureIterator { interpreter in
          guard let item = try iterator.next(interpreter) else { return nil }
          guard let count = next else {
            throw Failure(.overflow, "the count of enumerate() does not fit in an int of 64 bits")
          }
          next = Counts.sum([count, 1])
          return .tuple([.int(count), item])
        })
    },
    Builtin(
      "zip", "Tuples of the items at the same place, until the shortest ends.",
      [
        .variadic("xs", .any, "What is iterated over side by side."),
        .optional("strict", .bool, default: "False", "Different lengths are an error.", labelOnly: true),
      ], returns: "iterator",
      examples: [Example("print([p for p in zip([1, 2], \"ab\")])", prints: "[(1, 'a'), (2, 'b')]")]
    ) { call in
      let iterators = try call.rest("xs").map { try call.interpreter.iterate($0) }
      let strict = try call.bool("strict", default: false)
      return .object(
        ClosureIterator { interpreter in
          guard !iterators.isEmpty else { return nil }
          var items: [Value] = []
          for (index, iterator) in iterators.enumerated() {
            guard let item = try iterator.next(interpreter) else {
              if strict {
                let longer = try index > 0 || iterators.dropFirst().contains { try $0.next(interpreter) != nil }
                if longer { throw Failure.value("the arguments of zip() have different lengths") }
              }
              return nil
            }
            items.append(item)
          }
          return .tuple(items)
        })
    },
    Builtin(
      "map", "What a function gives for each item.",
      [Parameter("f", .function, "Called with one item of each."), .variadic("xs", .any, "What is iterated over.")],
      returns: "iterator", examples: [Example("print(list(map(x -> x * 2, [1, 2])))", prints: "[2, 4]")]
    ) { call in
      let function = try call.callable("f")
      let iterators = try call.rest("xs").map { try call.interpreter.iterate($0) }
      guard !iterators.isEmpty else { throw Failure.type("map() is missing something to iterate over") }
      return .object(
        ClosureIterator { interpreter in
          var items: [Value] = []
          for iterator in iterators {
            guard let item = try iterator.next(interpreter) else { return nil }
            items.append(item)
          }
          return try interpreter.call(function, items)
        })
    },
    Builtin(
      "filter", "The items for which a function gives something true.",
      [
        Parameter("f", .any, "Called with each item; None keeps the true ones."),
        Parameter("xs", .any, "What is iterated over."),
      ],
      returns: "iterator", examples: [Example("print(list(filter(x -> x > 1, [1, 2, 3])))", prints: "[2, 3]")]
    ) { call in
      let function = call["f"].isNone ? nil : try call.callable("f")
      let iterator = try call.interpreter.iterate(call["xs"])
      return .object(
        ClosureIterator { interpreter in
          while let item = try iterator.next(interpreter) {
            try Interruption.check()
            if try interpreter.truth(function.map { try interpreter.call($0, [item]) } ?? item) { return item }
          }
          return nil
        })
    },
    Builtin(
      "reversed", "The items of a sequence from the last to the first.",
      Parameter("xs", .any, "A list, tuple, str, range or dict."),
      returns: "iterator", examples: [Example("print(list(reversed([1, 2])))", prints: "[2, 1]")]
    ) { value, interpreter in .object(ArrayIterator(try interpreter.array(value).reversed())) },
    Builtin(
      "sorted", "A sorted list of the items; equal ones keep their order.",
      [
        Parameter("xs", .any, "Anything to iterate over."),
        .optional("key", .function, "Called with each item; its result is compared.", labelOnly: true),
        .optional("reverse", .bool, default: "False", "Largest first.", labelOnly: true),
      ], returns: "list", examples: [Example("print(sorted([3, 1, 2], reverse: True))", prints: "[3, 2, 1]")]
    ) { call in
      .list(
        try Sorting.sorted(
          try call.array("xs"), key: call.has("key") ? try call.callable("key") : nil,
          reverse: try call.bool("reverse", default: false), call.interpreter))
    },
    Builtin(
      "iter", "An iterator over a value.", Parameter("x", .any, "Anything to iterate over."), returns: "iterator",
      examples: [Example("it = iter([1, 2]); print(next(it), next(it))", prints: "1 2")]
    ) { value, interpreter in .object(try interpreter.iterate(value)) },
    Builtin(
      "next", "The next value of an iterator.",
      [
        Parameter("iterator", .any, "An iterator."),
        .optional("default", .any, "What is given at the end; without it, the end is an error."),
      ], returns: "a value", examples: [Example("print(next(iter([5])), next(iter([]), \"end\"))", prints: "5 end")]
    ) { call in
      guard let iterator = call["iterator"].object(ValueIterator.self) else {
        throw call.wrong("iterator", expected: "an iterator", help: "iter(x) makes one")
      }
      if let value = try iterator.next(call.interpreter) { return value }
      guard !call["default"].isUnbound else {
        throw Failure(.stopIteration, "the iterator has ended", help: "next(it, None) gives None then")
      }
      return call["default"]
    },
  ]
}

/// Sorting of values, stable, with Python's order.
enum Sorting {
  static func sorted(_ items: [Value], key: Value?, reverse: Bool, _ interpreter: Interpreter) throws -> [Value] {
    let keys =
      try key.map { key in
        try items.map { item in
          try Interruption.check()
          return try interpreter.call(key, [item])
        }
      } ?? items
    var order = Array(items.indices)
    // A merge sort of our own: the standard library's sort does not let a comparison fail and stay stable by contract.
    try mergeSort(&order) { a, b in
      try Operators.truth(
        reverse
          ? Operators.compare(.less, keys[b], keys[a], interpreter)
          : Operators.compare(.less, keys[a], keys[b], interpreter))
    }
    return order.map { items[$0] }
  }

  private static func mergeSort(_ items: inout [Int], _ precedes: (Int, Int) throws -> Bool) throws {
    var width = 1
    var buffer = items
    while width < items.count {
      var (start, polled) = (0, 0)
      while start < items.count {
        if start - polled >= 1 << 12 {
          polled = start
          try Interruption.check()
        }
        let middle = min(start + width, items.count)
        let end = min(start + 2 * width, items.count)
        var (left, right) = (start, middle)
        for position in start..<end {
          if position & 0xfff == 0xfff { try Interruption.check() }
          if left < middle, try right >= end || !precedes(items[right], items[left]) {
            buffer[position] = items[left]
            left += 1
          } else {
            buffer[position] = items[right]
            right += 1
          }
        }
        start = end
      }
      swap(&items, &buffer)
      width *= 2
    }
  }
}
