import Catalog
import Tensors

/// Functions of each element, and of pairs of elements, broadcast.
enum ElementwiseOperations {
  static let all: [TensorOperation] = arithmetic + comparisons + rounding + analysis + limits

  private static func unary(
    _ name: String, aliases: [String] = [], _ summary: String, _ example: String, prints output: String,
    forms: TensorOperation.Forms = .all, _ body: @escaping @Sendable (Tensor) throws -> Tensor
  ) -> TensorOperation {
    .tensor(name, aliases: aliases, summary, forms: forms, examples: [Example("print(\(example))", prints: output)]) {
      tensor, _ in try body(tensor)
    }
  }

  private static func pair(
    _ name: String, aliases: [String] = [], _ summary: String, _ example: String, prints output: String,
    forms: TensorOperation.Forms = .all, _ body: @escaping @Sendable (Tensor, Operand) throws -> Tensor
  ) -> TensorOperation {
    .tensor(
      name, aliases: aliases, summary, [.other], forms: forms, examples: [Example("print(\(example))", prints: output)]
    ) {
      try body($0, try $1.operand("other"))
    }
  }

  private static func scaled(
    _ name: String, aliases: [String], _ summary: String, _ example: String, prints output: String,
    _ body: @escaping @Sendable (Tensor, Operand, Scalar) throws -> Tensor
  ) -> TensorOperation {
    .tensor(
      name, aliases: aliases, summary,
      [.other, .optional("alpha", .scalar, default: "1", "A factor on `other`.", labelOnly: true)], forms: .all,
      examples: [Example("print(\(example))", prints: output)]
    ) {
      try body($0, try $1.operand("other"), try $1.optionalScalar("alpha") ?? 1)
    }
  }

  private static let arithmetic: [TensorOperation] = [
    scaled("add", aliases: [], "The sum.", "tensor([1, 2]).add(1)", prints: "tensor([2, 3])") {
      try $0.add($1, alpha: $2)
    },
    scaled("sub", aliases: ["subtract"], "The difference.", "tensor([1, 2]).sub(1)", prints: "tensor([0, 1])") {
      try $0.subtract($1, alpha: $2)
    },
    pair("mul", aliases: ["multiply"], "The product.", "tensor([1, 2]).mul(3)", prints: "tensor([3, 6])") {
      try $0.multiply($1)
    },
    .tensor(
      "div", aliases: ["divide", "true_divide"], "The quotient.",
      [
        .other,
        .optional(
          "rounding_mode", .choice(["floor", "trunc"]), "None for true division, \"floor\" or \"trunc\".",
          labelOnly: true),
      ], forms: .all, examples: [Example("print(tensor([3, 4]).div(2))", prints: "tensor([1.5000, 2.0000])")]
    ) { tensor, call in
      let other = try call.operand("other")
      switch try call.optionalString("rounding_mode") {
      case nil: return try tensor.divide(other)
      case "floor": return try tensor.floorDivide(other)
      case "trunc":
        let quotient = try tensor.divide(other).trunc()
        return try quotient.to(Operand.resultType([.tensor(tensor), other]))
      default: throw Failure.value("expected \"floor\", \"trunc\" or None", argument: "rounding_mode")
      }
    },
    pair("floor_divide", "The quotient, rounded down.", "tensor([-3, 4]).floor_divide(2)", prints: "tensor([-2,  2])") {
      try $0.floorDivide($1)
    },
    pair(
      "remainder", "The remainder, with the divisor's sign.", "tensor([-3, 4]).remainder(2)", prints: "tensor([1, 0])"
    ) { try $0.remainder($1) },
    pair("fmod", "The remainder, with the dividend's sign.", "tensor([-3, 4]).fmod(2)", prints: "tensor([-1,  0])") {
      try $0.fmod($1)
    },
    .tensor(
      "pow", "A power.", [Parameter("exponent", .any, "A number or a tensor.")], forms: [.method, .inPlace],
      examples: [Example("print(tensor([1, 3]).pow(2))", prints: "tensor([1, 9])")]
    ) { try $0.pow(try $1.operand("exponent")) },
    unary("neg", aliases: ["negative"], "With the sign changed.", "tensor([1, -2]).neg()", prints: "tensor([-1,  2])") {
      try $0.neg()
    },
    unary("sign", aliases: ["sgn"], "-1, 0 or 1.", "tensor([-3, 0, 2]).sign()", prints: "tensor([-1,  0,  1])") {
      try $0.sign()
    },
    unary("square", "The square.", "tensor([3]).square()", prints: "tensor([9])") { try $0.square() },
    pair(
      "minimum", "The smaller of each pair.", "tensor([1, 5]).minimum(tensor([3, 3]))", prints: "tensor([1, 3])",
      forms: .both
    ) { try $0.minimum($1) },
    pair(
      "maximum", "The larger of each pair.", "tensor([1, 5]).maximum(tensor([3, 3]))", prints: "tensor([3, 5])",
      forms: .both
    ) { try $0.maximum($1) },
    pair(
      "atan2", aliases: ["arctan2"], "The angle of the point (other, input).", "zeros(1).atan2(ones(1))",
      prints: "tensor([0.])"
    ) { try $0.atan2($1) },
    pair("bitwise_and", "Bitwise and.", "tensor([6]).bitwise_and(3)", prints: "tensor([2])") { try $0.bitwiseAnd($1) },
    pair("bitwise_or", "Bitwise or.", "tensor([6]).bitwise_or(1)", prints: "tensor([7])") { try $0.bitwiseOr($1) },
    pair("bitwise_xor", "Bitwise exclusive or.", "tensor([6]).bitwise_xor(3)", prints: "tensor([5])") {
      try $0.bitwiseXor($1)
    },
    pair("bitwise_left_shift", "Shifted left.", "tensor([1]).bitwise_left_shift(3)", prints: "tensor([8])") {
      try $0.shiftLeft($1)
    },
    pair("bitwise_right_shift", "Shifted right.", "tensor([8]).bitwise_right_shift(3)", prints: "tensor([1])") {
      try $0.shiftRight($1)
    },
    unary(
      "bitwise_not", "Each bit changed; the negation of bools.", "tensor([True]).bitwise_not()",
      prints: "tensor([False])"
    ) { try $0.bitwiseNot() },
    .tensor(
      "lerp", "Between two tensors, by a weight.",
      [Parameter("end", .tensor, "The other tensor."), Parameter("weight", .any, "0 for this one, 1 for the other.")],
      forms: .all, examples: [Example("print(zeros(1).lerp(ones(1), 0.5))", prints: "tensor([0.5000])")]
    ) { try $0.lerp(try $1.tensor("end"), try $1.operand("weight")) },
  ]

