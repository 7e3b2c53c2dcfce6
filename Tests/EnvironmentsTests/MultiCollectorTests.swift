import Catalog
import ReplayBuffers
import Tensors
import TestSupport
import Testing

@testable import Environments

/// Several workers: each collects as it would alone, and what comes out does not depend on threads.
@Suite struct MultiCollectorTests {
  private func clocks(_ lengths: [Int], _ frames: Int, total: Int? = nil, _ joining: MultiCollector.Joining) throws
    -> MultiCollector
  {
    try MultiCollector(
      try lengths.map { try Clock.single($0) }, lengths.map { _ in nil },
      CollectorOptions(framesPerBatch: frames, totalFrames: total), joining: joining)
  }

  @Test(arguments: [(6, 3), (7, 4), (8, 4), (1, 1)]) func everyWorkerCollectsItsShareRoundedUp(
    sizes: (frames: Int, share: Int)
  ) throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let stacked = try #require(try clocks([3, 5], sizes.frames, .stack).next()?.batch)
    #expect(stacked.batchSize == [2, sizes.share])
    #expect(try stacked.numbers("t") == (0..<sizes.share).map { $0 % 3 } + (0..<sizes.share).map { $0 % 5 })
    let joined = try #require(try clocks([3, 5], sizes.frames, .cat(0)).next()?.batch)
    #expect(joined.batchSize == [2 * sizes.share])
    #expect(try joined.numbers("t") == stacked.numbers("t"))
  }

  @Test func trajectoriesAreNumberedByTimeThenByWorker() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let collector = try clocks([2, 3], 8, .stack)
    let first = try #require(try collector.next()?.batch)
    #expect(try first.numbers("t") == [0, 1, 0, 1, 0, 1, 2, 0])
    #expect(try first.numbers(["collector", "traj_ids"]) == [0, 0, 2, 2, 1, 1, 1, 3])
    let second = try #require(try collector.next()?.batch)
    #expect(try second.numbers("t") == [0, 1, 0, 1, 1, 2, 0, 1])
    #expect(try second.numbers(["collector", "traj_ids"]) == [4, 4, 5, 5, 3, 3, 6, 6])
  }

  @Test func anAsynchronousCollectorTakesTurns() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let collector = try clocks([2, 5], 4, total: 20, .none)
    var batches: [[Int]] = []
    while let data = try collector.next()?.batch {
      #expect(data.batchSize == [4])
      batches.append(try data.numbers("t"))
    }
    #expect(batches == [[0, 1, 0, 1], [0, 1, 2, 3], [0, 1, 0, 1], [4, 0, 1, 2], [0, 1, 0, 1]])
  }

  @Test func itEndsWhereItsTotalIsReached() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let collector = try clocks([3, 3], 8, total: 20, .stack)
    var frames = 0
    while let data = try collector.next()?.batch { frames += data.batchSize.numel }
    #expect(frames == 24)
    #expect(try collector.next() == nil)
  }

  private func pendulums(_ count: Int, seed: Int?) throws -> MultiCollector {
    let collector = try MultiCollector(
      try (0..<count).map { _ in try GymEnvironment("Pendulum-v1") }, (0..<count).map { _ in nil },
      CollectorOptions(framesPerBatch: 10 * count), joining: .stack)
    if let seed { _ = try collector.setSeed(seed, isStatic: false) }
    return collector
  }

  @Test func everyWorkerHasAStreamOfItsOwn() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    for seed in [nil, 5] {
      let data = try #require(try pendulums(3, seed: seed).next()?.batch)
      let rows = try (0..<3).map { try data.get([.int($0)]).tensor("action").scalars().map(\.double) }
      #expect(Set(rows).count == 3, "seed \(String(describing: seed))")
    }
  }

  @Test func aSeedDecidesEverything() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    func batch(_ seed: Int, after warmUp: Int = 0) throws -> [Scalar] {
      let collector = try pendulums(2, seed: nil)
      for _ in 0..<warmUp { _ = try collector.next() }
      _ = try collector.setSeed(seed, isStatic: false)
      let data = try #require(try collector.next()?.batch)
      return try data.tensor("observation").scalars() + data.tensor("action").scalars()
    }
    let first = try batch(3)
    #expect(try batch(3) == first)
    #expect(try batch(3, after: 2) == first)
    #expect(try batch(4) != first)
    // The first worker's environment and stream are those of a single collector with this seed.
    let alone = try GymEnvironment("Pendulum-v1")
    _ = try alone.setSeed(3, isStatic: false)
    let data = try alone.rollout(10, generator: Generator(seed: 3))
    #expect(try data.tensor("observation").scalars() == Array(first[0..<30]))
    #expect(try data.tensor("action").scalars() == Array(first[60..<70]))
  }

  @Test func oneEnvironmentStandsForAsManyAsThereAreWorkers() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let one = try GymEnvironment("CartPole-v1")
    let collector = try MultiCollector(
      [one, one], [nil, nil], CollectorOptions(framesPerBatch: 20), joining: .stack)
    _ = try collector.setSeed(0, isStatic: false)
    let data = try #require(try collector.next()?.batch)
    let rows = try (0..<2).map { try data.get([.int($0)]).tensor("observation").scalars().map(\.double) }
    #expect(rows[0] != rows[1])
    // A clock is made of functions, which cannot be made again.
    let clock = try Clock.single(3)
    #expect(throws: Failure.self) {
      try MultiCollector([clock, clock], [nil, nil], CollectorOptions(framesPerBatch: 20), joining: .stack)
    }
    #expect(throws: Failure.self) {
      try MultiCollector([], [], CollectorOptions(framesPerBatch: 20), joining: .stack)
    }
  }

  @Test func resettingAtEachTurnRenewsAllTrajectories() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    var options = CollectorOptions(framesPerBatch: 4)
    options.resetAtEachIteration = true
    let collector = try MultiCollector(
      [try Clock.single(9), try Clock.single(9)], [nil, nil], options, joining: .stack)
    var numbers: Set<Int> = []
    for _ in 0..<3 {
      let data = try #require(try collector.next()?.batch)
      #expect(try data.numbers("t") == [0, 1, 0, 1])
      let own = Set(try data.numbers(["collector", "traj_ids"]))
      #expect(own.count == 2 && numbers.isDisjoint(with: own))
      numbers.formUnion(own)
    }
  }
}
