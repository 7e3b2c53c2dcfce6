import Catalog
import Tensors

/// Makes of the items that a sampler drew, the *anchors*, the records of a batch.
public protocol SampleUnit: AttributeHolder {
  /// The records for these anchors. What the sampler told about an anchor is repeated for each of its records.
  /// Called while the buffer holds the storage's lock.
  func expand(_ draw: Draw, in storage: any Storage) throws(Failure) -> Draw
}

/// Every anchor is one record: what buffers do without a sample unit.
public final class TransitionUnit: SampleUnit {
  public init() {}
  public var text: String { "transition()" }
  public func expand(_ draw: Draw, in storage: any Storage) throws(Failure) -> Draw { draw }
  public var attributeNames: [String] { [] }
  public func attribute(_ name: String) -> Tree? { nil }
}
