import Catalog
import Tensors

/// The arguments of a call, by the names of its parameters. Those left out are absent.
public struct Arguments: Sendable {
  /// The name that was called: the short one, or a class name.
  public let name: String
  private let values: [String: Tree]

  public init(_ name: String, _ values: [String: Tree]) {
    self.name = name
    self.values = values
  }

  /// nil where the argument was left out. - Parameter label: A parameter's name.
  public subscript(label: String) -> Tree? { values[label] }
}

/// An object that stands for a path.
public protocol PathHolder: TreeObject {
  var path: String { get }
}

extension PathHolder {
  public var argumentForm: ArgumentForm { .path }
}
