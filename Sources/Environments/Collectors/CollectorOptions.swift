import Catalog
import ReplayBuffers
import Tensors

/// What a collector collects and what it does with it.
public struct CollectorOptions: Sendable {
  /// Steps per batch, counting each environment of a batch.
  public var framesPerBatch: Int
  /// Per worker, where they differ.
  public var framesPerWorker: [Int]?
  /// Where it ends; nil never.
  public var totalFrames: Int?
  /// The most steps of a trajectory; it is truncated then.
  public var maxFramesPerTrajectory: Int?
  /// Frames at the beginning whose actions are random.
  public var initRandomFrames = 0
  /// Starts all episodes anew with every batch.
  public var resetAtEachIteration = false
  /// One row per trajectory, padded, with a mask.
  public var splitTrajectories = false
  /// Marks the last step of each batch as truncated.
  public var setTruncated = false
  /// Numbers the trajectories under ("collector", "traj_ids").
  public var tracksTrajectories = true
  /// Applied to each batch.
  public var postprocess: (any Transform)?
  /// Gets the batches, which are not given out then.
  public var buffer: ReplayBuffer?
  /// Extends the buffer with whole batches; otherwise adds step by step.
  public var extendsBuffer = true
  /// Stands for those of the environment, the policy and the batches that are not given.
  public var device: Device?
  public var environmentDevice: Device?
  public var policyDevice: Device?
  /// Where batches say they are; nil where they do not say.
  public var storingDevice: Device?
  /// Labelled arguments for the functions that make the environments.
  var makerArguments: [LabelledArguments] = []
  /// Functions that make the policies: one for all workers, or one each; none where the policies were given.
  var policyFactories: [any Callback] = []
  /// Called before a worker collects.
  public var preCollect: (any Callback)?
  /// Called with what a worker has collected.
  public var postCollect: (any Callback)?
  /// Leaves out of "next" what stands in the following step.
  public var compactsObservations = false
  /// Tags data with the policy's number.
  public var tracksPolicyVersion = false
  /// Batches are so many whole trajectories.
  public var trajectoriesPerBatch: Int?
  /// How many whole trajectories a buffer is extended with at once; nil for all that there are.
  public var trajectoriesPerWrite: Int?
  /// nil for `padded`.
  public var trajectoryFormat: TrajectoryFormat?

  /// How whole trajectories become a batch.
  public enum TrajectoryFormat: String, Sendable, CaseIterable {
    /// One row each, with a mask of what is data.
    case padded
    /// One behind the other.
    case cat
  }

  public init(framesPerBatch: Int, totalFrames: Int? = nil) {
    self.framesPerBatch = framesPerBatch
    self.totalFrames = totalFrames
  }

  func visitReferences(_ visitor: ReferenceVisitor) {
    visitor.visit(postprocess)
    visitor.visit(buffer)
    visitor.visit(preCollect)
    visitor.visit(postCollect)
  }

  func check() throws(Failure) {
    guard framesPerBatch > 0 else {
      throw .unfit("frames_per_batch", expected: "at least 1", got: framesPerBatch)
    }
    try Memory.demand(framesPerBatch, of: 16, "frames", argument: "frames_per_batch")
    if splitTrajectories, !tracksTrajectories {
      throw .value("split_trajs needs track_traj_ids", help: "leave track_traj_ids out", argument: "split_trajs")
    }
    if let count = trajectoriesPerBatch, count < 1 {
      throw .unfit("trajs_per_batch", expected: "at least 1", got: count)
    }
    if trajectoryFormat == .cat, trajectoriesPerBatch == nil {
      throw .value("traj_format needs trajs_per_batch: how many trajectories make a batch", argument: "traj_format")
    }
    if buffer != nil, !extendsBuffer, postprocess != nil || splitTrajectories {
      throw .type(
        "a buffer that gets step by step cannot have its batches changed",
        help: "leave extend_buffer out, or postproc and split_trajs", argument: "extend_buffer")
    }
  }

