import Catalog

/// What stands beside a tensordict in arithmetic and comparisons.
public enum TensorDictOperand: Sendable {
  case scalar(Scalar)
  /// One of the batch's shape is spread over each leaf's further dimensions; others broadcast as they are.
  case tensor(Tensor)
  case tensordict(TensorDict)
}

extension TensorDict {
  /// Every tensor replaced at every depth; batch sizes, non-tensor values and class stay. Results must keep the batch.
  public func mapTensors(_ body: (Tensor) throws(Failure) -> Tensor) throws(Failure) -> TensorDict {
    try mapEntries { (entry) throws(Failure) in
      if case .tensor(let tensor) = entry { .tensor(try body(tensor)) } else { entry }
    }
  }

  /// tensordict's `apply` and `named_apply`: the function sees each tensor with its path; nil drops the key.
  /// - Parameters:
  ///   - batchSize: of the result; nested ones begin with it.
  /// - Throws: `RuntimeError` where a result does not begin with the batch size.
  public func apply(
    batchSize: Shape? = nil, _ body: (NestedKey, Tensor) throws(Failure) -> Tensor?
  ) throws(Failure) -> TensorDict {
    try apply(prefix: [], batchSize: batchSize, body)
  }

  private func apply(
    prefix: [String], batchSize: Shape?, _ body: (NestedKey, Tensor) throws(Failure) -> Tensor?
  ) throws(Failure) -> TensorDict {
    let result = emptied(batchSize: batchSize)
    for key in keys {
      let path = NestedKey(prefix + [key])
      switch entries[key] {
      case .tensor(let tensor)?:
        guard let made = try body(path, tensor) else { continue }
        result.store(key, try result.fitting(.tensor(made), path))
      case .tensordict(let child)?:
        let made = try child.apply(prefix: path.path, batchSize: batchSize, body)
        if !made.keys.isEmpty || child.keys.isEmpty { result.store(key, .tensordict(made)) }
      case .nonTensor(let value)?: result.store(key, .nonTensor(value))
      case .nonTensorStack(let values)?:
        if result.batchSize.first == values.count { result.store(key, .nonTensorStack(values)) }
      case nil: continue
      }
    }
    return result
  }

  /// Arithmetic: `operation` on every leaf, with the matching leaf of a tensordict, a number or a tensor. Non-tensor
  /// values stay.
  /// - Parameter reversed: puts the leaf on the right.
  /// - Throws: `KeyError` where the other tensordict lacks a key.
  public func combined(
    with other: TensorDictOperand, reversed: Bool = false,
    _ operation: (Operand, Operand) throws(Failure) -> Tensor
  ) throws(Failure) -> TensorDict {
    try combined(with: other, reversed: reversed, rank: ndim, comparing: false, operation)
  }

  /// Comparisons: as `combined`, but non-tensor values are compared for equality, and both must have the same keys.
  /// - Parameter negated: non-tensor values give true where they differ.
  public func compared(
    with other: TensorDictOperand, negated: Bool = false,
    _ operation: (Operand, Operand) throws(Failure) -> Tensor
  ) throws(Failure) -> TensorDict {
    let result = try combined(with: other, reversed: false, rank: ndim, comparing: true, operation)
    if negated { try result.negateNonTensors(of: self) }
    return result
  }

  private func negateNonTensors(of source: TensorDict) throws(Failure) {
    for key in keys {
      switch (entries[key], source.entries[key]) {
      case (.tensordict(let mine)?, .tensordict(let theirs)?): try mine.negateNonTensors(of: theirs)
      case (.tensor(let flags)?, .nonTensor?), (.tensor(let flags)?, .nonTensorStack?):
        let inverted = try flags.elements(Bool8.self).map { Bool8(!$0.isTrue) }
        store(key, .tensor(try Tensor.fromElements(inverted, flags.shape)))
      default: continue
      }
    }
  }

