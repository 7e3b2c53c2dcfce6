import Catalog
import TestSupport
import Testing

@testable import Tensors

/// Tensor operations against what torch answered: `Vectors/ops.json`, written by `Generators/ops.py`.
struct OperationTests {
  @Test func operationsAnswerAsTorchDoes() throws {
    for entry in try VectorFolder.tensors.cases(.operation) {
      let example = try Example(entry)
      let name = "\(entry.place): \(example.operation)"
      do {
        let results = try example.run()
        guard let expected = example.expected else {
          Issue.record("expected \(example.error ?? ""), got \(results.map { $0.shown }) in \(name)")
          continue
        }
        let matches = expected.count == results.count && zip(results, expected).allSatisfy { agree($0, $1, example) }
        #expect(matches, "got \(results.map { $0.shown }), expected \(expected.map { $0.shown }) in \(name)")
      } catch let failure as Failure {
        #expect(failure.kind.rawValue == example.error, "\(failure.message) in \(name)")
      }
    }
  }

  @Test func boolsHavePowersOfOneNumberOnly() throws {
    let bools = try Tensor.fromElements([true, false].map { Bool8($0) })
    func power(_ a: Operand, _ b: Operand) throws -> String { try Tensor.power(a, b).shown }
    #expect(try power(.tensor(bools), .scalar(.bool(true))) == bools.shown)
    #expect(try power(.tensor(bools), .scalar(.bool(false))) == Tensor.full([2], .bool(true), .bool).shown)
    #expect(throws: Failure.self) { try power(.tensor(bools), .tensor(bools)) }
    #expect(throws: Failure.self) { try power(.scalar(.bool(true)), .tensor(bools)) }
  }

  @Test func aDimensionOutOfRangeIsToldBeforeTheDType() throws {
    let bools = try Tensor.zeros([3, 4], .bool)
    for operation in [{ _ = try bools.median(dim: 3) }, { _ = try bools.softmax(3) }] as [() throws -> Void] {
      let failure = #expect(throws: Failure.self) { try operation() }
      #expect(failure?.kind == .index)
    }
  }

  @Test func nothingIsDividedByZeroWhereThereIsNoElement() throws {
    let zeros = try Tensor.zeros([2], .int64)
    #expect(try Tensor.binary(.floorDivide, Tensor.zeros([0, 2], .int64), zeros).shape == [0, 2])
    #expect(throws: Failure.self) { try Tensor.binary(.floorDivide, Tensor.zeros([1, 2], .int64), zeros) }
  }

  @Test func boolsAreNotSubtractedWhateverTheirShapes() throws {
    let (bools, floats) = (try Tensor.zeros([2], .bool), try Tensor.zeros([3]))
    let failure = #expect(throws: Failure.self) { try Tensor.binary(.subtract, bools, floats) }
    #expect(failure?.kind == .notImplemented)
  }

  @Test func boolsAreShiftedByIntsOnly() throws {
    let bools = try Tensor.fromElements([true, false].map { Bool8($0) })
    #expect(try Tensor.binary(.shiftLeft, bools, Scalar.int(1)).scalars() == [.int(2), .int(0)])
    #expect(throws: Failure.self) { try Tensor.binary(.shiftLeft, bools, Scalar.bool(true)) }
    #expect(throws: Failure.self) { try Tensor.binary(.shiftRight, bools, bools) }
  }

  @Test func aNumberIsDividedByATensorAsTorchDoesIt() throws {
    let x = try Vector.tensor([4.0, 1.625, 3.5], [3], .float32)
    let quotient = try Tensor.binary(.divide, Scalar.float(1.5), x)
    #expect(Vector.firstDifference(quotient, [0.375, 0.9230769872665405, 0.4285714626312256]) == nil)
    #expect(try Tensor.binary(.divide, Scalar.int(2), Tensor.fromElements([7, 0])).shown.hasPrefix("float32[2]"))
  }

  /// Elements are the same but for the last bits of transcendental functions.
  private func agree(_ a: Tensor, _ b: Tensor, _ example: Example) -> Bool {
    guard a.dtype == b.dtype, a.shape == b.shape else { return false }
    let tolerance: Double =
      switch a.dtype {
      case .float16: 2e-3
      case .bfloat16: 1.6e-2
      case .float32: 2e-6
      default: 1e-14
      }
    guard let x = try? a.scalars(), let y = try? b.scalars() else { return false }
    return zip(x, y).allSatisfy { left, right in
      if left == right || left.double.isNaN && right.double.isNaN { return true }
      guard example.isApproximate, case .float = left else { return false }
      // Half types are rounded at the size of the terms that were added, not at that of their sum.
      let least = a.dtype == .float16 || a.dtype == .bfloat16 ? 0.25 : 1e-3
      return abs(left.double - right.double) <= tolerance * max(abs(right.double), abs(left.double), least)
    }
  }
}

extension Tensor {
  var shown: String { "\(dtype.name)\(shape.dims)\((try? scalars()) ?? [])" }
}

/// One recorded case.
struct Example {
  let operation: String
  let inputs: [any TensorOperand]
  let arguments: VectorFields
  let expected: [Tensor]?
  let error: String?

