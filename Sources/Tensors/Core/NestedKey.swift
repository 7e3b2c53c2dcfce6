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

  public var first: String { path[0] }
  /// What remains below the first name; nil for a plain name.
  public var rest: NestedKey? { path.count > 1 ? NestedKey(Array(path.dropFirst())) : nil }
  public var last: String { path[path.count - 1] }
  public func appending(_ name: String) -> NestedKey { NestedKey(path + [name]) }
}
