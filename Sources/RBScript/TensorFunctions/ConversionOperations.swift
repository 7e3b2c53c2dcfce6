/// Unsafe: `data_ptr` gives the address of a tensor as a number; nothing is read through it.

import Catalog
import Tensors

/// Tensors to other dtypes, to Python values, and copies.
enum ConversionOperations {
  static let all: [TensorOperation] =
    [
      TensorOperation(
        "clone", "A copy.", [.optional("memory_format", .any, "Taken for torch's sake.", labelOnly: true)],
        examples: [Example("a = zeros(1); b = a.clone(); b[0] = 1; print(a)", prints: "tensor([0.])")]
      ) { tensor, _ in .tensor(try tensor.clone()) },
      .tensor(
        "detach", "The tensor itself: there are no gradients.",
        examples: [Example("print(ones(1).detach())", prints: "tensor([1.])")]
      ) { tensor, _ in tensor.view(shape: tensor.shape, strides: tensor.strides, offset: tensor.offset) },
      .tensor(
        "to", "In another dtype.",
        [
          .optional("dtype", .any, "A dtype, a tensor with it, or a device."),
          .optional("copy", .bool, default: "False", "Copies even if nothing changes.", labelOnly: true),
          .optional("non_blocking", .bool, default: "False", "Taken for torch's sake.", labelOnly: true), .device,
        ], forms: .method, examples: [Example("print(tensor([1.5]).to(int64))", prints: "tensor([1])")]
      ) { tensor, call in
        try call.checkDevice()
        var result = tensor
        if let other = call["dtype"].asTensor {
          result = try tensor.to(other.dtype)
        } else if call["dtype"].asString != nil || call["dtype"].object(DeviceObject.self) != nil {
          try call.checkDevice("dtype")
        } else if let dtype = try call.dtype() {
          result = try tensor.to(dtype)
        }
        return try call.bool("copy", default: false) && result === tensor ? tensor.clone() : result
      },
      .tensor(
        "type_as", "In another tensor's dtype.", [Parameter("other", .tensor, "Gives the dtype.")], forms: .method,
        examples: [Example("print(tensor([1]).type_as(zeros(1)))", prints: "tensor([1.])")]
      ) { try $0.to(try $1.tensor("other").dtype) },
      TensorOperation(
        "type", "In another dtype; without one, the name of its type.",
        [.optional("dtype", .dtype, "The dtype.")], forms: .method,
        examples: [Example("print(tensor([1]).type(float32))", prints: "tensor([1.])")]
      ) { tensor, call in
        if let dtype = try call.dtype() { return .tensor(try tensor.to(dtype)) }
        return .string(tensor.dtype.tensorTypeName)
      },
    ]
    + [
      ("float", DType.float32), ("double", .float64), ("half", .float16), ("bfloat16", .bfloat16), ("long", .int64),
      ("int", .int32),
      ("short", .int16), ("char", .int8), ("byte", .uint8), ("bool", .bool),
    ].map { (entry: (String, DType)) -> TensorOperation in
      let (name, dtype) = entry
      return .tensor(
        name, "As \(dtype.name).", forms: .method,
        examples: [Example("print(tensor([1]).\(name)().dtype)", prints: dtype.torchName)]
      ) { tensor, _ in try tensor.to(dtype) }
    } + reads

