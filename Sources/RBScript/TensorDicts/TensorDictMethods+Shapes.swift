import Catalog
import Tensors

/// Methods of tensordicts that reshape, convert or reduce all their tensors.
extension TensorDictMethods {
  static let shapes: [Builtin] = [
    method(
      "reshape", "With the batch in another shape.", [.variadic("shape", .shape, "The sizes, of which one may be -1.")],
      "print(td.reshape(2, 1)[\"a\"])", prints: "tensor([[[0, 1]],\n\n        [[2, 3]]])"
    ) { try $0.reshape(try $1.sizes("shape")) },
    method(
      "view", "With the batch in another shape, without a copy.",
      [.variadic("shape", .shape, "The sizes, of which one may be -1.")], "print(td.view(2, 1)[\"a\"])",
      prints: "tensor([[[0, 1]],\n\n        [[2, 3]]])"
    ) { try $0.view(try $1.sizes("shape")) },
    method(
      "flatten", "Joins batch dimensions into one.",
      [
        .optional("start_dim", .int, default: "0", "The first."),
        .optional("end_dim", .int, default: "-1", "The last."),
      ], "print(td.view(2, 1).flatten()[\"a\"])", prints: "tensor([[0, 1],\n        [2, 3]])"
    ) { try $0.flatten(try $1.int("start_dim", default: 0), try $1.int("end_dim", default: -1)) },
    method(
      "unflatten", "Splits one batch dimension into several.",
      [.dim, Parameter("sizes", .shape, "Their sizes.", aliases: ["unflattened_size"])],
      "print(td.unflatten(0, (1, 2))[\"a\"])", prints: "tensor([[[0, 1],\n         [2, 3]]])"
    ) { try $0.unflatten(try $1.int("dim"), try $1.ints("sizes")) },
    method(
      "permute", "With the batch dimensions in another order.", [.variadic("dims", .shape, "Their new order.")],
      "print(td.view(2, 1).permute(1, 0)[\"a\"])", prints: "tensor([[[0, 1],\n         [2, 3]]])"
    ) { try $0.permute(try $1.sizes("dims")) },
    method(
      "transpose", "With two batch dimensions swapped.",
      [Parameter("dim0", .int, "One."), Parameter("dim1", .int, "The other.")],
      "print(td.view(2, 1).transpose(0, 1)[\"a\"])", prints: "tensor([[[0, 1],\n         [2, 3]]])"
    ) { try $0.transpose(try $1.int("dim0"), try $1.int("dim1")) },
    method(
      "squeeze", "Without batch dimensions of size 1.", [.optional("dim", .int, "The dimension; all by default.")],
      "print(td.view(2, 1).squeeze(1)[\"a\"])", prints: "tensor([[0, 1],\n        [2, 3]])"
    ) { try $0.squeeze(try $1.optionalInt("dim")) },
    method(
      "unsqueeze", "With a batch dimension of size 1 put in.", [.dim], "print(td.unsqueeze(0)[\"a\"])",
      prints: "tensor([[[0, 1],\n         [2, 3]]])"
    ) { try $0.unsqueeze(try $1.int("dim")) },
    method(
      "expand", "A view in which the batch is repeated.", [.variadic("shape", .shape, "The sizes.")],
      "print(td.expand(3, 2)[\"a\"][:, 1])", prints: "tensor([[2, 3],\n        [2, 3],\n        [2, 3]])"
    ) { try $0.expand(try $1.sizes("shape")) },
    method(
      "repeat", "Copies along each batch dimension.", [.variadic("repeats", .shape, "How often, per dimension.")],
      "print(td.repeat(2)[\"a\"])", prints: "tensor([[0, 1],\n        [2, 3],\n        [0, 1],\n        [2, 3]])"
    ) { try $0.repeat(try $1.sizes("repeats")) },
    method(
      "repeat_interleave", "Each batch element repeated.",
      [Parameter("repeats", .int, "How often."), .optional("dim", .int, "The dimension.")],
      "print(td.repeat_interleave(2, dim: 0)[\"a\"][:, 0])", prints: "tensor([0, 0, 2, 2])"
    ) { try $0.repeatInterleave(try $1.int("repeats"), dim: try $1.optionalInt("dim")) },
    method(
      "gather", "The elements at indices along a batch dimension.",
      [.dim, Parameter("index", .tensor, "Indices, int64.")], "print(td.gather(0, tensor([1]))[\"a\"])",
      prints: "tensor([[2, 3]])"
    ) { try $0.gather(try $1.int("dim"), try $1.tensor("index")) },
    pieces(
      "unbind", "The slices along a batch dimension.", [.dim(default: "0")], "print(len(td.unbind(0)))", prints: "2"
    ) { try $0.unbind(try $1.int("dim", default: 0)) },
    pieces(
      "split", "Pieces of a size, or of the sizes given.",
      [Parameter("split_size", .any, "The size of a piece, or the sizes of all."), .dim(default: "0")],
      "print(len(td.split(1)))", prints: "2"
    ) { td, call in
      let dim = try call.int("dim", default: 0)
      if case .int(let size) = call["split_size"] { return try td.split(size, dim: dim) }
      return try td.split(try call.ints("split_size"), dim: dim)
    },
    pieces(
      "chunk", "At most so many pieces of equal size.", [Parameter("chunks", .int, "How many."), .dim(default: "0")],
      "print(len(td.chunk(2)))", prints: "2"
    ) { try $0.chunk(try $1.int("chunks"), dim: try $1.int("dim", default: 0)) },
  ]

