import Catalog
import ReplayBuffers
import Tensors

extension Spec {
  /// Whether both say the same of their values, in whatever order of keys.
  public func isEqual(to other: Spec) -> Bool {
    switch (self, other) {
    case (.leaf(let a), .leaf(let b)): a.isEqual(to: b)
    case (.composite(let a), .composite(let b)): a.isEqual(to: b)
    case (.leaf, .composite), (.composite, .leaf): false
    }
  }
}

extension LeafSpec {
  func isEqual(to other: LeafSpec) -> Bool {
    guard shape == other.shape, dtype == other.dtype, continuity == other.continuity else { return false }
    switch (domain, other.domain) {
    case (.unbounded, .unbounded): return true
    case (.bounded(let low, let high), .bounded(let otherLow, let otherHigh)):
      return Self.areEqual(low, otherLow) && Self.areEqual(high, otherHigh)
    case (.oneHot(let a), .oneHot(let b)): return a == b && Self.areEqual(mask, other.mask)
    // A binary spec is a categorical one of two outcomes, as its class says.
    case (.categorical, .categorical), (.categorical, .binary), (.binary, .categorical), (.binary, .binary):
      return outcomes == other.outcomes && Self.areEqual(mask, other.mask)
    default: return false
    }
  }

  private static func areEqual(_ a: Tensor?, _ b: Tensor?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return (try? a.equal(b)) ?? false
  }
}

extension CompositeSpec {
  func isEqual(to other: CompositeSpec) -> Bool {
    shape == other.shape && device == other.device && Set(keys) == Set(other.keys)
      && keys.allSatisfy { key in
        guard let mine = self[NestedKey(key)], let theirs = other[NestedKey(key)] else { return false }
        return mine.isEqual(to: theirs)
      }
  }
}
