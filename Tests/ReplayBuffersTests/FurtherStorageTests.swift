import Catalog
import Foundation
import ReplayBuffers
import Tensors
import Testing

@Suite(.serialized) struct FurtherStorageTests {
  @Test func compressedItemsComeBackAndAreSmall() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("rbsh-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let storage = try CompressedStorage(4, level: 5)
    let rb = try ReplayBuffer.make(storage: storage)
    let frames = try (0..<6).map { Tree.tensor(try intTensor([Int](repeating: $0, count: 500))) }
    try rb.extend(.list(frames))
    #expect(rb.count == 4)
    #expect(storage.byteCount < 400)
    #expect(ints(try rb.get(.row(1))) == [Int](repeating: 5, count: 500))
    try rb.dump(to: path)
    let copy = try ReplayBuffer.make(storage: try CompressedStorage(4))
    try copy.load(from: path)
    #expect(copy.writer.cursor == 2)
    #expect(ints(try copy.get(.row(3))) == [Int](repeating: 3, count: 500))
    let leaf = path + "/storage/compressed_data/0/data.memmap"
    let damaged = FileManager.default.contents(atPath: leaf)?.map { $0 ^ 0x5a }
    try #require(damaged.map { Data($0) }).write(to: URL(fileURLWithPath: leaf))
    #expect(throws: Failure.self) { try copy.load(from: path) }
    #expect(copy.count == 4)
    #expect(throws: Failure.self) { try CompressedStorage(0) }
    #expect(throws: Failure.self) { try CompressedStorage(1, level: 1000) }
  }

  @Test func compressedItemsKeepTheirForm() throws {
    let storage = try CompressedStorage(4)
    let rb = try ReplayBuffer.make(storage: storage)
    let data = TensorDict(batchSize: [2])
    try data.set("x", entry: .tensor(try intTensor([1, 2])))
    try data.set(["in", "x"], entry: .tensor(try intTensor([3, 4])))
    try data.set("name", entry: .nonTensorStack([.string("a"), .string("b")]))
    let item = Tree.dict([
      (.string("pair"), .tuple([.tensor(try intTensor([5])), .none])), (.string("data"), .tensordict(data)),
    ])
    try rb.add(item)
    #expect(storage.byteCount > 0)
    #expect(try rb.get(.row(0)).isEqual(to: item))
  }

  @Test func aTreeOf50LevelsIsStoredAtOnce() throws {
    var item = Tree.tensor(try intTensor([7]))
    for level in 0..<50 { item = level % 2 == 0 ? .list([.none, item]) : .dict([(.string("k"), item)]) }
    let list = try ReplayBuffer.make(storage: ListStorage(2))
    try list.add(item)
    #expect(try list.get(.row(0)).isEqual(to: item))
    var tensors = Tree.tensor(try intTensor([7]))
    for level in 0..<50 { tensors = level % 2 == 0 ? .tuple([tensors]) : .dict([(.string("k"), tensors)]) }
    let ram = try ReplayBuffer.make(storage: try TensorStorage.ram(2))
    try ram.add(tensors)
    #expect(try ram.get(.row(0)).isEqual(to: tensors))
  }