  static func pieces(
    _ name: String, _ summary: String, _ parameters: [Parameter], _ example: String, prints output: String,
    _ body: @escaping @Sendable (TensorDict, Call) throws -> [TensorDict]
  ) -> Builtin {
    plain(name, summary, parameters, returns: "tuple", example, prints: output) { td, call in
      .tuple(try body(td, call).map { wrap($0) })
    }
  }

  static let values: [Builtin] = [
    method(
      "contiguous", "With all tensors in row-major order.", [], "print(td.contiguous()[\"a\"])",
      prints: "tensor([[0, 1],\n        [2, 3]])"
    ) { td, _ in try (td.stackDim == nil ? td : td.asPlain()).contiguous() },
    method(
      "detach", "The tensordict itself: there are no gradients.", [], "print(td.detach()[\"a\"])",
      prints: "tensor([[0, 1],\n        [2, 3]])"
    ) { td, _ in td },
    method("cpu", "On the CPU, said so.", [], "print(td.cpu().device)", prints: "cpu") { td, _ in td.to(device: .cpu) },
    method(
      "to", "In another dtype, or on a device.", [.optional("target", .any, "A dtype or \"cpu\"."), .dtype, .device],
      "print(td.to(float64)[\"a\"].dtype)", prints: "torch.float64"
    ) { td, call in
      try call.checkDevice()
      var result = td
      if call.has("device") { result = result.to(device: .cpu) }
      if let dtype = call["target"].asDType {
        result = try result.to(dtype)
      } else if call.has("target") {
        try call.checkDevice("target")
        result = result.to(device: .cpu)
      }
      if let dtype = try call.dtype() { result = try result.to(dtype) }
      return result
    },
    method("float", "With all tensors as float32.", [], "print(td.float()[\"a\"].dtype)", prints: "torch.float32") {
      td, _ in try td.to(.float32)
    },
    method("double", "With all tensors as float64.", [], "print(td.double()[\"a\"].dtype)", prints: "torch.float64") {
      td, _ in try td.to(.float64)
    },
    method("int", "With all tensors as int32.", [], "print(td.int()[\"a\"].dtype)", prints: "torch.int32") { td, _ in
      try td.to(.int32)
    },
    method("long", "With all tensors as int64.", [], "print(td.long()[\"n\", \"b\"].dtype)", prints: "torch.int64") {
      td, _ in try td.to(.int64)
    },
    method("bool", "With all tensors as bool.", [], "print(td.bool()[\"a\"].dtype)", prints: "torch.bool") { td, _ in
      try td.to(.bool)
    },
    method("abs", "With absolute values.", [], "print((-td).abs()[\"a\"][1])", prints: "tensor([2, 3])") { td, _ in
      try td.mapTensors { (tensor) throws(Failure) in try tensor.abs() }
    },
    method(
      "clamp", "With all tensors limited to a range.",
      [.optional("min", .any, "The smallest."), .optional("max", .any, "The largest.")],
      "print(td.clamp(1, 2)[\"a\"][1])", prints: "tensor([2, 2])"
    ) { td, call in
      let (min, max) = (try call.optionalOperand("min"), try call.optionalOperand("max"))
      return try td.mapTensors { (tensor) throws(Failure) in try tensor.clamp(min, max) }
    },
    method(
      "masked_fill", "With a number where a mask over the batch is true.",
      [Parameter("mask", .tensor, "A bool tensor of the batch's shape."), Parameter("value", .scalar, "The number.")],
      "print(td.masked_fill(tensor([True, False]), 9)[\"a\"][0])", prints: "tensor([9, 9])"
    ) { try $0.maskedFill(try $1.tensor("mask"), try $1.scalar("value")) },
    method(
      "where", "This one where a condition over the batch holds, another elsewhere.",
      [Parameter("condition", .tensor, "A bool tensor."), Parameter("other", .any, "A tensordict, tensor or number.")],
      "print(td.where(tensor([True, False]), 0)[\"a\"][1])", prints: "tensor([0, 0])"
    ) { td, call in
      if let other = call["other"].object(TensorDictObject.self) {
        return try td.where(try call.tensor("condition"), .tensordict(other.tensordict))
      }
      if let other = call["other"].asTensor { return try td.where(try call.tensor("condition"), .tensor(other)) }
      return try td.where(try call.tensor("condition"), .scalar(try call.scalar("other")))
    },
  ]

