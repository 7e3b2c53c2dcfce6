import Catalog
import ReplayBuffers
import Tensors
import TestSupport
import Testing

@testable import Environments

/// Environments made of functions: what the functions may give, and what is made of it.
@Suite struct FunctionEnvironmentTests {
  private func failure(_ body: () throws -> Void) -> Failure? {
    do { try body() } catch { return error as? Failure }
    return nil
  }

  /// An environment whose step gives these entries, and a tensordict to step from.
  private func stepping(
    reset: [(NestedKey, Tensor)] = [], _ step: [(NestedKey, Tensor)]
  ) throws -> (environment: FunctionEnvironment, data: TensorDict) {
    @Sendable func data(_ entries: [(NestedKey, Tensor)]) throws(Failure) -> TensorDict {
      let data = TensorDict(batchSize: [])
      for (key, tensor) in entries { try data.set(key, tensor) }
      return data
    }
    let functions = FunctionEnvironment.Functions(
      reset: { (_) throws(Failure) in try data([("x", .zeros([1]))] + reset) },
      step: { (_) throws(Failure) in try data(step) })
    let action = CompositeSpec([("action", .leaf(LeafSpec([1], .int64, .categorical(2))))])
    let environment = try FunctionEnvironment(functions, action: action)
    let start = TensorDict(batchSize: [])
    try start.set("action", .zeros([1], .int64))
    return (environment, start)
  }

  private func mark(_ flag: Bool) throws(Failure) -> Tensor { try .fromElements([Bool8(flag)]) }

