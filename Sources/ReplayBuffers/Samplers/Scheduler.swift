import Catalog
import Tensors

/// Changes a number of a sampler step by step: alpha and beta of a prioritized one, for instance (TorchRL's parameter
/// schedulers). Values are clamped to the limits.
public final class Scheduler: AttributeHolder, @unchecked Sendable {
  /// How the value follows from the number of steps.
  public enum Rule: Sendable {
    /// From the first value to this one, in so many steps.
    case linear(final: Double, steps: Int)
    /// Multiplied by, or raised by, gamma every so many steps.
    case step(gamma: Double, every: Int, adds: Bool)
    /// The first value times what the function gives for the number of steps.
    case function(any Callback)
  }

  // `@unchecked`: `count`, `initial` and the limits are touched under `lock`.
  private let lock = RecursiveLock()
  public let target: any AttributeHolder
  public let parameter: String
  public private(set) var rule: Rule
  private var initial: Double
  private let isWhole: Bool
  private var lowest: Double
  private var highest: Double
  private var count = 0
  public let text: String

  /// - Throws: `ValueError` where the sampler has no such number, or for fewer than one step.
  public init(
    _ target: any AttributeHolder, _ parameter: String, _ rule: Rule, min lowest: Double? = nil,
    max highest: Double? = nil, text: String
  ) throws(Failure) {
    let name = parameter.hasPrefix("_") ? String(parameter.dropFirst()) : parameter
    switch target.attribute(name) {
    case .float(let value)?: (initial, isWhole) = (value, false)
    case .int(let value)?: (initial, isWhole) = (Double(value), true)
    default:
      throw .value(
        "\(target.text) has no number '\(parameter)' to schedule",
        help: Suggestion.didYouMean(name, among: target.attributeNames), argument: "param_name")
    }
    switch rule {
    case .linear(_, let steps) where steps < 1:
      throw .value("num_steps must be at least 1, got \(steps)", argument: "num_steps")
    case .step(_, let every, _) where every < 1:
      throw .value("n_steps must be at least 1, got \(every)", argument: "n_steps")
    default: break
    }
    self.target = target
    self.parameter = name
    self.rule = rule
    self.lowest = lowest ?? -.infinity
    self.highest = highest ?? .infinity
    self.text = text
  }

