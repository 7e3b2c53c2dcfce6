import Catalog
import ReplayBuffers
import Tensors

/// What the transforms of buffers do in environments.
extension EnvironmentTransform where Self: KeyedTransform {
  public func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict {
    // Keys of a step alone, such as rewards, are not there after a reset.
    if changesResets { try change(fresh, skipsMissing: true) }
    return fresh
  }
  public func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict {
    try change(next)
    return next
  }
  /// The specs of the keys that are written: what the change makes of zeros, and of bounds.
  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var result = specs
    for (source, target) in zip(keys.reads, keys.writes) {
      if case .leaf(let leaf)? = specs.observation[source] {
        result.observation[target] = .leaf(try changed(leaf))
      } else if case .leaf(let leaf)? = specs.reward[source] {
        result.reward[target] = .leaf(try changed(leaf))
      } else if case .leaf(let leaf)? = specs.done[source] {
        result.done[target] = .leaf(try changed(leaf))
      }
    }
    for (source, target) in zip(keys.inverseWrites, keys.inverseReads) {
      if case .leaf(let leaf)? = specs.action[source] {
        result.action[source] = nil
        result.action[target] = .leaf(try changed(leaf))
      } else if case .leaf(let leaf)? = specs.state[source] {
        result.state[source] = nil
        result.state[target] = .leaf(try changed(leaf))
      }
    }
    return result
  }

  private func changed(_ leaf: LeafSpec) throws(Failure) -> LeafSpec {
    let zero = try apply(leaf.zero())
    guard case .bounded(let low, let high) = leaf.domain else {
      // A change that keeps shape and dtype may still leave the domain of single numbers.
      let keeps = zero.shape == leaf.shape && zero.dtype == leaf.dtype && !zero.dtype.isFloatingPoint
      return LeafSpec(zero.shape, zero.dtype, keeps ? leaf.domain : .unbounded)
    }
    return LeafSpec(zero.shape, zero.dtype, .bounded(low: try apply(low), high: try apply(high)))
  }
}

extension EnvironmentSpecs {
  /// The specs after a change of data, seen on zeros: shapes and dtypes as they come out, and only the keys that stay.
  func probed(_ change: (TensorDict) throws(Failure) -> TensorDict) throws(Failure) -> EnvironmentSpecs {
    let zeros = try observation.zero()
    for group in [reward, done] {
      for (key, spec) in group.leaves { try zeros.set(key, try spec.zero()) }
    }
    let after = try change(zeros)
    var result = self
    for (key, tensor) in after.leaves where done[key] == nil && reward[key] == nil {
      if case .leaf(let before)? = observation[key], before.shape == tensor.shape, before.dtype == tensor.dtype {
        continue
      }
      result.observation[key] = .leaf(LeafSpec(tensor.shape, tensor.dtype))
    }
    for key in observation.leafKeys where !after.contains(key) { result.observation[key] = nil }
    for key in reward.leafKeys where !after.contains(key) { result.reward[key] = nil }
    return result
  }
}

extension ToTensorImage: EnvironmentTransform {}
extension Resize: EnvironmentTransform {}
extension GrayScale: EnvironmentTransform {}
extension Crop: EnvironmentTransform {}
extension UnsqueezeTransform: EnvironmentTransform {}
extension PermuteTransform: EnvironmentTransform {}
extension FlattenObservation: EnvironmentTransform {}
extension ClipTransform: EnvironmentTransform {}
extension SignTransform: EnvironmentTransform {}
extension RewardScaling: EnvironmentTransform {}
extension RewardClipping: EnvironmentTransform {}
extension BinarizeReward: EnvironmentTransform {}
extension LineariseRewards: EnvironmentTransform {}

extension ObservationNorm: EnvironmentTransform {
  public func attach(to parent: any Environment) throws(Failure) {
    collect { (steps) throws(Failure) in try parent.rollout(steps) }
  }
}

extension VecNorm: EnvironmentTransform {
  public func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict {
    try normalise(fresh)
    return fresh
  }
  public func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict {
    try normalise(next)
    return next
  }
  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var result = specs
    for (source, target) in zip(keys.reads, keys.writes) {
      if case .leaf(let leaf)? = specs.observation[source] {
        result.observation[target] = .leaf(LeafSpec(leaf.shape, leaf.dtype))
      } else if case .leaf(let leaf)? = specs.reward[source] {
        result.reward[target] = .leaf(LeafSpec(leaf.shape, leaf.dtype))
      }
    }
    return result
  }
}

extension ExcludeTransform: EnvironmentTransform {
  /// - Throws: `KeyError` for a key that the environment does not give, as in TorchRL.
  public func attach(to parent: any Environment) throws(Failure) {
    let specs = parent.specs
    let groups = [specs.observation, specs.reward, specs.done]
    for key in excludedKeys where !hasInverse && groups.allSatisfy({ $0[key] == nil }) {
      let known = groups.flatMap(\.leafKeys).map(\.text)
      throw .key(
        "exclude() found no key \(key.text) among what the environment gives: \(known.joined(separator: ", "))",
        help: Suggestion.nearest(to: key.text, among: known).map { "did you mean \($0)?" })
    }
  }

  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var result = specs
    if hasInverse { return specs }
    for key in excludedKeys {
      result.observation[key] = nil
      result.reward[key] = nil
    }
    return result
  }
}

