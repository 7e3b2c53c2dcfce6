import Catalog
import Tensors

/// Functions over several tensors or tensordicts.
enum JoinBuiltins {
  private static let parts = Parameter("tensors", .any, "A list of tensors, or of tensordicts.")

  static let all: [Builtin] = [
    Builtin(
      "cat", aliases: ["concat", "concatenate"], "Joins tensors or tensordicts along a dimension that they have.",
      [parts, .dim(default: "0")],
      returns: "tensor", examples: [Example("print(cat([zeros(1), ones(1)]))", prints: "tensor([0., 1.])")]
    ) { call in
      let dim = try call.int("dim", default: 0)
      if let items = try tensordicts(call) { return .object(TensorDictObject(try .cat(items, dim: dim))) }
      return .tensor(try .cat(try call.tensors("tensors"), dim: dim))
    },
    Builtin(
      "stack", "Joins tensors or tensordicts of one shape along a new dimension.", [parts, .dim(default: "0")],
      returns: "tensor",
      examples: [Example("print(stack([zeros(2), ones(2)]).shape)", prints: "torch.Size([2, 2])")]
    ) { call in
      let dim = try call.int("dim", default: 0)
      if let items = try tensordicts(call) { return .object(TensorDictObject(try .stack(items, dim: dim))) }
      return .tensor(try .stack(try call.tensors("tensors"), dim: dim))
    },
    Builtin(
      "hstack", "Joins tensors side by side.", [parts], returns: "tensor",
      examples: [Example("print(hstack([zeros(1), ones(1)]))", prints: "tensor([0., 1.])")]
    ) { call in .tensor(try .hstack(try call.tensors("tensors"))) },
    Builtin(
      "vstack", "Joins tensors as rows.", [parts], returns: "tensor",
      examples: [Example("print(vstack([zeros(1), ones(1)]).shape)", prints: "torch.Size([2, 1])")]
    ) { call in .tensor(try .vstack(try call.tensors("tensors"))) },
    Builtin(
      "where",
      "Picks from one tensor where a condition holds and from another elsewhere; alone, the places where it holds.",
      [
        Parameter("condition", .tensor, "A bool tensor."), .optional("input", .any, "A tensor or a number."),
        .optional("other", .any, "A tensor or a number."),
      ], returns: "tensor", examples: [Example("print(where(tensor([True, False]), 1, 0))", prints: "tensor([1, 0])")]
    ) { call in
      let condition = try call.tensor("condition")
      guard call.has("input") || call.has("other") else { return ShapeOperations.tuple(try condition.nonzeroAsTuple()) }
      return .tensor(try .where(condition, try call.operand("input"), try call.operand("other")))
    },
    Builtin(
      "meshgrid", "The coordinates of a grid.",
      [
        .variadic("tensors", .tensor, "One vector per dimension."),
        .optional(
          "indexing", .choice(["ij", "xy"]), default: "\"ij\"", "Which comes first: rows or columns.", labelOnly: true),
      ],
      returns: "tuple",
      examples: [Example("print(meshgrid(arange(2), arange(3))[0].shape)", prints: "torch.Size([2, 3])")]
    ) { call in
      let tensors = try call.rest("tensors").map { value in
        guard let tensor = value.asTensor else { throw call.wrong("tensors", expected: "tensors") }
        return tensor
      }
      return ShapeOperations.tuple(try Tensor.meshgrid(tensors, indexing: try call.string("indexing", default: "ij")))
    },
    Builtin(
      "broadcast_tensors", "Tensors expanded to one shape.", [.variadic("tensors", .tensor, "Tensors that broadcast.")],
      returns: "tuple",
      examples: [Example("print(broadcast_tensors(zeros(2, 1), zeros(3))[0].shape)", prints: "torch.Size([2, 3])")]
    ) { call in ShapeOperations.tuple(try Tensor.broadcastTensors(call.rest("tensors").compactMap(\.asTensor))) },
    Builtin(
      "result_type", "The dtype that an operation on two values has.",
      [Parameter("a", .any, "A tensor or a number."), Parameter("b", .any, "A tensor or a number.")],
      returns: "dtype", examples: [Example("print(result_type(zeros(1), tensor(1)))", prints: "torch.float32")]
    ) { call in .object(DTypeObject(Operand.resultType([try call.operand("a"), try call.operand("b")]))) },
  ]

  /// The items as tensordicts, where the first one is one.
  private static func tensordicts(_ call: Call) throws -> [TensorDict]? {
    let items = try call.array("tensors")
    guard items.first?.object(TensorDictObject.self) != nil else { return nil }
    return try items.map { item in
      guard let object = item.object(TensorDictObject.self) else {
        throw call.wrong("tensors", expected: "a list of tensordicts")
      }
      return object.tensordict
    }
  }
}
