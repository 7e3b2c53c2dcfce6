import Catalog

extension TensorDict {
  /// What a value becomes under a key: numbers and regular lists of them tensors, dicts nested tensordicts, lists of
  /// other values one value per batch element, everything else one value for the batch.
  func makeEntry(of value: Tree, key: NestedKey) throws(Failure) -> Entry {
    switch value {
    case .tensor(let tensor): return .tensor(tensor)
    case .tensordict(let child): return .tensordict(child)
    case .object(let object):
      if let nonTensor = object as? NonTensor { return nonTensor.entry }
      return .nonTensor(value)
    case .dict(let pairs) where tensorClass == nil:
      let child = TensorDict(batchSize: batchSize, device: device)
      for (name, inner) in pairs {
        let inside = try NestedKey(tree: name)
        do {
          try child.set(inside, inner)
        } catch {
          // The message names the whole path.
          guard error.message.contains(inside.text) else { throw error }
          throw Failure(
            error.kind,
            error.message.replacing(last: inside.text, by: NestedKey(key.path + inside.path).text), help: error.help)
        }
      }
      return .tensordict(child)
    case .bool, .int, .float, .size: break
    case .list, .tuple: break
    case .none, .string, .dtype, .dict: return .nonTensor(value)
    }
    if let tensor = try value.regularTensor() { return .tensor(tensor) }
    if case .list(let items) = value { return .nonTensorStack(items) }
    return .nonTensor(value)
  }

  /// Python's `to_dict`: nested dicts of tensors and plain values.
  public func toDict() -> Tree {
    var pairs: [(key: Tree, value: Tree)] = []
    for key in keys {
      guard let entry = entries[key] else { continue }
      if case .tensordict(let child) = entry {
        pairs.append((.string(key), child.toDict()))
      } else {
        pairs.append((.string(key), entry.tree))
      }
    }
    if let tensorClass {
      for field in tensorClass.fields where entries[field] == nil { pairs.append((.string(field), .none)) }
    }
    return .dict(pairs)
  }

  /// A tensordict of a Python dict.
  /// - Parameters:
  ///   - batchSize: none is the empty one, unless `autoBatchSize` finds the largest that all values share.
  ///   - batchDims: limits the dimensions that are found so.
  public static func fromDict(
    _ tree: Tree, batchSize: Shape? = nil, autoBatchSize: Bool = false, batchDims: Int? = nil, device: Device? = nil
  ) throws(Failure) -> TensorDict {
    guard case .dict(let pairs) = tree else { throw .type("expected a dict, got \(tree.article)") }
    let result = TensorDict(batchSize: try (batchSize ?? []).counted(), device: device)
    try result.update(pairs)
    if batchSize == nil && (autoBatchSize || batchDims != nil) { result.autoBatchSize(batchDims: batchDims) }
    return result
  }
}

extension Tree {
  /// Numbers, and lists of numbers or tensors that are regular, as a tensor; nil for anything else.
  func regularTensor() throws(Failure) -> Tensor? {
    var scalars: [Scalar] = []
    var dims: [Int] = []
    if collectScalars(0, &dims, &scalars) { return try Tensor.fromScalars(scalars, Shape(dims)) }
    switch self {
    case .list(let items), .tuple(let items):
      var tensors: [Tensor] = []
      for item in items {
        guard let tensor = try item.partTensor(), tensor.shape == (tensors.first ?? tensor).shape else { return nil }
        tensors.append(tensor)
      }
      return tensors.isEmpty ? nil : try Tensor.stack(tensors, dim: 0)
    default: return nil
    }
  }

  private func partTensor() throws(Failure) -> Tensor? {
    if case .tensor(let tensor) = self { return tensor }
    return try regularTensor()
  }

  /// Gathers nested numbers in row-major order; false where they are not regular or there is something else.
  private func collectScalars(_ depth: Int, _ dims: inout [Int], _ scalars: inout [Scalar]) -> Bool {
    switch self {
    case .bool(let value): scalars.append(.bool(value))
    case .int(let value): scalars.append(.int(value))
    case .float(let value): scalars.append(.float(value))
    case .size(let shape): return Tree.tuple(shape.dims.map { .int($0) }).collectScalars(depth, &dims, &scalars)
    case .list(let items), .tuple(let items):
      if depth == dims.count {
        // The first list of a level sets its size, unless a number came at this level before.
        guard scalars.isEmpty else { return false }
        dims.append(items.count)
      } else if dims[depth] != items.count {
        return false
      }
      return items.allSatisfy { $0.collectScalars(depth + 1, &dims, &scalars) }
    default: return false
    }
    return depth == dims.count
  }
}

extension String {
  /// With the last occurrence of `part` replaced.
  fileprivate func replacing(last part: String, by replacement: String) -> String {
    let text = Array(utf8)
    let pattern = Array(part.utf8)
    guard !pattern.isEmpty, text.count >= pattern.count else { return self }
    for start in stride(from: text.count - pattern.count, through: 0, by: -1)
    where text[start..<start + pattern.count].elementsEqual(pattern) {
      return String(decoding: text[..<start] + replacement.utf8 + text[(start + pattern.count)...], as: UTF8.self)
    }
    return self
  }
}
