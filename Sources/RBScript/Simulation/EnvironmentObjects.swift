import Catalog
import Environments
import RBSyntax
import ReplayBuffers
import Tensors

/// An environment as a value: its methods, and what it says of itself as attributes.
final class EnvironmentObject: ComponentObject {
  let environment: any Environment
  override func visitReferences(_ visitor: ReferenceVisitor) {
    super.visitReferences(visitor)
    visitor.visit(environment)
  }
  init(_ environment: any Environment) {
    self.environment = environment
    super.init(environment, ComponentTypes.type(of: environment, else: .environment))
  }
  override func length() throws -> Int {
    guard let count = environment.batchSize.first else {
      throw Failure.type("a single environment has no length")
    }
    return count
  }
}

/// A spec as a value: draws, checks, and is indexed where it is composite.
final class SpecValue: ComponentObject {
  let spec: Spec
  init(_ object: SpecObject) {
    spec = object.content
    super.init(object, ComponentTypes.type(of: object, else: .spec))
  }

  private func composite() throws -> CompositeSpec {
    guard case .composite(let composite) = spec else { throw Failure.type("this spec has no keys") }
    return composite
  }
  override func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    let composite = try composite()
    guard let path = key.nestedKey else {
      throw Failure.type("expected a key of a composite spec, got \(key.article)")
    }
    guard let found = composite[path] else {
      throw Failure.key(
        "there is no spec for \(path.text)", help: Suggestion.didYouMean(path.last, among: composite.keys))
    }
    return Value(found)
  }
  override func length() throws -> Int { try composite().keys.count }
  override func contains(_ value: Value, _ interpreter: Interpreter) throws -> Bool {
    guard case .composite(let composite) = spec, let path = value.nestedKey else { return false }
    return composite[path] != nil
  }
  override func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard case .equal = operation, let other = other.object(SpecValue.self) else { return nil }
    return .bool(spec.isEqual(to: other.spec))
  }
}

/// A policy as a value: called with a tensordict.
final class PolicyObject: ComponentObject {
  let policy: any Policy
  override func visitReferences(_ visitor: ReferenceVisitor) {
    super.visitReferences(visitor)
    visitor.visit(policy)
  }
  init(_ policy: any Policy) {
    self.policy = policy
    super.init(policy, ComponentTypes.type(of: policy, else: .policy))
  }
  override var isCallable: Bool { true }
  override func call(_ arguments: CallArguments, _ interpreter: Interpreter) throws -> Value {
    guard arguments.positional.count == 1, arguments.labelled.isEmpty,
      let data = arguments.positional[0].object(TensorDictObject.self)
    else { throw Failure.type("a policy is called with one value, a tensordict") }
    return .object(TensorDictObject(try policy.act(data.tensordict, generator: .default)))
  }
}

/// A collector as a value: iterating over it collects.
final class CollectorObject: ComponentObject {
  let collector: any DataCollector
  override func visitReferences(_ visitor: ReferenceVisitor) {
    super.visitReferences(visitor)
    visitor.visit(collector)
  }
  init(_ collector: any DataCollector) {
    self.collector = collector
    super.init(collector, ComponentTypes.type(of: collector, else: .collector))
  }
  override func iterate(_ interpreter: Interpreter) -> ValueIterator {
    let collector = collector
    let meter = interpreter.showStatus.map { ProgressMeter(unit: "frames", draw: $0) }
    return ClosureIterator { _ in
      // The line stands while data is collected, and is gone before the script goes on and may print.
      let (frames, total) = collector.progress
      meter?.show(frames, of: total)
      defer { meter?.hide() }
      return try collector.next().map { Value($0) }
    }
  }
}

extension Value {
  init(_ collected: Collected) {
    switch collected {
    case .batch(let data): self = .object(TensorDictObject(data))
    case .stored: self = .none
    }
  }
  init(_ spec: Spec) { self = .object(SpecValue(SpecObject(spec))) }
}

extension Domain {
  static func wrapEnvironments(_ native: any TreeObject) -> Object? {
    switch native {
    case let environment as any Environment: EnvironmentObject(environment)
    case let collector as any DataCollector: CollectorObject(collector)
    case let policy as any Policy: PolicyObject(policy)
    case let spec as SpecObject: SpecValue(spec)
    default: nil
    }
  }
}
