import RBScript
import RBSyntax
import Testing

/// What a call, or an entry of a session, that failed leaves behind: nothing.
@Suite(.serialized) struct FailedCallTests {
  private static let functions = """
    fn fail(n) { if n == 0 { len(3) } else { fail(n - 1) } }
    fn count(n) { 0 if n == 0 else 1 + count(n - 1) }

    """

  @Test func theDepthIsThatOfBeforeTheCall() {
    let run = Turn.take {
      Run(
        Self.functions + """
          for i in range(3) { try { fail(4000) } catch error { print(error.kind) } }
          print(count(4000))
          """)
    }
    #expect(run.transcript == "TypeError\nTypeError\nTypeError\n4000\n")
  }

  @Test func theDepthIsThatOfBeforeTheEntry() {
    Turn.take {
      NativeStack.withLargeStack {
        var output = ""
        let interpreter = Interpreter { output += $0 }
        defer { interpreter.close() }
        _ = interpreter.run(name: "1", text: Self.functions)
        for entry in 2..<6 {
          let outcome = interpreter.run(name: "\(entry)", text: "fail(4000)")
          guard case .failed(let diagnostic) = outcome else {
            Issue.record("expected a failure, got \(outcome)")
            continue
          }
          #expect(diagnostic.id == "TypeError")
        }
        _ = interpreter.run(name: "6", text: "print(count(4000), [i for i in range(3)])")
        #expect(output == "4000 [0, 1, 2]\n")
      }
    }
  }

  @Test func whatWasAssignedBeforeTheFailureStays() {
    let run = Turn.take {
      Run(
        """
        x = 1
        fn f() { nonlocal x; x = 2; len(3) }
        try { f() } catch { }
        try { (a, b) = (5, len(3)) } catch { }
        a = 7
        try { a, b = [8, len(3)] } catch { }
        xs = [1, 2]
        try { xs[0], xs[9] = 3, 4 } catch error { print(error.kind) }
        print(x, a, xs)
        """)
    }
    #expect(run.transcript == "IndexError\n2 7 [3, 2]\n")
  }

  @Test func namesOfAFailedEntryAreUnknownAgain() {
    Turn.take {
      NativeStack.withLargeStack {
        let interpreter = Interpreter { _ in }
        defer { interpreter.close() }
        _ = interpreter.run(name: "1", text: "first = 1; second = len(3); third = 2")
        #expect(interpreter.globalNames == ["first"])
        guard case .rejected(let diagnostics) = interpreter.run(name: "2", text: "second") else {
          Issue.record("'second' is known")
          return
        }
        #expect(diagnostics.map(\.id) == ["unknown-name"])
      }
    }
  }
}
