import Catalog
import ReplayBuffers
import Tensors

/// Puts values of its own into an environment's data at every reset (the state of a recurrent policy, say), and carries
/// them on where nothing sets them.
public final class TensorDictPrimer: EnvironmentTransform, DeclaredTransform {
  /// What is put in under a key, without the environment's batch dimensions.
  public typealias Primer = (key: NestedKey, spec: LeafSpec)

  /// Where the values come from.
  public enum Source: Sendable {
    /// Numbers by key, 0 for keys without one, or functions that give them.
    case values([NestedKey: Value])
    /// Drawn from the specs.
    case random
    /// A function that gives a tensordict of all of them. After a reset it takes the marks of those that were reset.
    case whole(any Callback)
  }

  public enum Value: Sendable {
    case number(Scalar)
    case function(any Callback)
  }

  let primers: [Primer]
  let source: Source
  /// As they were given, for the expression that makes it.
  let isRandom: Bool?
  let defaultValue: Tree
  let givenResetKey: NestedKey?
  private let resetKey: NestedKey
  private let batch = Attachment<Shape>()

  public init(
    _ primers: [Primer], _ source: Source, isRandom: Bool? = nil, defaultValue: Tree = .none,
    resetKey: NestedKey? = nil
  ) throws(Failure) {
    if case .values(let values) = source {
      for key in values.keys where !primers.contains(where: { $0.key == key }) {
        throw .value("default_value names \(key.text), which is no primer", argument: "default_value")
      }
    }
    self.primers = primers
    self.source = source
    self.isRandom = isRandom
    self.defaultValue = defaultValue
    givenResetKey = resetKey
    self.resetKey = resetKey ?? "_reset"
  }

  public var isNative: Bool {
    switch source {
    case .random: true
    case .whole: false
    case .values(let values): values.values.allSatisfy { if case .number = $0 { true } else { false } }
    }
  }

  var isAttached: Bool { batch.current != nil }
  var knownResetKey: NestedKey? { givenResetKey ?? (isAttached ? resetKey : nil) }
  public func attach(to parent: any Environment) throws(Failure) { batch.set(parent.batchSize) }

  /// The value of a primer, and whether elements that are not reset keep theirs.
  private func value(_ primer: Primer, _ batch: Shape) throws(Failure) -> (tensor: Tensor, keeps: Bool) {
    guard case .values(let values) = source else { return (try primer.spec.random(batch), false) }
    let shape = batch + primer.spec.shape
    switch values[primer.key] ?? .number(0) {
    case .number(let number): return (try .full(shape, number, primer.spec.dtype), true)
    case .function(let function):
      guard case .tensor(let tensor) = try function.call([]), try primer.spec.contains(tensor) else {
        throw .value("the function for \(primer.key.text) gave a value that is not in its spec")
      }
      return (try tensor.expand(shape.dims), false)
    }
  }

  /// What the function for all of them gives.
  private func whole(_ function: any Callback, _ arguments: [Tree]) throws(Failure) -> TensorDict {
    guard case .tensordict(let values) = try function.call(arguments) else {
      throw .type("expected a function that gives a tensordict for 'default_value'", argument: "default_value")
    }
    for (key, spec) in primers {
      guard try spec.contains(try values.input(key, componentName)) else {
        throw .value("the function gave a value at \(key.text) that is not in its spec")
      }
    }
    return values
  }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    if case .whole(let function) = source {
      try data.update(try whole(function, []))
    } else {
      for primer in primers { try data.set(primer.key, try value(primer, data.batchSize).tensor) }
    }
    return .tensordict(data)
  }

  public func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict {
    let marks = try previous.resetMarks(resetKey, batch: fresh.batchSize)
    guard try marks.any(nil).item().isTrue else { return fresh }
    if case .whole(let function) = source {
      let values = try whole(function, [.tensor(marks)])
      for (key, spec) in primers {
        var value = try values.input(key, componentName)
        if !(try marks.all(nil).item().isTrue) {
          var all = try spec.zero(fresh.batchSize)
          if let before = previous.tensorIfPresent(key) { all = try before.clone() }
          try all.set([.tensor(marks)], to: value)
          value = all
        }
        try fresh.set(key, value)
      }
      return fresh
    }
    for primer in primers {
      var (value, keeps) = try value(primer, fresh.batchSize)
      if keeps {
        var before = try value.zerosLike()
        if let known = previous.tensorIfPresent(primer.key) { before = known }
        value = try Tensor.where(try marks.expandedToRight(of: value.shape), value, before)
      }
      try fresh.set(primer.key, value)
    }
    return fresh
  }

  public func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict {
    for (key, _) in primers where !next.contains(key) {
      try next.set(key, try data.input(key, componentName))
    }
    return next
  }

  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var result = specs
    for (key, spec) in primers {
      result.observation[key] = .leaf(try spec.expanded(batch.current ?? specs.observation.shape))
    }
    return result
  }

  public var spec: ComponentSpec { Self.spec }
}
