import Catalog
import ReplayBuffers
import Tensors

extension GymEnvironment {
  static let environmentName: Field<GymEnvironment, String> = Field(
    "env_name", .string.written { "\"\($0)\"" },
    "CartPole-v1, Pendulum-v1, MountainCar-v0, MountainCarContinuous-v0, Acrobot-v1 or CartPole-v0."
  ) { $0.name }
  static let fromPixels: Field<GymEnvironment, Bool> = Field(
    "from_pixels", .bool, default: false, "Gives pictures under \"pixels\".", labelOnly: true
  ) { $0.options.fromPixels }
  static let pixelsOnly: Field<GymEnvironment, Bool> = Field(
    "pixels_only", .bool, default: true, "With pictures, leaves the observation out.", labelOnly: true
  ) { $0.options.pixelsOnly }
  static let categoricalActions: Field<GymEnvironment, Bool> = Field(
    "categorical_action_encoding", .bool, default: false, "Discrete actions are numbers, not one-hot vectors.",
    labelOnly: true, attribute: .hidden
  ) { $0.options.categoricalActions }
  static let frameSkip: Field<GymEnvironment, Int> = Field(
    "frame_skip", .int, default: 1, "Times that each action is taken.", labelOnly: true
  ) { $0.options.frameSkip }
  static let deviceName: Field<GymEnvironment, Device?> = Field(
    "device", .optional(.device), default: nil, "\"cpu\", or None for data that does not say where it is.",
    labelOnly: true, attribute: .hidden
  ) { $0.device }
  static let noBatch: Field<GymEnvironment, [Int]?> = .accepted(
    "batch_size", .optional(.shape.only([], "num_workers makes several environments")), default: nil,
    "Only []: num_workers makes several environments.", labelOnly: true)
  static let workers: Field<GymEnvironment, Int> = .accepted(
    "num_workers", .int, default: 1, "With more than 1, the parallel_env of as many such environments.",
    labelOnly: true)

  public static let spec: ComponentSpec = ComponentSpec(
    .environment, "gym", "GymEnv", parent: "GymWrapper", "One of gymnasium's classic-control environments.",
    fields: [
      environmentName, categoricalActions, fromPixels, pixelsOnly, frameSkip, deviceName, noBatch,
      Accepted.flag("allow_done_after_reset", default: false, "no episode is done right after a reset"),
    ] + Accepted.environment + [
      Accepted.anything("policy", "no policy needs transforms"),
      Field<Any, Int>.accepted(
        "num_envs", .int.only(0, "num_workers makes several"), default: 0, "Only 0: num_workers makes several.",
        labelOnly: true), workers,
      Accepted.optionalFlag("disable_env_checker"), Accepted.anything("missing_obs_value"),
      Accepted.onlyFalse("native_autoreset", "step_and_maybe_reset() resets what is done"),
      Accepted.flag("convert_actions_to_numpy", default: true),
    ],
    examples: [
      Example(
        "env = gym(\"CartPole-v1\"); env.set_seed(0); print(env, env.reset()[\"observation\"])",
        prints: "gym(\"CartPole-v1\") tensor([0.0313, 0.0413, 0.0107, 0.0229])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    var options = GymOptions()
    options.fromPixels = try arguments[fromPixels]
    options.pixelsOnly = try arguments[pixelsOnly]
    options.categoricalActions = try arguments[categoricalActions]
    options.frameSkip = try arguments[frameSkip]
    options.device = try arguments[deviceName]
    let (name, count) = (try arguments[environmentName], try arguments[workers])
    guard count > 1 else { return try GymEnvironment(name, options) }
    try Memory.demand(count, of: 4096, "environments", argument: "num_workers")
    var environments: [any Environment] = []
    for _ in 0..<count { environments.append(try GymEnvironment(name, options)) }
    return try BatchedEnvironment(environments, isParallel: true)
  }
}
