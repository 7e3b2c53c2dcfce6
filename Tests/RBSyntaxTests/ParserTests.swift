import RBSyntax
import Testing

/// Writes an expression with parentheses around every operation, so that its tree shows.
private func tree(_ text: String) -> String {
  let result = Scripts.parse(text)
  if let diagnostic = result.diagnostics.first { return diagnostic.message }
  guard case .expression(let value)? = result.program.statements.first?.kind else { return "no expression" }
  return tree(value)
}

private func tree(_ expression: Expression) -> String {
  switch expression.kind {
  case .unary(let sign, let operand): "(\(sign.rawValue) \(tree(operand)))"
  case .binary(let operation, let left, let right): "(\(tree(left)) \(operation.rawValue) \(tree(right)))"
  case .and(let left, let right): "(\(tree(left)) and \(tree(right)))"
  case .or(let left, let right): "(\(tree(left)) or \(tree(right)))"
  case .comparison(let first, let links):
    "(\(tree(first))" + links.map { " \($0.operation.rawValue) \(tree($0.operand))" }.joined() + ")"
  case .conditional(let condition, let then, let otherwise):
    "(\(tree(then)) if \(tree(condition)) else \(tree(otherwise)))"
  case .function(let literal):
    if case .expression(let body) = literal.body {
      "(" + literal.parameters.map(\.name).joined(separator: " ") + " -> " + tree(body) + ")"
    } else {
      Formatter.text(of: expression)
    }
  case .call(let base, let arguments): "\(tree(base))(" + arguments.map { tree($0.value) }.joined(separator: " ") + ")"
  case .attribute(let base, let name, _): "\(tree(base)).\(name)"
  case .tuple(let elements): "<" + elements.map { tree($0.value) }.joined(separator: " ") + ">"
  default: Formatter.text(of: expression)
  }
}

