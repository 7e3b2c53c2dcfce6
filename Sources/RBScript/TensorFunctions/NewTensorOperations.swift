import Catalog
import Tensors

/// `x.new_zeros(…)` and its kin: new tensors of another's dtype.
enum NewTensorOperations {
  private static func sized(
    _ name: String, _ summary: String, _ example: String, prints output: String, _ number: Scalar
  )
    -> TensorOperation
  {
    .tensor(
      name, summary, [.size, .dtype, .device, .requiresGrad], forms: .method,
      examples: [Example("print(\(example))", prints: output)]
    ) { tensor, call in
      try call.checkDevice()
      return try .full(Shape(try call.sizes("size")), number, try call.dtype() ?? tensor.dtype)
    }
  }

  static let all: [TensorOperation] = [
    sized("new_zeros", "Zeros of the tensor's dtype.", "tensor([1]).new_zeros(2)", prints: "tensor([0, 0])", 0),
    sized("new_ones", "Ones of the tensor's dtype.", "tensor([1]).new_ones(2)", prints: "tensor([1, 1])", 1),
    sized(
      "new_empty", "Zeros of the tensor's dtype (torch leaves them undefined).", "tensor([1]).new_empty(2)",
      prints: "tensor([0, 0])", 0),
    .tensor(
      "new_full", "A tensor of the tensor's dtype, filled with a number.",
      [
        Parameter("size", .shape, "The sizes."), Parameter("fill_value", .scalar, "The number."), .dtype, .device,
        .requiresGrad,
      ], forms: .method, examples: [Example("print(tensor([1]).new_full((2,), 7))", prints: "tensor([7, 7])")]
    ) { tensor, call in
      try call.checkDevice()
      return try .full(Shape(try call.ints("size")), try call.scalar("fill_value"), try call.dtype() ?? tensor.dtype)
    },
    .tensor(
      "new_tensor", "A tensor of numbers or nested lists, in the tensor's dtype.",
      [Parameter("data", .any, "Numbers, nested lists of them, or a tensor."), .dtype, .device, .requiresGrad],
      forms: .method, examples: [Example("print(zeros(1).new_tensor([1, 2]))", prints: "tensor([1., 2.])")]
    ) { tensor, call in
      try call.checkDevice()
      let dtype = try call.dtype() ?? tensor.dtype
      return try call["data"].tensorized(as: dtype).to(dtype).clone()
    },
  ]
}
