import Catalog
import Foundation
import TestSupport
import Tensors
import Testing

@testable import ReplayBuffers

/// Slices after all rows have changed at once: what is drawn follows the new contents.
@Suite struct SliceReloadTests {
  private func makeBuffer(_ kind: String) throws -> ReplayBuffer {
    var slices = SliceOptions(sliceLength: 3)
    slices.trajKey = "episode"
    let sampler: any Sampler =
      switch kind {
      case "plain": try SliceSampler(slices)
      case "without": try SliceSamplerWithoutReplacement(slices)
      default: try PrioritizedSliceSampler(slices, priorities: PrioritizedSampler(alpha: 0.7, beta: 0.9))
      }
    return try .make(.tensordict, storage: TensorStorage.ram(60), sampler: sampler, batchSize: 12)
  }

  /// Episodes of `length` rows, each row with its episode and a step that counts on.
  private func rows(_ count: Int, length: Int, first: Int) throws -> Tree {
    let data = TensorDict(batchSize: [count])
    try data.set("episode", try intTensor((0..<count).map { first + $0 / length }))
    try data.set("step", try intTensor(Array(0..<count)))
    return .tensordict(data)
  }

  private func checkSlices(_ rb: ReplayBuffer, episodes: Range<Int>) throws {
    for _ in 0..<20 {
      guard case .tensordict(let data) = try rb.sample().data else { throw Failure.runtime("no tensordict") }
      let ids = try integers(of: try data.tensor("episode"))
      let steps = try integers(of: try data.tensor("step"))
      #expect(!ids.isEmpty)
      for start in stride(from: 0, to: ids.count, by: 3) {
        #expect(episodes.contains(ids[start]))
        #expect(ids[start..<start + 3].allSatisfy { $0 == ids[start] })
        #expect(steps[start + 1] == steps[start] + 1 && steps[start + 2] == steps[start] + 2)
      }
    }
  }

  @Test(arguments: ["plain", "without", "prioritized"])
  func slicesFollowWhatWasLoaded(kind: String) throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("rbsh-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let other = try makeBuffer(kind)
    try other.extend(try rows(70, length: 5, first: 100))
    try other.dump(to: path)
    let rb = try makeBuffer(kind)
    try rb.extend(try rows(60, length: 12, first: 0))
    try checkSlices(rb, episodes: 0..<5)
    try rb.load(from: path)
    // Of 70 rows in 60 slots, the first two episodes were overwritten.
    try checkSlices(rb, episodes: 102..<114)
  }

  @Test(arguments: ["plain", "without", "prioritized"])
  func slicesFollowADeletion(kind: String) throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let rb = try makeBuffer(kind)
    try rb.extend(try rows(60, length: 6, first: 0))
    try checkSlices(rb, episodes: 0..<10)
    try rb.delete((0..<60).map { $0 / 6 % 2 == 0 || $0 / 6 > 7 })
    #expect(rb.count == 24)
    try checkSlices(rb, episodes: 1..<8)
    try rb.delete((0..<rb.count).map { $0 >= 6 })
    try checkSlices(rb, episodes: 1..<2)
  }

  @Test func prioritiesOfSlicesSurviveADeletion() throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    let rb = try makeBuffer("prioritized")
    try rb.extend(try rows(60, length: 6, first: 0))
    try rb.updatePriority(
      .tensor(try intTensor(Array(0..<60))), .tensor(try floatTensor((0..<60).map { $0 / 6 == 5 ? 1 : 0 })))
    try rb.delete((0..<60).map { $0 < 12 })
    try checkSlices(rb, episodes: 5..<6)
  }
}
