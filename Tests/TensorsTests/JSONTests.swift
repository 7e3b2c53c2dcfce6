import Catalog
import Testing

@testable import Tensors

@Suite struct JSONTests {
  @Test(arguments: [
    ("null", JSONValue.null), (" true ", .bool(true)), ("\n[false]\t", .array([.bool(false)])),
    ("0", .int(0)), ("-0", .int(0)), ("-12", .int(-12)), ("9223372036854775807", .int(.max)),
    ("-9223372036854775808", .int(.min)), ("1.0", .float(1)), ("1E5", .float(1e5)), ("-2.5e-3", .float(-2.5e-3)),
    ("1e+2", .float(100)), ("0.08847743272781372", .float(0.08847743272781372)), ("[]", .array([])),
    ("{}", .object([:])),
    (#""é日😀""#, .string("é日😀")), (#""\u00e9\uD83D\uDE00\n\/\"\\\b\f\r\t""#, .string("é😀\n/\"\\\u{8}\u{c}\r\t")),
    (#""\u0000""#, .string("\0")),
    (
      #"{"a" : [1, {"b":null}] , "c":"d"}"#,
      .object(["a": .array([.int(1), .object(["b": .null])]), "c": .string("d")])
    ),
  ])
  func validTextsAreRead(_ text: String, _ value: JSONValue) throws {
    #expect(try JSONValue(parsing: text) == value)
  }

  @Test(arguments: [
    "", " ", "nul", "True", "NaN", "Infinity", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "0x1", "1 2", "[", "[1",
    "[1,]", "[,1]", "[1 2]", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{a:1}", "{'a':1}", "{1:2}",
    "{\"a\" 1}", "\"", "\"a", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800a\"",
    "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\t\"", "\"\n\"", "// c\n1", "1,", "]", "9223372036854775808", "1e400",
    "\u{feff}1", "tru", "truee",
  ])
  func malformedTextsAreRefused(_ text: String) {
    #expect(throws: Failure.self) { try JSONValue(parsing: text) }
  }

  @Test func bytesThatAreNotUTF8AreRefused() {
    #expect(throws: Failure.self) { try JSONValue(parsing: [0x22, 0xff, 0x22]) }
    #expect(throws: Failure.self) { try JSONValue(parsing: [0x22, 0xed, 0xa0, 0x80, 0x22]) }
  }

  @Test func nestingHasALimit() throws {
    func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    _ = try JSONValue(parsing: nested(JSONValue.depthLimit))
    #expect(throws: Failure.self) { try JSONValue(parsing: nested(JSONValue.depthLimit + 1)) }
    #expect(throws: Failure.self) { try JSONValue(parsing: String(repeating: "[", count: 1_000_000)) }
  }

  @Test func objectsKeepTheOrderOfTheirKeys() throws {
    let value = try JSONValue(parsing: #"{"z":1,"a":2,"z":3,"m":{}}"#)
    #expect(value.object?.keys == ["z", "a", "m"])
    #expect(value["z"]?.int == 3)
    #expect(try value.text() == #"{"z":3,"a":2,"m":{}}"#)
    var object = try #require(value.object)
    object["a"] = nil
    object["b"] = .null
    #expect(try JSONValue.object(object).text() == #"{"z":3,"m":{},"b":null}"#)
  }

  @Test(arguments: [
    (1e16, "1e+16"), (1e15, "1000000000000000.0"), (1.2345678901234568e17, "1.2345678901234568e+17"),
    (1e-5, "0.00001"), (1e-6, "1e-6"), (1e-7, "1e-7"), (1.5e300, "1.5e+300"), (0.0, "0.0"), (-0.0, "-0.0"), (1, "1.0"),
  ])
  func floatsAreWrittenAsOrjsonWritesThem(_ value: Double, _ text: String) throws {
    #expect(try JSONValue.float(value).text() == text)
    #expect(try JSONValue(parsing: text) == .float(value))
  }

  @Test func textsAreWrittenCompactly() throws {
    #expect(
      try JSONValue.string("é\u{2028}\0\u{1f}\u{7f}\"\\/\n\t\u{8}\u{c}\r😀").text()
        == "\"é\u{2028}\\u0000\\u001f\u{7f}\\\"\\\\/\\n\\t\\b\\f\\r😀\"")
    #expect(throws: Failure.self) { try JSONValue.float(.nan).text() }
    #expect(throws: Failure.self) { try JSONValue.array([.float(.infinity)]).text() }
  }
}
