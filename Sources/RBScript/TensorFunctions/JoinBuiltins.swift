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
      examples: [Example("print(stack([zeros(2), ones(2)], 1))", prints: "tensor([[0., 1.],\n        [0., 1.]])")]
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
      examples: [Example("print(vstack([zeros(2), ones(2)]))", prints: "tensor([[0., 0.],\n        [1., 1.]])")]
    ) { call in .tensor(try .vstack(try call.tensors("tensors"))) },
    Builtin(
      "dstack", "Joins tensors in depth, along the third dimension.", [parts], returns: "tensor",
      examples: [Example("print(dstack([zeros(2), ones(2)]))", prints: "tensor([[[0., 1.],\n         [0., 1.]]])")]
    ) { call in
      let deep = try call.tensors("tensors").map { tensor in
        let flat = tensor.ndim == 0 ? try tensor.view([1]) : tensor
        let rows = flat.ndim == 1 ? try flat.unsqueeze(0) : flat
        return rows.ndim == 2 ? try rows.unsqueeze(2) : rows
      }
      return .tensor(try .cat(deep, dim: 2))
    },
    Builtin(
      "column_stack", "Joins vectors as columns, and matrices side by side.", [parts], returns: "tensor",
      examples: [Example("print(column_stack([zeros(2), ones(2)]))", prints: "tensor([[0., 1.],\n        [0., 1.]])")]
    ) { call in
      let columns = try call.tensors("tensors").map { tensor in
        tensor.ndim < 2 ? try tensor.reshape([tensor.numel, 1]) : tensor
      }
      return .tensor(try .cat(columns, dim: 1))
    },
    Builtin(
      "cartesian_prod", "Every combination of an element from each vector, a row each.",
      [.variadic("tensors", .tensor, "Vectors.")], returns: "tensor",
      examples: [
        Example(
          "print(cartesian_prod(arange(2), arange(3)).tolist())",
          prints: "[[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]")
      ]
    ) { call in
      let vectors = try call.rest("tensors").map { value in
        guard let tensor = value.asTensor, tensor.ndim == 1 else { throw call.wrong("tensors", expected: "vectors") }
        return tensor
      }
      if vectors.count == 1 { return .tensor(vectors[0]) }
      return .tensor(try .stack(try Tensor.meshgrid(vectors, indexing: "ij").map { try $0.flatten() }, dim: 1))
    },
    Builtin(
      "broadcast_shapes", "The shape that shapes broadcast to.", [.variadic("shapes", .shape, "Shapes.")],
      returns: "Size", examples: [Example("print(broadcast_shapes((2, 1), (3,)))", prints: "torch.Size([2, 3])")]
    ) { call in
      var result: Shape = []
      for value in call.rest("shapes") {
        guard let sizes = value.wholeNumbers else {
          throw Failure.unfit("shapes", expected: "shapes: ints or tuples of ints", got: value)
        }
        result = try Tensor.broadcast(result, Shape(sizes))
      }
      return .object(TupleObject(result))
    },
    Builtin(
      "is_tensor", "Whether a value is a tensor.", [Parameter("obj", .any, "Any value.")], returns: "bool",
      examples: [Example("print(is_tensor(zeros(1)), is_tensor(1))", prints: "True False")]
    ) { call in .bool(call["obj"].asTensor != nil) },
    Builtin(
      "promote_types", "The dtype that two dtypes meet in.",
      [Parameter("type1", .dtype, "A dtype."), Parameter("type2", .dtype, "Another.")], returns: "dtype",
      examples: [Example("print(promote_types(int32, float16))", prints: "torch.float16")]
    ) { call in
      guard let a = try call.dtype("type1"), let b = try call.dtype("type2") else {
        throw call.wrong("type1", expected: "a dtype")
      }
      return .object(DTypeObject(DType.promote(a, b)))
    },
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
      examples: [
        Example(
          "print(meshgrid(arange(2), arange(3)))",
          prints: "(tensor([[0, 0, 0],\n        [1, 1, 1]]), tensor([[0, 1, 2],\n        [0, 1, 2]]))")
      ]
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
      examples: [
        Example(
          "print(broadcast_tensors(arange(2).view(2, 1), zeros(3))[0])",
          prints: "tensor([[0, 0, 0],\n        [1, 1, 1]])")
      ]
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
