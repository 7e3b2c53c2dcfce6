import Foundation
import Tensors
import TestSupport

/// Reads the numbers of the vector files.
enum Vector {
  /// Dtypes of torch's that rbsh does not have, and says so.
  static let outOfScope = ["complex32", "complex64", "complex128", "uint16", "uint32", "uint64"]

  /// The dtype of a case; nil where it is out of scope.
  static func dtype(_ fields: VectorFields, _ name: String = "dtype") throws -> DType? {
    let text = try fields.string(name)
    if outOfScope.contains(text) { return nil }
    guard let dtype = DType(named: text) else { throw fields.failure("there is no dtype '\(text)'") }
    return dtype
  }

  static func knownDType(_ fields: VectorFields, _ name: String = "dtype") throws -> DType {
    guard let dtype = try dtype(fields, name) else {
      throw fields.failure("the dtype '\(try fields.string(name))' is out of scope")
    }
    return dtype
  }

  private static func double(_ value: JSONValue) -> Double {
    VectorFields.number(value) ?? value.bool.map { $0 ? 1 : 0 } ?? .nan
  }
  private static func int(_ value: JSONValue) -> Int { value.int ?? value.bool.map { $0 ? 1 : 0 } ?? 0 }

  static func tensor(_ values: [Int], _ shape: [Int], _ dtype: DType) throws -> Tensor {
    try tensor(values.map { JSONValue.int($0) }, shape, dtype)
  }
  static func tensor(_ values: [Double], _ shape: [Int], _ dtype: DType) throws -> Tensor {
    try tensor(values.map { JSONValue.float($0) }, shape, dtype)
  }
  static func firstDifference(_ tensor: Tensor, _ values: [Int]) -> Int? {
    firstDifference(tensor, values.map { JSONValue.int($0) })
  }
  static func firstDifference(_ tensor: Tensor, _ values: [Double]) -> Int? {
    firstDifference(tensor, values.map { JSONValue.float($0) })
  }

  /// A contiguous tensor of the flat row-major values.
  static func tensor(_ values: [JSONValue], _ shape: [Int], _ dtype: DType) throws -> Tensor {
    let tensor = try Tensor.zeros(Shape(shape), dtype)
    guard values.count == tensor.numel else {
      throw VectorError(description: "\(values.count) values do not fill the shape \(shape)")
    }
    func fill<T: Element>(_ type: T.Type) {
      tensor.withElements(T.self) { (elements: UnsafeMutableBufferPointer<T>) in
        for (i, value) in values.enumerated() {
          elements[i] = dtype.isFloatingPoint ? T(from: double(value)) : T(from: int(value))
        }
      }
    }
    switch dtype {
    case .bool: fill(Bool8.self)
    case .uint8: fill(UInt8.self)
    case .int8: fill(Int8.self)
    case .int16: fill(Int16.self)
    case .int32: fill(Int32.self)
    case .int64: fill(Int.self)
    case .float16: fill(Float16.self)
    case .bfloat16: fill(BFloat16.self)
    case .float32: fill(Float.self)
    case .float64: fill(Double.self)
    }
    return tensor
  }

  /// The element at a flat row-major position, as a double and as an int.
  static func element(_ tensor: Tensor, _ position: Int) -> (double: Double, int: Int) {
    var place = tensor.offset
    var rest = position
    for dim in tensor.shape.dims.indices.reversed() {
      place += (rest % tensor.shape[dim]) * tensor.strides[dim]
      rest /= tensor.shape[dim]
    }
    let base = tensor.memory.base
    func load<T: Element>(_ type: T.Type) -> (Double, Int) {
      let value = base.load(fromByteOffset: place * MemoryLayout<T>.size, as: T.self)
      return (value.double, value.int)
    }
    switch tensor.dtype {
    case .bool: return load(Bool8.self)
    case .uint8: return load(UInt8.self)
    case .int8: return load(Int8.self)
    case .int16: return load(Int16.self)
    case .int32: return load(Int32.self)
    case .int64: return load(Int.self)
    case .float16: return load(Float16.self)
    case .bfloat16: return load(BFloat16.self)
    case .float32: return load(Float.self)
    case .float64: return load(Double.self)
    }
  }

  /// The first position where the tensor differs from the flat values, or nil. Nan equals nan; zeros differ by sign.
  static func firstDifference(_ tensor: Tensor, _ values: [JSONValue]) -> Int? {
    guard tensor.numel == values.count else { return -1 }
    return values.indices.first { i in
      let (double, int) = element(tensor, i)
      if !tensor.dtype.isFloatingPoint { return int != Vector.int(values[i]) }
      let expected = Vector.double(values[i])
      return double.isNaN != expected.isNaN || (!double.isNaN && double.bitPattern != expected.bitPattern)
    }
  }
}
