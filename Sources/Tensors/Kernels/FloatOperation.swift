import Catalog
import Glibc

/// A function of one real variable that gives floats, of integers too. From its line in `all` come the kernel, the
/// method, the in-place method, the function, and their help.
public struct FloatOperation: Sendable {
  typealias Kernel = @Sendable (_ out: Tensor, _ input: Tensor) throws(Failure) -> Void
  /// A receiver or an argument as source text, and what the result prints.
  public typealias Sample = (input: String, output: String)

  public let name: String
  public let aliases: [String]
  public let summary: String
  /// Of a tensor.
  public let sample: Sample
  /// Of a number, for functions that numbers have too.
  public let numberSample: Sample?
  public let ofNumber: @Sendable (Double) -> Double
  private let single: Kernel
  private let double: Kernel

  init(
    _ name: String, aliases: [String] = [], _ summary: String, _ sample: Sample, number: Sample? = nil,
    _ single: @escaping @Sendable (Float) -> Float, _ double: @escaping @Sendable (Double) -> Double
  ) {
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.sample = sample
    numberSample = number
    ofNumber = double
    self.single = { (out, input) throws(Failure) in try UnaryKernels.map(out, input, single) }
    self.double = { (out, input) throws(Failure) in try UnaryKernels.map(out, input, double) }
  }

  /// Fills `out`, contiguous and of the input's size and dtype: float32 or float64.
  func run(_ out: Tensor, _ input: Tensor) throws(Failure) {
    try (input.dtype == .float64 ? double : single)(out, input)
  }
}

extension FloatOperation {
  /// The order of help.
  public static let all: [FloatOperation] = [
    sqrt, exp, log,
    .init("sin", "The sine of an angle in radians.", ("zeros(1)", "tensor([0.])"), number: ("0", "0.0"), sinf, sin),
    .init("cos", "The cosine of an angle in radians.", ("zeros(1)", "tensor([1.])"), number: ("0", "1.0"), cosf, cos),
    .init("tan", "The tangent of an angle in radians.", ("zeros(1)", "tensor([0.])"), number: ("0", "0.0"), tanf, tan),
    tanh, rsqrt,
    .init("expm1", "The exponential, less one.", ("zeros(1)", "tensor([0.])"), expm1f, expm1),
    .init("log2", "The logarithm to base 2.", ("tensor([8.0])", "tensor([3.])"), log2f, log2),
    .init("log10", "The logarithm to base 10.", ("tensor([100.0])", "tensor([2.])"), log10f, log10),
    .init("log1p", "The logarithm of one more.", ("zeros(1)", "tensor([0.])"), log1pf, log1p),
    .init("asin", aliases: ["arcsin"], "The angle with this sine.", ("zeros(1)", "tensor([0.])"), asinf, asin),
    .init("acos", aliases: ["arccos"], "The angle with this cosine.", ("ones(1)", "tensor([0.])"), acosf, acos),
    .init("atan", aliases: ["arctan"], "The angle with this tangent.", ("zeros(1)", "tensor([0.])"), atanf, atan),
    .init("sinh", "The hyperbolic sine.", ("zeros(1)", "tensor([0.])"), sinhf, sinh),
    .init("cosh", "The hyperbolic cosine.", ("zeros(1)", "tensor([1.])"), coshf, cosh),
    sigmoid, reciprocal,
    .init("exp2", "2 to its power.", ("tensor([3.0])", "tensor([8.])"), exp2f, exp2),
    .init("erf", "The error function.", ("zeros(1)", "tensor([0.])"), erff, erf),
    .init("erfc", "One less the error function.", ("zeros(1)", "tensor([1.])"), erfcf, erfc),
    .init("lgamma", "The logarithm of the gamma function.", ("ones(1)", "tensor([0.])"), lgammaf, lgamma),
    .init("asinh", aliases: ["arcsinh"], "The inverse hyperbolic sine.", ("zeros(1)", "tensor([0.])"), asinhf, asinh),
    .init("acosh", aliases: ["arccosh"], "The inverse hyperbolic cosine.", ("ones(1)", "tensor([0.])"), acoshf, acosh),
    .init(
      "atanh", aliases: ["arctanh"], "The inverse hyperbolic tangent.", ("zeros(1)", "tensor([0.])"), atanhf, atanh),
    .init("sinc", "sin(pi x) / (pi x).", ("tensor([0.0, 0.5])", "tensor([1.0000, 0.6366])"), Float.sinc, Double.sinc),
    .init("digamma", "The derivative of lgamma.", ("ones(1)", "tensor([-0.5772])"), Float.digamma, Double.digamma),
  ]

  // Those that the libraries use have names.

  public static let sqrt = FloatOperation(
    "sqrt", "The square root.", ("tensor([16.0])", "tensor([4.])"), number: ("16", "4.0"),
    { $0.squareRoot() }, { $0.squareRoot() })
  public static let exp = FloatOperation(
    "exp", "The exponential.", ("zeros(1)", "tensor([1.])"), number: ("0", "1.0"), expf, Glibc.exp)
  public static let log = FloatOperation(
    "log", "The natural logarithm.", ("ones(1)", "tensor([0.])"), number: ("1", "0.0"), logf, Glibc.log)
  public static let tanh = FloatOperation(
    "tanh", "The hyperbolic tangent.", ("zeros(1)", "tensor([0.])"), number: ("0", "0.0"), tanhf, Glibc.tanh)
  static let rsqrt = FloatOperation(
    "rsqrt", "One over the square root.", ("tensor([4.0])", "tensor([0.5000])"), { 1 / $0.squareRoot() },
    { 1 / $0.squareRoot() })
  static let reciprocal = FloatOperation(
    "reciprocal", "One over it.", ("tensor([4.0])", "tensor([0.2500])"), { 1 / $0 }, { 1 / $0 })
  public static let sigmoid = FloatOperation(
    "sigmoid", "One over one plus exp(-x).", ("zeros(1)", "tensor([0.5000])"), { 1 / (1 + expf(-$0)) },
    { 1 / (1 + Glibc.exp(-$0)) })
}
