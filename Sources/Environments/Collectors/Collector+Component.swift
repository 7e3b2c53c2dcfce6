import Catalog
import ReplayBuffers
import Tensors

extension Collector {
  static let makerFunction: Field<Collector, EnvironmentMaker> = Field(
    "create_env_fn", .maker, "An environment, or a function that makes one.", aliases: ["env", "create_env"],
    attribute: .hidden
  ) { EnvironmentMaker(given: .object($0.givenEnvironment)) }
  static let policy: Field<Collector, (any Policy)?> = Field(
    "policy", .optional(.policy), default: nil,
    "A policy, or a function from tensordict to tensordict; random actions by default.", showing: .byPosition,
    implied: { $0.actsAtRandom || !$0.options.policyFactories.isEmpty }
  ) { $0.worker.policy }
  static let framesPerBatch: Field<Collector, Int> = Field(
    "frames_per_batch", .int, "Steps in a batch, counting each environment.", labelOnly: true, attribute: .hidden
  ) { $0.options.framesPerBatch }

  private static let options: @Sendable (Collector) -> CollectorOptions? = { $0.options }
  private static let fields: [any ComponentField] =
    [
      makerFunction, policy, CollectorOptions.factories.of(options),
      Accepted.optionalFlag("sync", "there is one worker"), framesPerBatch,
    ] + CollectorOptions.collecting(severalWorkers: false, options) + [
      Accepted.flag("return_same_td", default: false, "each batch is a new one"),
      CollectorOptions.resetsWhenDone.of(options),
    ] + CollectorOptions.storing(options) + CollectorOptions.hooks(options)

  private static func place(
    _ name: String, _ summary: String, _ get: @escaping @Sendable (CollectorOptions) -> Device?
  ) -> any ComponentAttribute {
    Attribute<Collector>(name, summary) { CollectorAttributes.place(get($0.options)) }
  }

  public static let spec: ComponentSpec = ComponentSpec(
    .collector, "collector", "Collector", also: ["SyncDataCollector"], "Collects batches of steps from an environment.",
    fields: fields,
    attributes: [
      Attribute<Collector>("env", "The environment, with what the collector puts around it.") {
        .object($0.environment)
      },
      Attribute<Collector>("frames_per_batch", "Steps of each environment in a batch.") { .int($0.steps) },
      Attribute<Collector>("requested_frames_per_batch", "Steps in a batch, counting each environment.") {
        .int($0.steps * $0.width)
      },
      Attribute<Collector>("n_env", "How many environments it steps at once.") { .int($0.width) },
      place("device", "The device that was asked for, or None.", \.device),
      place("storing_device", "Where batches say they are, or None.") { $0.storingDevice ?? $0.device },
      place("policy_device", "Where the policy computes, or None.") { $0.policyDevice ?? $0.device },
      Attribute<Collector>("env_device", "Where the environment's data is, or None.") { collector in
        let options = collector.options
        return CollectorAttributes.place(options.environmentDevice ?? options.device ?? collector.environment.device)
      },
    ],
    examples: [
      Example(
        """
        manual_seed(0); env = gym("CartPole-v1"); env.set_seed(0)
        c = collector(env, None, frames_per_batch: 20, total_frames: 40)
        for data in c { print(data.batch_size, data["collector", "traj_ids"].max()) }
        """, prints: "torch.Size([20]) tensor(1)\ntorch.Size([20]) tensor(2)")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    let maker = try arguments[makerFunction]
    var policy = try arguments[policy]
    let options = try CollectorOptions(arguments, framesPerBatch: try arguments[framesPerBatch])
    if let made = try options.madePolicies(isGiven: policy != nil) { policy = made[0] }
    let labelled = try options.makerArguments.spread(over: 1)[0]
    return try Collector(try maker.make(labelled, "create_env_fn"), policy, options)
  }

  /// How many environments it steps at once.
  var width: Int { max(1, environment.batchSize.numel) }
}
