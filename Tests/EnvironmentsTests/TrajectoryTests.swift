import TestSupport
import Tensors
import Testing

@testable import Environments

/// Steps of each environment from several seeds, against the real gymnasium (Generators/trajectories.py).
@Suite struct TrajectoryTests {
  struct Run: Sendable, CustomTestStringConvertible {
    let id: String
    let seed: Int
    let steps: Int
    let hash: String
    let ends: Int
    let first: [Float]
    let last: [Float]
    var testDescription: String { "\(id), seed \(seed)" }
  }

  /// The objects among the files of the folder: a list of runs for each environment.
  static func runs() throws -> [Run] {
    let runs = try VectorFolder.environments.files().flatMap { name, contents -> [Run] in
      guard contents.object != nil else { return [] }
      let environments = try VectorFields(contents, name)
      return try environments.names.flatMap { id in try environments.objects(id).map { try run(id, $0) } }
    }
    guard !runs.isEmpty else { throw VectorError(description: "there are no trajectories") }
    return runs
  }

  private static func run(_ id: String, _ fields: VectorFields) throws -> Run {
    let run = Run(
      id: id, seed: try fields.int("seed"), steps: try fields.int("steps", or: 500), hash: try fields.string("hash"),
      ends: try fields.int("ends"), first: try fields.doubles("first").map { Float($0) },
      last: try fields.doubles("last").map { Float($0) })
    try fields.finish()
    return run
  }

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

  @Test(arguments: try runs()) func trajectoriesEqualGymnasiums(_ run: Run) throws {
    let kind = try #require(ControlTasks.all.first { $0.id == run.id })
    var task = kind.init()
    var random = NumpyGenerator(seed: UInt64(run.seed))
    var (hash, elapsed, ends) = (Hash(), 0, 0)
    task.reset(&random)
    #expect(task.observation == run.first)
    for value in task.observation { hash.add(value) }
    for step in 0..<run.steps {
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
    #expect(task.observation == run.last)
    #expect(String(hash.value, radix: 16) == run.hash.drop { $0 == "0" })
  }

  @Test func seedsAfterSeedsAreTorchRLs() {
    #expect(NumpyGenerator.seed(after: 0) == 795_726_461)
    #expect(NumpyGenerator.seed(after: 3) == 2_346_560_485)
  }
}