  /// The environment that a worker steps: with the number of the policy and the limit of trajectories, as asked for.
  /// - Throws: `RuntimeError` for a batch of environments that is to tell the number.
  func prepared(
    _ environment: any Environment
  ) throws(Failure) -> (environment: any Environment, version: PolicyVersion?) {
    guard tracksPolicyVersion else { return (try limited(environment), nil) }
    guard !environment.hasWorkers else {
      throw .runtime(
        "track_policy_version is for single environments, got \(environment.text)", argument: "track_policy_version")
    }
    let version = PolicyVersion()
    return (try limited(try TransformedEnvironment(environment, [version])), version)
  }

  /// The policies that the factories make; nil where there are none.
  /// - Throws: `TypeError` where policies are given, too.
  func madePolicies(isGiven: Bool) throws(Failure) -> [any Policy]? {
    guard !policyFactories.isEmpty else { return nil }
    guard !isGiven else {
      throw .type("expected 'policy' or 'policy_factory', got both", argument: "policy_factory")
    }
    var made: [any Policy] = []
    for factory in policyFactories {
      made.append(try FieldKind<any Policy>.policy.read(try factory.call([]), "policy_factory"))
    }
    return made
  }

  /// The environment behind a step counter, where trajectories have an end (`max_frames_per_traj`), as in TorchRL.
  /// - Throws: `ValueError` where the environment counts its steps already.
  func limited(_ environment: any Environment) throws(Failure) -> any Environment {
    guard let limit = maxFramesPerTrajectory, limit > 0 else { return environment }
    guard !environment.observationKeys.contains(where: { $0.path.contains("step_count") }) else {
      throw .value(
        "max_frames_per_traj counts steps under 'step_count', which the environment has already",
        help: "leave max_frames_per_traj out, or the step counter", argument: "max_frames_per_traj")
    }
    return try TransformedEnvironment(environment, [try StepCounter(maxSteps: limit)])
  }

  /// A batch that says where it is.
  func placed(_ batch: TensorDict) -> TensorDict {
    let device = storingDevice ?? device
    return batch.device == device ? batch : batch.to(device: device)
  }

  /// What every batch goes through before it is given out.
  func finish(_ batch: TensorDict, splitting: Bool = true) throws(Failure) -> TensorDict {
    var batch = batch
    if splitTrajectories, splitting { batch = try Trajectories.split(batch, prefix: "collector") }
    if let postprocess {
      let answer = try postprocess.forward(.tensordict(batch))
      guard case .tensordict(let changed) = answer else {
        throw .type("expected postproc to return a tensordict, got \(answer.article)", argument: "postproc")
      }
      batch = changed
    }
    return batch.exclude(batch.keys.filter { $0.hasPrefix("_") }.map { NestedKey($0) })
  }
}

/// What the next turn of a collector's loop gives.
public enum Collected: Sendable {
  case batch(TensorDict)
  /// The batch went into the buffer.
  case stored
}

/// Data from environments, batch by batch.
public protocol DataCollector: Component {
  var options: CollectorOptions { get }
  var isShut: Bool { get }
  /// Frames collected so far, and where it ends; nil never.
  var progress: (frames: Int, total: Int?) { get }
  /// nil at the end.
  func next() throws(Failure) -> Collected?
  /// Starts all episodes anew.
  func reset() throws(Failure)
  /// - Returns: A seed for the next environment.
  func setSeed(_ seed: Int, isStatic: Bool) throws(Failure) -> Int?
  /// Closes the environments.
  func shutdown() throws(Failure)
  /// The number of the policy; nil where it is not tracked.
  var policyVersion: Int? { get }
  /// The policy was changed: it gets the next number.
  func incrementVersion()
}

extension DataCollector {
  public var familyAttributes: [any ComponentAttribute] { EnvironmentComponents.common[.collector] ?? [] }
}
