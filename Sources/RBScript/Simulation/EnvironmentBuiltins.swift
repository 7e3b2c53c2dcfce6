import Catalog
import Environments
import ReplayBuffers
import Tensors

/// Constructors of environments, policies and collectors.
enum EnvironmentBuiltins {
  static let all: [Builtin] = environments + collectors + SpecBuiltins.all

  private static let environments: [Builtin] = [
    Builtin(
      "gym", aliases: ["GymEnv"], "One of gymnasium's classic-control environments.",
      [
        Parameter(
          "env_name", .string,
          "CartPole-v1, Pendulum-v1, MountainCar-v0, MountainCarContinuous-v0, Acrobot-v1 or CartPole-v0."),
        .optional("from_pixels", .bool, default: "False", "Gives pictures under \"pixels\".", labelOnly: true),
        .optional(
          "pixels_only", .bool, default: "True", "With pictures, leaves the observation out.", labelOnly: true),
        .optional(
          "categorical_action_encoding", .bool, default: "False", "Discrete actions are numbers, not one-hot vectors.",
          labelOnly: true),
        .optional("frame_skip", .int, default: "1", "Times that each action is taken.", labelOnly: true), .device,
      ], returns: "environment", makes: .environment,
      examples: [
        Example(
          "env = gym(\"CartPole-v1\"); env.set_seed(0); print(env, env.reset()[\"observation\"])",
          prints: "gym(\"CartPole-v1\") tensor([0.0313, 0.0413, 0.0107, 0.0229])")
      ]
    ) { call in
      try call.checkDevice()
      var options = GymOptions()
      options.fromPixels = try call.bool("from_pixels", default: false)
      options.pixelsOnly = try call.bool("pixels_only", default: true)
      options.categoricalActions = try call.bool("categorical_action_encoding", default: false)
      options.frameSkip = try call.optionalInt("frame_skip") ?? 1
      return .object(EnvironmentObject(try GymEnvironment(try call.string("env_name"), options)))
    },
    Builtin(
      "transformed_env", aliases: ["TransformedEnv"], "An environment seen through transforms.",
      [
        Parameter("base_env", .object("environment"), "The environment."),
        .optional("transform", .either([.object("transform"), .function]), "What is done to its data."),
        .optional("cache_specs", .bool, default: "True", "Accepted for TorchRL's sake."),
        .optional("auto_unwrap", .bool, "Accepted for TorchRL's sake.", labelOnly: true),
      ], returns: "environment", makes: .environment,
      examples: [
        Example(
          "env = transformed_env(gym(\"CartPole-v1\"), td -> td.set(\"one\", ones(1))); print(env.reset()[\"one\"])",
          prints: "tensor([1.])")
      ]
    ) { call in
      let transforms = try call.transform("transform").map { [$0] } ?? []
      return .object(EnvironmentObject(try TransformedEnvironment(try call.environment("base_env"), transforms)))
    },
    batched("serial_env", "SerialEnv", "Several environments as one, stepped one after the other.", false),
    batched("parallel_env", "ParallelEnv", "Several environments as one, stepped on threads.", true),
    Builtin(
      "environment", "An environment made of functions of the script.",
      [
        Parameter(
          "reset", .function, "Starts an episode: gives a tensordict of observations; may take the data before."),
        Parameter(
          "step", .function,
          "Takes a tensordict with the action; gives one of the next observation, \"reward\" and \"done\"."),
        Parameter("action_spec", .object("spec"), "The actions."),
        .optional("observation_spec", .object("spec"), "The observations; by default what the first reset gives."),
        .optional("reward_spec", .object("spec"), "The reward; one float32 by default."),
        .optional("done_spec", .object("spec"), "The end marks; done, terminated and truncated by default."),
        .optional("batch_size", .shape, default: "[]", "The leading dimensions of all data."),
        .optional("set_seed", .function, "Called with a seed."),
      ], returns: "environment", makes: .environment,
      examples: [
        Example(
          """
          env = environment(
            reset: () -> tensordict({"n": zeros(1)}),
            step: td -> tensordict({"n": td["n"] + td["action"], "reward": ones(1), "done": td["n"] >= 2}),
            action_spec: bounded_spec(1, 1, (1,)),
          )
          print(env.rollout(9)["next", "n"].squeeze(-1))
          """, prints: "tensor([1., 2., 3.])")
      ]
    ) { call in try scripted(call) },
    Builtin(
      "random_policy", aliases: ["RandomPolicy"], "A policy that draws actions from a spec.",
      [
        Parameter("action_spec", .object("spec"), "For instance env.action_spec."),
        .optional("action_key", .key, default: "\"action\"", "Where the action goes."),
      ], returns: "policy", makes: .policy,
      examples: [
        Example(
          "manual_seed(0); policy = random_policy(one_hot_spec(2)); print(policy(tensordict({}))[\"action\"])",
          prints: "tensor([ True, False])")
      ]
    ) { call in
      .object(
        PolicyObject(RandomPolicy(try call.spec("action_spec"), key: try call.optionalKey("action_key") ?? "action")))
    },
  ]

