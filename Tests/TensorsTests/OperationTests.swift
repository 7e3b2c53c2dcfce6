import Catalog
import Foundation
import TestSupport
import Testing

@testable import Tensors

/// Tensor operations against what torch answered: `Vectors/ops.json`, written by `Generators/ops.py`.
struct OperationTests {
  @Test func operationsAnswerAsTorchDoes() throws {
    let cases = try Fixtures.vectorCases("ops")
    #expect(cases.count > 500)
    for (number, entry) in cases.enumerated() {
      let example = Example(entry)
      let name = "case \(number): \(entry["op"] ?? "") \(entry["inputs"] ?? "") \(entry["args"] ?? "")"
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
      return abs(left.double - right.double) <= tolerance * max(abs(right.double), abs(left.double), 1e-3)
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
  let arguments: [String: Any]
  let expected: [Tensor]?
  let error: String?

  init(_ entry: [String: Any]) {
    operation = entry["op"] as? String ?? ""
    inputs = (entry["inputs"] as? [[String: Any]] ?? []).map(Example.input)
    arguments = entry["args"] as? [String: Any] ?? [:]
    expected = (entry["out"] as? [[String: Any]])?.map(Example.tensor)
    error = entry["error"] as? String
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

  static func number(_ value: Any, isFloat: Bool) -> Scalar {
    if let text = value as? String { return .float(Double(text) ?? .nan) }
    guard let number = value as? NSNumber else { return 0 }
    return isFloat ? .float(number.doubleValue) : .int(number.intValue)
  }

  static func tensor(_ entry: [String: Any]) -> Tensor {
    let dtype = DType(named: entry["dtype"] as? String ?? "")!
    let values = (entry["values"] as? [Any] ?? []).map { number($0, isFloat: dtype.isFloatingPoint) }
    let base = try! Tensor.empty(Shape(entry["shape"] as? [Int] ?? []), dtype)
    for (i, value) in values.enumerated() { base.store(value, at: i) }
    return entry["t"] as? Bool == true ? try! base.t() : base
  }

  private static func input(_ entry: [String: Any]) -> any TensorOperand {
    guard let value = entry["number"] else { return tensor(entry) }
    switch entry["kind"] as? String {
    case "bool": return Scalar.bool((value as? Bool) == true)
    case "float": return number(value, isFloat: true)
    default: return number(value, isFloat: false)
    }
  }

  func dims(_ name: String = "dims") -> [Int]? { arguments[name] as? [Int] }
  var dim: Int { arguments["dim"] as? Int ?? 0 }
  private var keepdim: Bool { arguments["keepdim"] as? Bool ?? false }

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
  func run() throws -> [Tensor] {
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
      return pair(try x.topk(arguments["k"] as? Int ?? 0, largest: arguments["largest"] as? Bool ?? true))
    case "kthvalue": return pair(try x.kthvalue(arguments["k"] as? Int ?? 0))
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
    case "to": return [try x.to(DType(named: arguments["dtype"] as? String ?? "")!)]
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
    (arguments["index"] as? [[String: Any]] ?? []).map { part in
      if let entry = part["tensor"] as? [String: Any] { return .tensor(Example.tensor(entry)) }
      if let flag = part["bool"] as? Bool { return .bool(flag) }
      if let place = part["int"] as? Int { return .int(place) }
      if let bounds = part["slice"] as? [Any] {
        return .slice(start: bounds[0] as? Int, stop: bounds[1] as? Int, step: bounds[2] as? Int)
      }
      return part["none"] == nil ? .ellipsis : .newAxis
    }
  }
}