  private func combined(
    with other: TensorDictOperand, reversed: Bool, rank: Int, comparing: Bool,
    _ operation: (Operand, Operand) throws(Failure) -> Tensor
  ) throws(Failure) -> TensorDict {
    var theirs: TensorDict?
    if case .tensordict(let match) = other {
      theirs = match
      let missing = keys.filter { match.entries[$0] == nil }
      let surplus = comparing ? match.keys.filter { entries[$0] == nil } : []
      guard missing.isEmpty && surplus.isEmpty else {
        let names = (missing + surplus).map { "'\($0)'" }.joined(separator: ", ")
        throw .key("the keys of the two tensordicts differ: only one of them has \(names)")
      }
    }
    let result = emptied()
    for key in keys {
      switch entries[key] {
      case .tensor(let tensor)?:
        let right: Operand
        switch other {
        case .scalar(let value): right = .scalar(value)
        case .tensor(let value): right = .tensor(try value.spread(over: tensor, batch: batchSize.prefix(rank)))
        case .tensordict:
          guard case .tensor(let match)? = theirs?.entries[key] else {
            throw .type("expected a tensor at key '\(key)' of both tensordicts")
          }
          right = .tensor(match)
        }
        let left = Operand.tensor(tensor)
        result.store(key, .tensor(reversed ? try operation(right, left) : try operation(left, right)))
      case .tensordict(let child)?:
        var inner = other
        if let theirs {
          guard case .tensordict(let match)? = theirs.entries[key] else {
            throw .type("expected a tensordict at key '\(key)' of both tensordicts")
          }
          inner = .tensordict(match)
        }
        let made = try child.combined(
          with: inner, reversed: reversed, rank: rank, comparing: comparing, operation)
        result.store(key, .tensordict(made))
      case let entry?:
        guard comparing else {
          result.store(key, entry)
          continue
        }
        if let match = theirs?.entries[key] {
          result.store(key, .tensor(try TensorDict.equality(entry, match, batchSize)))
        } else {
          result.store(key, .tensordict(TensorDict(batchSize: batchSize, device: device)))
        }
      case nil: continue
      }
    }
    return result
  }

  /// Non-tensor values compared element by element, over the batch.
  private static func equality(_ a: Entry, _ b: Entry, _ batchSize: Shape) throws(Failure) -> Tensor {
    func array(_ entry: Entry) throws(Failure) -> NonTensorArray {
      if case .nonTensorStack(let values) = entry { return NonTensorArray(nested: values) }
      return try NonTensorArray(repeating: entry.tree, shape: batchSize)
    }
    let left = try array(a)
    let right = try array(b)
    let isSame = left.shape == right.shape
    let flags = left.values.indices.map { Bool8(isSame && left.values[$0].isEqual(to: right.values[$0])) }
    return try Tensor.fromElements(flags, left.shape)
  }

  /// Whether all elements of all tensors are true.
  public func all() throws(Failure) -> Bool {
    for (_, tensor) in leaves {
      guard try tensor.to(.bool).elements(Bool8.self).allSatisfy(\.isTrue) else { return false }
    }
    return true
  }

  /// Whether any element of any tensor is true.
  public func any() throws(Failure) -> Bool {
    for (_, tensor) in leaves {
      if try tensor.to(.bool).elements(Bool8.self).contains(where: \.isTrue) { return true }
    }
    return false
  }

  /// A reduction over batch dimensions (`all(dim)`, `sum(dim)`, …), or over everything where `dims` is nil.
  /// - Parameter operation: gets the leaf and the dimensions, counted from the front.
  /// - Throws: `RuntimeError` for a dimension that is none of the batch's.
  public func reduced(
    _ dims: [Int]?, keepDim: Bool = false, _ operation: (Tensor, [Int]?) throws(Failure) -> Tensor
  ) throws(Failure) -> TensorDict {
    guard let dims else {
      return try transformed(batchSize: [], rank: ndim, keepsTrailingBatch: false) { (tensor) throws(Failure) in
        try operation(tensor, nil)
      }
    }
    var wrapped: [Int] = []
    for dim in dims {
      guard dim >= -ndim, dim < ndim else {
        throw .runtime("expected a batch dimension from \(-ndim) to \(ndim - 1), got \(dim)")
      }
      wrapped.append(dim < 0 ? dim + ndim : dim)
    }
    var sizes: [Int] = []
    for (i, size) in batchSize.enumerated() {
      if !wrapped.contains(i) { sizes.append(size) } else if keepDim { sizes.append(1) }
    }
    return try transformed(batchSize: Shape(sizes), rank: ndim) { (tensor) throws(Failure) in
      try operation(tensor, wrapped)
    }
  }