@Test(arguments: [
  ("-2 ** 2", "(- (2 ** 2))"), ("2 ** -1", "(2 ** (- 1))"), ("2 ** 3 ** 4", "(2 ** (3 ** 4))"),
  ("a - b - c", "((a - b) - c)"), ("a + b * c", "(a + (b * c))"), ("a // b % c", "((a // b) % c)"),
  ("a | b ^ c & d << e + f", "(a | (b ^ (c & (d << (e + f)))))"), ("~a ** b", "(~ (a ** b))"),
  ("not a == b", "(not (a == b))"), ("not a and b or c", "(((not a) and b) or c)"),
  ("a < b <= c", "(a < b <= c)"), ("a not in b", "(a not in b)"), ("a is not b", "(a is not b)"),
  ("a is (not b)", "(a is (not b))"), ("a | b in c", "((a | b) in c)"), ("(a < b) < c", "((a < b) < c)"),
  ("a if b else c if d else e", "(a if b else (c if d else e))"), ("a or b if c else d", "((a or b) if c else d)"),
  ("x -> y -> x + y", "(x -> (y -> (x + y)))"), ("() -> a if b else c", "( -> (a if b else c))"),
  ("(x, y) -> x, 1", "<(x y -> x) 1>"), ("(() -> 7)()", "( -> 7)()"), ("f(x -> x + 1, y)", "f((x -> (x + 1)) y)"),
  ("-a.b(c)", "(- a.b(c))"), ("- - a", "(- (- a))"), ("a - -b", "(a - (- b))"), ("(a)", "a"), ("(a,)", "<a>"),
  ("a | b | c", "((a | b) | c)"), ("sum(x for x in xs)", "sum([x for x in xs])"),
])
func precedenceIsPythons(_ text: String, _ expected: String) { #expect(tree(text) == expected) }

@Test(arguments: [
  ("f(a, *b, c: 1, d=2, **e)", "f(a, *b, c: 1, d: 2, **e)\n"), ("a[1:3, ..., None]", "a[1:3, ..., None]\n"),
  ("a[::2]; a[1:]; a[:, -1]", "a[::2]\na[1:]\na[:, -1]\n"), ("td[\"b\", \"c\"]", "td[\"b\", \"c\"]\n"),
  ("a[(1, 2)]; a[()]; a[1,]", "a[1, 2]\na[()]\na[1,]\n"), ("x = 1, 2", "x = (1, 2)\n"), ("a = b = 1", "a = b = 1\n"),
  ("a, (b, c) = d", "a, (b, c) = d\n"), ("[a, *b], c.d = e", "(a, *b), c.d = e\n"),
  ("first, *rest = xs", "first, *rest = xs\n"),
  ("x ^= 1; x <<= 2", "x ^= 1\nx <<= 2\n"), ("fn f(a, b=1, *c, **d) { }", "fn f(a, b: 1, *c, **d) {}\n"),
  ("fn f(a) { return a, 1 }", "fn f(a) { return a, 1 }\n"),
  ("for i, x in xs { break }", "for i, x in xs {\n    break\n}\n"),
  ("{k: v for k, v in d if v for z in k}", "{k: v for k, v in d if v for z in k}\n"),
  ("[*a, 1]; {**a, 1: 2}", "[*a, 1]\n{**a, 1: 2}\n"),
  ("try { a } catch { b }", "try {\n    a\n} catch {\n    b\n}\n"), ("del x, y[0], z.w", "del x, y[0], z.w\n"),
  ("assert a, \"m\"", "assert a, \"m\"\n"), ("import 'a.rbs'", "import \"a.rbs\"\n"),
  ("tensorclass A {\n  a,\n  b\n}", "tensorclass A { a, b }\n"), ("nonlocal a, b", "nonlocal a, b\n"),
  ("if a { b } else if c { d } else { }", "if a {\n    b\n} else if c {\n    d\n} else {}\n"),
  ("(1).real; 1.5.x", "(1).real\n(1.5).x\n"), ("(a ** b) ** c; (-a) ** b", "(a ** b) ** c\n(-a) ** b\n"),
  ("a - (b - c); (a or b) and c", "a - (b - c)\n(a or b) and c\n"), ("(x -> x)(1)", "(x -> x)(1)\n"),
  ("a | (x -> x); (a if b else c) + d", "a | (x -> x)\n(a if b else c) + d\n"), ("(a, b), c", "(a, b), c\n"),
  ("return", "return\n"), ("x = a\n  .b()\n  .c", "x = a.b().c\n"), ("", ""), ("\n;;\n", ""), ("# only", ""),
])
func canonicalTextIs(_ text: String, _ expected: String) {
  #expect(Scripts.formatted(text) == expected)
  #expect(Scripts.formatted(expected) == expected)
}

/// The brace of a block may stand on the line below its head, wherever a statement begins.
@Test(arguments: ["", "x = 1\n", "x = 1;", "; ", "if y { ", "if y { } else { x; ", "fn g() { x = 1; ", "while y {\n"])
func theBraceMayStandBelowItsHead(_ before: String) {
  let after = String(repeating: " }", count: before.count { $0 == "{" } - before.count { $0 == "}" })
  for head in [
    "if c", "while c", "for i in c", "for i, j in c", "fn f()", "fn f(a, b: {})", "try { y } catch e", "tensorclass T",
    "if c { } else", "if c { } else if d", "if {1: 2}", "if f({})",
  ] {
    let text = before + head + "\n{ z }" + after
    #expect(Scripts.parse(text).diagnostics.isEmpty, "\(text)")
    #expect(Scripts.formatted(text) == Scripts.formatted(before + head + " { z }" + after), "\(text)")
  }
}

/// A line that is no head ends, so that a brace below it begins a dict.
@Test(arguments: ["x = a if b else c", "x; y", "if a { }; x", "if a { b }", "[1 for i in x if i]"])
func aBraceBelowAnythingElseIsADict(_ line: String) {
  #expect(Scripts.parse(line + "\n{}").program.statements.count == (line.contains(";") ? 3 : 2))
}

@Test func rangesCoverTheirSource() throws {
  let text = "rb = buffer(storage: memmap(100)).view[0]"
  let statement = try #require(Scripts.parse(text).program.statements.first)
  func source(_ range: SourceRange) -> String {
    String(decoding: Array(text.utf8)[Int(range.start)..<Int(range.end)], as: UTF8.self)
  }
  #expect(source(statement.range) == text)
  guard case .assign(let targets, let value) = statement.kind, case .index(let view, _) = value.kind,
    case .attribute(let call, _, let name) = view.kind, case .call(_, let arguments) = call.kind,
    case .labelled(_, let label) = arguments[0].kind
  else {
    Issue.record("another tree")
    return
  }
  #expect(source(targets[0].range) == "rb")
  #expect(source(name) == "view")
  #expect(source(call.range) == "buffer(storage: memmap(100))")
  #expect(source(label) == "storage")
  #expect(source(arguments[0].value.range) == "memmap(100)")
}

@Test(arguments: [
  "f(", "x = [1,", "{\"a\":", "if a {", "fn f(x) {", "fn f(x)", "if a", "for x in xs", "if a { } else",
  "try {\n a\n} catch e",
  "x = \"\"\"abc", "f(\"\"\"", "x = 1 +", "x ->", "a and", "f\"\"\"{a", "tensorclass A {", "tensorclass A", "while f(x",
  "f(fn(x) {\n  a\n", "x = (\n", "if a {\n  b\n} else {\n", "assert a,", "x = not", "if a { f(",
])
func anOpenConstructAsksForMore(_ text: String) {
  for ending in ["", "\n", "  # comment\n"] where !text.contains("\"\"\"") || ending != "  # comment\n" {
    let result = Scripts.parse(text + ending)
    #expect(result.needsMoreInput, "\(text + ending)")
    #expect(!result.diagnostics.isEmpty)
  }
}

@Test(arguments: [
  "x = 1", "x =", "f(1 2", "f(]", "x = 'abc", "if a { }", "if a { }\nelse {", "for x", "fn", "x = 1 +\n2", ")", "{}",
  "x = $ (", "1 + * (", "try { }", "a = [1, 2]]", "if a { b", "def f(x):", "if x:",
])
func aClosedOrWrongEntryDoesNot(_ text: String) {
  // An open block asks for more even when what it holds is right.
  #expect(Scripts.parse(text).needsMoreInput == (text == "if a { b"))
}

@Test func severalMistakesAreReportedInOneRun() {
  let result = Scripts.parse("x = = 1\ny = 2\nfn f() {\n  z = )\n  w = 1\n}\nq = 'a\nr = 1 1\nok = 3\n")
  #expect(
    result.diagnostics.map(\.id) == [
      "expected-expression", "mismatched-bracket", "unterminated-string", "missing-separator",
    ])
  #expect(result.program.statements.count == 3)
}
