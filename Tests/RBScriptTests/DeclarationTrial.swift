import Catalog
import Environments
import ReplayBuffers
import Tensors

@testable import RBScript

/// An interpreter in which components are made of what they print, and compared.
struct DeclarationTrial {
  static let specs = Components.all + EnvironmentComponents.transforms + EnvironmentComponents.all
  private let interpreter = Interpreter { _ in }

  init() throws { try run(DeclarationSamples.prelude) }
  func close() { interpreter.close() }

  func run(_ source: String) throws {
    let outcome = interpreter.run(name: "declaration", text: source)
    guard case .done = outcome else { throw Failure(.value, "\(source): \(outcome)") }
  }

  /// The component that a variable holds.
  func component(_ name: String) throws -> any Component {
    guard case .object(let object as DomainObject)? = interpreter.lookup([name]),
      let component = object.native as? any Component
    else { throw Failure(.value, "\(name) is no component") }
    return component
  }

  /// The component that an expression makes.
  func evaluate(_ source: String) throws -> any Component {
    try run("made = \(source)")
    return try component("made")
  }

  /// A call by labels, the items of a variadic parameter before them.
  func call(_ spec: ComponentSpec, _ arguments: [String: String]) -> String {
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

  func isRequired(_ parameter: Parameter) -> Bool {
    parameter.arity == .required || parameter.arity == .variadic
  }

  /// Functions and given data have no expression: a name stands for what has it.
  func evaluable(_ text: String) -> String {
    text.replacing(/<function (\w+)>/) { $0.1 }.replacing(/<a tensor[^>]*>/, with: "given")
  }

  func isSame(_ a: Tree?, _ b: Tree?) -> Bool {
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

  /// The arguments that show a field: its own, those that are required, and what goes with them.
  func arguments(_ spec: ComponentSpec, _ parameter: Parameter) throws -> [String: String] {
    var arguments: [String: String] = [:]
    let companions = DeclarationSamples.companions(spec, parameter).filter { $0.key != parameter.name }
    for needed in spec.fields.map(\.parameter) where isRequired(needed) || needed.name == parameter.name {
      guard let sample = DeclarationSamples.sample(spec, needed) else {
        throw Failure(.value, "no sample covers \(needed.name) of \(spec.signature.name)")
      }
      arguments[needed.name] = sample
    }
    return arguments.merging(companions) { $1 }
  }

  static func isExempt(_ spec: ComponentSpec, _ field: any ComponentField) -> Bool {
    DeclarationSamples.exempt[spec.signature.name]?[field.parameter.name] != nil
  }
}
