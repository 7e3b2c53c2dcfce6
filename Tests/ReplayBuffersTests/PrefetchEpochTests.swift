import Catalog
import Foundation
import ReplayBuffers
import Tensors
import TestSupport
import Testing

/// Batches made ahead change nothing of what is drawn, however the draws end and whatever their sizes.
@Suite struct PrefetchEpochTests {
  private func buffer(_ count: Int, _ sampler: any Sampler, batchSize: Int, prefetch: Int) throws -> ReplayBuffer {
    let buffer = try ReplayBuffer.make(
      storage: try TensorStorage.ram(count), sampler: sampler, batchSize: batchSize, prefetch: prefetch,
      generator: Generator(seed: 5))
    try buffer.extend(.tensor(try intTensor(Array(0..<count))))
    return buffer
  }

  private func epochs(_ buffer: ReplayBuffer, _ count: Int) throws -> [[[Int]]] {
    try (0..<count).map { _ in
      let iterator = try buffer.makeIterator()
      var batches: [[Int]] = []
      while batches.count < 100, let batch = try iterator.next() { batches.append(ints(batch)) }
      return batches
    }
  }

  @Test(arguments: [(35, 10), (40, 10), (9, 10), (1, 1)], [false, true])
  func epochsEndWhereTheyDoWithoutPrefetch(sizes: (count: Int, batch: Int), dropLast: Bool) throws {
    if dropLast, sizes.count < sizes.batch { return try fewerItemsThanABatch(sizes.count, sizes.batch) }
    func epochs(_ prefetch: Int) throws -> [[[Int]]] {
      try self.epochs(
        try buffer(
          sizes.count, SamplerWithoutReplacement(dropLast: dropLast), batchSize: sizes.batch, prefetch: prefetch), 3)
    }
    let expected = try epochs(0)
    let whole = [Int](repeating: sizes.batch, count: sizes.count / sizes.batch)
    let rest = sizes.count % sizes.batch
    #expect(
      expected.map { $0.map(\.count) } == Array(repeating: dropLast || rest == 0 ? whole : whole + [rest], count: 3))
    for prefetch in [1, 2, 7] { #expect(try epochs(prefetch) == expected, "prefetch \(prefetch)") }
  }

  private func fewerItemsThanABatch(_ count: Int, _ batch: Int) throws {
    for prefetch in [0, 2] {
      let buffer = try buffer(count, SamplerWithoutReplacement(dropLast: true), batchSize: batch, prefetch: prefetch)
      for _ in 0..<2 { #expect(throws: Failure.self) { try buffer.sample() } }
    }
  }

  @Test func singleDrawsCrossTheEndOfAnEpochAlike() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    func draws(_ prefetch: Int) throws -> [[Int]] {
      let buffer = try buffer(23, SamplerWithoutReplacement(dropLast: true), batchSize: 5, prefetch: prefetch)
      return try (0..<13).map { _ in ints(try buffer.sample().data) }
    }
    let plain = try draws(0)
    #expect(plain.allSatisfy { $0.count == 5 && Set($0).count == 5 })
    for epoch in 0..<3 { #expect(Set(plain[4 * epoch..<4 * epoch + 4].joined()).count == 20) }
    #expect(try draws(2) == plain)
  }

  /// Batches are made ahead only as far as a sampler says that its epoch goes.
  @Test(arguments: [(35, 10), (40, 10), (7, 3), (10, 10), (1, 1)], [false, true])
  func theDrawsThatAreLeftAreCounted(sizes: (count: Int, batch: Int), dropLast: Bool) throws {
    let sampler = SamplerWithoutReplacement(dropLast: dropLast)
    let buffer = try buffer(sizes.count, sampler, batchSize: sizes.batch, prefetch: 0)
    let total = dropLast ? sizes.count / sizes.batch : (sizes.count + sizes.batch - 1) / sizes.batch
    for _ in 0..<2 {
      for draw in 1...total {
        _ = try buffer.sample()
        // Behind the last one the next epoch has begun.
        #expect(sampler.remainingBatches == (draw == total ? total : total - draw))
        #expect(sampler.ranOut == (draw == total))
      }
    }
  }

  @Test func aDrawOfAnotherSizeLeavesTheQueueAlone() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let plain = try buffer(100, RandomSampler(), batchSize: 4, prefetch: 0)
    let order = try [4, 4, 4, 3, 4, 4].map { ints(try plain.sample($0).data) }
    let ahead = try buffer(100, RandomSampler(), batchSize: 4, prefetch: 2)
    // Two more batches are drawn behind the first one, then the three items, then what the queue lacks.
    #expect(ints(try ahead.sample().data) == order[0])
    #expect(ints(try ahead.sample(3).data) == order[3])
    #expect(ints(try ahead.sample().data) == order[1])
    #expect(ints(try ahead.sample(4).data) == order[2])
    #expect(ints(try ahead.sample().data) == order[4])
    #expect(ints(try ahead.sample().data) == order[5])
  }

  @Test func aLoadedQueueHoldsNoMoreThanItsOwn() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("rbsh-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let source = try buffer(8, RandomSampler(), batchSize: 4, prefetch: 3)
    _ = try source.sample()
    try source.dump(to: path)
    let copy = try ReplayBuffer.make(storage: try TensorStorage.ram(8), batchSize: 4, prefetch: 1)
    try copy.load(from: path)
    try copy.extend(.tensor(try intTensor([Int](repeating: 99, count: 8))))
    #expect(ints(try copy.sample().data) == ints(try source.sample().data))
    #expect(Set(ints(try copy.sample().data)) == [99])
  }

  /// Gathering these rows takes so long that a write beside it would show.
  @Test func writesWaitForTheGathersUnderWay() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let width = 20_000
    let buffer = try ReplayBuffer.make(storage: try TensorStorage.ram(32), batchSize: 32, prefetch: 6)
    for round in 0..<5 {
      try buffer.extend(.tensor(try Tensor.full([32, width], .int(2 * round), .int64)))
      _ = try buffer.sample()
      try buffer.extend(.tensor(try Tensor.full([32, width], .int(2 * round + 1), .int64)))
      for _ in 0..<6 {
        let batch = try #require(try buffer.sample().data.asTensor)
        #expect(try batch.amax(nil).item().int <= 2 * round)
      }
      buffer.empty()
    }
  }
}
