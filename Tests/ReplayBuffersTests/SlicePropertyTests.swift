import Catalog
import TestSupport
import Tensors
import Testing

@testable import ReplayBuffers

/// The boundary index and the slices drawn by it, against a scan of everything that is stored.
@Suite struct SlicePropertyTests {
  /// A buffer whose rows count steps and episodes, and the same in plain arrays.
  struct Stream {
    let lanes: Int
    let byIds: Bool
    let buffer: ReplayBuffer
    var episodes: [Int]
    var steps: [Int]
    var next = 0

    init(lanes: Int, rows: Int, byIds: Bool, sampler: any Sampler) throws {
      self.lanes = lanes
      self.byIds = byIds
      var options = ReplayBuffer.Options()
      options.storage = try TensorStorage.ram(rows * lanes, ndim: lanes > 1 ? 2 : 1)
      options.sampler = sampler
      options.generator = Generator(seed: UInt64(rows))
      buffer = try ReplayBuffer(.tensordict, options)
      episodes = (0..<lanes).map { $0 * 1000 }
      steps = [Int](repeating: 0, count: lanes)
    }

    /// `count` further rows, as `[lanes, count]` where there are lanes.
    mutating func rows(_ count: Int, _ random: Generator) throws(Failure) -> TensorDict {
      var columns: [[Int]] = [[], [], [], []]
      for lane in 0..<lanes {
        let draws = try random.integers(below: 5, count: count)
        for i in 0..<count {
          columns[0].append(episodes[lane])
          columns[1].append(steps[lane])
          let isLast = draws[i] == 0
          columns[2].append(isLast ? 1 : 0)
          columns[3].append(next + i)
          steps[lane] = isLast ? 0 : steps[lane] + 1
          if isLast { episodes[lane] += 1 }
        }
      }
      next += count
      let size: Shape = lanes > 1 ? [lanes, count] : [count]
      let data = TensorDict(batchSize: size)
      try data.set("episode", try intTensor(columns[0], size))
      try data.set("step", try intTensor(columns[1], size))
      try data.set("time", try intTensor(columns[3], size))
      try data.set(["next", "done"], try .fromElements(columns[2].map { Bool8($0 != 0) }, size + [1]))
      return data
    }

    /// A stored column, lane by lane.
    func stored(_ name: String) throws(Failure) -> [[Int]] {
      guard case .tensordict(let data) = try buffer.storage.read(.all) else { throw .runtime("no tensordict") }
      let flat = name == "done" ? try data.tensor(["next", "done"]) : try data.tensor(NestedKey(name))
      let values = try integers(of: flat)
      return (0..<lanes).map { lane in stride(from: lane, to: values.count, by: lanes).map { values[$0] } }
    }

    func expected() throws(Failure) -> [Boundaries.Trajectory] {
      let storage = buffer.storage
      if byIds {
        return BoundaryOracle.trajectories(
          ids: try stored("episode"), isFull: storage.isFull, cursor: storage.lastCursor)
      }
      return BoundaryOracle.trajectories(
        ends: try stored("done").map { $0.map { $0 != 0 } }, isFull: storage.isFull, cursor: storage.lastCursor)
    }
  }