  @Test func compressedItemsOfADumpAreWhatItSays() throws {
    func buffer(_ size: Int, _ items: [Tree] = []) throws -> ReplayBuffer {
      let buffer = try ReplayBuffer.make(storage: try CompressedStorage(size))
      if !items.isEmpty { try buffer.extend(.list(items)) }
      return buffer
    }
    let item = TensorDict(batchSize: [])
    try item.set("x", entry: .tensor(try intTensor([1, 2])))
    let source = try buffer(2, [.tensor(try intTensor([7])), .tensordict(item)])
    func refusal(_ size: Int = 4, _ old: String = "", _ new: String = "", in file: String = "metadata.json") throws
      -> String
    {
      let dump = try BrokenDump(of: source)
      let place = dump.place("storage/" + file)
      let text = try FileSystem.readText(place)
      try #require(old.isEmpty || text.contains(old), "\(text)")
      if !old.isEmpty { try FileSystem.write(text.replacing(old, with: new), to: place) }
      return try dump.refusal(try buffer(size))
    }
    let indices = "data_indices.json"
    #expect(try refusal() == "nothing was thrown")
    #expect(try refusal(3) == "nothing was thrown")
    #expect(try refusal(2) == "nothing was thrown")
    #expect(try refusal(1).hasPrefix("expected a list of at most 1 items"))
    #expect(try refusal(4, "[0,1]", "[0]", in: indices).hasPrefix("expected a list of at most 4 items"))
    #expect(try refusal(4, "[0,1]", "[0,-1]", in: indices).hasPrefix("expected places of items"))
    #expect(try refusal(4, "[0,1]", "[0,1.5]", in: indices).hasPrefix("expected places of items"))
    for (old, new) in [
      ("torch.int64", "torch.int63"), ("torch.int64", ""), ("\"shape\"", "\"sizes\""), ("\"dtype\"", "\"type_\""),
      ("[2]", "[-2]"), ("[2]", "2"),
    ] {
      #expect(try refusal(4, old, new).hasPrefix("expected the shape and the dtype of every tensor"), "\(old) \(new)")
    }
    #expect(try refusal(4, "[2]", "[3]") != "nothing was thrown")
  }

  @Test func givenTensorsAreSharedAndFull() throws {
    let data = try intTensor([1, 2, 3])
    let rb = try ReplayBuffer.make(storage: try TensorStorage.over(.tensor(data)))
    #expect(rb.count == 3)
    try rb.extend(.tensor(try intTensor([9])))
    #expect(ints(.tensor(data)) == [9, 2, 3])
    #expect(throws: Failure.self) { try TensorStorage.over(.tensor(data), maxSize: 7) }
    #expect(throws: Failure.self) { try TensorStorage.over(.int(3)) }
  }

