import Catalog
import Tensors
import Testing

@testable import ReplayBuffers

/// Whoever calls: rows that a tensor does not hold are errors, and nothing is read or written there.
@Suite struct RowKernelTests {
  private func column() throws -> Tensor { try floatTensor((0..<8).map { Float($0) }, [4, 2]) }

  @Test(arguments: [[4], [-1], [0, 1, 4], [Int.max], [Int.min], [2_147_483_648], [1, -5, 2]])
  func aGatherOfRowsOutsideIsAnError(_ rows: [Int]) throws {
    let source = try column()
    #expect(throws: Failure.self) { try source.picking(rows, 0, [rows.count]) }
    let storage = try TensorStorage(maxSize: 4, allocation: RamAllocation())
    try storage.write(try storage.batch(.tensor(source)), at: [0, 1, 2, 3])
    #expect(throws: Failure.self) { try storage.gather(cells: .indices(rows)) }
  }

  @Test func rowsInsideAreGatheredInOrder() throws {
    for rows in [[], [0], [3, 0, 3], [1, 2, 3, 0, 1, 2, 3, 0, 2]] {
      let picked = try column().picking(rows, 0, [rows.count])
      #expect(try picked.elements(Float.self) == rows.flatMap { [Float(2 * $0), Float(2 * $0 + 1)] })
    }
  }

  @Test(arguments: [[4], [-1], [0, 1, 2, 3, 4], [Int.max], [Int.min]])
  func aScatterToRowsOutsideChangesNothing(_ rows: [Int]) throws {
    let target = try column()
    let source = try Tensor.zeros([rows.count, 2])
    #expect(throws: Failure.self) {
      try RowKernels.scatter(source, rowBytes: 8, runs: RowKernels.runs(rows, repeats: false), into: target)
    }
    #expect(try target.elements(Float.self) == (0..<8).map { Float($0) })
  }
}
