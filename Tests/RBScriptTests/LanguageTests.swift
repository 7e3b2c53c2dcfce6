import RBScript
import RBSyntax
import Testing

/// What the language promises beyond the parity programs.
@Suite(.serialized) struct LanguageTests {
  private func output(_ text: String) -> String { Turn.take { Run(text).transcript } }

  @Test func aValueTakesNineBytes() {
    #expect(MemoryLayout<Value>.size == 9)
    #expect(MemoryLayout<Value>.stride == 16)
  }

  @Test func integersNeverWrap() {
    let text = output("x = 9223372036854775807\ntry { x + 1 } catch err { print(err.kind) }\nprint(x)")
    #expect(text == "OverflowError\n9223372036854775807\n")
  }

  @Test func defaultsAreEvaluatedAtEachCall() {
    #expect(output("fn f(xs: []) { xs.append(1); len(xs) }\nprint(f(), f())") == "1 1\n")
  }

  @Test func aNameAssignedInAFunctionIsItsOwn() {
    #expect(output("x = 1\nfn f() { x = 2; x }\nprint(f(), x)") == "2 1\n")
  }

  @Test func nonlocalReachesTheEnclosingFunctionAndTheFile() {
    let text = """
      n = 0
      fn bump() { nonlocal n; n += 1 }
      bump(); bump()
      fn counter() { c = 0; fn step() { nonlocal c; c += 1; c }; step }
      s = counter(); s()
      print(n, s())
      """
    #expect(output(text) == "2 2\n")
  }

  @Test func theVariablesOfAComprehensionAreItsOwn() {
    #expect(output("x = 9\nys = [x * 2 for x in range(3)]\nprint(x, ys)") == "9 [0, 2, 4]\n")
  }

  @Test func functionsMadeInAComprehensionShareItsVariable() {
    #expect(output("fs = [() -> i for i in range(3)]\nprint([f() for f in fs])") == "[2, 2, 2]\n")
  }

  @Test func compositionsOfFunctionsFlatten() {
    #expect(output("t = (x -> x + 1) | (x -> x * 2) | str\nprint(t(3), len(t))") == "8 3\n")
  }

  @Test func theKeywordFnCanBeALabel() {
    #expect(output("fn g(**named) { named }\nprint(g(fn: 1), g(fn=2))") == "{'fn': 1} {'fn': 2}\n")
  }

  @Test func aBlockInACallSeesNewlines() {
    #expect(output("print((fn(x) {\n  y = x + 1\n  y * 2\n})(3))") == "8\n")
  }

  @Test func theValueOfAnIfIsThatOfTheBranchTaken() {
    let text =
      "fn f(x) { if x > 0 { \"plus\" } else if x < 0 { \"minus\" } else { \"zero\" } }\nprint(f(1), f(-1), f(0))"
    #expect(output(text) == "plus minus zero\n")
  }

  @Test func catchDoesNotSeeWhatWasNotRaised() {
    #expect(output("try { print(1) } catch err { print(err) }") == "1\n")
  }

  @Test func everyUnknownNameIsReportedBeforeAnythingRuns() {
    let run = Turn.take { Run("print(1)\nprintt(2)\nfn f() { lenn([]) }") }
    #expect(run.output.isEmpty)
    #expect(run.diagnostics.map(\.id) == ["unknown-name", "unknown-name"])
    #expect(run.diagnostics.map(\.help) == ["did you mean 'print'?", "did you mean 'len'?"])
  }

