import Catalog
import Tensors

extension FieldKind where Value == [NestedKey] {
  /// Keys one by one, as the items of a variadic parameter; lists among them are opened.
  static var spreadKeys: FieldKind {
    FieldKind(.key, takesItems: true) { (data, label) throws(Failure) -> [NestedKey] in
      var found: [NestedKey] = []
      for item in data.argumentItems ?? [data] { found += try FieldKind.keys.read(item, label) }
      return found
    } encode: {
      .list($0.map(\.tree))
    }
  }

  /// Keys where a tuple is several of them, and no nested one.
  static var keySequence: FieldKind {
    FieldKind(.keys) { (data, label) throws(Failure) -> [NestedKey] in
      guard let items = data.argumentItems else { return [try NestedKey(tree: data)] }
      return try FieldKind.keys.read(.list(items), label)
    } encode: {
      .list($0.map(\.tree))
    }
  }
}

extension FieldKind where Value == [Int] {
  /// Dimensions in an order: shown as a tuple.
  static var dims: FieldKind {
    FieldKind(.shape) { (data, label) throws(Failure) -> [Int] in
      try FieldKind.shape.read(data, label)
    } encode: {
      .tuple($0.map { .int($0) })
    }
  }

  /// One size, or several.
  static var sizes: FieldKind {
    FieldKind(.either([.int, .shape])) { (data, label) throws(Failure) -> [Int] in
      try FieldKind.shape.read(data, label)
    } encode: { sizes in
      sizes.count == 1 ? .int(sizes[0]) : .list(sizes.map { .int($0) })
    }
  }
}

extension FieldKind where Value == [Shape] {
  /// Several shapes: a list of lists of ints.
  static var shapes: FieldKind {
    FieldKind(.shape, takesItems: true) { (data, label) throws(Failure) -> [Shape] in
      var found: [Shape] = []
      for item in data.argumentItems ?? [data] { found.append(Shape(try FieldKind<[Int]>.shape.read(item, label))) }
      return found
    } encode: { shapes in
      .list(shapes.map { .list($0.dims.map { .int($0) }) })
    }
  }
}

extension FieldKind where Value == [any Callback] {
  /// A function, or several one after the other.
  static var functions: FieldKind {
    FieldKind(.function, takesItems: true) { (data, label) throws(Failure) -> [any Callback] in
      var found: [any Callback] = []
      for item in data.argumentItems ?? [data] { found.append(try FieldKind<any Callback>.function.read(item, label)) }
      return found
    } encode: {
      .list($0.map { .object($0) })
    }
  }
}

extension FieldKind where Value == [any Transform] {
  /// As `transforms`, each for itself.
  static var transformItems: FieldKind {
    FieldKind(.either([.object("transform"), .function]), takesItems: true) {
      (data, label) throws(Failure) -> [any Transform] in
      var found: [any Transform] = []
      for item in data.argumentItems ?? [data] {
        if case .none = item { throw .mismatch(label, .either([.object("transform"), .function]), item) }
        found += try FieldKind.transforms.read(item, label)
      }
      return found
    } encode: {
      .list($0.map { .object($0) })
    }
  }
}

extension FieldKind where Value == Tensor {
  /// As `tensor`, where a number is the usual case.
  static var numberOrTensor: FieldKind {
    FieldKind(.either([.number, .tensor])) { (data, label) throws(Failure) -> Tensor in
      try FieldKind.tensor.read(data, label)
    } encode: {
      .exactly($0)
    }
  }

  /// A tensor of one dimension is shown by its numbers.
  static var vector: FieldKind {
    FieldKind(.tensor) { (data, label) throws(Failure) -> Tensor in
      try FieldKind.tensor.read(data, label)
    } encode: { tensor in
      guard tensor.ndim == 1, [.float32, .int64].contains(tensor.dtype), let scalars = try? tensor.scalars() else {
        return .exactly(tensor)
      }
      return .list(scalars.compactMap { (try? Tensor.scalar($0, tensor.dtype)).map(Tree.exactly) })
    }
  }
}

extension Attribute {
  /// A tensor; None where there is none.
  static func tensor(_ name: String, _ summary: String, get: @escaping @Sendable (Owner) -> Tensor?) -> Attribute {
    Attribute(name, summary) { get($0).map { .tensor($0) } ?? Tree.none }
  }

  /// A flag that TorchRL keeps as a tensor.
  static func flag(_ name: String, _ summary: String, get: @escaping @Sendable (Owner) -> Bool) -> Attribute {
    Attribute(name, summary) { (try? Tensor.scalar(.bool(get($0)), .bool)).map { .tensor($0) } }
  }

  /// A list of keys.
  package static func keys(
    _ name: String, _ summary: String, get: @escaping @Sendable (Owner) -> [NestedKey]?
  ) -> Attribute {
    Attribute(name, summary) { get($0).map { .list($0.map(\.tree)) } }
  }
}
