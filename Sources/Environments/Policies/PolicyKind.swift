import Catalog
import ReplayBuffers
import Tensors

extension FieldKind where Value == any Policy {
  /// A policy, or what takes a tensordict and gives one: a function, or a transform.
  public static var policy: FieldKind {
    let kinds = ParameterKind.either([.object("policy"), .function])
    // Transforms are admitted too.
    return FieldKind(.either([kinds, .any])) { (data, label) throws(Failure) -> any Policy in
      guard case .object(let object) = data else { throw .mismatch(label, kinds, data) }
      if let policy = object as? any Policy { return policy }
      if let function = object as? any Callback { return FunctionPolicy(function) }
      guard let transform = object as? any Transform else { throw .mismatch(label, kinds, data) }
      return TransformPolicy(transform)
    } encode: { policy in
      .object(policy.origin)
    }
  }
}

extension Policy {
  /// What the language gave.
  fileprivate var origin: any TreeObject {
    switch self {
    case let policy as FunctionPolicy: policy.function
    case let policy as TransformPolicy: policy.transform
    default: self
    }
  }
}

/// A transform as a policy: its `forward` chooses.
final class TransformPolicy: Policy {
  let transform: any Transform
  init(_ transform: any Transform) { self.transform = transform }
  func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(transform) }
  var isNative: Bool { transform.isNative }
  var text: String { transform.text }
  func act(_ data: TensorDict, generator: Generator) throws(Failure) -> TensorDict {
    let answer = try transform.forward(.tensordict(data))
    guard case .tensordict(let changed) = answer else {
      throw .type("expected a policy to return a tensordict, got \(answer.article)")
    }
    return changed
  }
}

/// The policies of several workers: one for all, or one each. nil acts at random.
struct PolicyChoice: Sendable {
  var items: [(any Policy)?] = [nil]
  var isList = false

  /// - Throws: `ValueError` for a list of another length.
  func spread(over count: Int) throws(Failure) -> [(any Policy)?] {
    guard isList else { return Array(repeating: items[0], count: count) }
    guard items.count == count else {
      throw .value("expected \(count) policies for 'policy', one per worker, got \(items.count)", argument: "policy")
    }
    return items
  }
}

extension FieldKind where Value == PolicyChoice {
  static var policies: FieldKind {
    let one = FieldKind<(any Policy)?>.optional(.policy)
    return FieldKind(.any, takesNone: true) { (data, label) throws(Failure) -> PolicyChoice in
      guard let given = data.argumentItems else { return PolicyChoice(items: [try one.read(data, label)]) }
      var items: [(any Policy)?] = []
      for item in given { items.append(try one.read(item, label)) }
      return PolicyChoice(items: items, isList: true)
    } encode: { choice in
      let items = choice.items.map { $0.map { .object($0.origin) } ?? Tree.none }
      return choice.isList ? .list(items) : items[0]
    }
  }
}
