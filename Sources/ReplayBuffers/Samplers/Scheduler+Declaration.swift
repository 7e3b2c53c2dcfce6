import Catalog
import Tensors

extension Scheduler {
  /// How gamma is applied.
  enum Mode: String, Sendable, CaseIterable { case multiplicative, additive }

  private static let object: Field<Scheduler, any Sampler> = Field(
    "obj",
    FieldKind(.either([.object("buffer"), .object("sampler")])) { (data, label) throws(Failure) -> any Sampler in
      if case .object(let object) = data {
        if let buffer = object as? ReplayBuffer { return buffer.sampler }
        if let sampler = object as? any Sampler { return sampler }
      }
      throw .mismatch(label, .either([.object("buffer"), .object("sampler")]), data)
    } encode: {
      .object($0)
    }, "The sampler, or a buffer that has it.", attribute: .named("sampler")
  ) { $0.target }
  private static let parameterName: Field<Scheduler, String> = Field(
    "param_name", .string, "The number to change: \"alpha\" or \"beta\"."
  ) { $0.parameter }
  private static let minValue: Field<Scheduler, Double?> = Field(
    "min_value", .optional(.number), default: nil, "The value does not go below; None for no limit.",
    attribute: .hidden
  ) { .some($0.limits.lowest == -.infinity ? nil : $0.limits.lowest) }
  private static let maxValue: Field<Scheduler, Double?> = Field(
    "max_value", .optional(.number), default: nil, "The value does not go beyond; None for no limit.",
    attribute: .hidden
  ) { .some($0.limits.highest == .infinity ? nil : $0.limits.highest) }
  private static let steps: [any ComponentAttribute] = [
    Attribute<Scheduler>("step_count", "The number of steps taken.") { .int($0.stepCount) },
    Attribute<Scheduler>("initial_val", "The value before the first step.") { $0.initialTree },
  ]
  private static let setup = "s = prioritized(1.0, 0.6); "

  public var spec: ComponentSpec {
    switch rule {
    case .linear: Self.linearSpec
    case .step: Self.stepSpec
    case .function: Self.lambdaSpec
    }
  }

  private static let finalValue: Field<Scheduler, Double> = Field(
    "final_value", .number, "The value after all steps.", attribute: .named("final_val")
  ) { if case .linear(let final, _) = $0.rule { final } else { nil } }
  private static let numSteps: Field<Scheduler, Int> = Field("num_steps", .int, "The number of steps, at least 1.") {
    if case .linear(_, let steps) = $0.rule { steps } else { nil }
  }

  public static let linearSpec: ComponentSpec = ComponentSpec(
    .scheduler, "linear_scheduler", "LinearScheduler", "Moves a number of a sampler to a final value in equal steps.",
    fields: [object, parameterName, finalValue, numSteps], attributes: steps,
    examples: [
      Example(setup + "l = linear_scheduler(s, \"beta\", 1.0, 4); l.step(); print(round(s.beta, 3))", prints: "0.7")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try Scheduler(
      try arguments[object], try arguments[parameterName],
      .linear(final: try arguments[finalValue], steps: try arguments[numSteps]))
  }

  private static let gamma: Field<Scheduler, Double> = Field(
    "gamma", .number, default: 0.9, "The factor, or what is added.", showing: .byPosition, implied: { _ in false }
  ) { if case .step(let gamma, _, _) = $0.rule { gamma } else { nil } }
  private static let everySteps: Field<Scheduler, Int> = Field(
    "n_steps", .int, default: 1, "The steps between two changes, at least 1."
  ) { if case .step(_, let every, _) = $0.rule { every } else { nil } }
  private static let mode: Field<Scheduler, Mode> = Field(
    "mode", .choice(), default: .multiplicative, "How gamma is applied."
  ) { if case .step(_, _, let adds) = $0.rule { adds ? .additive : .multiplicative } else { nil } }

  public static let stepSpec: ComponentSpec = ComponentSpec(
    .scheduler, "step_scheduler", "StepScheduler", "Multiplies or raises a number of a sampler every so many steps.",
    fields: [object, parameterName, gamma, everySteps, mode, minValue, maxValue], attributes: steps,
    examples: [
      Example(
        setup + "l = step_scheduler(s, \"beta\", 0.3, mode: \"additive\", max_value: 1.0); l.step(); l.step(); "
          + "print(s.beta)", prints: "1.0")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try Scheduler(
      try arguments[object], try arguments[parameterName],
      .step(
        gamma: try arguments[gamma], every: try arguments[everySteps], adds: try arguments[mode] == .additive),
      min: try arguments[minValue], max: try arguments[maxValue])
  }

  private static let function: Field<Scheduler, any Callback> = Field(
    "lambda_fn", .function, "Gives a factor for the number of steps."
  ) { if case .function(let function) = $0.rule { function } else { nil } }

  public static let lambdaSpec: ComponentSpec = ComponentSpec(
    .scheduler, "lambda_scheduler", "LambdaScheduler",
    "Sets a number of a sampler to its first value times a function of the number of steps.",
    fields: [object, parameterName, function, minValue, maxValue], attributes: steps,
    examples: [
      Example(
        setup + "l = lambda_scheduler(s, \"alpha\", n -> 0.5 ** n); l.step(); l.step(); print(s.alpha)",
        prints: "0.25")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try Scheduler(
      try arguments[object], try arguments[parameterName], .function(try arguments[function]),
      min: try arguments[minValue], max: try arguments[maxValue])
  }
}

/// Several schedules that step together.
public final class SchedulerList: Component, @unchecked Sendable {
  // `@unchecked`: `list` is touched under `lock`.
  private let lock = RecursiveLock()
  private var list: [Scheduler]
  public init(_ schedulers: [Scheduler]) { list = schedulers }
  public var schedulers: [Scheduler] { lock.withLock { list } }
  public func append(_ scheduler: Scheduler) { lock.withLock { list.append(scheduler) } }
  public func step() throws(Failure) { for scheduler in schedulers { try scheduler.step() } }

  private static let schedulers: Field<SchedulerList, [Scheduler]> = Field(
    "schedulers",
    FieldKind(.any) { (data, label) throws(Failure) -> [Scheduler] in
      var found: [Scheduler] = []
      for item in data.argumentItems ?? [data] {
        guard case .object(let object) = item, let scheduler = object as? Scheduler else {
          throw .mismatch(label, .object("scheduler"), item)
        }
        found.append(scheduler)
      }
      return found
    } encode: { parts in
      .list(parts.map { .object($0) })
    }, "A schedule, or a list of them."
  ) { $0.schedulers }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .scheduler, "scheduler_list", "SchedulerList", parent: "object", "Several schedules that step together.",
    fields: [schedulers],
    examples: [
      Example(
        "s = prioritized(1.0, 0.6); "
          + "l = scheduler_list([step_scheduler(s, \"alpha\", 0.5), step_scheduler(s, \"beta\", 2)]); l.step(); "
          + "print(s.alpha, s.beta)", prints: "0.5 1.2")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in SchedulerList(try arguments[schedulers]) }
}
