import Catalog
import Tensors

/// Views and copies with other shapes.
enum ShapeOperations {
  private static func sizes(_ summary: String, orDType: Bool = false) -> Parameter {
    .variadic("shape", orDType ? .either([.shape, .dtype]) : .shape, summary)
  }
  private static let start = Parameter.optional("start_dim", .int, default: "0", "The first dimension.")
  private static let end = Parameter.optional("end_dim", .int, default: "-1", "The last dimension.")

  static let all: [TensorOperation] = views + order + pieces

  private static let views: [TensorOperation] = [
    TensorOperation(
      "view", "The same elements under another shape, without a copy.",
      [sizes("The sizes, of which one may be -1; or a dtype, whose elements then share the bytes.", orDType: true)],
      forms: .method,
      examples: [Example("print(arange(6).view(2, -1))", prints: "tensor([[0, 1, 2],\n        [3, 4, 5]])")]
    ) { tensor, call in
      let sizes = call.rest("shape")
      if sizes.count == 1, let dtype = sizes[0].asDType { return .tensor(try tensor.view(dtype: dtype)) }
      return .tensor(try tensor.view(try call.sizes("shape")))
    },
    .tensor(
      "reshape", "The same elements under another shape, copied where a view cannot do it.",
      [sizes("The sizes, of which one may be -1.")],
      examples: [
        Example("print(arange(6).reshape(3, 2))", prints: "tensor([[0, 1],\n        [2, 3],\n        [4, 5]])")
      ]
    ) { try $0.reshape(try $1.sizes("shape")) },
    .tensor(
      "view_as", "A view in another tensor's shape.", [Parameter("other", .tensor, "Gives the shape.")], forms: .method,
      examples: [Example("print(arange(4).view_as(zeros(2, 2)))", prints: "tensor([[0, 1],\n        [2, 3]])")]
    ) { try $0.viewAs(try $1.tensor("other")) },
    .tensor(
      "reshape_as", "Reshaped as another tensor.", [Parameter("other", .tensor, "Gives the shape.")], forms: .method,
      examples: [Example("print(arange(4).reshape_as(zeros(2, 2)))", prints: "tensor([[0, 1],\n        [2, 3]])")]
    ) { try $0.reshapeAs(try $1.tensor("other")) },
    .tensor(
      "flatten", aliases: ["ravel"], "Joins neighbouring dimensions into one.", [start, end],
      examples: [
        Example("print(arange(8).view(2, 2, 2).flatten(1))", prints: "tensor([[0, 1, 2, 3],\n        [4, 5, 6, 7]])")
      ]
    ) { try $0.flatten(try $1.int("start_dim", default: 0), try $1.int("end_dim", default: -1)) },
    .tensor(
      "unflatten", "Splits one dimension into several.",
      [.dim, Parameter("sizes", .shape, "Their sizes, of which one may be -1.")],
      examples: [Example("print(arange(6).unflatten(0, (2, 3)))", prints: "tensor([[0, 1, 2],\n        [3, 4, 5]])")]
    ) { try $0.unflatten(try $1.int("dim"), try $1.ints("sizes")) },
    .tensor(
      "squeeze", "Without dimensions of size 1: all of them, or those given.",
      [.optional("dim", .shape, "The dimension or dimensions.", aliases: ["axis"])],
      examples: [Example("print(arange(2).view(1, 2, 1).squeeze(0))", prints: "tensor([[0],\n        [1]])")]
    ) { tensor, call in
      guard let dims = try call.optionalInts("dim") else { return tensor.squeeze() }
      return try tensor.squeeze(dims)
    },
    .tensor(
      "unsqueeze", "With a dimension of size 1 put in.", [.dim],
      examples: [Example("print(arange(2).unsqueeze(-1))", prints: "tensor([[0],\n        [1]])")]
    ) { try $0.unsqueeze(try $1.int("dim")) },
    .tensor(
      "expand", "A view in which dimensions of size 1 are repeated.", [sizes("The sizes; -1 keeps one.")],
      forms: .method,
      examples: [Example("print(arange(2).view(2, 1).expand(2, 3))", prints: "tensor([[0, 0, 0],\n        [1, 1, 1]])")]
    ) { try $0.expand(try $1.sizes("shape")) },
    .tensor(
      "expand_as", "Expanded to another tensor's shape.", [Parameter("other", .tensor, "Gives the shape.")],
      forms: .method,
      examples: [
        Example("print(tensor([7]).expand_as(zeros(2, 3)))", prints: "tensor([[7, 7, 7],\n        [7, 7, 7]])")
      ]
    ) { try $0.expandAs(try $1.tensor("other")) },
    .tensor(
      "broadcast_to", "Expanded to a shape.", [Parameter("size", .shape, "The sizes.")],
      examples: [Example("print(arange(3).broadcast_to((2, 3)))", prints: "tensor([[0, 1, 2],\n        [0, 1, 2]])")]
    ) { try $0.broadcastTo(try $1.ints("size")) },
    .tensor(
      "contiguous", "The tensor in row-major order, copied if it is not.", forms: .method,
      examples: [Example("print(zeros(2, 3).t().contiguous().is_contiguous())", prints: "True")]
    ) { tensor, _ in try tensor.contiguous() },
    .tensor(
      "unfold", "A view of all windows along a dimension, in a new last dimension.",
      [
        Parameter("dimension", .int, "The dimension."), Parameter("size", .int, "The length of a window."),
        Parameter("step", .int, "The stride between windows."),
      ], forms: .method,
      examples: [
        Example("print(arange(4).unfold(0, 2, 1))", prints: "tensor([[0, 1],\n        [1, 2],\n        [2, 3]])")
      ]
    ) { try $0.unfold(try $1.int("dimension"), try $1.int("size"), try $1.int("step")) },
  ]

