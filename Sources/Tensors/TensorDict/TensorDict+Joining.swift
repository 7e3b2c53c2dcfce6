import Catalog

extension TensorDict {
  /// Tensordicts of one batch size and the same keys, side by side along a new batch dimension.
  ///
  /// The device and the class are the first one's. Non-tensor values become lists of values.
  /// - Throws: `RuntimeError` for none, or for batch sizes, keys or shapes that differ; the message names the key.
  public static func stack(_ items: [TensorDict], dim: Int = 0) throws(Failure) -> TensorDict {
    guard let first = items.first else { throw .runtime("stack expects at least one tensordict, got none") }
    for item in items where item.batchSize != first.batchSize {
      throw .runtime(
        "expected tensordicts of batch size \(first.batchSize.dims) to stack, got \(item.batchSize.dims)")
    }
    guard dim >= -first.ndim - 1, dim <= first.ndim else {
      throw .index("expected a dimension from \(-first.ndim - 1) to \(first.ndim) to stack along, got \(dim)")
    }
    let place = dim < 0 ? dim + first.ndim + 1 : dim
    var dims = first.batchSize.dims
    dims.insert(items.count, at: place)
    return try joined(
      items, batchSize: try Shape(dims).counted(), [],
      Joiner(verb: "stack", mismatch: .runtime, spreadsAlways: true) {
        (tensors, key) throws(Failure) in
        if let odd = tensors.first(where: { $0.shape != tensors[0].shape }) {
          throw .runtime(
            "cannot stack key \(key.text): the shapes \(tensors[0].shape.dims) and \(odd.shape.dims) differ",
            help: "a ListStorage or a lazy stack holds tensordicts of different shapes")
        }
        return try Tensor.stack(tensors, dim: place)
      } size: { sizes in
        var dims = sizes[0].dims
        dims.insert(sizes.count, at: place)
        return Shape(dims)
      })
  }

  /// Tensordicts with the same keys, one after the other along a batch dimension.
  /// - Throws: `RuntimeError` for none or for shapes that do not fit; `KeyError` for keys that differ.
  public static func cat(_ items: [TensorDict], dim: Int = 0) throws(Failure) -> TensorDict {
    guard let first = items.first else { throw .runtime("cat expects at least one tensordict, got none") }
    guard dim >= -first.ndim, dim < first.ndim else {
      throw .runtime("expected a batch dimension to concatenate along, got \(dim) for \(first.batchSize.dims)")
    }
    let place = dim < 0 ? dim + first.ndim : dim
    for item in items where !agree(item.batchSize, first.batchSize, except: place) {
      throw .runtime(
        "expected batch sizes that differ in dimension \(place) only, got \(first.batchSize.dims) and \(item.batchSize.dims)"
      )
    }
    func total(_ sizes: [Shape]) -> Shape {
      var dims = sizes[0].dims
      dims[place] = Counts.clamped(Counts.sum(sizes.lazy.map { $0[place] }))
      return Shape(dims)
    }
    let size = try total(items.map(\.batchSize)).counted()
    let result = try joined(
      items, batchSize: size, [],
      Joiner(verb: "concatenate", mismatch: .key, spreadsAlways: false) {
        (tensors, key) throws(Failure) in
        if let odd = tensors.first(where: { !agree($0.shape, tensors[0].shape, except: place) }) {
          throw .runtime(
            "cannot concatenate key \(key.text): the shapes \(tensors[0].shape.dims) and \(odd.shape.dims) differ "
              + "beside dimension \(place)")
        }
        return try Tensor.cat(tensors, dim: place)
      } size: {
        total($0)
      })
    guard let dim = first.stackDim, items.allSatisfy({ $0.stackDim == dim }) else { return result }
    return result.asStack(dim)
  }

  private static func agree(_ a: Shape, _ b: Shape, except dim: Int) -> Bool {
    a.count == b.count && a.indices.allSatisfy { $0 == dim || a[$0] == b[$0] }
  }

  /// How tensors and batch sizes are joined.
  private struct Joiner {
    let verb: String
    let mismatch: FailureKind
    /// Whether equal single values become a list of values all the same.
    let spreadsAlways: Bool
    let tensors: ([Tensor], NestedKey) throws(Failure) -> Tensor
    let size: ([Shape]) -> Shape

    init(
      verb: String, mismatch: FailureKind, spreadsAlways: Bool,
      tensors: @escaping ([Tensor], NestedKey) throws(Failure) -> Tensor, size: @escaping ([Shape]) -> Shape
    ) {
      self.verb = verb
      self.mismatch = mismatch
      self.spreadsAlways = spreadsAlways
      self.tensors = tensors
      self.size = size
    }
  }

  private static func joined(
    _ items: [TensorDict], batchSize: Shape, _ prefix: [String], _ joiner: Joiner
  ) throws(Failure) -> TensorDict {
    let first = items[0]
    for item in items {
      let differing =
        first.keys.filter { item.entries[$0] == nil } + item.keys.filter { first.entries[$0] == nil }
      if let key = differing.first {
        throw Failure(
          joiner.mismatch,
          "cannot \(joiner.verb) tensordicts with different keys: only some have \(NestedKey(prefix + [key]).text)")
      }
    }
    let result = first.emptied(batchSize: batchSize)
    for key in first.keys {
      let path = NestedKey(prefix + [key])
      let found = items.compactMap { $0.entries[key] }
      switch found[0] {
      case .tensor:
        let tensors = found.compactMap { if case .tensor(let tensor) = $0 { tensor } else { nil } }
        guard tensors.count == found.count else { throw mixed(joiner, path) }
        result.store(key, .tensor(try joiner.tensors(tensors, path)))
      case .tensordict(let child):
        let children = found.compactMap { if case .tensordict(let child) = $0 { child } else { nil } }
        guard children.count == found.count, children.allSatisfy({ $0.ndim == child.ndim }) else {
          throw mixed(joiner, path)
        }
        let size = joiner.size(children.map(\.batchSize))
        result.store(key, .tensordict(try joined(children, batchSize: size, path.path, joiner)))
      case .nonTensor, .nonTensorStack:
        result.store(key, try joinedValues(found, items.map(\.batchSize), path, joiner))
      }
    }
    return result
  }

  private static func mixed(_ joiner: Joiner, _ key: NestedKey) -> Failure {
    .runtime("cannot \(joiner.verb) key \(key.text): the tensordicts hold different kinds of values")
  }

  private static func joinedValues(
    _ found: [Entry], _ sizes: [Shape], _ key: NestedKey, _ joiner: Joiner
  ) throws(Failure) -> Entry {
    var arrays: [NonTensorArray] = []
    var single: Tree?
    var allEqual = true
    for (entry, size) in zip(found, sizes) {
      switch entry {
      case .nonTensor(let value):
        if let single, !single.isEqual(to: value) { allEqual = false }
        single = single ?? value
        arrays.append(try NonTensorArray(repeating: value, shape: size))
      case .nonTensorStack(let values):
        allEqual = false
        arrays.append(NonTensorArray(nested: values))
      default: throw mixed(joiner, key)
      }
    }
    if !joiner.spreadsAlways, allEqual, let single { return .nonTensor(single) }
    var values: [Tree] = []
    var places: [Tensor] = []
    for array in arrays {
      places.append(
        try Tensor.fromElements(Array(values.count..<values.count + array.values.count), array.shape))
      values += array.values
    }
    let order = try joiner.tensors(places, key)
    return NonTensorArray(values: try order.elements(Int.self).map { values[$0] }, shape: order.shape).entry
  }
}
