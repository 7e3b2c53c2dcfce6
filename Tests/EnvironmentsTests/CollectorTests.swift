import Catalog
import ReplayBuffers
import Tensors
import TestSupport
import Testing

@testable import Environments

/// What a collector does with its batches, and how it ends; the batches themselves are `ClockVectorTests`'.
@Suite struct CollectorTests {
  private func failure(_ body: () throws -> Void) -> Failure? {
    do { try body() } catch { return error as? Failure }
    return nil
  }

  /// Sets the action that a closure gives for the time "t".
  private func policy(_ action: @escaping @Sendable (Int) -> Int) -> ClosurePolicy {
    ClosurePolicy("test") { (data, _) throws(Failure) in
      let times = try data.tensor("t").scalars().map(\.int)
      try data.set("action", try .fromElements(times.map(action), data.batchSize + [1]))
      return data
    }
  }

  private func buffer(_ size: Int, ndim: Int = 1) throws -> ReplayBuffer {
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(size, ndim: ndim)
    options.generator = Generator(seed: 1)
    return try ReplayBuffer(.tensordict, options)
  }

  @Test(arguments: [(1, 1), (4, 10), (4, 8), (5, 3), (7, 7)], [1, 2, 3])
  func itEndsWithTheFirstBatchThatReachesItsTotal(frames: (batch: Int, total: Int), width: Int) throws {
    let environment = try Clock.batched([Int](repeating: 3, count: width))
    let collector = try Collector(
      environment, nil, CollectorOptions(framesPerBatch: frames.batch, totalFrames: frames.total),
      generator: Generator(seed: 1))
    let steps = (frames.batch + width - 1) / width
    var collected = 0
    while collected < frames.total {
      #expect(!environment.isClosed)
      let data = try #require(try collector.next()?.batch)
      #expect(data.batchSize == [width, steps])
      collected += width * steps
      #expect(collector.progress.frames == collected)
    }
    #expect(try collector.next() == nil)
    #expect(environment.isClosed)
  }

  @Test func withoutATotalItGoesOn() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let collector = try Collector(try Clock.single(3), nil, CollectorOptions(framesPerBatch: 2))
    for round in 0..<9 { #expect(try collector.next()?.batch?.numbers("t") == [2 * round % 3, (2 * round + 1) % 3]) }
    #expect(collector.progress.total == nil)
  }

