import Catalog
import ReplayBuffers
import Tensors
import TestSupport
import Testing

@testable import Environments

@Suite struct EnvironmentTests {
  private func batch(_ count: Int, parallel: Bool) throws -> BatchedEnvironment {
    try BatchedEnvironment(
      try (0..<count).map { _ in try GymEnvironment("CartPole-v1") }, isParallel: parallel, source: "")
  }

  private func failure(_ body: () throws -> Void) -> Failure? {
    do { try body() } catch { return error as? Failure }
    return nil
  }

  @Test func threadsChangeNothing() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    var sums: [[Float]] = []
    for parallel in [false, true] {
      let environment = try batch(4, parallel: parallel)
      _ = try environment.setSeed(7, isStatic: false)
      var options = RolloutOptions()
      options.breakWhenAnyDone = false
      let data = try environment.rollout(60, options: options, generator: Generator(seed: 3))
      #expect(data.batchSize == [4, 60])
      sums.append(try data.tensor("observation").elements(Float.self))
    }
    #expect(sums[0] == sums[1])
  }

  @Test func aPartialResetLeavesTheOthersAlone() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let environment = try batch(3, parallel: false)
    _ = try environment.setSeed(1, isStatic: false)
    let data = try environment.reset()
    let before = try data.tensor("observation").elements(Float.self)
    try data.set("_reset", try Tensor.fromElements([Bool8(false), Bool8(true), Bool8(false)], [3, 1]))
    let after = try environment.reset(data).tensor("observation").elements(Float.self)
    #expect(Array(after[0..<4]) == Array(before[0..<4]))
    #expect(Array(after[4..<8]) != Array(before[4..<8]))
    #expect(Array(after[8..<12]) == Array(before[8..<12]))
    #expect(!data.contains("_reset"))
  }

  @Test func aStepWithoutAnActionNamesTheNearestKey() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let environment = try GymEnvironment("CartPole-v1")
    let data = try environment.reset()
    try data.set("actions", try Tensor.fromElements([1, 0]))
    let failure = failure { _ = try environment.step(data) }
    #expect(failure?.kind == .key)
    #expect(failure?.help == "did you mean 'actions'?")
  }

  @Test func stepsNeedAResetAndGoOnBehindTheEnd() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let environment = try GymEnvironment("CartPole-v1")
    let action = TensorDict(batchSize: [])
    try action.set("action", try Tensor.fromElements([1, 0]))
    #expect(failure { _ = try environment.step(action) }?.kind == .runtime)
    _ = try environment.reset()
    var steps = 0
    while steps < 500 {
      let data = try environment.step(action)
      steps += 1
      if try data.tensor(["next", "done"]).item().isTrue { break }
    }
    #expect(steps < 20)
    #expect(try environment.step(action).tensor(["next", "reward"]).item() == .float(0))
    try environment.close(complains: false)
    #expect(failure { _ = try environment.step(action) }?.message.contains("closed") == true)
    _ = try environment.reset()
    _ = try environment.step(action)
  }

  @Test func unknownNamesAreAnsweredWithTheNearest() {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    #expect(failure { _ = try GymEnvironment("CartPole-v3") }?.help == "did you mean 'CartPole-v1'?")
  }

  @Test func drawsOfSpecsAreInThem() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let generator = Generator(seed: 5)
    let specs: [LeafSpec] = [
      .oneHot(4), LeafSpec([3], .int64, .categorical(5)), try .bounded(-1, 1, [2, 2]), try .bounded(2, 9, [7], .int64),
      LeafSpec([2], .float32), LeafSpec([4], .int8, .binary), .mark,
    ]
    for spec in specs {
      for _ in 0..<20 {
        let value = try spec.random([3], generator: generator)
        #expect(value.shape == [3] + spec.shape)
        #expect(try spec.contains(value))
      }
    }
    #expect(try !LeafSpec.oneHot(2).contains(Tensor.fromElements([1, 1])))
    #expect(try !LeafSpec.bounded(-1, 1, [1]).contains(Tensor.fromElements([Float(2)])))
  }

  @Test func collectorsNumberTrajectoriesWithoutGaps() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let environment = try batch(3, parallel: false)
    _ = try environment.setSeed(0, isStatic: false)
    let collector = try Collector(
      environment, nil, CollectorOptions(framesPerBatch: 90, totalFrames: 270), generator: Generator(seed: 1))
    var seen: [Int] = []
    var batches = 0
    while case .batch(let data)? = try collector.next() {
      batches += 1
      seen += try data.tensor(["collector", "traj_ids"]).elements(Int.self)
    }
    #expect(batches == 3)
    #expect(Set(seen) == Set(0...(seen.max() ?? 0)))
    #expect(environment.isClosed)
  }

  @Test func splitTrajectoriesKeepEveryStep() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let environment = try GymEnvironment("CartPole-v1")
    _ = try environment.setSeed(0, isStatic: false)
    let collector = try Collector(
      environment, nil, CollectorOptions(framesPerBatch: 100), generator: Generator(seed: 1))
    let data = try #require(try collector.next()?.batch)
    let split = try Trajectories.split(data)
    let numbers = try data.tensor(["collector", "traj_ids"]).elements(Int.self)
    #expect(split.batchSize[0] == Set(numbers).count)
    #expect(try split.tensor(["collector", "mask"]).to(.int64).sum(nil).item().int == 100)
    let kept = try split.tensor("observation").maskedSelect(
      try split.tensor(["collector", "mask"]).unsqueeze(-1).expand(split.tensor("observation").shape.dims))
    #expect(try kept.elements(Float.self) == data.tensor("observation").elements(Float.self))
  }
}
