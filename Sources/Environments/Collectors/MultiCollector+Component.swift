import Catalog
import ReplayBuffers
import Tensors

extension MultiCollector {
  static let makerFunctions: Field<MultiCollector, EnvironmentMakers> = Field(
    "create_env_fn", .makers, "A list of functions that make environments, one per worker."
  ) { $0.makers }
  static let policy: Field<MultiCollector, PolicyChoice> = Field(
    "policy", .policies, default: PolicyChoice(), shownAs: "None",
    "A policy for all, or a list with one per worker; random actions by default.", showing: .byPosition,
    implied: { !$0.options.policyFactories.isEmpty || $0.policies.items.allSatisfy { $0 == nil } }
  ) { $0.options.policyFactories.isEmpty ? $0.policies : PolicyChoice() }
  static let workerCount: Field<MultiCollector, Int?> = Field(
    "num_workers", .optional(.int), default: nil, "How many, where there is one function.", labelOnly: true,
    implied: { _ in true }
  ) { $0.workers.count }
  static let framesPerBatch: Field<MultiCollector, FrameCounts> = Field(
    "frames_per_batch", .frameCounts, "Steps in a batch, of all workers together; or a list, one number for each.",
    labelOnly: true, attribute: .hidden
  ) { collector in
    collector.options.framesPerWorker.map { FrameCounts(items: $0, isList: true) }
      ?? FrameCounts(items: [collector.options.framesPerBatch])
  }
  static let initialization: Field<MultiCollector, (any Callback)?> = Field(
    "init_fn", .optional(.function), default: nil, "Called once for each worker, before its environment is made.",
    labelOnly: true, attribute: .hidden, implied: { $0.initialization == nil }
  ) { $0.initialization }
  static let joiningName: Field<MultiCollector, Joining?> = Field(
    "cat_results", .optional(.joining), default: nil,
    "\"stack\" for a new first dimension of workers (the default), or a dimension to join along.", labelOnly: true,
    implied: { $0.joining == .stack }
  ) { $0.joining }
  private static let joiningRefusal: Field<MultiCollector, Tree> = Field(
    "cat_results", .any, default: .none, "None: batches are not joined.", labelOnly: true
  ) { _ in Tree.none }
  private static let options: @Sendable (MultiCollector) -> CollectorOptions? = { $0.options }
  private static func fields(isSync: Bool) -> [any ComponentField] {
    let own: [any ComponentField] = [makerFunctions, policy, workerCount, CollectorOptions.factories.of(options)]
    let further: [any ComponentField] = [
      CollectorOptions.resetsWhenDone.of(options),
      Accepted.flag("update_at_each_batch", default: false, "workers share the policy"),
      Accepted.anything("preemptive_threshold", "no worker is interrupted"), isSync ? joiningName : joiningRefusal,
    ]
    return own + [framesPerBatch] + CollectorOptions.collecting(severalWorkers: true, options) + further
      + CollectorOptions.storing(options) + [initialization] + CollectorOptions.hooks(options)
  }

  private static func places(
    _ name: String, _ summary: String, _ get: @escaping @Sendable (CollectorOptions) -> Device?
  ) -> any ComponentAttribute {
    Attribute<MultiCollector>(name, summary) { collector in
      let device = CollectorAttributes.place(get(collector.options) ?? collector.options.device)
      return .tuple(collector.workers.map { _ in device })
    }
  }
  private static let attributes: [any ComponentAttribute] = [
    Attribute<MultiCollector>("requested_frames_per_batch", "Steps in a batch of all workers.") {
      .int($0.options.framesPerBatch)
    },
    Attribute<MultiCollector>("policy_factory", "Per worker: the function that makes its policy, or None.") {
      collector in
      let factories = collector.options.policyFactories
      return .list(
        collector.workers.indices.map { factories.isEmpty ? .none : .object(factories[min($0, factories.count - 1)]) })
    },
    Attribute<MultiCollector>("create_env_kwargs", "Per worker: the labelled arguments of its function.") { collector in
      (try? collector.options.makerArguments.spread(over: collector.workers.count)).map { .list($0.map(\.tree)) }
    },
    places("storing_device", "Per worker: where batches say they are, or None.", \.storingDevice),
    places("policy_device", "Per worker: where the policy computes, or None.", \.policyDevice),
    places("env_device", "Per worker: where the environment's data is, or None.", \.environmentDevice),
  ]

  public static let syncSpec = multi(
    "multi_sync_collector", "MultiSyncCollector", also: ["MultiSyncDataCollector"],
    "Collects from several environments at once, and joins their batches.", isSync: true,
    prints: "torch.Size([2, 5])")
  public static let asyncSpec = multi(
    "multi_async_collector", "MultiAsyncCollector",
    also: ["MultiaSyncCollector", "MultiaSyncDataCollector", "MultiAsyncDataCollector"],
    "Collects from several environments, and gives their batches in turn.", isSync: false,
    prints: "torch.Size([10])")

  private static func multi(
    _ name: String, _ className: String, also aliases: [String], _ summary: String, isSync: Bool, prints output: String
  ) -> ComponentSpec {
    ComponentSpec(
      .collector, name, className, parent: "MultiCollector", also: aliases, summary,
      fields: fields(isSync: isSync),
      attributes: attributes,
      examples: [
        Example(
          """
          make = () -> gym("CartPole-v1"); c = \(name)([make, make], None, frames_per_batch: 10, total_frames: 10)
          for data in c { print(data.batch_size) }
          """, prints: output)
      ]
    ) { (arguments) throws(Failure) -> any TreeObject in
      var makers = try arguments[makerFunctions]
      let count = try arguments[workerCount]
      if !makers.isList, let count {
        try Memory.demand(count, of: 4096, "environments", argument: "num_workers")
        makers.items = Array(repeating: makers.items[0], count: max(count, 0))
      }
      let frames = try arguments[framesPerBatch]
      var options = try CollectorOptions(arguments, framesPerBatch: Counts.clamped(Counts.sum(frames.items)))
      if frames.isList { options.framesPerWorker = frames.items }
      let initialization = try arguments[initialization]
      let labels = try options.makerArguments.spread(over: makers.items.count)
      var environments: [any Environment] = []
      for (maker, labelled) in zip(makers.items, labels) {
        _ = try initialization?.call([])
        environments.append(try maker.make(labelled, "create_env_fn"))
      }
      makers.source = EnvironmentMakers.listSource(environments)
      if !isSync, case let given = try arguments[joiningRefusal], !given.isEqual(to: .none) {
        throw .value("cat_results is for multi_sync_collector, got \(given.article)", argument: "cat_results")
      }
      let joining = isSync ? try arguments[joiningName] ?? .stack : .none
      var policies = try arguments[policy]
      if let made = try options.madePolicies(isGiven: policies.items.contains { $0 != nil }) {
        policies = PolicyChoice(items: made, isList: made.count > 1)
      }
      return try MultiCollector(
        environments, policies, options, joining: joining, makers: makers, initialization: initialization)
    }
  }

  /// Steps of a worker in a batch.
  /// - Throws: `IndexError` where there is no such worker.
  public func frames(ofWorker index: Int?) throws(Failure) -> Int {
    let index = index ?? 0
    guard workers.indices.contains(index) else {
      throw .index("expected a worker of 0 ... \(workers.count - 1), got \(index)", argument: "worker_idx")
    }
    return steps[index] * max(1, workers[index].environment.batchSize.numel)
  }
}