  private static func batched(_ name: String, _ alias: String, _ summary: String, _ isParallel: Bool) -> Builtin {
    Builtin(
      name, aliases: [alias], summary,
      [
        Parameter("num_workers", .int, "How many, at least 1."),
        Parameter("create_env_fn", .function, "Makes one; or a list of as many functions.", aliases: ["create_env"]),
        .optional("serial_for_single", .bool, default: "False", "Accepted for TorchRL's sake.", labelOnly: true),
        .optional("mp_start_method", .any, "Accepted for TorchRL's sake.", labelOnly: true), .device,
      ], returns: "environment", makes: .environment,
      examples: [
        Example(
          "env = \(name)(3, () -> gym(\"CartPole-v1\")); print(env.reset().batch_size)", prints: "torch.Size([3])")
      ]
    ) { call in
      let count = try call.int("num_workers")
      guard count > 0 else {
        throw Failure.value("\(name)() expects at least 1 environment, got \(count)", argument: "num_workers")
      }
      let makers: [Value]
      if let list = call["create_env_fn"].asList {
        makers = list.items
        guard makers.count == count else {
          throw Failure.value(
            "\(name)() expects \(count) functions, one per environment, got \(makers.count)", argument: "create_env_fn")
        }
      } else {
        try Memory.demand(count, of: 4096, "environments", argument: "num_workers")
        makers = Array(repeating: call["create_env_fn"], count: count)
      }
      var seen: [ObjectIdentifier] = []
      let made = try makers.map { maker in
        let environment = try call.environment(maker, "create_env_fn")
        guard !seen.contains(ObjectIdentifier(environment)) else {
          throw Failure.value(
            "\(name)() got the same environment twice", help: "pass a function: () -> \(environment.text)",
            argument: "create_env_fn")
        }
        seen.append(ObjectIdentifier(environment))
        return environment
      }
      return .object(
        EnvironmentObject(try BatchedEnvironment(made, isParallel: isParallel, source: "() -> \(made[0].text)")))
    }
  }

  private static func scripted(_ call: Call) throws -> Value {
    let interpreter = call.interpreter
    let batch = Shape(call.has("batch_size") ? try call.ints("batch_size") : [])
    let reset = ScriptFunction(try call.callable("reset"), interpreter)
    let step = ScriptFunction(try call.callable("step"), interpreter)
    let resetTakesData = (call["reset"].object(FunctionObject.self)?.code.signature.parameters.count ?? 0) > 0
    @Sendable func data(_ answer: Tree, _ name: String) throws(Failure) -> TensorDict {
      guard case .tensordict(let data) = answer else {
        throw .type("expected the \(name) function to return a tensordict, got \(Value(answer).type.article)")
      }
      return data
    }
    var functions = FunctionEnvironment.Functions(
      reset: { (before) throws(Failure) in
        let given = before.map { Tree.tensordict($0) } ?? Tree.tensordict(TensorDict(batchSize: batch))
        return try data(try reset.call(resetTakesData ? [given] : []), "reset")
      },
      step: { (before) throws(Failure) in try data(try step.call([.tensordict(before)]), "step") })
    if call.has("set_seed") {
      let seed = ScriptFunction(try call.callable("set_seed"), interpreter)
      functions.seed = { (number) throws(Failure) in _ = try seed.call([.int(number)]) }
    }
    guard let action = try call.composite("action_spec", key: "action", batchSize: batch) else {
      throw call.wrong("action_spec", expected: "a spec")
    }
    return .object(
      EnvironmentObject(
        try FunctionEnvironment(
          functions, batchSize: batch, action: action,
          observation: try call.composite("observation_spec", key: "observation", batchSize: batch),
          reward: try call.composite("reward_spec", key: "reward", batchSize: batch),
          done: try call.composite("done_spec", key: "done", batchSize: batch))))
  }

