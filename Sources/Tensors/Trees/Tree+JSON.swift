import Catalog

extension Tree {
  /// Null is None, arrays are lists, objects dicts with string keys in the order of the text.
  public init(json: JSONValue) {
    switch json {
    case .null: self = .none
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .float(let value): self = .float(value)
    case .string(let text): self = .string(text)
    case .array(let items): self = .list(items.map { Tree(json: $0) })
    case .object(let object):
      self = .dict(object.keys.map { (.string($0), object[$0].map { Tree(json: $0) } ?? .none) })
    }
  }

  /// As JSON; tuples and sizes become arrays.
  /// - Throws: `TypeError` for what has no JSON form: tensors, dtypes, objects, dict keys that are no strings.
  public func json() throws(Failure) -> JSONValue {
    switch self {
    case .none: return .null
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .float(let value): return .float(value)
    case .string(let text): return .string(text)
    case .size(let shape): return .array(shape.dims.map { .int($0) })
    case .list(let items), .tuple(let items):
      var result: [JSONValue] = []
      for item in items { result.append(try item.json()) }
      return .array(result)
    case .dict(let pairs):
      var object = JSONObject()
      for (key, value) in pairs {
        guard case .string(let name) = key else {
          throw .type("expected strs as keys of a dict that is written as JSON, got \(key.article)")
        }
        object[name] = try value.json()
      }
      return .object(object)
    case .dtype, .tensor, .tensordict, .object: throw .type("\(article) has no JSON form")
    }
  }
}
