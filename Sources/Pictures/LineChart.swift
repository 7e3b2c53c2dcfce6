import Catalog
import Tensors

/// Lines through points, with axes: as text for a terminal, or as a PNG or SVG file.
public struct LineChart: Sendable {
  /// One line. Points that are not finite are left out, and break it.
  public struct Line: Sendable, Equatable {
    public let x: [Double]
    public let y: [Double]
    /// Its name in the legend.
    public let label: String?

    /// - Throws: `ValueError` where there are not as many x as y.
    public init(x: [Double], y: [Double], label: String? = nil) throws(Failure) {
      guard x.count == y.count else { throw .value("expected as many x as y, got \(x.count) x and \(y.count) y") }
      (self.x, self.y, self.label) = (x, y, label)
    }
  }

  public let lines: [Line]
  public let title: String?
  let xRange: ClosedRange<Double>
  let yRange: ClosedRange<Double>
  /// All x are whole numbers, so that ticks between them would mean nothing.
  let hasWholeX: Bool

  /// Values beyond this are taken as infinite: the span of an axis must be a finite number.
  static let limit = 1e300

  /// - Throws: `ValueError` where no point is finite.
  public init(_ lines: [Line], title: String? = nil) throws(Failure) {
    var (xRange, yRange): (ClosedRange<Double>?, ClosedRange<Double>?)
    var isWhole = true
    for line in lines {
      for (x, y) in zip(line.x, line.y) where LineChart.isShown(x, y) {
        xRange = LineChart.widen(xRange, to: x)
        yRange = LineChart.widen(yRange, to: y)
        isWhole = isWhole && x.rounded() == x
      }
    }
    guard let xRange, let yRange else { throw .value("expected at least one finite point to plot, got none") }
    (self.lines, self.title, self.xRange, self.yRange, hasWholeX) = (lines, title, xRange, yRange, isWhole)
  }

  static func isShown(_ x: Double, _ y: Double) -> Bool { abs(x) <= limit && abs(y) <= limit }

  private static func widen(_ range: ClosedRange<Double>?, to value: Double) -> ClosedRange<Double> {
    guard let range else { return value...value }
    return min(range.lowerBound, value)...max(range.upperBound, value)
  }

  var hasLegend: Bool { lines.contains { $0.label != nil } }
}
