import Catalog
import Tensors
import TestSupport
import Testing

@testable import ReplayBuffers

/// The first and the last row of a ring, and places beyond them.
@Suite struct RingEndTests {
  private func buffer(_ storage: any Storage, _ count: Int) throws -> ReplayBuffer {
    let buffer = try ReplayBuffer.make(storage: storage)
    try buffer.extend(.list(try (0..<count).map { .tensor(try intTensor([$0], [])) }))
    return buffer
  }

  private func storages(_ size: Int) throws -> [any Storage] {
    [try ListStorage(size), try TensorStorage.ram(size), try TensorStorage.memmap(size)]
  }

  @Test func indicesReachFromTheFirstItemToTheLast() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    for storage in try storages(5) {
      let buffer = try buffer(storage, 4)
      for row in -4..<4 {
        #expect(ints(try buffer.get(.row(row))) == [(row + 4) % 4])
        #expect(ints(try buffer.get(.rows([row], shape: [1]))) == [(row + 4) % 4])
      }
      for row in [-6, -5, 4, 5, .min, .max] {
        #expect(throws: Failure.self, "\(row)") { try buffer.get(.row(row)) }
        #expect(throws: Failure.self, "\(row)") { try buffer.get(.rows([0, row], shape: [2])) }
        #expect(throws: Failure.self, "\(row)") { try buffer.set(.row(row), .tensor(try intTensor([9], []))) }
      }
      #expect(ints(try buffer.get(.all)) == [0, 1, 2, 3])
    }
  }

  @Test func masksHaveOneTruthPerItem() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    for storage in try storages(5) {
      let buffer = try buffer(storage, 3)
      #expect(ints(try buffer.get(.mask([true, false, true]))) == [0, 2])
      for mask in [[true], [true, true], [true, false, false, false], [false, false, false, false, false], []] {
        #expect(throws: Failure.self, "\(mask)") { try buffer.get(.mask(mask)) }
      }
    }
  }

  @Test func aListTakesOneItemPerRow() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let buffer = try buffer(try ListStorage(5), 4)
    func items(_ values: [Int]) throws -> Tree { .list(try values.map { .tensor(try intTensor([$0], [])) }) }
    try buffer.set(.rows([-1, 0], shape: [2]), try items([7, 8]))
    #expect(ints(try buffer.get(.all)) == [8, 1, 2, 7])
    for values in [[1], [1, 2, 3], []] {
      #expect(throws: Failure.self) { try buffer.set(.rows([0, 1], shape: [2]), try items(values)) }
    }
    #expect(ints(try buffer.get(.all)) == [8, 1, 2, 7])
  }

  /// The seam is behind the row that the cursor wrote, not behind a slot that was free again.
  @Test func freedSlotsDoNotMoveTheSeam() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let buffer = try ReplayBuffer.make(storage: try TensorStorage.ram(6), sampler: try ConsumingSampler())
    try buffer.extend(.tensor(try intTensor([0, 1, 2, 3])))
    while buffer.count > 0 { _ = try buffer.sample(1) }
    #expect(buffer.storage.lastCursor == 3)
    var freed: [Int] = []
    for values in [[10, 11], [12, 13]] {
      freed += ints(try buffer.extend(.tensor(try intTensor(values))))
      #expect(buffer.storage.lastCursor == 3)
    }
    // Whichever slot was taken last, it is not always the cursor's.
    #expect(freed.sorted() == [0, 1, 2, 3] && (freed[1] != 3 || freed[3] != 3))
    try buffer.extend(.tensor(try intTensor([14])))
    #expect(buffer.storage.lastCursor == 4)
  }

  @Test func anIdInTheFirstRowEndsOrJoinsTheLast() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let buffer = try ReplayBuffer.make(.tensordict, storage: try TensorStorage.ram(20))
    func write(_ ids: [Int]) throws {
      let data = TensorDict(batchSize: [ids.count])
      try data.set("x", try intTensor(ids))
      try buffer.extend(.tensordict(data))
    }
    try write([Int](repeating: 1, count: 10) + [Int](repeating: 2, count: 10))
    let index = try BoundaryIndex.of(buffer.storage, .ids("x"))
    func lengths() throws -> [Int] {
      try index.refresh()
      return (0..<index.boundaries.count).map { index.boundaries.trajectory($0).length }.sorted()
    }
    #expect(try lengths() == [10, 10])
    // Row 0 goes on with the 2 of the last row; the seam behind it keeps them apart from the old 1.
    try write([2])
    #expect(try lengths() == [9, 11])
    try write([3])
    #expect(try lengths() == [1, 8, 11])
    try buffer.set(.row(0), try item(4))
    #expect(try lengths() == [1, 1, 8, 10])
    try buffer.set(.row(0), try item(2))
    #expect(try lengths() == [1, 8, 11])
    try buffer.set(.slice(start: 5, stop: 7, step: nil), try item(6))
    #expect(try lengths() == [1, 2, 3, 3, 11])
  }

  private func item(_ id: Int) throws -> Tree {
    let data = TensorDict(batchSize: [])
    try data.set("x", try intTensor([id], []))
    try data.set("index", try intTensor([0], []))
    return .tensordict(data)
  }
}
