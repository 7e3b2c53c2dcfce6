import Catalog
import ReplayBuffers
import Tensors

/// Several environments as one, whose data has their number as first dimension (TorchRL's `SerialEnv` and
/// `ParallelEnv`).
public final class BatchedEnvironment: Environment, @unchecked Sendable {
  // `@unchecked`: `rows` is touched by the caller's thread and, one element each, by the pool while that waits.

  /// Steps on threads, one per environment, where the environments allow it. The results are the same.
  public let isParallel: Bool
  public var hasWorkers: Bool { true }
  public let environments: [any Environment]
  public let device: Device?
  let makers: EnvironmentMakers
  /// Per environment: the labelled arguments of its maker.
  let makerArguments: [LabelledArguments]
  /// A parallel one of a single environment was asked to be serial (`serial_for_single`).
  let isSerialForSingle: Bool
  private let pool: WorkerPool?
  /// Per environment: its data before the next step, for elements that a partial reset leaves alone.
  private var rows: [TensorDict?]

  /// - Parameters:
  ///   - source: How the environments are made, as the text shows it; nil for functions that give such as these.
  ///   - device: Where the data says it is; nil for where that of the environments says it is.
  /// - Throws: `ValueError` for none; `RuntimeError` where their batch sizes or keys differ.
  public convenience init(
    _ environments: [any Environment], isParallel: Bool, source: String? = nil, device: Device? = nil
  ) throws(Failure) {
    let makers = EnvironmentMakers(
      items: environments.map { EnvironmentMaker(given: .object($0)) },
      source: source ?? EnvironmentMakers.source(environments))
    try self.init(environments, isParallel: isParallel, makers: makers, device: device)
  }

  init(
    _ environments: [any Environment], isParallel: Bool, makers: EnvironmentMakers,
    arguments: [LabelledArguments] = [], device: Device?, isSerialForSingle: Bool = false
  ) throws(Failure) {
    guard let first = environments.first else {
      throw .value("expected at least 1 environment, got 0", argument: "num_workers")
    }
    for other in environments.dropFirst() {
      guard other.batchSize == first.batchSize, Set(other.observationKeys) == Set(first.observationKeys),
        Set(other.actionKeys) == Set(first.actionKeys)
      else { throw .runtime("the environments of a batch must have the same batch sizes and keys") }
    }
    self.environments = environments
    self.isParallel = isParallel
    self.makers = makers
    self.device = device ?? first.device
    self.isSerialForSingle = isSerialForSingle
    makerArguments = try arguments.spread(over: environments.count)
    rows = environments.map { _ in nil }
    let usesThreads = isParallel && environments.count > 1 && environments.allSatisfy(\.isNative)
    pool = usesThreads ? WorkerPool(size: min(environments.count, WorkerPool.processors)) : nil
  }

  public func allowStepsBehindEnd() { for environment in environments { environment.allowStepsBehindEnd() } }

  public func another() throws(Failure) -> any Environment {
    var copies: [any Environment] = []
    for environment in environments { copies.append(try environment.another()) }
    return try BatchedEnvironment(
      copies, isParallel: isParallel, makers: makers, arguments: makerArguments, device: device,
      isSerialForSingle: isSerialForSingle)
  }

  public var batchSize: Shape { [environments.count] + environments[0].batchSize }
  public var specs: EnvironmentSpecs {
    let single = environments[0].specs
    return (try? single.expanded([environments.count])) ?? single
  }
  /// TorchRL starts the workers with the first reset, and calls it closed until then.
  public private(set) var isClosed = true
  public var isNative: Bool { environments.allSatisfy(\.isNative) }
  public var spec: ComponentSpec { isParallel ? Self.parallelSpec : Self.serialSpec }

  /// Runs `body` for every environment, on threads where that is allowed, and gives the results in their order.
  private func each(
    _ body: @escaping @Sendable (Int) throws(Failure) -> TensorDict
  ) throws(Failure) -> [TensorDict] {
    guard let pool else {
      var results: [TensorDict] = []
      for index in environments.indices { results.append(try body(index)) }
      return results
    }
    return try pool.map(environments.count, body)
  }

  public func performReset(_ data: TensorDict?) throws(Failure) -> TensorDict {
    isClosed = false
    var marks: [Bool]?
    var inner: Tensor?
    if let found = data?.tensorIfPresent("_reset") {
      let flat = try found.reshape([environments.count, -1]).any([1])
      marks = try flat.scalars().map(\.isTrue)
      if !environments[0].batchSize.isEmpty { inner = found }
    }
    let chosen = marks
    let parts = inner
    let fresh = try each { (index) throws(Failure) in
      if let chosen, !chosen[index], let row = self.rows[index] { return row }
      var input = try data?.get([.int(index)])
      if let parts {
        try input?.set("_reset", try parts.select(0, index))
      } else if input?.contains("_reset") == true {
        try input?.remove("_reset")
        if input?.isEmpty == true { input = nil }
      }
      let environment = self.environments[index]
      let row = try environment.reset(input, marksOnly: true)
      return try self.kept(row, index)
    }
    for (index, row) in fresh.enumerated() { rows[index] = row }
    return placed(try TensorDict.stack(fresh, dim: 0))
  }

  /// Only what the environment tells: observations and end marks.
  private func kept(_ data: TensorDict, _ index: Int) throws(Failure) -> TensorDict {
    let environment = environments[index]
    return try data.select(environment.observationKeys + environment.doneKeys, strict: false)
  }

  public func performStep(_ data: TensorDict) throws(Failure) -> TensorDict {
    let running = try data.tensorIfPresent("_step")?.reshape([environments.count, -1])
    let active = try running?.any([1]).scalars().map(\.isTrue)
    let inputs = try data.unbind(0)
    let next = try each { (index) throws(Failure) in
      let environment = self.environments[index]
      if let active, !active[index] { return try Self.skipped(inputs[index], environment) }
      let stepped = try environment.step(inputs[index].exclude(["next", "_step"]))
      guard let next = stepped.tensordictIfPresent("next") else { return stepped }
      return next
    }
    for (index, row) in next.enumerated() { rows[index] = try kept(row, index) }
    return placed(try TensorDict.stack(next, dim: 0))
  }

  private func placed(_ data: TensorDict) -> TensorDict { data.device == device ? data : data.to(device: device) }

  /// What stands in "next" for an environment that waits: what it was, and no reward.
  private static func skipped(_ data: TensorDict, _ environment: any Environment) throws(Failure) -> TensorDict {
    let result = try data.select(environment.observationKeys + environment.doneKeys, strict: false)
    for (key, spec) in environment.specs.reward.leaves { try result.set(key, try spec.zero()) }
    return result
  }

  /// Seeds every environment: the first with the seed, each other one with what the one before it gave.
  public func setSeed(_ seed: Int?, isStatic: Bool) throws(Failure) -> Int? {
    isClosed = false
    var seed = seed
    for environment in environments { seed = try environment.setSeed(seed, isStatic: isStatic) }
    return seed
  }

  public func close(complains: Bool) throws(Failure) {
    if isClosed, complains { throw .runtime("the environment \(text) is closed already") }
    isClosed = true
    for environment in environments { try environment.close(complains: false) }
  }
}
