import Catalog
import Foundation
import Tensors
import TestSupport
import Testing

@testable import ReplayBuffers

/// Each thing that is checked in the other parts of a dump, broken alone: what is loaded into stays as it was.
@Suite(.serialized) struct DumpGuardTests {
  // MARK: writers

  @Test func generationsAreOfRowsThatFit() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let source = try BrokenDump.buffer([1, 2, 3], writer: RoundRobinWriter(storesIndex: true, tracksGenerations: true))
    for (count, isFine) in [(8, true), (9, false)] {
      let dump = try BrokenDump(of: source)
      try dump.edit("writer/metadata.json") { $0["generation_shape"] = .array([.int(count)]) }
      try FileSystem.write([UInt8](repeating: 0, count: 8 * count), to: dump.place("writer/generation.memmap"))
      let answer = try dump.refusal(
        try BrokenDump.buffer([], writer: RoundRobinWriter(storesIndex: true, tracksGenerations: true)))
      #expect(answer.hasPrefix(isFine ? "nothing was thrown" : "expected at most 8 rows"), "\(answer)")
    }
  }

  @Test func everySlotHasItsRankOnce() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let source = try BrokenDump.buffer([4, 2, 3], writer: MaxValueWriter(rankKey: "x"))
    func refusal(_ change: (BrokenDump) throws -> Void) throws -> String {
      let dump = try BrokenDump(of: source)
      try change(dump)
      return try dump.refusal(try BrokenDump.buffer([], writer: MaxValueWriter(rankKey: "x")))
    }
    let (ranks, metadata) = ("writer/current_top_values.memmap", "writer/metadata.json")
    #expect(try refusal { try $0.poke(ranks, at: 0, 100) } == "nothing was thrown")
    for slot in [1, 2, 3, -1] {
      // The first row's slot is another row's, or nobody's.
      let first = try refusal { dump in
        let own = try FileSystem.read(dump.place(ranks))[8]
        try dump.poke(ranks, at: 1, slot == Int(own) ? 0 : slot)
      }
      #expect(first.hasPrefix("expected every slot once"), "\(first)")
    }
    for shape in [[2, 2], [3], [3, 3], [4, 2]] as [[Int]] {
      let answer = try refusal { try $0.edit(metadata) { $0["shape"] = .array(shape.map { .int($0) }) } }
      #expect(answer.contains("as 'shape'"), "\(answer)")
    }
    for key in [JSONValue.int(3), .array([]), .null] {
      let answer = try refusal { try $0.edit(metadata) { $0["rank_key"] = key } }
      #expect(answer.hasPrefix("expected a key as 'rank_key'"), "\(answer)")
    }
  }

  // MARK: storages

  @Test func itemsOfSeveralDimensionsAreWholeRows() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    func twoLanes() throws -> ReplayBuffer { try .make(storage: try TensorStorage.ram(8, ndim: 2)) }
    let source = try twoLanes()
    try source.extend(.tensor(try intTensor(Array(0..<6), [2, 3])))
    for (length, isFine) in [(6, true), (7, false), (8, true)] {
      let dump = try BrokenDump(of: source)
      try dump.edit("storage/storage_metadata.json") { $0["len"] = .int(length) }
      let answer = try dump.refusal(try twoLanes())
      #expect(answer.hasPrefix(isFine ? "nothing was thrown" : "expected a multiple of 2"), "\(length): \(answer)")
    }
  }

  @Test func nothingIsReadOutsideOfTheDump() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    // Of a list: the file of a tensor.
    let list = try ReplayBuffer.make(storage: try ListStorage(5))
    try list.extend(.list([.tensor(try intTensor([1, 2]))]))
    var dump = try BrokenDump(of: list)
    try FileSystem.write(try FileSystem.read(dump.place("storage/tensors/0.memmap")), to: dump.place("secret.memmap"))
    let items = try FileSystem.readText(dump.place("storage/items.json"))
    try FileSystem.write(
      items.replacing("\"0.memmap\"", with: "\"../../secret.memmap\""), to: dump.place("storage/items.json"))
    #expect(try dump.refusal(try .make(storage: try ListStorage(5))).contains("are damaged"))
    // Of a tree of tensors: the path of a leaf.
    let trees = try ReplayBuffer.make(storage: try TensorStorage.ram(5))
    try trees.extend(.dict([(.string("a"), .tensor(try intTensor([1, 2])))]))
    dump = try BrokenDump(of: trees)
    try FileSystem.write(try FileSystem.read(dump.place("storage/a.memmap")), to: dump.place("secret.memmap"))
    try dump.edit("storage/structure.json") { $0["paths"] = .array([.array([.string(".."), .string("secret")])]) }
    try dump.edit("storage/storage_metadata.json") { file in
      var leaves = file["metadata"]?.object ?? JSONObject()
      leaves["...secret"] = leaves["a"]
      file["metadata"] = .object(leaves)
    }
    #expect(try dump.refusal(try .make(storage: try TensorStorage.ram(5))).hasPrefix("expected lists of names"))
  }

  @Test func leavesAreThoseThatAreStored() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    func trees(_ names: [String]) throws -> ReplayBuffer {
      let buffer = try ReplayBuffer.make(storage: try TensorStorage.ram(5))
      try buffer.extend(.dict(try names.map { (.string($0), .tensor(try intTensor([1, 2]))) }))
      return buffer
    }
    let dump = try BrokenDump(of: try trees(["a", "b"]))
    #expect(try dump.refusal(try trees(["a", "b"])) == "nothing was thrown")
    #expect(try dump.refusal(try trees(["a"])).hasPrefix("expected a dump of 1 leaves"))
    #expect(try dump.refusal(try trees(["a", "b", "c"])).hasPrefix("expected a dump of 3 leaves"))
    #expect(try dump.refusal(try trees(["a", "c"])).hasPrefix("expected the leaf 'c'"))
  }

  // MARK: batches made ahead

  @Test func batchesMadeAheadAreOfTheItems() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let source = try BrokenDump.buffer([1, 2, 3, 4], prefetch: 2)
    _ = try source.sample()
    for (cell, isFine) in [(3, true), (4, false), (-1, false)] {
      let dump = try BrokenDump(of: source)
      try dump.poke("prefetch/0.memmap", at: 0, cell)
      let answer = try dump.refusal(try BrokenDump.buffer(prefetch: 2))
      #expect(answer.hasPrefix(isFine ? "nothing was thrown" : "the batches made ahead"), "\(cell): \(answer)")
    }
  }

  @Test func theBatchSizeIsTheDumps() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let dump = try BrokenDump(of: try BrokenDump.buffer([1, 2, 3]))
    let copy = try ReplayBuffer.make(.tensordict, storage: try TensorStorage.ram(8), batchSize: 7)
    try copy.load(from: dump.path + "/dump")
    #expect(copy.batchSize == 3)
    #expect(ints(try copy.sample().data).count == 3)
  }
}
