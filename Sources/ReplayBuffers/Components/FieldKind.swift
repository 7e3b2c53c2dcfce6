import Catalog
import Tensors

/// How values of one kind are read from arguments and shown as data: the kind that checks and help know, and the two
/// conversions.
public struct FieldKind<Value: Sendable>: Sendable {
  public let kind: ParameterKind
  /// None is a value of it, and not the same as leaving the argument out.
  let takesNone: Bool
  /// A list or a tuple of such is a value of it, too.
  let takesItems: Bool
  /// As a parameter of this kind declares it.
  var parameterKind: ParameterKind { takesItems ? .several(kind) : kind }
  /// - Throws: for data that the kind admits and that is wrong all the same (an unknown word, a tensor too large).
  public let decode: @Sendable (_ data: Tree, _ label: String) throws(Failure) -> Value
  let encode: @Sendable (Value) -> Tree
  /// As printed expressions have it.
  private(set) var expression: @Sendable (Value) -> String

  public init(
    _ kind: ParameterKind, takesNone: Bool = false, takesItems: Bool = false,
    decode: @escaping @Sendable (_ data: Tree, _ label: String) throws(Failure) -> Value,
    encode: @escaping @Sendable (Value) -> Tree
  ) {
    self.kind = kind
    self.takesNone = takesNone
    self.takesItems = takesItems
    self.decode = decode
    self.encode = encode
    expression = { PythonText.repr(encode($0)) }
  }

  /// The same, where Python's `repr` of the data is not what makes the value.
  public func written(_ expression: @escaping @Sendable (Value) -> String) -> FieldKind {
    var kind = self
    kind.expression = expression
    return kind
  }

  /// The same, of whose values one only is possible here. - Parameter reason: Why, for messages.
  public func only(_ value: Value, _ reason: String) -> FieldKind where Value: Equatable {
    FieldKind(kind, takesNone: takesNone) { [decode, encode] (data, label) throws(Failure) -> Value in
      let given = try decode(data, label)
      guard given == value else {
        throw .unfit(
          label, expected: PythonText.repr(encode(value)), got: PythonText.repr(encode(given)), help: reason)
      }
      return given
    } encode: { [encode] in
      encode($0)
    }
  }

  /// The value that data stands for.
  /// - Throws: `TypeError` "expected X for 'label', got Y" for data of another kind.
  public func read(_ data: Tree, _ label: String) throws(Failure) -> Value {
    if case .none = data, takesNone { return try decode(data, label) }
    // Each item is checked as it is read.
    if takesItems, data.argumentItems != nil { return try decode(data, label) }
    guard kind.admits(data) else { throw .mismatch(label, kind, data) }
    return try decode(data, label)
  }

  /// None, or a value of another kind.
  public static func optional<Wrapped: Sendable>(_ wrapped: FieldKind<Wrapped>) -> FieldKind<Wrapped?>
  where Value == Wrapped? {
    FieldKind<Wrapped?>(wrapped.kind, takesNone: true, takesItems: wrapped.takesItems) {
      (data, label) throws(Failure) -> Wrapped? in
      if case .none = data { return nil }
      return try wrapped.decode(data, label)
    } encode: { value in
      value.map(wrapped.encode) ?? .none
    }.written { value in
      value.map(wrapped.expression) ?? "None"
    }
  }
}

extension FieldKind where Value == Tree {
  /// Anything at all.
  public static var any: FieldKind { data(.any) }
  /// Data of a kind, as it is.
  public static func data(_ kind: ParameterKind, takesNone: Bool = true) -> FieldKind {
    FieldKind(kind, takesNone: takesNone) { (data, _) throws(Failure) -> Tree in
      data
    } encode: {
      $0
    }
  }
}

extension FieldKind where Value == Bool {
  public static var bool: FieldKind {
    FieldKind(.bool) { (data, label) throws(Failure) -> Bool in
      guard case .bool(let flag) = data else { throw .mismatch(label, .bool, data) }
      return flag
    } encode: {
      .bool($0)
    }
  }
}

extension FieldKind where Value == Int {
  public static var int: FieldKind {
    FieldKind(.int) { (data, label) throws(Failure) -> Int in
      guard let number = data.wholeNumber else { throw .mismatch(label, .int, data) }
      return number
    } encode: {
      .int($0)
    }
  }
}

