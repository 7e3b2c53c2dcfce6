/// Unsafe: typed pointers into contiguous tensors of [outer, reduced, inner] and [outer, inner] elements, which `run`
/// checks; every place below is a row, a column and a lane inside of those.
///
/// Float sums in the order in which torch adds (`aten/src/ATen/native/cpu/SumKernel.cpp`; `reference/rng/SPEC.md` 2.12):
/// vectors of 32 bytes, four rows of them side by side, and four levels of partial sums. Bit for bit for fewer than 32768
/// elements, where torch uses one thread.

import Catalog

/// What is added at once: one number or a vector of them.
private protocol Lanes {
  associatedtype Number: Real
  static var none: Self { get }
  static func load(_ address: UnsafePointer<Number>) -> Self
  static func plus(_ a: Self, _ b: Self) -> Self
}

extension Float: Lanes {
  fileprivate static var none: Float { 0 }
  @inline(__always) fileprivate static func load(_ address: UnsafePointer<Float>) -> Float { address.pointee }
  @inline(__always) fileprivate static func plus(_ a: Float, _ b: Float) -> Float { a + b }
}
extension Double: Lanes {
  fileprivate static var none: Double { 0 }
  @inline(__always) fileprivate static func load(_ address: UnsafePointer<Double>) -> Double { address.pointee }
  @inline(__always) fileprivate static func plus(_ a: Double, _ b: Double) -> Double { a + b }
}
extension SIMD8: Lanes where Scalar == Float {
  fileprivate static var none: Self { Self(repeating: 0) }
  @inline(__always) fileprivate static func load(_ address: UnsafePointer<Float>) -> Self {
    UnsafeRawPointer(address).loadUnaligned(as: Self.self)
  }
  @inline(__always) fileprivate static func plus(_ a: Self, _ b: Self) -> Self { a + b }
}
extension SIMD4: Lanes where Scalar == Double {
  fileprivate static var none: Self { Self(repeating: 0) }
  @inline(__always) fileprivate static func load(_ address: UnsafePointer<Double>) -> Self {
    UnsafeRawPointer(address).loadUnaligned(as: Self.self)
  }
  @inline(__always) fileprivate static func plus(_ a: Self, _ b: Self) -> Self { a + b }
}

/// Four partial sums side by side.
private struct Quad<L: Lanes> {
  var a = L.none
  var b = L.none
  var c = L.none
  var d = L.none

  @inline(__always) mutating func add(_ address: UnsafePointer<L.Number>, _ step: Int) {
    a = L.plus(a, L.load(address))
    b = L.plus(b, L.load(address + step))
    c = L.plus(c, L.load(address + 2 * step))
    d = L.plus(d, L.load(address + 3 * step))
  }
  @inline(__always) mutating func add(_ other: Quad) {
    a = L.plus(a, other.a)
    b = L.plus(b, other.b)
    c = L.plus(c, other.c)
    d = L.plus(d, other.d)
  }
}

enum SumKernel {
  /// `out[a, b] = sum over r of source[a, r, b]`, both float32 or both float64.
  static func run(_ layout: ReductionLayout, _ out: Tensor) throws(Failure) {
    if out.dtype == .float64 {
      try run(layout, out, SIMD4<Double>.self)
    } else {
      try run(layout, out, SIMD8<Float>.self)
    }
  }

  private static func run<V: Lanes & SIMD>(
    _ layout: ReductionLayout, _ out: Tensor, _: V.Type
  ) throws(Failure) where V.Scalar == V.Number, V.Number: Lanes, V.Number.Number == V.Number {
    let (source, outer, reduced, inner) = (layout.source, layout.outer, layout.reduced, layout.inner)
    layout.check(out)
    precondition(source.dtype == V.Number.dtype && out.dtype == V.Number.dtype)
    defer { withExtendedLifetime((source, out)) {} }
    let from = UnsafePointer(source.address.assumingMemoryBound(to: V.Number.self))
    let to = out.address.assumingMemoryBound(to: V.Number.self)
    let lanes = V.scalarCount
    if out.numel == 0 { return }
    var polled = 0
    for a in 0..<outer {
      let base = from + a * reduced * inner
      if inner == 1 {
        to[a] = sumInner(base, reduced, lanes, V.self)
      } else {
        sumOuter(base, reduced, inner, lanes, to + a * inner, V.self)
      }
      polled += reduced * inner
      if polled >= Interruption.chunk {
        polled = 0
        try Interruption.check()
      }
    }
  }

