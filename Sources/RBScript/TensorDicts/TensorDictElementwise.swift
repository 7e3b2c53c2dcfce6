import Catalog
import Tensors

/// Functions of each element of each tensor of a tensordict, under torch's names.
extension TensorDictMethods {
  static let elementwise: [Builtin] =
    analysis + [
      unary("isnan") { (x) throws(Failure) in try x.isnan() },
      unary("isinf") { (x) throws(Failure) in try x.isinf() },
      unary("isfinite") { (x) throws(Failure) in try x.isfinite() },
      unary("logical_not") { (x) throws(Failure) in try x.logicalNot() },
      unary("neg") { (x) throws(Failure) in try x.neg() },
      unary("sign") { (x) throws(Failure) in try x.sign() },
      unary("floor") { (x) throws(Failure) in try x.floor() },
      unary("ceil") { (x) throws(Failure) in try x.ceil() },
      unary("round") { (x) throws(Failure) in try x.round() },
      binary("add", .add),
      binary("sub", .subtract),
      binary("mul", .multiply),
      binary("div", .divide),
      binary("pow", .power),
    ]

  private static let analysis: [Builtin] = [FloatOperation.exp, .log, .sqrt, .tanh, .sigmoid].map { operation in
    unary(operation.name) { (x) throws(Failure) in try x.float(operation) }
  }

  private static func unary(_ name: String, _ body: @escaping @Sendable (Tensor) throws(Failure) -> Tensor) -> Builtin {
    method(name, "`\(name)` of all tensors.", [], "print(td.\(name)().batch_size)", prints: "torch.Size([2])") {
      td, _ in
      try td.mapTensors(body)
    }
  }

  private static func binary(_ name: String, _ operation: Tensors.BinaryOperation) -> Builtin {
    method(
      name, "`\(name)` of all tensors and another tensordict's, a tensor or a number.", [.other],
      "print(td.\(name)(2).batch_size)", prints: "torch.Size([2])"
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
