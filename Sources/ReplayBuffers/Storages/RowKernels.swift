/// Unsafe: this file moves raw rows. Every function takes tensors, not addresses, and checks before it copies that each row
/// named lies in them: a row outside is an error and nothing is read or written there. Invariants:
/// - source and destination do not overlap;
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
  /// Row numbers that were checked once, for all columns that are copied. Used while the numbers live.
  struct Rows {
    fileprivate let checked: rb_rows

    /// - Throws: `IndexError` for a row that is not in `0 ..< count`.
    init(_ numbers: UnsafeBufferPointer<Int>, below count: Int) throws(Failure) {
      var checked = rb_rows()
      guard rb_check_rows(numbers.baseAddress, numbers.count, count, &checked) else {
        throw .index("a row is out of range for \(count) rows")
      }
      self.checked = checked
    }
  }

  /// `out[i] = base[rows[i]]`, for contiguous tensors taken as rows of `rowBytes`.
  /// - Throws: `IndexError` where `base` holds fewer rows than the numbers were checked for.
  static func gather(from base: Tensor, rowBytes: Int, rows: Rows, into out: Tensor) throws(Failure) {
    if rowBytes == 0 { return }
    precondition(base.isContiguous && out.isContiguous && rowBytes > 0)
    precondition(rows.checked.count <= out.byteCount / rowBytes)
    defer { withExtendedLifetime((base, out)) {} }
    let held = base.byteCount / rowBytes
    guard rb_gather_rows(out.address, base.address, rowBytes, held, rows.checked) else {
      throw .index("expected \(rows.checked.below) rows to gather from, got \(held)")
    }
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

  /// Copies runs of rows between contiguous tensors, one after the other.
  /// - Throws: `IndexError`, with nothing copied, for a row that one of them does not hold.
  static func scatter(_ source: Tensor, rowBytes: Int, runs: [Run], into base: Tensor) throws(Failure) {
    if rowBytes == 0 { return }
    precondition(source.isContiguous && base.isContiguous && rowBytes > 0)
    defer { withExtendedLifetime((source, base)) {} }
    let (given, held) = (source.byteCount / rowBytes, base.byteCount / rowBytes)
    for run in runs {
      guard run.count >= 0, run.row >= 0, run.row <= held - run.count, run.source >= 0,
        run.source <= given - run.count
      else { throw .index("row \(run.row) is out of range for \(held) rows") }
    }
    let (from, to) = (source.address, base.address)
    for run in runs { memcpy(to + run.row &* rowBytes, from + run.source &* rowBytes, run.count &* rowBytes) }
  }

  /// The elements of a tensor, in row-major order, whatever its strides, from an element of a contiguous tensor on.
  static func pack(_ tensor: Tensor, into out: Tensor, from first: Int = 0) {
    let size = tensor.dtype.size
    if tensor.numel == 0 { return }
    precondition(out.isContiguous && out.dtype.size == size && first >= 0 && first <= out.numel - tensor.numel)
    defer { withExtendedLifetime(out) {} }
    if tensor.isContiguous {
      memcpy(out.address + first * size, tensor.address, tensor.numel * size)
    } else {
      var target = out.address + first * size
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
    RowKernels.pack(self, into: copy)
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
    precondition(tensor.numel == values.count)
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
  try Memory.demand(tensor.numel, of: 16, "numbers")
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
  try Memory.demand(tensor.numel, of: 16, "numbers")
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