  /// Neighbours in memory into one number.
  private static func sumInner<V: Lanes & SIMD>(
    _ base: UnsafePointer<V.Number>, _ count: Int, _ lanes: Int, _: V.Type
  ) -> V.Number where V.Scalar == V.Number, V.Number: Lanes, V.Number.Number == V.Number {
    guard count >= lanes else { return sumRow(base, 1, count, V.Number.self) }
    let rows = count / lanes
    let vector = sumRow(base, lanes, rows, V.self)
    var total: V.Number = 0
    for i in (rows * lanes)..<count { total += base[i] }
    for lane in 0..<lanes { total += vector[lane] }
    return total
  }

  /// `rows` rows of `columns` neighbours, added row to row.
  private static func sumOuter<V: Lanes & SIMD>(
    _ base: UnsafePointer<V.Number>, _ rows: Int, _ columns: Int, _ lanes: Int, _ out: UnsafeMutablePointer<V.Number>,
    _: V.Type
  ) where V.Scalar == V.Number, V.Number: Lanes, V.Number.Number == V.Number {
    func store(_ vector: V, _ column: Int) { for lane in 0..<lanes { out[column + lane] = vector[lane] } }
    var column = 0
    guard columns >= lanes else {
      while column + 3 < columns {
        let sums = sumRows(base + column, columns, 1, rows, V.Number.self)
        (out[column], out[column + 1], out[column + 2], out[column + 3]) = (sums.a, sums.b, sums.c, sums.d)
        column += 4
      }
      while column < columns {
        out[column] = sumRow(base + column, columns, rows, V.Number.self)
        column += 1
      }
      return
    }
    while column + 4 * lanes <= columns {
      let sums = sumRows(base + column, columns, lanes, rows, V.self)
      store(sums.a, column)
      store(sums.b, column + lanes)
      store(sums.c, column + 2 * lanes)
      store(sums.d, column + 3 * lanes)
      column += 4 * lanes
    }
    while column + lanes <= columns {
      store(sumRow(base + column, columns, rows, V.self), column)
      column += lanes
    }
    while column < columns {
      out[column] = sumRow(base + column, columns, rows, V.Number.self)
      column += 1
    }
  }

  /// One row of `count` loads, `step` apart, as four interleaved ones.
  @inline(__always) private static func sumRow<L: Lanes>(
    _ base: UnsafePointer<L.Number>, _ step: Int, _ count: Int, _: L.Type
  ) -> L {
    let quads = count / 4
    let sums = sumRows(base, 4 * step, step, quads, L.self)
    var total = sums.a
    for i in (quads * 4)..<count { total = L.plus(total, L.load(base + i * step)) }
    return L.plus(L.plus(L.plus(total, sums.b), sums.c), sums.d)
  }

  /// `count` times four loads; four levels keep partial sums of about the same size together.
  @inline(__always) private static func sumRows<L: Lanes>(
    _ base: UnsafePointer<L.Number>, _ rowStep: Int, _ columnStep: Int, _ count: Int, _: L.Type
  ) -> Quad<L> {
    let bits = count <= 2 ? 1 : Int.bitWidth - (count - 1).leadingZeroBitCount
    let power = max(4, bits / 4)
    let step = 1 << power
    let mask = step - 1
    var (first, second, third, fourth) = (Quad<L>(), Quad<L>(), Quad<L>(), Quad<L>())
    var i = 0
    while i + step <= count {
      for _ in 0..<step {
        first.add(base + i * rowStep, columnStep)
        i += 1
      }
      second.add(first)
      first = Quad()
      if i & (mask << power) != 0 { continue }
      third.add(second)
      second = Quad()
      if i & (mask << (2 * power)) != 0 { continue }
      fourth.add(third)
      third = Quad()
    }
    while i < count {
      first.add(base + i * rowStep, columnStep)
      i += 1
    }
    first.add(second)
    first.add(third)
    first.add(fourth)
    return first
  }
}
