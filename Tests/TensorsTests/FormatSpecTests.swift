import Catalog
import TestSupport
import Testing

@testable import Tensors

@Suite struct FormatSpecTests {
  @Test func everyFormatOfTheVectorsIsPythons() throws {
    for item in try VectorFolder.tensors.cases(.format) {
      let expected = item.has("text") ? Answer.text(try item.string("text")) : .error(try item.string("error"))
      #expect(try format(item) == expected, "\(item.place)")
      try item.finish()
    }
  }

  private enum Answer: Equatable {
    case text(String)
    case error(String)
  }

  private func format(_ item: VectorFields) throws -> Answer {
    let spec = try item.string("spec")
    do {
      if item.has("int") {
        guard let value = Int(try item.string("int")) else { throw item.failure("expected the digits of an int") }
        return .text(try PythonText.format(value, spec))
      }
      if item.has("float_bits") {
        return .text(try PythonText.format(Double(bitPattern: try item.bits("float_bits")), spec))
      }
      if item.has("str") { return .text(try PythonText.format(try item.string("str"), spec)) }
      return .text(try PythonText.format(try item.bool("bool"), spec))
    } catch let failure as Failure {
      return .error(failure.kind.rawValue)
    }
  }

  @Test func textsThatDoNotFitInMemoryAreRefused() {
    #expect(throws: Failure.self) { try PythonText.format(1, "99999999999") }
    #expect(throws: Failure.self) { try PythonText.format(1.0, ".2000000000f") }
  }
}
