import Catalog
import ReplayBuffers
import Tensors

/// A spec as an object that the language holds.
public final class SpecObject: Component {
  public let content: Spec
  public init(_ content: Spec) { self.content = content }

  /// As Python's `repr` shows TorchRL's.
  public var text: String { content.text }
  /// The expression that makes it, as it stands in the text of a policy.
  var source: String { maker.text(of: self) }

  /// The declaration of its own class.
  public var spec: ComponentSpec {
    switch (leaf?.domain, leaf?.continuity) {
    case (.bounded?, .continuous?): Self.boundedContinuousSpec
    case (.bounded?, .discrete?): Self.boundedDiscreteSpec
    case (.unbounded?, .continuous?): Self.unboundedContinuousSpec
    case (.unbounded?, .discrete?): Self.unboundedDiscreteSpec
    default: maker
    }
  }

  /// The declaration whose constructor makes it: the class above where the dtype decides on the class.
  private var maker: ComponentSpec {
    switch leaf?.domain {
    case nil: Self.compositeSpec
    case .oneHot?: Self.oneHotSpec
    case .categorical?: Self.categoricalSpec
    case .binary?: Self.binarySpec
    case .bounded?: Self.boundedSpec
    case .unbounded?: Self.unboundedSpec
    }
  }

  var leaf: LeafSpec? {
    if case .leaf(let leaf) = content { leaf } else { nil }
  }
  var composite: CompositeSpec? {
    if case .composite(let composite) = content { composite } else { nil }
  }

  public var familyAttributes: [any ComponentAttribute] { EnvironmentComponents.common[.spec] ?? [] }
}
