import Catalog
import Tensors

/// Makes of the items that a sampler drew, the *anchors*, the records of a batch.
public protocol SampleUnit: Component {
  /// The records for these anchors. What the sampler told about an anchor is repeated for each of its records.
  /// Called while the buffer holds the storage's lock.
  func expand(_ draw: Draw, in storage: any Storage) throws(Failure) -> Draw
  /// Each record tells its anchor, under "anchor_index", and a mask under "validity_mask" whether it is a repetition.
  var tellsAnchors: Bool { get }
}

extension SampleUnit {
  public var tellsAnchors: Bool { false }
}

/// Every anchor is one record: what buffers do without a sample unit.
public final class TransitionUnit: SampleUnit {
  public init() {}
  public func expand(_ draw: Draw, in storage: any Storage) throws(Failure) -> Draw { draw }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .sampleUnit, "transition", "Transition",
    "Every item drawn is one record of the batch, as without a sample unit.",
    examples: [
      Example(
        "rb = buffer(storage: ram(4), batch_size: 3, sample_unit: transition())\nrb.extend(arange(4))\n"
          + "print(rb.sample().shape)", prints: "torch.Size([3])")
    ]
  ) { (_) throws(Failure) -> any TreeObject in TransitionUnit() }
}