  @Test func labelsAndCountsOfKnownFunctionsAreCheckedBeforeAnythingRuns() {
    let run = Turn.take { Run("print(1)\nfn f(a, b: 1) { a }\nf()\nf(1, 2, 3)\nf(1, c: 2)\nrandperm()") }
    #expect(run.output.isEmpty)
    #expect(
      run.diagnostics.map(\.id) == ["missing-argument", "too-many-arguments", "unknown-label", "missing-argument"])
  }

  @Test func anErrorInAFunctionTellsTheCalls() {
    let text = output("fn inner(x) { x + \"a\" }\nfn outer(x) { inner(x) }\nouter(1)")
    #expect(text.contains("in inner at test.rbs:2:15"))
    #expect(text.contains("in outer at test.rbs:3:1"))
  }

  @Test func endlessRecursionIsADiagnostic() {
    let run = Turn.take { Run("fn f(n) { f(n + 1) }\nf(0)") }
    #expect(run.diagnostics.map(\.id) == ["RecursionError"])
  }

  @Test func recursionToAThousandCallsIsFine() {
    #expect(output("fn f(n) { 0 if n == 0 else 1 + f(n - 1) }\nprint(f(4000))") == "4000\n")
  }

  @Test func aListNestedAMillionDeepIsFreed() {
    #expect(output("x = []\nfor i in range(1_000_000) { x = [x] }\nx = None\nprint(\"done\")") == "done\n")
  }

  @Test func aListThatHoldsItselfPrints() {
    #expect(output("x = [1]\nx.append(x)\nprint(x)") == "[1, [...]]\n")
  }

  @Test func absurdSizesAreRefused() {
    for source in [
      "zeros(10**12)", "zeros(2**40, 2**40)", "\"a\" * 10**12", "[0] * 10**12", "rand(10**11)",
      "buffer(storage: ram(9223372036854775807)).extend(arange(4))", "hist([0, 1], bins: 10**12)",
      "tensor([0.0, 1.0]).histc(10**12)", "resize(2, 10**12)", "sequence(2, burn_in: 9223372036854775807)",
      "triu_indices(2, 10**12)", "combinations(arange(100), 10)",
      "parallel_env(10**12, () -> gym(\"CartPole-v1\"))",
    ] {
      let run = Turn.take { Run(source) }
      #expect(run.diagnostics.map(\.id) == ["MemoryError"], "\(source): \(run.transcript)")
    }
  }

  @Test func theLeastAndTheLargestIntAreNumbersAsOthersAre() {
    #expect(
      output("x = -9223372036854775808\nprint([1] * x, \"a\".rjust(x), round(0.5, x))")
        == "[] a 0.0\n")
    #expect(
      output("r = range(-9223372036854775808, 9223372036854775807, 2)\nprint(r.index(2), 3 in r, r[::2][1])")
        == "4611686018427387905 False -9223372036854775804\n")
    #expect(
      output("print(round(-1250, -2), round(1350, -2), round(9223372036854775804, -1))")
        == "-1200 1400 9223372036854775800\n")
    #expect(Turn.take { Run("\"{-1}\".format(5)") }.diagnostics.map(\.id) == ["KeyError"])
    #expect(Turn.take { Run("\"%*d\" % (-9223372036854775808, 1)") }.diagnostics.map(\.id) == ["ValueError"])
    #expect(Turn.take { Run("round(9223372036854775807, -1)") }.diagnostics.map(\.id) == ["OverflowError"])
  }

  @Test func comparisonsOfIntsAndFloatsAreExact() {
    #expect(output("print(2**53 + 1 == 2.0**53, 2**53 + 1 > 2.0**53)") == "False True\n")
  }

  @Test func unpackingTakesAsManyAsThereAre() {
    let text = """
      first, *rest = [1]; print(first, rest)
      *rest, last = "a"; print(rest, last)
      a, *b, c = (1, 2); print(a, b, c)
      a, *b, c = range(5); print(a, b, c)
      (a, b), [c] = {1: 2, 3: 4}.items(), [5]; print(a, b, c)
      for values in [[], [1], (1, 2, 3), range(3), "abc", {1: 2, 3: 4, 5: 6}, tensor([1, 2, 3]), zip([1], [2])] {
          try { a, b = values; print("taken", a, b) } catch error { print(error.kind, error.message) }
      }
      for values in [[], (), "", range(0)] { try { a, *b = values; print("taken") } catch error { print(error.message) } }
      a, b = range(2); print(a, b)
      """
    #expect(
      output(text) == """
        1 []
        [] a
        1 [] 2
        0 [1, 2, 3] 4
        (1, 2) (3, 4) 5
        ValueError expected 2 values to unpack, got 0
        ValueError expected 2 values to unpack, got 1
        ValueError expected 2 values to unpack, got more than 2
        ValueError expected 2 values to unpack, got more than 2
        ValueError expected 2 values to unpack, got more than 2
        ValueError expected 2 values to unpack, got more than 2
        ValueError expected 2 values to unpack, got more than 2
        ValueError expected 2 values to unpack, got 1
        expected at least 1 values to unpack, got 0
        expected at least 1 values to unpack, got 0
        expected at least 1 values to unpack, got 0
        expected at least 1 values to unpack, got 0
        0 1

        """)
  }

  @Test func deletedNamesAreUnassigned() {
    let run = Turn.take { Run("x = 1\ndel x\nprint(x)") }
    #expect(run.diagnostics.map(\.id) == ["NameError"])
  }
}
