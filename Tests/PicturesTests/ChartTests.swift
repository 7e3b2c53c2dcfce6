import Catalog
import Foundation
import Tensors
import Testing

@testable import Pictures

@Suite struct AxisTests {
  @Test func ticksAreRoundNumbersWithinTheRange() {
    let axis = Axis(0.13...0.97, count: 5)
    #expect((axis.low, axis.high) == (0.13, 0.97))
    #expect(axis.ticks.map(\.text) == ["0.2", "0.4", "0.6", "0.8"])
    #expect(Axis(-12...31, count: 4).ticks.map(\.text) == ["0", "20"])
  }

  @Test func aWidenedAxisEndsAtTicks() {
    let axis = Axis(0...771, count: 8, isWidened: true)
    #expect((axis.low, axis.high) == (0, 800))
    #expect(axis.ticks.map(\.text) == (0...8).map { $0 == 0 ? "0" : "\($0)00" })
    let round = Axis(-1...1, count: 4, isWidened: true)
    #expect(round.ticks.map(\.text) == ["-1.0", "-0.5", "0.0", "0.5", "1.0"])
  }

  @Test func oneValueHasRoomAroundIt() {
    #expect(Axis(3...3, count: 2, isWidened: true).ticks.map(\.text) == ["2.5", "3.0", "3.5"])
    let large = Axis(1e20...1e20, count: 4)
    #expect(large.low < 1e20 && large.high > 1e20)
    #expect(!large.ticks.isEmpty)
  }

  @Test func numbersFarFromOneHaveExponents() {
    #expect(Axis(1e9...4e9, count: 3, isWidened: true).ticks.map(\.text) == ["1e9", "2e9", "3e9", "4e9"])
    #expect(Axis(1e-7...2e-7, count: 2, isWidened: true).ticks.map(\.text) == ["1e-7", "1.5e-7", "2e-7"])
    #expect(Axis(-1e300...1e300, count: 2, isWidened: true).ticks.map(\.text) == ["-1e300", "0", "1e300"])
  }

  @Test func wholeNumbersHaveNoTicksBetween() {
    #expect(Axis(0...2, count: 10, isWhole: true).ticks.map(\.text) == ["0", "1", "2"])
  }
}

@Suite struct LineChartTests {
  private func chart(_ lines: [[Double]], title: String? = nil, labels: [String?] = []) throws -> LineChart {
    try LineChart(
      try lines.enumerated().map { index, y in
        try LineChart.Line(x: y.indices.map { Double($0) }, y: y, label: labels.isEmpty ? nil : labels[index])
      }, title: title)
  }

  @Test func textHasAxesTitleAndLegend() throws {
    let chart = try chart([[0, 1, 2, 1, 0], [2, 2, 2, 0, 0]], title: "Two", labels: ["a", "b"])
    #expect(
      chart.text(columns: 30, rows: 4, isColored: false) == """
                       Two
        2 ┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⢉⡩⠝⠋⠲⡤⡀
          │       ⣀⠤⠒⠁    ⠑⢌⠑⠤⣀
        1 ┤   ⢀⡠⠔⠊          ⠑⢄ ⠑⠢⢄⡀
        0 ┤⡠⠔⠊⠁              ⠈⠢⣀⣀⣀⣈⣑⣢⣄
          └┬────────────┬────────────┬
           0            2            4
           ── a   ── b

        """)
  }

  @Test func aPointThatIsNotFiniteBreaksTheLine() throws {
    let text = try chart([[1, 1, .nan, 1, .infinity]]).text(columns: 24, rows: 2, isColored: false)
    let line = try #require(text.split(separator: "\n").first { $0.contains { "\u{2801}" <= $0 && $0 <= "\u{28ff}" } })
    // A line over the first third, then nothing, then one dot at the end.
    let isDrawn = line.drop { $0 != "┤" && $0 != "│" }.dropFirst().map { $0 != " " }
    #expect(isDrawn.firstIndex(of: false) == 7)
    #expect(isDrawn.filter { $0 }.count == 8)
    #expect(isDrawn.lastIndex(of: true) == 18)
  }

  @Test func coloursTellLinesApart() throws {
    let text = try chart([[0, 1], [1, 0]]).text(columns: 20, rows: 2, isColored: true)
    #expect(text.contains("\u{1b}[34m") && text.contains("\u{1b}[31m"))
  }

  @Test func nothingToPlotIsAnError() throws {
    for values in [[], [.nan], [1e301]] as [[Double]] {
      let failure = try #require(throws: Failure.self) { try chart([values]) }
      #expect(failure.message == "expected at least one finite point to plot, got none")
    }
    let failure = try #require(throws: Failure.self) { try LineChart.Line(x: [1], y: [1, 2]) }
    #expect(failure.message == "expected as many x as y, got 1 x and 2 y")
  }

  @Test func filesAreOfTheFormatThatThePathSays() throws {
    let folder = try FileSystem.makeTemporaryDirectory(prefix: "rbsh-")
    defer { try? FileSystem.removeTree(folder) }
    let chart = try chart([(0..<10_000).map { sin(Double($0) / 100) }], title: "Wave", labels: ["sin"])
    try chart.write(to: folder + "/a.PNG")
    let png = try FileSystem.read(folder + "/a.PNG")
    #expect(PNGChunk.chunks(of: png).first?.data.prefix(8) == [0, 0, 3, 32, 0, 0, 1, 224])
    try chart.write(to: folder + "/a.svg")
    let parser = XMLSyntax()
    #expect(parser.isWellFormed(try FileSystem.readText(folder + "/a.svg")))
    // 10 000 points are drawn as four a column of pixels at most.
    #expect(try FileSystem.size(of: folder + "/a.svg") < 120_000)
    let failure = try #require(throws: Failure.self) { try chart.write(to: folder + "/a.pdf") }
    #expect(failure.message == "expected a path that ends in .png or .svg, got '\(folder)/a.pdf'")
    let missing = try #require(throws: Failure.self) { try chart.write(to: folder + "/none/a.svg") }
    #expect(missing.kind == .fileNotFound)
    #expect(missing.message == "cannot write '\(folder)/none/a.svg': no such file or directory")
  }

  @Test func barsStandOnZero() throws {
    // One bar of full height over the left half: blue there from top to bottom, not on the right.
    let pixels = try decoded(try BarChart(counts: [8, 0], edges: [0, 1, 2]).encode(.png))
    #expect(pixels.count == 800 * 480)
    for y in [22, 200, 438] {
      #expect(pixels[y * 800 + 200] == 0x1f77b4)
      #expect(pixels[y * 800 + 600] != 0x1f77b4)
    }
    #expect(pixels[445 * 800 + 200] != 0x1f77b4)
    #expect(throws: Failure.self) { try BarChart(counts: [1], edges: [0, .infinity]).encode(.svg) }
  }
}

/// Whether tags open and close as they must.
private struct XMLSyntax {
  func isWellFormed(_ text: String) -> Bool {
    var open: [Substring] = []
    var closed = 0
    for tag in text.split(separator: "<").dropFirst() where !tag.hasPrefix("?") && !tag.hasPrefix("!") {
      let name = tag.prefix { !" />\n".contains($0) }
      if tag.hasPrefix("/") {
        let ended = tag.dropFirst().prefix { $0 != ">" }
        guard open.popLast() == ended else { return false }
        closed += 1
      } else if tag.prefix(while: { $0 != ">" }).last != "/" {
        open.append(name)
      }
    }
    return open.isEmpty && closed > 0
  }
}
