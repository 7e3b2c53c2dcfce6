import Catalog
import Foundation
import Tensors
import TestSupport
import Testing

@testable import ReplayBuffers

/// Each thing that is checked in a sampler's part of a dump, broken alone: what is loaded into stays as it was.
@Suite(.serialized) struct SamplerDumpGuardTests {
  @Test func ordersOfAnEpochAreOrdersOfItsItems() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let source = try BrokenDump.buffer(Array(0..<6), SamplerWithoutReplacement(shuffle: false))
    _ = try source.sample(2)
    for (value, isFine) in [(5, true), (0, true), (6, false), (-1, false), (Int.max, false)] {
      let dump = try BrokenDump(of: source)
      try dump.poke("sampler/_sample_list.memmap", at: 0, value)
      let answer = try dump.refusal(try BrokenDump.buffer([], SamplerWithoutReplacement()))
      #expect(answer.hasPrefix(isFine ? "nothing was thrown" : "expected indices of 0 … 5"), "\(value): \(answer)")
    }
  }

  @Test func prioritiesAreNumbersOfAtLeastZero() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let source = try BrokenDump.buffer([1, 2, 3], try PrioritizedSampler(alpha: 0.7, beta: 0.5))
    func refusal(_ change: (BrokenDump) throws -> Void) throws -> String {
      let dump = try BrokenDump(of: source)
      try change(dump)
      return try dump.refusal(try BrokenDump.buffer([], try PrioritizedSampler(alpha: 1, beta: 1)))
    }
    let metadata = "sampler/sampler_metadata.json"
    for tree in ["sumtree", "mintree"] {
      for value in [Double.nan, -1, -Double.infinity] {
        let answer = try refusal { try $0.poke("sampler/\(tree).memmap", at: 2, value) }
        #expect(answer.hasPrefix("expected priorities of at least 0"), "\(tree) \(value): \(answer)")
      }
      // What lies beyond the items means nothing.
      #expect(try refusal { try $0.poke("sampler/\(tree).memmap", at: 3, Double.nan) } == "nothing was thrown")
    }
    for name in ["_alpha", "_beta"] {
      let answer = try refusal { try $0.edit(metadata) { $0[name] = .float(-0.5) } }
      #expect(answer.hasPrefix("expected a number of at least 0 as '\(name)'"), "\(answer)")
    }
    for size in [7.0, 9, 8.5, 0] {
      let answer = try refusal { try $0.edit(metadata) { $0["_max_capacity"] = .float(size) } }
      #expect(answer.hasPrefix("expected a dump of 8 priorities"), "\(answer)")
    }
    for pair in [JSONValue.null, .array([]), .array([.float(1)])] {
      let answer = try refusal { try $0.edit(metadata) { $0["_max_priority"] = pair } }
      #expect(answer.hasPrefix("expected a priority and an index"), "\(answer)")
    }
  }

  @Test func prioritiesOfStoragesBeyondTheFirstTreesComeBack() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    func buffer() throws -> ReplayBuffer {
      var options = ReplayBuffer.Options()
      options.storage = try TensorStorage.ram((1 << 22) + 1)
      options.sampler = try PrioritizedSampler(alpha: 1, beta: 1)
      return try ReplayBuffer(.plain, options)
    }
    let source = try buffer()
    _ = try source.extend(.tensor(try intTensor([1, 2, 3])))
    let dump = try BrokenDump(of: source)
    #expect(try dump.refusal(try buffer()) == "nothing was thrown")
  }

  @Test func consumedItemsAreThoseOfTheStorage() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let source = try BrokenDump.buffer([1, 2, 3], try ConsumingSampler(maxSampleCount: 2))
    for _ in 0..<2 { _ = try source.sample(3) }
    func refusal(_ name: String, _ value: Tree?) throws -> String {
      let dump = try BrokenDump(of: source)
      try dump.edit("sampler/consuming_sampler.pt", name, value)
      return try dump.refusal(try BrokenDump.buffer([], try ConsumingSampler(maxSampleCount: 2)))
    }
    func numbers(_ values: [Int]) throws -> Tree { .tensor(try intTensor(values)) }
    #expect(try refusal("_free_head", .int(0)) == "nothing was thrown")
    #expect(try refusal("_free_indices", numbers([2, 0])) == "nothing was thrown")
    let damages: [(String, Tree?, String)] = [
      ("max_sample_count", .int(3), "2"), ("max_sample_count", Tree.none, "a whole number"),
      ("max_sample_count", nil, "a whole number"), ("_known_storage_len", .int(4), "one count and one mark per item"),
      ("_known_storage_len", .int(-1), "one count and one mark per item"),
      ("_free_indices", try numbers([0, 3]), "whole numbers of 0 … 2"),
      ("_free_indices", try numbers([-1]), "whole numbers of 0 … 2"),
      ("_free_indices", .tensor(try floatTensor([0])), "whole numbers"),
      ("_sample_count", try numbers([0, -1, 0]), "whole numbers of 0 …"),
      ("_sample_count", try numbers([0, 1, 0, 0]), "one count and one mark per item"),
      ("_live_mask", try numbers([0, 1, 2]), "whole numbers of 0 … 1"),
      ("_live_mask", try numbers([0, 1]), "one count and one mark per item"),
      ("_ran_out", .string("no"), "a whole number"), ("_free_head", .float(0), "a whole number"),
    ]
    for (name, value, expected) in damages {
      let answer = try refusal(name, value)
      #expect(answer.hasPrefix("expected \(expected)"), "\(name): \(answer)")
    }
  }

  @Test func queuedWindowsAreWindowsOfTheirLength() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    func sampler() throws -> StreamingSliceSampler {
      var slices = SliceOptions(sliceLength: 3)
      slices.trajKey = "x"
      return try StreamingSliceSampler(slices)
    }
    let source = try BrokenDump.buffer([5, 5, 5, 5, 5], try sampler())
    func refusal(_ name: String, _ value: Tree?) throws -> String {
      let dump = try BrokenDump(of: source)
      try dump.edit("sampler/streaming_slice.pt", name, value)
      return try dump.refusal(try BrokenDump.buffer([], try sampler()))
    }
    func numbers(_ values: [Int]) throws -> Tree { .tensor(try intTensor(values)) }
    #expect(try refusal("pending_indices", numbers([3, 4])) == "nothing was thrown")
    let damages: [(String, Tree?, String)] = [
      ("slice_len", .int(2), "3 as 'slice_len'"), ("slice_len", nil, "a whole number"),
      ("queued_indices", try numbers([0, 1, 8]), "whole numbers of 0 … 7"),
      ("queued_indices", try numbers([0, 1, 2, 3]), "one version per queued row"),
      ("queued_versions", try numbers([1, 1]), "one version per queued row"),
      ("queued_versions", try numbers([1, 1, -1]), "whole numbers of 0 …"),
      ("pending_indices", try numbers([3]), "one version per pending row"),
      ("pending_indices", try numbers([-1, 4]), "whole numbers of 0 … 7"),
      ("has_last_traj", Tree.none, "a whole number"), ("last_traj", try numbers([5, 5]), "one id"),
      ("last_traj", nil, "one id"), ("slot_versions", try numbers([-1]), "whole numbers of 0 …"),
      ("last_was_done", nil, "a whole number"),
    ]
    for (name, value, expected) in damages {
      let answer = try refusal(name, value)
      #expect(answer.hasPrefix("expected \(expected)"), "\(name): \(answer)")
    }
    // As many pending rows as make a window, each with its version.
    let dump = try BrokenDump(of: source)
    for name in ["pending_indices", "pending_versions"] {
      try dump.edit("sampler/streaming_slice.pt", name, try numbers([1, 1, 1]))
    }
    #expect(try dump.refusal(try BrokenDump.buffer([], try sampler())).contains("fewer than a window has"))
  }
}
