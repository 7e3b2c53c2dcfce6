import Catalog
import Tensors

extension LineChart {
  /// Writes the chart as a PNG or SVG file of 800 by 480 pixels, by the path's ending.
  /// - Throws: `ValueError` for another ending; `OSError` where the file cannot be written.
  public func write(to path: String) throws(Failure) {
    let format = try ChartFormat(path: path)
    try FileSystem.write(try encode(format), to: path)
  }

  func encode(_ format: ChartFormat) throws(Failure) -> [UInt8] {
    let frame = try ChartFrame(
      format, title: title, Axis(xRange, count: 10, isWhole: hasWholeX), Axis(yRange, count: 8, isWidened: true),
      hasVerticalGrid: true)
    for (index, line) in lines.enumerated() {
      let ink = Ink.lines[index % Ink.lines.count]
      for run in runs(line, frame) { frame.canvas.line(thinned(run), width: 1.8, ink) }
    }
    frame.drawAxes()
    if hasLegend {
      frame.drawLegend(
        lines.enumerated().map { (text: $0.element.label ?? "", ink: Ink.lines[$0.offset % Ink.lines.count]) })
    }
    return try frame.canvas.finish()
  }

  /// The pieces between points that are not finite, in pixels.
  private func runs(_ line: Line, _ frame: ChartFrame) -> [[(x: Double, y: Double)]] {
    var runs: [[(x: Double, y: Double)]] = [[]]
    for (x, y) in zip(line.x, line.y) {
      if LineChart.isShown(x, y) {
        runs[runs.count - 1].append((frame.x(x), frame.y(y)))
      } else if runs[runs.count - 1].isEmpty == false {
        runs.append([])
      }
    }
    return runs
  }

  /// Of many points in one column of pixels, the first, the lowest, the highest and the last: what is seen of them.
  private func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    guard points.count > 4 * ChartFrame.width else { return points }
    var result: [(x: Double, y: Double)] = []
    var start = 0
    while start < points.count {
      var end = start + 1
      let column = Int(points[start].x)
      var (lowest, highest) = (start, start)
      while end < points.count, Int(points[end].x) == column {
        if points[end].y < points[lowest].y { lowest = end }
        if points[end].y > points[highest].y { highest = end }
        end += 1
      }
      var last = -1
      for place in [start, min(lowest, highest), max(lowest, highest), end - 1] where place > last {
        result.append(points[place])
        last = place
      }
      start = end
    }
    return result
  }
}

/// Bars over bins.
public struct BarChart: Sendable {
  public let counts: [Double]
  /// One more than the counts, rising.
  public let edges: [Double]
  public let title: String?

  public init(counts: [Double], edges: [Double], title: String? = nil) {
    precondition(edges.count == counts.count + 1)
    (self.counts, self.edges, self.title) = (counts, edges, title)
  }

  /// Writes the chart as a PNG or SVG file of 800 by 480 pixels, by the path's ending.
  /// - Throws: `ValueError` for another ending, or bins without finite edges; `OSError` where the file cannot be written.
  public func write(to path: String) throws(Failure) {
    let format = try ChartFormat(path: path)
    try FileSystem.write(try encode(format), to: path)
  }

  func encode(_ format: ChartFormat) throws(Failure) -> [UInt8] {
    guard let first = edges.first, let last = edges.last, first <= last, max(-first, last) <= LineChart.limit else {
      throw .value("expected bins with finite edges, got \(edges.map { PythonText.repr($0) })")
    }
    let most = counts.max() ?? 0
    let frame = try ChartFrame(
      format, title: title, Axis(first...last, count: 10),
      Axis(0...max(most, 1), count: 8, isWidened: true, isWhole: true),
      hasVerticalGrid: false)
    for (index, count) in counts.enumerated() where count > 0 {
      let (left, right) = (frame.x(edges[index]), frame.x(edges[index + 1]))
      // A thin gap between bars that have room for it.
      let gap = right - left > 6 ? 1.0 : 0
      let top = frame.y(count)
      frame.canvas.rectangle(
        x: left + gap / 2, y: top, width: right - left - gap, height: frame.bottom - top, Ink.lines[0])
    }
    frame.drawAxes()
    return try frame.canvas.finish()
  }
}
