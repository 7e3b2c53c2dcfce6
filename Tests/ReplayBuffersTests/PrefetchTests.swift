import Catalog
import Foundation
import ReplayBuffers
import Tensors
import Testing

@Suite struct PrefetchTests {
  @Test func batchesComeInTheOrderOfTheirDraws() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    func batches(prefetch: Int) throws -> [[Int]] {
      let buffer = try ReplayBuffer.make(
        storage: try TensorStorage.ram(100), batchSize: 8, prefetch: prefetch, generator: Generator(seed: 5))
      try buffer.extend(.tensor(try intTensor(Array(0..<100))))
      return try (0..<30).map { _ in ints(try buffer.sample().data) }
    }
    let plain = try batches(prefetch: 0)
    #expect(try batches(prefetch: 1) == plain)
    #expect(try batches(prefetch: 5) == plain)
  }

  @Test func anEpochIsCompleteAndEnds() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let buffer = try ReplayBuffer.make(
      storage: try TensorStorage.memmap(100), sampler: SamplerWithoutReplacement(), batchSize: 10, prefetch: 2)
    try buffer.extend(.tensor(try intTensor(Array(0..<35))))
    for _ in 0..<3 {
      var sizes: [Int] = []
      var seen: [Int] = []
      let iterator = try buffer.makeIterator()
      while let batch = try iterator.next() {
        sizes.append(ints(batch).count)
        seen += ints(batch)
      }
      #expect(sizes == [10, 10, 10, 5])
      #expect(seen.sorted() == Array(0..<35))
    }
  }

  @Test func anErrorSurfacesWhereItsBatchIsTaken() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let buffer = try ReplayBuffer.make(storage: try TensorStorage.ram(9), batchSize: 2, prefetch: 2)
    try buffer.extend(.tensor(try intTensor([1, 2, 3])))
    _ = try buffer.sample()
    buffer.appendTransform(ClosureTransform("broken") { (_) throws(Failure) -> Tree in throw .value("broken") })
    #expect(throws: Failure.self) { try buffer.sample() }
    #expect(throws: Failure.self) { try buffer.sample() }
    #expect(buffer.count == 3)
  }

  @Test func transformsOnTheCallersThreadRunThere() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let buffer = try ReplayBuffer.make(storage: try TensorStorage.ram(9), batchSize: 2, prefetch: 3)
    try buffer.extend(.tensor(try intTensor([1, 2, 3])))
    let here = pthread_self()
    let wrong = LockedFlag()
    buffer.appendTransform(
      ClosureTransform("script", isNative: false) { (data) throws(Failure) -> Tree in
        if pthread_equal(pthread_self(), here) == 0 { wrong.raise() }
        return data
      })
    for _ in 0..<10 { _ = try buffer.sample() }
    #expect(!wrong.isRaised)
  }

  @Test func aBatchHoldsTheRowsOfItsDraw() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let buffer = try ReplayBuffer.make(storage: try TensorStorage.ram(4), batchSize: 64, prefetch: 4)
    try buffer.extend(.tensor(try intTensor([0, 0, 0, 0])))
    _ = try buffer.sample()
    try buffer.extend(.tensor(try intTensor([1, 1, 1, 1])))
    for _ in 0..<4 { #expect(Set(ints(try buffer.sample().data)) == [0]) }
    #expect(Set(ints(try buffer.sample().data)) == [1])
    buffer.empty()
    #expect(throws: Failure.self) { try buffer.sample() }
  }

  @Test func severalThreadsMayWriteDrawAndUpdateAtOnce() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let sampler = try PrioritizedSampler(alpha: 0.7, beta: 0.9)
    let buffer = try ReplayBuffer.make(
      storage: try TensorStorage.ram(64), sampler: sampler, batchSize: 16, prefetch: 2, generator: Generator(seed: 1))
    try buffer.extend(try rows(Array(0..<64)))
    let torn = LockedFlag()
    DispatchQueue.concurrentPerform(iterations: 4) { worker in
      for round in 0..<60 {
        do {
          switch worker {
          case 0, 1: try buffer.extend(try rows(Array(round..<round + 7)))
          case 2: try buffer.updatePriority(.list([.int(round), .int(3)]), .list([.float(Double(round)), .float(1)]))
          default:
            let batch = try #require(try buffer.sample().data.asTensordict)
            let x = ints(.tensor(try batch.tensor("x")))
            let y = try batch.tensor(["in", "y"]).withElements(Float.self) { Array($0) }
            if y != x.flatMap({ [Float($0), -Float($0)] }) { torn.raise() }
          }
        } catch { torn.raise() }
      }
    }
    #expect(!torn.isRaised)
    #expect(buffer.count == 64)
    #expect(buffer.writeCount == 64 + 2 * 60 * 7)
  }
}

final class LockedFlag: @unchecked Sendable {
  private let lock = NSLock()
  private var raised = false
  func raise() { lock.withLock { raised = true } }
  var isRaised: Bool { lock.withLock { raised } }
}
