import RBSyntax
import Testing

/// The tokens of a text without the last: classes by name, line breaks as "⏎".
private func kinds(_ text: String) -> String {
  Lexer.tokens(of: SourceText(name: "", text: text, file: 0)).dropLast()
    .map { $0.kind == .newline ? "⏎" : $0.kind.rawValue }.joined(separator: " ")
}

/// The first diagnostic of a text, or "".
private func complaint(_ text: String) -> String { Scripts.parse(text).diagnostics.first?.message ?? "" }

@Test func keywordsAreTheLanguages() {
  let listed = """
    and or not in is if else for while break continue fn return assert try catch import from as tensorclass del nonlocal \
    True False None
    """
  #expect(Lexer.keywords == listed.split(separator: " ").map(String.init))
  #expect(kinds("tensorclass_ iff not_ fn1 true") == "NAME NAME NAME NAME NAME ⏎")
}

@Test func tokensCoverTheirTextAndCommentsAreKept() {
  let text = "#!/usr/bin/env rbsh\nx = 1 # one\n"
  let tokens = Lexer.tokens(of: SourceText(name: "", text: text, file: 0))
  let words = tokens.map { String(decoding: Array(text.utf8)[$0.offsets], as: UTF8.self) }
  #expect(words == ["#!/usr/bin/env rbsh", "x", "=", "1", "# one", "\n", ""])
  #expect(tokens.map(\.kind) == [.comment, .name, .assign, .integer, .comment, .newline, .end])
}

@Test func operatorsAreReadLongestFirst() {
  #expect(kinds("a **= b ** c // d //= e << f <<= g") == "NAME **= NAME ** NAME // NAME //= NAME << NAME <<= NAME ⏎")
  #expect(kinds("a<-b->c>=d") == "NAME < - NAME -> NAME >= NAME ⏎")
  #expect(kinds("a[...]") == "NAME [ ... ] ⏎")
}

@Test func lineBreaksCountOnlyBetweenStatements() {
  #expect(kinds("a\n\n# c\n\nb") == "NAME ⏎ # c NAME ⏎".replacing("# c", with: "COMMENT"))
  #expect(kinds("(a\n)\nb") == "( NAME ) ⏎ NAME ⏎")
  #expect(kinds("a +\nb") == "NAME + NAME ⏎")
  #expect(kinds("a and\nnot\nb in\nc ->\nd,\ne") == "NAME and not NAME in NAME -> NAME , NAME ⏎")
  #expect(kinds("a\n  .b\n\n  .c()") == "NAME . NAME . NAME ( ) ⏎")
  #expect(kinds("a\n.5") == "NAME ⏎ FLOAT ⏎")
  #expect(kinds("a =\nb") == "NAME = ⏎ NAME ⏎")
  #expect(kinds("a\r\nb\r\n") == "NAME ⏎ NAME ⏎")
}

@Test func blocksInsideBracketsSeeLineBreaksAgain() {
  #expect(kinds("f(fn(x) { a\nb }\n)") == "NAME ( fn ( NAME ) { NAME ⏎ NAME } ) ⏎")
  #expect(kinds("f({1: 2,\n3: 4\n})") == "NAME ( { INTEGER : INTEGER , INTEGER : INTEGER } ) ⏎")
  #expect(kinds("if a { {1:\n2} }") == "if NAME { { INTEGER : INTEGER } } ⏎")
  #expect(kinds("x = a if b == {} else {\n1: 2}").hasSuffix("else { INTEGER : INTEGER } ⏎"))
  #expect(kinds("if a { } else {\nb }") == "if NAME { } else { ⏎ NAME } ⏎")
}

@Test func theBlockOfAHeadMayBeginOnTheNextLine() {
  #expect(kinds("fn f(x)\n{\nx }") == "fn NAME ( NAME ) { ⏎ NAME } ⏎")
  #expect(kinds("x = a\n{1: 2}") == "NAME = NAME ⏎ { INTEGER : INTEGER } ⏎")
  #expect(Scripts.formatted("if a\n{ b }") == Scripts.formatted("if a { b }"))
}