  // MARK: collectors

  private static let collecting: [Parameter] = [
    Parameter("frames_per_batch", .int, "Steps in a batch, counting each environment.", labelOnly: true),
    .optional("total_frames", .int, default: "-1", "Where it ends; -1 never.", labelOnly: true),
    .optional("max_frames_per_traj", .int, "The most steps of a trajectory.", labelOnly: true),
    .optional("init_random_frames", .int, "Frames at the beginning with random actions.", labelOnly: true),
    .optional(
      "reset_at_each_iter", .bool, default: "False", "Starts all episodes anew with every batch.", labelOnly: true),
    .optional(
      "postproc", .either([.object("transform"), .function]), "What is done to each batch.", labelOnly: true),
    .optional(
      "split_trajs", .bool, default: "False", "One padded row per trajectory, with a mask.", labelOnly: true),
    .optional(
      "track_traj_ids", .bool, default: "True", "Numbers trajectories under (\"collector\", \"traj_ids\").",
      labelOnly: true),
    .optional(
      "set_truncated", .bool, default: "False", "Marks the last step of a batch as truncated.", labelOnly: true),
    .optional(
      "replay_buffer", .object("buffer"), "Gets the batches; the loop then sees None.", labelOnly: true),
    .optional(
      "extend_buffer", .bool, default: "True", "Extends the buffer with batches, not step by step.", labelOnly: true),
    .optional("device", .any, "\"cpu\"; there is no other.", labelOnly: true),
    .optional("storing_device", .any, "\"cpu\"; there is no other.", labelOnly: true),
    .optional("policy_device", .any, "\"cpu\"; there is no other.", labelOnly: true),
    .optional("env_device", .any, "\"cpu\"; there is no other.", labelOnly: true),
    .optional("exploration_type", .any, "Accepted for TorchRL's sake.", labelOnly: true),
    .optional("return_same_td", .bool, default: "False", "Accepted for TorchRL's sake.", labelOnly: true),
    .optional("use_buffers", .bool, "Accepted for TorchRL's sake.", labelOnly: true),
    .optional("update_at_each_batch", .bool, default: "False", "Accepted for TorchRL's sake.", labelOnly: true),
  ]
  private static let policyParameter = Parameter.optional(
    "policy", .function, "A policy, or a function from tensordict to tensordict; random actions by default.")

  private static func options(_ call: Call) throws -> CollectorOptions {
    for name in ["device", "storing_device", "policy_device", "env_device"] { try call.checkDevice(name) }
    var options = CollectorOptions(framesPerBatch: try call.int("frames_per_batch"))
    if let total = try call.optionalInt("total_frames"), total >= 0 { options.totalFrames = total }
    options.maxFramesPerTrajectory = try call.optionalInt("max_frames_per_traj")
    options.initRandomFrames = try call.optionalInt("init_random_frames") ?? 0
    options.resetAtEachIteration = try call.optionalBool("reset_at_each_iter") ?? false
    options.splitTrajectories = try call.optionalBool("split_trajs") ?? false
    options.tracksTrajectories = try call.optionalBool("track_traj_ids") ?? true
    options.setTruncated = try call.optionalBool("set_truncated") ?? false
    options.extendsBuffer = try call.optionalBool("extend_buffer") ?? true
    options.postprocess = try call.transform("postproc")
    if call.has("replay_buffer") {
      guard let buffer = call["replay_buffer"].object(BufferObject.self) else {
        throw call.wrong("replay_buffer", expected: "a buffer")
      }
      options.buffer = buffer.buffer
    }
    return options
  }

