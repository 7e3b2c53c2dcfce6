import Catalog
import Tensors
import Testing

@testable import ReplayBuffers

/// Schedules that cannot take a step, and what they make of a state; their values are TorchRL's (`Tests/Parity`).
@Suite struct SchedulerTests {
  private func sampler() throws -> PrioritizedSampler { try PrioritizedSampler(alpha: 0.5, beta: 0.4) }

  private func count(_ scheduler: Scheduler) -> Int? {
    if case .int(let count)? = scheduler.attribute("step_count") { count } else { nil }
  }

  @Test func aStepThatFailsIsNotTaken() throws {
    let sampler = try sampler()
    let scheduler = try Scheduler(
      sampler, "beta", .step(gamma: -1, every: 2, adds: true))
    try scheduler.step()
    #expect(count(scheduler) == 1 && sampler.beta == 0.4)
    for _ in 0..<3 {
      // -0.6 is no beta.
      #expect(throws: Failure.self) { try scheduler.step() }
      #expect(count(scheduler) == 1 && sampler.beta == 0.4)
    }
    try sampler.setBeta(1.5)
    try scheduler.step()
    #expect(count(scheduler) == 2 && sampler.beta == 0.5)
  }

  @Test func aStateIsTakenOverAsFarAsItMakesSense() throws {
    let sampler = try sampler()
    let scheduler = try Scheduler(sampler, "beta", .step(gamma: 0.5, every: 2, adds: false))
    var state = scheduler.state()
    func set(_ name: String, _ value: Tree) throws {
      let index = try #require(state.firstIndex { $0.key.isSameScalar(as: .string(name)) })
      state[index].value = value
    }
    try set("_step_cnt", .int(3))
    try set("n_steps", .int(0))
    try scheduler.load(state)
    #expect(count(scheduler) == 3)
    // Every 0 steps is every step.
    try scheduler.step()
    #expect(sampler.beta == 0.2)
    try set("n_steps", .int(3))
    try set("_min_val", .float(0.15))
    try scheduler.load(state)
    for expected in [0.2, 0.2, 0.15, 0.15] {
      try scheduler.step()
      #expect(sampler.beta == expected)
    }
    try set("_step_cnt", .none)
    #expect(throws: Failure.self) { try scheduler.load(state) }
    #expect(count(scheduler) == 7)
  }

  @Test func thereIsANumberToScheduleAndAStepToTake() throws {
    let sampler = try sampler()
    #expect(throws: Failure.self) { try Scheduler(sampler, "gamma", .linear(final: 1, steps: 3)) }
    #expect(throws: Failure.self) { try Scheduler(sampler, "beta", .linear(final: 1, steps: 0)) }
    #expect(throws: Failure.self) {
      try Scheduler(sampler, "beta", .step(gamma: 1, every: 0, adds: true))
    }
  }
}
