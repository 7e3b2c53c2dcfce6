import Catalog
import Tensors

/// Changes a number of a sampler step by step: alpha and beta of a prioritized one, for instance (TorchRL's parameter
/// schedulers). Values are clamped to the limits.
public final class Scheduler: Component, @unchecked Sendable {
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
  public let target: any Sampler
  public let parameter: String
  public private(set) var rule: Rule
  private var initial: Double
  private let isWhole: Bool
  private var lowest: Double
  private var highest: Double
  private var count = 0

  /// - Throws: `ValueError` where the sampler has no such number, or for fewer than one step.
  public init(
    _ target: any Sampler, _ parameter: String, _ rule: Rule, min lowest: Double? = nil,
    max highest: Double? = nil
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
      throw .unfit("num_steps", expected: "at least 1", got: steps)
    case .step(_, let every, _) where every < 1:
      throw .unfit("n_steps", expected: "at least 1", got: every)
    default: break
    }
    self.target = target
    self.parameter = name
    self.rule = rule
    self.lowest = lowest ?? -.infinity
    self.highest = highest ?? .infinity
  }

  public func visitReferences(_ visitor: ReferenceVisitor) {
    visitor.visit(target)
    if case .function(let function) = rule { visitor.visit(function) }
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
      case let other: throw .type("expected a number of the schedule's function, got \(other.article)")
      }
    }
  }

  /// How far it is, under TorchRL's names.
  public func state() -> [(key: Tree, value: Tree)] {
    lock.lock()
    defer { lock.unlock() }
    var state: [(key: Tree, value: Tree)] = [
      (.string("param_name"), .string(parameter)), (.string("_min_val"), .float(lowest)),
      (.string("_max_val"), .float(highest)), (.string("initial_val"), initialTree),
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

  var stepCount: Int { lock.withLock { count } }
  var limits: (lowest: Double, highest: Double) { lock.withLock { (lowest, highest) } }
  var initialTree: Tree { isWhole ? .int(Int(initial)) : .float(initial) }
}