  static func reducing(
    _ name: String, _ summary: String, _ example: String, prints output: String,
    _ body: @escaping @Sendable (Tensor, [Int]?, Bool) throws(Failure) -> Tensor
  ) -> Builtin {
    method(name, summary, [.dims, .keepdim], example, prints: output) { td, call in
      let keep = try call.bool("keepdim", default: false)
      return try td.reduced(try call.optionalInts("dim"), keepDim: keep) { (tensor, dims) throws(Failure) in
        try body(tensor, dims, keep)
      }
    }
  }

  static func testing(
    _ name: String, _ summary: String, _ example: String, prints output: String,
    _ whole: @escaping @Sendable (TensorDict) throws -> Bool,
    _ along: @escaping @Sendable (Tensor, [Int]?) throws(Failure) -> Tensor
  ) -> Builtin {
    plain(
      name, summary, [.optional("dim", .int, "The batch dimension; everything by default.")],
      returns: "bool or tensordict", example, prints: output
    ) { td, call in
      guard let dim = try call.optionalInt("dim") else { return .bool(try whole(td)) }
      return wrap(try td.reduced([dim]) { (tensor, dims) throws(Failure) in try along(tensor, dims) })
    }
  }

  static let reductions: [Builtin] = [
    testing(
      "all", "Whether all elements of all tensors are true.", "print((td == td).all())", prints: "True",
      { try $0.all() }
    ) { (tensor, dims) throws(Failure) in try tensor.all(dims) },
    testing(
      "any", "Whether one element of one tensor is true.", "print((td == td).any())", prints: "True", { try $0.any() }
    ) { (tensor, dims) throws(Failure) in try tensor.any(dims) },
    reducing(
      "sum", "The sums of all tensors, over everything or a batch dimension.", "print(td.sum(dim: 0)[\"a\"])",
      prints: "tensor([2, 4])"
    ) { (tensor, dims, keep) throws(Failure) in try tensor.sum(dims, keepdim: keep) },
    reducing(
      "mean", "The means of all tensors, over everything or a batch dimension.",
      "print(td.float().mean(dim: 0)[\"a\"])", prints: "tensor([1., 2.])"
    ) { (tensor, dims, keep) throws(Failure) in try tensor.mean(dims, keepdim: keep) },
    reducing("amax", "The largest elements of all tensors.", "print(td.amax(dim: 0)[\"a\"])", prints: "tensor([2, 3])")
    { (tensor, dims, keep) throws(Failure) in try tensor.amax(dims, keepdim: keep) },
    reducing("amin", "The smallest elements of all tensors.", "print(td.amin(dim: 0)[\"a\"])", prints: "tensor([0, 1])")
    { (tensor, dims, keep) throws(Failure) in try tensor.amin(dims, keepdim: keep) },
    reducing(
      "std", "The standard deviations of all tensors.", "print(td.float().std(dim: 0)[\"a\"])",
      prints: "tensor([1.4142, 1.4142])"
    ) { (tensor, dims, keep) throws(Failure) in try tensor.std(dims, keepdim: keep) },
  ]
}