@Test func numbersHaveTheirValues() {
  #expect(Scripts.formatted("42, 1_000, 0xff, 0XfF, 0b1, 0o7, 00") == "42, 1000, 255, 255, 1, 7, 0\n")
  #expect(Scripts.formatted("1.5, .5, 1e-3, 1., 1.e2, 1_0.2_5, 1e400") == "1.5, 0.5, 0.001, 1.0, 100.0, 10.25, 1e999\n")
  #expect(Scripts.formatted("9223372036854775807") == "9223372036854775807\n")
  #expect(Scripts.formatted("x = -9223372036854775808") == "x = -9223372036854775808\n")
  #expect(complaint("9223372036854775808") == "expected an integer of 64 bits, got '9223372036854775808'")
  #expect(complaint("- 9223372036854775808 ** 2").hasPrefix("expected an integer of 64 bits"))
  #expect(complaint("0xffffffffffffffffffff").hasPrefix("expected an integer of 64 bits"))
  for malformed in ["1__0", "1_", "0x", "0b2", "0o8", "1abc", "12é", "1e5x", "007", "0x_", "1_000_"] {
    #expect(complaint("x = \(malformed)") == "invalid number '\(malformed)'")
  }
}

@Test func stringsAreReadAsPythonReadsThem() {
  #expect(Scripts.formatted(#"'a\x41\u00e9\U0001F600\101\0'"#) == "\"aAé😀A\\x00\"\n")
  #expect(Scripts.formatted(#""\q \. \\ \' \"""#) == #""\\q \\. \\ ' \"""# + "\n")
  #expect(Scripts.formatted("\"a\\\nb\"") == "\"ab\"\n")
  #expect(Scripts.formatted("'''a\n'b''c'''") == "\"a\\n'b''c\"\n")
  #expect(Scripts.formatted(#"r"\d\"", R'\n'"#) == #"'\\d\\"', "\\n""# + "\n")
  #expect(Scripts.formatted("''") == "\"\"\n")
  #expect(Scripts.formatted("\"\"\"\r\n\"\"\"") == "\"\\n\"\n")
}

@Test func formattedStringsHoldTextFieldsAndSpecifications() {
  #expect(Scripts.formatted(#"f"a{b}{{c}}""#) == #"f"a{b}{{c}}""# + "\n")
  #expect(Scripts.formatted(#"f'{x!r:>{w}.{p}}'"#) == #"f"{x!r:>{w}.{p}}""# + "\n")
  #expect(Scripts.formatted(#"f"{ n + 1 = :5}{m=}""#) == #"f"{ n + 1 = :5}{m=}""# + "\n")
  #expect(Scripts.formatted(#"f"{d["k"]}{f'{a}'}""#) == #"f"{d['k']}{f'{a}'}""# + "\n")
  #expect(Scripts.formatted(#"f"{ {"a": 1}["a"] }""#) == #"f"{ {'a': 1}['a']}""# + "\n")
  #expect(
    Scripts.formatted(#"f"{a != b}{a == b}{a, b}{f(x: 1)}{a[1:2]}""#) == #"f"{a != b}{a == b}{a, b}{f(x: 1)}{a[1:2]}""#
      + "\n")
  #expect(Scripts.formatted(#"f"{a if b else c}{x -> x}""#) == #"f"{a if b else c}{x -> x}""# + "\n")
  #expect(Scripts.formatted(#"rf"\d{x}" "#) == #"f"\\d{x}""# + "\n")
  #expect(Scripts.formatted("f\"\"\"{\na\n}\n\"\"\"") == "f\"{a}\\n\"\n")
  #expect(Scripts.formatted(#"f"{(fn(x) { a; x })(1)}""#) == #"f"{(fn(x) { a; x })(1)}""# + "\n")
  #expect(Scripts.formatted("f''") == "f\"\"\n")
}

@Test func strayCharactersAreNamed() {
  #expect(complaint("x = \u{0}") == "unexpected control character U+0000")
  #expect(complaint("x = \u{1b}") == "unexpected control character U+001B")
  #expect(complaint("x\u{a0}= 1") == "unexpected character U+00A0")
  #expect(complaint("x = “a”") == "unexpected character '“'")
  #expect(complaint("größe = 1; 変数 = 2") == "")
  #expect(complaint("x = 1 € 2") == "unexpected character '€'")
  #expect(complaint("\u{feff}x = 1") == "")
}