  @Test func deletingKeepsOrderAndPriorities() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let sampler = try PrioritizedSampler(alpha: 1, beta: 1)
    let rb = try ReplayBuffer.make(.tensordict, storage: try TensorStorage.ram(5), sampler: sampler)
    try rb.extend(try rows([0, 1, 2, 3, 4, 5, 6]))
    try rb.updatePriority(
      .list([.int(0), .int(1), .int(2), .int(3), .int(4)]), .tensor(try floatTensor([5, 0, 0, 3, 0])))
    #expect(try rb.delete([false, true, false, false, true]) == 2)
    #expect(ints(try rb.get(.all)) == [2, 3, 5])
    #expect(rb.writer.cursor == 3)
    #expect(rb.writeCount == 7)
    #expect(Set(ints(try rb.sample(40).data)) == [3, 5])
    #expect(throws: Failure.self) { try rb.delete([true]) }
    #expect(rb.count == 3)
    #expect(ints(try rb.extend(try rows([7, 8, 9]))) == [3, 4, 0])
  }

  @Test func relabelledGoalsComeFromTheRightSteps() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    for strategy in Hindsight.Strategy.allCases {
      for count in [7, 12, 20] {
        var hindsight = Hindsight.Options(
          ClosureCallback("f") { (data) throws(Failure) -> Tree in
            guard case .tensordict(let items) = data[0] else { return .none }
            return .tensor(try items.tensor("desired_goal"))
          })
        hindsight.ratio = 0.5
        hindsight.strategy = strategy
        var options = ReplayBuffer.Options()
        options.storage = try TensorStorage.ram(12)
        options.hindsight = try Hindsight(hindsight)
        let rb = try ReplayBuffer(.hindsight, options)
        let data = TensorDict(batchSize: [count])
        try data.set("achieved_goal", entry: .tensor(try floatTensor((0..<count).map { Float($0) })))
        try data.set("desired_goal", entry: .tensor(try floatTensor([Float](repeating: -1, count: count))))
        try data.set(["next", "reward"], entry: .tensor(try floatTensor([Float](repeating: -1, count: count))))
        try data.set(
          ["next", "done"], entry: .tensor(try intTensor((0..<count).map { $0 % 5 == 4 ? 1 : 0 }).to(.bool)))
        try rb.extend(.tensordict(data))
        let batch = try #require(try rb.sample(40).data.asTensordict)
        let goals = try batch.tensor("desired_goal").elements(Float.self).map { Int($0) }
        let steps = try batch.tensor("achieved_goal").elements(Float.self).map { Int($0) }
        let rewards = try batch.tensor(["next", "reward"]).elements(Float.self).map { Int($0) }
        let oldest = max(0, count - 12)
        for i in 0..<40 {
          #expect(goals[i] == rewards[i])
          guard i < 20 else {
            #expect(goals[i] == -1)
            continue
          }
          let last = min(steps[i] / 5 * 5 + 4, count - 1)
          switch strategy {
          case .future: #expect((steps[i]...last).contains(goals[i]))
          case .final: #expect(goals[i] == last)
          case .episode: #expect((max(oldest, steps[i] / 5 * 5)...last).contains(goals[i]))
          case .random: #expect((oldest..<count).contains(goals[i]))
          }
        }
      }
    }
  }

  @Test func relabelledGoalsOfSeveralDimensionsStayInTheirLane() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    var hindsight = Hindsight.Options(
      ClosureCallback("f") { (data) throws(Failure) -> Tree in
        guard case .tensordict(let items) = data[0] else { return .none }
        return .tensor(try items.tensor("desired_goal"))
      })
    hindsight.ratio = 1
    hindsight.strategy = .final
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(24, ndim: 2)
    options.hindsight = try Hindsight(hindsight)
    let rb = try ReplayBuffer(.hindsight, options)
    // Two lanes of ten steps, in episodes of five.
    let steps = Array(0..<20)
    let size: Shape = [2, 10]
    let data = TensorDict(batchSize: size)
    try data.set("achieved_goal", try Tensor.fromElements(steps.map { Float($0) }, size))
    try data.set("desired_goal", try Tensor.zeros(size))
    try data.set(["next", "reward"], try Tensor.zeros(size))
    try data.set(["next", "done"], try Tensor.fromElements(steps.map { Bool8($0 % 5 == 4) }, [2, 10, 1]))
    try rb.extend(.tensordict(data))
    let batch = try #require(try rb.sample(50).data.asTensordict)
    let goals = try batch.tensor("desired_goal").elements(Float.self).map { Int($0) }
    let achieved = try batch.tensor("achieved_goal").elements(Float.self).map { Int($0) }
    #expect(goals == achieved.map { $0 / 5 * 5 + 4 })
  }

  @Test func theLaboratoryTellsRightFromWrong() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let rb = try ReplayBuffer.make(
      storage: try TensorStorage.ram(30), sampler: try PrioritizedSampler(alpha: 1, beta: 1))
    try rb.extend(try rows(Array(0..<30)))
    try rb.updatePriority(
      .tensor(try intTensor(Array(0..<30))), .tensor(try floatTensor((0..<30).map { Float($0 % 7) })))
    let report = try Laboratory.run(rb, draws: 20_000)
    #expect(report.pValue > 1e-4)
    #expect(report.largestDeviation < 0.02)
    Generator.default.manualSeed(4)
    let first = Generator.default.nextUInt32()
    Generator.default.manualSeed(4)
    for sampler in [RandomSampler(), SamplerWithoutReplacement(), try ConsumingSampler()] as [any Sampler] {
      let other = try ReplayBuffer.make(storage: rb.storage, sampler: sampler)
      #expect(try Laboratory.run(other, draws: 3000).pValue > 1e-4)
    }
    #expect(Generator.default.nextUInt32() == first)
  }
}
