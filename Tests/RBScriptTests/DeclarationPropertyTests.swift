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

  /// What the text of a component has of a field.
  private func shown(_ field: any ComponentField, _ value: Tree, _ component: any Component) -> [String] {
    switch field.showing {
    case .described: ["<\(value.article)>"]
    case .spread: (value.argumentItems ?? [value]).map(PythonText.repr)
    default: [field.expression(of: component) ?? PythonText.repr(value)]
    }
  }

  private func check(_ spec: ComponentSpec, _ field: any ComponentField, _ trial: DeclarationTrial) throws {
    let parameter = field.parameter
    let place = "\(spec.signature.name), \(parameter.name)"
    let given = try trial.evaluate(trial.call(spec, try trial.arguments(spec, parameter)))
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
    let again = try trial.evaluate(trial.evaluable(text))
    #expect(again.spec === given.spec, "\(place): \(text) is of \(again.spec.className)")
    #expect(again.spec.text(of: again) == text, "\(place)")
    for other in given.spec.fields {
      let isKept = trial.isSame(other.argument(of: given), other.argument(of: again))
      #expect(isKept, "\(place): \(other.parameter.name) does not come back")
    }
    for name in given.attributeNames {
      let (before, after) = (given.attribute(name), again.attribute(name))
      #expect(
        trial.isSame(before, after),
        "\(place): \(name) is \(String(describing: before)), then \(String(describing: after))")
    }
  }

  @Test func everyFieldComesBackFromWhatIsPrinted() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let trial = try DeclarationTrial()
    defer { trial.close() }
    var pairs = 0
    for spec in Self.specs {
      for field in spec.fields where field.showing != .never && !DeclarationTrial.isExempt(spec, field) {
        pairs += 1
        do { try check(spec, field, trial) } catch { Issue.record("\(field.parameter.name): \(error)") }
      }
    }
    print("declarations: \(pairs) fields of \(Self.specs.count) components come back from what is printed")
    #expect(pairs >= Self.specs.count)
  }
}
