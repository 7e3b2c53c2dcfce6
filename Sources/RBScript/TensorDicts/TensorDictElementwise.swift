import Catalog
import Tensors

/// Functions of each element of each tensor of a tensordict, under torch's names.
extension TensorDictMethods {
  static let elementwise: [Builtin] = [
    unary("isnan", prints: "tensor([False, False])") { (x) throws(Failure) in try x.isnan() },
    unary("isinf", prints: "tensor([False, False])") { (x) throws(Failure) in try x.isinf() },
    unary("isfinite", prints: "tensor([True, True])") { (x) throws(Failure) in try x.isfinite() },
    unary("logical_not", prints: "tensor([False, False])") { (x) throws(Failure) in try x.logicalNot() },
    unary("neg", prints: "tensor([-2, -3])") { (x) throws(Failure) in try x.neg() },
    unary("sign", prints: "tensor([1, 1])") { (x) throws(Failure) in try x.sign() },
    unary("exp", prints: "tensor([ 7.3891, 20.0855])") { (x) throws(Failure) in try x.float(.exp) },
    unary("log", prints: "tensor([0.6931, 1.0986])") { (x) throws(Failure) in try x.float(.log) },
    unary("sqrt", prints: "tensor([1.4142, 1.7321])") { (x) throws(Failure) in try x.float(.sqrt) },
    unary("tanh", prints: "tensor([0.9640, 0.9951])") { (x) throws(Failure) in try x.float(.tanh) },
    unary("sigmoid", prints: "tensor([0.8808, 0.9526])") { (x) throws(Failure) in try x.float(.sigmoid) },
    unary("floor", prints: "tensor([2, 3])") { (x) throws(Failure) in try x.floor() },
    unary("ceil", prints: "tensor([2, 3])") { (x) throws(Failure) in try x.ceil() },
    unary("round", prints: "tensor([2, 3])") { (x) throws(Failure) in try x.round() },
    binary("add", .add, prints: "tensor([4, 5])"),
    binary("sub", .subtract, prints: "tensor([0, 1])"),
    binary("mul", .multiply, prints: "tensor([4, 6])"),
    binary("div", .divide, prints: "tensor([1.0000, 1.5000])"),
    binary("pow", .power, prints: "tensor([4, 9])"),
  ]

  private static func unary(
    _ name: String, prints output: String, _ body: @escaping @Sendable (Tensor) throws(Failure) -> Tensor
  ) -> Builtin {
    method(name, "`\(name)` of all tensors.", [], "print(td.\(name)()[\"a\"][1])", prints: output) {
      td, _ in
      try td.mapTensors(body)
    }
  }

  private static func binary(
    _ name: String, _ operation: Tensors.BinaryOperation, prints output: String
  ) -> Builtin {
    method(
      name, "`\(name)` of all tensors and another tensordict's, a tensor or a number.", [.other],
      "print(td.\(name)(2)[\"a\"][1])", prints: output
    ) { td, call in
      let operand: TensorDictOperand
      if let other = call["other"].object(TensorDictObject.self) {
        operand = .tensordict(other.tensordict)
      } else if let other = call["other"].asTensor {
        operand = .tensor(other)
      } else {
        operand = .scalar(try call.scalar("other"))
      }
      return try td.combined(with: operand) { (a, b) throws(Failure) in try .binary(operation, a, b) }
    }
  }
}
