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
    guard let key = tree.nestedKey else {
      throw .type(
        "expected \(ParameterKind.key.article), got \(tree.article)", help: "for instance \"a\" or (\"a\", \"b\")")
    }
    self = key
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
