import Catalog
import Tensors

/// Lists, tuples and dicts as JSON: an object with one key that says which. A dict is an array of pairs.
enum ContainerJSON {
  /// - Returns: nil for what is no container.
  static func encode(
    _ tree: Tree, key: (Tree) throws(Failure) -> JSONValue, item: (Tree) throws(Failure) -> JSONValue
  ) throws(Failure) -> JSONValue? {
    switch tree {
    case .list(let items): return .object(["list": .array(try items.map(item))])
    case .tuple(let items): return .object(["tuple": .array(try items.map(item))])
    case .dict(let pairs):
      var entries: [JSONValue] = []
      for pair in pairs { entries.append(.array([try key(pair.key), try item(pair.value)])) }
      return .object(["dict": .array(entries)])
    default: return nil
    }
  }

  /// - Returns: nil for what is no container that `encode` wrote.
  static func decode(
    _ value: JSONValue, key: (JSONValue) throws(Failure) -> Tree, item: (JSONValue) throws(Failure) -> Tree
  ) throws(Failure) -> Tree? {
    guard let object = value.object, object.count == 1, let kind = object.keys.first,
      let contents = object[kind]?.array
    else { return nil }
    switch kind {
    case "list": return .list(try contents.map(item))
    case "tuple": return .tuple(try contents.map(item))
    case "dict":
      var pairs: [(key: Tree, value: Tree)] = []
      for content in contents {
        guard let pair = content.array, pair.count == 2 else { return nil }
        pairs.append((try key(pair[0]), try item(pair[1])))
      }
      return .dict(pairs)
    default: return nil
    }
  }
}
