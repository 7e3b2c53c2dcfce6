/// Unsafe: typed pointers into four tensors of one shape and their dtypes, which `choose` checks, walked by `StridedLoop`; `out` may be `b` itself.

import Catalog

enum SelectKernels {
  /// `out = mask ? a : b`, all of one shape; `mask` of bool, the others of one dtype.
  static func choose(_ out: Tensor, _ mask: Tensor, _ a: Tensor, _ b: Tensor) throws(Failure) {
    precondition(mask.shape == out.shape && a.shape == out.shape && b.shape == out.shape)
    precondition(mask.dtype == .bool && a.dtype.size == out.dtype.size && b.dtype.size == out.dtype.size)
    switch out.dtype.size {
    case 1: try loop(out, mask, a, b, UInt8.self)
    case 2: try loop(out, mask, a, b, UInt16.self)
    case 4: try loop(out, mask, a, b, UInt32.self)
    default: try loop(out, mask, a, b, UInt64.self)
    }
  }

  private static func loop<T: BitwiseCopyable>(
    _ out: Tensor, _ mask: Tensor, _ a: Tensor, _ b: Tensor, _: T.Type
  ) throws(Failure) {
    defer { withExtendedLifetime((out, mask, a, b)) {} }
    let to = out.address.assumingMemoryBound(to: T.self)
    let flags = mask.address.assumingMemoryBound(to: Bool8.self)
    let left = a.address.assumingMemoryBound(to: T.self)
    let right = b.address.assumingMemoryBound(to: T.self)
    let rows = StridedLoop(out.shape, [out.strides, mask.strides, a.strides, b.strides])
    let (step, flagStep, leftStep, rightStep) = (rows.stride(0), rows.stride(1), rows.stride(2), rows.stride(3))
    while try rows.next() {
      let (o, m) = (to + rows.offset(0), flags + rows.offset(1))
      let (x, y) = (left + rows.offset(2), right + rows.offset(3))
      if step == 1 && flagStep == 1 && leftStep == 1 && rightStep == 1 {
        for i in 0..<rows.count { o[i] = m[i].isTrue ? x[i] : y[i] }
      } else {
        for i in 0..<rows.count { o[i * step] = m[i * flagStep].isTrue ? x[i * leftStep] : y[i * rightStep] }
      }
    }
  }
}
