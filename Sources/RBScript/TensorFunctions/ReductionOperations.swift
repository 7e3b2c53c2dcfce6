import Catalog
import Tensors

/// Sums, extremes and statistics over all elements or some dimensions.
enum ReductionOperations {
  static let all: [TensorOperation] = sums + extremes + running

  private static let correction: [Parameter] = [
    .optional("unbiased", .bool, default: "True", "Divides by n - 1 instead of n.", labelOnly: true),
    .optional("correction", .scalar, default: "1", "What is taken off n in the divisor.", labelOnly: true),
  ]

  private static func correction(_ call: Call) throws -> Double {
    if let correction = try call.optionalDouble("correction") { return correction }
    return try call.bool("unbiased", default: true) ? 1 : 0
  }

  /// The function of a name whose Python meaning stays is `SequenceReductions`'.
  private static let sums: [TensorOperation] = [
    .tensor(
      "sum", "The sum; ints and bools add up to int64.", [.dims, .keepdim, .dtype], forms: .method,
      examples: [Example("print(arange(4).view(2, 2).sum(0))", prints: "tensor([2, 4])")]
    ) {
      try $0.sum(try $1.optionalInts("dim"), keepdim: try $1.bool("keepdim", default: false), dtype: try $1.dtype())
    },
    .tensor(
      "nansum", "The sum, with nan as 0.", [.dims, .keepdim, .dtype],
      examples: [Example("print(tensor([1.0, nan]).nansum())", prints: "tensor(1.)")]
    ) { tensor, call in
      let clean = tensor.dtype.isFloatingPoint ? try Tensor.where(tensor.isnan(), 0.0, tensor) : tensor
      return try clean.sum(
        try call.optionalInts("dim"), keepdim: try call.bool("keepdim", default: false), dtype: try call.dtype())
    },
    .tensor(
      "nanmean", "The mean of the floats that are not nan.", [.dims, .keepdim, .dtype],
      examples: [Example("print(tensor([1.0, nan]).nanmean())", prints: "tensor(1.)")]
    ) { tensor, call in
      let (dims, keepdim) = (try call.optionalInts("dim"), try call.bool("keepdim", default: false))
      let present = try tensor.isnan().logicalNot()
      let clean = try Tensor.where(present, tensor, 0.0)
      let total = try clean.sum(dims, keepdim: keepdim, dtype: try call.dtype() ?? tensor.dtype)
      return try total.divide(present.sum(dims, keepdim: keepdim))
    },
    TensorOperation(
      "aminmax", "The smallest and the largest element.",
      [.optional("dim", .int, "The dimension; all by default.", labelOnly: true), .keepdim], returns: "record",
      examples: [Example("print(tensor([3, 1, 2]).aminmax().max)", prints: "tensor(3)")]
    ) { tensor, call in
      let (dims, keepdim) = (try call.optionalInts("dim"), try call.bool("keepdim", default: false))
      return .object(
        RecordObject(
          "aminmax",
          [
            ("min", .tensor(try tensor.amin(dims, keepdim: keepdim))),
            ("max", .tensor(try tensor.amax(dims, keepdim: keepdim))),
          ], isReturnType: true))
    },
    TensorOperation(
      "std_mean", "The standard deviation and the mean.", [.dims] + correction + [.keepdim], returns: "tuple",
      forms: .function,
      examples: [Example("print(std_mean(tensor([1.0, 3.0])))", prints: "(tensor(1.4142), tensor(2.))")]
    ) { tensor, call in
      let ((dims, unbiased), keepdim) = (try spread(call), try call.bool("keepdim", default: false))
      return .tuple([
        .tensor(try tensor.std(dims, correction: unbiased, keepdim: keepdim)),
        .tensor(try tensor.mean(dims, keepdim: keepdim)),
      ])
    },
    TensorOperation(
      "var_mean", "The variance and the mean.", [.dims] + correction + [.keepdim], returns: "tuple", forms: .function,
      examples: [Example("print(var_mean(tensor([1.0, 3.0])))", prints: "(tensor(2.), tensor(2.))")]
    ) { tensor, call in
      let ((dims, unbiased), keepdim) = (try spread(call), try call.bool("keepdim", default: false))
      return .tuple([
        .tensor(try tensor.var(dims, correction: unbiased, keepdim: keepdim)),
        .tensor(try tensor.mean(dims, keepdim: keepdim)),
      ])
    },
    .tensor(
      "prod", "The product; of ints and bools as int64.",
      [.optional("dim", .int, "The dimension; all by default."), .keepdim, .dtype],
      examples: [Example("print(tensor([2, 3]).prod())", prints: "tensor(6)")]
    ) {
      try $0.prod(try $1.optionalInt("dim"), keepdim: try $1.bool("keepdim", default: false), dtype: try $1.dtype())
    },
    .tensor(
      "mean", "The mean of floats.", [.dims, .keepdim, .dtype],
      examples: [Example("print(tensor([1.0, 2.0]).mean())", prints: "tensor(1.5000)")]
    ) {
      try $0.mean(try $1.optionalInts("dim"), keepdim: try $1.bool("keepdim", default: false), dtype: try $1.dtype())
    },
    .tensor(
      "var", "The variance.", [.dims] + correction + [.keepdim],
      examples: [Example("print(tensor([1.0, 3.0]).var())", prints: "tensor(2.)")]
    ) { tensor, call in
      let (dims, unbiased) = try spread(call)
      return try tensor.var(dims, correction: unbiased, keepdim: try call.bool("keepdim", default: false))
    },
    .tensor(
      "std", "The standard deviation.", [.dims] + correction + [.keepdim],
      examples: [Example("print(tensor([1.0, 3.0]).std())", prints: "tensor(1.4142)")]
    ) { tensor, call in
      let (dims, unbiased) = try spread(call)
      return try tensor.std(dims, correction: unbiased, keepdim: try call.bool("keepdim", default: false))
    },
    .tensor(
      "norm", "The p-norm.",
      [.optional("p", .any, default: "2", "The order of the norm; \"fro\" for 2."), .dims, .keepdim],
      examples: [Example("print(tensor([3.0, 4.0]).norm())", prints: "tensor(5.)")]
    ) { tensor, call in
      let order = call["p"].asString == "fro" || !call.has("p") ? 2 : try call.double("p")
      return try tensor.norm(order, try call.optionalInts("dim"), keepdim: try call.bool("keepdim", default: false))
    },
    .tensor(
      "count_nonzero", "How many elements are not zero.", [.dims],
      examples: [Example("print(tensor([0, 2, 3]).count_nonzero())", prints: "tensor(2)")]
    ) { try $0.countNonzero(try $1.optionalInts("dim")) },
    .tensor(
      "logsumexp", "The logarithm of the sum of exponentials, without overflow.",
      [Parameter("dim", .shape, "The dimension or dimensions."), .keepdim],
      examples: [Example("print(zeros(1).logsumexp(0))", prints: "tensor(0.)")]
    ) { try $0.logsumexp(try $1.ints("dim"), keepdim: try $1.bool("keepdim", default: false)) },
    .tensor(
      "softmax", "Exponentials divided by their sum.", [.dim, .dtype],
      examples: [Example("print(zeros(2).softmax(0))", prints: "tensor([0.5000, 0.5000])")]
    ) { try $0.softmax(try $1.int("dim"), dtype: try $1.dtype()) },
    .tensor(
      "log_softmax", "The logarithm of softmax.", [.dim, .dtype],
      examples: [Example("print(zeros(1).log_softmax(0))", prints: "tensor([0.])")]
    ) { try $0.logSoftmax(try $1.int("dim"), dtype: try $1.dtype()) },
  ]

