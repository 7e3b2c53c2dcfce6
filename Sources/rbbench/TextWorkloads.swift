import Catalog
import Glibc
import RBScript
import Tensors

/// Operations on texts, each as a script runs it: `scripts/lib/bench_texts.py` does the same in CPython.
enum TextWorkloads {
  /// Name, passes of the loop, and what one pass does.
  private static let cases: [(name: String, passes: Int, body: String)] = [
    ("repeat", 20, "\"x\" * 20000000"), ("repeat short", 20000, "word * 20"),
    ("concatenate", 20, "large + large"), ("concatenate short", 20000, "word + short"),
    ("append", 20000, "grown += \"x\""), ("length", 20000, "len(large)"), ("length other", 20000, "len(other)"),
    ("index", 20000, "large[1234567]"), ("index other", 20000, "other[123456]"), ("slice", 200, "large[1000:2000000]"),
    ("slice short", 20000, "large[1000:1010]"), ("slice other", 200, "other[1000:200000]"),
    ("reverse", 10, "large[::-1]"), ("iterate", 5, "for c in listed { }"), ("iterate other", 5, "for c in other { }"),
    ("in", 20, "\"abd\" in large"), ("find", 20, "large.find(\"zz\")"), ("find last", 20, "large.rfind(\"zz\")"),
    ("find other", 20, "other.find(\"zz\")"), ("count", 5, "large.count(\"a\")"),
    ("count parts", 5, "large.count(\"ab c\")"),
    ("replace letter", 10, "large.replace(\"a\", \"x\")"), ("replace parts", 5, "listed.replace(\"ab\", \"xyz\")"),
    ("split", 5, "listed.split(\",\")"), ("split blanks", 5, "spaced.split()"),
    ("split from right", 5, "listed.rsplit(\",\")"),
    ("lines", 5, "lined.splitlines()"), ("join", 5, "\",\".join(parts)"),
    ("partition", 2000, "spaced.partition(\" \")"),
    ("upper", 20, "large.upper()"), ("lower", 20, "large.lower()"), ("upper other", 5, "other.upper()"),
    ("title", 2, "listed.title()"), ("strip", 20000, "short.strip()"),
    ("startswith", 20000, "large.startswith(\"ab\")"),
    ("endswith", 20000, "large.endswith(\"ab\")"), ("equal", 200, "large == same"), ("less", 200, "large < same"),
    ("isdigit", 20, "digits.isdigit()"), ("isalpha", 20, "digits.isalpha()"), ("repr", 10, "repr(listed)"),
    ("pad", 20, "word.rjust(20000000)"), ("f-string", 20000, "f\"{word}={number:.3f} {short:>12}\""),
    ("f-string wide", 20, "f\"{number:20000000.2f}\""), ("format", 20000, "\"{} and {:>8} {}\".format(word, short, 7)"),
    ("percent", 20000, "\"%s %5.2f %d\" % (word, number, 7)"), ("str of list", 5, "str(parts)"),
    ("dict of texts", 5, "{p: 1 for p in parts}"),
  ]

  private static let prelude = """
    large = "ab c" * 1000000; same = "ab c" * 1000000; other = "aé日" * 100000
    listed = "ab," * 50000; spaced = "ab  c " * 30000; lined = "abc\\n" * 30000; digits = "1234567890" * 100000
    parts = [str(i) for i in range(50000)]; word = "word"; short = "  a bc "; number = 3.14159; grown = ""

    """

  /// - Throws: where a case is no program, or fails.
  static func run() throws -> [Benchmark] {
    if let wanted, !wanted.hasPrefix("text"), !"text".hasPrefix(wanted) { return [] }
    return try NativeStack.withLargeStack { Result { try measured() } }.get()
  }

  private static func measured() throws -> [Benchmark] {
    let interpreter = Interpreter(output: { _ in })
    func run(_ text: String, of name: String) throws {
      let outcome = interpreter.run(name: name, text: text)
      guard case .done = outcome else { throw Failure.runtime("the case \(name) ends with \(outcome)") }
    }
    try run(prelude, of: "prelude")
    return try cases.compactMap { test in
      // In a function, as Python's is: variables of functions are the quick ones.
      try run("fn work() { grown = \"\"; for i in range(\(test.passes)) { \(test.body) } }", of: test.name)
      let whole = try measure("text/\(test.name)", calls: 1, rounds: 9) { try run("work()", of: test.name) }
      return whole.map { Benchmark(name: $0.name, microseconds: $0.microseconds / Double(test.passes)) }
    }
  }
}
