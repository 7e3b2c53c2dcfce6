import Catalog
import ReplayBuffers
import Tensors
import Testing

@Suite(.serialized) struct FamilyPropertyTests {
  private func scores(_ values: [Float]) throws -> Tree {
    let data = TensorDict(batchSize: [values.count])
    try data.set("score", entry: .tensor(try floatTensor(values)))
    try data.set("x", entry: .tensor(try intTensor(Array(values.indices))))
    return .tensordict(data)
  }

  @Test func theBestItemsAreKept() throws {
    let random = Generator().manualSeed(5)
    for round in 0..<20 {
      var options = ReplayBuffer.Options()
      let capacity = 1 + round % 7
      options.storage = try TensorStorage.ram(capacity)
      options.writer = MaxValueWriter(rankKey: "score")
      let rb = try ReplayBuffer(.tensordict, options)
      var all: [Float] = []
      for _ in 0..<4 {
        let values = try random.integers(below: 50, count: 1 + round % 9).map { Float($0) }
        all += values
        try rb.extend(try scores(values))
        let stored = try #require(try rb.storage.read(.all).asTensordict)
        let kept = try stored.tensor("score").contiguous().withElements(Float.self) { Array($0) }
        #expect(kept.sorted() == Array(all.sorted().suffix(capacity)))
        #expect(rb.count == min(all.count, capacity))
      }
    }
  }

  @Test func rejectedItemsGetNoPriority() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(2)
    options.writer = MaxValueWriter(rankKey: "score")
    options.sampler = try PrioritizedSampler(alpha: 1, beta: 1)
    options.priorityKey = "score"
    let rb = try ReplayBuffer(.tensordict, options)
    let index = try rb.extend(try scores([1, 5, 3, 0]))
    #expect(ints(index) == [2, 1, -1, -1] || ints(index) == [-1, 1, 0, -1])
    #expect(Set(ints(try rb.sample(20).info.last?.value ?? .none)).isSubset(of: [0, 1]))
  }

  @Test func immutableBuffersRefuseWrites() throws {
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(3)
    let rb = try ReplayBuffer(.plain, options)
    try rb.extend(.tensor(try intTensor([1, 2])))
    try rb.setWriter(ImmutableWriter())
    #expect(throws: Failure.self) { try rb.extend(.tensor(try intTensor([3]))) }
    #expect(throws: Failure.self) { try rb.add(.tensor(try intTensor([3], []))) }
    #expect(ints(try rb.get(.all)) == [1, 2])
    var two = ReplayBuffer.Options()
    two.storage = try TensorStorage.ram(4, ndim: 2)
    two.writer = MaxValueWriter()
    #expect(throws: Failure.self) { try ReplayBuffer(.tensordict, two) }
  }

  @Test func consumedItemsComeSoOftenAndTheirSlotsFirst() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    for limit in 1...3 {
      let rb = try ReplayBuffer.make(
        storage: try TensorStorage.ram(8), sampler: try ConsumingSampler(maxSampleCount: limit))
      var counts: [Int: Int] = [:]
      var next = 0
      func write(_ count: Int) throws {
        try rb.extend(.tensor(try intTensor(Array(next..<next + count))))
        next += count
      }
      try write(8)
      for round in 0..<30 {
        while rb.count > 0, rb.count > round % 4 {
          for value in ints(try rb.sample(3).data) { counts[value, default: 0] += 1 }
        }
        try write(1 + round % 5)
      }
      #expect(counts.values.allSatisfy { $0 <= limit })
    }
    let rb = try ReplayBuffer.make(storage: try TensorStorage.ram(4), sampler: try ConsumingSampler())
    try rb.extend(.tensor(try intTensor([0, 1, 2])))
    while rb.count > 0 { _ = try rb.sample(2) }
    #expect(throws: Failure.self) { try rb.sample(1) }
    #expect(throws: Failure.self) { try rb.extend(.tensor(try floatTensor([1]))) }
    #expect(rb.count == 0)
    #expect(Set(ints(try rb.extend(.tensor(try intTensor([7, 8, 9]))))) == [0, 1, 2])
  }

  @Test func ensemblesKeepTheirProportions() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    Generator.default.manualSeed(0)
    let members = try (0..<3).map { number in
      let rb = try ReplayBuffer.make(storage: try TensorStorage.ram(5))
      try rb.extend(.tensor(try intTensor(Array(repeating: number, count: 5))))
      return rb
    }
    var options = BufferEnsemble.Options()
    options.sampling = try EnsembleSampling(
      weights: try EnsembleSampling.weights(.list([.int(1), .int(2), .int(5)])), pieces: 1)
    options.batchSize = 1
    let ensemble = try BufferEnsemble(members, options)
    var counts = [0, 0, 0]
    for _ in 0..<4000 { counts[ints(try ensemble.sample().data)[0]] += 1 }
    for (count, share) in zip(counts, [0.125, 0.25, 0.625]) {
      #expect(abs(Double(count) / 4000 - share) < 0.04)
    }
    #expect(throws: Failure.self) {
      try EnsembleSampling(weights: try EnsembleSampling.weights(.list([.int(1)])), samplesFromAll: true)
    }
    #expect(throws: Failure.self) { try BufferEnsemble([]) }
    #expect(throws: Failure.self) { try ensemble.extend(.tensor(try intTensor([1]))) }
  }

  @Test func conditionalUpdatesSkipWhatWasOverwritten() throws {
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(4)
    options.writer = RoundRobinWriter(storesIndex: true, tracksGenerations: true)
    let rb = try ReplayBuffer(.tensordict, options)
    let index = try #require(try rb.extend(try rows([0, 1, 2, 3])).asTensor)
    let generation = try rb.writer.generations(of: .tensor(index), in: rb.storage)
    try rb.extend(try rows([9]))
    let patch = try intTensor([10, 11, 12, 13])
    let result = try rb.updateIfPresent(index: index, generation: generation, patch: [("x", patch)])
    #expect(result.updated == [false, true, true, true])
    #expect(ints(try rb.get(.all)) == [9, 11, 12, 13])
    let again = try rb.updateIfPresent(
      index: index, generation: try rb.writer.generations(of: .tensor(index), in: rb.storage), patch: [],
      version: ("x", try intTensor([12], [])))
    #expect(again.updated == [true, true, true, false])
    #expect(again.versionRejectedCount == 1)
    #expect(ints(try rb.get(.all)) == [12, 12, 12, 13])
    #expect(throws: Failure.self) {
      try rb.updateIfPresent(index: index, generation: generation, patch: [("none", patch)])
    }
    rb.empty()
    #expect(try rb.updateIfPresent(index: index, generation: generation, patch: [("x", patch)]).staleCount == 4)
  }
}
