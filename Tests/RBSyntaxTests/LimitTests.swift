import RBSyntax
import Testing

private func ids(_ text: String) -> [String] { Scripts.parse(text).diagnostics.map(\.id) }

private func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

@Test(arguments: [
  "(", "[", "{1:", "f(", "a[", "-", "not ", "2**", "x->", "a if b else ", "fn(){", "if a {", "fn(x: ", "for x in {",
  "{",
  "try {", "x = f\"{f'",
])
func deepNestingIsADiagnostic(_ unit: String) {
  #expect(!ids(times(unit, 20_000)).isEmpty)
}

@Test(arguments: ["+1", ".b", "()", "[0]", " and a", " or a", " if a else a", " | a"])
func longChainsAreADiagnostic(_ link: String) {
  #expect(ids("x = a" + times(link, 10_000)) == ["too-deep"])
}

@Test func bracketsInLargeNumbersAreReadInLinearTime() {
  #expect(!ids(times("(", 100_000) + times(")", 100_000)).isEmpty)
  #expect(!ids(times("(", 100_000) + times("]", 100_000)).isEmpty)
  #expect(!ids(times("((1" + times("+1", 600) + ")", 100)).isEmpty)
  #expect(!ids("if a {}" + times(" else if a {}", 10_000)).isEmpty)
}

@Test func nestingUpToTheLimitParses() {
  #expect(ids(times("(", 190) + "1" + times(")", 190)) == [])
  #expect(ids(times("(", 201) + "1" + times(")", 201)) == ["too-deep"])
  #expect(ids("1" + times("+1", 990)) == [])
  #expect(ids("1" + times("+1", 1001)) == ["too-deep"])
  #expect(ids("(1" + times("+1", 600) + ")" + times("+1", 600)) == ["too-deep"])
  #expect(ids("if a {}" + times(" else if a {}", 150)) == [])
}

@Test func whatDoesNotParseDoesNotCountForWhatIsAroundIt() {
  let blocks = (times("if a {\n", 30), times("\n}", 30))
  #expect(ids(blocks.0 + "x = 1" + times("+1", 900) + blocks.1) == [])
  #expect(ids(blocks.0 + "x = 1" + times("+1", 990) + " 2" + blocks.1) == ["missing-separator"])
  #expect(
    ids("x = " + times("(", 190) + "]\n" + blocks.0 + times("(", 150) + "1" + times(")", 150) + blocks.1).count == 1)
}

@Test func longFlatSourcesParse() {
  #expect(ids("x = [" + times("1, ", 20_000) + "]") == [])
  #expect(ids(times("x = 1\n", 10_000)) == [])
  #expect(ids("x = \"" + times("a", 500_000) + "\"") == [])
  #expect(ids("a == " + times("b == ", 5_000) + "c") == [])
  #expect(ids("x = a" + times(" < a + a", 10_000)) == [])
}

@Test func aFileOfMistakesReportsAFew() {
  #expect(ids(times("x = )\n", 5_000)).count == Parser.diagnosticLimit)
  #expect(ids(times("$", 5_000)).count == Parser.diagnosticLimit)
}
