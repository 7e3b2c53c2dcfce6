import Catalog
import Tensors

/// Arguments of tensor functions, typed on demand.
extension Call {
  public func tensor(_ name: String) throws -> Tensor {
    guard let tensor = self[name].asTensor else {
      throw wrong(name, expected: "a tensor", help: self[name].asList != nil ? "tensor([…]) makes one of a list" : nil)
    }
    return tensor
  }
  public func optionalTensor(_ name: String) throws -> Tensor? { has(name) ? try tensor(name) : nil }

  /// A tensor or a number.
  func operand(_ name: String) throws -> Operand {
    guard let operand = self[name].operand else { throw wrong(name, expected: "a tensor or a number") }
    return operand
  }
  func optionalOperand(_ name: String) throws -> Operand? { has(name) ? try operand(name) : nil }

  func scalar(_ name: String) throws -> Scalar { try read(name, .scalar, \.number) }
  func optionalScalar(_ name: String) throws -> Scalar? { has(name) ? try scalar(name) : nil }

  public func dtype(_ name: String = "dtype") throws -> DType? {
    guard has(name) else { return nil }
    return try read(name, .dtype, \.asDType)
  }

  /// Ints: one, or a sequence of them.
  public func ints(_ name: String) throws -> [Int] {
    try read(name, .shape, \.wholeNumbers)
  }
  public func optionalInts(_ name: String) throws -> [Int]? { has(name) ? try ints(name) : nil }

  /// Sizes given one by one, or as one sequence: `zeros(2, 3)`, `zeros((2, 3))`.
  public func sizes(_ name: String) throws -> [Int] {
    let values = rest(name)
    let isSequence = values.count == 1 && values[0].argumentItems != nil
    let flat = try (isSequence ? values[0].argumentItems ?? values : values).flatMap { value in
      guard let sizes = value.wholeNumbers else { throw Failure.unfit(name, expected: "ints", got: value) }
      return sizes
    }
    guard isSequence || values.count == 1 || values.allSatisfy({ $0.argumentItems == nil }) else {
      throw Failure.type(
        "expected ints one by one or as one sequence for '\(name)', got both",
        help: "write \(builtin.signature.name)(\(flat.map(String.init).joined(separator: ", ")))", argument: name)
    }
    return flat
  }

  /// A key of a tensordict: a str, or a tuple of strs for a nested one.
  func key(_ name: String) throws -> NestedKey { try read(name, .key, \.nestedKey) }
  func optionalKey(_ name: String) throws -> NestedKey? { has(name) ? try key(name) : nil }

  public func generator(_ name: String = "generator") throws -> Generator {
    guard has(name) else { return .default }
    guard let object = self[name].object(GeneratorObject.self) else {
      throw wrong(name, expected: "a generator", help: "generator(3) makes one")
    }
    return object.generator
  }

  /// `device: "cpu"` is taken everywhere; another device is an error that says so.
  func checkDevice(_ name: String = "device") throws {
    guard has(name), self[name].asString != "cpu", self[name].object(DeviceObject.self) == nil else { return }
    throw Failure.runtime("there is one device here, \"cpu\"", argument: name)
  }

  public func path(_ name: String) throws -> String {
    guard let path = self[name].asPath else { throw wrong(name, expected: "a path") }
    return path
  }
  public func optionalPath(_ name: String) throws -> String? { has(name) ? try path(name) : nil }

  /// A list of tensors.
  func tensors(_ name: String) throws -> [Tensor] {
    try array(name).map { value in
      guard let tensor = value.asTensor else { throw wrong(name, expected: "a list of tensors") }
      return tensor
    }
  }
}

extension Parameter {
  static let dtype = Parameter.optional("dtype", .dtype, "The type of the elements.", labelOnly: true)
  static let device = Parameter.optional("device", .any, "\"cpu\"; there is no other.", labelOnly: true)
  static let requiresGrad = Parameter.optional(
    "requires_grad", .bool, default: "False", "Taken for Python's sake; there are no gradients.", labelOnly: true)
  static let generator = Parameter.optional(
    "generator", .generator, "Where the draws come from; the global one by default.", labelOnly: true)
  static let size = Parameter.variadic("size", .shape, "The sizes, one by one or as a sequence.")
}
