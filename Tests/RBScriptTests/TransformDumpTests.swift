import Foundation
import TestSupport
import Tensors
import Testing

/// Dumps of buffers with transforms, as TorchRL wrote them: running statistics go on, also after our own dump.
@Suite(.serialized) struct TransformDumpTests {
  @Test func runningStatisticsOfTorchRLsDumpsGoOn() throws {
    for fixture in try DumpFixture.all(.transforms) {
      let expected = try fixture.expected()
      let made = """
        TensorDictReplayBuffer(storage=LazyTensorStorage(\(try expected.int("capacity"))), \
        batch_size=\(try expected.int("batch_size")), transform=\(try expected.string("transform")))
        """
      let seed = try expected.int("torch_manual_seed")
      let batches = try expected.objects("batches")
      try expected.finish()
      try fixture.withDump { path in
        let again = path + "-again"
        defer { try? FileManager.default.removeItem(atPath: again) }
        var program = "rb = \(made)\nrb.loads(\(PythonText.repr(path)))\nrb.dumps(\(PythonText.repr(again)))\n"
        var lines: [String] = []
        for folder in [path, again] {
          program += "rb = \(made)\nrb.loads(\(PythonText.repr(folder)))\nmanual_seed(\(seed))\n"
          for batch in batches {
            program += "s = rb.sample()\n"
            for name in batch.names {
              let key = name.split(separator: "/").map { PythonText.repr(String($0)) }.joined(separator: ", ")
              program += "print(s[\(key)].flatten().tolist())\n"
              lines.append("[\(try batch.doubles(name).map { PythonText.repr($0) }.joined(separator: ", "))]")
            }
          }
        }
        let run = Turn.take { Run(program) }
        #expect(run.transcript == lines.joined(separator: "\n") + "\n", "\(fixture.name)")
      }
    }
  }
}
