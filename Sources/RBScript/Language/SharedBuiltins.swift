import Catalog
import Glibc
import RBSyntax
import Tensors

/// Functions that numbers and tensors share: `abs`, `sqrt`, `floor`, …; tensors have them as methods too.
enum SharedBuiltins {
  private struct Entry: Sendable {
    let name: String
    let summary: String
    let example: (source: String, output: String)
    let number: @Sendable (Value) throws -> Value
    let tensor: @Sendable (Tensor) throws -> Tensor
  }

  private static func analytic(
    _ name: String, _ summary: String, _ example: String, _ output: String, _ operation: FloatOperation,
    _ function: @escaping @Sendable (Double) -> Double
  ) -> Entry {
    Entry(
      name: name, summary: summary, example: (example, output),
      number: { value in
        guard let number = value.scalar?.double else {
          throw Failure.type("expected a number or a tensor, got \(value.type.article)")
        }
        let result = function(number)
        if result.isNaN, !number.isNaN { throw Failure.value("\(name)(\(PythonText.repr(number))) is not defined") }
        if result.isInfinite, number.isFinite {
          throw Failure(number == 0 ? .value : .overflow, "\(name)(\(PythonText.repr(number))) is not finite")
        }
        return .float(result)
      }, tensor: { try $0.float(operation) })
  }

  private static func rounding(
    _ name: String, _ summary: String, _ example: String, _ output: String, _ rule: FloatingPointRoundingRule,
    _ tensor: @escaping @Sendable (Tensor) throws -> Tensor
  ) -> Entry {
    Entry(
      name: name, summary: summary, example: (example, output),
      number: { value in
        switch value {
        case .int: return value
        case .bool(let flag): return .int(flag ? 1 : 0)
        case .float(let number): return .int(try NumberMethods.whole(number.rounded(rule)))
        default: throw Failure.type("expected a number or a tensor, got \(value.type.article)")
        }
      }, tensor: tensor)
  }

  private static let entries: [Entry] = [
    Entry(
      name: "abs", summary: "The absolute value of a number, or of each element.", example: ("print(abs(-4))", "4"),
      number: { value in
        switch value {
        case .int(let number):
          guard number != .min else { throw Operators.overflow(.subtract, 0, number) }
          return .int(Swift.abs(number))
        case .float(let number): return .float(number.magnitude)
        case .bool(let flag): return .int(flag ? 1 : 0)
        default: throw Failure.type("expected a number or a tensor, got \(value.type.article)")
        }
      }, tensor: { try $0.abs() }),
    analytic("sqrt", "The square root.", "print(sqrt(16))", "4.0", .sqrt) { $0.squareRoot() },
    analytic("exp", "The exponential.", "print(exp(0))", "1.0", .exp) { Glibc.exp($0) },
    analytic("log", "The natural logarithm.", "print(log(1))", "0.0", .log) { Glibc.log($0) },
    analytic("sin", "The sine of an angle in radians.", "print(sin(0))", "0.0", .sin) { Glibc.sin($0) },
    analytic("cos", "The cosine of an angle in radians.", "print(cos(0))", "1.0", .cos) { Glibc.cos($0) },
    analytic("tan", "The tangent of an angle in radians.", "print(tan(0))", "0.0", .tan) { Glibc.tan($0) },
    analytic("tanh", "The hyperbolic tangent.", "print(tanh(0))", "0.0", .tanh) { Glibc.tanh($0) },
    rounding("floor", "Rounded down: an int of a number, floats of a tensor.", "print(floor(2.7))", "2", .down) {
      try $0.floor()
    },
    rounding("ceil", "Rounded up: an int of a number, floats of a tensor.", "print(ceil(2.1))", "3", .up) {
      try $0.ceil()
    },
  ]

  static let operations: [TensorOperation] =
    entries.map { entry in
      let body = entry.tensor
      return .tensor(
        entry.name, aliases: entry.name == "abs" ? ["absolute"] : [], entry.summary, forms: [.method, .inPlace],
        examples: [Example("print(zeros(2).\(entry.name)().shape)", prints: "torch.Size([2])")]
      ) { tensor, _ in try body(tensor) }
    } + [
      .tensor(
        "round", "Rounded to the nearest whole number, halves to the even one.",
        [.optional("decimals", .int, default: "0", "Digits behind the point.", labelOnly: true)],
        forms: [.method, .inPlace],
        examples: [Example("print(tensor([0.5, 1.5]).round())", prints: "tensor([0., 2.])")]
      ) { try $0.round(decimals: try $1.int("decimals", default: 0)) }
    ]

  static let all: [Builtin] =
    entries.map { entry in
      let (number, tensor) = (entry.number, entry.tensor)
      return Builtin(
        entry.name, entry.summary, Parameter("x", .any, "A number or a tensor."), returns: "number or tensor",
        examples: [Example(entry.example.source, prints: entry.example.output)]
      ) { value, _ in
        if let input = value.asTensor { return .tensor(try tensor(input)) }
        return try number(value)
      }
    } + [
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
