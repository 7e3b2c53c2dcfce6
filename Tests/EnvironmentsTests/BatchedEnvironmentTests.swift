import Catalog
import ReplayBuffers
import Tensors
import TestSupport
import Testing

@testable import Environments

/// Several environments as one: each goes on as it would alone.
@Suite struct BatchedEnvironmentTests {
  private func gym(_ count: Int, _ name: String = "Pendulum-v1", parallel: Bool = false) throws -> BatchedEnvironment {
    try BatchedEnvironment(
      try (0..<count).map { _ in try GymEnvironment(name) }, isParallel: parallel, source: "gym")
  }

  @Test(arguments: ["CartPole-v1", "Pendulum-v1", "Acrobot-v1", "MountainCarContinuous-v0"], [false, true])
  func everyElementIsSeededByTheOneBeforeIt(name: String, parallel: Bool) throws {
    let environment = try gym(3, name, parallel: parallel)
    let last = try environment.setSeed(11, isStatic: false)
    let together = try environment.rollout(25, generator: Generator(seed: 2))
    var seed: Int? = 11
    for element in 0..<3 {
      let alone = try GymEnvironment(name)
      seed = try alone.setSeed(seed, isStatic: false)
      var data = try alone.reset()
      let own = try together.get([.int(element)])
      for step in 0..<own.batchSize[0] {
        let row = try own.get([.int(step)])
        #expect(try data.tensor("observation").scalars() == row.tensor("observation").scalars())
        try data.set("action", try row.tensor("action").clone())
        data = try alone.step(data)
        for key in ["observation", "reward", "done"] {
          let place: NestedKey = ["next", key]
          #expect(try data.tensor(place).scalars() == row.tensor(place).scalars(), "\(key) of \(element) at \(step)")
        }
        data = try alone.advance(data)
      }
    }
    #expect(seed == last)
    #expect(try environment.setSeed(11, isStatic: true) == 11)
  }

  @Test func aStaticSeedIsTheSameForAll() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let environment = try gym(3)
    _ = try environment.setSeed(4, isStatic: true)
    let rows = try environment.reset().tensor("observation").elements(Float.self)
    #expect(rows[0..<3] == rows[3..<6] && rows[0..<3] == rows[6..<9])
    _ = try environment.setSeed(4, isStatic: false)
    let others = try environment.reset().tensor("observation").elements(Float.self)
    #expect(others[0..<3] == rows[0..<3] && others[3..<6] != rows[3..<6])
  }

  @Test func closingClosesAllAndAResetOpensAll() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let environment = try gym(2)
    let data = try environment.randomAction(try environment.reset())
    try environment.close(complains: true)
    #expect(environment.isClosed && environment.environments.allSatisfy(\.isClosed))
    #expect(throws: Failure.self) { try environment.close(complains: true) }
    #expect(throws: Failure.self) { try environment.step(data) }
    _ = try environment.reset()
    #expect(!environment.isClosed)
    #expect(throws: Never.self) { try environment.step(data) }
    #expect(throws: Never.self) { try environment.close(complains: true) }
  }

  @Test func membersHaveTheSameKeysAndSizes() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    func refused(_ members: [any Environment]) -> Bool {
      (try? BatchedEnvironment(members, isParallel: false, source: "")) == nil
    }
    var pixels = GymOptions()
    pixels.fromPixels = true
    let clock = try Clock.single(3)
    _ = try clock.reset()
    #expect(refused([]))
    #expect(refused([try GymEnvironment("CartPole-v1"), try GymEnvironment("CartPole-v1", pixels)]))
    #expect(refused([try GymEnvironment("CartPole-v1"), clock]))
    #expect(refused([try Clock.single(3), try Clock.batched([3])]))
    let moved = try TransformedEnvironment(
      try GymEnvironment("CartPole-v1"),
      [try RenameTransform(keys: TransformKeys([], inverseWrites: ["action"], inverseReads: ["move"]))])
    #expect(refused([try GymEnvironment("CartPole-v1"), moved]))
    #expect(!refused([try GymEnvironment("CartPole-v1"), try GymEnvironment("CartPole-v0")]))
  }

  @Test func theFailureOfAMemberSurfaces() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    for parallel in [false, true] {
      let environment = try gym(3, "CartPole-v1", parallel: parallel)
      let data = try environment.reset()
      try data.set("action", try .fromElements([1, 0, 0, 1, 1, 0], [3, 2]))
      try environment.environments[1].close(complains: true)
      #expect(throws: Failure.self) { try environment.step(data) }
    }
  }

  @Test func batchesOfBatchesHaveADimensionEach() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let environment = try BatchedEnvironment(
      [try Clock.serial([2, 3]), try Clock.serial([4, 2])], isParallel: false, source: "")
    #expect(environment.batchSize == [2, 2])
    var options = RolloutOptions()
    options.breakWhenAnyDone = false
    let data = try environment.rollout(5, options: options, generator: Generator(seed: 1))
    #expect(data.batchSize == [2, 2, 5])
    #expect(try data.numbers("t") == [0, 1, 0, 1, 0] + [0, 1, 2, 0, 1] + [0, 1, 2, 3, 0] + [0, 1, 0, 1, 0])
    let specs = environment.specs
    #expect(specs.reward.leaves[0].spec.shape == [2, 2, 1])
  }
}