  private static let order: [TensorOperation] = [
    .tensor(
      "permute", "With the dimensions in another order.",
      [.variadic("dims", .shape, "The dimensions in their new order.")],
      examples: [
        Example(
          "print(arange(6).view(1, 2, 3).permute(2, 0, 1))",
          prints: "tensor([[[0, 3]],\n\n        [[1, 4]],\n\n        [[2, 5]]])")
      ]
    ) { try $0.permute(try $1.sizes("dims")) },
    .tensor(
      "transpose", aliases: ["swapaxes", "swapdims"], "With two dimensions swapped.",
      [Parameter("dim0", .int, "One."), Parameter("dim1", .int, "The other.")],
      examples: [
        Example(
          "print(arange(6).view(2, 3).transpose(0, 1))", prints: "tensor([[0, 3],\n        [1, 4],\n        [2, 5]])")
      ]
    ) { try $0.transpose(try $1.int("dim0"), try $1.int("dim1")) },
    .tensor(
      "t", "A matrix with rows and columns swapped.",
      examples: [
        Example("print(arange(6).view(2, 3).t())", prints: "tensor([[0, 3],\n        [1, 4],\n        [2, 5]])")
      ]
    ) { tensor, _ in try tensor.t() },
    .tensor(
      "movedim", aliases: ["moveaxis"], "With dimensions moved to other places.",
      [Parameter("source", .shape, "Where they are."), Parameter("destination", .shape, "Where they go.")],
      examples: [
        Example(
          "print(arange(6).view(1, 2, 3).movedim(0, -1))",
          prints: "tensor([[[0],\n         [1],\n         [2]],\n\n        [[3],\n         [4],\n         [5]]])")
      ]
    ) { try $0.movedim(try $1.ints("source"), try $1.ints("destination")) },
    .tensor(
      "flip", "With the order reversed along dimensions.", [.variadic("dims", .shape, "The dimensions.")],
      examples: [Example("print(arange(3).flip(0))", prints: "tensor([2, 1, 0])")]
    ) { try $0.flip(try $1.sizes("dims")) },
    .tensor(
      "roll", "Shifted along dimensions; what leaves at one end enters at the other.",
      [
        Parameter("shifts", .shape, "How far."),
        .optional("dims", .shape, "Along which dimensions; the flattened tensor by default."),
      ], examples: [Example("print(arange(4).roll(1))", prints: "tensor([3, 0, 1, 2])")]
    ) { try $0.roll(try $1.ints("shifts"), try $1.optionalInts("dims") ?? []) },
    .tensor(
      "repeat", "Copies of the tensor along each dimension.", [.variadic("sizes", .shape, "How often, per dimension.")],
      forms: .method, examples: [Example("print(arange(2).repeat(2))", prints: "tensor([0, 1, 0, 1])")]
    ) { try $0.repeat(try $1.sizes("sizes")) },
    .tensor(
      "tile", "Copies of the tensor along each dimension, missing ones put in front.",
      [.variadic("dims", .shape, "How often, per dimension.")],
      examples: [Example("print(arange(2).tile(2))", prints: "tensor([0, 1, 0, 1])")]
    ) { try $0.tile(try $1.sizes("dims")) },
    .tensor(
      "repeat_interleave", "Each element repeated.",
      [
        Parameter("repeats", .any, "How often: a number, or a tensor with one per element."),
        .optional("dim", .int, "The dimension; the flattened tensor by default."),
      ], examples: [Example("print(arange(2).repeat_interleave(2))", prints: "tensor([0, 0, 1, 1])")]
    ) { tensor, call in
      let dim = try call.optionalInt("dim")
      if case .int(let count) = call["repeats"] { return try tensor.repeatInterleave(count, dim: dim) }
      return try tensor.repeatInterleave(try call.tensor("repeats"), dim: dim)
    },
    .tensor(
      "tril", "The lower triangle of a matrix, zeros elsewhere.",
      [.optional("diagonal", .int, default: "0", "Which diagonal ends it.")], forms: .all,
      examples: [Example("print(ones(2, 2).tril())", prints: "tensor([[1., 0.],\n        [1., 1.]])")]
    ) { try $0.tril(try $1.int("diagonal", default: 0)) },
    .tensor(
      "triu", "The upper triangle of a matrix, zeros elsewhere.",
      [.optional("diagonal", .int, default: "0", "Which diagonal begins it.")], forms: .all,
      examples: [Example("print(ones(2, 2).triu())", prints: "tensor([[1., 1.],\n        [0., 1.]])")]
    ) { try $0.triu(try $1.int("diagonal", default: 0)) },
    .tensor(
      "diag", "The diagonal of a matrix, or the matrix with a vector as diagonal.",
      [.optional("diagonal", .int, default: "0", "Which diagonal.")],
      examples: [Example("print(tensor([1, 2]).diag())", prints: "tensor([[1, 0],\n        [0, 2]])")]
    ) { try $0.diag(try $1.int("diagonal", default: 0)) },
    .tensor(
      "diagonal", "A view of a diagonal.",
      [
        .optional("offset", .int, default: "0", "Which diagonal."),
        .optional("dim1", .int, default: "0", "One dimension."), .optional("dim2", .int, default: "1", "The other."),
      ], examples: [Example("print(eye(2).diagonal())", prints: "tensor([1., 1.])")]
    ) {
      try $0.diagonal(
        offset: try $1.int("offset", default: 0), try $1.int("dim1", default: 0), try $1.int("dim2", default: 1))
    },
  ]