extension FieldKind where Value == Double {
  public static var number: FieldKind {
    FieldKind(.number) { (data, label) throws(Failure) -> Double in
      guard let number = data.number else { throw .mismatch(label, .number, data) }
      return number.double
    } encode: {
      .float($0)
    }
  }
}

extension FieldKind where Value == Scalar {
  /// An int or a float, kept as what it is.
  public static var scalar: FieldKind {
    FieldKind(.number) { (data, label) throws(Failure) -> Scalar in
      guard let number = data.number else { throw .mismatch(label, .number, data) }
      return number
    } encode: { value in
      switch value {
      case .int(let number): .int(number)
      case .float(let number): .float(number)
      case .bool(let flag): .bool(flag)
      }
    }
  }
}

extension FieldKind where Value == String {
  public static var string: FieldKind {
    FieldKind(.string) { (data, label) throws(Failure) -> String in
      guard case .string(let text) = data else { throw .mismatch(label, .string, data) }
      return text
    } encode: {
      .string($0)
    }
  }
}

extension FieldKind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of an enum's words. - Parameter failure: The kind of error for another word.
  public static func choice(_: Value.Type = Value.self, failure: FailureKind = .value) -> FieldKind {
    let words = Value.allCases.map(\.rawValue)
    return FieldKind(.choice(words)) { (data, label) throws(Failure) -> Value in
      guard case .string(let word) = data, let value = Value(rawValue: word) else {
        throw .mismatch(label, .choice(words), data)
      }
      return value
    } encode: {
      .string($0.rawValue)
    }.failing(as: failure)
  }
}

extension FieldKind {
  /// The same, where a word that is not one of the choice is another kind of error.
  fileprivate func failing(as failure: FailureKind) -> FieldKind {
    guard failure != .value, case .choice(let words) = kind else { return self }
    return FieldKind(.either([kind, .string]), takesNone: takesNone) {
      [decode] (data, label) throws(Failure) -> Value in
      if case .string(let word) = data, !words.contains(word) {
        var told = Failure.mismatch(label, .choice(words), data)
        told.kind = failure
        throw told
      }
      return try decode(data, label)
    } encode: { [encode] in
      encode($0)
    }
  }
}

extension FieldKind where Value == NestedKey {
  public static var key: FieldKind {
    FieldKind(.key) { (data, _) throws(Failure) -> NestedKey in
      try NestedKey(tree: data)
    } encode: {
      $0.tree
    }
  }
}

extension FieldKind where Value == [NestedKey] {
  /// A list of keys, or a single one; a tuple is one nested key.
  public static var keys: FieldKind {
    FieldKind(.keys) { (data, _) throws(Failure) -> [NestedKey] in
      guard case .list(let items) = data else { return [try NestedKey(tree: data)] }
      var keys: [NestedKey] = []
      for item in items { keys.append(try NestedKey(tree: item)) }
      return keys
    } encode: {
      .list($0.map(\.tree))
    }
  }
}

extension FieldKind where Value == [Int] {
  /// Ints: a list or tuple of them, or a single one.
  public static var shape: FieldKind {
    FieldKind(.shape) { (data, label) throws(Failure) -> [Int] in
      if case .size(let shape) = data { return shape.dims }
      guard let numbers = data.wholeNumbers else { throw .mismatch(label, .shape, data) }
      return numbers
    } encode: {
      .list($0.map { .int($0) })
    }
  }
}

extension FieldKind where Value == DType {
  public static var dtype: FieldKind {
    FieldKind(.dtype) { (data, label) throws(Failure) -> DType in
      guard case .dtype(let dtype) = data else { throw .mismatch(label, .dtype, data) }
      return dtype
    } encode: {
      .dtype($0)
    }
  }
}

extension FieldKind where Value == Tensor {
  /// A number, a tensor, or a list of numbers, as a tensor. Floats are float32, as torch makes them.
  public static var tensor: FieldKind {
    FieldKind(.tensor) { (data, label) throws(Failure) -> Tensor in
      if let scalar = data.scalar { return try .scalar(scalar) }
      switch data {
      case .tensor(let tensor): return tensor
      case .list(let items), .tuple(let items):
        var scalars: [Scalar] = []
        for item in items { scalars.append(try FieldKind<Scalar>.scalar.read(item, label)) }
        return try .fromScalars(scalars, [scalars.count])
      default: throw .mismatch(label, .tensor, data)
      }
    } encode: {
      .exactly($0)
    }
  }
}

