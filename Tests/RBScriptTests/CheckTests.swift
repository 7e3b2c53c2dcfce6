import Foundation
import RBScript
import RBSyntax
import TestSupport
import Testing

/// What `rbsh check` finds: errors before anything runs, and warnings.
@Suite struct CheckTests {
  private static func check(_ text: String, path: String? = nil) -> [Diagnostic] {
    Turn.take {
      var found: [Diagnostic] = []
      NativeStack.withLargeStack {
        let interpreter = Interpreter(output: { _ in })
        interpreter.readFile = { try? String(contentsOfFile: $0, encoding: .utf8) }
        found = interpreter.check(name: "it.rbs", text: text, path: path)
        interpreter.close()
      }
      return found
    }
  }

  private static func told(_ text: String) -> [String] {
    check(text).map { "\($0.severity.rawValue): \($0.message)" + ($0.help.map { " (\($0))" } ?? "") }
  }

  @Test(arguments: [
    (
      "fn f(x: int, y: str) { x }",
      [
        "warning: the default of 'x' is the type int (x: 3 gives a default; types are not declared)",
        "warning: the default of 'y' is the type str (y: 3 gives a default; types are not declared)",
      ]
    ),
    (
      "fn f(x: ReplayBuffer) { x }",
      ["warning: the default of 'x' is the type ReplayBuffer (x: 3 gives a default; types are not declared)"]
    ),
    ("fn f(dtype: float, make: list) { dtype }", []),
    ("int = 3; fn f(x: int) { x }", []),
    (
      "assert(1 == 2, \"msg\")",
      ["warning: the assertion always holds: a tuple is true (write 'assert 1 == 2, \"msg\"')"]
    ),
    ("x = 3; x is 3", ["warning: 'is' asks whether two are the same object, not the same value (write '==')"]),
    ("x = 3; x is None; x is not True", []),
    ("fn f() { x = 3; y = 4; y }", ["warning: 'x' is assigned and never read (leave it out, or call it '_x')"]),
    ("fn f() { x = 3; fn() { x } }", []),
    ("fn f() { _x = 3; a, b = 1, 2; for i in [1] { } }", []),
    ("x = 3", []),
    ("from torchrl.data import ReplayBuffer as RB", ["warning: 'RB' is imported and never read (leave it out)"]),
    ("from torchrl.data import ReplayBuffer as RB; RB()", []),
    ("import torch; import numpy as np", []),
    ("ram(\"x\")", ["error: expected an int for 'max_size', got a str"]),
    ("f = () -> ram(3, ndim: \"x\")", ["error: expected an int for 'ndim', got a str"]),
    ("prioritized(\"a\", 0.4)", ["error: expected a number for 'alpha', got a str"]),
    ("try { ram(\"x\") } catch e { }", []),
    ("fn fails(f) { try { f() } catch e { } }; fails(() -> ram(\"x\"))", []),
    ("ram = x -> x; ram(\"x\")", []),
    (
      "\"a\" + 1", ["error: '+' does not work on a str and an int (str(…) makes a text of a value, or use an f-string)"]
    ),
    (
      "f\"{1}\" + 2 * 3",
      ["error: '+' does not work on a str and an int (str(…) makes a text of a value, or use an f-string)"]
    ),
    ("[1] + (2,)", ["error: '+' does not work on a list and a tuple"]),
    ("\"a\" * 9000000000; \"%d\" % 3; [1] * 9000000000; 1 / 0", []),
    ("for i in 3 { }", ["error: expected something to iterate over, got an int (range(n) gives the ints below n)"]),
    ("[i for i in 3]", ["error: expected something to iterate over, got an int (range(n) gives the ints below n)"]),
  ])
  func tells(_ text: String, _ expected: [String]) { #expect(Self.told(text) == expected) }

  /// Warnings are worth something where good programs give none.
  @Test func theProgramsOfTheRepositoryGiveNone() throws {
    var count = 0
    let folders = ["Tests/Parity", "scripts"]
    for folder in folders {
      let root = Fixtures.url(folder)
      let files = FileManager.default.enumerator(atPath: root.path)
      while let path = files?.nextObject() as? String {
        // One shows what `is` says of literals, another uses a name that is not there yet.
        guard path.hasSuffix(".rbs"), !path.contains("10"), !path.contains("DensifyReward") else { continue }
        count += 1
        let url = root.appendingPathComponent(path)
        let found = Self.check(try String(contentsOf: url, encoding: .utf8), path: url.path)
        #expect(found.map(\.message) == [], "\(path)")
      }
    }
    #expect(count > 200)
  }
}

/// What Python's imports bind.
@Suite struct ImportTests {
  @Test(arguments: [
    (
      "from torchrl.data import ReplayBuffer, LazyTensorStorage as L\nprint(ReplayBuffer(storage: L(3)))",
      "buffer(storage: ram(3))\n"
    ),
    ("from torchrl.data import (\n    ReplayBuffer,\n    ListStorage as LS,\n)\nprint(LS(3))", "list(3)\n"),
    ("import torch\nprint(torch.zeros(1))", "tensor([0.])\n"),
    ("import torch as th, tqdm\nprint(th.zeros(1))", "tensor([0.])\n"),
    ("import torch.nn.functional as F\nprint(F.relu(tensor([-1.0])))", "tensor([0.])\n"),
    ("from torch import *\nprint(ones(1))", "tensor([1.])\n"),
    ("fn f() { from torch import zeros as z; z(1) }\nprint(f())", "tensor([0.])\n"),
    ("from typing import Optional, List\nfrom math import pi\nprint(pi > 3)", "True\n"),
    ("x = rand(1, generator: generator(0)); x.uniform_(from: 1, to: 1); print(x)", "tensor([1.])\n"),
    ("p = tempdir(); print(str(p + \"/x\") == str(p) + \"/x\")", "True\n"),
  ])
  func runs(_ text: String, _ output: String) {
    let run = Turn.take { Run(text) }
    #expect(run.output == output)
    #expect(run.diagnostics.isEmpty)
  }

  @Test func severalLinesArePlottedWhereEachHasALabel() {
    let run = Turn.take { Run("plot([1, 2], [2, 1], labels: [\"a\", \"b\"], width: 30, height: 3)") }
    #expect(run.output.hasSuffix("── a   ── b\n"))
  }
}
