import Catalog
import Tensors

/// The declaration of hindsight buffers (TorchRL's `HERReplayBuffer`).
extension ReplayBuffer {
  private static func field<Value>(
    _ name: String, _ kind: FieldKind<Value>, default standard: Value, _ summary: String,
    _ get: @escaping @Sendable (Hindsight.Options) -> Value
  ) -> Field<ReplayBuffer, Value> {
    Field(name, kind, default: standard, summary, labelOnly: true) { $0.options.hindsight.map { get($0.options) } }
  }

  private static let rewardFunction: Field<ReplayBuffer, any Callback> = Field(
    "reward_fn", .function, "Gives the rewards of relabelled items, a tensordict, as a tensor."
  ) { $0.options.hindsight?.options.rewardFunction }
  private static let ratio = field(
    "her_ratio", .number, default: 0.8, "The share of a batch that is relabelled.", \.ratio)
  private static let strategy: Field<ReplayBuffer, Hindsight.Strategy> = field(
    "strategy", .choice(), default: .future,
    "Which achieved goal is taken: of a later step, the last one, any of the episode, any of the buffer.", \.strategy)
  private static let goalKey = field(
    "goal_key", .key, default: "desired_goal", "Where the goal is.", \.goalKey)
  private static let achievedGoalKey = field(
    "achieved_goal_key", .key, default: "achieved_goal", "Where the achieved goal is.", \.achievedGoalKey)
  private static let rewardKey = field(
    "reward_key", .key, default: ["next", "reward"], "Where the reward is.", \.rewardKey)
  private static let endKey = field(
    "end_key", .key, default: ["next", "done"], "Where an episode's end is marked.", \.endKey)

  public static let hindsightSpec: ComponentSpec = ComponentSpec(
    .buffer, "her_buffer", "HERReplayBuffer", parent: "TensorDictReplayBuffer",
    "A replay buffer of tensordicts that replaces desired goals by goals that were achieved later.",
    fields: [rewardFunction, ratio, strategy, goalKey, achievedGoalKey, rewardKey, endKey, samplerField, priorityKey]
      + commonBehindSampler,
    examples: [
      Example(
        "rb = her_buffer(td -> td[\"achieved_goal\"], her_ratio: 1.0, strategy: \"final\", storage: ram(5), batch_size: 4)\n"
          + "rb.extend(tensordict({\"desired_goal\": zeros(3), \"achieved_goal\": arange(3.0), (\"next\", \"reward\"): "
          + "zeros(3), (\"next\", \"done\"): tensor([False, False, True])}, [3]))\nprint(rb.sample()[\"desired_goal\"])",
        prints: "tensor([2., 2., 2., 2.])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    var options = try Options(arguments)
    var hindsight = Hindsight.Options(try arguments[rewardFunction])
    hindsight.ratio = try arguments[ratio]
    hindsight.strategy = try arguments[strategy]
    hindsight.goalKey = try arguments[goalKey]
    hindsight.achievedGoalKey = try arguments[achievedGoalKey]
    hindsight.rewardKey = try arguments[rewardKey]
    hindsight.endKey = try arguments[endKey]
    options.hindsight = try Hindsight(hindsight)
    return try ReplayBuffer(.hindsight, options)
  }
}
