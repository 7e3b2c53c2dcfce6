import Catalog

/// A key of a tensordict: one name, or a path of names into nested tensordicts.
public struct NestedKey: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  public let path: [String]

  /// - Precondition: at least one name.
  public init(_ path: [String]) {
    precondition(!path.isEmpty)
    self.path = path
  }
  public init(_ name: String) { path = [name] }
  public init(stringLiteral value: String) { path = [value] }
  public init(arrayLiteral elements: String...) { self.init(elements) }

  /// A Python key: a string, or a tuple of keys, flattened.
  /// - Throws: `TypeError` for anything else, or an empty tuple.
  public init(tree: Tree) throws(Failure) {
    var names: [String] = []
    try NestedKey.collect(tree, into: &names)
    guard !names.isEmpty else { throw .type("a tensordict key cannot be an empty tuple") }
    path = names
  }

  private static func collect(_ tree: Tree, into names: inout [String]) throws(Failure) {
    switch tree {
    case .string(let name): names.append(name)
    case .tuple(let parts): for part in parts { try collect(part, into: &names) }
    default:
      throw .type(
        "expected a tensordict key: a string or a tuple of strings", help: "for instance \"a\" or (\"a\", \"b\")")
    }
  }

  public var first: String { path[0] }
  /// What remains below the first name; nil for a plain name.
  public var rest: NestedKey? { path.count > 1 ? NestedKey(Array(path.dropFirst())) : nil }
  public var last: String { path[path.count - 1] }

  /// As Python writes it: a plain name is a string, a path is a tuple of strings.
  public var tree: Tree { path.count == 1 ? .string(path[0]) : .tuple(path.map { .string($0) }) }

  /// `'a'` or `('a', 'b')`, for messages.
  public var text: String {
    path.count == 1 ? "'\(path[0])'" : "(" + path.map { "'\($0)'" }.joined(separator: ", ") + ")"
  }
}
