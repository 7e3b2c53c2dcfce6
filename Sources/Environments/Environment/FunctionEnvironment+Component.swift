import Catalog
import ReplayBuffers
import Tensors

extension FunctionEnvironment {
  static let resetFunction: Field<FunctionEnvironment, any Callback> = Field(
    "reset", .function, "Starts an episode: gives a tensordict of observations; may take the data before.",
    attribute: .hidden
  ) { $0.origin?.reset }
  static let stepFunction: Field<FunctionEnvironment, any Callback> = Field(
    "step", .function,
    "Takes a tensordict with the action; gives one of the next observation, \"reward\" and \"done\".",
    attribute: .hidden
  ) { $0.origin?.step }
  static let actionSpec: Field<FunctionEnvironment, Spec> = Field(
    "action_spec", .spec, "The actions.", attribute: .hidden
  ) {
    $0.origin?.action
  }

  private static func group(
    _ name: String, _ summary: String, _ get: @escaping @Sendable (Origin) -> Spec?
  ) -> Field<FunctionEnvironment, Spec?> {
    Field(
      name, .optional(.spec), default: nil, summary, attribute: .hidden,
      implied: { environment in environment.origin.map { get($0) == nil } ?? true }
    ) { environment in environment.origin.flatMap(get) }
  }
  static let observationSpec = group(
    "observation_spec", "The observations; by default what the first reset gives.", \.observation)
  static let rewardSpec = group("reward_spec", "The reward; one float32 by default.", \.reward)
  static let doneSpec = group("done_spec", "The end marks; done, terminated and truncated by default.", \.done)
  static let leadingSizes: Field<FunctionEnvironment, Shape> = Field(
    "batch_size", .sizes, default: [], shownAs: "[]", "The leading dimensions of all data.", attribute: .hidden
  ) { $0.batchSize }
  static let seedFunction: Field<FunctionEnvironment, (any Callback)?> = Field(
    "set_seed", .optional(.function), default: nil, "Called with a seed.", attribute: .hidden,
    implied: { $0.origin?.seed == nil }
  ) { $0.origin?.seed }

  public static let spec: ComponentSpec = ComponentSpec(
    .environment, "environment", "environment", "An environment made of functions of the script.",
    fields: [
      resetFunction, stepFunction, actionSpec, observationSpec, rewardSpec, doneSpec, leadingSizes, seedFunction,
    ],
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
  ) { (arguments) throws(Failure) -> any TreeObject in
    var origin = Origin(
      reset: try arguments[resetFunction], step: try arguments[stepFunction], action: try arguments[actionSpec])
    origin.seed = try arguments[seedFunction]
    origin.observation = try arguments[observationSpec]
    origin.reward = try arguments[rewardSpec]
    origin.done = try arguments[doneSpec]
    let batch = try arguments[leadingSizes]
    return try FunctionEnvironment(
      functions(origin, batch), batchSize: batch, action: origin.action.composite(under: "action", batch),
      observation: origin.observation?.composite(under: "observation", batch),
      reward: origin.reward?.composite(under: "reward", batch), done: origin.done?.composite(under: "done", batch),
      origin: origin)
  }

  private static func functions(_ origin: Origin, _ batch: Shape) -> Functions {
    @Sendable func data(_ answer: Tree, _ name: String) throws(Failure) -> TensorDict {
      guard case .tensordict(let data) = answer else {
        throw .type("expected the \(name) function to return a tensordict, got \(answer.article)")
      }
      return data
    }
    let (reset, step) = (origin.reset, origin.step)
    let takesData = ((reset as? any LabelledCallback)?.parameterCount ?? 0) > 0
    var functions = Functions(
      reset: { (before) throws(Failure) in
        try data(try reset.call(takesData ? [.tensordict(before ?? TensorDict(batchSize: batch))] : []), "reset")
      },
      step: { (before) throws(Failure) in try data(try step.call([.tensordict(before)]), "step") })
    if let seed = origin.seed {
      functions.seed = { (number) throws(Failure) in _ = try seed.call([.int(number)]) }
    }
    return functions
  }
}

extension Spec {
  /// A spec of several keys; one of a single tensor gets the key.
  fileprivate func composite(under key: NestedKey, _ batchSize: Shape) -> CompositeSpec {
    switch self {
    case .composite(let composite): composite
    case .leaf(let leaf): CompositeSpec(shape: batchSize, [(key, .leaf(leaf))])
    }
  }
}