  init(_ entry: VectorFields) throws {
    operation = try entry.string("op")
    inputs = try entry.objects("inputs").map(Example.input)
    arguments = try entry.fields("args")
    expected = entry.has("out") ? try entry.objects("out").map(Example.tensor) : nil
    error = entry.has("error") ? try entry.string("error") : nil
    try entry.finish()
  }

  /// Whether torch's vector functions differ from the system's in the last bits.
  var isApproximate: Bool {
    ![
      "add", "subtract", "multiply", "divide", "floorDivide", "remainder", "fmod", "sum", "mean", "get", "set", "to",
      "cumsum", "prod",
      "arange", "linspace", "sort", "topk",
    ]
    .contains(operation)
  }

  /// A number of a tensor, or nan and infinities as strings.
  private static func number(_ value: JSONValue, isFloat: Bool, _ entry: VectorFields) throws -> Scalar {
    if !isFloat, let int = value.int ?? value.bool.map({ $0 ? 1 : 0 }) { return .int(int) }
    guard let number = value.string.flatMap(Double.init) ?? value.double ?? value.bool.map({ $0 ? 1 : 0 }) else {
      throw entry.failure("expected a number, got \(value)")
    }
    return isFloat ? .float(number) : .int(Int(number))
  }

  static func tensor(_ entry: VectorFields) throws -> Tensor {
    let dtype = try Vector.knownDType(entry)
    let values = try entry.array("values").map { try number($0, isFloat: dtype.isFloatingPoint, entry) }
    let base = try Tensor.empty(Shape(entry.ints("shape")), dtype)
    guard values.count == base.numel else { throw entry.failure("the values do not fill the shape") }
    for (i, value) in values.enumerated() { base.store(value, at: i) }
    let isTransposed = try entry.bool("t", or: false)
    try entry.finish()
    return isTransposed ? try base.t() : base
  }

  private static func input(_ entry: VectorFields) throws -> any TensorOperand {
    guard entry.has("number") else { return try tensor(entry) }
    defer { entry.describes("number", "kind") }
    switch try entry.string("kind", or: "int") {
    case "bool": return Scalar.bool(try entry.bool("number"))
    case "float": return try number(entry.value("number"), isFloat: true, entry)
    case "int": return try number(entry.value("number"), isFloat: false, entry)
    case let kind: throw entry.failure("no test knows numbers of kind '\(kind)'")
    }
  }

  func dims(_ name: String = "dims") throws -> [Int]? { arguments.has(name) ? try arguments.ints(name) : nil }
  var dim: Int { get throws { try arguments.int("dim", or: 0) } }
  private var keepdim: Bool { get throws { try arguments.bool("keepdim", or: false) } }

  static let binary: [String: BinaryOperation] = [
    "add": .add, "subtract": .subtract, "multiply": .multiply, "divide": .divide, "floorDivide": .floorDivide,
    "remainder": .remainder, "fmod": .fmod, "power": .power, "minimum": .minimum, "maximum": .maximum,
    "bitwiseAnd": .bitwiseAnd, "bitwiseOr": .bitwiseOr, "bitwiseXor": .bitwiseXor, "shiftLeft": .shiftLeft,
    "shiftRight": .shiftRight, "atan2": .atan2,
  ]
  static let comparisons: [String: Comparison] = [
    "equal": .equal, "notEqual": .notEqual, "less": .less, "lessOrEqual": .lessOrEqual, "greater": .greater,
    "greaterOrEqual": .greaterOrEqual,
  ]
  static let unary: [String: UnaryOperation] = [
    "neg": .negative, "abs": .absolute, "sign": .sign, "floor": .floor, "ceil": .ceil, "trunc": .trunc, "round": .round,
    "frac": .frac, "relu": .relu, "square": .square,
  ]
  /// Every argument that some operation takes; the generator gives `dim` and `keepdim` to more than heed them.
  private static let known: Set = [
    "bins", "dim", "dims", "dtype", "high", "index", "k", "keepdim", "largest", "low", "n", "right", "sizes",
  ]

  func run() throws -> [Tensor] {
    if let unknown = arguments.names.first(where: { !Example.known.contains($0) }) {
      throw arguments.failure("no test knows the argument '\(unknown)'")
    }
    if let found = Example.binary[operation] {
      return [try Tensor.binary(found, inputs[0].operand, inputs[1].operand)]
    }
    if let found = Example.comparisons[operation] {
      return [try Tensor.compare(found, inputs[0].operand, inputs[1].operand)]
    }
    if operation == "arange" {
      let numbers = inputs.compactMap { $0 as? Scalar }
      return [try Tensor.arange(start: numbers[0], end: numbers[1], step: numbers[2])]
    }
    if operation == "linspace" {
      let numbers = inputs.compactMap { $0 as? Scalar }
      return [try Tensor.linspace(numbers[0].double, numbers[1].double, steps: numbers[2].int)]
    }
    let tensors = inputs.compactMap { $0 as? Tensor }
    let x = tensors[0]
    if let found = Example.unary[operation] { return [try x.unary(found)] }
    if let found = FloatOperation.all.first(where: { $0.name == operation }) { return [try x.float(found)] }
    return try reduce(x) ?? order(x) ?? place(x, tensors) ?? part(x) ?? shape(x, tensors)
  }

