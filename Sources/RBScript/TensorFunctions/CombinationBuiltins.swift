import Catalog
import Tensors

/// Products over named dimensions, and indices of parts of matrices.
enum CombinationBuiltins {
  private static func left(_ name: String) -> Parameter { Parameter(name, .tensor, "A tensor.", aliases: ["a"]) }
  private static func right(_ name: String) -> Parameter { Parameter(name, .tensor, "Another.", aliases: ["b"]) }

  static let all: [Builtin] = [
    Builtin(
      "einsum", "Products over named dimensions, summed over those that the output leaves out.",
      [
        Parameter("equation", .string, "A letter for each dimension of the operands and the output: \"ij,jk->ik\"."),
        .variadic("operands", .any, "The tensors."),
      ], returns: "tensor",
      examples: [Example("print(einsum(\"ij,j->i\", eye(2), tensor([1.0, 2.0])))", prints: "tensor([1., 2.])")]
    ) { call in
      var operands = call.rest("operands")
      if operands.count == 1, let list = operands[0].object(ListObject.self) { operands = list.items }
      let tensors = try operands.map { value in
        guard let tensor = value.asTensor else { throw call.wrong("operands", expected: "tensors") }
        return tensor
      }
      return .tensor(try .einsum(try call.string("equation"), tensors))
    },
    Builtin(
      "tensordot", "Sums of products over the last dimensions of one tensor and the first of another.",
      [
        left("a"), right("b"),
        .optional("dims", .any, default: "2", "How many dimensions, or the dimensions of each: ([1], [0])."),
      ], returns: "tensor", examples: [Example("print(tensordot(ones(2), ones(2), 1))", prints: "tensor(2.)")]
    ) { call in
      let (a, b) = (try call.tensor("a"), try call.tensor("b"))
      guard call.has("dims"), call["dims"].asTuple != nil || call["dims"].object(ListObject.self) != nil else {
        let count = try call.int("dims", default: 2)
        guard count >= 0, count <= min(a.ndim, b.ndim) else {
          throw call.wrong("dims", expected: "at most \(min(a.ndim, b.ndim)) dimensions")
        }
        return .tensor(try a.tensordot(b, Array((a.ndim - count)..<a.ndim), Array(0..<count)))
      }
      let pairs = try call.array("dims")
      let dims = pairs.compactMap(\.wholeNumbers)
      guard pairs.count == 2, dims.count == 2 else { throw call.wrong("dims", expected: "two lists of dimensions") }
      return .tensor(try a.tensordot(b, dims[0], dims[1]))
    },
    Builtin(
      "kron", "Every element of one tensor times the whole of another.", [left("input"), right("other")],
      returns: "tensor",
      examples: [Example("print(kron(tensor([1, 2]), tensor([1, 10])))", prints: "tensor([ 1, 10,  2, 20])")]
    ) { call in .tensor(try call.tensor("input").kron(try call.tensor("other"))) },
    Builtin(
      "cross", "The vector product along a dimension of size 3.",
      [left("input"), right("other"), .optional("dim", .int, "The dimension; the first of size 3 by default.")],
      returns: "tensor",
      examples: [Example("print(cross(tensor([1, 0, 0]), tensor([0, 1, 0])))", prints: "tensor([0, 0, 1])")]
    ) { call in
      let a = try call.tensor("input")
      let dim = try call.optionalInt("dim") ?? a.shape.dims.firstIndex(of: 3) ?? -1
      return .tensor(try a.cross(try call.tensor("other"), dim))
    },
    Builtin(
      "block_diag", "Matrices along the diagonal of a larger one, zeros elsewhere.",
      [.variadic("tensors", .tensor, "Matrices; vectors are rows.")], returns: "tensor",
      examples: [
        Example(
          "print(block_diag(ones(1, 1), tensor([[2.0, 3.0]])))", prints: "tensor([[1., 0., 0.],\n        [0., 2., 3.]])"
        )
      ]
    ) { call in
      let blocks = try call.rest("tensors").map { value in
        guard let tensor = value.asTensor, tensor.ndim <= 2 else {
          throw call.wrong("tensors", expected: "tensors of at most two dimensions")
        }
        return tensor.ndim == 2 ? tensor : try tensor.reshape([1, tensor.numel])
      }
      let dtype = blocks.dropFirst().reduce(blocks.first?.dtype ?? .float32) { DType.promote($0, $1.dtype) }
      let sizes = (blocks.reduce(0) { $0 + $1.shape[0] }, blocks.reduce(0) { $0 + $1.shape[1] })
      let result = try Tensor.zeros([sizes.0, sizes.1], dtype)
      var (row, column) = (0, 0)
      for block in blocks {
        let place = try result.narrow(0, row, block.shape[0]).narrow(1, column, block.shape[1])
        try place.copy(from: block)
        row += block.shape[0]
        column += block.shape[1]
      }
      return .tensor(result)
    },
    Builtin(
      "combinations", "Every choice of elements of a vector, in order, a row each.",
      [
        Parameter("input", .tensor, "A vector."), .optional("r", .int, default: "2", "How many are chosen."),
        .optional("with_replacement", .bool, default: "False", "Whether an element may come again."),
      ], returns: "tensor",
      examples: [Example("print(combinations(arange(3)).tolist())", prints: "[[0, 1], [0, 2], [1, 2]]")]
    ) { call in
      let vector = try call.tensor("input")
      let (size, repeats) = (try call.int("r", default: 2), try call.bool("with_replacement", default: false))
      guard vector.ndim == 1, size >= 0 else { throw call.wrong("input", expected: "a vector, and r at least 0") }
      var rows: [[Int]] = [[]]
      try Memory.demand(size, of: 64, "places", argument: "r")
      for _ in 0..<size where !rows.isEmpty {
        try Interruption.check()
        try Memory.demand(rows.count, of: 64 * max(vector.numel, 1), "rows of choices")
        var longer: [[Int]] = []
        for row in rows {
          let first = row.last.map { repeats ? $0 : $0 + 1 } ?? 0
          for next in first..<max(vector.numel, first) {
            longer.append(row + [next])
            if longer.count & 0xfff == 0 {
              try Interruption.check()
              try Memory.demand(longer.count, of: 64, "rows of choices")
            }
          }
        }
        rows = longer
      }
      if size == 0 || rows.isEmpty { return .tensor(try .empty([0], vector.dtype)) }
      let places = try Tensor.fromElements(rows.flatMap { $0 }, [rows.count, size])
      return .tensor(try vector.take(places))
    },
    triangle("tril_indices", "lower", prints: "tensor([[0, 1, 1],\n        [0, 0, 1]])") { row, column, offset in
      column - row <= offset
    },
    triangle("triu_indices", "upper", prints: "tensor([[0, 0, 1],\n        [0, 1, 1]])") { row, column, offset in
      column - row >= offset
    },
  ]

