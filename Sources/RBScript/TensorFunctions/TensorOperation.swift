import Catalog
import Tensors

/// A function over tensors, declared once: from it come the method `x.clamp(…)`, the function `clamp(x, …)` and, where
/// it has one, the in-place method `x.clamp_(…)`.
struct TensorOperation: Sendable {
  struct Forms: OptionSet, Sendable {
    let rawValue: Int
    static let method = Forms(rawValue: 1)
    static let function = Forms(rawValue: 2)
    /// Also `name_`, which stores the result in the tensor itself.
    static let inPlace = Forms(rawValue: 4)
    static let both: Forms = [.method, .function]
    static let all: Forms = [.method, .function, .inPlace]
  }

  let signature: Signature
  let forms: Forms
  let body: @Sendable (Tensor, Call) throws -> Value

  init(
    _ name: String, aliases: [String] = [], _ summary: String, _ parameters: [Parameter] = [],
    returns: String = "tensor",
    forms: Forms = .both, examples: [Example], body: @escaping @Sendable (Tensor, Call) throws -> Value
  ) {
    signature = Signature(name, aliases: aliases, summary, parameters, returns: returns, examples: examples)
    self.forms = forms
    self.body = body
  }

  /// One that gives a tensor.
  static func tensor(
    _ name: String, aliases: [String] = [], _ summary: String, _ parameters: [Parameter] = [], forms: Forms = .both,
    examples: [Example], _ body: @escaping @Sendable (Tensor, Call) throws -> Tensor
  ) -> TensorOperation {
    TensorOperation(name, aliases: aliases, summary, parameters, forms: forms, examples: examples) { tensor, call in
      .tensor(try body(tensor, call))
    }
  }

  var methods: [Builtin] {
    var methods: [Builtin] = []
    let body = body
    if forms.contains(.method) {
      methods.append(Builtin(signature) { call in try body(TensorOperation.receiver(call), call) })
    }
    if forms.contains(.inPlace) {
      var inPlace = signature
      inPlace.name += "_"
      inPlace.aliases = signature.aliases.map { $0 + "_" }
      inPlace.summary = "Stores the result of `\(signature.name)` in the tensor itself."
      inPlace.examples = InPlaceExamples.all[signature.name] ?? signature.examples.prefix(1).compactMap(stored)
      methods.append(
        Builtin(inPlace) { call in
          let target = try TensorOperation.receiver(call)
          if let result = try body(target, call).asTensor { try target.assign(result) }
          return call.receiver
        })
    }
    return methods
  }

  /// An example `print(x.name(…))` with the result in the tensor itself; nil for one of another form.
  private func stored(_ example: Example) -> Example? {
    let source = example.source
    guard source.hasPrefix("print("), source.hasSuffix("))"),
      let call = source.firstRange(of: ".\(signature.name)(")
    else { return nil }
    let tensor = source[..<call.lowerBound].dropFirst("print(".count)
    let arguments = source[call.upperBound...].dropLast("))".count)
    return Example(
      "x = \(tensor)\nx.\(signature.name)_(\(arguments))\nprint(x)", prints: example.output)
  }

  var function: Builtin? {
    guard forms.contains(.function) else { return nil }
    var declared = signature
    declared.parameters.insert(
      Parameter("input", .either([.tensor, .tensordict]), "The tensor.", aliases: ["self"]), at: 0)
    let body = body
    return Builtin(declared) { call in
      if let tensor = call["input"].asTensor { return try body(tensor, call) }
      if let scalar = call["input"].scalar { return try body(try .scalar(scalar), call) }
      throw call.wrong("input", expected: "a tensor")
    }
  }

  private static func receiver(_ call: Call) throws -> Tensor {
    guard let tensor = call.receiver.asTensor else { throw Failure.type("expected a tensor before the dot") }
    return tensor
  }
}

extension Parameter {
  static let dim = Parameter("dim", .int, "The dimension; negative ones count from the end.", aliases: ["axis"])
  static func dim(default value: String) -> Parameter {
    .optional("dim", .int, default: value, "The dimension; negative ones count from the end.", aliases: ["axis"])
  }
  static let dims = Parameter.optional(
    "dim", .shape, "The dimension or dimensions; all by default.", aliases: ["axis", "dims"])
  static let keepdim = Parameter.optional(
    "keepdim", .bool, default: "False", "Keeps the reduced dimensions, with size 1.", aliases: ["keepdims"])
  static let other = Parameter("other", .any, "A tensor or a number.")
}