  @Test func policiesSeeTheDataBeforeTheStep() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let collector = try Collector(
      try Clock.single(4), policy { $0 % 2 }, CollectorOptions(framesPerBatch: 6, totalFrames: 6))
    let data = try #require(try collector.next()?.batch)
    #expect(try data.numbers("action") == [0, 1, 0, 1, 0, 1])
    #expect(try data.numbers("t") == [0, 1, 2, 3, 0, 1])
    let forgetful = ClosurePolicy("forgetful") { (data, _) in data }
    let refusal = failure {
      _ = try Collector(try Clock.single(4), forgetful, CollectorOptions(framesPerBatch: 6))
    }
    #expect(refusal?.kind == .key && refusal?.message.contains("gave no 'action'") == true)
  }

  @Test(arguments: [true, false]) func framesGoIntoTheBuffer(extends: Bool) throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    var options = CollectorOptions(framesPerBatch: 5, totalFrames: 15)
    options.buffer = try buffer(12)
    options.extendsBuffer = extends
    let collector = try Collector(try Clock.single(4), policy { $0 }, options)
    var turns = 0
    while let turn = try collector.next() {
      #expect(turn.batch == nil)
      turns += 1
      #expect(options.buffer?.writeCount == 5 * turns)
    }
    #expect(turns == 3)
    let stored = try #require(try options.buffer?.storage.read(.all))
    guard case .tensordict(let data) = stored else { throw Failure.runtime("no tensordict") }
    // Fifteen frames in a ring of twelve.
    #expect(try data.numbers("t") == [0, 1, 2] + (3..<12).map { $0 % 4 })
    #expect(try data.numbers(["next", "t"]) == (try data.numbers("t").map { $0 + 1 }))
  }

  @Test func randomFramesAreCountedByWhatTheBufferHas() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    var options = CollectorOptions(framesPerBatch: 4, totalFrames: 16)
    options.buffer = try buffer(40)
    options.initRandomFrames = 8
    // Whatever is random is 0 or 1.
    let collector = try Collector(try Clock.single(40), policy { _ in 1 }, options, generator: Generator(seed: 3))
    while try collector.next() != nil {}
    guard case .tensordict(let data)? = try options.buffer?.storage.read(.all) else { throw Failure.runtime("none") }
    let actions = try data.numbers("action")
    #expect(actions.suffix(8).allSatisfy { $0 == 1 })
    #expect(actions.prefix(8).contains(0))
  }

  @Test func transformsOfBatchesComeLast() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    var options = CollectorOptions(framesPerBatch: 6, totalFrames: 6)
    options.splitTrajectories = true
    options.postprocess = ClosureTransform("post") { (data) throws(Failure) in
      guard case .tensordict(let batch) = data else { throw .type("no tensordict") }
      try batch.set("rows", try .full(batch.batchSize, .int(batch.batchSize[0]), .int64))
      try batch.set("_private", try .zeros(batch.batchSize))
      return data
    }
    let batch = try #require(try Collector(try Clock.single(2), nil, options).next()?.batch)
    #expect(batch.batchSize == [3, 2])
    #expect(try batch.numbers("rows") == [3, 3, 3, 3, 3, 3])
    #expect(!batch.contains("_private"))
    options.postprocess = ClosureTransform("wrong") { (_) in .int(3) }
    #expect(failure { _ = try Collector(try Clock.single(2), nil, options).next() }?.kind == .type)
  }

  @Test func resetBeginsAnewAndShutdownEnds() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let environment = try Clock.single(9)
    let collector = try Collector(environment, nil, CollectorOptions(framesPerBatch: 2, totalFrames: 100))
    #expect(try collector.next()?.batch?.numbers(["collector", "traj_ids"]) == [0, 0])
    try collector.reset()
    let fresh = try #require(try collector.next()?.batch)
    #expect(try fresh.numbers("t") == [0, 1] && fresh.numbers(["collector", "traj_ids"]) == [1, 1])
    #expect(try collector.next()?.batch?.numbers("t") == [2, 3])
    try collector.shutdown()
    #expect(environment.isClosed)
    #expect(failure { _ = try collector.next() }?.message.contains("shut down") == true)
  }

  @Test func seedsMakeItRepeat() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    func observations(_ seed: Int) throws -> [Scalar] {
      let collector = try Collector(
        try GymEnvironment("Pendulum-v1"), nil, CollectorOptions(framesPerBatch: 20), generator: Generator(seed: 1))
      _ = try collector.setSeed(seed, isStatic: false)
      try collector.reset()
      return try #require(try collector.next()?.batch).tensor("observation").scalars()
    }
    #expect(try observations(3) == observations(3))
    #expect(try observations(3) != observations(4))
  }

  @Test func numbersThatMakeNoSenseAreRefused() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    func refusal(_ change: (inout CollectorOptions) -> Void) throws -> Failure? {
      var options = CollectorOptions(framesPerBatch: 4)
      change(&options)
      let environment = try Clock.single(3)
      return failure { _ = try Collector(environment, nil, options) }
    }
    #expect(try refusal { _ in } == nil)
    #expect(try refusal { $0.framesPerBatch = 0 }?.argument == "frames_per_batch")
    #expect(try refusal { $0.maxFramesPerTrajectory = 0 } == nil)
    var counted = CollectorOptions(framesPerBatch: 4)
    counted.maxFramesPerTrajectory = 3
    let environment = try TransformedEnvironment(try Clock.single(3), [try StepCounter()])
    #expect(failure { _ = try Collector(environment, nil, counted) }?.argument == "max_frames_per_traj")
  }
}
