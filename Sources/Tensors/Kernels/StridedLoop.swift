/// Unsafe: owns a small table of integers, freed in `deinit`; it never touches elements itself. The table has a place for
/// each operand and each dimension that is walked, and nothing else is asked of it.

import Catalog

/// Walks several operands of one shape together, row by row of the innermost dimension. Neighbouring dimensions that
/// are one in memory for every operand are joined first, so that contiguous operands are a single long row.
///
/// Rows are cut at `Interruption.chunk` elements, and an interruption is looked for between such pieces.
final class StridedLoop {
  /// Elements of the row at hand.
  private(set) var count = 0
  private let operands: Int
  private let sizes: [Int]
  /// `[dimension * operands + operand]`, outer to inner.
  private let strides: [Int]
  /// `operands` offsets, then one counter per outer dimension.
  private let table: UnsafeMutablePointer<Int>
  private var position = 0
  private var polled = 0
  private var started = false
  private let isEmpty: Bool

  /// - Parameter strides: per operand, in elements, one per dimension of `shape`.
  init(_ shape: Shape, _ operandStrides: [[Int]]) {
    precondition(operandStrides.allSatisfy { $0.count == shape.count })
    operands = operandStrides.count
    var joined: [Int] = []
    var joinedStrides: [[Int]] = []
    for dim in shape.dims.indices where shape.dims[dim] != 1 {
      let size = shape.dims[dim]
      if let last = joinedStrides.last,
        operandStrides.indices.allSatisfy({ last[$0] == operandStrides[$0][dim] * size })
      {
        joined[joined.count - 1] *= size
        joinedStrides[joined.count - 1] = operandStrides.map { $0[dim] }
      } else {
        joined.append(size)
        joinedStrides.append(operandStrides.map { $0[dim] })
      }
    }
    if joined.isEmpty {
      joined = [1]
      joinedStrides = [operandStrides.map { _ in 0 }]
    }
    sizes = joined
    strides = joinedStrides.flatMap { $0 }
    isEmpty = joined.contains(0)
    table = .allocate(capacity: operands + joined.count)
    table.initialize(repeating: 0, count: operands + joined.count)
  }

  deinit { table.deallocate() }

  /// The offset of the row at hand in an operand, in elements from that operand's first.
  @inline(__always) func offset(_ operand: Int) -> Int {
    precondition(operand < operands)
    return table[operand]
  }
  /// The distance of neighbours in a row.
  func stride(_ operand: Int) -> Int { strides[(sizes.count - 1) * operands + operand] }

  /// Moves to the next row; false after the last.
  func next() throws(Failure) -> Bool {
    if isEmpty { return false }
    let inner = sizes[sizes.count - 1]
    let innerBase = (sizes.count - 1) * operands
    if !started {
      started = true
      count = min(inner, Interruption.chunk)
      return true
    }
    polled += count
    if polled >= Interruption.chunk {
      polled = 0
      try Interruption.check()
    }
    position += count
    if position < inner {
      for k in 0..<operands { table[k] += count * strides[innerBase + k] }
      count = min(inner - position, Interruption.chunk)
      return true
    }
    let rewind = position - count
    if rewind > 0 { for k in 0..<operands { table[k] -= rewind * strides[innerBase + k] } }
    position = 0
    count = min(inner, Interruption.chunk)
    var dim = sizes.count - 2
    while dim >= 0 {
      let base = dim * operands
      for k in 0..<operands { table[k] += strides[base + k] }
      table[operands + dim] += 1
      if table[operands + dim] < sizes[dim] { return true }
      for k in 0..<operands { table[k] -= strides[base + k] * sizes[dim] }
      table[operands + dim] = 0
      dim -= 1
    }
    return false
  }
}