extension SelectTransform: EnvironmentTransform {
  public func call(_ data: TensorDict) throws(Failure) -> TensorDict {
    let names: (String) -> [NestedKey] = { name in
      data.keys(includeNested: true, leavesOnly: true).filter { $0.last == name }
    }
    return try selection(data, rewards: names("reward"), dones: ["done", "terminated", "truncated"].flatMap(names))
  }
  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var result = specs
    for key in specs.observation.leafKeys {
      let isKept = selectedKeys.contains { key.path.starts(with: $0.path) }
      if !isKept { result.observation[key] = nil }
    }
    return result
  }
}

extension RenameTransform: EnvironmentTransform {
  public func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict {
    try rename(fresh, zip(keys.reads, keys.writes), skipsMissing: true)
    return fresh
  }
  public func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict {
    try rename(next, zip(keys.reads, keys.writes))
    return next
  }
  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var result = specs
    func move(_ group: WritableKeyPath<EnvironmentSpecs, CompositeSpec>, _ old: NestedKey, _ new: NestedKey) {
      guard let spec = result[keyPath: group][old] else { return }
      result[keyPath: group][new] = spec
      if !keepsOldKeys { result[keyPath: group][old] = nil }
    }
    for (old, new) in zip(keys.reads, keys.writes) {
      for group in [\EnvironmentSpecs.observation, \.reward, \.done] { move(group, old, new) }
    }
    for (old, new) in zip(keys.inverseWrites, keys.inverseReads) {
      for group in [\EnvironmentSpecs.action, \.state] { move(group, old, new) }
    }
    return result
  }
}

extension CatTensors: EnvironmentTransform {
  public func attach(to parent: any Environment) throws(Failure) {
    guard reads == nil else { return }
    let rank = parent.batchSize.count + 1
    read(parent.specs.observation.leaves.filter { $0.spec.shape.count == rank }.map(\.key))
  }
  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    try specs.probed { (data) throws(Failure) in try self.call(data) }
  }
}

extension StackTransform: EnvironmentTransform {
  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    try specs.probed { (data) throws(Failure) in try self.call(data) }
  }
}

extension DTypeCastTransform: EnvironmentTransform {
  public func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict {
    try cast(fresh, skipsMissing: true)
    return fresh
  }
  public func attach(to parent: any Environment) throws(Failure) {
    // Where no keys are named, actions and states of the dtype are cast back, and nothing else.
    let specs = parent.specs
    func keys(_ groups: [CompositeSpec]) -> [NestedKey] {
      groups.flatMap(\.leaves).filter { $0.spec.dtype == dtypes.from }.map(\.key)
    }
    cast(outputs: keys([specs.observation, specs.reward]), back: keys([specs.action, specs.state]))
  }
  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var result = specs
    let (from, to) = dtypes
    func cast(_ group: WritableKeyPath<EnvironmentSpecs, CompositeSpec>, _ keys: [NestedKey]?) throws(Failure) {
      for (key, leaf) in specs[keyPath: group].leaves where keys?.contains(key) ?? (leaf.dtype == from) {
        var changed = LeafSpec(leaf.shape, to)
        if case .bounded(let low, let high) = leaf.domain {
          changed.domain = .bounded(low: try low.to(to), high: try high.to(to))
        }
        result[keyPath: group][key] = .leaf(changed)
      }
    }
    for group in [\EnvironmentSpecs.observation, \.reward] { try cast(group, namedKeys) }
    for group in [\EnvironmentSpecs.action, \.state] { try cast(group, inputKeys) }
    return result
  }
}

extension CatFrames: EnvironmentTransform {
  public func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict {
    try online(fresh, reset: try previous.resetMarks(options.resetKey ?? "_reset", batch: fresh.batchSize))
    return fresh
  }
  public func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict {
    try online(next, reset: nil)
    return next
  }
  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var result = specs
    for (source, target) in zip(keys.reads, keys.writes) {
      guard case .leaf(let leaf)? = specs.observation[source] else { continue }
      var changed = leaf
      let axis = leaf.shape.count + options.dim
      guard axis >= 0 else { continue }
      try Memory.demand(options.frames, of: 64, "frames")
      changed.shape.dims[axis] = Counts.clamped(Counts.product([changed.shape.dims[axis], options.frames]))
      changed.shape = try changed.shape.counted()
      if case .bounded(let low, let high) = leaf.domain {
        changed.domain = .bounded(
          low: try .cat([Tensor](repeating: low, count: options.frames), dim: options.dim),
          high: try .cat([Tensor](repeating: high, count: options.frames), dim: options.dim))
      }
      result.observation[target] = .leaf(changed)
    }
    return result
  }
}

extension TensorDict {
  /// Which elements of the batch begin anew: marks of any trailing shape as one each; all of them without marks.
  func resetMarks(_ key: NestedKey, batch: Shape) throws(Failure) -> Tensor {
    guard var marks = tensorIfPresent(key) else { return try .ones(batch, .bool) }
    while marks.ndim > batch.count { marks = try marks.any([marks.ndim - 1]) }
    return marks
  }
}

/// Transforms that make no sense in an environment say so when they come into one.
protocol BufferOnlyTransform: EnvironmentTransform, NamedTransform {}
extension BufferOnlyTransform {
  public func attach(to parent: any Environment) throws(Failure) {
    throw .value("\(componentName)() works in buffers only, not in an environment")
  }
}
extension MultiStepTransform: BufferOnlyTransform {}
extension Reward2GoTransform: BufferOnlyTransform {}
extension FlattenTensorDict: BufferOnlyTransform {}
extension BurnInTransform: BufferOnlyTransform {}
extension NextStateReconstructor: BufferOnlyTransform {}

extension ActionChunkTransform: EnvironmentTransform {
  // Chunks look ahead: an environment leaves data as it is.
  public func call(_ data: TensorDict) throws(Failure) -> TensorDict { data }
}
