import Catalog
import Tensors

/// The keys that a transform reads and writes: pairwise, forwards and on the way back.
public struct TransformKeys: Sendable {
  /// Read by `forward`.
  public var reads: [NestedKey]
  /// Written by `forward`; as many as `reads`.
  public var writes: [NestedKey]
  /// Written on the way in, as the data below knows them (`in_keys_inv`).
  public var inverseWrites: [NestedKey]
  /// Read on the way in, as the data outside knows them (`out_keys_inv`).
  public var inverseReads: [NestedKey]

  public init(
    _ reads: [NestedKey], _ writes: [NestedKey]? = nil, inverseWrites: [NestedKey] = [],
    inverseReads: [NestedKey]? = nil
  ) throws(Failure) {
    self.reads = reads
    self.writes = writes ?? reads
    self.inverseWrites = inverseWrites
    self.inverseReads = inverseReads ?? inverseWrites
    try Self.check(reads.count, self.writes.count, "in_keys", "out_keys")
    try Self.check(inverseWrites.count, self.inverseReads.count, "in_keys_inv", "out_keys_inv")
  }

  private static func check(_ inner: Int, _ outer: Int, _ first: String, _ second: String) throws(Failure) {
    guard inner == outer else {
      throw .value("expected as many \(second) as \(first) (\(inner)), got \(outer)", argument: second)
    }
  }

  /// The keys given, or those that are read by default.
  package static func given(_ keys: TransformKeys?, else standard: [NestedKey]) throws(Failure) -> TransformKeys {
    if let keys { return keys }
    return try TransformKeys(standard)
  }
}

/// A transform that was given a name by its declaration, for messages.
public protocol NamedTransform: Transform {
  var componentName: String { get }
}

extension NamedTransform {
  /// The tensordict that a transform was given.
  /// - Throws: `TypeError` for anything else.
  package func tensordict(_ data: Tree) throws(Failure) -> TensorDict {
    guard case .tensordict(let found) = data else {
      throw .type("expected a tensordict for \(componentName)(), got \(data.article)")
    }
    return found
  }
}

/// A transform whose text and attributes come from its declaration's fields.
public protocol DeclaredTransform: NamedTransform, Component {}

extension DeclaredTransform {
  public var componentName: String { spec.signature.name }
}

/// A transform that changes tensors one by one: each key it reads gives the key it writes.
public protocol KeyedTransform: PairedTransform {
  /// The change of one tensor.
  func apply(_ tensor: Tensor) throws(Failure) -> Tensor
  /// The change of one tensor on its way in.
  func applyInverse(_ tensor: Tensor) throws(Failure) -> Tensor
  /// In environments, the data of a reset is changed as that of a step is.
  var changesResets: Bool { get }
}

extension KeyedTransform {
  public var hasInverse: Bool { !keys.inverseWrites.isEmpty }
  public var changesResets: Bool { true }
  public func applyInverse(_ tensor: Tensor) throws(Failure) -> Tensor { tensor }

  /// A tensordict is changed in place, and returned. A bare tensor stands for the only key's.
  /// - Throws: `KeyError` for a missing key, and what the change of a tensor throws.
  public func forward(_ data: Tree) throws(Failure) -> Tree {
    if case .tensor(let tensor) = data, keys.reads.count == 1 { return .tensor(try apply(tensor)) }
    let data = try tensordict(data)
    try change(data)
    return .tensordict(data)
  }

  /// Changes every key. - Parameter skipsMissing: Keys that are not there are left alone, as after a reset.
  public func change(_ data: TensorDict, skipsMissing: Bool = false) throws(Failure) {
    for (source, target) in zip(keys.reads, keys.writes) {
      if skipsMissing, !data.contains(source) { continue }
      let tensor = try data.input(source, componentName)
      do throws(Failure) {
        try data.set(target, try apply(tensor))
      } catch {
        throw error.about(source, componentName)
      }
    }
  }

  public func inverse(_ data: Tree) throws(Failure) -> Tree? {
    if keys.inverseWrites.isEmpty { return data }
    if case .tensor(let tensor) = data, keys.inverseReads.count == 1 { return .tensor(try applyInverse(tensor)) }
    let data = try tensordict(data)
    for (target, source) in zip(keys.inverseWrites, keys.inverseReads) {
      let tensor = try data.input(source, componentName)
      do throws(Failure) {
        try data.set(target, try applyInverse(tensor))
      } catch {
        throw error.about(source, componentName)
      }
    }
    return .tensordict(data)
  }
}

extension Failure {
  /// Says which transform failed at which key.
  package func about(_ key: NestedKey, _ transform: String) -> Failure {
    var told = self
    if origin == nil, !message.hasPrefix(transform) { told.message = "\(transform)() of \(key.text): \(message)" }
    return told
  }
}

extension TensorDict {
  /// The tensor that a transform reads.
  /// - Throws: `KeyError` that names the nearest key at any depth, `TypeError` where there is something else.
  package func input(_ key: NestedKey, _ transform: String) throws(Failure) -> Tensor {
    switch try present(key) {
    case .tensor(let tensor)?: return tensor
    case .some(let other):
      throw .type("expected a tensor at key \(key.text) for \(transform)(), got \(other.tree.article)")
    case nil: throw missingInput(key, transform)
    }
  }

  /// What a transform reads, whatever it is.
  package func inputEntry(_ key: NestedKey, _ transform: String) throws(Failure) -> Entry {
    guard let found = try present(key) else { throw missingInput(key, transform) }
    return found
  }

  private func present(_ key: NestedKey) throws(Failure) -> Entry? {
    contains(key) ? try entry(key) : nil
  }

  private func missingInput(_ key: NestedKey, _ transform: String) -> Failure {
    let all = keys(includeNested: true)
    // A key that lies deeper or shallower comes before one that is merely spelt alike.
    let namesake = all.first { $0.last == key.last && $0 != key }
    let names = all.map(\.text)
    let help = namesake.map { "did you mean \($0.text)?" } ?? nearest(key.text, names)
    let shown = names.isEmpty ? "no keys" : "the keys \(names.joined(separator: ", "))"
    return .key("\(transform)() found no key \(key.text) in a tensordict with \(shown)", help: help)
  }

  private func nearest(_ name: String, _ names: [String]) -> String? {
    Suggestion.nearest(to: name, among: names).map { "did you mean \($0)?" }
  }
}
