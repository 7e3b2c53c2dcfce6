import Catalog
import Foundation
import ReplayBuffers
import Tensors
import Testing

/// Our own dumps.
@Suite(.serialized) struct DumpTests {
  private func folder() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("rbsh-\(UUID().uuidString)").path
  }

  private func sampler(_ kind: Int) throws -> any Sampler {
    switch kind {
    case 1: SamplerWithoutReplacement()
    case 2: try PrioritizedSampler(alpha: 0.7, beta: 0.5)
    default: RandomSampler()
    }
  }

  /// What a buffer draws next, from freshly seeded streams.
  private func draws(_ rb: ReplayBuffer, _ count: Int = 3) throws -> [[Int]] {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    Generator.default.manualSeed(3)
    try Generator.numpy.manualSeedNumpy(3)
    return try (0..<count).map { _ in ints(try rb.sample(3).info.last?.value ?? .none) }
  }

  @Test(arguments: [0, 1, 2], [5, 8, 11])
  func loadingGoesOnWhereTheDumpStopped(kind: Int, written: Int) throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let path = folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let generator = Generator().manualSeed(7)
    func make(_ generator: Generator? = nil) throws -> ReplayBuffer {
      try .make(.tensordict, storage: try TensorStorage.ram(8), sampler: try sampler(kind), generator: generator)
    }
    let rb = try make(generator)
    try rb.extend(try rows(Array(0..<written)))
    try rb.updatePriority(.list([.int(1), .int(4)]), .list([.float(2.5), .float(0.3)]))
    _ = try rb.sample(2)
    try rb.dump(to: path)
    let copy = try make()
    try copy.load(from: path)
    #expect(copy.count == rb.count)
    #expect(copy.storage.lastCursor == rb.storage.lastCursor)
    #expect(try draws(rb) == draws(copy))
    let (a, b) = (try rb.extend(try rows([50, 51])), try copy.extend(try rows([50, 51])))
    #expect(ints(a) == ints(b))
    #expect(ints(try rb.get(.all)) == ints(try copy.get(.all)))
    #expect(try draws(rb) == draws(copy))
  }

  @Test func batchesMadeAheadAreKept() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let path = folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    func make() throws -> ReplayBuffer {
      try .make(storage: try TensorStorage.ram(50), batchSize: 4, prefetch: 3)
    }
    let rb = try make()
    try rb.extend(try rows(Array(0..<40)))
    globalStreams.lock()
    defer { globalStreams.unlock() }
    Generator.default.manualSeed(0)
    _ = try rb.sample()
    try rb.dump(to: path)
    let copy = try make()
    try copy.load(from: path)
    for _ in 0..<3 { #expect(ints(try copy.sample().data) == ints(try rb.sample().data)) }
  }

  @Test func listsAndTreesAreKept() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let path = folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let rb = try ReplayBuffer.make(storage: try ListStorage(5))
    let items: [Tree] = [
      .string("a"), .none, .float(.infinity), .tuple([.int(1), .list([.bool(true)])]),
      .dict([(.string("t"), .tensor(try intTensor([1, 2])))]),
    ]
    try rb.extend(.list(items))
    try rb.dump(to: path)
    let copy = try ReplayBuffer.make(storage: try ListStorage(5))
    try copy.load(from: path)
    #expect(copy.count == 5)
    guard case .list(let found) = try copy.storage.read(.all) else { throw Failure.runtime("expected a list") }
    #expect("\(found[3])" == "\(items[3])")
    guard case .dict(let pairs) = found[4] else { throw Failure.runtime("expected a dict") }
    #expect(ints(pairs[0].value) == [1, 2])

    let trees = try ReplayBuffer.make(storage: try TensorStorage.ram(5))
    let data = Tree.dict([
      (.string("x.y"), .tensor(try intTensor([1, 2, 3]))), (.int(7), .tuple([.tensor(try intTensor([4, 5, 6]))])),
    ])
    try trees.extend(data)
    try trees.dump(to: path)
    let second = try ReplayBuffer.make(storage: try TensorStorage.memmap(5))
    try second.load(from: path)
    guard case .dict(let columns) = try second.storage.read(.all), case .tuple(let inner) = columns[1].value else {
      throw Failure.runtime("expected a dict")
    }
    #expect(ints(columns[0].value) == [1, 2, 3])
    #expect(ints(inner[0]) == [4, 5, 6])
  }

  @Test func badDumpsLeaveTheBufferAsItWas() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let path = folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    func make(_ values: [Int], size: Int = 8) throws -> ReplayBuffer {
      let rb = try ReplayBuffer.make(
        .tensordict, storage: try TensorStorage.ram(size), sampler: try PrioritizedSampler(alpha: 0.7, beta: 0.5),
        batchSize: 2)
      if !values.isEmpty { try rb.extend(try rows(values)) }
      return rb
    }
    let source = try make([1, 2, 3])
    let target = try make([7, 8])
    func damage(_ file: String, _ text: String?) throws {
      try? FileManager.default.removeItem(atPath: path)
      try source.dump(to: path)
      let place = path + "/" + file
      if let text {
        try text.write(toFile: place, atomically: true, encoding: .utf8)
      } else {
        try FileManager.default.removeItem(atPath: place)
      }
    }
    let damages: [(String, String?)] = [
      ("storage/storage_metadata.json", #"{"metadata":{},"is_pytree":false,"len":99}"#),
      ("storage/storage_metadata.json", #"{"metadata":{},"is_pytree":false,"len":-1}"#),
      ("storage/storage_metadata.json", "{"), ("storage/meta.json", nil), ("storage/x.memmap", "short"),
      ("storage/x.memmap", nil), ("writer/metadata.json", #"{"cursor":99,"write_count":3}"#),
      ("writer/metadata.json", #"{"cursor":5,"write_count":3}"#), ("writer/metadata.json", nil),
      ("sampler/sampler_metadata.json", nil), ("sampler/sumtree.memmap", nil), ("sampler/sumtree.memmap", "x"),
      ("sampler/sampler_metadata.json", #"{"_alpha":1}"#), ("buffer_metadata.json", nil),
      ("buffer_metadata.json", "{}"), ("rbsh.json", #"{"version":1,"last_cursor":8}"#), ("rbsh.json", #"{"version":99}"#),
    ]
    for (file, text) in damages {
      try damage(file, text)
      for buffer in [target, try make([])] {
        let before = buffer.count
        #expect(throws: Failure.self, "\(file) \(text ?? "")") { try buffer.load(from: path) }
        #expect(buffer.count == before)
        if before > 0 { #expect(ints(try buffer.get(.all)) == [7, 8]) }
        #expect(buffer.writer.cursor == before)
      }
    }
    try? FileManager.default.removeItem(atPath: path)
    try source.dump(to: path)
    #expect(throws: Failure.self) { try make([], size: 9).load(from: path) }
    #expect(throws: Failure.self) { try make([]).load(from: path + "-none") }
    let other = try ReplayBuffer.make(storage: try TensorStorage.ram(8))
    try other.extend(.tensor(try intTensor([1])))
    #expect(throws: Failure.self) { try other.load(from: path) }
    #expect(ints(try other.get(.all)) == [1])
  }

  @Test func dumpsReplaceEarlierOnesAndNothingElse() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let path = folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: Failure.self) { try ReplayBuffer.make(storage: try TensorStorage.ram(3)).dump(to: path) }
    #expect(!FileManager.default.fileExists(atPath: path))
    let first = try ReplayBuffer.make(storage: try TensorStorage.ram(3), sampler: SamplerWithoutReplacement())
    try first.extend(.tensor(try intTensor([1, 2])))
    try first.dump(to: path)
    try "mine".write(toFile: path + "/notes.txt", atomically: true, encoding: .utf8)
    let second = try ReplayBuffer.make(storage: try TensorStorage.ram(3))
    try second.extend(.tensor(try intTensor([9])))
    try second.dump(to: path)
    #expect(FileManager.default.fileExists(atPath: path + "/notes.txt"))
    #expect(!FileManager.default.fileExists(atPath: path + "/sampler"))
    try first.setSampler(RandomSampler())
    try first.load(from: path)
    #expect(ints(try first.get(.all)) == [9])
    let parent = try FileManager.default.contentsOfDirectory(atPath: (path as NSString).deletingLastPathComponent)
    #expect(!parent.contains { $0.hasPrefix((path as NSString).lastPathComponent + ".") })
  }

  @Test func storagesInTheDumpItselfAreNotCopied() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let path = folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let rb = try ReplayBuffer.make(.tensordict, storage: try TensorStorage.memmap(4, scratchDir: path + "/storage"))
    try rb.extend(try rows([1, 2, 3]))
    try rb.dump(to: path)
    let copy = try ReplayBuffer.make(
      .tensordict, storage: try TensorStorage.memmap(4, scratchDir: path + "/storage", existsOK: true))
    try copy.load(from: path)
    #expect(ints(try copy.get(.all)) == [1, 2, 3])
    try rb.extend(try rows([4]))
    try rb.dump(to: path)
    try copy.load(from: path)
    #expect(ints(try copy.get(.all)) == [1, 2, 3, 4])
  }
}
