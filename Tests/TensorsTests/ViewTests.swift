import Catalog
import Testing

@testable import Tensors

struct ViewTests {
  private func counting(_ sizes: [Int], _ dtype: DType = .int64) throws -> Tensor {
    try Tensor.arange(end: .int(Shape(sizes).numel)).to(dtype).view(sizes)
  }

  @Test func basicIndexingSharesMemoryAndAdvancedIndexingCopies() throws {
    let x = try counting([3, 4])
    let row = try x.get([.int(1)])
    try row.fill(-1)
    #expect(try x.scalar(at: [1, 2]) == .int(-1))
    let copy = try x.get([.tensor(try .fromElements([1]))])
    try copy.fill(7)
    #expect(try x.scalar(at: [1, 2]) == .int(-1))
    let every = try x.get([.slice(start: nil, stop: nil, step: 2), .slice(start: 1, stop: 3, step: nil)])
    #expect(every.memory === x.memory && every.shape == [2, 2] && every.strides == [8, 1])
  }

  @Test func transposedViewsWriteThrough() throws {
    let x = try counting([2, 3])
    try x.t().setScalar([.int(2), .int(0)], to: 9)
    #expect(try x.scalars() == [0, 1, 9, 3, 4, 5])
    #expect(try x.reversedDims().contiguous().scalars() == [0, 3, 1, 4, 9, 5])
  }

  @Test func subscriptsAndSplitsKeepTheMapping() throws {
    let plain = try counting([2, 3])
    let mapped = Tensor(
      memory: plain.memory, dtype: .int64, shape: [2, 3], strides: [3, 1], isMemoryMapped: true)
    #expect(try mapped.get([.int(0)]).isMemoryMapped)
    #expect(try !mapped.get([.tensor(try .fromElements([0]))]).isMemoryMapped)
    #expect(try mapped.get([.tensor(try .scalar(0))]).isMemoryMapped)
    #expect(try mapped.split(1)[1].isMemoryMapped && mapped.unbind()[0].isMemoryMapped)
    #expect(try !mapped.view([6]).isMemoryMapped && !mapped.narrow(0, 0, 1).isMemoryMapped)
    #expect(try !mapped.add(1).isMemoryMapped)
  }

  @Test func inPlaceResultsMustFitTheDtypeAndShape() throws {
    let x = try counting([3])
    #expect(throws: Failure.self) { try x.assign(.add, 1.5) }
    #expect(throws: Failure.self) { try x.assign(.divide, 2) }
    #expect(throws: Failure.self) { try x.assign(.add, try Tensor.zeros([2, 3], .int64)) }
    try x.assign(.add, true)
    #expect(try x.scalars() == [1, 2, 3])
    let expanded = try Tensor.zeros([1], .float32).expand([4])
    #expect(throws: Failure.self) { try expanded.assign(.add, 1) }
  }

  @Test func overlappingCopiesReadBeforeTheyWrite() throws {
    let x = try counting([5])
    let target = try x.get([.slice(start: 1, stop: nil, step: nil)])
    try target.copy(from: try x.get([.slice(start: nil, stop: -1, step: nil)]))
    #expect(try x.scalars() == [0, 0, 1, 2, 3])
  }

