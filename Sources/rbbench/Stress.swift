/// Unsafe: a thread's body travels through `pthread_create` as a retained pointer, which the thread takes over.
import Catalog
import Glibc
import ReplayBuffers
import Synchronization
import Tensors

/// One buffer under four threads: two extend it, one samples, one sets priorities. Every row says who wrote it and
/// carries a checksum over its columns, so that a torn one shows.
final class Stress: Sendable {
  private static let capacity = 10_000
  private static let batch = 256
  private static let writers = 2
  /// Writer `w` numbers its rows from `w * stride`.
  private static let stride = 1 << 32

  private struct Figures {
    var written = [Int](repeating: 0, count: Stress.writers)
    var sampled = 0
    var updated = 0
    var violations = 0
    var examples: [String] = []
  }

  private let buffer: ReplayBuffer
  private let sampler: PrioritizedSampler
  private let deadline: Double
  private let figures = Mutex(Figures())

  private init(seconds: Double) throws(Failure) {
    sampler = try PrioritizedSampler(alpha: 0.7, beta: 0.9)
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(Self.capacity)
    options.sampler = sampler
    options.batchSize = Self.batch
    options.generator = Generator(seed: 0)
    buffer = try ReplayBuffer(.tensordict, options)
    deadline = now() + seconds * 1e6
  }

