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

  /// nil where it was left out, or is None.
  private func given(_ label: String) -> Tree? {
    if case .none? = values[label] { return nil }
    return values[label]
  }

  private func mismatch(_ label: String, _ expected: String, _ value: Tree) -> Failure {
    .type("\(name)() expects \(expected) for '\(label)', got \(value.article)", argument: label)
  }

  public func int(_ label: String) throws(Failure) -> Int? {
    switch given(label) {
    case nil: return nil
    case .int(let value)?: return value
    case .tensor(let tensor)? where tensor.numel == 1 && !tensor.dtype.isFloatingPoint:
      return try integers(of: tensor)[0]
    case let value?: throw mismatch(label, "an int", value)
    }
  }

  public func float(_ label: String) throws(Failure) -> Double? {
    switch given(label) {
    case nil: return nil
    case .int(let value)?: return Double(value)
    case .float(let value)?: return value
    case .tensor(let tensor)? where tensor.numel == 1: return Double(try floats(of: tensor)[0])
    case let value?: throw mismatch(label, "a number", value)
    }
  }

  public func bool(_ label: String) throws(Failure) -> Bool? {
    switch given(label) {
    case nil: return nil
    case .bool(let value)?: return value
    case let value?: throw mismatch(label, "a bool", value)
    }
  }

  public func string(_ label: String) throws(Failure) -> String? {
    switch given(label) {
    case nil: return nil
    case .string(let value)?: return value
    case let value?: throw mismatch(label, "a string", value)
    }
  }

  /// A path: a string, or an object that stands for one; the object comes too, since it may own the folder.
  public func path(_ label: String) throws(Failure) -> (path: String, keeper: (any TreeObject)?)? {
    switch given(label) {
    case nil: return nil
    case .string(let value)?: return (value, nil)
    case .object(let object)?:
      guard let path = object as? any PathHolder else { throw mismatch(label, "a path", .object(object)) }
      return (path.path, object)
    case let value?: throw mismatch(label, "a path", value)
    }
  }

  public func key(_ label: String) throws(Failure) -> NestedKey? {
    guard let value = given(label) else { return nil }
    return try NestedKey(tree: value)
  }

  /// As `key`, where None is not the same as leaving it out.
  public func key(_ label: String, default standard: NestedKey) throws(Failure) -> NestedKey? {
    values[label] == nil ? standard : try key(label)
  }

  /// An object of a protocol or class. - Parameter kind: What messages call it.
  public func object<T>(_ label: String, _ type: T.Type = T.self, kind: String) throws(Failure) -> T? {
    switch given(label) {
    case nil: return nil
    case .object(let object)?:
      if let found = object as? T { return found }
      // TorchRL takes a function that makes the component, too.
      if let function = object as? any Callback, case .object(let made) = try function.call([]),
        let found = made as? T
      {
        return found
      }
      throw .type("\(name)() expects a \(kind) for '\(label)', got \(object.text)", argument: label)
    case let value?: throw mismatch(label, "a \(kind)", value)
    }
  }

  /// Keys: a list of them, or a single one. A tuple is one nested key.
  func keys(_ label: String) throws(Failure) -> [NestedKey]? {
    guard let value = given(label) else { return nil }
    return try FieldKind<[NestedKey]>.keys.read(value, label)
  }

  /// A number, a tensor, or a list of numbers, as a tensor.
  func tensor(_ label: String) throws(Failure) -> Tensor? {
    guard let value = given(label) else { return nil }
    return try FieldKind<Tensor>.tensor.read(value, label)
  }

  public func function(_ label: String) throws(Failure) -> (any Callback)? {
    switch given(label) {
    case nil: return nil
    case .object(let object)?:
      guard let function = object as? any Callback else { throw mismatch(label, "a function", .object(object)) }
      return function
    case let value?: throw mismatch(label, "a function", value)
    }
  }

  /// A transform, a function that serves as one, or a list of such.
  public func transforms(_ label: String) throws(Failure) -> [any Transform] {
    guard let value = given(label) else { return [] }
    return try Self.transforms(value, in: self, label)
  }

  private static func transforms(
    _ value: Tree, in arguments: Arguments, _ label: String
  ) throws(Failure) -> [any Transform] {
    switch value {
    case .object(let object):
      if let compose = object as? Compose { return compose.children }
      if let transform = object as? any Transform { return [transform] }
      if let function = object as? any Callback { return [FunctionTransform(function)] }
    case .list(let items), .tuple(let items):
      var found: [any Transform] = []
      for item in items { found += try transforms(item, in: arguments, label) }
      return found
    default: break
    }
    throw arguments.mismatch(label, "a transform or a function", value)
  }

  /// A required argument. - Throws: `TypeError` where it is absent.
  public func required<T>(_ label: String, _ value: T?) throws(Failure) -> T {
    guard let value else {
      throw .type("\(name)() misses the argument '\(label)'", argument: label)
    }
    return value
  }
}

/// An object that stands for a path.
public protocol PathHolder: TreeObject {
  var path: String { get }
}

extension PathHolder {
  public var argumentForm: ArgumentForm { .path }
}
