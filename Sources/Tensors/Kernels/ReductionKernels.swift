/// Unsafe: typed pointers into contiguous tensors of [outer, reduced, inner] and [outer, inner] elements (`scan` writes as
/// many as it reads), of the dtypes named; each function checks that before it begins.

import Catalog

enum ReductionKernels {
  /// `out[a, b] = finish(fold over r of combine(accumulator, source[a, r, b]))`, along memory.
  @inline(__always) static func fold<T: Element, Accumulator, R: Element>(
    _ layout: ReductionLayout, _ out: Tensor, _ initial: Accumulator,
    _ combine: (Accumulator, T) -> Accumulator, _ finish: (Accumulator) -> R
  ) throws(Failure) {
    let (source, outer, reduced, inner) = (layout.source, layout.outer, layout.reduced, layout.inner)
    layout.check(out)
    precondition(source.dtype == T.dtype && out.dtype == R.dtype)
    defer { withExtendedLifetime((source, out)) {} }
    let from = UnsafePointer(source.address.assumingMemoryBound(to: T.self))
    let to = out.address.assumingMemoryBound(to: R.self)
    if out.numel == 0 { return }
    var polled = 0
    if inner == 1 {
      for a in 0..<outer {
        var accumulator = initial
        var start = 0
        while start < reduced {
          let end = min(start + Interruption.chunk, reduced)
          let row = from + a * reduced
          for r in start..<end { accumulator = combine(accumulator, row[r]) }
          polled += end - start
          start = end
          if polled >= Interruption.chunk {
            polled = 0
            try Interruption.check()
          }
        }
        to[a] = finish(accumulator)
      }
      return
    }
    let accumulators = UnsafeMutablePointer<Accumulator>.allocate(capacity: max(inner, 1))
    defer {
      accumulators.deinitialize(count: inner)
      accumulators.deallocate()
    }
    accumulators.initialize(repeating: initial, count: inner)
    if out.numel == 0 { return }
    for a in 0..<outer {
      for b in 0..<inner { accumulators[b] = initial }
      for r in 0..<reduced {
        let row = from + (a * reduced + r) * inner
        for b in 0..<inner { accumulators[b] = combine(accumulators[b], row[b]) }
        polled += inner
        if polled >= Interruption.chunk {
          polled = 0
          try Interruption.check()
        }
      }
      for b in 0..<inner { to[a * inner + b] = finish(accumulators[b]) }
    }
  }

  /// The place along `reduced` whose element wins over all before it; `wins(x, best)` decides.
  static func place<T: Element>(
    _ layout: ReductionLayout, _ out: Tensor, _: T.Type, _ wins: (T, T) -> Bool
  ) throws(Failure) {
    let (source, outer, reduced, inner) = (layout.source, layout.outer, layout.reduced, layout.inner)
    layout.check(out)
    precondition(source.dtype == T.dtype && out.dtype == .int64)
    defer { withExtendedLifetime((source, out)) {} }
    let from = UnsafePointer(source.address.assumingMemoryBound(to: T.self))
    let to = out.address.assumingMemoryBound(to: Int.self)
    if out.numel == 0 { return }
    for a in 0..<outer {
      for b in 0..<inner {
        let column = from + a * reduced * inner + b
        var best = 0
        for r in 1..<max(reduced, 1) {
          if r & 0xffff == 0 { try Interruption.check() }
          if wins(column[r * inner], column[best * inner]) { best = r }
        }
        to[a * inner + b] = best
      }
      try Interruption.check()
    }
  }

  /// A running result along `reduced`, stored at every place.
  @inline(__always) static func scan<T: Element, Accumulator, R: Element>(
    _ layout: ReductionLayout, _ out: Tensor, _ initial: Accumulator,
    _ combine: (Accumulator, T) -> Accumulator, _ finish: (Accumulator) -> R
  ) throws(Failure) {
    let (source, outer, reduced, inner) = (layout.source, layout.outer, layout.reduced, layout.inner)
    precondition(source.isContiguous && source.numel == outer * reduced * inner && source.dtype == T.dtype)
    precondition(out.isContiguous && out.numel == source.numel && out.dtype == R.dtype)
    defer { withExtendedLifetime((source, out)) {} }
    let from = UnsafePointer(source.address.assumingMemoryBound(to: T.self))
    let to = out.address.assumingMemoryBound(to: R.self)
    if out.numel == 0 { return }
    for a in 0..<outer {
      for b in 0..<inner {
        var accumulator = initial
        let start = a * reduced * inner + b
        for r in 0..<reduced {
          if r & 0xffff == 0xffff { try Interruption.check() }
          accumulator = combine(accumulator, from[start + r * inner])
          to[start + r * inner] = finish(accumulator)
        }
      }
      try Interruption.check()
    }
  }
}
