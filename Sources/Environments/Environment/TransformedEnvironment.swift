import Catalog
import ReplayBuffers
import Tensors

/// An environment seen through transforms: changed after a reset and a step, and, where they have an inverse, before
/// a step (TorchRL's `TransformedEnv`).
public final class TransformedEnvironment: Environment, @unchecked Sendable {
  // `@unchecked`: `children` and `known` change under `lock` only.
  public let base: any Environment
  /// Specs are kept until the transforms change.
  let cachesSpecs: Bool
  public let device: Device?
  private let lock = RecursiveLock()
  private var children: [any Transform]
  private var known: EnvironmentSpecs?

  /// - Parameter unwraps: A transformed environment gives its base and its transforms, so that there is one list.
  public init(
    _ base: any Environment, _ transforms: [any Transform], unwraps: Bool = true, cachesSpecs: Bool = true,
    device: Device? = nil
  ) throws(Failure) {
    self.cachesSpecs = cachesSpecs
    self.device = device ?? base.device
    let flat = transforms.flatMap(\.flattened)
    if unwraps, let inner = base as? TransformedEnvironment {
      self.base = inner.base
      children = inner.transforms + flat
    } else {
      self.base = base
      children = flat
    }
    try attach(children)
  }

  private init(base: any Environment, attached: [any Transform]) {
    self.base = base
    device = base.device
    cachesSpecs = true
    children = attached
  }

  private func attach(_ transforms: [any Transform]) throws(Failure) {
    for (index, transform) in transforms.enumerated() {
      guard let transform = transform as? any EnvironmentTransform else { continue }
      try transform.attach(to: TransformedEnvironment(base: base, attached: Array(transforms.prefix(index))))
    }
  }

  public func allowStepsBehindEnd() { base.allowStepsBehindEnd() }

  // Without the lock: the script's thread, which asks, is the one that changes the transforms.
  public func visitReferences(_ visitor: ReferenceVisitor) {
    visitor.visit(base)
    visitor.visit(&children) { $0 }
  }

  public var transforms: [any Transform] { lock.withLock { children } }
  /// All transforms as one.
  public var transform: any Transform {
    let list = transforms
    return list.count == 1 ? list[0] : Compose(list)
  }

  /// Puts a transform behind the others.
  public func append(_ transform: any Transform) throws(Failure) { try replace(transforms + transform.flattened) }

  /// - Throws: `IndexError` for a place beyond the number of transforms.
  public func insert(_ transform: any Transform, at index: Int) throws(Failure) {
    var list = transforms
    guard index >= -list.count, index <= list.count else {
      throw .index("expected an index of -\(list.count) ... \(list.count) for \(list.count) transforms, got \(index)")
    }
    list.insert(contentsOf: transform.flattened, at: index < 0 ? index + list.count : index)
    try replace(list)
  }

  private func replace(_ list: [any Transform]) throws(Failure) {
    try attach(list)
    lock.withLock {
      children = list
      known = nil
    }
  }

  public var batchSize: Shape { base.batchSize }
  public var isClosed: Bool { base.isClosed }
  public var isNative: Bool { base.isNative && transforms.allSatisfy(\.isNative) }
  public var spec: ComponentSpec { Self.spec }
  /// What it does not have itself is its base's, as in TorchRL.
  public func attribute(_ name: String) -> Tree? { declaredAttribute(name) ?? base.attribute(name) }
  public var attributeNames: [String] {
    let own = (spec.allAttributes + familyAttributes).compactMap(\.attributeName)
    return own + base.attributeNames.filter { !own.contains($0) }
  }

  public var specs: EnvironmentSpecs {
    if cachesSpecs, let known = lock.withLock({ known }) { return known }
    var specs = base.specs
    if device != base.device { specs = specs.placed(on: device) }
    for transform in transforms { specs = (try? Self.changed(specs, by: transform)) ?? specs }
    lock.withLock { known = specs }
    return specs
  }

  private static func changed(
    _ specs: EnvironmentSpecs, by transform: any Transform
  ) throws(Failure) -> EnvironmentSpecs {
    if let transform = transform as? any EnvironmentTransform { return try transform.transform(specs) }
    // A transform that says nothing about specs shows on zeros what it does to observations. Functions of a script
    // are not asked: they may have effects, and TorchRL takes them to keep the specs.
    guard transform.isNative else { return specs }
    let zeros = try specs.observation.zero()
    for group in [specs.reward, specs.done] {
      for (key, spec) in group.leaves { try zeros.set(key, try spec.zero()) }
    }
    guard case .tensordict(let after) = try transform.forward(.tensordict(zeros)) else { return specs }
    var result = specs
    for (key, tensor) in after.leaves where specs.done[key] == nil {
      let spec = Spec.leaf(LeafSpec(tensor.shape, tensor.dtype))
      if case .leaf(let before)? = specs.reward[key] ?? specs.observation[key] {
        guard before.shape != tensor.shape || before.dtype != tensor.dtype else { continue }
      }
      if specs.reward[key] != nil { result.reward[key] = spec } else { result.observation[key] = spec }
    }
    for key in specs.observation.leafKeys where !after.contains(key) { result.observation[key] = nil }
    return result
  }

  public func performReset(_ data: TensorDict?) throws(Failure) -> TensorDict {
    let visible = try data?.select(["_reset"] + specs.state.leafKeys, strict: false)
    let observed = base.observationKeys
    var fresh = placed(try base.performReset(visible))
    // An environment made of functions tells with its first reset what it observes.
    if base.observationKeys != observed { lock.withLock { known = nil } }
    try base.completeDone(fresh)
    // What they carry on is of the elements that are not reset, which the caller keeps as they were.
    let previous = visible ?? fresh.emptied()
    for transform in transforms {
      if let transform = transform as? any EnvironmentTransform {
        fresh = try transform.reset(previous, fresh: fresh)
      } else {
        fresh = try Self.applied(transform, to: fresh)
      }
    }
    return fresh
  }

  public func performStep(_ data: TensorDict) throws(Failure) -> TensorDict {
    var input = data.shallowCopy()
    for transform in transforms.reversed() {
      if let transform = transform as? any EnvironmentTransform {
        input = try transform.inverse(action: input)
      } else if transform.hasInverse, case .tensordict(let changed)? = try transform.inverse(.tensordict(input)) {
        input = changed
      }
    }
    var next = placed(try base.performStep(input))
    try base.completeDone(next)
    for transform in transforms {
      if let transform = transform as? any EnvironmentTransform {
        next = try transform.step(input, next: next)
      } else {
        next = try Self.applied(transform, to: next)
      }
    }
    return next
  }

  private func placed(_ data: TensorDict) -> TensorDict { device == base.device ? data : data.to(device: device) }

  private static func applied(_ transform: any Transform, to data: TensorDict) throws(Failure) -> TensorDict {
    let answer = try transform.forward(.tensordict(data))
    guard case .tensordict(let changed) = answer else {
      throw .type("expected a transform to return a tensordict, got \(answer.article)")
    }
    return changed
  }

  public func setSeed(_ seed: Int?, isStatic: Bool) throws(Failure) -> Int? {
    try base.setSeed(seed, isStatic: isStatic)
  }
  public func close(complains: Bool) throws(Failure) { try base.close(complains: complains) }
  public func finishStep(
    _ data: TensorDict, following: TensorDict
  ) throws(Failure) -> (TensorDict, TensorDict) { try base.finishStep(data, following: following) }
}
