import Catalog
import Foundation
import ReplayBuffers
import Tensors
import Testing

/// Wrong calls: one error that names what was expected, and a buffer as it was.
@Suite struct FailureTests {
  func failure(_ body: () throws -> Void) -> Failure? {
    do { try body() } catch { return error as? Failure }
    return nil
  }

  @Test func dataThatDoesNotFitIsRefusedAndNothingChanges() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let buffer = try ReplayBuffer.make(.tensordict, storage: try TensorStorage.ram(5))
    try buffer.extend(try rows([1, 2, 3]))
    let before = ints(try buffer.get(.all))
    let missing = TensorDict(batchSize: [1])
    try missing.set("x", entry: .tensor(try intTensor([1])))
    let surplus = TensorDict(batchSize: [1])
    let base = try #require(try rows([9]).asTensordict)
    for key in base.keys {
      if let entry = try base.entry(NestedKey(key)) { try surplus.set(NestedKey(key), entry: entry) }
    }
    try surplus.set("z", entry: .tensor(try intTensor([1])))
    let otherType = TensorDict(batchSize: [1])
    try otherType.set("x", entry: .tensor(try floatTensor([1])))
    try otherType.set(["in", "y"], entry: .tensor(try floatTensor([1, 2], [1, 2])))
    let otherShape = TensorDict(batchSize: [1])
    try otherShape.set("x", entry: .tensor(try intTensor([1])))
    try otherShape.set(["in", "y"], entry: .tensor(try floatTensor([1, 2, 3], [1, 3])))
    let expected: [(TensorDict, String)] = [
      (missing, "'in'"), (surplus, "'z'"), (otherType, "'x'"), (otherShape, "('in', 'y')"),
    ]
    for (data, name) in expected {
      let error = failure { try buffer.extend(.tensordict(data)) }
      #expect(error?.message.contains(name) == true, "\(name): \(String(describing: error))")
    }
    #expect(failure { try buffer.extend(.tensor(try intTensor([1]))) }?.kind == .value)
    #expect(failure { try buffer.extend(.tensordict(TensorDict(batchSize: []))) } != nil)
    #expect(ints(try buffer.get(.all)) == before)
    #expect(buffer.writeCount == 3)
    #expect(buffer.writer.cursor == 3)
  }

  @Test func wrongSizesAndPlacesAreErrors() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    #expect(failure { _ = try TensorStorage.ram(0) }?.kind == .value)
    #expect(failure { _ = try ListStorage(-1) }?.kind == .value)
    #expect(failure { _ = try TensorStorage.ram(3, ndim: 0) }?.kind == .value)
    #expect(failure { _ = try PrioritizedSampler(alpha: -1, beta: 0) }?.kind == .value)
    #expect(failure { _ = try ReplayBuffer.make(storage: try ListStorage(3), prefetch: 2) }?.kind == .value)
    #expect(failure { _ = try ReplayBuffer.make(storage: try ListStorage(3), batchSize: 0) }?.kind == .value)
    #expect(
      failure {
        _ = try ReplayBuffer.make(storage: try ListStorage(3), sampler: SamplerWithoutReplacement(dropLast: true))
      }?.kind == .value)
    let empty = try ReplayBuffer.make(storage: try TensorStorage.ram(3))
    #expect(failure { _ = try empty.sample(1) }?.kind == .runtime)
    #expect(failure { _ = try empty.get(.row(0)) } != nil)
    #expect(failure { _ = try empty.makeIterator() }?.kind == .runtime)
    try empty.extend(.tensor(try intTensor([1, 2])))
    #expect(failure { _ = try empty.sample() }?.kind == .runtime)
    #expect(failure { _ = try empty.sample(-1) }?.kind == .value)
    #expect(failure { _ = try empty.sample(1 << 60) }?.kind == .memory)
    #expect(failure { _ = try empty.get(.row(2)) }?.kind == .index)
    #expect(failure { try empty.set(.row(2), .tensor(try intTensor([1], []))) }?.kind == .index)
    #expect(failure { _ = try empty.extend(.tensor(try intTensor([]))) }?.kind == .runtime)
    let huge = try ReplayBuffer.make(storage: try TensorStorage.ram(1 << 50))
    #expect(failure { try huge.extend(.tensor(try intTensor([1]))) }?.kind == .memory)
    #expect(huge.count == 0)
  }

  @Test func dropLastWithTooLittleDataIsAnError() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let buffer = try ReplayBuffer.make(
      storage: try TensorStorage.ram(9), sampler: SamplerWithoutReplacement(dropLast: true), batchSize: 4)
    try buffer.extend(.tensor(try intTensor([1, 2])))
    #expect(failure { _ = try buffer.sample() }?.kind == .value)
    try buffer.extend(.tensor(try intTensor([3, 4])))
    #expect(Set(ints(try buffer.sample().data)) == [1, 2, 3, 4])
  }

  @Test func numbersInAListBufferNeedACollateFunction() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let buffer = try ReplayBuffer()
    try buffer.extend(.list([.int(1), .int(2)]))
    #expect(ints(try buffer.get(.row(1))) == [2])
    #expect(failure { _ = try buffer.sample(2) }?.kind == .type)
  }
}
