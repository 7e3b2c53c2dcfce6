import Foundation
import Tensors
import TestSupport

/// Reads the numbers of the vector files.
enum Vector {
  /// The cases of a vector file, read by the module's own parser: Foundation's rounds floats through decimals.
  static func cases(_ name: String) throws -> [[String: Any]] {
    let text = try Fixtures.text("Tests/TensorsTests/Vectors/\(name).json")
    return try JSONValue(parsing: text)["cases"]?.array?.compactMap { plain($0) as? [String: Any] } ?? []
  }

  private static func plain(_ value: JSONValue) -> Any {
    switch value {
    case .null: NSNull()
    case .bool(let value): value
    case .int(let value): value
    case .float(let value): value
    case .string(let value): value
    case .array(let items): items.map { plain($0) }
    case .object(let object):
      Dictionary(uniqueKeysWithValues: object.keys.map { ($0, plain(object[$0] ?? .null)) })
    }
  }

  /// A JSON number, a boolean, or one of the strings `nan`, `inf`, `-inf`, `-0`.
  static func double(_ value: Any) -> Double {
    if let text = value as? String { return text == "-0" ? -0.0 : Double(text) ?? .nan }
    return (value as? Double) ?? (value as? Int).map { Double($0) } ?? .nan
  }

  static func int(_ value: Any?) -> Int { (value as? Int) ?? (value as? Bool).map { $0 ? 1 : 0 } ?? 0 }

  static func ints(_ value: Any?) -> [Int] { (value as? [Any] ?? []).map { int($0) } }

  static func dtype(_ value: Any?) -> DType? { (value as? String).flatMap { DType(named: $0) } }

  /// A contiguous tensor of the flat row-major values.
  static func tensor(_ values: [Any], _ shape: [Int], _ dtype: DType) throws -> Tensor {
    let tensor = try Tensor.zeros(Shape(shape), dtype)
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
  static func firstDifference(_ tensor: Tensor, _ values: [Any]) -> Int? {
    guard tensor.numel == values.count else { return -1 }
    return values.indices.first { i in
      let (double, int) = element(tensor, i)
      if !tensor.dtype.isFloatingPoint { return int != Vector.int(values[i]) }
      let expected = Vector.double(values[i])
      return double.isNaN != expected.isNaN || (!double.isNaN && double.bitPattern != expected.bitPattern)
    }
  }
}
