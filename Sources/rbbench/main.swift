import Catalog
import Glibc
import RBScript
import Tensors

// Measures the hot paths; `--json` prints one object instead of the table, and a further argument restricts it to the
// names that begin so. `scripts/bench` sets the figures beside those of other libraries. `--stress SECONDS` runs one
// buffer under four threads instead, and exits with 1 if anything is wrong in the end.

/// The evaluator on a counting loop inside a function.
func evaluatorLoop() -> Benchmark? {
  let source = "fn f() { i = 0; s = 0; while i < 200_000 { s = s + i * 2; i = i + 1 }; s }\nf()"
  return NativeStack.withLargeStack {
    let interpreter = Interpreter(output: { _ in })
    let whole = measure("evaluator/iteration", calls: 1, rounds: 15) {
      _ = interpreter.run(name: "loop", text: source)
    }
    guard let whole else { return nil }
    return Benchmark(name: "evaluator/iteration", microseconds: whole.microseconds / 200_000)
  }
}

if let place = CommandLine.arguments.firstIndex(of: "--stress") {
  let seconds = CommandLine.arguments.dropFirst(place + 1).first.flatMap(Double.init) ?? 60
  exit(try Stress.run(seconds: seconds) ? 0 : 1)
}

let results =
  try BufferWorkloads.run() + BufferWorkloads.slices() + TextWorkloads.run() + [evaluatorLoop()].compactMap { $0 }

if CommandLine.arguments.contains("--json") {
  let fields = results.map { "\"\($0.name)\": \(PythonText.fixed($0.microseconds, 4))" }
  print("{" + fields.joined(separator: ", ") + "}")
} else {
  for result in results {
    let figure = PythonText.fixed(result.microseconds, result.microseconds < 1 ? 4 : 1)
    let gap = String(repeating: " ", count: max(1, 48 - result.name.count - figure.count))
    print("\(result.name)\(gap)\(figure) µs")
  }
}