  @Test(arguments: [1, 3], [true, false])
  func boundariesEqualAScanAfterAnySequenceOfWrites(lanes: Int, byIds: Bool) throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let random = Generator(seed: UInt64(11 + lanes))
    for rows in [1, 2, 7, 64, 700] {
      var stream = try Stream(lanes: lanes, rows: rows, byIds: byIds, sampler: RandomSampler())
      var index: BoundaryIndex?
      for round in 0..<40 {
        switch try random.integers(below: 12, count: 1)[0] {
        case 0 where round > 0: stream.buffer.empty()
        case 1 where stream.buffer.count > 0 && lanes == 1:
          let row = try random.integers(below: stream.buffer.count, count: 1)[0]
          let item = try #require(try stream.buffer.get(.row(row)).asTensordict)
          let copy = try item.clone()
          try copy.set("episode", try intTensor([7], []))
          try copy.set(["next", "done"], try Tensor.fromElements([Bool8(round % 2 == 0)], [1]))
          try stream.buffer.set(.row(row), .tensordict(copy))
        default:
          let most = [2, 5, rows, rows + rows / 2 + 2][round % 4]
          let count = try random.integers(1, below: most + 1, count: 1)[0]
          try stream.buffer.extend(.tensordict(try stream.rows(count, random)))
        }
        guard stream.buffer.count > 0 else { continue }
        let storage = stream.buffer.storage
        if index == nil {
          index = try BoundaryIndex.of(storage, byIds ? .ids("episode") : .flags([["next", "done"]]))
        }
        try check(try #require(index), try stream.expected(), "rows \(rows) lanes \(lanes) round \(round)")
      }
    }
  }

  @Test(arguments: [1, 3]) func trajectoriesComeInTheOrderOfTimeAndHoldOneEpisodeEach(lanes: Int) throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let random = Generator(seed: UInt64(5 + lanes))
    for rows in [1, 2, 7, 64] {
      var stream = try Stream(lanes: lanes, rows: rows, byIds: true, sampler: RandomSampler())
      for round in 0..<12 {
        let count = try random.integers(1, below: [2, rows + 1, 2 * rows + 1][round % 3], count: 1)[0]
        try stream.buffer.extend(.tensordict(try stream.rows(count, random)))
        let place: Comment = "rows \(rows) lanes \(lanes) round \(round)"
        let found = try stream.buffer.trajectories()
        #expect(found.count == Set(try stream.stored("episode").joined()).count, place)
        for data in found { #expect(Set(try integers(of: try data.tensor("episode"))).count == 1, place) }
        let times = try found.flatMap { try integers(of: try $0.tensor("time")) }
        // Lane by lane, as the ids of the lanes rise.
        #expect(times == (try stream.stored("time").flatMap { $0.sorted() }), place)
        let long = try stream.buffer.trajectories { $0.count > 2 }
        #expect(long.map(\.count) == found.map(\.count).filter { $0 > 2 }, place)
      }
    }
  }

  private func check(_ index: BoundaryIndex, _ expected: [Boundaries.Trajectory], _ place: Comment) throws {
    try index.refresh()
    try index.withBoundaries { boundaries throws(Failure) in
      #expect((0..<boundaries.count).map { boundaries.trajectory($0) } == expected, place)
      for length in [1, 2, 4, 9] {
        let long = expected.filter { $0.length >= length }
        let count = boundaries.count(atLeast: length)
        var found: [Boundaries.Trajectory] = []
        boundaries.forEach(Array(0..<count), atLeast: length) { place, trajectory in
          #expect(place == found.count)
          found.append(trajectory)
        }
        #expect(found == long, place)
      }
      for trajectory in expected {
        for i in [0, trajectory.length / 2, trajectory.length - 1] {
          let row = (trajectory.start + i) % boundaries.rows
          let (before, behind) = boundaries.distances(row: row, lane: trajectory.lane)
          #expect(before == i, place)
          #expect(behind == trajectory.length - 1 - i, place)
        }
      }
    }
  }