  private func reduce(_ x: Tensor) throws -> [Tensor]? {
    switch operation {
    case "sum": return [try x.sum(dims(), keepdim: keepdim)]
    case "mean": return [try x.mean(dims(), keepdim: keepdim)]
    case "amax": return [try x.amax(dims(), keepdim: keepdim)]
    case "amin": return [try x.amin(dims(), keepdim: keepdim)]
    case "std": return [try x.std(dims(), keepdim: keepdim)]
    case "var": return [try x.var(dims(), keepdim: keepdim)]
    case "norm": return [try x.norm(2, dims(), keepdim: keepdim)]
    case "logsumexp": return [try x.logsumexp(dims() ?? [], keepdim: keepdim)]
    case "prod": return [try x.prod(dim, keepdim: keepdim)]
    case "max": return pair(try x.maximum(dim: dim, keepdim: keepdim))
    case "min": return pair(try x.minimum(dim: dim, keepdim: keepdim))
    case "argmax": return [try x.argmax(dim, keepdim: keepdim)]
    case "argmin": return [try x.argmin(dim, keepdim: keepdim)]
    case "all": return [try x.all([dim], keepdim: keepdim)]
    case "any": return [try x.any([dim], keepdim: keepdim)]
    case "cumsum": return [try x.cumsum(dim)]
    case "cumprod": return [try x.cumprod(dim)]
    case "cummax": return pair(try x.cummax(dim))
    case "cummin": return pair(try x.cummin(dim))
    case "diff": return [try x.diff(dim: dim)]
    case "softmax": return [try x.softmax(dim)]
    case "log_softmax": return [try x.logSoftmax(dim)]
    default: return nil
    }
  }

  private func order(_ x: Tensor) throws -> [Tensor]? {
    switch operation {
    case "median": return pair(try x.median(dim: dim, keepdim: keepdim))
    case "mode": return pair(try x.mode(dim, keepdim: keepdim))
    case "sort": return pair(try x.sort(dim, descending: keepdim))
    case "topk":
      return pair(try x.topk(arguments.int("k"), largest: arguments.bool("largest", or: true)))
    case "kthvalue": return pair(try x.kthvalue(arguments.int("k")))
    case "unique": return triple(try x.unique())
    case "uniqueDim": return triple(try x.unique(dim: dim))
    case "uniqueConsecutive": return triple(try x.uniqueConsecutive())
    default: return nil
    }
  }

  private func shape(_ x: Tensor, _ tensors: [Tensor]) throws -> [Tensor] {
    switch operation {
    case "isnan": return [try x.isnan()]
    case "isinf": return [try x.isinf()]
    case "isfinite": return [try x.isfinite()]
    case "bitwise_not": return [try x.bitwiseNot()]
    case "logical_not": return [try x.logicalNot()]
    case "nan_to_num": return [try x.nanToNum()]
    case "flip": return [try x.flip([dim])]
    case "roll": return [try x.roll([2], [dim])]
    case "unbind": return try x.unbind(dim)
    case "unsqueeze": return [try x.unsqueeze(dim)]
    case "repeatInterleave": return [try x.repeatInterleave(2, dim: dim)]
    case "view": return [try x.view(dims("sizes") ?? [])]
    case "reshape": return [try x.reshape(dims("sizes") ?? [])]
    case "expand": return [try x.expand(dims("sizes") ?? [])]
    case "cat": return [try Tensor.cat(tensors, dim: dim)]
    case "stack": return [try Tensor.stack(tensors, dim: dim)]
    case "matmul": return [try x.matmul(tensors[1])]
    case "to": return [try x.to(Vector.knownDType(arguments))]
    case "get": return [try x.get(indices)]
    case "set":
      let target = try x.clone()
      try target.set(indices, to: tensors[1])
      return [target]
    default: throw Failure.value("unknown operation '\(operation)'")
    }
  }

  func pair(_ result: (values: Tensor, indices: Tensor)) -> [Tensor] { [result.values, result.indices] }
  private func triple(_ result: Tensor.Distinct) -> [Tensor] { [result.values, result.inverse, result.counts] }

  private var indices: [Index] {
    get throws {
      try arguments.objects("index").map { part in
        defer { part.describes("none", "ellipsis") }
        if part.has("tensor") { return .tensor(try Example.tensor(part.fields("tensor"))) }
        if part.has("bool") { return .bool(try part.bool("bool")) }
        if part.has("int") { return .int(try part.int("int")) }
        if part.has("slice") {
          let bounds = try part.array("slice")
          guard bounds.count == 3 else { throw part.failure("expected three bounds of a slice") }
          return .slice(start: bounds[0].int, stop: bounds[1].int, step: bounds[2].int)
        }
        return part.names.contains("none") ? .newAxis : .ellipsis
      }
    }
  }
}
