import Tensors

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
    RoundRobinWriter.spec, RoundRobinWriter.tensordictSpec, MaxValueWriter.spec, ImmutableWriter.spec,
    WriterEnsemble.spec,
  ]
  public static let schedulers: [ComponentSpec] = [
    Scheduler.linearSpec, Scheduler.stepSpec, Scheduler.lambdaSpec, SchedulerList.spec,
  ]
  public static let sampleUnits: [ComponentSpec] = [TransitionUnit.spec, SequenceUnit.spec]
  public static let all: [ComponentSpec] =
    buffers + storages + samplers + writers + schedulers + sampleUnits + transforms

  /// TorchRL's classes between a component and its family's class, each with the class above it.
  public static let bases: [String: String] = ["ObservationTransform": "Transform"]

  /// What every component of a family says of itself, where it says nothing else.
  public static let common: [ComponentSpec.Kind: [any ComponentAttribute]] = [
    .storage: StorageFields.common, .sampler: SamplerFields.common, .writer: WriterFields.common,
    .transform: transformKeys + [
      Attribute<any Transform>("invertible", "Whether what it does can be undone from its result.") {
        .bool($0.isInvertible)
      }
    ],
  ]

  private static let transformKeys: [any ComponentAttribute] = [
    ("in_keys", "The keys that are read."), ("out_keys", "The keys that are written."),
    ("in_keys_inv", "The keys that are written on the way into a buffer."),
    ("out_keys_inv", "The keys that are read on the way into a buffer."),
  ].map { (name, summary) in Attribute<any Transform>(name, summary) { _ in .list([]) } }
}
