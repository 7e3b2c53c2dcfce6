import RBScript
import Tensors
import Testing

/// Texts are sequences of code points, and what works on them takes a time that is linear in their length.
@Suite struct TextTests {
  private func output(_ text: String) -> String { Turn.take { Run(text).transcript } }

  @Test func lettersBeyondASCIIAreCountedAsCodePoints() {
    let text = """
      s = "aé日🎉e\u{0301}"
      print(len(s), s[1], s[-3:], s[::-2], s.find("🎉"), s.rfind("e"), s.count("é"), [c for c in s[1:3]])
      long = "é" * 1000 + "x"
      print(len(long), long[999], long[1000], long[998:], long.find("x"), long.index("x", 500), long[::500])
      """
    #expect(output(text) == "6 é 🎉e\u{0301} \u{0301}🎉é 3 4 1 ['é', '日']\n1001 é x ééx 1000 1000 ééx\n")
  }

  @Test func composedAndDecomposedLettersDiffer() {
    #expect(
      output("print(\"é\" == \"e\u{0301}\", \"é\" < \"e\u{0301}\", \"e\u{0301}\".replace(\"e\", \"o\"))")
        == "False False o\u{0301}\n")
  }

  @Test func aTextThatGrowsInPlaceChangesNoOther() {
    let text = """
      a = "x" + "y"; b = a; a += "z"; print(a, b)
      fn f() { s = ""; kept = []; for i in range(4) { s += str(i); kept.append(s) }; kept }
      print(f())
      fn g() { s = "q" + "r"; fn more() { nonlocal s; s += "!"; "?" }; s += more(); s }
      print(g())
      t = "a" + "b"; t += t; print(t, len(t))
      d = {}; k = "k" + "1"; d[k] = 1; k += "2"; print(d, k)
      """
    #expect(output(text) == "xyz xy\n['0', '01', '012', '0123']\nqr?\nabab 4\n{'k1': 1} k12\n")
  }

  @Test func blanksAndLineEndsArePythons() {
    let text = """
      print("\\x1ca\\x85b ".split(), "a\\r\\nb\\x1dc\\r".splitlines(), repr(" \\x1f a".strip()), "\\x1c".isspace())
      print("a1b they're".title(), "Straße".upper(), "²".isdigit(), "½".isnumeric(), "½".isdigit())
      """
    #expect(output(text) == "['a', 'b'] ['a', 'b', 'c'] 'a' True\nA1B They'Re STRASSE True True False\n")
  }

  @Test func longTextsTakeLinearTime() {
    let text = """
      y = ",".join(["ab"] * 50000)
      print(len(y), len(y.split(",")), y.count("b,"), y.find("q"), len(y.replace("ab", "xyz")), len(y.rsplit(",")))
      s = ""
      for i in range(100000) { s += "x" }
      print(len(s), s.rfind("y"), "y" in s)
      """
    // Each was quadratic: minutes.
    let took = ContinuousClock().measure {
      #expect(output(text) == "149999 50000 49999 -1 199999 50000\n100000 -1 False\n")
    }
    #expect(took < .seconds(20))
  }

  @Test func whatIsNestedDeepPrintsAtACostOfWhatIsPrinted() {
    let text = """
      td = tensordict({"x": zeros(2)}, [2])
      for i in range(200) { td = tensordict({"a": td, "b": zeros(2)}, [2]) }
      print(len(str(td)))
      l = []
      for i in range(100000) { l = [l] }
      print(len(str(l)))
      """
    let took = ContinuousClock().measure { #expect(output(text) == "1003387\n200002\n") }
    #expect(took < .seconds(20))
  }
}
