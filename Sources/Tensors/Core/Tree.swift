import Catalog

/// An object that libraries carry without looking inside: a storage, a sampler, a generator, a script's function.
public protocol TreeObject: AnyObject, Sendable {
  /// How Python's `repr` would show it.
  var text: String { get }
  /// What checks of arguments take it for.
  var argumentForm: ArgumentForm { get }
  /// Whether it is an object of the domain of this kind ("storage", "sampler", …).
  func isComponent(_ kind: String) -> Bool
  /// Tells of the objects it holds, as far as these may lead back to a function of a script.
  func visitReferences(_ visitor: ReferenceVisitor)
}

extension TreeObject {
  public func visitReferences(_ visitor: ReferenceVisitor) {}
}

/// Python data as the libraries see it: pytrees of tensors, items of list storages, arguments of components.
/// Containers are values here; the language converts its lists and dicts at the boundary.
public indirect enum Tree: Sendable {
  case none
  case bool(Bool)
  case int(Int)
  case float(Double)
  case string(String)
  case size(Shape)
  case dtype(DType)
  case tensor(Tensor)
  case tensordict(TensorDict)
  case list([Tree])
  case tuple([Tree])
  /// Insertion-ordered, as Python's dict.
  case dict([(key: Tree, value: Tree)])
  case object(any TreeObject)
}
