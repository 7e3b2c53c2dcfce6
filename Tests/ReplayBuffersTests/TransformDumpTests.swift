import Catalog
import Foundation
import Tensors
import TestSupport
import Testing

@testable import ReplayBuffers

/// What transforms take from a dump, each part broken alone, and what a snapshot in memory is.
@Suite(.serialized) struct TransformDumpTests {
  private func buffer(_ transform: any Transform, _ values: [Int] = []) throws -> ReplayBuffer {
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(8)
    options.transforms = [transform]
    options.batchSize = 3
    let buffer = try ReplayBuffer(.tensordict, options)
    if !values.isEmpty {
      try buffer.extend(
        .tensordict(
          try TensorDict([("x", .tensor(try floatTensor(values.map { Float($0) })))], batchSize: [values.count])))
    }
    return buffer
  }

  private func norm() throws -> VecNorm { try VecNorm(keys: TransformKeys(["x"])) }

  /// The means; nil where nothing was learned.
  private func learned(_ norm: VecNorm) throws -> [Float]? {
    guard case .tensordict(let means)? = norm.attribute("loc") else { return nil }
    return try means.tensor("x").contiguous().withElements(Float.self) { Array($0) }
  }

  @Test func runningStatisticsAreWhole() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let taught = try norm()
    let source = try buffer(taught, [4, 4, 4])
    _ = try source.sample()
    func load(_ value: Tree?) throws -> (message: String, mean: [Float]?) {
      let dump = try BrokenDump(of: source)
      try dump.edit("transform.t", "transforms.0._extra_state", value)
      let target = try norm()
      let copy = try buffer(target)
      let message = try dump.refusal(copy)
      return (message, try learned(target))
    }
    #expect(try learned(taught) == [4])
    guard case .dict(let whole)? = taught.state.first?.value else { throw Failure.runtime("no statistics") }
    #expect(whole.map { PythonText.str($0.key) } == ["x_sum", "x_ssq", "x_count"])
    func changed(_ index: Int, _ value: Tensor?) -> Tree {
      var pairs = whole
      if let value { pairs[index].value = .tensor(value) } else { pairs.remove(at: index) }
      return .dict(pairs)
    }
    var loaded = try load(changed(0, try floatTensor([6], [])))
    #expect(loaded.message == "nothing was thrown" && loaded.mean == [2])
    // Without any statistics, or with others' only, nothing was learned yet.
    for value in [nil, Tree.none, .dict([]), .dict([(.string("y_sum"), .tensor(try floatTensor([1])))])] {
      loaded = try load(value)
      #expect(loaded.message == "nothing was thrown" && loaded.mean == nil)
    }
    let damages = [
      changed(0, try floatTensor([1, 2])), changed(1, try floatTensor([1, 2])), changed(2, try floatTensor([1, 2])),
      changed(2, try floatTensor([])), changed(1, nil), changed(2, nil),
    ]
    for damage in damages {
      loaded = try load(damage)
      #expect(loaded.message.hasPrefix("expected a sum, a sum of squares and a count for 'x'"), "\(loaded.message)")
      #expect(loaded.mean == nil)
    }
  }

  @Test func normsTakeTheirPlaceAndScaleFromTheDump() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    func norm(_ loc: Double?) throws -> ObservationNorm {
      try ObservationNorm(
        loc: try loc.map { try .scalar(.float($0), .float32) },
        scale: try loc.map { _ in try .scalar(.float(2), .float32) }, keys: TransformKeys(["x"]))
    }
    func loc(_ norm: ObservationNorm) -> Double? {
      norm.attribute("loc")?.asTensor.flatMap { try? $0.item().double }
    }
    let source = try buffer(try norm(0.5), [1, 2])
    for own in [nil, 3.0] {
      let changes: [(String, Tree?, Double?)] = [
        ("loc", .tensor(try .scalar(.float(0.25), .float32)), 0.25), ("loc", nil, own), ("scale", nil, own),
      ]
      for (name, value, expected) in changes {
        let target = try norm(own)
        let dump = try BrokenDump(of: source)
        try dump.edit("transform.t", "transforms.0.\(name)", value)
        #expect(try dump.refusal(try buffer(target)) == "nothing was thrown")
        #expect(loc(target) == expected, "\(name)")
      }
      for value in [Tree.tensor(try intTensor([1])), .float(1), .none] {
        let target = try norm(own)
        let dump = try BrokenDump(of: source)
        try dump.edit("transform.t", "transforms.0.scale", value)
        #expect(try dump.refusal(try buffer(target)).hasPrefix("expected floats as 'scale'"))
        #expect(loc(target) == own)
      }
    }
  }

  // MARK: snapshots in memory

  @Test func theStateOfAnUnwrittenBufferEmptiesAnother() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let (empty, full) = (try BrokenDump.buffer(), try BrokenDump.buffer([1, 2, 3]))
    let (before, after) = (try empty.state(), try full.state())
    try full.load(before)
    #expect(full.count == 0 && full.writer.cursor == 0)
    try full.extend(try rows([9]))
    try empty.load(after)
    #expect(ints(try empty.get(.all)) == [1, 2, 3])
    #expect(full.count == 1)
  }

  @Test func onlyStatesAreLoaded() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let buffer = try BrokenDump.buffer([1, 2, 3])
    let scheduler = try Scheduler(
      try PrioritizedSampler(alpha: 0.5, beta: 0.4), "beta", .linear(final: 1, steps: 2))
    for pairs: [(key: Tree, value: Tree)] in [
      [], [(.string("_storage"), .int(1))], [(.string("_sampler"), .none)], [(.string("_storage"), .object(scheduler))],
    ] {
      let failure = #expect(throws: Failure.self) { try buffer.load(pairs) }
      #expect(failure?.message.hasPrefix("expected the state of a buffer") == true)
      #expect(buffer.count == 3)
    }
  }
}
