import Catalog
import Tensors
import TestSupport
import Testing

@testable import ReplayBuffers

@Suite struct SequenceUnitTests {
  /// Windows by a walk, row by row, over episodes numbered in the data.
  @Test(arguments: SequenceUnit.EpisodeBoundary.allCases)
  func windowsStayWithinTheirBoundary(boundary: SequenceUnit.EpisodeBoundary) throws {
    let random = Generator(seed: 2)
    for (burnIn, bootstrap, dilation) in [(0, 0, 1), (2, 1, 1), (1, 1, 2)] {
      let unit = try SequenceUnit(
        length: 3, boundary: boundary, burnIn: burnIn, bootstrap: bootstrap, dilation: dilation)
      var options = ReplayBuffer.Options()
      options.storage = try TensorStorage.ram(11)
      options.sampleUnit = unit
      options.generator = random
      let buffer = try ReplayBuffer(.tensordict, options)
      var time = 0
      var episode = 0
      for _ in 0..<12 {
        let count = try random.integers(1, below: 8, count: 1)[0]
        let ends = try random.integers(below: 4, count: count).map { $0 == 0 }
        var episodes: [Int] = []
        for end in ends {
          episodes.append(episode)
          if end { episode += 1 }
        }
        let data = TensorDict(batchSize: [count])
        try data.set("time", try intTensor(Array(time..<time + count)))
        try data.set("episode", try intTensor(episodes))
        try data.set(["next", "done"], try .fromElements(ends.map { Bool8($0) }, [count, 1]))
        time += count
        try buffer.extend(.tensordict(data))
        try check(try buffer.sample(5).data, buffer, unit, newest: time - 1)
      }
    }
  }

  private func check(_ data: Tree, _ buffer: ReplayBuffer, _ unit: SequenceUnit, newest: Int) throws {
    guard case .tensordict(let data) = data, case .tensordict(let stored) = try buffer.get(.all) else {
      throw Failure.runtime("no tensordict")
    }
    let times = try integers(of: try stored.tensor("time"))
    let episodes = try integers(of: try stored.tensor("episode"))
    let episodeAt = Dictionary(uniqueKeysWithValues: zip(times, episodes))
    let got = try integers(of: try data.tensor("time"))
    let valid = try integers(of: try data.tensor("validity_mask"))
    let learning = try integers(of: try data.tensor("learning_mask"))
    let anchors = try integers(of: try data.tensor("anchor_index"))
    let total = unit.burnIn + unit.length + unit.bootstrap
    for (i, time) in got.enumerated() {
      let step = i % total - unit.burnIn
      #expect(learning[i] == (step >= 0 && step < unit.length ? 1 : 0))
      let anchor = times[anchors[i]]
      let episode = try #require(episodeAt[anchor])
      let range: ClosedRange<Int>
      if unit.boundary == .includeReset {
        range = newest - times.count + 1...newest
      } else {
        let own = times.filter { episodeAt[$0] == episode }
        range = try #require(own.min())...(try #require(own.max()))
      }
      var first = anchor
      if unit.boundary == .stop {
        first -= min(
          max(unit.dilation * (unit.length + unit.bootstrap - 1) - (range.upperBound - anchor), 0),
          anchor - range.lowerBound)
      }
      let wanted = first + step * unit.dilation
      #expect(time == min(max(wanted, range.lowerBound), range.upperBound))
      #expect((valid[i] == 1) == range.contains(wanted))
    }
  }

  @Test func prioritiesOfWindowsGoToTheirAnchors() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(6)
    let sampler = try PrioritizedSampler(alpha: 1, beta: 1, eps: 0)
    options.sampler = sampler
    options.sampleUnit = try SequenceUnit(length: 2)
    let buffer = try ReplayBuffer(.tensordict, options)
    let rows = TensorDict(batchSize: [6])
    try rows.set("x", try intTensor(Array(0..<6)))
    try rows.set(["next", "done"], try .zeros([6, 1], .bool))
    try buffer.extend(.tensordict(rows))
    guard case .tensordict(let sample) = try buffer.sample(1).data else { throw Failure.runtime("no tensordict") }
    let anchor = try integers(of: try sample.tensor("anchor_index"))[0]
    try sample.set("td_error", try floatTensor([3, 5]))
    try buffer.updateTensordictPriority(sample)
    // The second record is beyond the end of the storage for the last row, and does not count there.
    try sampler.takeChanges(in: buffer.storage) { leaves, _ throws(Failure) in
      #expect(leaves[anchor] == (anchor == 5 ? 3 : 5))
      #expect((0..<6).filter { leaves[$0] != 1 } == [anchor])
    }
  }
}
