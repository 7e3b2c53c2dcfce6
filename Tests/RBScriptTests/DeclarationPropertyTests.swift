import Catalog
import Environments
import ReplayBuffers
import TestSupport
import Tensors
import Testing

@testable import RBScript

/// What a declaration promises of each of its fields: a component with a value other than the default prints an
/// expression that says so, and that, evaluated, prints the same again and reads the same attributes.
@Suite(.serialized) struct DeclarationPropertyTests {
  static let kinds = Set(ComponentSpec.Kind.allCases)
  static let specs = (Components.all + EnvironmentComponents.transforms + EnvironmentComponents.all)
    .filter { kinds.contains($0.kind) }

  /// The component that an expression makes.
  private func evaluate(_ source: String, _ interpreter: Interpreter) throws -> any Component {
    let outcome = interpreter.run(name: "declaration", text: "made = \(source)")
    guard case .done = outcome else { throw Failure(.value, "\(source): \(outcome)") }
    guard case .object(let object as DomainObject)? = interpreter.lookup(["made"]),
      let component = object.native as? any Component
    else { throw Failure(.value, "\(source) makes no component") }
    return component
  }

  /// A call by labels, the items of a variadic parameter before them.
  private func call(_ spec: ComponentSpec, _ arguments: [String: String]) -> String {
    var shown: [String] = []
    for parameter in spec.fields.map(\.parameter) {
      guard let value = arguments[parameter.name] else { continue }
      if parameter.arity == .variadic {
        shown.insert(value, at: 0)
      } else {
        shown.append("\(parameter.name): \(value)")
      }
    }
    return "\(spec.signature.name)(\(shown.joined(separator: ", ")))"
  }

  private func isRequired(_ parameter: Parameter) -> Bool {
    parameter.arity == .required || parameter.arity == .variadic
  }

  /// Functions and given data have no expression: a name stands for what has it.
  private func evaluable(_ text: String) -> String {
    text.replacing(/<function (\w+)>/) { $0.1 }.replacing(/<a tensor[^>]*>/, with: "given")
  }

  private func isSame(_ a: Tree?, _ b: Tree?) -> Bool {
    switch (a, b) {
    case (nil, nil): true
    case (.object(let a)?, .object(let b)?): a.text == b.text
    case (.float(let a)?, .float(let b)?): a == b || a.isNaN && b.isNaN
    case (.tensor(let a)?, .tensor(let b)?): a.dtype == b.dtype && (try? a.equal(b)) == true
    case (.list(let a)?, .list(let b)?), (.tuple(let a)?, .tuple(let b)?):
      a.count == b.count && zip(a, b).allSatisfy { isSame($0, $1) }
    case (.dict(let a)?, .dict(let b)?):
      a.count == b.count && zip(a, b).allSatisfy { isSame($0.key, $1.key) && isSame($0.value, $1.value) }
    case (let a?, let b?): a.isEqual(to: b) && a.article == b.article
    default: false
    }
  }

  /// What the text of a component has of a field.
  private func shown(_ field: any ComponentField, _ value: Tree, _ component: any Component) -> [String] {
    switch field.showing {
    case .described: ["<\(value.article)>"]
    case .spread: (value.argumentItems ?? [value]).map(PythonText.repr)
    default: [field.expression(of: component) ?? PythonText.repr(value)]
    }
  }

  private func check(_ spec: ComponentSpec, _ field: any ComponentField, _ interpreter: Interpreter) throws {
    let parameter = field.parameter
    let place = "\(spec.signature.name), \(parameter.name)"
    var arguments: [String: String] = [:]
    let companions = DeclarationSamples.companions(spec, parameter).filter { $0.key != parameter.name }
    for needed in spec.fields.map(\.parameter) where isRequired(needed) || needed.name == parameter.name {
      let sample: String = try #require(DeclarationSamples.sample(spec, needed), "no sample covers \(place)")
      arguments[needed.name] = sample
    }
    arguments.merge(companions) { $1 }
    let given = try evaluate(call(spec, arguments), interpreter)
    let isOwn = given.spec === spec || !Set(given.spec.parents).isDisjoint(with: [spec.className] + spec.parents)
    #expect(isOwn && given.spec.kind == spec.kind, "\(place) is of \(given.spec.className)")
    let text = given.spec.text(of: given)
    let value = try #require(field.argument(of: given), "\(place) is not kept")
    let isImplied = field.isImplied(in: given)
    #expect(!isImplied, "\(place): the sample is the default: \(text)")
    for item in shown(field, value, given) {
      #expect(text.contains(item), "\(place): no \(item) in \(text)")
    }
    #expect(text.contains("\(parameter.name): ") || field.showing != .byLabel, "\(place): no label in \(text)")
    let again = try evaluate(evaluable(text), interpreter)
    #expect(again.spec === given.spec, "\(place): \(text) is of \(again.spec.className)")
    #expect(again.spec.text(of: again) == text, "\(place)")
    for other in given.spec.fields {
      let isKept = isSame(other.argument(of: given), other.argument(of: again))
      #expect(isKept, "\(place): \(other.parameter.name) does not come back")
    }
    for name in given.attributeNames {
      let (before, after) = (given.attribute(name), again.attribute(name))
      #expect(
        isSame(before, after), "\(place): \(name) is \(String(describing: before)), then \(String(describing: after))")
    }
  }

  private func isExempt(_ spec: ComponentSpec, _ field: any ComponentField) -> Bool {
    DeclarationSamples.exempt[spec.signature.name]?[field.parameter.name] != nil
  }

  @Test func everyFieldComesBackFromWhatIsPrinted() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let interpreter = Interpreter { _ in }
    defer { interpreter.close() }
    guard case .done = interpreter.run(name: "samples", text: DeclarationSamples.prelude) else {
      throw Failure(.value, "the prelude does not run")
    }
    var pairs = 0
    for spec in Self.specs {
      for field in spec.fields where field.showing != .never && !isExempt(spec, field) {
        pairs += 1
        do { try check(spec, field, interpreter) } catch { Issue.record("\(field.parameter.name): \(error)") }
      }
    }
    print("declarations: \(pairs) fields of \(Self.specs.count) components come back from what is printed")
    #expect(pairs >= Self.specs.count)
  }
}