  private static let reads: [TensorOperation] = [
    TensorOperation(
      "item", "The number of a tensor of one element.", returns: "number", forms: .method,
      examples: [Example("print(tensor(2.5).item())", prints: "2.5")]
    ) { tensor, _ in Value(try tensor.item()) },
    TensorOperation(
      "tolist", "Nested lists of numbers; a number where there is no dimension.", returns: "list", forms: .method,
      examples: [Example("print(eye(2).tolist())", prints: "[[1.0, 0.0], [0.0, 1.0]]")]
    ) { tensor, _ in
      // Empty lists take memory as well: all those of the dimension before a 0.
      let lists = tensor.shape.dims.prefix { $0 > 0 }.reduce(1, *)
      try Memory.demand(lists, of: 8 * MemoryLayout<Value>.stride, "items")
      var scalars = try tensor.scalars()[...]
      return try nested(tensor.shape.dims[...], &scalars)
    },
    TensorOperation(
      "numpy", "The tensor itself: what takes arrays takes tensors here.", forms: .method,
      examples: [Example("print(ones(1).numpy())", prints: "tensor([1.])")]
    ) { tensor, _ in .tensor(tensor) },
    TensorOperation(
      "cpu", "The tensor itself: it is on the CPU.", forms: .method,
      examples: [Example("print(ones(1).cpu())", prints: "tensor([1.])")]
    ) { tensor, _ in .tensor(tensor) },
    TensorOperation(
      "numel", aliases: ["nelement"], "How many elements there are.", returns: "int",
      examples: [Example("print(zeros(2, 3).numel())", prints: "6")]
    ) { tensor, _ in .int(tensor.numel) },
    TensorOperation(
      "dim", aliases: ["ndimension"], "How many dimensions there are.", returns: "int", forms: .method,
      examples: [Example("print(zeros(2, 3).dim())", prints: "2")]
    ) { tensor, _ in .int(tensor.ndim) },
    TensorOperation(
      "size", "The sizes, or one of them.", [.optional("dim", .int, "The dimension.")], returns: "Size", forms: .method,
      examples: [Example("print(zeros(2, 3).size(1))", prints: "3")]
    ) { tensor, call in
      guard let dim = try call.optionalInt("dim") else { return .object(TupleObject(tensor.shape)) }
      return .int(tensor.shape[try Tensor.wrapExisting(dim: dim, rank: tensor.ndim)])
    },
    TensorOperation(
      "stride", "How far apart neighbours are, in elements.", [.optional("dim", .int, "The dimension.")],
      returns: "tuple", forms: .method, examples: [Example("print(zeros(2, 3).stride())", prints: "(3, 1)")]
    ) { tensor, call in
      guard let dim = try call.optionalInt("dim") else { return .tuple(tensor.strides.map { .int($0) }) }
      return .int(tensor.strides[try Tensor.wrapExisting(dim: dim, rank: tensor.ndim)])
    },
    TensorOperation(
      "storage_offset", "Where the first element is in its memory, in elements.", returns: "int", forms: .method,
      examples: [Example("print(arange(3)[1:].storage_offset())", prints: "1")]
    ) { tensor, _ in .int(tensor.offset) },
    TensorOperation(
      "data_ptr", "The address of the first element.", returns: "int", forms: .method,
      examples: [Example("x = zeros(2); print(x.data_ptr() == x[:1].data_ptr())", prints: "True")]
    ) { tensor, _ in .int(Int(bitPattern: tensor.address)) },
    TensorOperation(
      "element_size", "The bytes of one element.", returns: "int", forms: .method,
      examples: [Example("print(zeros(1).element_size())", prints: "4")]
    ) { tensor, _ in .int(tensor.dtype.size) },
    TensorOperation(
      "is_contiguous", "Whether the elements lie in row-major order without gaps.", returns: "bool", forms: .method,
      examples: [Example("print(zeros(2, 3).t().is_contiguous())", prints: "False")]
    ) { tensor, _ in .bool(tensor.isContiguous) },
    TensorOperation(
      "is_floating_point", "Whether the elements are floats.", returns: "bool",
      examples: [Example("print(zeros(1).is_floating_point())", prints: "True")]
    ) { tensor, _ in .bool(tensor.dtype.isFloatingPoint) },
    TensorOperation(
      "equal", "Whether two tensors have the same shape and elements.",
      [Parameter("other", .tensor, "The other tensor.")], returns: "bool",
      examples: [Example("print(ones(2).equal(ones(2)))", prints: "True")]
    ) { .bool(try $0.equal(try $1.tensor("other"))) },
  ]

