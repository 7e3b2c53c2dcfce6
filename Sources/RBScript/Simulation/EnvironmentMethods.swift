import Catalog
import Environments
import ReplayBuffers
import Tensors

/// The methods of environments and collectors.
enum EnvironmentMethods {
  private static let setup = "manual_seed(0); env = gym(\"CartPole-v1\"); env.set_seed(0); "

  private static func method(
    _ name: String, _ summary: String, _ parameters: [Parameter] = [], returns: String = "", _ example: String,
    prints output: String, _ body: @escaping @Sendable (any Environment, Call) throws -> Value
  ) -> Builtin {
    Builtin(
      name, summary, parameters, returns: returns, examples: [Example(setup + example, prints: output)]
    ) { call in
      guard let object = call.receiver.object(EnvironmentObject.self) else {
        throw Failure.type("expected an environment before the dot")
      }
      return try body(object.environment, call)
    }
  }

  private static func value(_ data: TensorDict) -> Value { .object(TensorDictObject(data)) }
  private static let data = Parameter("tensordict", .tensordict, "The data, with the action.")
  private static let optionalData = Parameter.optional("tensordict", .tensordict, "The data to write into.")

  static let all: [Builtin] = stepping + parts + sizes

  private static let stepping: [Builtin] = [
    method(
      "reset", "Starts a new episode.",
      [
        .optional(
          "tensordict", .tensordict, "Gets the fresh values; \"_reset\" in it marks which elements start anew."),
        .optional("seed", .int, "Seeds the environment first.", labelOnly: true),
        .optional("select_reset_only", .bool, default: "False", "Hides all but \"_reset\" from it.", labelOnly: true),
      ], returns: "the data", "print(env.reset()[\"observation\"])", prints: "tensor([0.0313, 0.0413, 0.0107, 0.0229])"
    ) { environment, call in
      let before = try call.optionalTensordict("tensordict")
      if let seed = try call.optionalInt("seed") { _ = try environment.setSeed(seed, isStatic: true) }
      return value(try environment.reset(before, marksOnly: try call.bool("select_reset_only", default: false)))
    },
    method(
      "step", "Takes the action in the data, and fills its \"next\".", [data], returns: "the same tensordict",
      "td = env.reset(); td[\"action\"] = tensor([1, 0]); print(env.step(td)[\"next\", \"reward\"])",
      prints: "tensor([1.])"
    ) { environment, call in value(try environment.step(try TensorDictMethods.tensordict(call, "tensordict"))) },
    method(
      "step_and_maybe_reset", "A step, and the data before the following one, reset where this one is done.", [data],
      returns: "a tuple of both",
      "td, following = env.step_and_maybe_reset(env.rand_action(env.reset())); print(following[\"observation\"])",
      prints: "tensor([ 0.0322, -0.1540,  0.0111,  0.3190])"
    ) { environment, call in
      let (data, following) = try environment.stepAndMaybeReset(try TensorDictMethods.tensordict(call, "tensordict"))
      return .tuple([value(data), value(following)])
    },
    method(
      "maybe_reset", "Resets what is done.", [data], returns: "the data",
      "print(env.maybe_reset(env.reset())[\"done\"])", prints: "tensor([False])"
    ) { environment, call in value(try environment.maybeReset(try TensorDictMethods.tensordict(call, "tensordict"))) },
    method(
      "step_mdp", "The data before the following step: what was observed in \"next\".", [data], returns: "a tensordict",
      "print(env.step_mdp(env.rand_step(env.reset()))[\"observation\"])",
      prints: "tensor([ 0.0322, -0.1540,  0.0111,  0.3190])"
    ) { environment, call in value(try environment.advance(try TensorDictMethods.tensordict(call, "tensordict"))) },
    method(
      "rand_action", "Draws a random action.", [optionalData], returns: "the data with it",
      "print(env.rand_action()[\"action\"])", prints: "tensor([1, 0])"
    ) { environment, call in value(try environment.randomAction(try call.optionalTensordict("tensordict"))) },
    method(
      "rand_step", "A step with a random action.", [optionalData], returns: "the data",
      "print(env.rand_step(env.reset())[\"next\", \"done\"])", prints: "tensor([False])"
    ) { environment, call in
      value(try environment.step(try environment.randomAction(try call.optionalTensordict("tensordict"))))
    },
    method(
      "rollout", "Steps with a policy, and stacks the data along time.",
      [
        Parameter("max_steps", .int, "The most steps."),
        .optional("policy", .function, "A function from tensordict to tensordict; random actions by default."),
        .optional("callback", .function, "Called with the environment and the data after each step."),
        .optional("actions", .any, "Actions to take instead of a policy's: a list or a tensor.", labelOnly: true),
        .optional("auto_reset", .bool, default: "True", "Resets first.", labelOnly: true),
        .optional("auto_cast_to_device", .bool, default: "False", "Accepted for TorchRL's sake.", labelOnly: true),
        .optional("break_when_any_done", .bool, "Ends where an element is done; so by default.", labelOnly: true),
        .optional("break_when_all_done", .bool, "Ends where all elements were done.", labelOnly: true),
        .optional("return_contiguous", .bool, "Accepted for TorchRL's sake.", labelOnly: true),
        .optional("tensordict", .tensordict, "What is reset, or where it starts.", labelOnly: true),
        .optional("set_truncated", .bool, default: "False", "Marks the last step as truncated.", labelOnly: true),
        .optional("trust_policy", .bool, default: "False", "Accepted for TorchRL's sake.", labelOnly: true),
      ], returns: "the stacked data", "print(env.rollout(200)[\"action\"].sum(0))", prints: "tensor([ 4, 10])"
    ) { environment, call in try rollout(environment, call) },
    method(
      "set_seed", "Seeds the environment, and starts an episode.",
      [
        .optional("seed", .int, "At least 0; None for one of the system."),
        .optional("static_seed", .bool, default: "False", "Gives back the same seed."),
      ], returns: "a seed for the next environment", "print(env.set_seed(0))", prints: "795726461"
    ) { environment, call in
      let following = try environment.setSeed(
        try call.optionalInt("seed"), isStatic: try call.bool("static_seed", default: false))
      return following.map { .int($0) } ?? .none
    },
    method(
      "close", "Ends the environment.",
      [.optional("raise_if_closed", .bool, default: "True", "Complains where it is closed already.", labelOnly: true)],
      "env.close(); print(env.is_closed)", prints: "True"
    ) { environment, call in
      let isGym = environment is GymEnvironment
      try environment.close(complains: try call.bool("raise_if_closed", default: !isGym) && !isGym)
      return .none
    },
  ]

