import Foundation
import TestSupport
import Testing

@testable import RBScript

/// The types of components beside TorchRL's classes: a table made with the real package
/// (`scripts/lib/torchrl_classes.py`).
@Suite(.serialized) struct ClassTableTests {
  struct Table: Decodable {
    let classes: [String]
    let bases: [String]
    let instances: [Instance]
  }

  struct Instance: Decodable {
    let before: String
    let rbs: String
    let type: String
    let isinstance: [String]
    let attributes: [String]
  }

  static let table: Table? = try? JSONDecoder().decode(
    Table.self, from: Data(contentsOf: Fixtures.url("Tests/RBScriptTests/Data/TorchRLClasses.json")))

  /// Values of the language whose names are not TorchRL's classes: sizes print as tuples of torch.
  private static let unnamed: Set<String> = ["Size", "TrajectoryPredicate", "LazyStackedTensorDict", "TensorDictBase"]

  private func evaluate(_ instance: Instance, _ interpreter: Interpreter) throws -> Value {
    let outcome = interpreter.run(name: "table", text: "\(instance.before)\nmade = \(instance.rbs)\n")
    guard case .done = outcome else { throw Problem("\(instance.rbs): \(outcome)") }
    return try #require(interpreter.lookup(["made"]))
  }

  private struct Problem: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }

  @Test func isinstanceOfEveryComponentAgainstEveryClassIsTorchRLs() throws {
    let table = try #require(Self.table)
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let interpreter = Interpreter { _ in }
    defer { interpreter.close() }
    let names = (table.classes + table.bases).filter { !Self.unnamed.contains($0) }
    var types: [String: TypeInfo] = [:]
    for name in names {
      let value = try #require(interpreter.lookup([name]), "the language has no name '\(name)'")
      types[name] = TypeObject.info(value)
      #expect(types[name] != nil, "'\(name)' is no type")
    }
    var pairs = 0
    for instance in table.instances where !Self.unnamed.contains(instance.type) {
      let value = try evaluate(instance, interpreter)
      #expect(value.type.name == instance.type, "type(\(instance.rbs)).__name__")
      let theirs = Set(instance.isinstance)
      for name in names {
        pairs += 1
        #expect(
          value.type.isKind(of: types[name] ?? .object) == theirs.contains(name), "isinstance(\(instance.rbs), \(name))"
        )
      }
    }
    print("isinstance: \(pairs) pairs of a component and a class are as in TorchRL")
    #expect(pairs > 5000)
  }
}
