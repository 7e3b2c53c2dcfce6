import Catalog
import Environments
import ReplayBuffers
import Tensors

/// The constructors of environments, policies, collectors and specs, made of their declarations, and functions over
/// steps.
enum EnvironmentBuiltins {
  static let all: [Builtin] =
    (EnvironmentComponents.environments + EnvironmentComponents.policies + EnvironmentComponents.collectors)
    .flatMap(BufferBuiltins.constructors) + steps + EnvironmentComponents.specs.flatMap(BufferBuiltins.constructors)

  private static let steps: [Builtin] = [
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
        .optional(
          "done_key", .key, "The end mark that numbers them otherwise; None for \"done\".", labelOnly: true),
        .optional(
          "as_nested", .bool, default: "False", "Only False: there are no nested tensors.", labelOnly: true),
      ], returns: "tensordict",
      examples: [
        Example(
          "td = tensordict({\"x\": arange(3), (\"next\", \"done\"): tensor([False, True, True])}, [3]); print(split_trajectories(td)[\"x\"])",
          prints: "tensor([[0, 1],\n        [2, 0]])")
      ]
    ) { call in
      guard try !call.bool("as_nested", default: false) else {
        throw Failure(.notImplemented, "expected False for 'as_nested', got True", argument: "as_nested")
      }
      return .object(
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
        guard let key = value.nestedKey else { throw Failure.mismatch(name, .keys, value) }
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
}