  /// `std(unbiased)` and `std(dim, …)`: a bool in first place is no dimension.
  private static func spread(_ call: Call) throws -> (dims: [Int]?, correction: Double) {
    if case .bool(let unbiased) = call["dim"] { return (nil, unbiased ? 1 : 0) }
    return (try call.optionalInts("dim"), try correction(call))
  }

  static func pair(_ name: String, _ result: (values: Tensor, indices: Tensor)) -> Value {
    .object(
      RecordObject(
        name, [("values", .tensor(result.values)), ("indices", .tensor(result.indices))], isReturnType: true))
  }

  /// `x.max()`, `x.max(dim)`, `x.max(other)`.
  static func extreme(_ tensor: Tensor, _ call: Call, name: String, largest: Bool) throws -> Value {
    if let other = call["dim"].asTensor, other.ndim > 0 || call["dim"].wholeNumber == nil {
      return .tensor(largest ? try tensor.maximum(other) : try tensor.minimum(other))
    }
    let keepdim = try call.bool("keepdim", default: false)
    guard let dim = try call.optionalInt("dim") else { return .tensor(largest ? try tensor.amax() : try tensor.amin()) }
    return pair(
      name, largest ? try tensor.maximum(dim: dim, keepdim: keepdim) : try tensor.minimum(dim: dim, keepdim: keepdim))
  }

