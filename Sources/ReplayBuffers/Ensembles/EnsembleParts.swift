import Catalog
import Tensors

/// The storages, samplers or writers of an ensemble's members, as one part.
public protocol EnsemblePart: AttributeHolder {
  var parts: [Tree] { get }
}

extension EnsemblePart {
  public var attributeNames: [String] { [] }
}

/// The members' storages. `max_size` is the sum of theirs.
public final class StorageEnsemble: EnsemblePart {
  public let storages: [any Storage]
  public init(_ storages: [any Storage]) { self.storages = storages }
  public var parts: [Tree] { storages.map { .object($0) } }
  public var text: String { SourceText.call("storage_ensemble", storages.map(\.text), []) }
  public var attributeNames: [String] { ["max_size"] }
  public func attribute(_ name: String) -> Tree? {
    name == "max_size"
      ? .int(storages.reduce(0) { $0.addingReportingOverflow($1.maxSize).overflow ? .max : $0 + $1.maxSize }) : nil
  }
}

/// The members' samplers, and how a batch is shared among them.
public final class SamplerEnsemble: EnsemblePart {
  public let samplers: [any Sampler]
  private let shared: SharedSampling
  public var sampling: EnsembleSampling { shared.value }
  public convenience init(_ samplers: [any Sampler], _ sampling: EnsembleSampling) {
    self.init(samplers, SharedSampling(sampling))
  }
  init(_ samplers: [any Sampler], _ shared: SharedSampling) {
    self.samplers = samplers
    self.shared = shared
  }
  public func setAttribute(_ name: String, _ value: Tree) throws(Failure) {
    try shared.set(name, value, members: samplers.count)
  }
  public var parts: [Tree] { samplers.map { .object($0) } }
  public var text: String {
    SourceText.call(
      "sampler_ensemble", samplers.map(\.text),
      [
        ("sample_from_all", SourceText.flag(sampling.samplesFromAll, default: false)),
        ("num_buffer_sampled", sampling.pieces.map(String.init)),
      ])
  }
  public var attributeNames: [String] { ["p", "sample_from_all", "num_buffer_sampled"] }
  public func attribute(_ name: String) -> Tree? {
    switch name {
    case "p":
      switch sampling.weights {
      case .equal: Tree.none
      case .fixed(let weights): .tensor(weights)
      case .sampleable: .string("sampleable")
      }
    case "sample_from_all": .bool(sampling.samplesFromAll)
    case "num_buffer_sampled": .int(sampling.pieces ?? samplers.count)
    default: nil
    }
  }
}

/// The sampling of an ensemble, which its samplers, as one part, can change. `@unchecked`: guarded by `lock`.
final class SharedSampling: @unchecked Sendable {
  private let lock = RecursiveLock()
  private var current: EnsembleSampling
  init(_ sampling: EnsembleSampling) { current = sampling }
  var value: EnsembleSampling { lock.withLock { current } }

  func set(_ name: String, _ value: Tree, members: Int) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    let changed = try current.setting(name, value)
    if case .fixed(let weights) = changed.weights, weights.numel != members {
      throw .value("expected one weight per member (\(members)), got \(weights.numel)", argument: "p")
    }
    current = changed
  }
}

/// The members' writers.
public final class WriterEnsemble: EnsemblePart {
  public let writers: [any Writer]
  public init(_ writers: [any Writer]) { self.writers = writers }
  public var parts: [Tree] { writers.map { .object($0) } }
  public var text: String { SourceText.call("writer_ensemble", writers.map(\.text), []) }
  public var attributeNames: [String] { ["write_count"] }
  public func attribute(_ name: String) -> Tree? {
    name == "write_count" ? .int(writers.reduce(0) { $0 + $1.writeCount }) : nil
  }
}

extension Arguments {
  /// The objects of a variadic parameter.
  func objects<T>(_ label: String, kind: String) throws(Failure) -> [T] {
    guard case .tuple(let items)? = self[label] else { return [] }
    var found: [T] = []
    for item in items {
      guard case .object(let object) = item, let part = object as? T else {
        throw .type("\(name)() expects a \(kind) in '\(label)', got \(item.kindName)", argument: label)
      }
      found.append(part)
    }
    return found
  }

  func sampling() throws(Failure) -> EnsembleSampling {
    try EnsembleSampling(
      weights: try EnsembleSampling.weights(self["p"]), samplesFromAll: try bool("sample_from_all") ?? false,
      pieces: try int("num_buffer_sampled"))
  }
}
