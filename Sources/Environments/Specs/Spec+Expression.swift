import Catalog
import Tensors

/// What is printed where a value stands for itself: the expression that makes it.
final class Expression: TreeObject {
  let text: String
  init(_ text: String) { self.text = text }
}

extension LeafSpec {
  /// The expression that makes it.
  var expression: String {
    let sizes = "\(shape.dims)"
    let suffix = ", dtype: \(dtype.torchName))"
    switch domain {
    case .oneHot(let count): return "one_hot_spec(\(count), \(sizes)" + suffix
    case .categorical(let count): return "categorical_spec(\(count), \(sizes)" + suffix
    case .binary: return "binary_spec(shape: \(sizes)" + suffix
    case .unbounded: return "unbounded_spec(\(sizes)" + suffix
    case .bounded(let low, let high):
      return "bounded_spec(\(Self.bound(low)), \(Self.bound(high)), \(sizes)" + suffix
    }
  }

  /// A number where the bound is the same everywhere.
  private static func bound(_ tensor: Tensor) -> String {
    guard let first = try? tensor.reshape([-1]).scalars().first, let isUniform = try? tensor.eq(first).all(nil).item(),
      isUniform.isTrue
    else { return PythonText.repr(.tensor(tensor)) }
    switch first {
    case .int(let number): return PythonText.repr(.int(number))
    case .float(let number): return PythonText.repr(.float(number))
    case .bool(let flag): return PythonText.repr(.bool(flag))
    }
  }
}
