import TestSupport
import Testing

/// The cases of the vector files that are programs: the lives of buffers, and expressions.
@Suite(.serialized) struct VectorTests {
  @Test func buffersLiveAsTorchRLs() throws {
    for item in try VectorFolder.tensors.cases(.bufferLife) {
      let life = try BufferLife(item)
      let run = Turn.take { Run(life.program) }
      let printed = run.transcript.split(separator: "\n").map(String.init)
      guard printed != life.expected else { continue }
      let place = zip(printed, life.expected).prefix { $0 == $1 }.count
      let expected = life.expected.dropFirst(place).first ?? "nothing more"
      let got = printed.dropFirst(place).prefix(6).joined(separator: "\n")
      Issue.record("\(item.place): expected\n\(expected)\ngot\n\(got)\nin\n\(life.program)")
    }
  }

  /// Python's expressions are read as they are. rbs has no sets, no bytes and no constructor of sizes.
  private static let absent = ["set()", "b'", "torch.Size("]

  @Test func expressionsPrintAsInPython() throws {
    for item in try VectorFolder.tensors.cases(.expression) {
      let expression = try item.string("expr")
      let text = try item.string("text")
      try item.finish()
      guard !VectorTests.absent.contains(where: expression.hasPrefix) else { continue }
      let run = Turn.take { Run("print(\(expression))") }
      #expect(run.transcript == text + "\n", "\(item.place): \(expression)")
    }
  }
}
