import Catalog
import ReplayBuffers
import Tensors

/// What a spec's `space` says: the number of outcomes, or the bounds of each element.
public final class SpecSpace: AttributeHolder {
  let leaf: LeafSpec
  init(_ leaf: LeafSpec) { self.leaf = leaf }

  public var text: String { text(indent: "") }
  /// As Python's `repr` shows TorchRL's. - Parameter indent: In front of every line but the first.
  func text(indent: String) -> String {
    if let count = leaf.outcomes { return "CategoricalBox(n=\(count))" }
    let tensor = "Tensor(shape=\(leaf.shape), device=cpu, dtype=\(leaf.dtype.torchName), contiguous=True)"
    return "ContinuousBox(\n\(indent)    low=\(tensor),\n\(indent)    high=\(tensor))"
  }

  public var attributeNames: [String] { leaf.outcomes == nil ? ["low", "high"] : ["n"] }
  public func attribute(_ name: String) -> Tree? {
    switch name {
    case "n": leaf.outcomes.map { .int($0) }
    case "low": leaf.bounds.map { .tensor($0.low) }
    case "high": leaf.bounds.map { .tensor($0.high) }
    default: nil
    }
  }
}

extension LeafSpec {
  /// How many values there are; nil for numbers.
  var outcomes: Int? {
    switch domain {
    case .oneHot(let count), .categorical(let count): count
    case .binary: 2
    case .bounded, .unbounded: nil
    }
  }

  /// The least and the largest value of each element: of the dtype where nothing else is said.
  var bounds: (low: Tensor, high: Tensor)? {
    switch domain {
    case .bounded(let low, let high): return (low, high)
    case .unbounded:
      let limits = dtype.limits
      guard let low = try? Tensor.full(shape, limits.low, dtype), let high = try? Tensor.full(shape, limits.high, dtype)
      else { return nil }
      return (low, high)
    case .oneHot, .categorical, .binary: return nil
    }
  }
}
