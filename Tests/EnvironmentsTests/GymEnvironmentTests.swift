import Catalog
import ReplayBuffers
import Tensors
import TestSupport
import Testing

@testable import Environments

/// The wrapper around the control tasks: actions, limits and options; the physics is `TrajectoryTests`'.
@Suite struct GymEnvironmentTests {
  private func failure(_ body: () throws -> Void) -> Failure? {
    do { try body() } catch { return error as? Failure }
    return nil
  }

  /// The last step that an episode of so many may have, as gymnasium registers them.
  @Test(arguments: [
    ("Pendulum-v1", 200), ("MountainCar-v0", 200), ("MountainCarContinuous-v0", 999), ("Acrobot-v1", 500),
  ])
  func episodesAreTruncatedAtTheirLimit(name: String, limit: Int) throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    for skip in [1, 3] {
      var options = GymOptions()
      options.frameSkip = skip
      let environment = try GymEnvironment(name, options)
      _ = try environment.setSeed(0, isStatic: true)
      // Doing nothing reaches no goal.
      let idle = ClosurePolicy("idle") { (data, _) throws(Failure) in
        let spec = environment.specs.action.leaves[0].spec
        var action = try spec.zero()
        if case .oneHot(let count) = spec.domain {
          action = try Tensor.fromElements((0..<count).map { $0 == 1 ? 1 : 0 })
        }
        try data.set("action", action)
        return data
      }
      let data = try environment.rollout(limit + 5, policy: idle)
      let steps = (limit + skip - 1) / skip
      #expect(data.batchSize == [steps], "frame_skip \(skip)")
      #expect(try data.numbers(["next", "truncated"]) == (1...steps).map { $0 == steps ? 1 : 0 })
      #expect(try data.numbers(["next", "done"]) == (1...steps).map { $0 == steps ? 1 : 0 })
      #expect(try data.numbers(["next", "terminated"]).allSatisfy { $0 == 0 })
      // As in gymnasium, it goes on: truncated, still.
      let further = try environment.step(try environment.randomAction())
      #expect(try further.tensor(["next", "truncated"]).item().isTrue)
    }
  }

  @Test func actionsAreVectorsOrNumbers() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    var options = GymOptions()
    options.categoricalActions = true
    let (vectors, numbers) = (try GymEnvironment("CartPole-v1"), try GymEnvironment("CartPole-v1", options))
    func next(_ environment: GymEnvironment, _ action: Tensor) throws -> [Scalar] {
      _ = try environment.setSeed(1, isStatic: true)
      let data = try environment.reset()
      _ = try environment.setSeed(1, isStatic: true)
      try data.set("action", action)
      return try environment.step(data).tensor(["next", "observation"]).scalars()
    }
    let right = try next(vectors, .fromElements([0, 1]))
    let left = try next(vectors, .fromElements([1, 0]))
    #expect(right != left)
    #expect(try next(vectors, .fromElements([Bool8(false), Bool8(true)])) == right)
    #expect(try next(numbers, .scalar(.int(1), .int64)) == right)
    #expect(try next(numbers, .fromElements([0])) == left)
    #expect(failure { _ = try next(vectors, .scalar(.int(1), .int64)) }?.help?.contains("categorical") == true)
    #expect(failure { _ = try next(vectors, .fromElements([0, 1, 0])) }?.kind == .runtime)
    for wrong in [2, -1] { #expect(failure { _ = try next(numbers, .fromElements([wrong])) }?.kind == .value) }
    #expect(failure { _ = try next(numbers, .fromElements([0, 1])) }?.kind == .runtime)
    #expect(failure { _ = try next(numbers, .fromElements([Float(1)])) }?.kind == .runtime)
  }

  @Test func picturesStandBesideOrInPlaceOfNumbers() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    for pixelsOnly in [true, false] {
      var options = GymOptions()
      options.fromPixels = true
      options.pixelsOnly = pixelsOnly
      let environment = try GymEnvironment("CartPole-v1", options)
      let data = try environment.rollout(2, generator: Generator(seed: 1))
      #expect(try data.tensor("pixels").shape == [2, 400, 600, 3])
      #expect(try data.tensor(["next", "pixels"]).dtype == .uint8)
      #expect(data.contains("observation") == !pixelsOnly)
      #expect(Set(environment.observationKeys) == (pixelsOnly ? ["pixels"] : ["pixels", "observation"]))
    }
  }

  @Test func wrongOptionsAreSaid() {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    var options = GymOptions()
    options.frameSkip = 0
    #expect(failure { _ = try GymEnvironment("CartPole-v1", options) }?.argument == "frame_skip")
    #expect(failure { _ = try GymEnvironment("CartPole-v1").setSeed(-1, isStatic: false) }?.argument == "seed")
    #expect(failure { _ = try GymEnvironment("Cartpole") }?.argument == "env_name")
  }
}
