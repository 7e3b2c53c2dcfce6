import Catalog
import Tensors

/// Reading and writing elements by indices and masks.
enum IndexOperations {
  private static let index = Parameter("index", .tensor, "Indices, int64.")
  private static let mask = Parameter("mask", .tensor, "A bool tensor that broadcasts with this one.")
  private static let source = Parameter("source", .tensor, "What is written.", aliases: ["src", "value", "tensor"])

  static let all: [TensorOperation] = [
    .tensor(
      "index_select", "The slices at indices along a dimension.", [.dim, index],
      examples: [Example("print(arange(4).index_select(0, tensor([3, 0])))", prints: "tensor([3, 0])")]
    ) { try $0.indexSelect(try $1.int("dim"), try $1.tensor("index")) },
    .tensor(
      "take", "The elements at indices of the flattened tensor.", [index],
      examples: [Example("print(eye(2).take(tensor([0, 1])))", prints: "tensor([1., 0.])")]
    ) { try $0.take(try $1.tensor("index")) },
    .tensor(
      "take_along_dim", "The elements at indices along a dimension, broadcast.",
      [
        Parameter("indices", .tensor, "Indices, int64."),
        .optional("dim", .int, "The dimension; the flattened tensor by default."),
      ], examples: [Example("print(tensor([[1, 2]]).take_along_dim(tensor([[1]]), 1))", prints: "tensor([[2]])")]
    ) { try $0.takeAlongDim(try $1.tensor("indices"), try $1.optionalInt("dim")) },
    .tensor(
      "gather", "For each place of an index tensor, the element at that index along a dimension.", [.dim, index],
      examples: [
        Example("print(tensor([[1, 2], [3, 4]]).gather(1, tensor([[0], [1]])))", prints: "tensor([[1],\n        [4]])")
      ]
    ) { try $0.gather(try $1.int("dim"), try $1.tensor("index")) },
    .tensor(
      "masked_select", "The elements where a mask is true, in one dimension.", [mask],
      examples: [Example("print(arange(3).masked_select(tensor([True, False, True])))", prints: "tensor([0, 2])")]
    ) { try $0.maskedSelect(try $1.tensor("mask")) },
    .tensor(
      "masked_fill", "With a number where a mask is true.", [mask, Parameter("value", .scalar, "The number.")],
      forms: .all,
      examples: [Example("print(arange(2).masked_fill(tensor([True, False]), 9))", prints: "tensor([9, 1])")]
    ) { try $0.maskedFill(try $1.tensor("mask"), try $1.operand("value")) },
    .tensor(
      "where", "This one where a condition holds, another elsewhere.",
      [Parameter("condition", .tensor, "A bool tensor."), .other], forms: .method,
      examples: [Example("print(arange(2).where(tensor([True, False]), 9))", prints: "tensor([0, 9])")]
    ) { try .where(try $1.tensor("condition"), $0, try $1.operand("other")) },
    TensorOperation(
      "nonzero", aliases: ["argwhere"], "The indices of the elements that are not zero, a row each.",
      [
        .optional(
          "as_tuple", .bool, default: "False", "A tuple with one tensor per dimension instead.", labelOnly: true)
      ], examples: [Example("print(tensor([0, 5]).nonzero())", prints: "tensor([[1]])")]
    ) { tensor, call in
      if try call.bool("as_tuple", default: false) { return ShapeOperations.tuple(try tensor.nonzeroAsTuple()) }
      return .tensor(try tensor.nonzero())
    },
    .tensor(
      "index_fill", "With a number at indices along a dimension.",
      [.dim, index, Parameter("value", .scalar, "The number.")],
      examples: [Example("print(zeros(2).index_fill(0, tensor([1]), 3))", prints: "tensor([0., 3.])")]
    ) { tensor, call in
      let copy = try tensor.clone()
      try copy.indexFill(try call.int("dim"), try call.tensor("index"), try call.scalar("value"))
      return copy
    },
    .tensor(
      "index_copy", "With another tensor's slices at indices along a dimension.", [.dim, index, source],
      examples: [Example("print(zeros(2).index_copy(0, tensor([1]), ones(1)))", prints: "tensor([0., 1.])")]
    ) { tensor, call in
      let copy = try tensor.clone()
      try copy.indexCopy(try call.int("dim"), try call.tensor("index"), from: try call.tensor("source"))
      return copy
    },
    .tensor(
      "index_add", "With another tensor's slices added at indices along a dimension.",
      [.dim, index, source, .optional("alpha", .scalar, default: "1", "A factor.", labelOnly: true)],
      examples: [Example("print(ones(2).index_add(0, tensor([1]), ones(1)))", prints: "tensor([1., 2.])")]
    ) { tensor, call in
      let copy = try tensor.clone()
      try copy.indexAdd(
        try call.int("dim"), try call.tensor("index"), try call.tensor("source"),
        alpha: try call.optionalScalar("alpha") ?? 1)
      return copy
    },
    .tensor(
      "scatter", "With values written at indices along a dimension.",
      [.dim, index, Parameter("src", .any, "A tensor, or one number.", aliases: ["value"])],
      examples: [Example("print(zeros(1, 2).scatter(1, tensor([[1]]), 5))", prints: "tensor([[0., 5.]])")]
    ) { tensor, call in
      let copy = try tensor.clone()
      try scatter(into: copy, call)
      return copy
    },
    .tensor(
      "scatter_add", "With values added at indices along a dimension.",
      [.dim, index, Parameter("src", .tensor, "The values.")],
      examples: [Example("print(ones(2).scatter_add(0, tensor([1]), ones(1)))", prints: "tensor([1., 2.])")]
    ) { tensor, call in
      let copy = try tensor.clone()
      try copy.scatterAdd(try call.int("dim"), try call.tensor("index"), try call.tensor("src"))
      return copy
    },
  ]