  /// Writes into the tensor itself.
  static let methods: [Builtin] = [
    writing(
      "copy_", "Copies another tensor's elements into it, broadcast and converted.",
      [Parameter("src", .any, "A tensor or a number.")], "print(zeros(2).copy_(tensor([1, 2])))",
      prints: "tensor([1., 2.])"
    ) { tensor, call in
      try tensor.copy(from: try call["src"].tensorized())
    },
    writing(
      "fill_", "Sets all elements to a number.", [Parameter("value", .scalar, "The number.")],
      "print(zeros(2).fill_(3))", prints: "tensor([3., 3.])"
    ) { tensor, call in
      try tensor.fill(try call.scalar("value"))
    },
    writing("zero_", "Sets all elements to zero.", [], "print(ones(2).zero_())", prints: "tensor([0., 0.])") {
      tensor, _ in try tensor.zero()
    },
    reshaping(
      "unsqueeze_", "Puts a dimension of size 1 into the tensor itself.", [.dim], "print(arange(2).unsqueeze_(0))",
      prints: "tensor([[0, 1]])"
    ) { try $0.unsqueeze(try $1.int("dim")) },
    reshaping(
      "squeeze_", "Takes dimensions of size 1 out of the tensor itself.",
      [.optional("dim", .int, "The dimension; all by default.")], "print(arange(2).view(1, 2).squeeze_())",
      prints: "tensor([0, 1])"
    ) { tensor, call in
      try call.optionalInt("dim").map { try tensor.squeeze($0) } ?? tensor.squeeze()
    },
    reshaping(
      "transpose_", "Swaps two dimensions of the tensor itself.",
      [Parameter("dim0", .int, "One."), Parameter("dim1", .int, "The other.")],
      "print(arange(6).view(2, 3).transpose_(0, 1))", prints: "tensor([[0, 3],\n        [1, 4],\n        [2, 5]])"
    ) {
      try $0.transpose(try $1.int("dim0"), try $1.int("dim1"))
    },
    reshaping(
      "t_", "Swaps rows and columns of the tensor itself.", [], "print(arange(6).view(2, 3).t_())",
      prints: "tensor([[0, 3],\n        [1, 4],\n        [2, 5]])"
    ) { tensor, _ in try tensor.t() },
  ]

  static func writing(
    _ name: String, _ summary: String, _ parameters: [Parameter], _ example: String, prints output: String,
    _ body: @escaping @Sendable (Tensor, Call) throws -> Void
  ) -> Builtin {
    Builtin(name, summary, parameters, returns: "the tensor", examples: [Example(example, prints: output)]) { call in
      guard let tensor = call.receiver.asTensor else { throw Failure.type("expected a tensor before the dot") }
      try body(tensor, call)
      return call.receiver
    }
  }

  private static func reshaping(
    _ name: String, _ summary: String, _ parameters: [Parameter], _ example: String, prints output: String,
    _ body: @escaping @Sendable (Tensor, Call) throws -> Tensor
  ) -> Builtin {
    Builtin(name, summary, parameters, returns: "the tensor", examples: [Example(example, prints: output)]) { call in
      guard let object = call.receiver.object(TensorObject.self) else {
        throw Failure.type("expected a tensor before the dot")
      }
      object.tensor = try body(object.tensor, call)
      return call.receiver
    }
  }

  private static func nested(_ shape: ArraySlice<Int>, _ scalars: inout ArraySlice<Scalar>) throws -> Value {
    guard let size = shape.first else { return scalars.popFirst().map { Value($0) } ?? .none }
    var items: [Value] = []
    for position in 0..<size {
      items.append(try nested(shape.dropFirst(), &scalars))
      if position & 0xfff == 0xfff {
        try Interruption.check()
        try Memory.demand(position, of: 64, "items")
      }
    }
    return .list(items)
  }
}

extension DType {
  /// What `x.type()` gives: the name of torch's old class for tensors of this dtype.
  fileprivate var tensorTypeName: String {
    let name =
      switch self {
      case .float32: "Float"
      case .float64: "Double"
      case .float16: "Half"
      case .bfloat16: "BFloat16"
      case .int64: "Long"
      case .int32: "Int"
      case .int16: "Short"
      case .int8: "Char"
      case .uint8: "Byte"
      case .bool: "Bool"
      }
    return "torch.\(name)Tensor"
  }
}