  @Test func absurdSizesAreErrorsNotCrashes() {
    #expect(throws: Failure.self) { try Tensor.zeros([1_000_000_000_000]) }
    #expect(throws: Failure.self) { try Tensor.arange(end: 1e18) }
    // Beside a 0 too, so that no product of some of the sizes is beyond a number.
    #expect(throws: Failure.self) { try Tensor.zeros([0, Int.max, 4]) }
    #expect(throws: Failure.self) { try Tensor.zeros([0, 4, Shape.limit]) }
    #expect(throws: Failure.self) { try Tensor.zeros([0, Shape.limit]).view(dtype: .uint8) }
    #expect(throws: Failure.self) { try Tensor.zeros([Shape.limit, 0]).unbind() }
    #expect(throws: Failure.self) { try Tensor.zeros([1]).expand([Shape.limit]).unfold(0, Shape.limit / 2, 1) }
    #expect(throws: Failure.self) { try Tensor.cat([.zeros([Shape.limit, 0]), .zeros([Shape.limit, 0])]) }
    #expect(throws: Failure.self) { try Tensor.zeros([3]).repeat([Int.max]) }
    #expect(throws: Failure.self) { try Tensor.ones([Int.max, 3]) }
    #expect(throws: Failure.self) { try Tensor.arange(end: .int(Int.min), step: -1) }
    #expect(throws: Failure.self) { try Tensor.arange(end: 1e30, dtype: .int64) }
    #expect(throws: Failure.self) { try Tensor.zeros([1]).expand([Int.max, Int.max]) }
    #expect(throws: Failure.self) { try Tensor.zeros([1]).asStrided([Int.max, Int.max], [0, 0], offset: nil) }
    #expect(throws: Failure.self) { try Tensor.zeros([4]).unflatten(0, [Int.max, 4]) }
    #expect(throws: Failure.self) { try Tensor.fromElements([1, Int.max]).bincount() }
    #expect(throws: Failure.self) { try Tensor.fromElements([1, Int.max]).oneHot() }
    #expect(throws: Failure.self) { try Tensor.zeros([4]).diag(Int.max) }
    #expect(throws: Failure.self) { try Tensor.fromElements([1e300, 1e300]).histogram() }
    #expect(throws: Failure.self) { try Tensor.fromElements([1e300, 1e300]).histc() }
    #expect(throws: Failure.self) {
      try Tensor.zeros([2]).repeatInterleave(Tensor.fromElements([Int.max, Int.max]))
    }
  }

  @Test func extremeArgumentsThatMeanSomethingDo() throws {
    #expect(try Tensor.zeros([0, Shape.limit / 4, 4]).numel == 0)
    #expect(try Tensor.zeros([Shape.limit / 4, 4, 0]).sum().item() == 0.0)
    #expect(try Tensor.zeros([0]).repeat([Int.max]).shape == [0])
    #expect(try counting([2, 2]).tril(Int.max).scalars() == [0, 1, 2, 3])
    #expect(try counting([2, 2]).triu(Int.min).scalars() == [0, 1, 2, 3])
    #expect(try counting([3]).chunk(Int.max).count == 3)
    #expect(try counting([3]).get([.slice(start: Int.min, stop: Int.max, step: Int.max)]).scalars() == [0])
    #expect(try counting([3]).roll([Int.min], [0]).numel == 3)
    #expect(try counting([3]).unfold(0, 3, Int.max).shape == [1, 3])
    #expect(try Tensor.fromElements([Int.min]).floorDivide(-1).scalars() == [.int(Int.min)])
  }

  /// Ints, slices and one vector of indices, against arithmetic on positions.
  @Test func subscriptsAgreeWithABruteForceOracle() throws {
    let sizes = [3, 4, 5]
    let x = try counting(sizes)
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      var (indices, choices) = ([Index](), [[Int]]())
      var vector: [Int]?
      for size in sizes {
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
          let start = Int.random(in: -size...size, using: &random)
          let step = Int.random(in: 1...3, using: &random)
          indices.append(.slice(start: start, stop: nil, step: step))
          choices.append(Array(stride(from: start < 0 ? start + size : start, to: size, by: step)))
        case 1 where vector == nil:
          let places = (0..<3).map { _ in Int.random(in: -size..<size, using: &random) }
          vector = places
          indices.append(.tensor(try .fromElements(places)))
          choices.append(places.map { $0 < 0 ? $0 + size : $0 })
        default:
          indices.append(.slice(start: nil, stop: nil, step: nil))
          choices.append(Array(0..<size))
        }
      }
      var expected: [Scalar] = []
      for a in choices[0] {
        for b in choices[1] { for c in choices[2] { expected.append(.int(a * 20 + b * 5 + c)) } }
      }
      let got = try x.get(indices)
      #expect(got.shape.dims == choices.map { $0.count })
      #expect(try got.scalars() == expected)
      let target = try counting(sizes)
      try target.setScalar(indices, to: -1)
      #expect(try target.scalars().enumerated().allSatisfy { expected.contains(.int($0)) == ($1 == -1) })
    }
  }

  @Test func rowsAreGatheredIntoPlace() throws {
    let source = try counting([6, 2, 2], .float32)
    let target = try Tensor.zeros([3, 2, 2])
    try [5, 0, 5].withUnsafeBufferPointer { indices in
      try Tensor.gatherRows(into: target, from: source, indices: indices)
    }
    #expect(try target.scalars().map { $0.double } == [20, 21, 22, 23, 0, 1, 2, 3, 20, 21, 22, 23])
    let narrow = try source.get([.ellipsis, .int(1)])
    let columns = try Tensor.zeros([2, 2])
    try [1, 4].withUnsafeBufferPointer { try Tensor.gatherRows(into: columns, from: narrow, indices: $0) }
    #expect(try columns.scalars().map { $0.double } == [5, 7, 17, 19])
  }

  @Test func numpysHistogramHasItsEdges() throws {
    let x = try Tensor.fromElements([0.0, 0.5, 1, 1, 2, 4])
    let (counts, edges) = try x.histogram(bins: 4)
    #expect(try counts.scalars() == [2, 2, 1, 1])
    #expect(try edges.scalars() == [0.0, 1.0, 2.0, 3.0, 4.0])
    #expect(throws: Failure.self) { try x.histogram(bins: 0) }
  }

  @Test func promotionFollowsCategories() throws {
    let byte = try Tensor.zeros([2], .uint8)
    #expect(Operand.resultType([byte.operand, .scalar(300)]) == .uint8)
    #expect(Operand.resultType([byte.operand, .scalar(1.5)]) == .float32)
    #expect(Operand.resultType([byte.operand, .tensor(try .scalar(1, .float64))]) == .float64)
    #expect(DType.promote(.uint8, .int8) == .int16)
    #expect(DType.promote(.float16, .bfloat16) == .float32)
    #expect(DType.promote(.int64, .float16) == .float16)
  }
}