extension Tree {
  /// A tensor as an argument that makes the same one again: a number where that has its dtype.
  static func exactly(_ tensor: Tensor) -> Tree {
    guard tensor.ndim == 0, [.float32, .int64, .bool].contains(tensor.dtype), let value = try? tensor.item() else {
      return .tensor(tensor)
    }
    switch value {
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    // The shortest text of the float32, not that of its exact value as a double.
    case .float(let number): return .float(Double("\(Float(number))") ?? number)
    }
  }
}

extension FieldKind where Value == any Callback {
  public static var function: FieldKind {
    FieldKind(.function) { (data, label) throws(Failure) -> any Callback in
      guard case .object(let object) = data, let function = object as? any Callback else {
        throw .mismatch(label, .function, data)
      }
      return function
    } encode: {
      .object($0)
    }
  }
}

extension FieldKind where Value == [any Transform] {
  /// A transform, a function that serves as one, or a list of such; as one list. None is the empty one.
  public static var transforms: FieldKind {
    FieldKind(.either([.object("transform"), .function]), takesNone: true, takesItems: true) {
      (data, label) throws(Failure) -> [any Transform] in
      switch data {
      case .none: return []
      case .object(let object):
        if let transform = object as? any Transform { return transform.flattened }
        if let function = object as? any Callback { return [FunctionTransform(function)] }
      case .list(let items), .tuple(let items):
        var found: [any Transform] = []
        for item in items { found += try FieldKind.transforms.decode(item, label) }
        return found
      default: break
      }
      throw .mismatch(label, .either([.object("transform"), .function]), data)
    } encode: { parts in
      parts.isEmpty ? .none : .object(TransformChain(parts))
    }
  }
}

/// Transforms as an argument shows them: joined by `|`.
private final class TransformChain: TreeObject {
  let text: String
  init(_ parts: [any Transform]) { text = parts.map(\.text).joined(separator: " | ") }
}

extension FieldKind {
  /// A component of a protocol or a class, or a function that makes one. - Parameter kind: As messages call it.
  public static func component(
    _ kind: String, cast: @escaping @Sendable (any TreeObject) -> Value?,
    object: @escaping @Sendable (Value) -> any TreeObject
  ) -> FieldKind {
    FieldKind(.object(kind)) { (data, label) throws(Failure) -> Value in
      guard case .object(let given) = data else { throw .mismatch(label, .object(kind), data) }
      if let found = cast(given) { return found }
      if let function = given as? any Callback, case .object(let made) = try function.call([]), let found = cast(made) {
        return found
      }
      throw .mismatch(label, .object(kind), data)
    } encode: {
      .object(object($0))
    }
  }
}

extension FieldKind where Value: TreeObject {
  /// A component of one class, or a function that makes one.
  public static func component(_ kind: String) -> FieldKind { component(kind, cast: { $0 as? Value }, object: { $0 }) }
}

extension FieldKind {
  /// Several of a kind, as a variadic parameter takes them.
  static func list<Item: Sendable>(of item: FieldKind<Item>) -> FieldKind where Value == [Item] {
    FieldKind(item.kind) { (data, label) throws(Failure) -> [Item] in
      var found: [Item] = []
      for part in data.argumentItems ?? [data] { found.append(try item.read(part, label)) }
      return found
    } encode: { items in
      .tuple(items.map(item.encode))
    }
  }
}

extension FieldKind where Value == any Storage {
  public static var storage: FieldKind { component("storage", cast: { $0 as? any Storage }, object: { $0 }) }
}
extension FieldKind where Value == any Sampler {
  public static var sampler: FieldKind { component("sampler", cast: { $0 as? any Sampler }, object: { $0 }) }
}
extension FieldKind where Value == any Writer {
  public static var writer: FieldKind { component("writer", cast: { $0 as? any Writer }, object: { $0 }) }
}
extension FieldKind where Value == any SampleUnit {
  public static var sampleUnit: FieldKind {
    component("sample_unit", cast: { $0 as? any SampleUnit }, object: { $0 })
  }
}
extension FieldKind where Value == ReplayBuffer {
  public static var buffer: FieldKind { component("buffer") }
}
extension FieldKind where Value == Generator {
  public static var generator: FieldKind {
    FieldKind(.generator) { (data, label) throws(Failure) -> Generator in
      guard case .object(let object) = data, let generator = object as? Generator else {
        throw .mismatch(label, .generator, data)
      }
      return generator
    } encode: {
      .object($0)
    }
  }
}
