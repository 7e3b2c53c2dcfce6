import Catalog
import ReplayBuffers
import Tensors
import Testing

/// Buffers against models that are too simple to be wrong.
@Suite struct RingPropertyTests {
  enum Store: CaseIterable { case list, ram, memmap }

  func storage(_ store: Store, _ size: Int) throws -> any Storage {
    switch store {
    case .list: try ListStorage(size)
    case .ram: try TensorStorage.ram(size)
    case .memmap: try TensorStorage.memmap(size)
    }
  }

  @Test(arguments: Store.allCases)
  func contentsEqualAListModelAfterAnySequenceOfWrites(store: Store) throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let random = Generator(seed: 7)
    for size in [1, 2, 5, 8] {
      let buffer = try ReplayBuffer.make(storage: try storage(store, size))
      var model: [Int] = []
      var cursor = 0
      var next = 0
      for _ in 0..<40 {
        let choice = try random.integers(below: 10, count: 1)[0]
        switch choice {
        case 0:
          buffer.empty()
          model = []
          cursor = 0
        case 1, 2, 3:
          let data = try Stack.item(next)
          #expect(ints(try buffer.add(data)) == [cursor])
          if cursor == model.count { model.append(next) } else { model[cursor] = next }
          cursor = (cursor + 1) % size
          next += 1
        case 4 where !model.isEmpty:
          let row = try random.integers(below: model.count, count: 1)[0]
          try buffer.set(.row(row), try Stack.item(next))
          model[row] = next
          next += 1
        default:
          let count = try random.integers(1, below: 2 * size + 2, count: 1)[0]
          let values = Array(next..<next + count)
          #expect(ints(try buffer.extend(try rows(values))) == values.indices.map { (cursor + $0) % size })
          for value in values {
            if cursor == model.count { model.append(value) } else { model[cursor] = value }
            cursor = (cursor + 1) % size
          }
          next += count
        }
        #expect(buffer.count == model.count)
        guard !model.isEmpty else { continue }
        #expect(ints(try buffer.get(.all)) == model)
        #expect(ints(try buffer.get(.row(-1))) == [model[model.count - 1]])
        #expect(ints(try buffer.get(.rows([0, 0], shape: [2]))) == [model[0], model[0]])
        let sample = try buffer.sample(5)
        #expect(ints(sample.data) == ints(sample.info[0].value).map { model[$0] })
      }
    }
  }

  @Test func nestedLeavesStayTogether() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let buffer = try ReplayBuffer.make(.tensordict, storage: try TensorStorage.ram(6), batchSize: 4)
    try buffer.extend(try rows(Array(0..<9)))
    guard case .tensordict(let data) = try buffer.sample().data else { throw Failure.runtime("no tensordict") }
    let x = ints(.tensor(try data.tensor("x")))
    let y = try data.tensor(["in", "y"]).withElements(Float.self) { Array($0) }
    #expect(y == x.flatMap { [Float($0), -Float($0)] })
    #expect(ints(.tensor(try data.tensor("index"))).map { $0 < 3 ? $0 + 6 : $0 } == x)
    #expect(data.device == .cpu)
  }

  @Test func treesOfTensorsKeepTheirForm() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let buffer = try ReplayBuffer.make(storage: try TensorStorage.ram(4))
    let tree: Tree = .dict([
      (.int(3), .tensor(try intTensor([1, 2]))),
      (.string("b"), .tuple([.list([.tensor(try floatTensor([1, 2, 3, 4], [2, 2]))])])),
    ])
    try buffer.extend(tree)
    guard case .dict(let pairs) = try buffer.get(.row(1)), case .tuple(let parts) = pairs[1].value,
      case .list(let items) = parts[0], case .tensor(let leaf) = items[0]
    else { throw Failure.runtime("another form") }
    #expect(ints(pairs[0].value) == [2])
    #expect(leaf.shape == [2])
  }

  @Test func assignmentToATensorBroadcastsAndConverts() throws {
    let buffer = try ReplayBuffer.make(storage: try TensorStorage.ram(10))
    try buffer.extend(.tensor(try intTensor([0, 1, 2, 3])))
    try buffer.set(.slice(start: 0, stop: 2, step: nil), .tensor(try intTensor([7], [])))
    try buffer.set(.row(-1), .int(9))
    try buffer.set(.rows([2], shape: [1]), .tensor(try intTensor([5])))
    #expect(ints(try buffer.get(.all)) == [7, 7, 5, 9])
    try buffer.set(.row(0), .tensor(try floatTensor([1.5], [])))
    #expect(ints(try buffer.get(.all)) == [1, 7, 5, 9])
  }

  @Test func otherValuesOfATensordictAreKeptPerItem() throws {
    let buffer = try ReplayBuffer.make(storage: try TensorStorage.ram(4))
    for (word, count) in [("a", 3), ("b", 2)] {
      let data = TensorDict(batchSize: [count])
      try data.set("x", entry: .tensor(try intTensor(Array(0..<count))))
      try data.set("s", entry: .nonTensor(.string(word)))
      try buffer.extend(.tensordict(data))
    }
    guard case .tensordict(let all) = try buffer.get(.all), case .nonTensorStack(let words)? = try all.entry("s") else {
      throw Failure.runtime("no values")
    }
    #expect(words.map { PythonText.str($0) } == ["b", "a", "a", "b"])
  }

  @Test func severalDimensionsAreStoredByTime() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(20, ndim: 2)
    let buffer = try ReplayBuffer(.plain, options)
    let index = try buffer.extend(.tensor(try intTensor(Array(0..<6), [2, 3])))
    #expect(ints(index) == [0, 0, 0, 1, 1, 0, 1, 1, 2, 0, 2, 1])
    #expect(buffer.storage.shape == [3, 2])
    #expect(buffer.count == 6)
    #expect(ints(try buffer.storage.read(.all)) == [0, 3, 1, 4, 2, 5])
    #expect(ints(try buffer.get(.all)) == Array(0..<6))
    #expect(ints(try buffer.get(.row(1))) == [3, 4, 5])
    for _ in 0..<7 { try buffer.extend(.tensor(try intTensor(Array(10..<16), [2, 3]))) }
    #expect(buffer.count == 20)
    #expect(buffer.storage.shape == [10, 2])
  }

  @Test func epochsVisitEachItemOnce() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    for dropLast in [false, true] {
      let buffer = try ReplayBuffer.make(
        storage: try TensorStorage.ram(23), sampler: SamplerWithoutReplacement(dropLast: dropLast), batchSize: 5)
      try buffer.extend(.tensor(try intTensor(Array(0..<23))))
      for _ in 0..<3 {
        var seen: [Int] = []
        let iterator = try buffer.makeIterator()
        while let batch = try iterator.next() { seen += ints(batch) }
        #expect(Set(seen).count == seen.count)
        #expect(seen.count == (dropLast ? 20 : 23))
      }
    }
  }
}

/// Items of the models above.
enum Stack {
  /// One row as `rows` makes them.
  static func item(_ value: Int) throws(Failure) -> Tree {
    let data = TensorDict(batchSize: [])
    try data.set("x", entry: .tensor(try intTensor([value], [])))
    try data.set(["in", "y"], entry: .tensor(try floatTensor([Float(value), -Float(value)])))
    return .tensordict(data)
  }
}
