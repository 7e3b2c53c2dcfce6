/// Unsafe: reads and writes rows at offsets from index tables. Every table is checked against the indexed dimensions when
/// it is made (`AdvancedIndex`, or by the caller for `gatherRows`), and `IndexKernels` compares every offset with the memory
/// once more, whoever made it; tensors are alive for the whole call.

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
    precondition(target.shape.dropFirst() == rest)
    let row = Tensor(
      memory: source.memory, dtype: source.dtype, shape: rest, strides: Array(source.strides.dropFirst()),
      offset: source.offset)
    let step = source.strides[0]
    try IndexKernels.run(
      row, rowOffset: { indices[$0] &* step }, count: indices.count, buffer: target, toBuffer: true)
  }
}

enum IndexKernels {
  /// How far a slice may be moved within its memory, in elements.
  private struct Reach {
    private let least: Int
    private let width: UInt

    init(_ slice: Tensor) {
      var (first, last) = (slice.offset, slice.offset)
      for (size, stride) in zip(slice.shape, slice.strides) where size > 1 {
        if stride > 0 { last += (size - 1) * stride } else { first += (size - 1) * stride }
      }
      let most = slice.memory.byteCount / slice.dtype.size - 1 - last
      least = -first
      width = most >= least ? UInt(most - least) : 0
      precondition(most >= least || slice.numel == 0)
    }

    @inline(__always) func checked(_ offset: Int) -> Int {
      precondition(UInt(bitPattern: offset &- least) <= width, "an index leads out of its tensor's memory")
      return offset
    }
  }

  /// Moves `count` slices of the shape of `slice` between a tensor, where they begin at `rowOffset(i)` elements after
  /// the first of `slice`, and a contiguous buffer of `count` such slices.
  static func run(
    _ slice: Tensor, rowOffset: (Int) -> Int, count: Int, buffer: Tensor, toBuffer: Bool
  ) throws(Failure) {
    precondition(buffer.isContiguous && buffer.dtype.size == slice.dtype.size)
    precondition(count >= 0 && buffer.numel == count * slice.numel)
    defer { withExtendedLifetime((slice, buffer)) {} }
    let width = slice.dtype.size
    let reach = Reach(slice)
    if slice.isContiguous && slice.numel * width != width {
      let bytes = slice.numel * width
      let (base, packed) = (slice.address, buffer.address)
      var polled = 0
      for i in 0..<count {
        let place = base + reach.checked(rowOffset(i)) * width
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
    case 1: try elements(slice, reach, rowOffset, count, buffer, toBuffer, UInt8.self)
    case 2: try elements(slice, reach, rowOffset, count, buffer, toBuffer, UInt16.self)
    case 4: try elements(slice, reach, rowOffset, count, buffer, toBuffer, UInt32.self)
    default: try elements(slice, reach, rowOffset, count, buffer, toBuffer, UInt64.self)
    }
  }

  private static func elements<T: BitwiseCopyable>(
    _ slice: Tensor, _ reach: Reach, _ rowOffset: (Int) -> Int, _ count: Int, _ buffer: Tensor, _ toBuffer: Bool,
    _: T.Type
  ) throws(Failure) {
    let base = slice.address.assumingMemoryBound(to: T.self)
    let packed = buffer.address.assumingMemoryBound(to: T.self)
    let size = slice.numel
    if size == 1 {
      for i in 0..<count {
        let offset = reach.checked(rowOffset(i))
        if toBuffer { packed[i] = base[offset] } else { base[offset] = packed[i] }
      }
      return
    }
    for i in 0..<count {
      let (place, row) = (base + reach.checked(rowOffset(i)), packed + i * size)
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
