import ReplayBuffers
import Tensors
import Testing

/// n-step transitions against sums done one by one.
@Suite struct MultiStepTests {
  struct Step {
    var observation: Int
    var next: Int
    var reward: Float
    var done: Bool
  }

  static func data(_ steps: ArraySlice<Step>) throws -> TensorDict {
    let data = TensorDict(batchSize: [steps.count])
    try data.set("obs", intTensor(steps.map(\.observation)))
    try data.set(["next", "obs"], intTensor(steps.map(\.next)))
    try data.set(["next", "reward"], floatTensor(steps.map(\.reward), [steps.count, 1]))
    try data.set(["next", "done"], Tensor.fromElements(steps.map { Bool8($0.done) }, [steps.count, 1]))
    return data
  }

  @Test(arguments: 1...4) func transitionsEqualSumsDoneOneByOne(_ count: Int) throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<20 {
      let steps = (0..<40).map {
        Step(
          observation: $0, next: $0 + 1, reward: Float(Int.random(in: -8...8, using: &random)) / 4,
          done: Int.random(in: 0..<5, using: &random) == 0)
      }
      var options = ReplayBuffer.Options()
      options.storage = try TensorStorage.ram(100)
      let buffer = try ReplayBuffer(.plain, options)
      buffer.appendTransform(try MultiStepTransform(steps: count, gamma: 0.5))
      var place = 0
      while place < steps.count {
        let size = min(Int.random(in: 1...9, using: &random), steps.count - place)
        try buffer.extend(.tensordict(try Self.data(steps[place..<place + size])))
        place += size
      }
      // The last steps wait for the next extend.
      #expect(buffer.count == max(0, steps.count - count))
      let stored = try #require(try buffer.get(.all).asTensordict)
      let rewards = try stored.tensor(["next", "reward"]).scalars().map(\.double)
      let observed = try stored.tensor(["next", "obs"]).scalars().map(\.int)
      let lengths = try stored.tensor("steps_to_next_obs").scalars().map(\.int)
      let factors = try stored.tensor("gamma").scalars().map(\.double)
      for start in 0..<buffer.count {
        var sum = 0.0
        var factor = 1.0
        var last = start
        for step in start..<min(start + count, steps.count) {
          sum += Double(steps[step].reward) * factor
          factor /= 2
          last = step
          if steps[step].done { break }
        }
        #expect(rewards[start] == sum)
        #expect(observed[start] == steps[last].next)
        #expect(lengths[start] == last - start + 1)
        #expect(factors[start] == factor)
      }
    }
  }

  /// TorchRL's numbers.
  @Test(arguments: [
    ([], [true, true, false, true]), ([1, 1, 1, 1, 1, 1], [true, true, false, true]),
    ([1, 0, 1, 1, 0, 1], [true, false, false, true]), ([0, 0, 0, 0, 0, 0], [false, false, false, false]),
  ])
  func whatAMaskLeavesOutDoesNotGoOn(mask: [Int], goesOn: [Bool]) throws {
    let data = TensorDict(batchSize: [6])
    try data.set(["next", "reward"], try floatTensor([1, 2, 4, 8, 16, 32], [6, 1]))
    try data.set(["next", "done"], try Tensor.fromElements([0, 0, 1, 0, 0, 0].map { Bool8($0 == 1) }, [6, 1]))
    if !mask.isEmpty { try data.set("mask", try Tensor.fromElements(mask.map { Bool8($0 == 1) })) }
    let result = try MultiStepTransform(steps: 2, gamma: 0.5).inverse(.tensordict(data))
    let stored = try #require(result?.asTensordict)
    #expect(try stored.tensor("nonterminal").scalars().map(\.isTrue) == goesOn)
    #expect(try stored.tensor(["next", "reward"]).scalars().map(\.double) == [2, 4, 4, 16])
    #expect(try stored.tensor("steps_to_next_obs").scalars().map(\.int) == [2, 2, 1, 2])
  }

  @Test func refusedDataLeavesNoTrace() throws {
    let transform = try MultiStepTransform(steps: 2, gamma: 0.5)
    let steps = (0..<6).map { Step(observation: $0, next: $0 + 1, reward: 1, done: false) }
    _ = try transform.inverse(.tensordict(try Self.data(steps[0..<3])))
    let broken = try Self.data(steps[3..<6])
    try broken.remove(["next", "done"])
    #expect(throws: (any Error).self) { try transform.inverse(.tensordict(broken)) }
    let rest = try #require(try transform.inverse(.tensordict(try Self.data(steps[3..<6])))?.asTensordict)
    #expect(try rest.tensor("obs").scalars().map(\.int) == [1, 2, 3])
  }

  @Test func rewardsToGoEqualSumsDoneOneByOne() throws {
    let steps = (0..<12).map {
      Step(observation: $0, next: $0 + 1, reward: Float($0 % 3), done: $0 % 5 == 4 || $0 == 11)
    }
    let result = try Reward2GoTransform(gamma: 0.5).inverse(.tensordict(try Self.data(steps[...])))
    let data = try #require(result?.asTensordict)
    let found = try data.tensor(["next", "reward"]).scalars().map(\.double)
    for start in steps.indices {
      var (sum, factor) = (0.0, 1.0)
      for step in start..<steps.count {
        sum += Double(steps[step].reward) * factor
        factor /= 2
        if steps[step].done { break }
      }
      #expect(found[start] == sum)
    }
  }
}
