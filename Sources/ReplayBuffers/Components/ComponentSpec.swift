import Catalog
import Tensors

/// The one declaration of a component: what it is called, what it takes, and how it is made. Constructors, checks,
/// help and the reference page come from it.
public struct ComponentSpec: Sendable {
  /// Which family it belongs to.
  public enum Kind: String, Sendable, CaseIterable {
    case buffer, storage, sampler, writer, transform, scheduler
    case sampleUnit = "sample_unit"
  }

  public let kind: Kind
  /// The short name, with the aliases that take the same parameters.
  public let signature: Signature
  /// TorchRL's class names, where their parameters are others or come in another order.
  public let classForms: [Signature]
  private let build: @Sendable (Arguments) throws(Failure) -> any TreeObject

  public init(
    _ kind: Kind, _ signature: Signature, classForms: [Signature] = [],
    make: @escaping @Sendable (Arguments) throws(Failure) -> any TreeObject
  ) {
    self.kind = kind
    self.signature = signature
    self.classForms = classForms
    build = make
  }

  /// Makes one. The arguments are named by the parameters of the signature whose name was called.
  public func make(_ arguments: Arguments) throws(Failure) -> any TreeObject { try build(arguments) }

  /// All forms that can be called.
  public var signatures: [Signature] { [signature] + classForms }
}

/// Every component of the module.
public enum Components {
  public static let buffers: [ComponentSpec] = [
    ReplayBuffer.spec, ReplayBuffer.tensordictSpec, ReplayBuffer.prioritizedSpec,
    ReplayBuffer.prioritizedTensordictSpec, BufferEnsemble.spec, ReplayBuffer.hindsightSpec,
    OfflineToOnline.spec,
  ]
  public static let storages: [ComponentSpec] = [
    ListStorage.spec, TensorStorage.ramSpec, TensorStorage.memmapSpec, TensorStorage.givenSpec,
    ListStorage.lazyStackSpec,
    CompressedStorage.spec, StorageEnsemble.spec,
  ]
  public static let samplers: [ComponentSpec] = [
    RandomSampler.spec, SamplerWithoutReplacement.spec, PrioritizedSampler.spec, SliceSampler.spec,
    SliceSamplerWithoutReplacement.spec, PrioritizedSliceSampler.spec, StreamingSliceSampler.spec,
    ConsumingSampler.spec,
    StalenessAwareSampler.spec, PromptGroupSampler.spec, SamplerEnsemble.spec,
  ]
  public static let writers: [ComponentSpec] = [
    RoundRobinWriter.spec, MaxValueWriter.spec, ImmutableWriter.spec, WriterEnsemble.spec,
  ]
  public static let schedulers: [ComponentSpec] = [
    Scheduler.linearSpec, Scheduler.stepSpec, Scheduler.lambdaSpec, Scheduler.listSpec,
  ]
  public static let sampleUnits: [ComponentSpec] = [TransitionUnit.spec, SequenceUnit.spec]
  public static let all: [ComponentSpec] =
    buffers + storages + samplers + writers + schedulers + sampleUnits + transforms
}
