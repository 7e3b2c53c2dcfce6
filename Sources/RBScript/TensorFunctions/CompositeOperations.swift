import Catalog
import Tensors

/// Operations that are made of others: of several tensors at once, of signs, and of shapes.
enum CompositeOperations {
  static let all: [TensorOperation] = signs + scaled + shapes + writes

  private static func unary(
    _ name: String, aliases: [String] = [], _ summary: String, _ example: String, prints output: String,
    forms: TensorOperation.Forms = .both, _ body: @escaping @Sendable (Tensor) throws -> Tensor
  ) -> TensorOperation {
    .tensor(name, aliases: aliases, summary, forms: forms, examples: [Example("print(\(example))", prints: output)]) {
      tensor, _ in try body(tensor)
    }
  }

  private static func pair(
    _ name: String, _ summary: String, _ example: String, prints output: String,
    forms: TensorOperation.Forms = .both, _ body: @escaping @Sendable (Tensor, Tensor) throws -> Tensor
  ) -> TensorOperation {
    .tensor(
      name, summary, [Parameter("other", .any, "A tensor or a number.", aliases: ["values"])], forms: forms,
      examples: [Example("print(\(example))", prints: output)]
    ) { tensor, call in
      if let other = call["other"].asTensor { return try body(tensor, other) }
      return try body(tensor, try .scalar(try call.scalar("other")))
    }
  }

  private static let signs: [TensorOperation] = [
    unary(
      "signbit", "Whether negative; of -0.0 too.", "tensor([-1.0, 2.0]).signbit()", prints: "tensor([ True, False])"
    ) { try $0.signbit() },
    unary("isposinf", "Whether infinity.", "tensor([inf, -inf]).isposinf()", prints: "tensor([ True, False])") {
      try $0.eq(Double.infinity)
    },
    unary("isneginf", "Whether -infinity.", "tensor([inf, -inf]).isneginf()", prints: "tensor([False,  True])") {
      try $0.eq(-Double.infinity)
    },
    unary("isreal", "True everywhere: no number is complex.", "zeros(1).isreal()", prints: "tensor([True])") {
      try $0.onesLike(.bool)
    },
    pair(
      "copysign", "With the signs of another tensor.", "tensor([1.0]).copysign(tensor([-2.0]))",
      prints: "tensor([-1.])", forms: .all
    ) { try $0.copysign($1) },
    pair(
      "heaviside", "0 where negative, 1 where positive, another tensor's element where 0.",
      "tensor([-1.0, 0.0]).heaviside(tensor(0.5))", prints: "tensor([0.0000, 0.5000])", forms: .all
    ) { try $0.heaviside($1) },
    pair(
      "fmax", "The larger of each pair; a number where the other is nan.", "tensor([nan, 1.0]).fmax(zeros(2))",
      prints: "tensor([0., 1.])"
    ) { try Tensor.where($1.isnan(), $0, try Tensor.where($0.isnan(), $1, try $0.maximum($1))) },
    pair(
      "fmin", "The smaller of each pair; a number where the other is nan.", "tensor([nan, 1.0]).fmin(zeros(2))",
      prints: "tensor([0., 0.])"
    ) { try Tensor.where($1.isnan(), $0, try Tensor.where($0.isnan(), $1, try $0.minimum($1))) },
    unary("deg2rad", "Degrees as radians.", "tensor([180.0]).deg2rad()", prints: "tensor([3.1416])", forms: .all) {
      try $0.multiply(Double.pi / 180)
    },
    unary("rad2deg", "Radians as degrees.", "tensor([pi]).rad2deg()", prints: "tensor([180.])", forms: .all) {
      try $0.multiply(180 / Double.pi)
    },
    pair(
      "hypot", "The length of the hypotenuse.", "tensor([3.0]).hypot(tensor([4.0]))", prints: "tensor([5.])",
      forms: .all
    ) { try $0.hypot($1) },
    pair(
      "dist", "The length of the difference.", "zeros(2).dist(tensor([3.0, 4.0]))", prints: "tensor(5.)"
    ) { try $0.subtract($1).norm() },
    pair(
      "float_power", "A power, in float64.", "tensor([2]).float_power(2)", prints: "tensor([4.], dtype=torch.float64)"
    ) {
      try $0.to(.float64).pow($1.to(.float64))
    },
    pair(
      "lcm", "The least common multiple of each pair of ints.", "tensor([4]).lcm(tensor([6]))", prints: "tensor([12])"
    ) { try $0.lcm($1) },
    pair(
      "gcd", "The greatest common divisor of each pair of ints.", "tensor([4]).gcd(tensor([6]))",
      prints: "tensor([2])", forms: .method
    ) { try $0.gcd($1) },
    pair(
      "xlogy", "It times the logarithm of another tensor; 0 where it is 0.", "zeros(1).xlogy(zeros(1))",
      prints: "tensor([0.])"
    ) { x, y in
      let product = try x.multiply(try y.float(.log))
      return try Tensor.where(try y.isnan(), product, try product.maskedFill(try x.eq(0), 0.0))
    },
    TensorOperation(
      "is_signed", "Whether the dtype has negative numbers.", returns: "bool",
      examples: [Example("print(zeros(1).is_signed())", prints: "True")]
    ) { tensor, _ in .bool(tensor.dtype != .uint8 && tensor.dtype != .bool) },
  ]