  @Test func writesThatTheIndexFollowsNeedNoRebuilding() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    var stream = try Stream(lanes: 1, rows: 4000, byIds: true, sampler: RandomSampler())
    let random = Generator(seed: 5)
    try stream.buffer.extend(.tensordict(try stream.rows(10, random)))
    let index = try BoundaryIndex.of(stream.buffer.storage, .ids("episode"))
    let journal = index.journal()
    _ = journal.take()
    for _ in 0..<30 { try stream.buffer.extend(.tensordict(try stream.rows(200, random))) }
    #expect(journal.take() != nil)
    try check(index, try stream.expected(), "followed")
  }

  enum Kind: CaseIterable { case slices, epochs, prioritized, short, spanning, padded }

  @Test(arguments: Kind.allCases, [1, 2])
  func slicesAreRunsOfOneTrajectoryBehindNoSeam(kind: Kind, lanes: Int) throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let random = Generator(seed: 3)
    for byIds in [true, false] {
      for rows in [6, 9, 40] {
        let length = 3
        var options = SliceOptions(sliceLength: length)
        if byIds { options.trajKey = "episode" } else { options.endKey = ["next", "done"] }
        options.tellsSlices = true
        if kind == .short || kind == .padded { options.strictLength = false }
        options.padOutput = kind == .padded
        if kind == .spanning { options.span = (.rows(1), .rows(2)) }
        let sampler: any Sampler =
          switch kind {
          case .epochs: try SliceSamplerWithoutReplacement(options)
          case .prioritized:
            try PrioritizedSliceSampler(options, priorities: PrioritizedSampler(alpha: 0.7, beta: 0.9))
          default: try SliceSampler(options)
          }
        var stream = try Stream(lanes: lanes, rows: rows, byIds: byIds, sampler: sampler)
        for round in 0..<25 {
          if round == 13 { stream.buffer.empty() }
          let count = try random.integers(1, below: rows, count: 1)[0]
          try stream.buffer.extend(.tensordict(try stream.rows(count, random)))
          let all = try stream.expected()
          let place: Comment = "\(kind) rows \(rows) round \(round)"
          let sample: ReplayBuffer.Sample
          do throws(Failure) {
            sample = try stream.buffer.sample(12)
          } catch {
            // Flags of a single item are refused, as in TorchRL.
            if !byIds, lanes == 1, stream.buffer.count == 1 {
              #expect(error.kind == .index, place)
              continue
            }
            #expect(error.kind == .runtime, place)
            #expect(!all.contains { $0.length >= length } || kind == .epochs, place)
            continue
          }
          try check(sample, kind, length, all, rows: stream.buffer.storage.rowCount, lanes: lanes, place)
        }
      }
    }
  }

  private func check(
    _ sample: ReplayBuffer.Sample, _ kind: Kind, _ length: Int, _ all: [Boundaries.Trajectory], rows: Int, lanes: Int,
    _ place: Comment
  ) throws {
    guard case .tensordict(let data) = sample.data else { throw Failure.runtime("no tensordict") }
    let index = try integers(of: try data.tensor("index"))
    let width = lanes > 1 ? 2 : 1
    let ids = try integers(of: try data.tensor(["slice", "id"]))
    let lengths = try integers(of: try data.tensor(["slice", "length"]))
    let starts = try integers(of: try data.tensor(["slice", "start"]))
    let times = try integers(of: try data.tensor("time"))
    let truncated = try integers(of: try data.tensor(["next", "truncated"]))
    let maskKey: NestedKey = ["collector", "mask"]
    // Where no slice was short there is none.
    let mask = kind == .padded && data.contains(maskKey) ? try integers(of: try data.tensor(maskKey)) : nil
    #expect(!ids.isEmpty, place)
    for id in Set(ids) {
      let own = ids.indices.filter { ids[$0] == id && (mask == nil || mask?[$0] == 1) }
      let lane = width == 2 ? index[own[0] * 2 + 1] : 0
      let first = index[own[0] * width]
      #expect(own.count == lengths[own[0]], place)
      #expect(first == starts[own[0]], place)
      if kind == .slices || kind == .epochs || kind == .prioritized { #expect(own.count == length, place) }
      #expect(own.count <= length, place)
      let home = all.first { $0.lane == lane && (first - $0.start + rows) % rows < $0.length }
      let trajectory = try #require(home)
      #expect((first - trajectory.start + rows) % rows + own.count <= trajectory.length, place)
      for (i, row) in own.enumerated() {
        #expect(index[row * width] == (first + i) % rows, place)
        #expect(times[row] == times[own[0]] + i, place)
        #expect((truncated[row] == 1) == (i == own.count - 1), place)
      }
    }
  }
}
