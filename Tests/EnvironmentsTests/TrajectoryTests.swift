import Foundation
import Tensors
import TestSupport
import Testing

@testable import Environments

/// Ten seeds of 500 steps for each environment, against the real gymnasium (Generators/trajectories.py).
@Suite struct TrajectoryTests {
  struct Run: Decodable {
    let seed: Int
    let hash: String
    let ends: Int
    let first: [Float]
    let last: [Float]
  }

  static let runs: [String: [Run]] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "Vectors/trajectories.json")
    guard let data = try? Data(contentsOf: file) else { return [:] }
    return (try? JSONDecoder().decode([String: [Run]].self, from: data)) ?? [:]
  }()

  private struct Hash {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    mutating func add<T>(_ item: T) {
      withUnsafeBytes(of: item) { for byte in $0 { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 } }
    }
  }

  /// The same as in the generator.
  private func action(_ space: ActionSpace, _ seed: Int, _ step: Int) -> ControlAction {
    var word = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(step) &* 0xbf58_476d_1ce4_e5b9
    word ^= word >> 31
    switch space {
    case .discrete(let count): return .index(Int(word >> 33) % count)
    case .continuous(_, let high):
      let part = Float(Double((word >> 40) & 0xffff) / 65536 * 2 - 1)
      return .value(part * Float(1.25) * high)
    }
  }

  @Test func everyTaskHasRuns() { #expect(Set(Self.runs.keys) == Set(ControlTasks.all.map { $0.id })) }

  @Test(arguments: runs.keys.sorted())
  func trajectoriesEqualGymnasiums(_ id: String) throws {
    let kind = try #require(ControlTasks.all.first { $0.id == id })
    let runs = try #require(Self.runs[id])
    #expect(!runs.isEmpty)
    for run in runs {
      var task = kind.init()
      var random = NumpyGenerator(seed: UInt64(run.seed))
      var (hash, elapsed, ends) = (Hash(), 0, 0)
      task.reset(&random)
      #expect(task.observation == run.first)
      for value in task.observation { hash.add(value) }
      for step in 0..<500 {
        let result = task.step(action(kind.actions, run.seed, step))
        elapsed += 1
        let isTruncated = elapsed >= kind.stepLimit
        for value in task.observation { hash.add(value) }
        hash.add(result.reward)
        hash.add(result.isTerminated)
        hash.add(isTruncated)
        guard result.isTerminated || isTruncated else { continue }
        ends += 1
        elapsed = 0
        task.reset(&random)
        for value in task.observation { hash.add(value) }
      }
      #expect(ends == run.ends)
      #expect(task.observation == run.last, "seed \(run.seed)")
      #expect(String(hash.value, radix: 16) == run.hash.drop0, "seed \(run.seed)")
    }
  }

  @Test func seedsAfterSeedsAreTorchRLs() {
    #expect(NumpyGenerator.seed(after: 0) == 795_726_461)
    #expect(NumpyGenerator.seed(after: 3) == 2_346_560_485)
  }
}

extension String {
  fileprivate var drop0: Substring { drop { $0 == "0" } }
}
