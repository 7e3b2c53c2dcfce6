import Catalog

/// The values of a `NonTensorStack` as an array: flat in row-major order, with a shape.
struct NonTensorArray {
  var values: [Tree]
  var shape: Shape

  init(values: [Tree], shape: Shape) {
    self.values = values
    self.shape = shape
  }

  /// Lists nested in lists are dimensions, as deep as they are regular.
  init(nested: [Tree]) {
    values = nested
    shape = [nested.count]
    while let size = NonTensorArray.commonListSize(values) {
      values = values.flatMap { (tree: Tree) -> [Tree] in
        if case .list(let items) = tree { items } else { [tree] }
      }
      shape = shape + [size]
    }
  }

  private static func commonListSize(_ values: [Tree]) -> Int? {
    var size: Int?
    for value in values {
      guard case .list(let items) = value else { return nil }
      if let size, size != items.count { return nil }
      size = items.count
    }
    return size
  }

  /// One value for every element of a batch.
  /// - Throws: `MemoryError` for more values than fit.
  init(repeating value: Tree, shape: Shape) throws(Failure) {
    try Memory.demand(shape.numel, of: 2 * MemoryLayout<Tree>.stride, "values")
    self.init(values: Array(repeating: value, count: shape.numel), shape: shape)
  }

  /// As lists, one level per dimension after the first.
  var nested: [Tree] {
    guard shape.count > 1 else { return values }
    let rows = shape[0]
    let rest = shape.dropFirst()
    let size = rest.numel
    return (0..<rows).map { row in
      .list(NonTensorArray(values: Array(values[row * size..<(row + 1) * size]), shape: rest).nested)
    }
  }

  /// Back as an entry; without dimensions, a plain value.
  var entry: TensorDict.Entry {
    shape.isEmpty ? .nonTensor(values.first ?? .none) : .nonTensorStack(nested)
  }

  /// What a stack prints as its batch size: -1 where the lists of a level differ in size.
  static func printedShape(_ values: [Tree]) -> Shape {
    var dims = [values.count]
    var level = values
    while !level.isEmpty {
      var sizes: Set<Int> = []
      var next: [Tree] = []
      for value in level {
        guard case .list(let items) = value else { return Shape(dims) }
        sizes.insert(items.count)
        next += items
      }
      dims.append(sizes.count == 1 ? sizes.first ?? 0 : -1)
      level = next
    }
    return Shape(dims)
  }
}
