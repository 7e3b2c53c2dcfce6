import Catalog
import Tensors

/// The parameters that slice samplers share.
extension SliceOptions {
  static let numSlices: Field<SliceOptions, Int?> = Field(
    "num_slices", .optional(.int), default: nil, "The number of slices of a batch, which it divides; or slice_len.",
    labelOnly: true
  ) { $0.numSlices }
  static let sliceLength: Field<SliceOptions, Int?> = Field(
    "slice_len", .optional(.int), default: nil,
    "The rows of a slice, which divide the batch size; or num_slices.", labelOnly: true
  ) { $0.sliceLength }
  static let requiredLength: Field<SliceOptions, Int> = Field(
    "slice_len", .int, "The rows of a slice, which divide the batch size.", labelOnly: true
  ) { $0.sliceLength }
  static let endKey: Field<SliceOptions, NestedKey?> = Field(
    "end_key", .optional(.key), default: nil,
    "The flag of a trajectory's last row; None for (\"next\", \"done\") where there are no ids.", labelOnly: true,
    attribute: .hidden
  ) { $0.endKey }
  static let endKeys: Field<SliceOptions, [NestedKey]?> = Field(
    "end_keys", .optional(.keys), default: nil,
    "Several such flags, any of which ends a trajectory; those not stored are left out.", labelOnly: true,
    attribute: .hidden
  ) { $0.endKeys }
  static let trajKey: Field<SliceOptions, NestedKey?> = Field(
    "traj_key", .optional(.key), default: nil,
    "The id of the trajectory; None, without end keys, for (\"collector\", \"traj_ids\") or \"episode\" if stored.",
    labelOnly: true, aliases: ["trajectory_key"], attribute: .hidden
  ) { $0.trajKey }
  static let ends: Field<SliceOptions, Tensor?> = Field(
    "ends", .optional(.tensor), default: nil,
    "The end flags of all rows of a full storage, outright; needs cache_values.", labelOnly: true, attribute: .hidden
  ) { $0.ends }
  static let trajectories: Field<SliceOptions, Tensor?> = Field(
    "trajectories", .optional(.tensor), default: nil,
    "The ids of all rows of a full storage, outright; needs cache_values.", labelOnly: true, attribute: .hidden
  ) { $0.trajectories }
  static let cacheValues: Field<SliceOptions, Bool> = Field(
    "cache_values", .bool, default: false, "Accepted for TorchRL's sake: boundaries are always kept.", labelOnly: true
  ) { $0.cachesValues }
  static let truncatedKey: Field<SliceOptions, NestedKey?> = Field(
    "truncated_key", .optional(.key), default: ["next", "truncated"],
    "Where the last row of every slice is marked, with \"done\" and \"terminated\" beside it; None for nowhere.",
    labelOnly: true
  ) { $0.truncatedKey }
  static let initKey: Field<SliceOptions, NestedKey?> = Field(
    "init_key", .optional(.key), default: "is_init",
    "Where the first row of every slice is marked, if items have this key; None for nowhere.", labelOnly: true
  ) { $0.initKey }
  static let strictLength: Field<SliceOptions, Bool> = Field(
    "strict_length", .bool, default: true,
    "Leave out trajectories that are shorter than a slice, rather than take them whole.", labelOnly: true
  ) { $0.strictLength }
  static let padOutput: Field<SliceOptions, Bool> = Field(
    "pad_output", .bool, default: false,
    "Repeat the last row of short slices, told under (\"collector\", \"mask\"); needs strict_length: False.",
    labelOnly: true
  ) { $0.padOutput }
  static let compile: Field<SliceOptions, Tree> = Field(
    "compile", .any, default: .bool(false), "Accepted for TorchRL's sake, without effect.", labelOnly: true
  ) { $0.compiles }
  static let span: Field<SliceOptions, Tree> = Field(
    "span", .any, default: .bool(false),
    "How far slices may reach beyond a trajectory, where they are cut: a bool, a number of rows, or a pair (left, right).",
    labelOnly: true, implied: { $0.span == (.none, .none) }
  ) { .tuple([$0.span.left.tree, $0.span.right.tree]) }
  static let useGPU: Field<SliceOptions, Tree> = Field(
    "use_gpu", .any, default: .bool(false), "Accepted for TorchRL's sake, without effect.", labelOnly: true
  ) { $0.usesAccelerator }
  static let stepKey: Field<SliceOptions, NestedKey?> = Field(
    "step_key", .optional(.key), default: "step_count", "The step within a trajectory, for fragmented.",
    labelOnly: true
  ) { $0.stepKey }
  static let fragmented: Field<SliceOptions, Bool> = Field(
    "fragmented", .bool, default: false,
    "Put trajectories together by traj_key and step_key, wherever their rows are stored.", labelOnly: true
  ) { $0.fragmented }
  static let sliceInfo: Field<SliceOptions, Bool> = Field(
    "slice_info", .bool, default: false,
    "Tell for every row its slice's number, first storage row and length: (\"slice\", \"id\"), \"start\", \"length\".",
    labelOnly: true
  ) { $0.tellsSlices }

