import Catalog
import Tensors

/// Order, distinct values, counts and bins.
enum SortOperations {
  private static let descending = Parameter.optional("descending", .bool, default: "False", "Largest first.")
  private static let stable = Parameter.optional(
    "stable", .bool, default: "False", "Taken for torch's sake: the order of equals is always kept.", labelOnly: true)

  static let all: [TensorOperation] = [
    TensorOperation(
      "sort", "Sorted along a dimension, with the indices.", [.dim(default: "-1"), descending, stable],
      examples: [Example("print(tensor([3, 1]).sort().values)", prints: "tensor([1, 3])")]
    ) { tensor, call in
      // `sort(True)` means descending.
      let isDescending =
        if case .bool(let flag) = call["dim"] { flag } else { try call.bool("descending", default: false) }
      let dim = if case .bool = call["dim"] { -1 } else { try call.int("dim", default: -1) }
      return ReductionOperations.pair("sort", try tensor.sort(dim, descending: isDescending))
    },
    .tensor(
      "argsort", "The indices that sort a dimension.", [.dim(default: "-1"), descending, stable],
      examples: [Example("print(tensor([3, 1]).argsort())", prints: "tensor([1, 0])")]
    ) { try $0.argsort(try $1.int("dim", default: -1), descending: try $1.bool("descending", default: false)) },
    TensorOperation(
      "topk", "The k largest along a dimension, with their indices.",
      [
        Parameter("k", .int, "How many."), .dim(default: "-1"),
        .optional("largest", .bool, default: "True", "The largest; else the smallest."),
        .optional("sorted", .bool, default: "True", "In order."),
      ], examples: [Example("print(topk(tensor([1, 5, 3]), 2).values)", prints: "tensor([5, 3])")]
    ) { tensor, call in
      ReductionOperations.pair(
        "topk",
        try tensor.topk(
          try call.int("k"), dim: try call.int("dim", default: -1), largest: try call.bool("largest", default: true),
          sorted: try call.bool("sorted", default: true)))
    },
    TensorOperation(
      "kthvalue", "The k-th smallest along a dimension, with its index.",
      [Parameter("k", .int, "Counted from 1."), .dim(default: "-1"), .keepdim],
      examples: [Example("print(tensor([3, 1, 2]).kthvalue(2).values)", prints: "tensor(2)")]
    ) { tensor, call in
      ReductionOperations.pair(
        "kthvalue",
        try tensor.kthvalue(
          try call.int("k"), dim: try call.int("dim", default: -1), keepdim: try call.bool("keepdim", default: false)))
    },
    TensorOperation(
      "unique", "The distinct values, sorted.",
      [
        .optional("sorted", .bool, default: "True", "Taken for torch's sake: they always are."), inverse, counts,
        .optional("dim", .int, "Distinct slices of this dimension; the flattened tensor by default."),
      ], examples: [Example("print(tensor([2, 1, 2]).unique())", prints: "tensor([1, 2])")]
    ) { tensor, call in
      try distinct(try tensor.unique(dim: try call.optionalInt("dim")), call)
    },
    TensorOperation(
      "unique_consecutive", "The values without repetitions of neighbours.",
      [inverse, counts, .optional("dim", .int, "Slices of this dimension; the flattened tensor by default.")],
      examples: [Example("print(tensor([2, 2, 1]).unique_consecutive())", prints: "tensor([2, 1])")]
    ) { tensor, call in
      try distinct(try tensor.uniqueConsecutive(dim: try call.optionalInt("dim")), call)
    },
    .tensor(
      "bincount", "How often each int from 0 on occurs.",
      [
        .optional("weights", .tensor, "Added up instead of ones."),
        .optional("minlength", .int, default: "0", "How long the result is at least."),
      ], examples: [Example("print(bincount(tensor([0, 2, 2])))", prints: "tensor([1, 0, 2])")]
    ) { try $0.bincount(weights: try $1.optionalTensor("weights"), minlength: try $1.int("minlength", default: 0)) },
    .tensor(
      "histc", "How many values fall into each of equal bins.",
      [
        .optional("bins", .int, default: "100", "How many bins."),
        .optional("min", .scalar, default: "0", "The lower end; with max equal, the data's."),
        .optional("max", .scalar, default: "0", "The upper end."),
      ], examples: [Example("print(tensor([0.0, 1.0, 1.0]).histc(2))", prints: "tensor([1., 2.])")]
    ) {
      try $0.histc(
        bins: try $1.int("bins", default: 100), min: try $1.double("min", default: 0),
        max: try $1.double("max", default: 0))
    },
    .tensor(
      "searchsorted", "Where values would be put into sorted ones.",
      [
        Parameter("values", .any, "A tensor or a number."),
        .optional("right", .bool, default: "False", "Behind equal ones."),
      ], forms: .function,
      examples: [Example("print(searchsorted(tensor([1, 3, 5]), tensor([3])))", prints: "tensor([1])")]
    ) { try $0.searchsorted(try $1.operand("values"), right: try $1.bool("right", default: false)) },
    .tensor(
      "bucketize", "The bin of each value, between sorted boundaries.",
      [
        Parameter("boundaries", .tensor, "Sorted."),
        .optional("right", .bool, default: "False", "Boundaries belong to the bin below."),
      ], forms: .function, examples: [Example("print(bucketize(tensor([2]), tensor([1, 3])))", prints: "tensor([1])")]
    ) { try $0.bucketize(try $1.tensor("boundaries"), right: try $1.bool("right", default: false)) },
    .tensor(
      "isin", "Whether each element is among others.",
      [
        Parameter("test_elements", .any, "A tensor or a number."),
        .optional("invert", .bool, default: "False", "Whether it is not among them.", labelOnly: true),
      ], forms: .function,
      examples: [Example("print(isin(tensor([1, 2]), tensor([2])))", prints: "tensor([False,  True])")]
    ) { tensor, call in
      try tensor.isin(try call["test_elements"].tensorized(), invert: try call.bool("invert", default: false))
    },
    .tensor(
      "one_hot", "Rows with a one at the index.",
      [.optional("num_classes", .int, default: "-1", "How long a row is; as long as needed by default.")],
      forms: .function, examples: [Example("print(one_hot(tensor([1]), 3))", prints: "tensor([[0, 1, 0]])")]
    ) { try $0.oneHot(try $1.int("num_classes", default: -1)) },
  ]

  private static let inverse = Parameter.optional(
    "return_inverse", .bool, default: "False", "Also where each element went.")
  private static let counts = Parameter.optional(
    "return_counts", .bool, default: "False", "Also how often each occurs.")

  private static func distinct(_ result: Tensor.Distinct, _ call: Call) throws -> Value {
    var parts: [Value] = [.tensor(result.values)]
    if try call.bool("return_inverse", default: false) { parts.append(.tensor(result.inverse)) }
    if try call.bool("return_counts", default: false) { parts.append(.tensor(result.counts)) }
    return parts.count == 1 ? parts[0] : .tuple(parts)
  }
}
