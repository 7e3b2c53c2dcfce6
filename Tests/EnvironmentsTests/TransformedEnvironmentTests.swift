import Catalog
import ReplayBuffers
import Tensors
import TestSupport
import Testing

@testable import Environments

/// Transforms in an environment, beyond what `ClockVectorTests` replays: their order, and what the specs say of them.
@Suite struct TransformedEnvironmentTests {
  private func pendulum(_ transforms: [any Transform]) throws -> TransformedEnvironment {
    try TransformedEnvironment(try GymEnvironment("Pendulum-v1"), transforms)
  }

  private func make(_ name: String, _ values: [String: Tree]) throws -> any Transform {
    let spec = Components.transforms.first { $0.signatures.contains { $0.name == name } }
    let made = try #require(spec).make(Arguments(name, values))
    return try #require(made as? any Transform)
  }

  /// Data of a reset and of a step is what the specs say.
  private func check(_ environment: any Environment, _ place: Comment) throws {
    let data = try environment.rollout(3, generator: Generator(seed: 1))
    let specs = environment.specs
    for key in specs.observation.leafKeys {
      let spec = try #require(specs.observation.leaves.first { $0.key == key }?.spec)
      for found in [try data.tensor(key), try data.tensor(NestedKey(["next"] + key.path))] {
        #expect(Array(found.shape.dims.suffix(spec.shape.count)) == spec.shape.dims, place)
        #expect(found.dtype == spec.dtype, place)
        #expect(try spec.contains(found), place)
      }
    }
    for (key, spec) in specs.reward.leaves {
      #expect(try spec.contains(try data.tensor(NestedKey(["next"] + key.path))), place)
    }
    for (key, spec) in specs.action.leaves { #expect(try spec.contains(try data.tensor(key)), place) }
    let known = Set(specs.observation.leafKeys + specs.done.leafKeys + specs.action.leafKeys)
    let found = data.leaves.map { $0.key }.filter { $0.first != "next" }
    #expect(Set(found).subtracting(known) == [], place)
  }

  @Test func dataIsWhatTheSpecsSay() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let double = try make(
      "dtype_cast",
      ["dtype_in": .dtype(.float32), "dtype_out": .dtype(.float64), "in_keys": .list([.string("observation")])])
    let column = try make(
      "unsqueeze",
      ["dim": .int(-1), "in_keys": .list([.string("observation")]), "out_keys": .list([.string("column")])])
    for transforms in [
      [], [try StepCounter(maxSteps: 2)], [InitTracker(), try RewardSum()], [TargetReturn(3), TrajCounter()],
      [try TimeMaxPool(2, keys: TransformKeys(["observation"], ["pooled"]))],
      [column],
      [try ClipTransform(low: .scalar(.float(-0.5), .float32), high: nil, keys: TransformKeys(["observation"]))],
      [try RewardScaling(loc: .scalar(.float(1), .float32), scale: .scalar(.float(2), .float32))],
      [try VecNorm(keys: TransformKeys(["observation"]))], [double],
      [try RenameTransform(keys: TransformKeys(["observation"], ["seen"]))],
      [ExcludeTransform(["observation"]), try StepCounter()],
    ] as [[any Transform]] {
      try check(try pendulum(transforms), "\(transforms.map(\.text))")
    }
  }

