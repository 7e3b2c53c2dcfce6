import Catalog
import Tensors
import Testing

@testable import ReplayBuffers

@Suite(.serialized) struct PriorityTests {
  @Test func treesEqualDirectSums() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let random = Generator(seed: 3)
    for capacity in [1, 2, 3, 8, 21] {
      var sums = SumTree(capacity: capacity)
      var minima = MinTree(capacity: capacity)
      var model = [Float](repeating: 0, count: capacity)
      for _ in 0..<30 {
        let leaves = try random.integers(below: capacity, count: 4)
        // Halves of small ints: every sum is exact, so that any order gives the same.
        let values = try random.integers(1, below: 64, count: 4).map { Float($0) / 2 }
        sums.set(leaves, values)
        minima.set(leaves, values)
        for (leaf, value) in zip(leaves, values) { model[leaf] = value }
        for end in 1...capacity {
          #expect(sums.query(0, end) == model[..<end].reduce(0, +))
          let written = model[..<end].filter { $0 > 0 }
          #expect(minima.query(0, end) == written.min() ?? .greatestFiniteMagnitude)
        }
        let mass = Float(random.uniform32()) * sums.root
        let found = sums.scan([mass])[0]
        #expect(model[..<found].reduce(0, +) < mass || mass == 0)
        #expect(model[...found].reduce(0, +) >= mass)
      }
    }
  }

  @Test func weightsFollowTheFormula() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let sampler = try PrioritizedSampler(alpha: 0.7, beta: 0.9)
    let buffer = try ReplayBuffer.make(
      storage: try TensorStorage.ram(10), sampler: sampler, generator: Generator(seed: 1))
    try buffer.extend(.tensor(try intTensor(Array(0..<10))))
    let priorities = (1...10).map { Float($0) }
    try buffer.updatePriority(.tensor(try intTensor(Array(0..<10))), .tensor(try floatTensor(priorities)))
    let sample = try buffer.sample(64)
    guard case .tensor(let weights) = sample.info[0].value else { throw Failure.runtime("no weights") }
    for (cell, weight) in zip(ints(sample.info[1].value), weights.withElements(Float.self) { Array($0) }) {
      let expected = Power.double(Power.double(Double(priorities[cell]), 0.7), -0.9)
      #expect(abs(Double(weight) - expected) < 1e-5)
    }
  }

  @Test func tensordictPrioritiesAreReducedAndSet() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(8)
    options.sampler = try PrioritizedSampler(alpha: 1, beta: 1, reduction: .sum)
    options.priorityKey = "p"
    options.generator = Generator(seed: 2)
    let buffer = try ReplayBuffer(.prioritizedTensordict, options)
    let data = TensorDict(batchSize: [2])
    try data.set("x", entry: .tensor(try intTensor([4, 5])))
    try data.set("p", entry: .tensor(try floatTensor([0, 0])))
    try buffer.extend(.tensordict(data))
    let sampled = TensorDict(batchSize: [2])
    try sampled.set("index", entry: .tensor(try intTensor([0, 1])))
    try sampled.set("p", entry: .tensor(try floatTensor([0, 0, 2, 3], [2, 2])))
    try buffer.updateTensordictPriority(sampled)
    guard case .tensordict(let batch) = try buffer.sample(50).data else { throw Failure.runtime("no tensordict") }
    #expect(Set(ints(.tensor(try batch.tensor("index")))) == [1])
    #expect(try data.entry("index") == nil, "the caller's tensordict stays as it was")
  }

  @Test func treesThatGrowKeepTheirLeaves() throws {
    let sampler = try PrioritizedSampler(capacity: 4, alpha: 1, beta: 1, eps: 0)
    let buffer = try ReplayBuffer.make(storage: try TensorStorage.ram(64), sampler: sampler)
    try buffer.extend(.tensor(try intTensor([0, 1, 2])))
    try buffer.updatePriority(.list([.int(0), .int(1), .int(2)]), .tensor(try floatTensor([50, 3, 20])))
    for count in 4...64 {
      try buffer.add(.tensor(try intTensor([count], [])))
      // New items get the largest priority.
      try sampler.takeChanges(in: buffer.storage) { leaves, _ throws(Failure) in
        #expect((0..<count).map { leaves[$0] } == [50, 3, 20] + [Float](repeating: 50, count: count - 3))
      }
      #expect(sampler.checkTrees().isSound)
    }
  }

  @Test func aPriorityIsOfACellThatIsThere() throws {
    let buffer = try ReplayBuffer.make(
      storage: try TensorStorage.ram(4), sampler: try PrioritizedSampler(alpha: 1, beta: 1))
    try buffer.extend(.tensor(try intTensor([0, 1, 2])))
    #expect(throws: Never.self) { try buffer.updatePriority(.int(3), .float(2)) }
    for cell in [4, 5, 7, 8, 100, Int.max] {
      #expect(throws: Failure.self, "\(cell)") { try buffer.updatePriority(.int(cell), .float(9)) }
      #expect(throws: Failure.self, "\(cell)") { try buffer.updatePriority(.list([.int(0), .int(cell)]), .float(9)) }
    }
    #expect(buffer.sampler.priorities?.defaultPriority == 2)
  }

  @Test func newItemsOfASetSamplerCanBeDrawn() throws {
    let buffer = try ReplayBuffer.make(storage: try TensorStorage.ram(4), generator: Generator(seed: 2))
    try buffer.extend(.tensor(try intTensor([1, 2])))
    try buffer.setSampler(try PrioritizedSampler(alpha: 1, beta: 1))
    #expect(ints(try buffer.sample(20).data).allSatisfy { $0 == 1 || $0 == 2 })
  }

  @Test func negativePrioritiesAreRefusedAndChangeNothing() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let sampler = try PrioritizedSampler(alpha: 1, beta: 1)
    let buffer = try ReplayBuffer.make(storage: try TensorStorage.ram(4), sampler: sampler)
    try buffer.extend(.tensor(try intTensor([1, 2])))
    #expect(throws: Failure.self) { try buffer.updatePriority(.int(0), .float(-1)) }
    #expect(throws: Failure.self) { try buffer.updatePriority(.int(9), .float(1)) }
    #expect(throws: Failure.self) {
      try buffer.updatePriority(.list([.int(0), .int(1)]), .list([.float(1), .float(2), .float(3)]))
    }
    #expect(sampler.defaultPriority == 1)
    try buffer.updatePriority(.int(-1), .float(100))
    #expect(sampler.defaultPriority == 1, "negative indices are skipped")
  }
}
