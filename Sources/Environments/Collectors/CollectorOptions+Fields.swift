import Catalog
import ReplayBuffers
import Tensors

/// The parameters that all collectors share, in TorchRL's order.
extension CollectorOptions {
  static let factories: Field<CollectorOptions, [any Callback]> = Field(
    "policy_factory", .functions, default: [], shownAs: "None", "A function that makes the policy.", labelOnly: true,
    attribute: .hidden, implied: \.policyFactories.isEmpty
  ) { $0.policyFactories }
  static let totalFrames: Field<CollectorOptions, Int> = Field(
    "total_frames", .int, default: -1, "Where it ends; -1 never.", labelOnly: true, attribute: .hidden
  ) { $0.totalFrames ?? -1 }
  static let device = place("device", "\"cpu\"; there is no other: stands for the three below.", \.device)
  static let storingDevice = place("storing_device", "\"cpu\": where batches say they are.", \.storingDevice)
  static let policyDevice = place("policy_device", "\"cpu\"; there is no other.", \.policyDevice)
  static let environmentDevice = place("env_device", "\"cpu\"; there is no other.", \.environmentDevice)

  private static func place(
    _ name: String, _ summary: String, _ get: @escaping @Sendable (CollectorOptions) -> Device?
  ) -> Field<CollectorOptions, Device?> {
    Field(
      name, .optional(.device), default: nil, summary, labelOnly: true, attribute: .hidden,
      implied: { get($0) == nil }
    ) { .some(get($0)) }
  }

  static let makerArguments: Field<CollectorOptions, [LabelledArguments]> = Field(
    "create_env_kwargs", .labelledArguments, default: [], shownAs: "None",
    "Labelled arguments for create_env_fn, as a dict.", labelOnly: true, attribute: .hidden, showing: .never
  ) { $0.makerArguments }
  static let maxFrames: Field<CollectorOptions, Int?> = Field(
    "max_frames_per_traj", .optional(.int), default: nil, "The most steps of a trajectory; None or 0 for no limit.",
    labelOnly: true, implied: { ($0.maxFramesPerTrajectory ?? 0) == 0 }
  ) { $0.maxFramesPerTrajectory ?? 0 }
  static let randomFrames: Field<CollectorOptions, Int?> = Field(
    "init_random_frames", .optional(.int), default: nil, "Frames at the beginning with random actions.",
    labelOnly: true, implied: { $0.initRandomFrames == 0 }
  ) { $0.initRandomFrames }
  static let resets = flag(
    "reset_at_each_iter", default: false, "Starts all episodes anew with every batch.", \.resetAtEachIteration)
  static let postprocess: Field<CollectorOptions, [any Transform]> = Field(
    "postproc", .transforms, default: [], "What is done to each batch.", labelOnly: true,
    implied: { $0.postprocess == nil }
  ) { $0.postprocess.map { [$0] } ?? [] }
  static let splits: Field<CollectorOptions, Bool?> = Field(
    "split_trajs", .optional(.bool), default: nil, "One padded row per trajectory, with a mask.", labelOnly: true,
    implied: { !$0.splitTrajectories }
  ) { $0.splitTrajectories }
  static let tracks = flag(
    "track_traj_ids", default: true, "Numbers trajectories under (\"collector\", \"traj_ids\").", \.tracksTrajectories)
  /// TorchRL's collectors of several workers do not tell.
  static let tracksSilently = flag(
    "track_traj_ids", default: true, "Numbers trajectories under (\"collector\", \"traj_ids\").", attribute: .hidden,
    \.tracksTrajectories)
  static let truncates = flag(
    "set_truncated", default: false, "Marks the last step of a batch as truncated.", \.setTruncated)
  static let buffer: Field<CollectorOptions, ReplayBuffer?> = Field(
    "replay_buffer", .optional(.buffer), default: nil, "Gets the batches; the loop then sees None.", labelOnly: true
  ) { $0.buffer }
  static let extends = flag(
    "extend_buffer", default: true, "Extends the buffer with batches, not step by step.", \.extendsBuffer)
  static let tracksVersion = flag(
    "track_policy_version", default: false,
    "Numbers the policy under \"policy_version\": update_policy_weights_() counts.", attribute: .hidden,
    \.tracksPolicyVersion)
  static let trajectories: Field<CollectorOptions, Int?> = Field(
    "trajs_per_batch", .optional(.int), default: nil, "Makes batches of so many whole trajectories.", labelOnly: true
  ) { $0.trajectoriesPerBatch }
  static let trajectoriesAtOnce: Field<CollectorOptions, Int?> = Field(
    "trajs_per_write", .optional(.int), default: nil,
    "How many whole trajectories the buffer is extended with at once; None for all there are.", labelOnly: true
  ) { $0.trajectoriesPerWrite }
  static let trajectoryFormat: Field<CollectorOptions, TrajectoryFormat?> = Field(
    "traj_format", .optional(.choice()), default: nil,
    "Whole trajectories as padded rows with a mask (the default), or one behind the other.", labelOnly: true,
    implied: { $0.trajectoryFormat == nil }
  ) { $0.trajectoryFormat ?? .padded }
  static let beforeCollecting = hook(
    "pre_collect_hook", "Called without arguments before each worker collects.", \.preCollect)
  static let afterCollecting = hook(
    "post_collect_hook", "Called with what each worker has collected.", \.postCollect)
  static let compacts = flag(
    "compact_obs", default: false, "Leaves out of \"next\" what the following step holds.", \.compactsObservations)

