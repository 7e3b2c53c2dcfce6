import Foundation
import RBScript
import RBSyntax
import Testing

/// Programs with sizes, counts and indices that nothing can hold, one per row of `Data/HostileSizes.txt`: each ends with
/// an error, or gives what it prints, and none ends the process.
@Suite(.serialized) struct HostileSizesTests {
  struct Row {
    let line: Int
    let program: String
    /// What is printed and the error behind it; what stands behind a final "…" hangs on the machine.
    let expected: String
  }

  /// Rows are separated by empty lines and end with "=> " and what is expected; "#" begins a heading.
  static let rows: [Row] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Data/HostileSizes.txt")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    var rows: [Row] = []
    var lines: [String] = []
    for (number, line) in text.components(separatedBy: "\n").enumerated() where !line.isEmpty && !line.hasPrefix("#") {
      if line.hasPrefix("=> ") {
        rows.append(
          Row(line: number + 1, program: lines.joined(separator: "\n"), expected: String(line.dropFirst(3))))
        lines = []
      } else {
        lines.append(line)
      }
    }
    return rows
  }()

  @Test func everyHostileProgramEndsWithItsMessage() {
    #expect(Self.rows.count > 150)
    for row in Self.rows {
      let run = Turn.take { Run(row.program) }
      let errors = run.diagnostics.map { "\($0.id): \($0.message)" }
      let output = run.output.split(separator: "\n").map { String($0) }
      let got = (output + errors).joined(separator: " | ")
      let agrees = row.expected.hasSuffix("…") ? got.hasPrefix(row.expected.dropLast()) : got == row.expected
      #expect(agrees, "row at line \(row.line): expected \(row.expected), got \(got)")
    }
  }

  /// Rows that a failing run leaves as they were: priorities, items and their count.
  @Test func aRefusedMarkLeavesThePriorities() {
    let run = Turn.take {
      Run(
        """
        rb = td_buffer(storage: ram(4), sampler: prioritized(1.0, 1.0), batch_size: 8)
        rb.extend(tensordict({"x": arange(4)}, [4]))
        rb.update_priority(arange(4), tensor([0.0, 0.0, 7.0, 0.0]))
        for index in [4, 2147483648, [2, 9], tensor([0, 100000000])] {
          try { rb.mark_update(index) } catch error { print(error.kind) }
        }
        rb.mark_update(-1)
        print(rb.sample()["x"].unique())
        """)
    }
    #expect(run.transcript == "IndexError\nIndexError\nIndexError\nIndexError\ntensor([2])\n")
  }
}
