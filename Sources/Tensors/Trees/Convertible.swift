import Catalog

/// What an argument stands for: the conversions that components' fields and functions of the language share. Each is
/// nil for a value that stands for nothing of the sort.
public protocol Convertible: ArgumentValue {
  /// A Python number.
  var scalar: Scalar? { get }
  var asTensor: Tensor? { get }
}

extension Convertible {
  /// An int; bools count as 0 and 1, and tensors of one whole element are ints.
  @inlinable public var wholeNumber: Int? {
    switch scalar {
    case .int(let number)?: return number
    case .bool(let flag)?: return flag ? 1 : 0
    case .float?: return nil
    case nil: break
    }
    guard let tensor = asTensor, tensor.numel == 1, !tensor.dtype.isFloatingPoint else { return nil }
    return (try? tensor.item())?.int
  }

  /// A number as torch takes them, also that of a tensor of one element.
  @inlinable public var number: Scalar? {
    if let scalar { return scalar }
    guard let tensor = asTensor, tensor.numel == 1 else { return nil }
    return try? tensor.item()
  }

  /// Ints: one, or a sequence of them, opened at all depths.
  public var wholeNumbers: [Int]? {
    if let wholeNumber { return [wholeNumber] }
    guard let items = argumentItems else { return nil }
    var found: [Int] = []
    for item in items {
      guard let numbers = item.wholeNumbers else { return nil }
      found += numbers
    }
    return found
  }

  /// A key of a tensordict: a str, or a tuple of strs for a nested one.
  public var nestedKey: NestedKey? {
    if case .string(let name) = argumentForm { return NestedKey(name) }
    var names: [String] = []
    return collect(&names) && !names.isEmpty ? NestedKey(names) : nil
  }

  private func collect(_ names: inout [String]) -> Bool {
    switch argumentForm {
    case .string(let name): names.append(name)
    case .tuple: return argumentItems?.allSatisfy { $0.collect(&names) } ?? false
    default: return false
    }
    return true
  }
}

extension Tree: Convertible {
  public var scalar: Scalar? {
    switch self {
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .float(let value): .float(value)
    default: nil
    }
  }

  public var asTensor: Tensor? { if case .tensor(let tensor) = self { tensor } else { nil } }
}