  private static let pieces: [TensorOperation] = [
    TensorOperation(
      "unbind", "The slices along a dimension.", [.dim(default: "0")], returns: "tuple",
      examples: [Example("print([x.tolist() for x in arange(4).view(2, 2).unbind()])", prints: "[[0, 1], [2, 3]]")]
    ) { tuple(try $0.unbind(try $1.int("dim", default: 0))) },
    TensorOperation(
      "split", "Pieces of a size, or of the sizes given.",
      [
        Parameter("split_size", .any, "The size of a piece, or the sizes of all.", aliases: ["split_size_or_sections"]),
        .dim(default: "0"),
      ], returns: "tuple", examples: [Example("print([len(x) for x in arange(5).split(2)])", prints: "[2, 2, 1]")]
    ) { tensor, call in
      let dim = try call.int("dim", default: 0)
      if case .int(let size) = call["split_size"] { return tuple(try tensor.split(size, dim: dim)) }
      return tuple(try tensor.split(try call.ints("split_size"), dim: dim))
    },
    TensorOperation(
      "chunk", "At most so many pieces of equal size.", [Parameter("chunks", .int, "How many."), .dim(default: "0")],
      returns: "tuple", examples: [Example("print([len(x) for x in arange(5).chunk(2)])", prints: "[3, 2]")]
    ) { tuple(try $0.chunk(try $1.int("chunks"), dim: try $1.int("dim", default: 0))) },
    TensorOperation(
      "tensor_split", "Pieces as equal as can be, or split at places.",
      [Parameter("indices_or_sections", .any, "How many pieces, or the places."), .dim(default: "0")], returns: "tuple",
      examples: [Example("print([len(x) for x in arange(5).tensor_split(2)])", prints: "[3, 2]")]
    ) { tensor, call in
      let dim = try call.int("dim", default: 0)
      if case .int(let count) = call["indices_or_sections"] { return tuple(try tensor.tensorSplit(count, dim: dim)) }
      return tuple(try tensor.tensorSplit(at: try call.ints("indices_or_sections"), dim: dim))
    },
    .tensor(
      "narrow", "A view of a part of a dimension.",
      [.dim, Parameter("start", .int, "Where it begins."), Parameter("length", .int, "How long it is.")],
      examples: [Example("print(arange(5).narrow(0, 1, 2))", prints: "tensor([1, 2])")]
    ) { try $0.narrow(try $1.int("dim"), try $1.int("start"), try $1.int("length")) },
    .tensor(
      "select", "The slice at one place of a dimension.", [.dim, Parameter("index", .int, "The place.")],
      examples: [Example("print(eye(2).select(0, 1))", prints: "tensor([0., 1.])")]
    ) { try $0.select(try $1.int("dim"), try $1.int("index")) },
  ]

  static func tuple(_ tensors: [Tensor]) -> Value { .tuple(tensors.map { .tensor($0) }) }
}