  /// Takes the next value.
  public func step() throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    count += 1
    let value = min(max(try next(), lowest), highest)
    do {
      try target.setAttribute(parameter, isWhole && value == value.rounded() ? .int(Int(value)) : .float(value))
    } catch {
      count -= 1
      throw error
    }
  }

  private func next() throws(Failure) -> Double {
    switch rule {
    case .linear(let final, let steps):
      return count < steps ? initial + (final - initial) / Double(steps) * Double(count) : final
    case .step(let gamma, let every, let adds):
      let current: Double =
        switch target.attribute(parameter) {
        case .float(let value)?: value
        case .int(let value)?: Double(value)
        default: initial
        }
      if count % every != 0 { return current }
      return adds ? current + gamma : current * gamma
    case .function(let function):
      switch try function.call([.int(count)]) {
      case .int(let factor): return initial * Double(factor)
      case .float(let factor): return initial * factor
      case .tensor(let tensor) where tensor.numel == 1: return initial * (try tensor.item().double)
      case let other: throw .type("expected a number of the schedule's function, got \(other.kindName)")
      }
    }
  }

  /// How far it is, under TorchRL's names.
  public func state() -> [(key: Tree, value: Tree)] {
    lock.lock()
    defer { lock.unlock() }
    var state: [(key: Tree, value: Tree)] = [
      (.string("param_name"), .string(parameter)), (.string("_min_val"), .float(lowest)),
      (.string("_max_val"), .float(highest)), (.string("initial_val"), attribute("initial_val") ?? .none),
      (.string("_step_cnt"), .int(count)),
    ]
    switch rule {
    case .linear(let final, let steps):
      state += [
        (.string("final_val"), .float(final)), (.string("num_steps"), .int(steps)),
        (.string("_delta"), .float((final - initial) / Double(steps))),
      ]
    case .step(let gamma, let every, let adds):
      state += [
        (.string("gamma"), .float(gamma)), (.string("n_steps"), .int(every)),
        (.string("mode"), .string(adds ? "additive" : "multiplicative")),
      ]
    case .function(let function): state.append((.string("lambda_fn"), .object(function)))
    }
    return state
  }

  /// Goes on from where another schedule of the same kind was.
  /// - Throws: `TypeError` for a state without a number of steps.
  public func load(_ state: [(key: Tree, value: Tree)]) throws(Failure) {
    func number(_ name: String) -> Double? {
      switch state.first(where: { $0.key.isSameScalar(as: .string(name)) })?.value {
      case .int(let value): Double(value)
      case .float(let value): value
      default: nil
      }
    }
    func whole(_ name: String) -> Int? { number(name).flatMap { Int(exactly: $0.rounded(.towardZero)) } }
    guard let steps = whole("_step_cnt") else {
      throw .type("expected the state of a schedule, got a dict without '_step_cnt'", help: "state_dict() gives it")
    }
    lock.lock()
    defer { lock.unlock() }
    count = steps
    initial = number("initial_val") ?? initial
    lowest = number("_min_val") ?? lowest
    highest = number("_max_val") ?? highest
    switch rule {
    case .linear(let final, let steps):
      rule = .linear(final: number("final_val") ?? final, steps: whole("num_steps") ?? steps)
    case .step(let gamma, let every, let adds):
      rule = .step(
        gamma: number("gamma") ?? gamma, every: max(whole("n_steps") ?? every, 1), adds: adds)
    case .function: break
    }
  }

  public var attributeNames: [String] { ["step_count", "param_name", "initial_val"] }
  public func attribute(_ name: String) -> Tree? {
    switch name {
    case "step_count", "_step_cnt": .int(lock.withLock { count })
    case "param_name": .string(parameter)
    case "initial_val": isWhole ? .int(Int(initial)) : .float(initial)
    default: nil
    }
  }
}

/// Several schedules that step together.
public final class SchedulerList: AttributeHolder, Sendable {
  public let schedulers: [Scheduler]
  public init(_ schedulers: [Scheduler]) { self.schedulers = schedulers }
  public var text: String { "scheduler_list([\(schedulers.map(\.text).joined(separator: ", "))])" }
  public func step() throws(Failure) { for scheduler in schedulers { try scheduler.step() } }
  public var attributeNames: [String] { ["schedulers"] }
  public func attribute(_ name: String) -> Tree? {
    name == "schedulers" ? .list(schedulers.map { .object($0) }) : nil
  }
}

extension Scheduler {
  private static let object = [
    Parameter("obj", .either([.object("buffer"), .object("sampler")]), "The sampler, or a buffer that has it."),
    Parameter("param_name", .string, "The number to change: \"alpha\" or \"beta\"."),
  ]
  private static let limits: [Parameter] = [
    .optional("min_value", .number, "The value does not go below; None for no limit."),
    .optional("max_value", .number, "The value does not go beyond; None for no limit."),
  ]
  private static let setup = "s = prioritized(1.0, 0.6); "

  private static func target(_ arguments: Arguments) throws(Failure) -> (any AttributeHolder, String) {
    let holder: (any AttributeHolder)? = try arguments.object("obj", kind: "sampler")
    let object = try arguments.required("obj", holder)
    let target = (object as? ReplayBuffer)?.sampler ?? object
    guard target is any Sampler else {
      throw .type("\(arguments.name)() expects a buffer or a sampler for 'obj', got \(target.text)", argument: "obj")
    }
    return (target, try arguments.required("param_name", try arguments.string("param_name")))
  }

