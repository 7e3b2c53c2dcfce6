import Catalog
import Tensors

/// Tensors from nothing: shapes, ranges, nested lists.
enum CreationBuiltins {
  static let all: [Builtin] = [
    Builtin(
      "tensor", aliases: ["as_tensor"], "Makes a tensor of numbers, nested lists, or other tensors (copied).",
      [
        Parameter("data", .any, "A number, a nested list of numbers, a tensor or a range."), .dtype, .device,
        .requiresGrad,
      ],
      returns: "tensor",
      examples: [Example("print(tensor([[1, 2], [3, 4]]))", prints: "tensor([[1, 2],\n        [3, 4]])")]
    ) { call in
      try call.checkDevice()
      let dtype = try call.dtype()
      if let known = call["data"].asTensor { return .tensor(try known.to(dtype ?? known.dtype).clone()) }
      do {
        return .tensor(try call["data"].tensorized(as: dtype))
      } catch var failure as Failure {
        failure.argument = "data"
        throw failure
      }
    },
    filled("zeros", "Makes a tensor of zeros.", "print(zeros(2))", prints: "tensor([0., 0.])") { try .zeros($0, $1) },
    filled("ones", "Makes a tensor of ones.", "print(ones(2))", prints: "tensor([1., 1.])") { try .ones($0, $1) },
    filled(
      "empty", "Makes a tensor whose elements are zeros (torch leaves them undefined).", "print(empty(2))",
      prints: "tensor([0., 0.])"
    ) {
      try .zeros($0, $1)
    },
    Builtin(
      "full", "Makes a tensor filled with a number.",
      [
        Parameter("size", .shape, "The sizes."),
        Parameter("fill_value", .scalar, "The number; its type is the dtype's default."),
        .dtype, .device, .requiresGrad,
      ], returns: "tensor", examples: [Example("print(full((2,), 7))", prints: "tensor([7, 7])")]
    ) { call in
      try call.checkDevice()
      return .tensor(try .full(Shape(try call.ints("size")), try call.scalar("fill_value"), try call.dtype()))
    },
    Builtin(
      "arange", "Makes a tensor of start, start + step, … below end.",
      [
        Parameter("start", .scalar, "The first value; the end, where it is the only argument."),
        .optional("end", .scalar, "Where it ends, exclusive."),
        .optional("step", .scalar, default: "1", "The stride, not 0."), .dtype, .device, .requiresGrad,
      ], returns: "tensor", examples: [Example("print(arange(2, 11, 3))", prints: "tensor([2, 5, 8])")]
    ) { call in
      try call.checkDevice()
      let first = try call.scalar("start")
      let step = try call.optionalScalar("step") ?? 1
      guard let end = try call.optionalScalar("end") else {
        return .tensor(try .arange(end: first, step: step, dtype: try call.dtype()))
      }
      return .tensor(try .arange(start: first, end: end, step: step, dtype: try call.dtype()))
    },
    Builtin(
      "linspace", "Makes a tensor of evenly spaced numbers, both ends included.",
      [
        Parameter("start", .scalar, "The first."), Parameter("end", .scalar, "The last."),
        Parameter("steps", .int, "How many."), .dtype, .device, .requiresGrad,
      ], returns: "tensor", examples: [Example("print(linspace(0, 1, 3))", prints: "tensor([0.0000, 0.5000, 1.0000])")]
    ) { call in
      .tensor(
        try .linspace(
          try call.double("start"), try call.double("end"), steps: try call.int("steps"),
          dtype: try call.dtype() ?? .float32))
    },
    Builtin(
      "logspace", "Makes a tensor of powers of a base, evenly spaced in the exponent.",
      [
        Parameter("start", .scalar, "The first exponent."), Parameter("end", .scalar, "The last exponent."),
        Parameter("steps", .int, "How many."), .optional("base", .scalar, default: "10.0", "The base."), .dtype,
        .device,
      ], returns: "tensor", examples: [Example("print(logspace(0, 2, 3))", prints: "tensor([  1.,  10., 100.])")]
    ) { call in
      .tensor(
        try .logspace(
          try call.double("start"), try call.double("end"), steps: try call.int("steps"),
          base: try call.double("base", default: 10),
          dtype: try call.dtype() ?? .float32))
    },
    Builtin(
      "eye", "Makes a matrix with ones on the diagonal.",
      [
        Parameter("n", .int, "The rows."), .optional("m", .int, "The columns; as many as rows by default."), .dtype,
        .device,
      ],
      returns: "tensor", examples: [Example("print(eye(2))", prints: "tensor([[1., 0.],\n        [0., 1.]])")]
    ) { call in .tensor(try .eye(try call.int("n"), try call.optionalInt("m"), try call.dtype() ?? .float32)) },
    like(
      "zeros_like", "Makes zeros of a tensor's shape and dtype.", "print(zeros_like(tensor([1, 2])))",
      prints: "tensor([0, 0])"
    ) { try $0.zerosLike($1) },
    like(
      "ones_like", "Makes ones of a tensor's shape and dtype.", "print(ones_like(tensor([1, 2])))",
      prints: "tensor([1, 1])"
    ) { try $0.onesLike($1) },
    like(
      "empty_like", "Makes zeros of a tensor's shape and dtype (torch leaves them undefined).",
      "print(empty_like(tensor([1, 2])))", prints: "tensor([0, 0])"
    ) {
      try $0.zerosLike($1)
    },
    Builtin(
      "full_like", "Makes a tensor of another's shape and dtype, filled with a number.",
      [
        Parameter("input", .any, "Gives shape and dtype."), Parameter("fill_value", .scalar, "The number."), .dtype,
        .device,
      ],
      returns: "tensor", examples: [Example("print(full_like(tensor([1, 2]), 5))", prints: "tensor([5, 5])")]
    ) { call in
      let (number, dtype) = (try call.scalar("fill_value"), try call.dtype())
      if let object = call["input"].object(TensorDictObject.self) {
        return .object(
          TensorDictObject(
            try object.tensordict.mapTensors { (tensor) throws(Failure) in try tensor.fullLike(number, dtype) }))
      }
      return .tensor(try call.tensor("input").fullLike(number, dtype))
    },
    Builtin(
      "device", "Names the device of tensors.", [Parameter("name", .string, "\"cpu\".")], returns: "device",
      examples: [Example("print(device(\"cpu\"))", prints: "cpu")]
    ) { call in
      try call.checkDevice("name")
      return .object(DeviceObject())
    },
  ]

