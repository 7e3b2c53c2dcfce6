import ReplayBuffers
import Tensors

extension EnvironmentComponents {
  public static let environments: [ComponentSpec] = [
    GymEnvironment.spec, TransformedEnvironment.spec, BatchedEnvironment.serialSpec, BatchedEnvironment.parallelSpec,
    FunctionEnvironment.spec,
  ]
  public static let policies: [ComponentSpec] = [RandomPolicy.spec]
  public static let collectors: [ComponentSpec] = [Collector.spec, MultiCollector.syncSpec, MultiCollector.asyncSpec]
  public static let specs: [ComponentSpec] = [
    SpecObject.oneHotSpec, SpecObject.categoricalSpec, SpecObject.binarySpec, SpecObject.boundedSpec,
    SpecObject.boundedContinuousSpec, SpecObject.boundedDiscreteSpec, SpecObject.unboundedSpec,
    SpecObject.unboundedContinuousSpec, SpecObject.unboundedDiscreteSpec, SpecObject.compositeSpec,
  ]
  /// In the order of help.
  public static let all: [ComponentSpec] = environments + policies + collectors + specs

  /// What every component of a family says of itself.
  public static let common: [ComponentSpec.Kind: [any ComponentAttribute]] = [
    .environment: EnvironmentAttributes.all,
    .collector: CollectorAttributes.all,
    .spec: [Attribute<SpecObject>("ndim", "How many dimensions its values have.") { .int($0.content.shape.count) }],
  ]

  /// TorchRL's classes between a component's parent and its family's class, each with the class above it.
  public static let bases: [String: String] = [
    "GymWrapper": "GymLikeEnv", "GymLikeEnv": "EnvBase", "BatchedEnvBase": "EnvBase", "MultiCollector": "BaseCollector",
  ]
}
