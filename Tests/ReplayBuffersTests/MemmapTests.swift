import Catalog
import Foundation
import ReplayBuffers
import Tensors
import Testing

@Suite struct MemmapTests {
  func folder() -> String { NSTemporaryDirectory() + "rbsh-tests-" + UUID().uuidString }

  func sizeOnDisk(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_blocks) * 512 : -1
  }

  @Test func filesHaveTensordictsLayoutAndAreSparse() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let path = folder() + "/deep/store"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let buffer = try ReplayBuffer.make(.tensordict, storage: try TensorStorage.memmap(1_000_000, scratchDir: path))
    try buffer.extend(try rows([5, 6]))
    let meta = try String(contentsOfFile: path + "/meta.json", encoding: .utf8)
    #expect(
      meta.hasPrefix("{\"x\":{\"device\":\"cpu\",\"shape\":[1000000],\"dtype\":\"torch.int64\",\"is_nested\":false}"))
    #expect(meta.contains("\"in\":{\"type\":\"TensorDict\"}"))
    #expect(meta.hasSuffix("\"shape\":[1000000],\"device\":\"cpu\",\"_type\":\"<class 'tensordict._td.TensorDict'>\"}"))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path + "/x.memmap"), options: .alwaysMapped)
    #expect(bytes.count == 8_000_000)
    #expect(bytes[0] == 5 && bytes[8] == 6)
    #expect(FileManager.default.fileExists(atPath: path + "/in/y.memmap"))
    #expect(FileManager.default.fileExists(atPath: path + "/index.memmap"))
    #expect(sizeOnDisk(path + "/in/y.memmap") < 100_000)
    let part = try #require(try buffer.get(.all).asTensordict)
    #expect(try part.tensor("x").isMemoryMapped)
    #expect(try part.tensor("x").filename() == path + "/x.memmap")
    let sample = try #require(try buffer.sample(4).data.asTensordict)
    #expect(try !sample.tensor("x").isMemoryMapped)
  }

  @Test func existingFilesAreRefusedOrShared() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let path = folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ReplayBuffer.make(storage: try TensorStorage.memmap(4, scratchDir: path)).extend(try rows([1, 2, 3]))
    let second = try ReplayBuffer.make(storage: try TensorStorage.memmap(4, scratchDir: path))
    #expect(throws: Failure.self) { try second.extend(try rows([9])) }
    #expect(second.count == 0 && second.writeCount == 0)
    let third = try ReplayBuffer.make(storage: try TensorStorage.memmap(4, scratchDir: path, existsOK: true))
    try third.extend(try rows([9]))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path + "/x.memmap"))
    #expect(bytes[0] == 9 && bytes[8] == 2)
  }

  @Test func autoCleanupRemovesTheFolder() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let path = folder()
    do {
      let buffer = try ReplayBuffer.make(storage: try TensorStorage.memmap(4, scratchDir: path, autoCleanup: true))
      try buffer.extend(try rows([1]))
      #expect(FileManager.default.fileExists(atPath: path + "/x.memmap"))
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func anUnwritableFolderIsAnErrorThatLeavesNothing() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let buffer = try ReplayBuffer.make(storage: try TensorStorage.memmap(4, scratchDir: "/proc/no/such"))
    #expect(throws: Failure.self) { try buffer.extend(try rows([1])) }
    #expect(buffer.count == 0 && buffer.writer.cursor == 0)
  }

  @Test func treesOfTensorsGetOneFilePerLeaf() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let path = folder()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let buffer = try ReplayBuffer.make(storage: try TensorStorage.memmap(4, scratchDir: path))
    try buffer.extend(.dict([(.int(30), .tuple([.tensor(try intTensor([1, 2]))]))]))
    #expect(FileManager.default.fileExists(atPath: path + "/30/0.memmap"))
  }
}
