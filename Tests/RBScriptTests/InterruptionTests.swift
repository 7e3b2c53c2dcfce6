import RBScript
import Tensors
import Testing

/// Ctrl-C helps, whatever runs.
@Suite struct InterruptionTests {
  /// In a process of its own: the flag is one per process, and other tests would see it.
  @Test func everythingThatTakesLongGivesBackControlWithinHalfASecond() async {
    let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
      let calls = LongCalls()
      calls.callEverything()
      let late = calls.late.map { "\($0.call): \($0.seconds) s" }
      #expect(late == [], "\(late), of \(calls.called) calls, \(calls.interrupted) of which were interrupted")
      // Otherwise the values are not large enough to say anything.
      #expect(calls.interrupted > 100)
    }
    if let result, result.exitStatus != .exitCode(0) {
      Issue.record("\(String(decoding: result.standardErrorContent.suffix(2000), as: UTF8.self))")
    }
  }
}
