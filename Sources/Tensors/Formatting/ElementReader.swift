/// Unsafe: reads elements through the raw memory of a tensor. Invariants:
/// - A place outside of the memory traps.
/// - The tensor is alive while it is read.

/// Reads single elements of a tensor by their place in its memory.
struct ElementReader {
  private let tensor: Tensor

  init(_ tensor: Tensor) { self.tensor = tensor }

  private func load<T: Element>(_ place: Int, _ type: T.Type) -> T {
    precondition(place >= 0 && place < tensor.memory.byteCount / MemoryLayout<T>.size)
    return withExtendedLifetime(tensor) {
      tensor.memory.base.load(fromByteOffset: place * MemoryLayout<T>.size, as: T.self)
    }
  }

  func double(at place: Int) -> Double {
    switch tensor.dtype {
    case .float16: load(place, Float16.self).double
    case .bfloat16: load(place, BFloat16.self).double
    case .float32: load(place, Float.self).double
    case .float64: load(place, Double.self)
    default: Double(int(at: place))
    }
  }

  func int(at place: Int) -> Int {
    switch tensor.dtype {
    case .bool: load(place, Bool8.self).int
    case .uint8: load(place, UInt8.self).int
    case .int8: load(place, Int8.self).int
    case .int16: load(place, Int16.self).int
    case .int32: load(place, Int32.self).int
    case .int64: load(place, Int.self)
    default: double(at: place).truncatedInt
    }
  }

  func tree(at place: Int) -> Tree {
    switch tensor.dtype {
    case .bool: .bool(int(at: place) != 0)
    case _ where tensor.dtype.isFloatingPoint: .float(double(at: place))
    default: .int(int(at: place))
    }
  }
}