  private static func triangle(
    _ name: String, _ which: String, prints output: String, _ holds: @escaping @Sendable (Int, Int, Int) -> Bool
  ) -> Builtin {
    Builtin(
      name, "The rows and the columns of the \(which) triangle of a matrix.",
      [
        Parameter("row", .int, "How many rows."), Parameter("col", .int, "How many columns."),
        .optional("offset", .int, default: "0", "The diagonal at its edge."),
      ], returns: "tensor", examples: [Example("print(\(name)(2, 2))", prints: output)]
    ) { call in
      let (rows, columns) = (try call.int("row"), try call.int("col"))
      let offset = try call.int("offset", default: 0)
      guard rows >= 0, columns >= 0 else { throw call.wrong("row", expected: "sizes of at least 0") }
      try Memory.demand(rows, of: 32 * max(min(columns, Memory.limit / 32), 1), "rows", argument: "row")
      var (first, second): ([Int], [Int]) = ([], [])
      for row in 0..<rows {
        try Interruption.check()
        for column in 0..<columns {
          if column & 0xffff == 0xffff { try Interruption.check() }
          guard holds(row, column, offset) else { continue }
          first.append(row)
          second.append(column)
        }
      }
      return .tensor(try Tensor.fromElements(first + second, [2, first.count]))
    }
  }
}