  static let keys: [any ComponentField] = [endKey, endKeys, trajKey]
  static let fragments: [any ComponentField] = [stepKey, fragmented]
  static let given: [any ComponentField] = [ends, trajectories]
  static let marks: [any ComponentField] = [truncatedKey, initKey, strictLength]

  /// The options that a call gives.
  init(_ arguments: Arguments) throws(Failure) {
    self.init(numSlices: try arguments[Self.numSlices], sliceLength: try arguments[Self.sliceLength])
    endKey = try arguments[Self.endKey]
    endKeys = try arguments[Self.endKeys]
    trajKey = try arguments[Self.trajKey]
    ends = try arguments[Self.ends]
    trajectories = try arguments[Self.trajectories]
    cachesValues = try arguments[Self.cacheValues]
    truncatedKey = try arguments[Self.truncatedKey]
    initKey = try arguments[Self.initKey]
    strictLength = try arguments[Self.strictLength]
    padOutput = try arguments[Self.padOutput]
    let reach = try arguments[Self.span]
    if let parts = reach.argumentItems {
      guard parts.count == 2 else {
        throw .unfit("span", expected: "a pair (left, right)", got: "\(parts.count) values")
      }
      span = (try SliceSpan(parts[0]), try SliceSpan(parts[1]))
    } else {
      let both = try SliceSpan(reach)
      span = (both, both)
    }
    fragmented = try arguments[Self.fragmented]
    stepKey = try arguments[Self.stepKey]
    tellsSlices = try arguments[Self.sliceInfo]
    compiles = try arguments[Self.compile]
    usesAccelerator = try arguments[Self.useGPU]
  }
}

/// A sampler that draws slices of trajectories.
protocol SlicingSampler: Sampler {
  var options: SliceOptions { get }
  /// Touched under `lock`.
  var source: TrajectorySource { get set }
  /// The places where slices of a batch could begin. The storage and the sampler are locked.
  func places(_ storage: any Storage, batchSize: Int) throws(Failure) -> Int
}

extension SlicingSampler {
  /// Fields of the options as fields of the sampler.
  static func of(_ fields: [any ComponentField]) -> [any ComponentField] {
    fields.map { field in LiftedField<any SlicingSampler>(field) { $0.options } }
  }

  /// What the sampler tells of trajectories.
  static var trajectoryAttributes: [any ComponentAttribute] {
    [
      Attribute<any SlicingSampler>("end_key", "The flag of a trajectory's last row.") { sampler in
        let options = sampler.options
        let isImplied = options.endKeys == nil && options.ends == nil && options.trajectories == nil
        return options.endKey?.tree ?? (isImplied ? NestedKey(["next", "done"]).tree : Tree.none)
      },
      Attribute<any SlicingSampler>("end_keys", "Several such flags, any of which ends a trajectory.") { sampler in
        sampler.options.endKeys.map { .tuple($0.map(\.tree)) } ?? Tree.none
      },
      Attribute<any SlicingSampler>(
        "traj_key", "The key of the trajectories' ids: given, or found when there are items."
      ) {
        sampler in sampler.lock.withLock { sampler.source.trajKey }?.tree ?? Tree.none
      },
    ]
  }

  static var sliceSetup: String {
    "data = tensordict({\"episode\": tensor([0, 0, 0, 1, 1, 1]), \"x\": arange(6)}, [6])\n"
  }
}
