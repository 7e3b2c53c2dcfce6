import Catalog
import Foundation
import ReplayBuffers
import TestSupport
import Tensors
import Testing

@testable import Environments

/// Rollouts, transforms and collections against TorchRL's, step by step (`Generators/clock.py`).
@Suite struct ClockVectorTests {
  struct Case: Decodable, CustomTestStringConvertible, Sendable {
    struct Data: Decodable, Sendable {
      let batchSize: [Int]
      let values: [String: [Int]]
    }
    /// Of `step_counter`, `target_return` and `time_max_pool`.
    enum Argument: Decodable, Sendable {
      case number(Double)
      case word(String)
      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
          self = .number(number)
        } else {
          self = .word(try container.decode(String.self))
        }
      }
      var int: Int? { if case .number(let number) = self { Int(number) } else { nil } }
      var word: String? { if case .word(let word) = self { word } else { nil } }
    }
    let lengths: [Int]
    let batched, serial, any, all, setTruncated, split, resetAtEachIter: Bool?
    let steps, frames, total, maxFramesPerTraj, initRandomFrames: Int?
    let transform, policy: String?
    let arguments: [Argument]?
    let expected: [Data]

    var testDescription: String {
      "\(transform ?? frames.map { "\($0) frames" } ?? "rollout") of \(lengths)\(serial == true ? " in a row" : "")"
    }

    func environment() throws -> any Environment {
      var environment: any Environment =
        serial == true
        ? try Clock.serial(lengths)
        : batched == true ? try Clock.batched(lengths) : try Clock.make(lengths, batchSize: [])
      if let transform { environment = try TransformedEnvironment(environment, [try make(transform)]) }
      return environment
    }

    private func make(_ name: String) throws -> any Transform {
      let first = arguments?.first?.int
      switch name {
      case "step_counter": return try StepCounter(maxSteps: first)
      case "reward_sum": return try RewardSum()
      case "init_tracker": return InitTracker()
      case "traj_counter": return TrajCounter()
      case "target_return":
        let mode = try #require(arguments?.last?.word.flatMap { TargetReturn.Mode(rawValue: $0) })
        return TargetReturn(Double(try #require(first)), mode: mode)
      case "time_max_pool": return try TimeMaxPool(try #require(first), keys: try TransformKeys(["t"], ["pooled"]))
      default: throw Failure.value("unknown transform '\(name)'")
      }
    }
  }

  static let cases: [Case] = {
    do {
      let text = try Fixtures.text("Tests/EnvironmentsTests/Vectors/clock.json")
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode([Case].self, from: Data(text.utf8))
    } catch {
      Issue.record("\(error)")
      return []
    }
  }()

  private func compare(_ found: TensorDict, _ expected: Case.Data) throws {
    #expect(found.batchSize.dims == expected.batchSize)
    #expect(!expected.values.isEmpty)
    for (name, values) in expected.values {
      let key = NestedKey(name.split(separator: "/").map(String.init))
      let numbers = try found.numbers(key)
      #expect(numbers == values, "\(name)")
    }
  }

  @Test(arguments: cases.filter { $0.frames == nil }) func rolloutsAreTorchRLs(_ item: Case) throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    var options = RolloutOptions()
    options.breakWhenAnyDone = item.any ?? true
    options.breakWhenAllDone = item.all ?? false
    options.setTruncated = item.setTruncated ?? false
    let data = try item.environment().rollout(
      try #require(item.steps), options: options, generator: Generator(seed: 0))
    try compare(data, item.expected[0])
  }

  @Test(arguments: cases.filter { $0.frames != nil }) func collectionsAreTorchRLs(_ item: Case) throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    var options = CollectorOptions(framesPerBatch: try #require(item.frames), totalFrames: item.total)
    options.maxFramesPerTrajectory = item.maxFramesPerTraj
    options.initRandomFrames = item.initRandomFrames ?? 0
    options.resetAtEachIteration = item.resetAtEachIter ?? false
    options.splitTrajectories = item.split ?? false
    options.setTruncated = item.setTruncated ?? false
    var policy: (any Policy)?
    if item.policy == "one" {
      policy = ClosurePolicy("one") { (data, _) throws(Failure) in
        try data.set("action", try .ones(data.batchSize + [1], .int64))
        return data
      }
    }
    let collector = try Collector(try item.environment(), policy, options, generator: Generator(seed: 0))
    for expected in item.expected {
      let data = try #require(try collector.next()?.batch)
      try compare(data, expected)
    }
    #expect(try collector.next() == nil)
  }
}
