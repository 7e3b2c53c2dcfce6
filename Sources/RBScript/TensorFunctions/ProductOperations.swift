import Catalog
import Tensors

/// Products of vectors and matrices.
enum ProductOperations {
  private static func product(
    _ name: String, aliases: [String] = [], _ summary: String, _ example: String, prints output: String,
    _ body: @escaping @Sendable (Tensor, Tensor) throws -> Tensor
  ) -> TensorOperation {
    .tensor(
      name, aliases: aliases, summary,
      [
        Parameter("other", .tensor, "The right factor, of the same dtype.", aliases: ["mat2", "vec", "vec2", "tensor"])
      ],
      examples: [Example("print(\(example))", prints: output)]
    ) { try body($0, try $1.tensor("other")) }
  }

  static let all: [TensorOperation] = [
    product(
      "matmul", "The product of vectors, matrices or batches of matrices.", "eye(2).matmul(ones(2))",
      prints: "tensor([1., 1.])"
    ) { try $0.matmul($1) },
    product("mm", "The product of two matrices.", "ones(1, 2).mm(ones(2, 1))", prints: "tensor([[2.]])") {
      try $0.mm($1)
    },
    product(
      "bmm", "The products of two batches of matrices.", "arange(4.0).view(2, 1, 2).bmm(ones(2, 2, 1))",
      prints: "tensor([[[1.]],\n\n        [[5.]]])"
    ) { try $0.bmm($1) },
    product("mv", "The product of a matrix and a vector.", "eye(2).mv(ones(2))", prints: "tensor([1., 1.])") {
      try $0.mv($1)
    },
    product(
      "dot", aliases: ["inner", "vdot"], "The inner product of two vectors.", "tensor([1, 2]).dot(tensor([3, 4]))",
      prints: "tensor(11)"
    ) { try $0.dot($1) },
    product(
      "outer", aliases: ["ger"], "Every product of an element of one vector and one of the other.",
      "tensor([1, 2]).outer(tensor([3, 4]))", prints: "tensor([[3, 4],\n        [6, 8]])"
    ) { try $0.outer($1) },
    .tensor(
      "trace", "The sum of the diagonal of a matrix.",
      examples: [Example("print(eye(3).trace())", prints: "tensor(3.)")]
    ) { tensor, _ in
      guard tensor.ndim == 2 else { throw Failure.runtime("trace: expected a matrix, got \(tensor.ndim) dimensions") }
      return try tensor.diagonal().sum()
    },
  ]
}