  private static func rollout(_ environment: any Environment, _ call: Call) throws -> Value {
    var options = RolloutOptions()
    let any = try call.optionalBool("break_when_any_done")
    options.breakWhenAllDone = try call.optionalBool("break_when_all_done") ?? false
    options.breakWhenAnyDone = any ?? !options.breakWhenAllDone
    if options.breakWhenAllDone, options.breakWhenAnyDone {
      throw Failure.type("a rollout cannot break both when any and when all are done", argument: "break_when_all_done")
    }
    options.autoReset = try call.bool("auto_reset", default: true)
    options.setTruncated = try call.bool("set_truncated", default: false)
    let callback = call.has("callback") ? ScriptFunction(try call.callable("callback"), call.interpreter) : nil
    var policy = try call.policy("policy")
    if call.has("actions") {
      guard policy == nil else {
        throw Failure.value("a rollout takes a policy or actions, not both", argument: "actions")
      }
      let actions = try call.array("actions").map { value in
        guard let tensor = value.asTensor else { throw call.wrong("actions", expected: "tensors") }
        return tensor
      }
      policy = ActionSequence(actions, key: environment.actionKeys.first ?? "action")
    }
    let result = try environment.rollout(
      try call.int("max_steps"), policy: policy, from: try call.optionalTensordict("tensordict"),
      options: options
    ) { (data) throws(Failure) in
      _ = try callback?.call([.object(environment), .tensordict(data)])
    }
    return value(result)
  }

  private static let parts: [Builtin] = [
    method(
      "append_transform", "Adds a transform, or a function, behind the others; a plain environment gets its first one.",
      [Parameter("transform", .either([.object("transform"), .function]), "A transform or a function.")],
      returns: "the transformed environment",
      "t = transformed_env(env); t.append_transform(td -> td.set(\"a\", ones(1))); print(t.reset()[\"a\"])",
      prints: "tensor([1.])"
    ) { environment, call in
      guard let transform = try call.transform("transform") else { return call.receiver }
      guard let transformed = environment as? TransformedEnvironment else {
        return .object(EnvironmentObject(try TransformedEnvironment(environment, [transform])))
      }
      try transformed.append(transform)
      return call.receiver
    },
    method(
      "fake_tensordict", "Zeros in the shapes of a step's data.", returns: "a tensordict",
      "print(env.fake_tensordict()[\"next\", \"reward\"])", prints: "tensor([0.])"
    ) { environment, _ in
      let specs = environment.specs
      let result = TensorDict(batchSize: environment.batchSize, device: environment.device)
      for group in [specs.state, specs.action, specs.observation, specs.done] {
        for (key, spec) in group.leaves { try result.set(key, try spec.zero()) }
      }
      for group in [specs.observation, specs.reward, specs.done] {
        for (key, spec) in group.leaves { try result.set(NestedKey(["next"] + key.path), try spec.zero()) }
      }
      return value(result)
    },
  ]

  private static let sizes: [Builtin] = [
    method(
      "numel", "How many elements its batch has.", returns: "int",
      "print(env.numel(), serial_env(3, () -> gym(\"CartPole-v1\")).numel())", prints: "1 3"
    ) { environment, _ in .int(environment.batchSize.numel) },
    method(
      "ndimension", "How many leading dimensions its data has.", returns: "int", "print(env.ndimension())", prints: "0"
    ) { environment, _ in .int(environment.batchSize.count) },
  ]