  private static func hook(
    _ name: String, _ summary: String, _ get: @escaping @Sendable (CollectorOptions) -> (any Callback)?
  ) -> Field<CollectorOptions, (any Callback)?> {
    Field(
      name, .optional(.function), default: nil, summary, labelOnly: true, implied: { get($0) == nil }
    ) { .some(get($0)) }
  }

  static let resetsWhenDone: Field<CollectorOptions, Bool> = Field(
    "reset_when_done", .bool.only(true, "episodes that are done start anew"), default: true,
    "True: episodes that are done start anew.", labelOnly: true
  ) { _ in true }

  private static func flag(
    _ name: String, default standard: Bool, _ summary: String, attribute: AttributeNaming = .same,
    _ get: @escaping @Sendable (CollectorOptions) -> Bool
  ) -> Field<CollectorOptions, Bool> {
    Field(name, .bool, default: standard, summary, labelOnly: true, attribute: attribute, get: get)
  }

  /// The first ones, behind the environment and the policy. - Parameter path: From the collector to its options.
  static func collecting<Outer>(
    severalWorkers: Bool, _ path: @escaping @Sendable (Outer) -> CollectorOptions?
  ) -> [any ComponentField] {
    let places = [policyDevice.of(path), environmentDevice.of(path)]
    return [totalFrames.of(path), device.of(path), storingDevice.of(path)]
      + (severalWorkers ? places.reversed() : places)
      + [
        makerArguments.of(path), maxFrames.of(path), randomFrames.of(path), resets.of(path), postprocess.of(path),
        splits.of(path), (severalWorkers ? tracksSilently : tracks).of(path),
        Accepted.anything("exploration_type", default: .string("random"), "policies explore as they like"),
      ]
  }

  /// What becomes of the steps.
  static func storing<Outer>(_ path: @escaping @Sendable (Outer) -> CollectorOptions?) -> [any ComponentField] {
    [
      truncates.of(path), Accepted.optionalFlag("use_buffers"), buffer.of(path), extends.of(path),
      tracksVersion.of(path), trajectories.of(path), trajectoriesAtOnce.of(path), trajectoryFormat.of(path),
    ]
  }

  /// The last ones.
  static func hooks<Outer>(_ path: @escaping @Sendable (Outer) -> CollectorOptions?) -> [any ComponentField] {
    [
      Accepted.optionalFlag("auto_register_policy_transforms", "no policy here needs transforms of its own"),
      beforeCollecting.of(path), afterCollecting.of(path), compacts.of(path),
    ]
  }

  /// - Parameter framesPerBatch: As `arguments` has them.
  init(_ arguments: Arguments, framesPerBatch: Int) throws(Failure) {
    self.init(framesPerBatch: framesPerBatch)
    policyFactories = try arguments[Self.factories]
    let total = try arguments[Self.totalFrames]
    if total >= 0 { totalFrames = total }
    device = try arguments[Self.device]
    storingDevice = try arguments[Self.storingDevice]
    policyDevice = try arguments[Self.policyDevice]
    environmentDevice = try arguments[Self.environmentDevice]
    makerArguments = try arguments[Self.makerArguments]
    maxFramesPerTrajectory = try arguments[Self.maxFrames]
    initRandomFrames = max(try arguments[Self.randomFrames] ?? 0, 0)
    resetAtEachIteration = try arguments[Self.resets]
    let transforms = try arguments[Self.postprocess]
    for transform in transforms where !transform.hasForward {
      throw .value(
        "\(transform.text) changes what goes into a buffer, and leaves collected batches as they are",
        help: transform is MultiStepTransform
          ? "give it to the buffer, or use multi_step_batch(gamma, n_steps), TorchRL's MultiStep, here"
          : "give it to the buffer",
        argument: "postproc")
    }
    if !transforms.isEmpty { postprocess = transforms.count == 1 ? transforms[0] : Compose(transforms) }
    splitTrajectories = try arguments[Self.splits] ?? false
    tracksTrajectories = try arguments[Self.tracks]
    setTruncated = try arguments[Self.truncates]
    buffer = try arguments[Self.buffer]
    extendsBuffer = try arguments[Self.extends]
    tracksPolicyVersion = try arguments[Self.tracksVersion]
    trajectoriesPerBatch = try arguments[Self.trajectories]
    trajectoriesPerWrite = try arguments[Self.trajectoriesAtOnce]
    trajectoryFormat = try arguments[Self.trajectoryFormat]
    preCollect = try arguments[Self.beforeCollecting]
    postCollect = try arguments[Self.afterCollecting]
    compactsObservations = try arguments[Self.compacts]
    _ = try arguments[Self.resetsWhenDone]
  }
}
