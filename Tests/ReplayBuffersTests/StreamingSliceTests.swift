import Catalog
import ReplayBuffers
import Tensors
import TestSupport
import Testing

@Suite struct StreamingSliceTests {
  private func buffer(_ options: SliceOptions, rows: Int) throws -> ReplayBuffer {
    try ReplayBuffer.make(
      .tensordict, storage: try TensorStorage.ram(rows), sampler: try StreamingSliceSampler(options),
      generator: Generator(seed: 1))
  }

  private func extend(_ buffer: ReplayBuffer, _ x: Range<Int>, ends: Set<Int> = []) throws {
    let data = TensorDict(batchSize: [x.count])
    try data.set("x", try intTensor(Array(x)))
    try data.set(["next", "done"], try .fromElements(x.map { Bool8(ends.contains($0)) }, [x.count, 1]))
    try buffer.extend(.tensordict(data))
  }

  @Test func newWindowsComeOnceAndInOrder() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let buffer = try buffer(SliceOptions(sliceLength: 3), rows: 20)
    try extend(buffer, 0..<4)
    try extend(buffer, 4..<12, ends: [7])
    #expect(ints(try buffer.sample(6).data) == [0, 1, 2, 3, 4, 5])
    #expect(ints(try buffer.sample(3).data) == [8, 9, 10])
    let rest = ints(try buffer.sample(3).data)
    #expect(rest[1] == rest[0] + 1 && rest[2] == rest[0] + 2)
  }

  @Test func overwrittenWindowsAreLeftOut() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let buffer = try buffer(SliceOptions(sliceLength: 2), rows: 6)
    try extend(buffer, 0..<6)
    try extend(buffer, 6..<9)
    #expect(ints(try buffer.sample(4).data) == [4, 5, 6, 7])
  }

  @Test func anEmptiedBufferHasNoWindows() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let buffer = try buffer(SliceOptions(sliceLength: 2), rows: 6)
    try extend(buffer, 0..<6)
    buffer.empty()
    #expect(throws: Failure.self) { try buffer.sample(2) }
    try extend(buffer, 10..<12)
    #expect(ints(try buffer.sample(2).data) == [10, 11])
  }
}