  /// Prints what was done. - Returns: whether all was right.
  static func run(seconds: Double) throws(Failure) -> Bool {
    let stress = try Stress(seconds: seconds)
    _ = try stress.buffer.extend(.tensordict(try rows(0..<1)))
    stress.figures.withLock { $0.written[0] = 1 }
    var threads: [pthread_t] = []
    for writer in 0..<writers {
      threads.append(start { stress.guarded { () throws(Failure) in try stress.write(writer) } })
    }
    threads.append(start { stress.guarded { () throws(Failure) in try stress.sample() } })
    threads.append(start { stress.guarded { () throws(Failure) in try stress.update() } })
    for thread in threads { pthread_join(thread, nil) }
    return try stress.report()
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private static func start(_ run: @escaping @Sendable () -> Void) -> pthread_t {
    var thread = pthread_t()
    let body = Unmanaged.passRetained(Body(run))
    pthread_create(
      &thread, nil,
      { pointer in
        if let pointer { Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run() }
        return nil
      }, body.toOpaque())
    return thread
  }

  private func guarded(_ body: () throws(Failure) -> Void) {
    do throws(Failure) { try body() } catch { violation("\(error.kind.rawValue): \(error.message)") }
  }

  private func violation(_ text: String) {
    figures.withLock {
      $0.violations += 1
      if $0.examples.count < 10 { $0.examples.append(text) }
    }
  }

  // MARK: rows

  private static func rows(_ ids: Range<Int>) throws(Failure) -> TensorDict {
    let data = TensorDict(batchSize: [ids.count])
    var (state, pixels, sums): ([Float], [UInt8], [Int]) = ([], [], [])
    for id in ids {
      var sum = id &* 31
      for j in 0..<16 {
        let value = Float((id &* 7 &+ j) % 4096)
        state.append(value)
        sum = sum &* 31 &+ Int(value)
      }
      for j in 0..<64 {
        let value = UInt8(truncatingIfNeeded: id &* 13 &+ j)
        pixels.append(value)
        sum = sum &* 31 &+ Int(value)
      }
      sums.append(sum)
    }
    try data.set("id", entry: .tensor(try .fromElements(Array(ids))))
    try data.set("state", entry: .tensor(try .fromElements(state, [ids.count, 16])))
    try data.set(["next", "pixels"], entry: .tensor(try .fromElements(pixels, [ids.count, 64])))
    try data.set("checksum", entry: .tensor(try .fromElements(sums)))
    return data
  }

  /// Recomputes every row's checksum. - Returns: the rows' ids.
  private func check(_ data: TensorDict, _ place: String) throws(Failure) -> [Int] {
    let ids = try data.tensor("id").contiguous().withElements(Int.self) { Array($0) }
    let sums = try data.tensor("checksum").contiguous().withElements(Int.self) { Array($0) }
    let state = try data.tensor("state").contiguous().withElements(Float.self) { Array($0) }
    let pixels = try data.tensor(["next", "pixels"]).contiguous().withElements(UInt8.self) { Array($0) }
    for (row, id) in ids.enumerated() {
      var sum = id &* 31
      for value in state[row * 16..<row * 16 + 16] { sum = sum &* 31 &+ Int(value) }
      for value in pixels[row * 64..<row * 64 + 64] { sum = sum &* 31 &+ Int(value) }
      if sum != sums[row] { violation("torn row of id \(id) in \(place)") }
    }
    return ids
  }

  // MARK: threads

  private func write(_ writer: Int) throws(Failure) {
    let random = Generator(seed: UInt64(writer + 1))
    var next = writer * Self.stride + (writer == 0 ? 1 : 0)
    while now() < deadline {
      let count = try random.integers(below: 300, count: 1)[0] + 1
      _ = try buffer.extend(.tensordict(try Self.rows(next..<next + count)))
      next += count
    }
    figures.withLock { $0.written[writer] = next - writer * Self.stride }
  }

  private func sample() throws(Failure) {
    var total = 0
    while now() < deadline {
      guard case .tensordict(let data) = try buffer.sample().data else { return violation("no tensordict") }
      let ids = try check(data, "a sample")
      if ids.count != Self.batch { violation("a sample of \(ids.count) rows") }
      let weights = try data.tensor("priority_weight").contiguous().withElements(Float.self) { Array($0) }
      if !weights.allSatisfy({ $0 > 0 && $0.isFinite }) { violation("a weight that is not positive") }
      total += ids.count
    }
    figures.withLock { $0.sampled = total }
  }

  private func update() throws(Failure) {
    let random = Generator(seed: 99)
    var total = 0
    while now() < deadline {
      let cells = try random.integers(below: buffer.count, count: Self.batch)
      let errors = random.uniforms32(count: Self.batch)
      try buffer.updatePriority(.tensor(try .fromElements(cells)), .tensor(try .fromElements(errors)))
      total += Self.batch
    }
    figures.withLock { $0.updated = total }
  }

  // MARK: the end

  private func report() throws(Failure) -> Bool {
    let written = figures.withLock { $0.written }
    let total = written.reduce(0, +)
    let count = min(total, Self.capacity)
    if buffer.count != count { violation("length \(buffer.count) instead of \(count)") }
    if buffer.writeCount != total { violation("write count \(buffer.writeCount) instead of \(total)") }
    let cursor = total % Self.capacity
    if buffer.writer.cursor != cursor { violation("a cursor other than \(cursor)") }
    if case .tensordict(let data) = try buffer.storage.read(.all) {
      let ids = try check(data, "the storage")
      let slots = try data.tensor("index").contiguous().withElements(Int.self) { Array($0) }
      if slots != Array(0..<count) { violation("an index that is not the row's own") }
      // Oldest first, the rows of each writer are its last ones, in their order.
      let first = total > count ? cursor : 0
      let ordered = (0..<count).map { ids[(first + $0) % count] }
      for writer in 0..<Self.writers {
        let own = ordered.filter { $0 / Self.stride == writer }
        let end = writer * Self.stride + written[writer]
        if own != Array(end - own.count..<end) { violation("rows of writer \(writer) are lost or out of order") }
      }
    }
    let trees = sampler.checkTrees()
    if !trees.isSound { violation("a node that is not what its leaves make it") }
    if trees.count != count { violation("\(trees.count) priorities for \(count) rows") }
    if abs(Double(trees.total) - trees.direct) > 1e-4 * trees.direct { violation("a root that is not the leaves' sum") }
    let result = figures.withLock { $0 }
    print("rows written     \(total) (\(written.map(String.init).joined(separator: " + ")))")
    print("rows sampled     \(result.sampled)")
    print("priorities set   \(result.updated)")
    print("rows stored      \(buffer.count)")
    print(
      "sum of leaves    \(PythonText.fixed(Double(trees.total), 4)) in the tree, "
        + "\(PythonText.fixed(trees.direct, 4)) one by one")
    print("violations       \(result.violations)")
    for example in result.examples { print("  \(example)") }
    return result.violations == 0
  }
}