  private static let comparisons: [TensorOperation] = [
    pair("eq", "Whether equal.", "tensor([1, 2]).eq(2)", prints: "tensor([False,  True])", forms: .both) {
      try $0.eq($1)
    },
    pair(
      "ne", aliases: ["not_equal"], "Whether not equal.", "tensor([1, 2]).ne(2)", prints: "tensor([ True, False])",
      forms: .both
    ) { try $0.ne($1) },
    pair(
      "lt", aliases: ["less"], "Whether less.", "tensor([1, 2]).lt(2)", prints: "tensor([ True, False])", forms: .both
    ) { try $0.lt($1) },
    pair(
      "le", aliases: ["less_equal"], "Whether less or equal.", "tensor([1, 2]).le(1)", prints: "tensor([ True, False])",
      forms: .both
    ) { try $0.le($1) },
    pair(
      "gt", aliases: ["greater"], "Whether greater.", "tensor([1, 2]).gt(1)", prints: "tensor([False,  True])",
      forms: .both
    ) { try $0.gt($1) },
    pair(
      "ge", aliases: ["greater_equal"], "Whether greater or equal.", "tensor([1, 2]).ge(2)",
      prints: "tensor([False,  True])", forms: .both
    ) { try $0.ge($1) },
    logical(
      "logical_and", "Whether both are true.", "tensor([True, False]).logical_and(tensor([True, True]))",
      prints: "tensor([ True, False])"
    ) { try $0.logicalAnd($1) },
    logical(
      "logical_or", "Whether one is true.", "tensor([True, False]).logical_or(tensor([False, False]))",
      prints: "tensor([ True, False])"
    ) { try $0.logicalOr($1) },
    logical(
      "logical_xor", "Whether just one is true.", "tensor([True, False]).logical_xor(tensor([True, True]))",
      prints: "tensor([False,  True])"
    ) { try $0.logicalXor($1) },
    unary(
      "logical_not", "Whether zero.", "tensor([1, 0]).logical_not()", prints: "tensor([False,  True])", forms: .both
    ) { try $0.logicalNot() },
    TensorOperation(
      "allclose", "Whether all elements are equal within a tolerance.", closeness, returns: "bool",
      examples: [Example("print(allclose(ones(2), ones(2) + 1e-9))", prints: "True")]
    ) { tensor, call in
      .bool(
        try tensor.allclose(
          try call.tensor("other"), rtol: try call.double("rtol", default: 1e-5),
          atol: try call.double("atol", default: 1e-8), equalNan: try call.bool("equal_nan", default: false)))
    },
    .tensor(
      "isclose", "Whether equal within a tolerance.", closeness,
      examples: [Example("print(isclose(tensor([1.0, 2.0]), tensor([1.0, 3.0])))", prints: "tensor([ True, False])")]
    ) { tensor, call in
      try tensor.isclose(
        try call.tensor("other"), rtol: try call.double("rtol", default: 1e-5),
        atol: try call.double("atol", default: 1e-8), equalNan: try call.bool("equal_nan", default: false))
    },
  ]