  private static func factors(
    _ name: String, _ summary: String, prints output: String,
    _ body: @escaping @Sendable (Tensor, Tensor) throws -> Tensor
  ) -> TensorOperation {
    .tensor(
      name, summary,
      [
        Parameter("tensor1", .tensor, "One."), Parameter("tensor2", .tensor, "The other."),
        .optional("value", .scalar, default: "1", "A factor.", labelOnly: true),
      ], forms: .all, examples: [Example("print(ones(1).\(name)(ones(1), tensor([2.0])))", prints: output)]
    ) { tensor, call in
      let term = try body(try call.tensor("tensor1"), try call.tensor("tensor2"))
      return try tensor.add(term, alpha: try call.optionalScalar("value") ?? 1)
    }
  }

  private static let scaled: [TensorOperation] = [
    factors("addcmul", "With the product of two tensors added.", prints: "tensor([3.])") { try $0.multiply($1) },
    factors("addcdiv", "With the quotient of two tensors added.", prints: "tensor([1.5000])") { try $0.divide($1) },
    .tensor(
      "logit", "The logarithm of x / (1 - x).",
      [.optional("eps", .scalar, "The input is limited to eps … 1 - eps first.")], forms: .all,
      examples: [Example("print(tensor([0.5]).logit())", prints: "tensor([0.])")]
    ) { tensor, call in
      var x = tensor
      if let eps = try call.optionalDouble("eps") { x = try x.clamp(.scalar(.float(eps)), .scalar(.float(1 - eps))) }
      return try x.divide(try x.neg().add(1)).float(.log)
    },
  ]

  private static let shapes: [TensorOperation] = [
    unary("fliplr", "With the columns reversed.", "eye(2).fliplr()", prints: "tensor([[0., 1.],\n        [1., 0.]])") {
      try $0.flip([1])
    },
    unary("flipud", "With the rows reversed.", "arange(2).flipud()", prints: "tensor([1, 0])") { try $0.flip([0]) },
    .tensor(
      "rot90", "Turned by right angles in the plane of two dimensions.",
      [
        .optional("k", .int, default: "1", "How often; negative turns the other way."),
        .optional("dims", .shape, default: "(0, 1)", "The plane."),
      ], examples: [Example("print(tensor([[1, 2]]).rot90())", prints: "tensor([[2],\n        [1]])")]
    ) { tensor, call in
      let dims = try call.optionalInts("dims") ?? [0, 1]
      guard dims.count == 2 else { throw call.wrong("dims", expected: "two dimensions") }
      switch ((try call.int("k", default: 1)) % 4 + 4) % 4 {
      case 1: return try tensor.flip([dims[1]]).transpose(dims[0], dims[1]).clone()
      case 2: return try tensor.flip(dims)
      case 3: return try tensor.flip([dims[0]]).transpose(dims[0], dims[1]).clone()
      default: return try tensor.clone()
      }
    },
    unary(
      "atleast_1d", "With at least one dimension.", "atleast_1d(tensor(3))", prints: "tensor([3])", forms: .function
    ) {
      $0.ndim == 0 ? try $0.view([1]) : $0
    },
    unary(
      "atleast_2d", "With at least two dimensions.", "atleast_2d(arange(3))", prints: "tensor([[0, 1, 2]])",
      forms: .function
    ) { $0.ndim == 0 ? try $0.view([1, 1]) : $0.ndim == 1 ? try $0.unsqueeze(0) : $0 },
    unary(
      "atleast_3d", "With at least three dimensions.", "atleast_3d(arange(2))",
      prints: "tensor([[[0],\n         [1]]])",
      forms: .function
    ) {
      switch $0.ndim {
      case 0: try $0.view([1, 1, 1])
      case 1: try $0.unsqueeze(0).unsqueeze(-1)
      case 2: try $0.unsqueeze(-1)
      default: $0
      }
    },
    .tensor(
      "as_strided", "A view of the memory with any shape and strides.",
      [
        Parameter("size", .shape, "The sizes."), Parameter("stride", .shape, "The strides, in elements."),
        .optional("storage_offset", .int, "The first element; the tensor's own by default."),
      ], examples: [Example("print(arange(4).as_strided((3, 2), (1, 1)).tolist())", prints: "[[0, 1], [1, 2], [2, 3]]")]
    ) {
      try $0.asStrided(try $1.ints("size"), try $1.ints("stride"), offset: try $1.optionalInt("storage_offset"))
    },
  ]