  @Test func whatItObservesIsLearnedFromItsFirstReset() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let clock = try Clock.single(9)
    #expect(clock.observationKeys == [])
    let counted = try TransformedEnvironment(try Clock.single(9), [try RewardSum()])
    // Asking for the specs first must not fix them.
    #expect(counted.observationKeys == ["episode_reward"])
    #expect(try counted.rollout(4).numbers("t") == [0, 1, 2, 3])
    #expect(counted.observationKeys == ["t", "episode_reward"])
    var options = CollectorOptions(framesPerBatch: 5, totalFrames: 5)
    options.maxFramesPerTrajectory = 3
    let batch = try #require(try Collector(try Clock.single(9), nil, options).next()?.batch)
    #expect(try batch.numbers("t") == [0, 1, 2, 0, 1])
    #expect(try batch.numbers("step_count") == [0, 1, 2, 0, 1])
  }

  /// "done" and "terminated" stand for each other, and "truncated" ends as well.
  @Test func marksThatAreMissingFollowFromTheOthers() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    for (given, done, terminated, truncated) in [
      ([], false, false, false), (["done"], true, true, false), (["terminated"], true, true, false),
      (["truncated"], true, true, true), (["terminated", "truncated"], true, true, true),
    ] as [([String], Bool, Bool, Bool)] {
      let (environment, data) = try stepping(
        [("x", .ones([1])), ("reward", .ones([1]))] + (try given.map { (NestedKey($0), try mark(true)) }))
      _ = try environment.reset()
      let next = try #require(try environment.step(data).tensordictIfPresent("next"))
      #expect(try next.tensor("done").item().isTrue == done, "\(given)")
      #expect(try next.tensor("truncated").item().isTrue == truncated, "\(given)")
      if given != ["truncated"] { #expect(try next.tensor("terminated").item().isTrue == terminated, "\(given)") }
    }
    // Where it was truncated, but is not terminated, it is done all the same.
    let (environment, data) = try stepping([
      ("x", .ones([1])), ("reward", .ones([1])), ("terminated", try mark(false)), ("truncated", try mark(true)),
    ])
    _ = try environment.reset()
    let next = try #require(try environment.step(data).tensordictIfPresent("next"))
    #expect(
      try ["done", "terminated", "truncated"].map { try next.tensor(NestedKey($0)).item().isTrue } == [
        true, false, true,
      ])
  }

  @Test func anEpisodeDoesNotBeginDone() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    for name in ["done", "terminated", "truncated"] {
      let environment = try stepping(reset: [(NestedKey(name), try mark(true))], []).environment
      #expect(failure { _ = try environment.reset() }?.message.contains("right after a reset") == true, "\(name)")
    }
    #expect(failure { _ = try stepping(reset: [("done", try mark(false))], []).environment.reset() } == nil)
  }

  @Test func rewardsHaveTheirShape() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    func refusal(_ reward: Tensor?) throws -> Failure? {
      let (environment, data) = try stepping([("x", .ones([1]))] + (reward.map { [(NestedKey("reward"), $0)] } ?? []))
      _ = try environment.reset()
      return failure {
        let next = try environment.step(data)
        #expect(try next.tensor(["next", "reward"]).shape == [1])
      }
    }
    #expect(try refusal(.ones([1])) == nil)
    #expect(try refusal(.ones([])) == nil)
    #expect(try refusal(.ones([1, 1])) == nil)
    #expect(try refusal(.ones([2]))?.kind == .runtime)
    #expect(try refusal(nil)?.kind == .key)
  }

  @Test func whatIsObservedOnceIsObservedAlways() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let (environment, data) = try stepping([("reward", .ones([1]))])
    _ = try environment.reset()
    #expect(failure { _ = try environment.step(data) }?.message.contains("gave no 'x'") == true)
  }

  @Test func aClosedEnvironmentStepsOnlyAfterAReset() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let environment = try Clock.single(5)
    let data = try environment.randomAction(try environment.reset())
    try environment.close(complains: true)
    #expect(environment.isClosed)
    #expect(failure { _ = try environment.step(data) }?.message.contains("closed") == true)
    #expect(failure { try environment.close(complains: true) }?.kind == .runtime)
    #expect(failure { try environment.close(complains: false) } == nil)
    _ = try environment.reset()
    #expect(!environment.isClosed)
    #expect(try environment.step(data).numbers(["next", "t"]) == [1])
  }

  @Test func theCallersDataIsNotChangedUnderIt() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let environment = try Clock.batched([3, 3])
    let data = try environment.randomAction(try environment.reset())
    try data.set("mine", .ones([2, 1]))
    let action = try data.numbers("action")
    let stepped = try environment.step(data)
    #expect(stepped === data)
    #expect(try data.numbers("t") == [0, 0] && data.numbers("action") == action && data.numbers("mine") == [1, 1])
    #expect(try data.numbers(["next", "t"]) == [1, 1])
    #expect(!data.contains(["next", "action"]) && !data.contains(["next", "mine"]))
    let following = try environment.advance(data)
    #expect(try following.numbers("t") == [1, 1] && following.numbers("mine") == [1, 1])
    #expect(!following.contains("next") && !following.contains("reward"))
    // Marks of a reset are of that reset alone.
    try data.set("_reset", .ones([2, 1], .bool))
    #expect(!(try environment.advance(data).contains("_reset")))
    #expect(failure { _ = try environment.step(TensorDict(batchSize: [3])) }?.kind == .runtime)
    #expect(failure { _ = try environment.reset(TensorDict(batchSize: [])) }?.kind == .runtime)
  }

  @Test func aPartialResetTouchesWhatIsMarked() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let environment = try Clock.batched([9, 9, 9])
    var data = try environment.randomAction(try environment.reset())
    for _ in 0..<4 { data = try environment.randomAction(try environment.advance(try environment.step(data))) }
    try data.set("carried", try .fromElements([5, 6, 7], [3, 1]))
    try data.set("_reset", try .fromElements([Bool8(false), Bool8(true), Bool8(false)], [3, 1]))
    let fresh = try environment.reset(data)
    #expect(try fresh.numbers("t") == [4, 0, 4])
    // What an episode does not begin with is 0 there, as in TorchRL.
    #expect(try fresh.numbers("carried") == [5, 0, 7])
    #expect(!fresh.contains("_reset"))
    try fresh.set("_reset", try .ones([3, 1], .bool))
    #expect(try environment.reset(fresh).numbers("t") == [0, 0, 0])
  }
}
