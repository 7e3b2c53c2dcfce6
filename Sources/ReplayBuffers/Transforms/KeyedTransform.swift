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

  /// The keys that a call names. - Parameter standard: What is read where `in_keys` is left out.
  package init(_ arguments: Arguments, reading standard: [NestedKey] = []) throws(Failure) {
    try self.init(
      try arguments.keys("in_keys") ?? standard, try arguments.keys("out_keys"),
      inverseWrites: try arguments.keys("in_keys_inv") ?? [], inverseReads: try arguments.keys("out_keys_inv"))
  }

  /// The keys given, or those that are read by default.
  package static func given(_ keys: TransformKeys?, else standard: [NestedKey]) throws(Failure) -> TransformKeys {
    if let keys { return keys }
    return try TransformKeys(standard)
  }

  package static func list(_ keys: [NestedKey]) -> Tree { .list(keys.map(\.tree)) }
}

/// What a transform is called and made with: the one source of its text and of its attributes.
public struct TransformDescription: Sendable {
  public let name: String
  package var positional: [(name: String, value: Tree)] = []
  /// Left out of the text where they have their standard value.
  package var labelled: [(name: String, value: Tree, standard: Tree)] = []
  /// Read as attributes only.
  package var further: [(name: String, value: Tree)] = []

  package init(
    _ name: String, _ positional: [(name: String, value: Tree)] = [],
    _ labelled: [(name: String, value: Tree, standard: Tree)] = []
  ) {
    self.name = name
    self.positional = positional
    self.labelled = labelled
  }

  /// With the keys behind the other arguments. - Parameter standard: What is read where `in_keys` is left out.
  package func with(_ keys: TransformKeys, reading standard: [NestedKey]? = nil) -> TransformDescription {
    var result = self
    let list = TransformKeys.list
    result.labelled.append(("in_keys", list(keys.reads), list(standard ?? [])))
    result.labelled.append(("out_keys", list(keys.writes), list(keys.reads)))
    result.labelled.append(("in_keys_inv", list(keys.inverseWrites), list([])))
    result.labelled.append(("out_keys_inv", list(keys.inverseReads), list(keys.inverseWrites)))
    return result
  }

  package func adding(_ more: [(name: String, value: Tree, standard: Tree)]) -> TransformDescription {
    var result = self
    result.labelled += more
    return result
  }

  package var text: String {
    SourceText.call(
      name, positional.map { PythonText.repr($0.value) },
      labelled.map { ($0.name, $0.value.isEqual(to: $0.standard) ? nil : PythonText.repr($0.value)) })
  }

  package var names: [String] {
    positional.map(\.name).filter { !$0.isEmpty } + labelled.map(\.name) + further.map(\.name)
  }

  package func attribute(_ name: String) -> Tree? {
    positional.first { $0.name == name }?.value ?? labelled.first { $0.name == name }?.value
      ?? further.first { $0.name == name }?.value
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
      throw .type("\(componentName)() works on tensordicts, got \(data.article)")
    }
    return found
  }
}

/// A transform whose text and attributes come from its declaration's fields.
public protocol DeclaredTransform: NamedTransform, Component {}

extension DeclaredTransform {
  public var componentName: String { spec.signature.name }
}

/// A transform whose text and attributes come from its description.
public protocol DescribedTransform: NamedTransform, AttributeHolder {
  var description: TransformDescription { get }
}

extension DescribedTransform {
  public var componentName: String { description.name }
  public var text: String { description.text }
  public func isComponent(_ kind: String) -> Bool { kind == ComponentSpec.Kind.transform.rawValue }
  public var attributeNames: [String] { description.names }
  public func attribute(_ name: String) -> Tree? { description.attribute(name) }
}

/// A transform that changes tensors one by one: each key it reads gives the key it writes.
public protocol KeyedTransform: NamedTransform {
  var keys: TransformKeys { get }
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
      throw .type("\(transform)() expects a tensor at key \(key.text), got \(other.tree.kindName)")
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
