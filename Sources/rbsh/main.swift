import Glibc
import RBScript
import RBSyntax

let text = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : { () -> String in
  var s = ""; while let l = readLine(strippingNewline: false) { s += l }; return s }()
let status: Int32 = NativeStack.withLargeStack {
  let interpreter = Interpreter(output: { print($0, terminator: "") })
  let outcome = interpreter.run(name: "x.rbs", text: text)
  let r = DiagnosticRenderer(sources: interpreter.sources, color: false)
  switch outcome {
  case .done: return 0
  case .rejected(let ds): for d in ds { print(r.render(d)) }; return 3
  case .failed(let d), .interrupted(let d): print(r.render(d)); return 1
  }
}
exit(status)
