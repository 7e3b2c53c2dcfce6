/// Unsafe: typed pointers into tensors of the same shape, which `copy` checks, walked by `StridedLoop`, which stays inside
/// what `Tensor.init` has checked; single elements by `scalar` and `store`, which check the place. The two sides may be the same memory only where they are the same elements.

import Catalog

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

enum CopyKernels {
  /// Copies `source` into `target`, of the same shape, converting.
  static func copy(_ source: Tensor, into target: Tensor) throws(Failure) {
    precondition(source.shape == target.shape)
    defer { withExtendedLifetime((source, target)) {} }
    if source.dtype == target.dtype {
      switch source.dtype.size {
      case 1: try move(source, target, UInt8.self)
      case 2: try move(source, target, UInt16.self)
      case 4: try move(source, target, UInt32.self)
      default: try move(source, target, UInt64.self)
      }
      return
    }
    switch source.dtype {
    case .bool: try convert(source, target, from: Bool8.self)
    case .uint8: try convert(source, target, from: UInt8.self)
    case .int8: try convert(source, target, from: Int8.self)
    case .int16: try convert(source, target, from: Int16.self)
    case .int32: try convert(source, target, from: Int32.self)
    case .int64: try convert(source, target, from: Int.self)
    case .float16: try convert(source, target, from: Float16.self)
    case .bfloat16: try convert(source, target, from: BFloat16.self)
    case .float32: try convert(source, target, from: Float.self)
    case .float64: try convert(source, target, from: Double.self)
    }
  }

  private static func convert<S: Element>(_ source: Tensor, _ target: Tensor, from: S.Type) throws(Failure) {
    switch target.dtype {
    case .bool: try cast(source, target, S.self, Bool8.self)
    case .uint8: try cast(source, target, S.self, UInt8.self)
    case .int8: try cast(source, target, S.self, Int8.self)
    case .int16: try cast(source, target, S.self, Int16.self)
    case .int32: try cast(source, target, S.self, Int32.self)
    case .int64: try cast(source, target, S.self, Int.self)
    case .float16: try cast(source, target, S.self, Float16.self)
    case .bfloat16: try cast(source, target, S.self, BFloat16.self)
    case .float32: try cast(source, target, S.self, Float.self)
    case .float64: try cast(source, target, S.self, Double.self)
    }
  }

  private static func cast<S: Element, D: Element>(
    _ source: Tensor, _ target: Tensor, _: S.Type, _: D.Type
  ) throws(Failure) {
    let from = source.address.assumingMemoryBound(to: S.self)
    let to = target.address.assumingMemoryBound(to: D.self)
    let loop = StridedLoop(target.shape, [source.strides, target.strides])
    let (fromStride, toStride) = (loop.stride(0), loop.stride(1))
    let viaDouble = S.dtype.isFloatingPoint
    while try loop.next() {
      let (s, d) = (from + loop.offset(0), to + loop.offset(1))
      if viaDouble {
        if fromStride == 1 && toStride == 1 {
          for i in 0..<loop.count { d[i] = D(from: s[i].double) }
        } else {
          for i in 0..<loop.count { d[i * toStride] = D(from: s[i * fromStride].double) }
        }
      } else if fromStride == 1 && toStride == 1 {
        for i in 0..<loop.count { d[i] = D(from: s[i].int) }
      } else {
        for i in 0..<loop.count { d[i * toStride] = D(from: s[i * fromStride].int) }
      }
    }
  }

  private static func move<T: BitwiseCopyable>(_ source: Tensor, _ target: Tensor, _: T.Type) throws(Failure) {
    let from = source.address.assumingMemoryBound(to: T.self)
    let to = target.address.assumingMemoryBound(to: T.self)
    let loop = StridedLoop(target.shape, [source.strides, target.strides])
    let (fromStride, toStride) = (loop.stride(0), loop.stride(1))
    while try loop.next() {
      let (s, d) = (from + loop.offset(0), to + loop.offset(1))
      if fromStride == 1 && toStride == 1 {
        memmove(d, s, loop.count * MemoryLayout<T>.size)
      } else if fromStride == 0 && toStride == 1 {
        let value = s[0]
        for i in 0..<loop.count { d[i] = value }
      } else {
        for i in 0..<loop.count { d[i * toStride] = s[i * fromStride] }
      }
    }
  }

  /// Bytes from the first to the last element of both overlap: a copy between them needs a detour.
  static func overlap(_ a: Tensor, _ b: Tensor) -> Bool {
    guard a.memory === b.memory, a.numel > 0, b.numel > 0 else { return false }
    func extent(_ tensor: Tensor) -> Range<Int> {
      var (first, last) = (tensor.offset, tensor.offset)
      for (size, stride) in zip(tensor.shape, tensor.strides) {
        if stride > 0 { last += (size - 1) * stride } else { first += (size - 1) * stride }
      }
      return first * tensor.dtype.size..<(last + 1) * tensor.dtype.size
    }
    return extent(a).overlaps(extent(b))
  }
}

extension Tensor {
  /// Makes sure that the element `index` elements after the first lies in the memory.
  @inline(__always) private func checkPlace(_ index: Int) {
    let place = offset + index
    precondition(place >= 0 && place < memory.byteCount / dtype.size, "element outside of its tensor's memory")
  }

  /// The element `index` elements after the first in memory (not in row-major order), as a number.
  func scalar(at index: Int) -> Scalar {
    checkPlace(index)
    defer { withExtendedLifetime(self) {} }
    func read<T: Element>(_: T.Type) -> Scalar { Scalar(address.assumingMemoryBound(to: T.self)[index]) }
    switch dtype {
    case .bool: return read(Bool8.self)
    case .uint8: return read(UInt8.self)
    case .int8: return read(Int8.self)
    case .int16: return read(Int16.self)
    case .int32: return read(Int32.self)
    case .int64: return read(Int.self)
    case .float16: return read(Float16.self)
    case .bfloat16: return read(BFloat16.self)
    case .float32: return read(Float.self)
    case .float64: return read(Double.self)
    }
  }

  /// Stores a number `index` elements after the first in memory, converting.
  func store(_ value: Scalar, at index: Int) {
    checkPlace(index)
    defer { withExtendedLifetime(self) {} }
    func write<T: Element>(_: T.Type) { address.assumingMemoryBound(to: T.self)[index] = value.element() }
    switch dtype {
    case .bool: write(Bool8.self)
    case .uint8: write(UInt8.self)
    case .int8: write(Int8.self)
    case .int16: write(Int16.self)
    case .int32: write(Int32.self)
    case .int64: write(Int.self)
    case .float16: write(Float16.self)
    case .bfloat16: write(BFloat16.self)
    case .float32: write(Float.self)
    case .float64: write(Double.self)
    }
  }
}
