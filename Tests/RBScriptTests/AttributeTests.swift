import Foundation
import TestSupport
import Testing

@testable import RBScript

/// `hasattr` of every component beside TorchRL's: the names in `TorchRLClasses.json`, with the differences that
/// `AttributeGaps.tsv` names and gives a reason for.
@Suite(.serialized) struct AttributeTests {
  /// A difference, or several for one reason: of the values of a class, and for which side they speak.
  private struct Gap {
    let line: Int
    /// A class, and behind "!" those below it that are left out.
    let owner: String
    let exceptions: [String]
    let names: [String]
    /// "theirs": TorchRL's class has it and ours has not; "ours": the other way round.
    let side: String

    init?(line: Int, _ text: Substring) {
      let columns = text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard columns.count == 4, ["theirs", "ours"].contains(columns[2]), !columns[3].isEmpty else { return nil }
      self.line = line
      let classes = columns[0].split(separator: " ").map(String.init)
      guard let first = classes.first, classes.dropFirst().allSatisfy({ $0.hasPrefix("!") }) else { return nil }
      owner = first
      exceptions = classes.dropFirst().map { String($0.dropFirst()) }
      names = columns[1].split(separator: " ").map(String.init)
      side = columns[2]
    }

    /// - Parameter name: What TorchRL calls the type: a few types of the language have no name of their own.
    func speaks(of type: TypeInfo, named name: String) -> Bool {
      func isKind(_ type: TypeInfo, of owner: String) -> Bool {
        type.name == owner || type.parents.contains { isKind($0, of: owner) }
      }
      return (name == owner || isKind(type, of: owner)) && !exceptions.contains { isKind(type, of: $0) }
    }
  }

  private struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  private static let file = "Tests/RBScriptTests/Data/AttributeGaps.tsv"

  private func gaps() throws -> [Gap] {
    let text = try String(contentsOf: Fixtures.url(Self.file), encoding: .utf8)
    return try text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { number, line in
      if line.isEmpty || line.hasPrefix("#") { return nil }
      guard let gap = Gap(line: number + 1, line) else {
        throw Problem(description: "\(Self.file):\(number + 1): expected class, attributes, side and reason")
      }
      return gap
    }
  }

  /// The value of `made`, and those of the names that `hasattr` says True to.
  private func made(
    _ instance: ClassTableTests.Instance, asking names: (Value) -> Set<String>, _ interpreter: Interpreter
  ) throws -> (value: Value, has: Set<String>) {
    func run(_ text: String) throws {
      let outcome = interpreter.run(name: "table", text: text)
      guard case .done = outcome else { throw Problem(description: "\(instance.rbs): \(outcome)") }
    }
    try run("\(instance.before)\nmade = \(instance.rbs)\n")
    let value = try #require(interpreter.lookup(["made"]))
    let asked = names(value).sorted()
    // An attribute whose reading fails otherwise is there, as in the table.
    try run("fn has(name) { try { return hasattr(made, name) } catch err { return True } }\n")
    try run("had = [has(name) for name in \(asked)]\n")
    let answers = try #require(interpreter.lookup(["had"])?.object(ListObject.self)).items
    try #require(answers.count == asked.count)
    return (value, Set(zip(asked, answers).filter { if case .bool(true) = $1 { true } else { false } }.map(\.0)))
  }

  @Test func hasattrAnswersAsTorchRLsClassesDoButForTheListedGaps() throws {
    let table = try #require(ClassTableTests.table)
    let gaps = try gaps()
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    let interpreter = Interpreter { _ in }
    defer { interpreter.close() }
    var (asked, isMet) = (0, [Bool](repeating: false, count: gaps.count))
    for instance in table.instances {
      let theirs = Set(instance.attributes)
      let (value, has) = try made(instance, asking: { theirs.union(Self.publicNames(of: $0)) }, interpreter)
      asked += theirs.count
      let differences = ["theirs": theirs.subtracting(has), "ours": has.subtracting(theirs)]
      var listed: [String: Set<String>] = [:]
      for (place, gap) in gaps.enumerated() {
        guard gap.speaks(of: value.type, named: instance.type) else { continue }
        isMet[place] = true
        listed[gap.side, default: []].formUnion(gap.names)
        let gone = Set(gap.names).subtracting(differences[gap.side] ?? [])
        #expect(
          gone.isEmpty,
          "\(Self.file):\(gap.line): no difference at \(instance.rbs), a \(value.type.name): \(gone.sorted())")
      }
      for (side, names) in differences {
        let unlisted = names.subtracting(listed[side] ?? [])
        #expect(
          unlisted.isEmpty,
          "unlisted at \(instance.rbs): \(value.type.name)\t\(unlisted.sorted().joined(separator: " "))\t\(side)")
      }
    }
    for (gap, isMet) in zip(gaps, isMet) where !isMet {
      Issue.record("\(Self.file):\(gap.line): no component is a \(gap.owner)")
    }
    print("hasattr: \(asked) attributes of \(table.instances.count) components are as in TorchRL, or listed gaps")
    #expect(asked > 4500)
  }

  private static func publicNames(of value: Value) -> Set<String> {
    let names = value.object(Object.self)?.attributeNames() ?? value.type.attributeNames()
    return Set(names.filter { !$0.hasPrefix("_") })
  }
}