  private static let dimOrOther = Parameter.optional(
    "dim", .any, "The dimension, or another tensor to compare with.", aliases: ["axis", "other"])

  private static let extremes: [TensorOperation] = [
    TensorOperation(
      "max", "The largest element; along a dimension with its indices; or the larger of two tensors.",
      [dimOrOther, .keepdim], forms: .method,
      examples: [Example("print(tensor([1, 3]).max(), tensor([1, 3]).max(0).indices)", prints: "tensor(3) tensor(1)")]
    ) { try extreme($0, $1, name: "max", largest: true) },
    TensorOperation(
      "min", "The smallest element; along a dimension with its indices; or the smaller of two tensors.",
      [dimOrOther, .keepdim], forms: .method,
      examples: [Example("print(tensor([1, 3]).min(), tensor([1, 3]).min(0).indices)", prints: "tensor(1) tensor(0)")]
    ) { try extreme($0, $1, name: "min", largest: false) },
    .tensor(
      "amax", "The largest elements.", [.dims, .keepdim],
      examples: [Example("print(tensor([1, 3]).amax())", prints: "tensor(3)")]
    ) { try $0.amax(try $1.optionalInts("dim"), keepdim: try $1.bool("keepdim", default: false)) },
    .tensor(
      "amin", "The smallest elements.", [.dims, .keepdim],
      examples: [Example("print(tensor([1, 3]).amin())", prints: "tensor(1)")]
    ) { try $0.amin(try $1.optionalInts("dim"), keepdim: try $1.bool("keepdim", default: false)) },
    .tensor(
      "argmax", "The index of the largest element.",
      [.optional("dim", .int, "The dimension; the flattened tensor by default."), .keepdim],
      examples: [Example("print(tensor([1, 3]).argmax())", prints: "tensor(1)")]
    ) { try $0.argmax(try $1.optionalInt("dim"), keepdim: try $1.bool("keepdim", default: false)) },
    .tensor(
      "argmin", "The index of the smallest element.",
      [.optional("dim", .int, "The dimension; the flattened tensor by default."), .keepdim],
      examples: [Example("print(tensor([1, 3]).argmin())", prints: "tensor(0)")]
    ) { try $0.argmin(try $1.optionalInt("dim"), keepdim: try $1.bool("keepdim", default: false)) },
    .tensor(
      "all", "Whether all elements are true.", [.dims, .keepdim], forms: .method,
      examples: [Example("print(tensor([True, False]).all())", prints: "tensor(False)")]
    ) { try $0.all(try $1.optionalInts("dim"), keepdim: try $1.bool("keepdim", default: false)) },
    .tensor(
      "any", "Whether one element is true.", [.dims, .keepdim], forms: .method,
      examples: [Example("print(tensor([True, False]).any())", prints: "tensor(True)")]
    ) { try $0.any(try $1.optionalInts("dim"), keepdim: try $1.bool("keepdim", default: false)) },
    TensorOperation(
      "median", "The lower median; along a dimension with its indices.",
      [.optional("dim", .int, "The dimension; all by default."), .keepdim],
      examples: [Example("print(tensor([3.0, 1.0, 2.0]).median())", prints: "tensor(2.)")]
    ) { tensor, call in
      guard let dim = try call.optionalInt("dim") else { return .tensor(try tensor.median()) }
      return pair("median", try tensor.median(dim: dim, keepdim: try call.bool("keepdim", default: false)))
    },
    TensorOperation(
      "mode", "The most frequent value along a dimension, with its index.", [.dim(default: "-1"), .keepdim],
      examples: [Example("print(tensor([1, 2, 2]).mode().values)", prints: "tensor(2)")]
    ) { tensor, call in
      pair("mode", try tensor.mode(try call.int("dim", default: -1), keepdim: try call.bool("keepdim", default: false)))
    },
    .tensor(
      "quantile", "Quantiles, interpolated.",
      [
        Parameter("q", .any, "A number from 0 to 1, or a tensor of them."),
        .optional("dim", .int, "The dimension; the flattened tensor by default."), .keepdim,
        .optional(
          "interpolation", .choice(QuantileInterpolation.allCases.map(\.rawValue)), default: "\"linear\"",
          "What lies between two elements.", labelOnly: true),
      ], examples: [Example("print(tensor([0.0, 1.0]).quantile(0.5))", prints: "tensor(0.5000)")]
    ) { tensor, call in
      let q = try call["q"].asTensor ?? .scalar(.float(try call.double("q")), tensor.dtype)
      return try tensor.quantile(
        q, dim: try call.optionalInt("dim"), keepdim: try call.bool("keepdim", default: false),
        interpolation: QuantileInterpolation(rawValue: try call.string("interpolation", default: "linear")) ?? .linear)
    },
  ]

