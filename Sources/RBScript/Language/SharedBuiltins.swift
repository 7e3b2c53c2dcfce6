import Catalog
import RBSyntax
import Tensors

/// Functions that numbers and tensors share: `abs`, `sqrt`, `floor`, …; tensors have them as methods too.
enum SharedBuiltins {
  /// One that neither needs more than its argument nor gives more than one result.
  private struct Entry: Sendable {
    let name: String
    var aliases: [String] = []
    let summary: String
    /// Of a number and of a tensor.
    let samples: (number: FloatOperation.Sample, tensor: FloatOperation.Sample)
    let number: @Sendable (Value) throws -> Value
    let tensor: @Sendable (Tensor) throws -> Tensor

    var function: Builtin {
      let (number, tensor) = (number, tensor)
      return Builtin(
        name, summary, Parameter("x", .any, "A number or a tensor."), returns: "number or tensor",
        examples: [Example("print(\(name)(\(samples.number.input)))", prints: samples.number.output)]
      ) { value, _ in
        if let input = value.asTensor { return .tensor(try tensor(input)) }
        return try number(value)
      }
    }

    var operation: TensorOperation {
      let tensor = tensor
      return .tensor(
        name, aliases: aliases, summary, forms: [.method, .inPlace],
        examples: [Example("print(\(samples.tensor.input).\(name)())", prints: samples.tensor.output)]
      ) { input, _ in try tensor(input) }
    }
  }

  private static let analysis: [Entry] = FloatOperation.all.compactMap { operation in
    guard let sample = operation.numberSample else { return nil }
    @Sendable func call(_ number: Double) -> String { "\(operation.name)(\(PythonText.repr(number)))" }
    return Entry(
      name: operation.name, aliases: operation.aliases, summary: operation.summary,
      samples: (sample, operation.sample),
      number: { value in
        guard let number = value.scalar?.double else { throw notANumber(value) }
        let result = operation.ofNumber(number)
        if result.isNaN, !number.isNaN { throw Failure.value("\(call(number)) is not defined") }
        if result.isInfinite, number.isFinite {
          throw Failure(number == 0 ? .value : .overflow, "\(call(number)) is not finite")
        }
        return .float(result)
      }, tensor: { try $0.float(operation) })
  }

  private static func notANumber(_ value: Value) -> Failure {
    .type("expected a number or a tensor, got \(value.article)")
  }

  private static func rounding(
    _ name: String, _ summary: String, _ number: FloatOperation.Sample, _ sample: FloatOperation.Sample,
    _ rule: FloatingPointRoundingRule, _ tensor: @escaping @Sendable (Tensor) throws -> Tensor
  ) -> Entry {
    Entry(
      name: name, summary: summary, samples: (number, sample),
      number: { value in
        switch value {
        case .int: return value
        case .bool(let flag): return .int(flag ? 1 : 0)
        case .float(let number): return .int(try NumberMethods.whole(number.rounded(rule)))
        default: throw notANumber(value)
        }
      }, tensor: tensor)
  }

  private static let absolute = Entry(
    name: "abs", aliases: ["absolute"], summary: "The absolute value of a number, or of each element.",
    samples: (("-4", "4"), ("tensor([-4, 3])", "tensor([4, 3])")),
    number: { value in
      switch value {
      case .int(let number):
        guard number != .min else { throw Operators.overflow(.subtract, 0, number) }
        return .int(Swift.abs(number))
      case .float(let number): return .float(number.magnitude)
      case .bool(let flag): return .int(flag ? 1 : 0)
      default: throw notANumber(value)
      }
    }, tensor: { try $0.abs() })

  private static let entries: [Entry] =
    [absolute] + analysis + [
      rounding(
        "floor", "Rounded down: an int of a number, floats of a tensor.", ("2.7", "2"),
        ("tensor([2.7, -2.7])", "tensor([ 2., -3.])"), .down
      ) { try $0.floor() },
      rounding(
        "ceil", "Rounded up: an int of a number, floats of a tensor.", ("2.1", "3"),
        ("tensor([2.1, -2.1])", "tensor([ 3., -2.])"), .up
      ) { try $0.ceil() },
    ]

  static let operations: [TensorOperation] =
    entries.map(\.operation) + [
      .tensor(
        "round", "Rounded to the nearest whole number, halves to the even one.",
        [.optional("decimals", .int, default: "0", "Digits behind the point.", labelOnly: true)],
        forms: [.method, .inPlace],
        examples: [Example("print(tensor([0.5, 1.5]).round())", prints: "tensor([0., 2.])")]
      ) { try $0.round(decimals: try $1.int("decimals", default: 0)) }
    ]

  static let all: [Builtin] =
    entries.map(\.function) + [
      Builtin(
        "round", "Rounded to digits behind the point; halves go to the even neighbour.",
        [
          Parameter("x", .any, "A number or a tensor."),
          .optional("ndigits", .int, "How many digits; None gives an int."),
          .optional("decimals", .int, default: "0", "Digits, for a tensor.", labelOnly: true),
        ], returns: "number or tensor", examples: [Example("print(round(3.14159, 2), round(2.5))", prints: "3.14 2")]
      ) { call in
        if let tensor = call["x"].asTensor {
          return .tensor(
            try tensor.round(decimals: try call.optionalInt("ndigits") ?? call.int("decimals", default: 0)))
        }
        return try NumberMethods.round(call["x"], digits: try call.optionalInt("ndigits"))
      },
      Builtin(
        "pow", "A power, of numbers or tensors.",
        [
          Parameter("base", .any, "A number or a tensor.", aliases: ["input"]),
          Parameter("exponent", .any, "A number or a tensor.", aliases: ["exp"]),
          .optional("mod", .int, "Of ints: the remainder by this, without the power's size."),
        ],
        returns: "number or tensor", examples: [Example("print(pow(2, 10))", prints: "1024")]
      ) { call in
        guard let divisor = try call.optionalInt("mod") else {
          return try Operators.binary(.power, call["base"], call["exponent"], call.interpreter)
        }
        return .int(try NumberMethods.power(try call.int("base"), try call.int("exponent"), modulo: divisor))
      },
    ]
}
