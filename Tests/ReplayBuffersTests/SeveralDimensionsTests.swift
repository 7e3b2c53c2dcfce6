import Catalog
import ReplayBuffers
import Tensors
import TestSupport
import Testing

/// Storages of two dimensions; the numbers are TorchRL 0.14.1's.
@Suite struct SeveralDimensionsTests {
  private func weights(_ tree: Tree) -> [Double] {
    guard case .tensor(let tensor) = tree else { return [] }
    return tensor.withElements(Float.self) { $0.map { (Double($0) * 1e4).rounded() / 1e4 } }
  }

  @Test func prioritiesAreSetByCoordinates() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let buffer = try ReplayBuffer.make(
      storage: try TensorStorage.ram(12, ndim: 2), sampler: try PrioritizedSampler(capacity: 12, alpha: 0.7, beta: 0.9),
      batchSize: 6, generator: Generator(seed: 3))
    try buffer.extend(.tensor(try intTensor(Array(0..<10), [2, 5])))
    #expect(ints(try buffer.sample().data) == [0, 5, 1, 0, 2, 0])
    try buffer.updatePriority(
      .tuple([.tensor(try intTensor([0, 3])), .tensor(try intTensor([1, 0]))]), .tensor(try floatTensor([5, 7])))
    let second = try buffer.sample()
    #expect(ints(second.data) == [3, 3, 3, 4, 2, 3])
    #expect(weights(second.info[0].value) == [0.2935, 0.2935, 0.2935, 1, 1, 0.2935])
    try buffer.updatePriority(.tensor(try intTensor([1, 1, 2, 0], [2, 2])), .tensor(try floatTensor([50, 70])))
    let third = try buffer.sample()
    #expect(ints(third.data) == [6, 6, 5, 2, 6, 8])
    guard case .tuple(let parts) = third.info[1].value else { throw Failure.runtime("no coordinates") }
    #expect(parts.map { ints($0) } == [[1, 1, 0, 2, 1, 3], [1, 1, 1, 0, 1, 1]])
  }

  @Test func tensordictsCarryPrioritiesAndIndices() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(12, ndim: 2)
    options.sampler = try PrioritizedSampler(alpha: 0.7, beta: 0.9)
    options.batchSize = 6
    options.generator = Generator(seed: 4)
    let buffer = try ReplayBuffer(.prioritizedTensordict, options)
    let data = TensorDict(batchSize: [2, 5])
    try data.set("x", entry: .tensor(try intTensor(Array(0..<10), [2, 5])))
    try data.set("td_error", entry: .tensor(try floatTensor((0..<10).map { Float($0) }, [2, 5])))
    try buffer.extend(.tensordict(data))
    guard case .tensordict(let batch) = try buffer.sample().data else { throw Failure.runtime("no tensordict") }
    #expect(ints(.tensor(try batch.tensor("x"))) == [3, 3, 5, 6, 5, 5])
    #expect(ints(.tensor(try batch.tensor("index"))) == [3, 0, 3, 0, 0, 1, 1, 1, 0, 1, 0, 1])
    try batch.set("td_error", entry: .tensor(try floatTensor([Float](repeating: 0.01, count: 6))))
    try buffer.updateTensordictPriority(batch)
    guard case .tensordict(let next) = try buffer.sample().data else { throw Failure.runtime("no tensordict") }
    #expect(ints(.tensor(try next.tensor("x"))) == [9, 9, 4, 9, 7, 7])
  }

  @Test func itemsAreReadAlongTheirOwnDimension() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let buffer = try ReplayBuffer.make(storage: try TensorStorage.ram(12, ndim: 2))
    try buffer.extend(.tensor(try intTensor(Array(0..<10), [2, 5])))
    #expect(ints(try buffer.get(.slice(start: 1, stop: nil, step: nil))) == Array(5..<10))
    #expect(ints(try buffer.get(.rows([1, 0], shape: [2]))) == Array(5..<10) + Array(0..<5))
    #expect(ints(try buffer.storage.read(.row(0))) == [0, 5])
    #expect(ints(try buffer.storage.read(.rows([1, 0], shape: [2]))) == [1, 6, 0, 5])
    #expect(ints(try buffer.storage.read(.coordinates([[1, 0], [1, 1]]))) == [6, 5])
    try buffer.set(.row(1), .tensor(try intTensor(Array(20..<25))))
    #expect(ints(try buffer.get(.all)) == Array(0..<5) + Array(20..<25))
    let columns = try ReplayBuffer.make(storage: try TensorStorage.ram(40, ndim: 2))
    for column in 0..<4 { try columns.add(.tensor(try intTensor([column, 4 + column, 8 + column]))) }
    #expect(columns.count == 12)
    #expect(ints(try columns.get(.all)) == Array(0..<12))
  }
}
