import RBSyntax
import Testing

/// What the formatter writes at the edges of its rules.
@Suite struct CanonicalTextTests {
  private func format(_ text: String) -> String? {
    Formatter.format(SourceText(name: "test.rbs", text: text, file: 0))
  }

  /// A function of one expression whose line is so long.
  private func function(_ width: Int) -> (head: String, body: String) {
    let head = "fn f(a)"
    return (head, String(repeating: "a", count: width - head.count - " {  }".count))
  }

  @Test func aShortBodyStaysOnItsLineUpTo100Columns() {
    for width in [40, 99, 100] {
      let (head, body) = function(width)
      let line = "\(head) { \(body) }"
      #expect(line.count == width)
      #expect(format("\(head) {\n\(body)\n}") == line + "\n")
    }
    for width in [101, 102, 150] {
      let (head, body) = function(width)
      #expect(format("\(head) { \(body) }") == "\(head) {\n    \(body)\n}\n")
    }
  }

  @Test(arguments: [
    (#""a'b""#, #""a'b""#), (#"'a"b'"#, #"'a"b'"#), (#"'ab'"#, #""ab""#), (#"'a"b\'c'"#, #""a\"b'c""#),
    (#""\x01\x0f\x10\x1f\x7f\n\r\t\\""#, #""\x01\x0f\x10\x1f\x7f\n\r\t\\""#), (#""é日\u00e9""#, #""é日é""#),
    (#"f"{ {1: 2} }""#, #"f"{ {1: 2}}""#), (#"f"{{{x}}}""#, #"f"{{{x}}}""#),
    (#"f"{x!r:>{w}}{y:.2f}""#, #"f"{x!r:>{w}}{y:.2f}""#),
    (#"f'{d["k"]}'"#, #"f"{d['k']}""#), (#"f"{x = }{x=}""#, #"f"{x = }{x=}""#), (#"f"\x02{x}\n""#, #"f"\x02{x}\n""#),
    (#"r"\d""#, #""\\d""#),
  ])
  func stringsAreWrittenSo(_ text: String, _ expected: String) {
    #expect(format(text) == expected + "\n")
    #expect(format(expected) == expected + "\n")
  }

  @Test(arguments: [
    ("1e999", "1e999"), ("-1e999", "-1e999"), ("1e5", "100000.0"), ("1_000", "1000"), ("0xff", "255"),
    ("-9223372036854775808", "-9223372036854775808"), ("1e-7", "1e-07"), ("(1).x", "(1).x"), ("2 ** -1", "2 ** -1"),
    ("(-2) ** 2", "(-2) ** 2"), ("-2 ** 2", "-2 ** 2"), ("not (a == b)", "not a == b"),
    ("(not a) == b", "(not a) == b"),
    ("a - (b + c)", "a - (b + c)"), ("(a + b) - c", "a + b - c"), ("*(a | b),", "*a | b,"),
  ])
  func numbersAndParenthesesAreWrittenSo(_ text: String, _ expected: String) throws {
    let written = try #require(format(text))
    // The shortest text of a number that reads as the same one.
    #expect(written == expected + "\n" || Double(written.dropLast()) == Double(expected), "\(written)")
    #expect(format(written) == written)
  }

  @Test func oneBlankLineStaysOneAndNoneStaysNone() {
    #expect(format("a\nb\n\nc\n\n\n\nd\n") == "a\nb\n\nc\n\nd\n")
    #expect(format("if a {\n\n  b\n\n\n  c\n\n}\n") == "if a {\n    b\n\n    c\n}\n")
    #expect(format("# x\n\n# y\nb\n\n# z\n") == "# x\n\n# y\nb\n\n# z\n")
    #expect(format("\n\n\na\n\n\n") == "a\n")
  }
}
