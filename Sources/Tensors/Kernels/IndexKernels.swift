/// Unsafe: reads and writes rows at offsets from index tables. Every table is checked against the indexed dimensions when
/// it is made (`AdvancedIndex`, or by the caller for `gatherRows`); tensors are alive for the whole call.

import Catalog

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension Tensor {
  /// Copies the slices of `source` along its first dimension at `indices` into `target`, one after the other:
  /// `memcpy` per row where rows are contiguous. The hot path of sampling.
  /// - Precondition: same dtype; `target` is contiguous with `indices.count` slices of `source`'s slice shape; the
  ///   indices lie in `0..<source.shape[0]`.
  public static func gatherRows(
    into target: Tensor, from source: Tensor, indices: UnsafeBufferPointer<Int>
  ) throws(Failure) {
    precondition(target.isContiguous && target.dtype == source.dtype && target.shape[0] == indices.count)
    if indices.isEmpty || target.numel == 0 { return }
    let rest = source.shape.dropFirst()
    let row = Tensor(
      memory: source.memory, dtype: source.dtype, shape: rest, strides: Array(source.strides.dropFirst()),
      offset: source.offset)
    let step = source.strides[0]
    try IndexKernels.run(
      row, rowOffset: { indices[$0] &* step }, count: indices.count, buffer: target, toBuffer: true)
  }
}

enum IndexKernels {
  /// Moves `count` slices of the shape of `slice` between a tensor, where they begin at `rowOffset(i)` elements after
  /// the first of `slice`, and a contiguous buffer of `count` such slices.
  static func run(
    _ slice: Tensor, rowOffset: (Int) -> Int, count: Int, buffer: Tensor, toBuffer: Bool
  ) throws(Failure) {
    defer { withExtendedLifetime((slice, buffer)) {} }
    let width = slice.dtype.size
    if slice.isContiguous && slice.numel * width != width {
      let bytes = slice.numel * width
      let (base, packed) = (slice.address, buffer.address)
      var polled = 0
      for i in 0..<count {
        let place = base + rowOffset(i) * width
        if toBuffer { memcpy(packed + i * bytes, place, bytes) } else { memcpy(place, packed + i * bytes, bytes) }
        polled += bytes
        if polled > Interruption.chunk * 8 {
          polled = 0
          try Interruption.check()
        }
      }
      return
    }
    switch width {
    case 1: try elements(slice, rowOffset, count, buffer, toBuffer, UInt8.self)
    case 2: try elements(slice, rowOffset, count, buffer, toBuffer, UInt16.self)
    case 4: try elements(slice, rowOffset, count, buffer, toBuffer, UInt32.self)
    default: try elements(slice, rowOffset, count, buffer, toBuffer, UInt64.self)
    }
  }

  private static func elements<T: BitwiseCopyable>(
    _ slice: Tensor, _ rowOffset: (Int) -> Int, _ count: Int, _ buffer: Tensor, _ toBuffer: Bool, _: T.Type
  ) throws(Failure) {
    let base = slice.address.assumingMemoryBound(to: T.self)
    let packed = buffer.address.assumingMemoryBound(to: T.self)
    let size = slice.numel
    if size == 1 {
      for i in 0..<count {
        if toBuffer { packed[i] = base[rowOffset(i)] } else { base[rowOffset(i)] = packed[i] }
      }
      return
    }
    for i in 0..<count {
      let (place, row) = (base + rowOffset(i), packed + i * size)
      let loop = StridedLoop(slice.shape, [slice.strides, slice.shape.contiguousStrides])
      let (placeStride, rowStride) = (loop.stride(0), loop.stride(1))
      while try loop.next() {
        let (x, y) = (place + loop.offset(0), row + loop.offset(1))
        if toBuffer {
          for j in 0..<loop.count { y[j * rowStride] = x[j * placeStride] }
        } else {
          for j in 0..<loop.count { x[j * placeStride] = y[j * rowStride] }
        }
      }
    }
  }
}