  private static func scatter(into tensor: Tensor, _ call: Call) throws {
    if let source = call["src"].asTensor {
      try tensor.scatter(try call.int("dim"), try call.tensor("index"), from: source)
    } else {
      try tensor.scatter(try call.int("dim"), try call.tensor("index"), try call.scalar("src"))
    }
  }

  /// The same, writing into the tensor itself.
  static let methods: [Builtin] = [
    ConversionOperations.writing(
      "index_fill_", "Writes a number at indices along a dimension.",
      [.dim, index, Parameter("value", .scalar, "The number.")], "print(zeros(2).index_fill_(0, tensor([1]), 3))",
      prints: "tensor([0., 3.])"
    ) {
      try $0.indexFill(try $1.int("dim"), try $1.tensor("index"), try $1.scalar("value"))
    },
    ConversionOperations.writing(
      "index_copy_", "Writes another tensor's slices at indices along a dimension.", [.dim, index, source],
      "print(zeros(2).index_copy_(0, tensor([1]), ones(1)))", prints: "tensor([0., 1.])"
    ) {
      try $0.indexCopy(try $1.int("dim"), try $1.tensor("index"), from: try $1.tensor("source"))
    },
    ConversionOperations.writing(
      "index_add_", "Adds another tensor's slices at indices along a dimension.",
      [.dim, index, source, .optional("alpha", .scalar, default: "1", "A factor.", labelOnly: true)],
      "print(ones(2).index_add_(0, tensor([1]), ones(1)))", prints: "tensor([1., 2.])"
    ) {
      try $0.indexAdd(
        try $1.int("dim"), try $1.tensor("index"), try $1.tensor("source"), alpha: try $1.optionalScalar("alpha") ?? 1)
    },
    ConversionOperations.writing(
      "scatter_", "Writes values at indices along a dimension.",
      [.dim, index, Parameter("src", .any, "A tensor, or one number.", aliases: ["value"])],
      "print(zeros(1, 2).scatter_(1, tensor([[1]]), 5))", prints: "tensor([[0., 5.]])"
    ) {
      try scatter(into: $0, $1)
    },
    ConversionOperations.writing(
      "put_", "Writes values at indices of the flattened tensor.",
      [
        index, source,
        .optional("accumulate", .bool, default: "False", "Adds the values instead."),
      ], "print(zeros(2, 2).put_(tensor([3]), ones(1)))", prints: "tensor([[0., 0.],\n        [0., 1.]])"
    ) { tensor, call in
      let (places, values) = (try call.tensor("index").flatten(), try call.tensor("source").flatten())
      // A tensor with gaps is flattened into a copy, which goes back.
      let flat = try tensor.reshape([-1])
      if try call.bool("accumulate", default: false) {
        try flat.indexAdd(0, places, values)
      } else {
        try flat.set([.tensor(places)], to: values)
      }
      if !tensor.isContiguous { try tensor.copy(from: flat.view(tensor.shape.dims)) }
    },
    ConversionOperations.writing(
      "scatter_add_", "Adds values at indices along a dimension.",
      [.dim, index, Parameter("src", .tensor, "The values.")], "print(ones(2).scatter_add_(0, tensor([1]), ones(1)))",
      prints: "tensor([1., 2.])"
    ) {
      try $0.scatterAdd(try $1.int("dim"), try $1.tensor("index"), try $1.tensor("src"))
    },
  ]
}
