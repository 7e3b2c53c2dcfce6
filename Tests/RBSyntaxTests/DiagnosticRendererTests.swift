import RBSyntax
import Testing

private func rendered(
  _ text: String, _ range: Range<Int>?, help: String? = nil, color: Bool = false,
  trace: [(function: String, call: SourceRange)] = []
) -> String {
  let source = SourceText(name: "demo.rbs", text: text, file: 3)
  let diagnostic = Diagnostic(
    id: "x", message: "wrong", range: range.map { SourceRange(start: $0.lowerBound, end: $0.upperBound, file: 3) },
    help: help, trace: trace)
  return DiagnosticRenderer(sources: [source], color: color).render(diagnostic)
}

@Test func theBlockIsTheLanguages() {
  let text = "size = 1\n\nrb = buffer(storag: memmap(100))\n"
  #expect(
    rendered(text, 22..<28, help: "did you mean 'storage'?") == """
      error: wrong
       --> demo.rbs:3:13
        |
      3 | rb = buffer(storag: memmap(100))
        |             ^^^^^^ did you mean 'storage'?

      """)
}

@Test func theGutterGrowsWithTheLineNumber() {
  let text = String(repeating: "\n", count: 99) + "abc"
  #expect(rendered(text, 100..<101) == "error: wrong\n   --> demo.rbs:100:2\n    |\n100 | abc\n    |  ^\n")
}

@Test func caretsStandUnderWideCharactersAndTabs() {
  #expect(rendered("\tx 数据 y", 3..<9).hasSuffix("1 |     x 数据 y\n  |       ^^^^\n"))
  #expect(rendered("a\tb", 2..<3).hasSuffix("1 | a   b\n  |     ^\n"))
  #expect(rendered("e\u{301}x", 3..<4).hasSuffix("  |  ^\n"))
}

@Test func aRangeOverSeveralLinesMarksTheFirst() {
  #expect(rendered("f(a,\n  b)\n", 2..<9).hasSuffix("1 | f(a,\n  |   ^^\n"))
}

@Test func anEmptyRangeAtTheEndHasACaret() {
  #expect(rendered("x =", 3..<3) == "error: wrong\n --> demo.rbs:1:4\n  |\n1 | x =\n  |    ^\n")
  #expect(rendered("x =\n", 4..<4) == "error: wrong\n --> demo.rbs:1:4\n  |\n1 | x =\n  |    ^\n")
  #expect(rendered("", 0..<0) == "error: wrong\n --> demo.rbs:1:1\n  |\n1 |\n  | ^\n")
  #expect(rendered("x", 90..<99).contains("demo.rbs:1:2"))
}

@Test func carriageReturnsAreNotShown() {
  #expect(rendered("ab\r\ncd\r\n", 0..<2).hasSuffix("1 | ab\n  | ^^\n"))
}

@Test func aLongLineIsCutAroundTheRange() {
  let text = String(repeating: "a", count: 5000) + "bad" + String(repeating: "c", count: 5000)
  let lines = rendered(text, 5000..<5003).split(separator: "\n")
  #expect(lines[1] == " --> demo.rbs:1:5001")
  #expect(lines[3].count == 4 + 122)
  #expect(lines[3].hasPrefix("1 | …aaa") && lines[3].hasSuffix("ccc…"))
  let start = lines[4].firstIndex(of: "^").map { lines[4].distance(from: lines[4].startIndex, to: $0) } ?? 0
  #expect(lines[3].dropFirst(start).hasPrefix("bad"))
  #expect(lines[4].hasSuffix("^^^"))
  let million = String(repeating: "x", count: 1_000_000)
  #expect(rendered(million, 0..<1_000_000).utf8.count < 500)
  #expect(rendered(million, 1_000_000..<1_000_000).utf8.count < 500)
}

@Test func helpWithoutAPlaceOrOfSeveralLinesStandsBelow() {
  #expect(rendered("x", nil, help: "try it") == "error: wrong\n  = help: try it\n")
  #expect(
    rendered("x", 0..<1, help: "one\ntwo").hasSuffix("1 | x\n  | ^\n  = help: one\n          two\n"))
}

@Test func callsAreListedInnermostFirstAndElided() {
  let call = SourceRange(start: 0, end: 1, file: 3)
  #expect(rendered("x", 0..<1, trace: [("fact(n)", call)]).hasSuffix("  | ^\n  in fact(n) at demo.rbs:1:1\n"))
  let many = rendered("x", nil, trace: (1...100).map { ("f\($0)", call) }).split(separator: "\n")
  #expect(many.count == 12)
  #expect(many[5] == "  in f5 at demo.rbs:1:1" && many[6] == "  … 90 more calls …")
  #expect(many[11] == "  in f100 at demo.rbs:1:1")
}

/// Eleven calls are shown: an elision of one would take a line as well.
@Test(arguments: 1...14) func onlyWhatIsLongerThanItsElisionIsElided(_ count: Int) {
  let call = SourceRange(start: 0, end: 1, file: 3)
  let lines = rendered("x", nil, trace: (1...count).map { ("f\($0)", call) }).split(separator: "\n").dropFirst()
  func shown(_ numbers: ClosedRange<Int>) -> [String] { numbers.map { "  in f\($0) at demo.rbs:1:1" } }
  let expected =
    count <= 11
    ? shown(1...count) : shown(1...5) + ["  … \(count - 10) more calls …"] + shown(count - 4...count)
  #expect(lines.map(String.init) == expected)
}

@Test func aRangeOfAnUnknownSourceIsLeftOut() {
  let diagnostic = Diagnostic(id: "x", message: "wrong", range: SourceRange(start: 0, end: 1, file: 9))
  #expect(DiagnosticRenderer(sources: [], color: false).render(diagnostic) == "error: wrong\n")
}

@Test func colourIsOnlyMarkup() {
  let plain = rendered("x = 1", 0..<1, help: "h")
  let colored = rendered("x = 1", 0..<1, help: "h", color: true)
  #expect(colored.contains("\u{1b}[1;31m"))
  #expect(colored.replacing(#/\x1b\[[0-9;]*m/#, with: "") == plain)
}

@Test func aWarningSaysSoInItsOwnColour() {
  let source = SourceText(name: "demo.rbs", text: "x is 3", file: 0)
  let warning = Diagnostic(
    id: "x", message: "odd", severity: .warning, range: SourceRange(start: 2, end: 4, file: 0), help: "write '=='")
  let plain = DiagnosticRenderer(sources: [source], color: false).render(warning)
  #expect(plain == "warning: odd\n --> demo.rbs:1:3\n  |\n1 | x is 3\n  |   ^^ write '=='\n")
  let colored = DiagnosticRenderer(sources: [source], color: true).render(warning)
  #expect(colored.hasPrefix("\u{1b}[1;33mwarning:\u{1b}[0m"))
  #expect(colored.contains("\u{1b}[1;33m^^\u{1b}[0m"))
}
