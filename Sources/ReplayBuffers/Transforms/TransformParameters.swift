import Catalog
import Tensors

/// Parameters that many transforms share.
extension Parameter {
  package static func inKeys(default source: String = "None", _ summary: String = "The keys that are read.")
    -> Parameter
  {
    .optional("in_keys", .keys, default: source, summary)
  }
  package static let requiredInKeys = Parameter("in_keys", .keys, "The keys that are read.")
  package static let outKeys = Parameter.optional(
    "out_keys", .keys, "The keys that are written, one per key read; None for the same ones.")
  package static let inKeysInverse = Parameter.optional(
    "in_keys_inv", .keys, "The keys that are written on the way into a buffer, one per key read there.")
  package static let outKeysInverse = Parameter.optional(
    "out_keys_inv", .keys, "The keys that are read on the way into a buffer; None for those written.")

  /// `in_keys` and `out_keys`.
  package static func keys(default source: String = "None") -> [Parameter] { [.inKeys(default: source), .outKeys] }
  package static let inverseKeys: [Parameter] = [.inKeysInverse, .outKeysInverse]

  /// By label only, as behind Python's `*`.
  package var byLabel: Parameter {
    var changed = self
    changed.labelOnly = true
    return changed
  }
}

extension [Parameter] {
  package var byLabel: [Parameter] { map(\.byLabel) }
}

extension Arguments {
  /// Keys: a list of them, or a single one. A tuple is one nested key.
  package func keys(_ label: String) throws(Failure) -> [NestedKey]? {
    switch self[label] {
    case nil, .none?: return nil
    case .list(let items)?:
      var keys: [NestedKey] = []
      for item in items { keys.append(try key(item, label)) }
      return keys
    case let value?: return [try key(value, label)]
    }
  }

  /// The keys of a variadic parameter; lists among them are opened.
  package func variadicKeys(_ label: String) throws(Failure) -> [NestedKey] {
    guard let value = self[label] else { return [] }
    var items: [Tree] = []
    switch value {
    case .tuple(let given), .list(let given):
      for item in given {
        if case .list(let inner) = item { items += inner } else { items.append(item) }
      }
    default: items = [value]
    }
    var keys: [NestedKey] = []
    for item in items { keys.append(try key(item, label)) }
    return keys
  }

  private func key(_ value: Tree, _ label: String) throws(Failure) -> NestedKey {
    do throws(Failure) { return try NestedKey(tree: value) } catch {
      throw .type(
        "\(name)() expects keys for '\(label)': strings or tuples of strings, got \(value.kindName)",
        help: "for instance [\"a\", (\"next\", \"a\")]", argument: label)
    }
  }

  package func dtype(_ label: String) throws(Failure) -> DType? {
    switch self[label] {
    case nil, .none?: return nil
    case .dtype(let dtype)?: return dtype
    case let value?:
      throw .type("\(name)() expects a dtype for '\(label)', got \(value.kindName)", argument: label)
    }
  }

  /// A number, a tensor, or a list of numbers, as a tensor. Floats are float32, as torch makes them.
  package func tensor(_ label: String) throws(Failure) -> Tensor? {
    switch self[label] {
    case nil, .none?: return nil
    case .tensor(let tensor)?: return tensor
    case .int(let value)?: return try .scalar(.int(value))
    case .float(let value)?: return try .scalar(.float(value))
    case .bool(let value)?: return try .scalar(.bool(value))
    case .list(let items)?, .tuple(let items)?:
      var scalars: [Scalar] = []
      for item in items {
        switch item {
        case .int(let value): scalars.append(.int(value))
        case .float(let value): scalars.append(.float(value))
        default: throw .type("\(name)() expects numbers for '\(label)', got \(item.kindName)", argument: label)
        }
      }
      return try .fromScalars(scalars, [scalars.count])
    case let value?:
      throw .type("\(name)() expects a number or a tensor for '\(label)', got \(value.kindName)", argument: label)
    }
  }

  /// Ints: a list or tuple of them, or a single one.
  package func ints(_ label: String) throws(Failure) -> [Int]? {
    switch self[label] {
    case nil, .none?: return nil
    case .int(let value)?: return [value]
    case .size(let shape)?: return shape.dims
    case .list(let items)?, .tuple(let items)?:
      var values: [Int] = []
      for item in items {
        guard case .int(let value) = item else {
          throw .type("\(name)() expects ints for '\(label)', got \(item.kindName)", argument: label)
        }
        values.append(value)
      }
      return values
    case let value?:
      throw .type("\(name)() expects ints for '\(label)', got \(value.kindName)", argument: label)
    }
  }
}

extension Tree {
  /// A number as it was given, for texts.
  package static func number(_ tensor: Tensor?) -> Tree {
    guard let tensor else { return .none }
    guard tensor.ndim == 0, let value = try? tensor.item() else { return .tensor(tensor) }
    switch value {
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .float(let number):
      // The shortest text of the float32, not that of its exact value as a double.
      return .float(tensor.dtype == .float32 ? Double("\(Float(number))") ?? number : number)
    }
  }

  package static func optional(_ value: Int?) -> Tree { value.map { .int($0) } ?? .none }
  package static func optional(_ key: NestedKey?) -> Tree { key?.tree ?? .none }
}