  private static let mask = Parameter("mask", .tensor, "A bool tensor that broadcasts with this one.")
  private static let source = Parameter("source", .tensor, "The values, taken in order.")

  private static let writes: [TensorOperation] = [
    .tensor(
      "masked_scatter", "With a tensor's values, in order, where a mask is true.", [mask, source], forms: .all,
      examples: [
        Example("print(zeros(3).masked_scatter(tensor([True, False, True]), ones(2)))", prints: "tensor([1., 0., 1.])")
      ]
    ) { tensor, call in
      let mask = try call.tensor("mask").expand(tensor.shape.dims)
      let places = try mask.reshape([-1]).nonzeroAsTuple()[0]
      let values = try call.tensor("source").reshape([-1])
      guard values.numel >= places.numel else {
        throw Failure.runtime(
          "the source has \(values.numel) elements, but the mask is true \(places.numel) times", argument: "source")
      }
      let flat = try tensor.clone().reshape([-1])
      try flat.set([.tensor(places)], to: try values.narrow(0, 0, places.numel))
      return try flat.view(tensor.shape.dims)
    },
    .tensor(
      "scatter_reduce", "With values combined at indices along a dimension.",
      [
        .dim, Parameter("index", .tensor, "Indices, int64."), Parameter("src", .tensor, "The values."),
        Parameter("reduce", .choice(["sum", "prod", "mean", "amax", "amin"]), "How values at one index are combined."),
        .optional(
          "include_self", .bool, default: "True", "Whether the tensor's own value takes part.", labelOnly: true),
      ], forms: .all,
      examples: [
        Example("print(zeros(2).scatter_reduce(0, tensor([1, 1]), ones(2), \"sum\"))", prints: "tensor([0., 2.])")
      ]
    ) { tensor, call in
      try tensor.scatterReduce(
        try call.int("dim"), try call.tensor("index"), try call.tensor("src"), try call.string("reduce"),
        includesSelf: try call.bool("include_self", default: true))
    },
  ]

  static let methods: [Builtin] = [
    ConversionOperations.writing(
      "fill_diagonal_", "Writes a number on the main diagonal.", [Parameter("fill_value", .scalar, "The number.")],
      "print(zeros(2, 2).fill_diagonal_(1))", prints: "tensor([[1., 0.],\n        [0., 1.]])"
    ) { tensor, call in
      guard tensor.ndim == 2 else {
        throw Failure.runtime("fill_diagonal_ expects a matrix, got \(tensor.ndim) dimensions")
      }
      try tensor.diagonal().fill(try call.scalar("fill_value"))
    },
    ConversionOperations.writing(
      "index_put_", "Writes values at the places that tensors of indices name: x[i, j] = values.",
      [
        Parameter("indices", .any, "A tuple of tensors."), Parameter("values", .tensor, "The values; they broadcast."),
        .optional("accumulate", .bool, default: "False", "Adds the values instead."),
      ], "print(zeros(2).index_put_((tensor([1]),), tensor(5.0)))", prints: "tensor([0., 5.])"
    ) { tensor, call in
      let indices = try call.tensors("indices").map { Index.tensor($0) }
      let values = try call.tensor("values")
      guard try call.bool("accumulate", default: false) else { return try tensor.set(indices, to: values) }
      guard values.dtype == tensor.dtype else {
        throw Failure.runtime(
          "index_put_ expects values of the same dtype (\(tensor.dtype.name)), got \(values.dtype.name)",
          help: "convert the values with .to(\(tensor.dtype.name))", argument: "values")
      }
      // The places as numbers of elements, so that one that is named twice is added to twice.
      let numbers = try Tensor.arange(end: .int(tensor.numel)).view(tensor.shape.dims).get(indices)
      let flat = try tensor.reshape([-1])
      try flat.indexAdd(0, numbers.flatten(), values.expand(numbers.shape.dims).flatten())
      if !tensor.isContiguous { try tensor.copy(from: flat.view(tensor.shape.dims)) }
    },
  ]
}