  private static func filled(
    _ name: String, _ summary: String, _ example: String, prints output: String,
    _ make: @escaping @Sendable (Shape, DType) throws -> Tensor
  ) -> Builtin {
    Builtin(
      name, summary, [.size, .dtype, .device, .requiresGrad], returns: "tensor",
      examples: [Example(example, prints: output)]
    ) { call in
      try call.checkDevice()
      return .tensor(try make(Shape(try call.sizes("size")), try call.dtype() ?? .float32))
    }
  }

  private static func like(
    _ name: String, _ summary: String, _ example: String, prints output: String,
    _ make: @escaping @Sendable (Tensor, DType?) throws -> Tensor
  ) -> Builtin {
    Builtin(
      name, summary, [Parameter("input", .either([.tensor, .tensordict]), "Gives shape and dtype."), .dtype, .device],
      returns: "tensor",
      examples: [Example(example, prints: output)]
    ) { call in
      let dtype = try call.dtype()
      if let object = call["input"].object(TensorDictObject.self) {
        return .object(
          TensorDictObject(
            try object.tensordict.mapTensors { (tensor) throws(Failure) in
              do { return try make(tensor, dtype) } catch { throw Fault.from(error, at: nil).carried }
            }))
      }
      return .tensor(try make(try call.tensor("input"), dtype))
    }
  }
}
