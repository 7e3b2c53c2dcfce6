import Catalog
import ReplayBuffers
import TestSupport
import Testing

@testable import RBScript

/// The examples of components, and of the methods around them, print what they say.
@Suite(.serialized) struct FamilyExampleTests {
  private func check(_ signature: Signature) {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    for example in signature.examples {
      var output = ""
      let interpreter = Interpreter { output += $0 }
      let outcome = interpreter.run(name: "example", text: example.source)
      interpreter.close()
      if case .done = outcome {
        if output.hasSuffix("\n") { output.removeLast() }
        #expect(output == example.output ?? "", "\(signature.name)")
      } else {
        Issue.record("\(signature.name): \(outcome)")
      }
    }
  }

  @Test func examplesOfComponentsAreRight() {
    for spec in Components.all { for signature in spec.signatures { check(signature) } }
  }

  @Test func examplesOfMethodsAreRight() {
    let methods =
      BufferMethods.all + EnsembleMethods.all + SamplerMethods.all + SchedulerMethods.all + BufferMethods.writer
      + LazyStackMethods.all
      + OfflineToOnlineMethods.all + LaboratoryBuiltins.all + TrajectoryMethods.trajectory + TrajectoryMethods.field
      + TrajectoryMethods.elementwise + TrajectoryMethods.functions
    for method in methods { check(method.signature) }
  }
}