  private static let collectors: [Builtin] = [
    Builtin(
      "collector", aliases: ["Collector", "SyncDataCollector"], "Collects batches of steps from an environment.",
      [
        Parameter(
          "create_env_fn", .object("environment"), "An environment, or a function that makes one.",
          aliases: ["env", "create_env"]), policyParameter,
      ] + collecting, returns: "collector", makes: .collector,
      examples: [
        Example(
          "manual_seed(0); env = gym(\"CartPole-v1\"); env.set_seed(0); c = collector(env, None, frames_per_batch: 20, total_frames: 40)\nfor data in c { print(data.batch_size, data[\"collector\", \"traj_ids\"].max()) }",
          prints: "torch.Size([20]) tensor(1)\ntorch.Size([20]) tensor(2)")
      ]
    ) { call in
      let policy = try call.policy("policy")
      return .object(
        CollectorObject(try Collector(try call.environment("create_env_fn"), policy, try options(call))))
    },
    multi(
      "multi_sync_collector", ["MultiSyncCollector", "MultiSyncDataCollector"],
      "Collects from several environments at once, and joins their batches.",
      [
        .optional(
          "cat_results", .any,
          "\"stack\" for a new first dimension of workers (the default), or a dimension to join along.",
          labelOnly: true)
      ], prints: "torch.Size([2, 5])"),
    multi(
      "multi_async_collector",
      ["MultiAsyncCollector", "MultiaSyncCollector", "MultiaSyncDataCollector", "MultiAsyncDataCollector"],
      "Collects from several environments, and gives their batches in turn.", [], prints: "torch.Size([10])"),
    Builtin(
      "step_mdp", "The data before the following step: what stands in \"next\", and, of the rest, what it lacks.",
      [
        Parameter("tensordict", .tensordict, "The data after a step."),
        .optional("next_tensordict", .tensordict, "Gets the result."),
        .optional("keep_other", .bool, default: "True", "Keeps other entries."),
        .optional("exclude_reward", .bool, default: "True", "Leaves rewards out."),
        .optional("exclude_done", .bool, default: "False", "Leaves end marks out."),
        .optional("exclude_action", .bool, default: "True", "Leaves actions out."),
        .optional("reward_keys", .keys, default: "\"reward\"", "Which are rewards."),
        .optional("done_keys", .keys, default: "\"done\"", "Which are end marks."),
        .optional("action_keys", .keys, default: "\"action\"", "Which are actions."),
      ], returns: "tensordict",
      examples: [
        Example(
          "env = gym(\"CartPole-v1\"); env.set_seed(0); td = env.rand_step(env.reset()); print(step_mdp(td).keys())",
          prints: "_StringKeys(dict_keys(['observation', 'done', 'terminated', 'truncated']))")
      ]
    ) { call in try stepData(call) },
    Builtin(
      "split_trajectories", "One padded row per trajectory, with a mask of what is data.",
      [
        Parameter("rollout_tensordict", .tensordict, "Steps, along the last batch dimension."),
        .optional(
          "prefix", .key, "Where \"traj_ids\" and \"mask\" are; \"collector\" if there is one.", labelOnly: true),
        .optional("trajectory_key", .key, "Where the trajectories' numbers are.", labelOnly: true),
        .optional("done_key", .key, default: "\"done\"", "The end mark that numbers them otherwise.", labelOnly: true),
      ], returns: "tensordict",
      examples: [
        Example(
          "td = tensordict({\"x\": arange(3), (\"next\", \"done\"): tensor([False, True, True])}, [3]); print(split_trajectories(td)[\"x\"])",
          prints: "tensor([[0, 1],\n        [2, 0]])")
      ]
    ) { call in
      .object(
        TensorDictObject(
          try Trajectories.split(
            try TensorDictMethods.tensordict(call, "rollout_tensordict"), prefix: try call.optionalKey("prefix"),
            trajectoryKey: try call.optionalKey("trajectory_key"), doneKey: try call.optionalKey("done_key"))))
    },
  ]

