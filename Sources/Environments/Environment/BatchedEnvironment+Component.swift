import Catalog
import ReplayBuffers
import Tensors

extension BatchedEnvironment {
  static let workerCount: Field<BatchedEnvironment, Int> = Field("num_workers", .int, "How many, at least 1.") {
    $0.environments.count
  }
  static let makerFunctions: Field<BatchedEnvironment, EnvironmentMakers> = Field(
    "create_env_fn", .makers, "Makes one; or a list of as many functions.", aliases: ["create_env"]
  ) { $0.makers }
  static let makerLabels: Field<BatchedEnvironment, [LabelledArguments]> = Field(
    "create_env_kwargs", .labelledArguments, default: [], shownAs: "None",
    "Labelled arguments for create_env_fn, as a dict; or a list of dicts, one for each.", labelOnly: true,
    showing: .never
  ) { $0.makerArguments }
  static let deviceName: Field<BatchedEnvironment, Device?> = Field(
    "device", .optional(.device), default: nil, "\"cpu\", or None for what the environments say.", labelOnly: true,
    attribute: .hidden, implied: { $0.device == $0.environments[0].device }
  ) { $0.device }
  static let serialForSingle: Field<BatchedEnvironment, Bool> = Field(
    "serial_for_single", .bool, default: false, "A parallel_env of 1 environment is a serial_env.", labelOnly: true
  ) { $0.isSerialForSingle }

  private static let fields: [any ComponentField] =
    [
      workerCount, makerFunctions, makerLabels, Accepted.flag("pin_memory", default: false),
      Accepted.anything("share_individual_td"), Accepted.flag("shared_memory", default: true),
      Accepted.flag("memmap", default: false), Accepted.anything("policy_proof"), deviceName,
      Accepted.onlyFalse("allow_step_when_done", "an episode that is done starts anew first"),
      Accepted.anything("num_threads", "there are as many threads as processors"),
      Accepted.int("num_sub_threads", default: 1), serialForSingle, Accepted.flag("non_blocking", default: false),
      Accepted.anything("mp_start_method"), Accepted.anything("use_buffers"),
      Accepted.flag("metadata_from_workers", default: false), Accepted.flag("consolidate", default: true),
      Accepted.flag("daemon", default: false), Accepted.number("shutdown_timeout", default: 10),
    ] + Accepted.environment

  public static let serialSpec = batched(
    "serial_env", "SerialEnv", "Several environments as one, stepped one after the other.", isParallel: false)
  public static let parallelSpec = batched(
    "parallel_env", "ParallelEnv", "Several environments as one, stepped on threads.", isParallel: true)

  private static func batched(
    _ name: String, _ className: String, _ summary: String, isParallel: Bool
  ) -> ComponentSpec {
    ComponentSpec(
      .environment, name, className, parent: "BatchedEnvBase", summary, fields: fields,
      examples: [
        Example(
          "env = \(name)(3, () -> gym(\"CartPole-v1\")); print(env.reset().batch_size)", prints: "torch.Size([3])")
      ]
    ) { (arguments) throws(Failure) -> any TreeObject in try make(arguments, isParallel: isParallel) }
  }

  private static func make(_ arguments: Arguments, isParallel: Bool) throws(Failure) -> BatchedEnvironment {
    let count = try arguments[workerCount]
    guard count > 0 else {
      throw .unfit("num_workers", expected: "at least 1 environment", got: count)
    }
    var makers = try arguments[makerFunctions]
    if makers.isList {
      guard makers.items.count == count else {
        throw .value(
          "expected \(count) functions for 'create_env_fn', one per environment, got \(makers.items.count)",
          argument: "create_env_fn")
      }
    } else {
      try Memory.demand(count, of: 4096, "environments", argument: "num_workers")
      makers.items = Array(repeating: makers.items[0], count: count)
    }
    let labels = try arguments[makerLabels].spread(over: count)
    var made: [any Environment] = []
    for (maker, labelled) in zip(makers.items, labels) {
      let environment = try maker.make(labelled, "create_env_fn")
      guard !made.contains(where: { $0 === environment }) else {
        throw .unfit(
          "create_env_fn", expected: "another environment each time", got: "the same one twice",
          help: "pass a function: () -> \(environment.text)")
      }
      made.append(environment)
    }
    makers.source = EnvironmentMakers.source(made)
    let serialForSingle = try arguments[serialForSingle]
    let becomesSerial = isParallel && serialForSingle && count == 1
    return try BatchedEnvironment(
      made, isParallel: isParallel && !becomesSerial, makers: makers, arguments: labels,
      device: try arguments[deviceName], isSerialForSingle: serialForSingle && !becomesSerial)
  }
}
