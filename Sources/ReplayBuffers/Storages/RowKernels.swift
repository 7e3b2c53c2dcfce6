/// Unsafe: this file moves raw rows. Invariants, which callers keep:
/// - every row number is in `0 ..< rows` of the memory that `base` points at, checked before the loop;
/// - source and destination do not overlap; both hold at least `rowBytes` bytes for every row named;
/// - elements are read as integers without a demand on alignment.

import CKernels
import Catalog
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Copies of rows between a storage's columns and batches, with nothing allocated and nothing dispatched inside the
/// loops.
enum RowKernels {
  /// `out[i] = base[rows[i]]`.
  static func gather(
    from base: UnsafeRawPointer, rowBytes: Int, rows: UnsafeBufferPointer<Int>, into out: UnsafeMutableRawPointer
  ) {
    guard let first = rows.baseAddress else { return }
    rb_gather_rows(out, base, rowBytes, first, rows.count)
  }

  /// Neighbouring rows that are written with one copy: `count` of them from `row` on, with the values from `source` on.
  struct Run {
    let row: Int
    let source: Int
    var count: Int
  }

  /// The runs of rows, in order, so that the last of several writes to a row stays.
  /// - Parameter repeats: The source is one row, written to all.
  static func runs(_ rows: [Int], repeats: Bool) -> [Run] {
    if repeats { return rows.map { Run(row: $0, source: 0, count: 1) } }
    var runs: [Run] = []
    var start = 0
    while start < rows.count {
      var end = start &+ 1
      while end < rows.count, rows[end] == rows[end &- 1] &+ 1 { end &+= 1 }
      runs.append(Run(row: rows[start], source: start, count: end &- start))
      start = end
    }
    return runs
  }

  /// Copies runs of rows, one after the other.
  static func scatter(_ source: UnsafeRawPointer, rowBytes: Int, runs: [Run], into base: UnsafeMutableRawPointer) {
    for run in runs { memcpy(base + run.row &* rowBytes, source + run.source &* rowBytes, run.count &* rowBytes) }
  }

  /// The elements of a tensor, in row-major order, whatever its strides.
  static func pack(_ tensor: Tensor, into out: UnsafeMutableRawPointer) {
    let size = tensor.dtype.size
    if tensor.numel == 0 { return }
    if tensor.isContiguous {
      memcpy(out, tensor.address, tensor.numel * size)
    } else {
      var target = out
      switch size {
      case 1: packDimension(UInt8.self, tensor, 0, UnsafeRawPointer(tensor.address), &target)
      case 2: packDimension(UInt16.self, tensor, 0, UnsafeRawPointer(tensor.address), &target)
      case 4: packDimension(UInt32.self, tensor, 0, UnsafeRawPointer(tensor.address), &target)
      default: packDimension(UInt64.self, tensor, 0, UnsafeRawPointer(tensor.address), &target)
      }
    }
    withExtendedLifetime(tensor) {}
  }

  private static func packDimension<T: BitwiseCopyable>(
    _ type: T.Type, _ tensor: Tensor, _ dimension: Int, _ from: UnsafeRawPointer,
    _ target: inout UnsafeMutableRawPointer
  ) {
    let size = MemoryLayout<T>.size
    let count = tensor.shape[dimension]
    let step = tensor.strides[dimension] &* size
    if dimension == tensor.ndim - 1 {
      for i in 0..<count {
        target.storeBytes(of: from.loadUnaligned(fromByteOffset: i &* step, as: T.self), as: T.self)
        target += size
      }
    } else {
      for i in 0..<count { packDimension(type, tensor, dimension + 1, from + i &* step, &target) }
    }
  }
}

extension Tensor {
  /// The tensor itself where its elements lie without gaps, else a fresh copy that does.
  func packed() throws(Failure) -> Tensor {
    if isContiguous { return self }
    let copy = try Tensor.empty(shape, dtype)
    RowKernels.pack(self, into: copy.address)
    return copy
  }

  /// int64 of one dimension.
  static func indices(_ values: [Int]) throws(Failure) -> Tensor {
    let tensor = try Tensor.empty([values.count], .int64)
    tensor.withElements(Int.self) { elements in
      _ = elements.update(fromContentsOf: values)
    }
    return tensor
  }

  /// float32 of one dimension.
  static func floats(_ values: [Float], shape: Shape? = nil) throws(Failure) -> Tensor {
    let tensor = try Tensor.empty(shape ?? [values.count], .float32)
    tensor.withElements(Float.self) { elements in
      _ = elements.update(fromContentsOf: values)
    }
    return tensor
  }

  /// One row (a view) of the first dimension.
  func row(_ index: Int) -> Tensor {
    view(
      shape: shape.dropFirst(), strides: Array(strides.dropFirst()), offset: offset + index * strides[0],
      keepsMapping: true)
  }

  /// A view with two dimensions exchanged.
  func swapped(_ a: Int, _ b: Int) -> Tensor {
    var (dims, steps) = (shape.dims, strides)
    dims.swapAt(a, b)
    steps.swapAt(a, b)
    return view(shape: Shape(dims), strides: steps, offset: offset)
  }
}

/// The values of a tensor of integers (or bools as 0 and 1) as an array, in row-major order.
func integers(of tensor: Tensor) throws(Failure) -> [Int] {
  let flat = try tensor.packed()
  func read<T: Element>(_ type: T.Type) -> [Int] { flat.withElements(type) { $0.map(\.int) } }
  switch flat.dtype {
  case .bool: return read(Bool8.self)
  case .uint8: return read(UInt8.self)
  case .int8: return read(Int8.self)
  case .int16: return read(Int16.self)
  case .int32: return read(Int32.self)
  case .int64: return flat.withElements(Int.self) { Array($0) }
  default:
    throw .index("indices must be integers or bools, got \(tensor.dtype.torchName)")
  }
}

/// The values of a tensor of any dtype as float32, in row-major order.
func floats(of tensor: Tensor) throws(Failure) -> [Float] {
  let flat = try tensor.packed()
  func read<T: Element>(_ type: T.Type) -> [Float] { flat.withElements(type) { $0.map { Float($0.double) } } }
  switch flat.dtype {
  case .bool: return read(Bool8.self)
  case .uint8: return read(UInt8.self)
  case .int8: return read(Int8.self)
  case .int16: return read(Int16.self)
  case .int32: return read(Int32.self)
  case .int64: return flat.withElements(Int.self) { $0.map { Float($0) } }
  case .float16: return read(Float16.self)
  case .bfloat16: return read(BFloat16.self)
  case .float32: return flat.withElements(Float.self) { Array($0) }
  case .float64: return read(Double.self)
  }
}
