import Catalog
import Tensors

extension LeafSpec {
  /// TorchRL's class of that kind.
  public var typeName: String {
    switch domain {
    case .unbounded: dtype.isFloatingPoint ? "UnboundedContinuous" : "UnboundedDiscrete"
    case .bounded: dtype.isFloatingPoint ? "BoundedContinuous" : "BoundedDiscrete"
    case .oneHot: "OneHot"
    case .categorical: "Categorical"
    case .binary: "Binary"
    }
  }

  private var isContinuous: Bool { dtype.isFloatingPoint }

  /// As Python's `repr` shows TorchRL's.
  public var text: String {
    var space: String
    switch domain {
    case .oneHot(let count), .categorical(let count): space = "CategoricalBox(n=\(count))"
    case .binary: space = "CategoricalBox(n=2)"
    case .unbounded, .bounded:
      let tensor =
        "Tensor(shape=\(shape), device=cpu, dtype=\(dtype.torchName), contiguous=True)"
      space = "ContinuousBox(\n        low=\(tensor),\n        high=\(tensor))"
    }
    let domain = isContinuous ? "continuous" : "discrete"
    return """
      \(typeName)(
          shape=\(shape),
          space=\(space),
          device=cpu,
          dtype=\(dtype.torchName),
          domain=\(domain))
      """
  }
}

extension CompositeSpec {
  public var text: String {
    let tail = "device=\(shape.isEmpty ? "None" : "cpu"),\n    shape=\(shape),\n    data_cls=None)"
    if isEmpty { return "Composite(device=\(shape.isEmpty ? "None" : "cpu"), shape=\(shape), data_cls=None)" }
    let entries = keys.map { key in
      "    \(key): " + (self[NestedKey(key)]?.text ?? "").replacingNewlines(with: "\n    ")
    }
    return "Composite(\n" + entries.joined(separator: ",\n") + ",\n    " + tail
  }
}

extension Spec {
  public var text: String {
    switch self {
    case .leaf(let leaf): leaf.text
    case .composite(let composite): composite.text
    }
  }

  /// Short, as it stands in the text of a policy.
  var source: String {
    switch self {
    case .leaf(let leaf):
      switch leaf.domain {
      case .oneHot(let count): "one_hot_spec(\(count))"
      case .categorical(let count): "categorical_spec(\(count))"
      default: "\(leaf.typeName)(\(leaf.shape.dims))"
      }
    case .composite(let composite): "composite_spec(\(composite.leafKeys.map(\.text).joined(separator: ", ")))"
    }
  }
}

extension String {
  fileprivate func replacingNewlines(with mark: String) -> String {
    split(separator: "\n", omittingEmptySubsequences: false).joined(separator: mark)
  }
}

/// A spec as an object that the language holds.
public final class SpecObject: TreeObject {
  public let spec: Spec
  public init(_ spec: Spec) { self.spec = spec }
  public var text: String { spec.text }
}
