import Catalog
import ReplayBuffers
import Tensors

/// The values that one entry of an environment's data may take, as TorchRL's specs say it: shape, dtype and domain.
public struct LeafSpec: Sendable {
  /// Which values are allowed.
  public enum Domain: Sendable {
    /// Any value of the dtype.
    case unbounded
    /// Between two tensors of the spec's shape, both ends included.
    case bounded(low: Tensor, high: Tensor)
    /// A single 1 among `count` numbers, in the last dimension.
    case oneHot(Int)
    /// A number below `count`.
    case categorical(Int)
    /// Each element 0 or 1.
    case binary
  }

  /// Whether TorchRL calls the values a continuum.
  public enum Continuity: String, Sendable, CaseIterable {
    case continuous, discrete
  }

  public var shape: Shape
  public var dtype: DType
  public var domain: Domain
  /// nil where the dtype tells.
  public var statedContinuity: Continuity?
  /// Which outcomes are drawn, one-hot or by number: bools of the shape of the one-hot values; nil for all.
  public var mask: Tensor?

  public init(_ shape: Shape, _ dtype: DType = .float32, _ domain: Domain = .unbounded, mask: Tensor? = nil) {
    self.shape = shape
    self.dtype = dtype
    self.domain = domain
    self.mask = mask
  }

  public var continuity: Continuity { statedContinuity ?? (dtype.isFloatingPoint ? .continuous : .discrete) }
}

/// A spec of one tensor, or a tree of them.
public indirect enum Spec: Sendable {
  case leaf(LeafSpec)
  case composite(CompositeSpec)

  public var isComposite: Bool { if case .composite = self { true } else { false } }

  public var shape: Shape {
    switch self {
    case .leaf(let leaf): leaf.shape
    case .composite(let composite): composite.shape
    }
  }
}

/// Specs by key, in insertion order; `shape` is the batch shape that all entries begin with.
public struct CompositeSpec: Sendable {
  public var shape: Shape
  /// Where its values say they are; nil where they do not say.
  public var device: Device?
  /// The names of the dimensions of `shape`; nil for none.
  public var names: [String]?
  public private(set) var keys: [String] = []
  private var entries: [String: Spec] = [:]

  public init(shape: Shape = [], _ entries: [(NestedKey, Spec)] = []) {
    self.shape = shape
    for (key, spec) in entries { self[key] = spec }
  }

  public var isEmpty: Bool { keys.isEmpty }

  /// The spec under a key. Setting one makes the composites on its way; setting nil removes it.
  public subscript(key: NestedKey) -> Spec? {
    get {
      guard let rest = key.rest else { return entries[key.first] }
      guard case .composite(let child)? = entries[key.first] else { return nil }
      return child[rest]
    }
    set {
      if let rest = key.rest {
        var child = CompositeSpec(shape: shape)
        child.device = device
        if case .composite(let known)? = entries[key.first] { child = known }
        child[rest] = newValue
        store(key.first, .composite(child))
      } else if let newValue {
        store(key.first, newValue)
      } else {
        entries[key.first] = nil
        keys.removeAll { $0 == key.first }
      }
    }
  }

  private mutating func store(_ name: String, _ spec: Spec) {
    if entries.updateValue(spec, forKey: name) == nil { keys.append(name) }
  }

  /// Every leaf with its path, in insertion order.
  public var leaves: [(key: NestedKey, spec: LeafSpec)] {
    var found: [(key: NestedKey, spec: LeafSpec)] = []
    for name in keys {
      switch entries[name] {
      case .leaf(let leaf)?: found.append((NestedKey(name), leaf))
      case .composite(let child)?:
        found += child.leaves.map { (key: NestedKey([name] + $0.key.path), spec: $0.spec) }
      case nil: break
      }
    }
    return found
  }

  public var leafKeys: [NestedKey] { leaves.map(\.key) }
}

/// What an environment takes and gives: TorchRL's `full_*_spec`.
public struct EnvironmentSpecs: Sendable {
  public var observation: CompositeSpec
  public var action: CompositeSpec
  public var reward: CompositeSpec
  public var done: CompositeSpec
  /// Inputs other than actions.
  public var state: CompositeSpec

  public init(
    observation: CompositeSpec, action: CompositeSpec, reward: CompositeSpec, done: CompositeSpec,
    state: CompositeSpec = CompositeSpec()
  ) {
    self.observation = observation
    self.action = action
    self.reward = reward
    self.done = done
    self.state = state
  }
}