  private static let closeness: [Parameter] = [
    Parameter("other", .tensor, "The other tensor."),
    .optional("rtol", .scalar, default: "1e-05", "The relative tolerance."),
    .optional("atol", .scalar, default: "1e-08", "The absolute tolerance."),
    .optional("equal_nan", .bool, default: "False", "Whether nan equals nan."),
  ]

  private static func logical(
    _ name: String, _ summary: String, _ example: String, prints output: String,
    _ body: @escaping @Sendable (Tensor, Tensor) throws -> Tensor
  ) -> TensorOperation {
    .tensor(
      name, summary, [Parameter("other", .tensor, "The other tensor.")],
      examples: [Example("print(\(example))", prints: output)]
    ) {
      try body($0, try $1.tensor("other"))
    }
  }

  private static let rounding: [TensorOperation] = [
    unary("trunc", aliases: ["fix"], "Cut towards zero.", "tensor([-1.5]).trunc()", prints: "tensor([-1.])") {
      try $0.trunc()
    },
    unary("frac", "What is behind the point.", "tensor([1.5]).frac()", prints: "tensor([0.5000])") { try $0.frac() },
    unary(
      "isnan", "Whether not a number.", "tensor([nan, 1.0]).isnan()", prints: "tensor([ True, False])", forms: .both
    ) { try $0.isnan() },
    unary("isinf", "Whether infinite.", "tensor([inf, 1.0]).isinf()", prints: "tensor([ True, False])", forms: .both) {
      try $0.isinf()
    },
    unary(
      "isfinite", "Whether neither infinite nor nan.", "tensor([inf, 1.0]).isfinite()",
      prints: "tensor([False,  True])", forms: .both
    ) { try $0.isfinite() },
    .tensor(
      "nan_to_num", "With numbers in place of nan and infinities.",
      [
        .optional("nan", .scalar, default: "0.0", "For nan."),
        .optional("posinf", .scalar, "For infinity; the largest number by default."),
        .optional("neginf", .scalar, "For -infinity; the smallest number by default."),
      ], forms: .all, examples: [Example("print(tensor([nan, 1.0]).nan_to_num())", prints: "tensor([0., 1.])")]
    ) { tensor, call in
      try tensor.nanToNum(
        nan: try call.double("nan", default: 0), posinf: try call.optionalDouble("posinf"),
        neginf: try call.optionalDouble("neginf"))
    },
  ]

  /// Functions of a real variable; those that numbers have too are in `SharedBuiltins`.
  private static let analysis: [TensorOperation] = FloatOperation.all.filter { $0.numberSample == nil }.map {
    operation in
    unary(
      operation.name, aliases: operation.aliases, operation.summary,
      "\(operation.sample.input).\(operation.name)()", prints: operation.sample.output
    ) { try $0.float(operation) }
  }

  private static let limits: [TensorOperation] = [
    unary("relu", "The larger of it and 0.", "tensor([-1.0, 2.0]).relu()", prints: "tensor([0., 2.])") {
      try $0.relu()
    },
    .tensor(
      "clamp", aliases: ["clip"], "Limited to a range.",
      [
        .optional("min", .any, "The smallest; None for no limit."),
        .optional("max", .any, "The largest; None for no limit."),
      ], forms: .all, examples: [Example("print(tensor([-1, 5]).clamp(0, 3))", prints: "tensor([0, 3])")]
    ) { tensor, call in
      guard call.has("min") || call.has("max") else {
        throw Failure.value("clamp() needs at least one of 'min' and 'max'")
      }
      return try tensor.clamp(try call.optionalOperand("min"), try call.optionalOperand("max"))
    },
    .tensor(
      "clamp_min", "At least a limit.", [Parameter("min", .any, "The smallest.")], forms: .all,
      examples: [Example("print(tensor([-1, 5]).clamp_min(0))", prints: "tensor([0, 5])")]
    ) { try $0.clamp(try $1.operand("min"), nil) },
    .tensor(
      "clamp_max", "At most a limit.", [Parameter("max", .any, "The largest.")], forms: .all,
      examples: [Example("print(tensor([-1, 5]).clamp_max(3))", prints: "tensor([-1,  3])")]
    ) { try $0.clamp(nil, try $1.operand("max")) },
  ]
}
