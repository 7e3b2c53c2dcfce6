import Catalog

/// Examples of the in-place methods for which the plain method's example does not do: it is one of numbers, or its result
/// does not fit into the tensor that it begins with.
enum InPlaceExamples {
  private static func stored(_ tensor: String, _ call: String, _ output: String) -> Example {
    Example("x = \(tensor)\nx.\(call)\nprint(x)", prints: output)
  }

  static let all: [String: [Example]] = [
    "abs": [stored("tensor([-1.5, 2.0])", "abs_()", "tensor([1.5000, 2.0000])")],
    "ceil": [stored("tensor([1.2, -1.2])", "ceil_()", "tensor([ 2., -1.])")],
    "cos": [stored("tensor([0.0, 1.0])", "cos_()", "tensor([1.0000, 0.5403])")],
    "div": [stored("tensor([3.0, 4.0])", "div_(2)", "tensor([1.5000, 2.0000])")],
    "exp": [stored("tensor([0.0, 1.0])", "exp_()", "tensor([1.0000, 2.7183])")],
    "floor": [stored("tensor([1.2, -1.2])", "floor_()", "tensor([ 1., -2.])")],
    "log": [stored("tensor([1.0, 10.0])", "log_()", "tensor([0.0000, 2.3026])")],
    "sin": [stored("tensor([0.0, 1.0])", "sin_()", "tensor([0.0000, 0.8415])")],
    "sqrt": [stored("tensor([4.0, 2.0])", "sqrt_()", "tensor([2.0000, 1.4142])")],
    "tan": [stored("tensor([0.0, 1.0])", "tan_()", "tensor([0.0000, 1.5574])")],
    "tanh": [stored("tensor([0.0, 1.0])", "tanh_()", "tensor([0.0000, 0.7616])")],
  ]
}
