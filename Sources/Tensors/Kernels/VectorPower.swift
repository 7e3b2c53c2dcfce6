/// Unsafe: hands contiguous float32 elements of one count, which `run` checks, to C.
///
/// The vector float32 power of torch's build (SLEEF's `powf` with 1.0 ulp): a double-float logarithm times the
/// exponent, then a double-float exponential. Torch handles elements in runs of 32 so, and the rest, fewer than 32,
/// with the system's scalar function; both give other bits, and samplers' weights show them.

import CKernels
import Catalog

package enum VectorPower {
  static let run = 32

  /// `out = base ** exponent` for one exponent.
  static func run(_ out: Tensor, base: Tensor, exponent: Double) throws(Failure) {
    precondition(out.numel == base.numel)
    try pieces(base.numel) { start, vectored, count in
      base.withElements(Float.self) { x in
        out.withElements(Float.self) { to in
          guard let x = x.baseAddress, let to = to.baseAddress else { return }
          rb_power(to + start, x + start, exponent, vectored, count)
        }
      }
    }
  }

  /// `out = base ** exponent`, element by element.
  static func run(_ out: Tensor, base: Tensor, exponent: Tensor) throws(Failure) {
    precondition(out.numel == base.numel && exponent.numel == base.numel)
    try pieces(base.numel) { start, vectored, count in
      base.withElements(Float.self) { x in
        exponent.withElements(Float.self) { y in
          out.withElements(Float.self) { to in
            guard let x = x.baseAddress, let y = y.baseAddress, let to = to.baseAddress else { return }
            rb_power_each(to + start, x + start, y + start, vectored, count)
          }
        }
      }
    }
  }

  /// Raises every value of an array, as `pow` does with a tensor of them. False, with nothing done, for the exponents
  /// that `pow` computes in another way.
  package static func raise(_ values: inout [Float], to exponent: Double) -> Bool {
    if simpleExponents.contains(exponent) { return false }
    values.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      rb_power(base, base, exponent, values.count - values.count % run, values.count)
    }
    return true
  }

  /// Exponents that torch replaces by products, quotients and square roots.
  private static let simpleExponents: [Double] = [0, 1, 2, 3, 0.5, -0.5, -1, -2]

  private static func pieces(
    _ count: Int, _ body: (_ start: Int, _ vectored: Int, _ count: Int) -> Void
  ) throws(Failure) {
    let vectored = count - count % run
    var start = 0
    while start < count {
      let end = min(start + Interruption.chunk, count)
      body(start, min(end, vectored) - start, end - start)
      start = end
      try Interruption.check()
    }
  }
}
