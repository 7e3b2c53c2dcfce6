import Catalog
import ReplayBuffers
import Tensors
import TestSupport
import Testing

/// A buffer whose storage, sampler or writer was replaced goes on with the new part alone.
@Suite struct ReplacedPartsTests {
  private func buffer(_ values: [Int], size: Int = 8, prefetch: Int = 0) throws -> ReplayBuffer {
    let buffer = try ReplayBuffer.make(
      storage: try TensorStorage.ram(size), batchSize: 4, prefetch: prefetch, generator: Generator(seed: 3))
    try buffer.extend(.tensor(try intTensor(values)))
    return buffer
  }

  private func filled(_ values: [Int], size: Int) throws -> any Storage {
    let other = try ReplayBuffer.make(storage: try TensorStorage.ram(size))
    try other.extend(.tensor(try intTensor(values)))
    return other.storage
  }

  @Test func batchesMadeAheadAreOfTheNewSampler() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let buffer = try buffer(Array(0..<8), prefetch: 3)
    _ = try buffer.sample()
    try buffer.setSampler(SamplerWithoutReplacement(shuffle: false))
    #expect(ints(try buffer.sample().data) == [0, 1, 2, 3])
    #expect(ints(try buffer.sample().data) == [4, 5, 6, 7])
  }

  @Test func batchesMadeAheadAreOfTheNewStorage() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let buffer = try buffer(Array(0..<8), prefetch: 3)
    _ = try buffer.sample()
    try buffer.setStorage(try filled([70, 71], size: 8))
    for _ in 0..<5 { #expect(Set(ints(try buffer.sample().data)).isSubset(of: [70, 71])) }
  }

  @Test func anEmptiedBufferHasNoBatchesMadeAhead() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let buffer = try buffer(Array(0..<8), prefetch: 3)
    _ = try buffer.sample()
    buffer.empty()
    try buffer.extend(.tensor(try intTensor([90, 91])))
    for _ in 0..<5 { #expect(Set(ints(try buffer.sample().data)).isSubset(of: [90, 91])) }
  }

  /// The cursor lies beyond what the new storage holds: a hole before it would be shown as items.
  @Test(arguments: [[], [60], [60, 61, 62]], [4, 20])
  func onlyWrittenRowsAreItems(stored: [Int], size: Int) throws {
    let buffer = try buffer(Array(0..<7))
    let storage = stored.isEmpty ? try TensorStorage.ram(size) : try filled(stored, size: size)
    try buffer.setStorage(storage)
    #expect(buffer.count == stored.count)
    #expect(buffer.writer.cursor == stored.count)
    #expect(ints(try buffer.extend(.tensor(try intTensor([80])))) == [stored.count])
    #expect(ints(try buffer.get(.all)) == stored + [80])
  }

  @Test func aFullStorageIsWrittenFromItsBeginning() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let buffer = try buffer(Array(0..<7))
    try buffer.setStorage(try filled([60, 61, 62], size: 3))
    #expect(ints(try buffer.extend(.tensor(try intTensor([80])))) == [0])
    #expect(ints(try buffer.get(.all)) == [80, 61, 62])
  }

  @Test func theCollateFunctionGoesWithItsStorage() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let count = Collate(isNative: true) { (items) throws(Failure) -> Tree in
      guard case .list(let items) = items else { throw .type("expected a list") }
      return .int(items.count)
    }
    let buffer = try buffer([0, 1, 2])
    try buffer.setStorage(try ListStorage(4), collate: count)
    try buffer.extend(.list([.int(1), .int(2)]))
    #expect(ints(try buffer.sample(3).data) == [3])
    try buffer.setStorage(try filled([5, 5], size: 2))
    #expect(ints(try buffer.sample(3).data) == [5, 5, 5])
  }

  @Test func writesIntoTheFormerStorageAreNotHeardOf() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let buffer = try buffer([0, 1, 2])
    try buffer.setSampler(try ConsumingSampler())
    let former = try buffer.setStorage(try filled([60, 61], size: 8))
    #expect(buffer.count == 2)
    while buffer.count > 0 { _ = try buffer.sample() }
    let other = try ReplayBuffer.make(storage: former)
    try other.extend(.tensor(try intTensor([9])))
    // The sampler would take the cell that was written there for a new item of its own.
    #expect(buffer.count == 0)
  }

  @Test func aNewWriterGoesOnBehindTheItems() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let buffer = try buffer([0, 1, 2])
    try buffer.setWriter(RoundRobinWriter())
    #expect(buffer.writer.cursor == 3)
    #expect(ints(try buffer.extend(.tensor(try intTensor([7, 8])))) == [3, 4])
    #expect(ints(try buffer.get(.all)) == [0, 1, 2, 7, 8])
    let full = try self.buffer([0, 1, 2], size: 3)
    try full.setWriter(RoundRobinWriter())
    #expect(ints(try full.extend(.tensor(try intTensor([7])))) == [0])
  }

  @Test func samplersForgetWhatWasEmptied() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let order = try buffer(Array(0..<8))
    try order.setSampler(SamplerWithoutReplacement(shuffle: false))
    _ = try order.sample()
    order.empty()
    try order.extend(.tensor(try intTensor(Array(10..<18))))
    #expect(ints(try order.sample().data) == [10, 11, 12, 13])
    let priorities = try buffer([0, 1, 2, 3])
    try priorities.setSampler(try PrioritizedSampler(alpha: 1, beta: 1))
    try priorities.updatePriority(.list([.int(0), .int(1)]), .list([.float(0), .float(50)]))
    priorities.empty()
    #expect(priorities.sampler.priorities?.defaultPriority == 1)
    try priorities.extend(.tensor(try intTensor([5, 6])))
    let weights = try #require(try priorities.sample(40).info.first?.value.asTensor)
    #expect(try weights.scalars().map(\.double) == [Double](repeating: 1, count: 40))
  }

  @Test func groupsAreThoseOfTheLoadedItems() throws {
    func buffer(_ values: [Int]) throws -> ReplayBuffer {
      try BrokenDump.buffer(values, try PromptGroupSampler(perGroup: 2, groupKey: "x"))
    }
    let dump = try BrokenDump(of: try buffer([1, 2, 1, 2]))
    let target = try buffer([1, 1, 2, 2])
    _ = try target.sample(4)
    try target.load(from: dump.path + "/dump")
    for _ in 0..<8 {
      let batch = ints(try target.sample(4).data)
      #expect(batch[0] == batch[1] && batch[2] == batch[3] && batch[1] != batch[2])
    }
  }
}