  public static let linearSpec = ComponentSpec(
    .scheduler,
    Signature(
      "linear_scheduler", aliases: ["LinearScheduler"], "Moves a number of a sampler to a final value in equal steps.",
      object + [
        Parameter("final_value", .number, "The value after all steps."),
        Parameter("num_steps", .int, "The number of steps, at least 1."),
      ], returns: "scheduler",
      examples: [
        Example(setup + "l = linear_scheduler(s, \"beta\", 1.0, 4); l.step(); print(round(s.beta, 3))", prints: "0.7")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    let (target, name) = try target(arguments)
    let final = try arguments.required("final_value", try arguments.float("final_value"))
    let steps = try arguments.required("num_steps", try arguments.int("num_steps"))
    return try Scheduler(
      target, name, .linear(final: final, steps: steps),
      text: "linear_scheduler(\(target.text), '\(name)', \(SourceText.number(final)), \(steps))")
  }

  public static let stepSpec = ComponentSpec(
    .scheduler,
    Signature(
      "step_scheduler", aliases: ["StepScheduler"],
      "Multiplies or raises a number of a sampler every so many steps.",
      object + [
        .optional("gamma", .number, default: "0.9", "The factor, or what is added."),
        .optional("n_steps", .int, default: "1", "The steps between two changes, at least 1."),
        .optional(
          "mode", .choice(["multiplicative", "additive"]), default: "\"multiplicative\"", "How gamma is applied."),
      ] + limits, returns: "scheduler",
      examples: [
        Example(
          setup + "l = step_scheduler(s, \"beta\", 0.3, mode: \"additive\", max_value: 1.0); l.step(); l.step(); "
            + "print(s.beta)", prints: "1.0")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    let (target, name) = try target(arguments)
    let mode = try arguments.string("mode") ?? "multiplicative"
    guard ["multiplicative", "additive"].contains(mode) else {
      throw .value("expected 'multiplicative' or 'additive' as mode, got '\(mode)'", argument: "mode")
    }
    let gamma = try arguments.float("gamma") ?? 0.9
    return try Scheduler(
      target, name, .step(gamma: gamma, every: try arguments.int("n_steps") ?? 1, adds: mode == "additive"),
      min: try arguments.float("min_value"), max: try arguments.float("max_value"),
      text: "step_scheduler(\(target.text), '\(name)', \(SourceText.number(gamma)))")
  }

  public static let lambdaSpec = ComponentSpec(
    .scheduler,
    Signature(
      "lambda_scheduler", aliases: ["LambdaScheduler"],
      "Sets a number of a sampler to its first value times a function of the number of steps.",
      object + [Parameter("lambda_fn", .function, "Gives a factor for the number of steps.")] + limits,
      returns: "scheduler",
      examples: [
        Example(
          setup + "l = lambda_scheduler(s, \"alpha\", n -> 0.5 ** n); l.step(); l.step(); print(s.alpha)",
          prints: "0.25")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    let (target, name) = try target(arguments)
    let function = try arguments.required("lambda_fn", try arguments.function("lambda_fn"))
    return try Scheduler(
      target, name, .function(function), min: try arguments.float("min_value"), max: try arguments.float("max_value"),
      text: "lambda_scheduler(\(target.text), '\(name)', \(function.text))")
  }

  public static let listSpec = ComponentSpec(
    .scheduler,
    Signature(
      "scheduler_list", aliases: ["SchedulerList"], "Several schedules that step together.",
      [Parameter("schedulers", .any, "A schedule, or a list of them.")], returns: "scheduler",
      examples: [
        Example(
          setup + "l = scheduler_list([step_scheduler(s, \"alpha\", 0.5), step_scheduler(s, \"beta\", 2)]); l.step(); "
            + "print(s.alpha, s.beta)", prints: "0.5 1.2")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    var items: [Tree] = []
    switch arguments["schedulers"] {
    case .list(let list)?, .tuple(let list)?: items = list
    case let single?: items = [single]
    case nil: break
    }
    var found: [Scheduler] = []
    for item in items {
      guard case .object(let object) = item, let scheduler = object as? Scheduler else {
        throw .type("scheduler_list() expects schedules, got \(item.kindName)", argument: "schedulers")
      }
      found.append(scheduler)
    }
    return SchedulerList(found)
  }
}
