import Catalog
import ReplayBuffers
import Tensors

extension FieldKind where Value == Spec {
  public static var spec: FieldKind {
    component("spec", cast: { ($0 as? SpecObject)?.content }, object: { SpecObject($0) }).written {
      SpecObject($0).source
    }
  }
}

extension FieldKind where Value == Tree {
  /// A dict of specs by key, which may hold further dicts, or a composite spec.
  static var specs: FieldKind {
    FieldKind(.any, takesNone: true) { (data, label) throws(Failure) -> Tree in
      switch data {
      case .dict, .none: return data
      case .object(let object as SpecObject) where object.composite != nil: return data
      default: throw .unfit(label, expected: "a dict of specs", got: data)
      }
    } encode: {
      $0
    }.written { data in
      guard case .dict(let entries) = data else { return PythonText.repr(data) }
      let shown = entries.map { entry in
        let value = if case .object(let spec as SpecObject) = entry.value { spec.source } else { "None" }
        return "\(PythonText.repr(entry.key)): \(value)"
      }
      return "{\(shown.joined(separator: ", "))}"
    }
  }
}

/// One end of a range: a number for every element, or a tensor of one each.
enum Bound: Sendable {
  case scalar(Scalar)
  case tensor(Tensor)

  /// As a tensor of its own shape.
  func tensor() throws(Failure) -> Tensor {
    switch self {
    case .scalar(let scalar): try .scalar(scalar)
    case .tensor(let tensor): tensor
    }
  }
}

extension FieldKind where Value == Bound {
  static var bound: FieldKind {
    FieldKind<Bound>(.either([.number, .tensor])) { (data, label) throws(Failure) -> Bound in
      if let scalar = data.scalar { return .scalar(scalar) }
      return .tensor(try FieldKind<Tensor>.tensor.read(data, label))
    } encode: { bound in
      (try? bound.tensor()).map { .tensor($0) } ?? .none
    }.written { bound in
      guard let tensor = try? bound.tensor() else { return "None" }
      return tensor.uniform.map { PythonText.repr(Tree.number($0)) } ?? tensor.literal
    }
  }
}

extension FieldKind where Value == Tensor {
  /// Written with every digit that its elements have.
  static var exactTensor: FieldKind { tensor.written(\.literal) }
}

extension Tensor {
  /// The element that all of them equal, as a tensor without dimensions.
  var uniform: Tensor? {
    guard numel > 0, let first = try? reshape([-1]).select(0, 0),
      (try? eq(first).all(nil).item().isTrue) == true
    else { return nil }
    return first
  }

  /// The expression that makes it.
  var literal: String {
    func list(_ tensor: Tensor) -> String {
      guard tensor.ndim > 0 else { return PythonText.repr(Tree.number(tensor)) }
      let items = (0..<tensor.shape[0]).map { (try? tensor.select(0, $0)).map(list) ?? "None" }
      return "[\(items.joined(separator: ", "))]"
    }
    let isPlain = dtype == .float32 || dtype == .int64 || dtype == .bool
    return "tensor(\(list(self))\(isPlain ? "" : ", dtype: \(dtype.torchName)"))"
  }
}

extension Tree {
  /// A tensor of one number as it was given, for texts.
  fileprivate static func number(_ tensor: Tensor) -> Tree {
    guard tensor.ndim == 0, let value = try? tensor.item() else { return .tensor(tensor) }
    switch value {
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .float(let number):
      // The shortest text of the float32, not that of its exact value as a double.
      return .float(tensor.dtype == .float32 ? Double("\(Float(number))") ?? number : number)
    }
  }
}
