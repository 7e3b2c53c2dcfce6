import Catalog
import Foundation
import Testing

@testable import Tensors

@Suite struct FormatSpecTests {
  @Test func everyFormatOfTheVectorsIsPythons() throws {
    let cases = try Vector.cases("format")
    #expect(cases.count > 800)
    for item in cases {
      let spec = item["spec"] as? String ?? ""
      var text: String?
      var kind: String?
      do { text = try format(item, spec) } catch { kind = error.kind.rawValue }
      #expect(text == item["text"] as? String, "\(item)")
      #expect(kind == item["error"] as? String, "\(item)")
    }
  }

  private func format(_ item: [String: Any], _ spec: String) throws(Failure) -> String {
    if let text = item["int"] as? String, let value = Int(text) { return try PythonText.format(value, spec) }
    if let text = item["float_bits"] as? String, let bits = UInt64(text) {
      return try PythonText.format(Double(bitPattern: bits), spec)
    }
    if let text = item["str"] as? String { return try PythonText.format(text, spec) }
    return try PythonText.format(item["bool"] as? Bool ?? false, spec)
  }

  @Test func zeroDimensionalTensorsFormatAsTheirNumber() throws {
    let number = Tree.tensor(try Vector.tensor([1.23456], [], .float32))
    #expect(try PythonText.format(number, "") == "1.2345600128173828")
    #expect(try PythonText.format(number, ".2f") == "1.23")
    #expect(try PythonText.format(.tensor(try .zeros([], .bool)), "") == "False")
    #expect(try PythonText.format(.tensor(try .zeros([1])), "") == "tensor([0.])")
    #expect(throws: Failure.self) { try PythonText.format(.tensor(try .zeros([1])), ".2f") }
    #expect(throws: Failure.self) { try PythonText.format(Tree.none, ">5") }
    #expect(try PythonText.format(.list([.string("a")]), "") == "['a']")
  }

  @Test func textsThatDoNotFitInMemoryAreRefused() {
    #expect(throws: Failure.self) { try PythonText.format(1, "99999999999") }
    #expect(throws: Failure.self) { try PythonText.format(1.0, ".2000000000f") }
  }
}