  private static let running: [TensorOperation] = [
    .tensor(
      "cumsum", "Running sums along a dimension.", [.dim, .dtype], forms: .all,
      examples: [Example("print(tensor([1, 2]).cumsum(0))", prints: "tensor([1, 3])")]
    ) { try $0.cumsum(try $1.int("dim"), dtype: try $1.dtype()) },
    .tensor(
      "cumprod", "Running products along a dimension.", [.dim, .dtype], forms: .all,
      examples: [Example("print(tensor([2, 3]).cumprod(0))", prints: "tensor([2, 6])")]
    ) { try $0.cumprod(try $1.int("dim"), dtype: try $1.dtype()) },
    TensorOperation(
      "cummax", "Running maxima along a dimension, with their indices.", [.dim],
      examples: [Example("print(tensor([1, 3, 2]).cummax(0).values)", prints: "tensor([1, 3, 3])")]
    ) { pair("cummax", try $0.cummax(try $1.int("dim"))) },
    TensorOperation(
      "cummin", "Running minima along a dimension, with their indices.", [.dim],
      examples: [Example("print(tensor([3, 1, 2]).cummin(0).values)", prints: "tensor([3, 1, 1])")]
    ) { pair("cummin", try $0.cummin(try $1.int("dim"))) },
    .tensor(
      "diff", "Differences of neighbours along a dimension.",
      [.optional("n", .int, default: "1", "How often."), .dim(default: "-1")],
      examples: [Example("print(tensor([1, 4]).diff())", prints: "tensor([3])")]
    ) { try $0.diff(n: try $1.int("n", default: 1), dim: try $1.int("dim", default: -1)) },
  ]
}