  @Test func aTransformThatIsAddedChangesWhatIsGivenAndSaid() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let environment = try pendulum([])
    #expect(environment.observationKeys == ["observation"])
    try environment.append(try StepCounter(maxSteps: 5))
    #expect(environment.observationKeys == ["observation", "step_count"])
    try environment.insert(try RenameTransform(keys: TransformKeys(["observation"], ["seen"])), at: 0)
    #expect(Set(environment.observationKeys) == ["seen", "step_count"])
    let data = try environment.rollout(9, generator: Generator(seed: 1))
    #expect(data.batchSize == [5])
    #expect(data.contains("seen") && !data.contains("observation"))
    try environment.append(ExcludeTransform(["step_count"]))
    #expect(environment.observationKeys == ["seen"])
    #expect(throws: Failure.self) { try environment.insert(InitTracker(), at: 4) }
    #expect(throws: Failure.self) { try environment.insert(InitTracker(), at: -4) }
    #expect(environment.transforms.count == 3)
  }

  @Test func transformsRunInTheirOrderAndBackwardsOnTheWayIn() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let scaled = try pendulum([
      try RewardScaling(loc: .scalar(.float(1), .float32), scale: .scalar(.float(2), .float32)),
      try RewardScaling(loc: .scalar(.float(0), .float32), scale: .scalar(.float(10), .float32)),
    ])
    let plain = try GymEnvironment("Pendulum-v1")
    _ = try scaled.setSeed(2, isStatic: true)
    _ = try plain.setSeed(2, isStatic: true)
    let expected = try plain.rollout(4, generator: Generator(seed: 1)).tensor(["next", "reward"]).elements(Float.self)
    let found = try scaled.rollout(4, generator: Generator(seed: 1)).tensor(["next", "reward"]).elements(Float.self)
    for (a, b) in zip(found, expected) { #expect(abs(a - (b * 2 + 1) * 10) < 1e-3) }
    // Two names for the action, one inside of the other.
    let renamed = try pendulum([
      try RenameTransform(keys: TransformKeys([], inverseWrites: ["action"], inverseReads: ["inner"])),
      try RenameTransform(keys: TransformKeys([], inverseWrites: ["inner"], inverseReads: ["outer"])),
    ])
    #expect(renamed.actionKeys == ["outer"])
    #expect(try renamed.rollout(2, generator: Generator(seed: 1)).contains("outer"))
  }

  @Test func framesAreSkippedAndRewardsAddUp() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    for count in 1...4 {
      let skipping = try TransformedEnvironment(try GymEnvironment("Pendulum-v1"), [try FrameSkipTransform(count)])
      var options = GymOptions()
      options.frameSkip = count
      let built = try GymEnvironment("Pendulum-v1", options)
      let plain = try GymEnvironment("Pendulum-v1")
      for environment in [skipping, built, plain] as [any Environment] {
        _ = try environment.setSeed(6, isStatic: true)
      }
      let action = try Tensor.fromElements([Float(0.75)])
      func stepped(_ environment: any Environment) throws -> TensorDict {
        let data = TensorDict(batchSize: [])
        try data.set("action", action)
        return try #require(try environment.step(data).tensordictIfPresent("next"))
      }
      for _ in 0..<3 {
        var (reward, last) = (0.0, try stepped(plain))
        reward += try last.tensor("reward").item().double
        for _ in 1..<count {
          last = try stepped(plain)
          reward += try last.tensor("reward").item().double
        }
        for next in [try stepped(skipping), try stepped(built)] {
          #expect(try next.tensor("observation").scalars() == last.tensor("observation").scalars(), "\(count)")
          #expect(abs(try next.tensor("reward").item().double - reward) < 1e-4, "\(count)")
        }
      }
    }
    #expect(throws: Failure.self) { try FrameSkipTransform(0) }
  }

  @Test func randomStepsComeBeforeTheFirstOne() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    for count in 0...4 {
      let environment = try TransformedEnvironment(
        try Clock.single(9), [try NoopResetEnv(count, isRandom: false)])
      #expect(try environment.rollout(2, generator: Generator(seed: 1)).numbers("t") == [count, count + 1])
    }
    // An episode that ends meanwhile begins anew; one that always does is an error.
    let short = try TransformedEnvironment(try Clock.single(3), [try NoopResetEnv(5, isRandom: false)])
    #expect(throws: Failure.self) { try short.reset() }
    #expect(throws: Failure.self) {
      try TransformedEnvironment(try Clock.batched([3, 3]), [try NoopResetEnv(1, isRandom: false)]).reset()
    }
    #expect(throws: Failure.self) { try NoopResetEnv(0) }
  }

  @Test func primersAreCarriedOn() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let primer = try TensorDictPrimer([(key: "hidden", spec: LeafSpec([2]))], .values(["hidden": .number(.float(4))]))
    let environment = try TransformedEnvironment(try Clock.batched([2, 5]), [primer])
    let policy = ClosurePolicy("grow") { (data, _) throws(Failure) in
      try data.set("action", try .zeros([2, 1], .int64))
      try data.set("hidden", try data.tensor("hidden").add(Scalar.int(1)))
      return data
    }
    var options = RolloutOptions()
    options.breakWhenAnyDone = false
    let data = try environment.rollout(4, policy: policy, options: options, generator: Generator(seed: 1))
    // Anew with each episode: after two steps of the first element.
    #expect(try data.tensor("hidden").select(-1, 0).scalars().map(\.int) == [5, 6, 5, 6, 5, 6, 7, 8])
    #expect(environment.specs.observation.leaves.last?.spec.shape == [2, 2])
  }

  @Test func whatBelongsIntoBuffersIsRefused() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    for transform in [
      try MultiStepTransform(steps: 2, gamma: 0.9), try Reward2GoTransform(gamma: 0.9),
    ] as [any Transform] {
      #expect(throws: Failure.self) { try self.pendulum([transform]) }
      #expect(throws: Failure.self) { try self.pendulum([]).append(transform) }
    }
    for transform in [try StepCounter(), InitTracker(), TrajCounter()] as [any Transform] {
      #expect(throws: Failure.self) { try transform.forward(.tensordict(TensorDict(batchSize: [2]))) }
    }
  }
}