  /// Of environments that draw pictures.
  static let pictures: [Builtin] = [
    method(
      "render", "The picture of the present state: height, width, RGB, uint8.", returns: "a tensor",
      "env.reset(); print(env.render().shape)", prints: "torch.Size([400, 600, 3])"
    ) { environment, _ in
      var inner = environment
      while let transformed = inner as? TransformedEnvironment { inner = transformed.base }
      guard let gym = inner as? GymEnvironment else {
        throw Failure.runtime("\(environment.text) draws no pictures", help: "gym(…) does")
      }
      return .tensor(try gym.render())
    }
  ]

  /// Of environments seen through transforms.
  static let transformed: [Builtin] = [
    method(
      "insert_transform", "Puts a transform at a place among the others of a transformed environment.",
      [
        Parameter("index", .int, "The place; negative ones count from the end."),
        Parameter("transform", .either([.object("transform"), .function]), "A transform or a function."),
      ], returns: "the environment",
      "t = transformed_env(env); t.insert_transform(0, td -> td.set(\"a\", ones(1))); print(t.reset()[\"a\"])",
      prints: "tensor([1.])"
    ) { environment, call in
      if let transform = try call.transform("transform") {
        try (environment as? TransformedEnvironment)?.insert(transform, at: try call.int("index"))
      }
      return call.receiver
    }
  ]

  // MARK: collectors

  private static func collector(
    _ name: String, _ summary: String, _ parameters: [Parameter] = [], returns: String = "", _ example: String,
    prints output: String, _ body: @escaping @Sendable (any DataCollector, Call) throws -> Value
  ) -> Builtin {
    let setup =
      "manual_seed(0); env = gym(\"CartPole-v1\"); env.set_seed(0); c = collector(env, None, frames_per_batch: 20); "
    return Builtin(
      name, summary, parameters, returns: returns, examples: [Example(setup + example, prints: output)]
    ) { call in
      guard let object = call.receiver.object(CollectorObject.self) else {
        throw Failure.type("expected a collector before the dot")
      }
      return try body(object.collector, call)
    }
  }

  static let collector: [Builtin] = [
    collector(
      "next", "Collects one batch; None at the end, or where it went into the buffer.", [], returns: "the batch",
      "print(c.next().batch_size)", prints: "torch.Size([20])"
    ) { collector, _ in
      // TorchRL's next() leaves out where the batch is, which its loop tells.
      guard case .batch(let batch)? = try collector.next() else { return .none }
      return value(batch.device == nil ? batch : batch.to(device: nil))
    },
    collector(
      "reset", "Starts all episodes anew.", [], "c.reset(); print(c.next()[\"collector\", \"traj_ids\"][0])",
      prints: "tensor(1)"
    ) { collector, _ in
      try collector.reset()
      return .none
    },
    collector(
      "set_seed", "Seeds the environments; with several workers, their streams too, and starts all episodes anew.",
      [
        Parameter("seed", .int, "At least 0."),
        .optional("static_seed", .bool, default: "False", "The same seed for all."),
      ], returns: "a seed for the next environment", "print(c.set_seed(0))", prints: "795726461"
    ) { collector, call in
      let following = try collector.setSeed(
        try call.int("seed"), isStatic: try call.bool("static_seed", default: false))
      return following.map { .int($0) } ?? .none
    },
    collector(
      "shutdown", "Closes the environments.", [], "c.shutdown(); print(env.is_closed)", prints: "True"
    ) { collector, _ in
      try collector.shutdown()
      return .none
    },
    collector(
      "update_policy_weights_",
      "Gives the policy its next number, where that is tracked: a policy is shared with its workers here.",
      [.optional("policy_or_weights", .any, "Ignored.")], "print(c.update_policy_weights_())", prints: "None"
    ) { collector, _ in
      collector.incrementVersion()
      return .none
    },
    collector(
      "increment_version", "Gives the policy its next number, where that is tracked.", [],
      "c.increment_version(); print(c.policy_version)", prints: "None"
    ) { collector, _ in
      collector.incrementVersion()
      return .none
    },
  ]

  /// Of collectors with one worker.
  static let singleCollector: [Builtin] = [
    collector(
      "rollout", "Collects one batch.", [], returns: "the batch", "print(c.rollout().batch_size)",
      prints: "torch.Size([20])"
    ) { collector, _ in try collector.next().map { Value($0) } ?? .none }
  ]

  /// Of collectors with several workers.
  static let multiCollector: [Builtin] = [
    Builtin(
      "frames_per_batch_worker", "The steps of one worker in a batch.",
      [.optional("worker_idx", .int, "Which worker; None for the first.", labelOnly: true)], returns: "int",
      examples: [
        Example(
          "make = () -> gym(\"CartPole-v1\"); c = multi_sync_collector([make, make], frames_per_batch: 7); "
            + "print(c.frames_per_batch_worker())", prints: "4")
      ]
    ) { call in
      guard let collector = call.receiver.object(CollectorObject.self)?.collector as? MultiCollector else {
        throw Failure.type("expected a collector of several workers before the dot")
      }
      return .int(try collector.frames(ofWorker: try call.optionalInt("worker_idx")))
    }
  ]
}