  private static func stepData(_ call: Call) throws -> Value {
    let data = try TensorDictMethods.tensordict(call, "tensordict")
    guard let next = data.tensordictIfPresent("next") else {
      throw Failure.key("there is no 'next' to go on from", help: "step() fills it", argument: "tensordict")
    }
    func keys(_ name: String) throws -> [NestedKey] {
      guard call.has(name) else { return [NestedKey(String(name.dropLast(5)))] }
      if let key = call[name].nestedKey { return [key] }
      return try call.array(name).map { value in
        guard let key = value.nestedKey else { throw call.wrong(name, expected: "keys") }
        return key
      }
    }
    var excluded: [NestedKey] = []
    if try call.bool("exclude_reward", default: true) { excluded += try keys("reward_keys") }
    if try call.bool("exclude_done", default: false) { excluded += try keys("done_keys") }
    let dropsAction = try call.bool("exclude_action", default: true)
    if dropsAction { excluded += try keys("action_keys") }
    var result = next.emptied()
    if try call.bool("keep_other", default: true) {
      result = data.exclude(["next"] + excluded)
    } else if !dropsAction {
      result = try data.select(try keys("action_keys"), strict: false)
    }
    try result.update(next.exclude(excluded))
    guard let target = try call.optionalTensordict("next_tensordict") else {
      return .object(TensorDictObject(result))
    }
    try target.update(result)
    return .object(TensorDictObject(target))
  }

  private static func multi(
    _ name: String, _ aliases: [String], _ summary: String, _ more: [Parameter], prints output: String
  ) -> Builtin {
    let isSync = !more.isEmpty
    return Builtin(
      name, aliases: aliases, summary,
      [
        Parameter("create_env_fn", .any, "A list of functions that make environments, one per worker."),
        .optional("policy", .any, "A policy for all, or a list with one per worker; random actions by default."),
      ] + collecting + more
        + [
          .optional("num_workers", .int, "How many, where there is one function.", labelOnly: true),
          .optional("preemptive_threshold", .number, "Accepted for TorchRL's sake.", labelOnly: true),
        ], returns: "collector", makes: .collector,
      examples: [
        Example(
          "make = () -> gym(\"CartPole-v1\"); c = \(name)([make, make], None, frames_per_batch: 10, total_frames: 10)\nfor data in c { print(data.batch_size) }",
          prints: output)
      ]
    ) { call in
      var makers = [call["create_env_fn"]]
      if let list = call["create_env_fn"].asList?.items ?? call["create_env_fn"].asTuple?.items {
        makers = list
      } else if let count = try call.optionalInt("num_workers") {
        try Memory.demand(count, of: 4096, "environments", argument: "num_workers")
        makers = Array(repeating: makers[0], count: max(count, 0))
      }
      let environments = try makers.map { try call.environment($0, "create_env_fn") }
      var policies: [(any Policy)?]
      if let list = call["policy"].asList?.items {
        policies = try list.map { try call.policy($0, "policy") }
        guard policies.count == environments.count else {
          throw Failure.value(
            "\(name)() expects \(environments.count) policies, one per worker, got \(policies.count)",
            argument: "policy")
        }
      } else {
        let policy = try call.policy("policy")
        policies = environments.map { _ in policy }
      }
      let joining = isSync ? try self.joining(call) : .none
      let source = "[" + environments.map { "() -> \($0.text)" }.joined(separator: ", ") + "]"
      return .object(
        CollectorObject(
          try MultiCollector(environments, policies, try options(call), joining: joining, source: source)))
    }
  }

  private static func joining(_ call: Call) throws -> MultiCollector.Joining {
    guard call.has("cat_results") else { return .stack }
    if call["cat_results"].asString == "stack" { return .stack }
    guard case .int(let dim) = call["cat_results"] else {
      throw call.wrong("cat_results", expected: "\"stack\" or a dimension")
    }
    return .cat(dim)
  }
}