  /// Whether all elements are true along a batch dimension, leaf by leaf.
  /// - Throws: `RuntimeError` for a dimension that is none of the batch's.
  public func all(dim: Int) throws(Failure) -> TensorDict {
    try reduced([dim]) { (tensor, dims) throws(Failure) in try tensor.all(dims) }
  }

  /// Whether any element is true along a batch dimension, leaf by leaf.
  /// - Throws: `RuntimeError` for a dimension that is none of the batch's.
  public func any(dim: Int) throws(Failure) -> TensorDict {
    try reduced([dim]) { (tensor, dims) throws(Failure) in try tensor.any(dims) }
  }

  /// The leaves converted.
  public func to(_ dtype: DType) throws(Failure) -> TensorDict {
    try mapTensors { (tensor) throws(Failure) in try tensor.to(dtype) }
  }

  /// Contiguous copies of the leaves in new memory (`clone()`).
  public func clone() throws(Failure) -> TensorDict {
    try mapTensors { (tensor) throws(Failure) in try tensor.clone() }
  }

  /// The leaves laid out in row-major order; those that are so already are shared.
  public func contiguous() throws(Failure) -> TensorDict {
    try mapTensors { (tensor) throws(Failure) in try tensor.contiguous() }
  }

  /// Zeros in every leaf, in place.
  public func zero() throws(Failure) { for (_, tensor) in leaves { try tensor.zero() } }

  /// One key's elements (all leaves below it) set to a number, in place.
  public func fill(_ key: NestedKey, _ value: Scalar) throws(Failure) {
    switch try requireEntry(key) {
    case .tensor(let tensor): try tensor.fill(value)
    case .tensordict(let child): for (_, tensor) in child.leaves { try tensor.fill(value) }
    default: throw .type("expected a tensor at key \(key.text)")
    }
  }

  /// Writes into the tensor of a key, in place (`set_`): also where this is locked.
  /// - Throws: `KeyError` for a missing key, `ValueError` for a shape that does not fit.
  public func setInPlace(_ key: NestedKey, _ value: Tree) throws(Failure) {
    let owner = try self.owner(of: key)
    let found = try requireEntry(key)
    let entry = try owner.makeEntry(of: value, key: key)
    switch (found, entry) {
    case (.tensor(let target), .tensor(let source)):
      do {
        try target.copy(from: source)
      } catch {
        throw .value("cannot write a tensor of shape \(source.shape.dims) into \(key.text) of \(target.shape.dims)")
      }
    case (.tensordict(let target), .tensordict(let source)): try target.updateInPlace(source)
    case (.nonTensor, .nonTensor), (.nonTensor, .nonTensorStack), (.nonTensorStack, .nonTensor),
      (.nonTensorStack, .nonTensorStack):
      owner.store(key.last, entry)
    default: throw .value("expected \(found.tree.article) for key \(key.text), got \(entry.tree.article)")
    }
  }

  /// Writes the values of `other` into the tensors that are here, key by key (`update_`).
  public func updateInPlace(_ other: TensorDict) throws(Failure) {
    for key in other.keys {
      if let entry = other.entries[key] { try setInPlace(NestedKey(key), entry.tree) }
    }
  }
}

extension Tensor {
  /// A tensor of a batch's shape, with as many dimensions of size 1 behind as the leaf has beyond the batch.
  func spread(over leaf: Tensor, batch: Shape) throws(Failure) -> Tensor {
    guard shape == batch, leaf.ndim > ndim else { return self }
    return try reshape(shape.dims + Array(repeating: 1, count: leaf.ndim - ndim))
  }
}
