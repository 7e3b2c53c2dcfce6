import Catalog

/// The part of a chart that all kinds have: title, grid, axes, and the places of values.
struct ChartFrame {
  static let width = 800
  static let height = 480
  private static let textSize = 13.0
  private static let titleSize = 16.0

  let canvas: ChartCanvas
  let xAxis: Axis
  let yAxis: Axis
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double

  init(_ format: ChartFormat, title: String?, _ xAxis: Axis, _ yAxis: Axis, hasVerticalGrid: Bool) throws(Failure) {
    canvas = try ChartCanvas(format, width: ChartFrame.width, height: ChartFrame.height)
    (self.xAxis, self.yAxis) = (xAxis, yAxis)
    var widest = 0.0
    for tick in yAxis.ticks { widest = max(widest, canvas.width(of: tick.text, size: ChartFrame.textSize)) }
    // Half pixels, so that lines one pixel wide are sharp.
    left = (widest + 26).rounded() + 0.5
    right = canvas.width - 24.5
    top = title == nil ? 20.5 : 48.5
    bottom = canvas.height - 40.5
    drawGrid(hasVerticalGrid)
    if let title {
      canvas.text(title, x: (left + right) / 2, y: 30, anchor: 0.5, size: ChartFrame.titleSize)
    }
  }

  func x(_ value: Double) -> Double { left + xAxis.share(value) * (right - left) }
  func y(_ value: Double) -> Double { bottom - yAxis.share(value) * (bottom - top) }

  private func drawGrid(_ hasVerticalGrid: Bool) {
    for tick in yAxis.ticks {
      let y = y(tick.value).rounded(.down) + 0.5
      canvas.line([(left, y), (right, y)], width: 1, .grid)
      canvas.text(tick.text, x: left - 9, y: y + 4.5, anchor: 1, size: ChartFrame.textSize)
    }
    for tick in xAxis.ticks {
      let x = x(tick.value).rounded(.down) + 0.5
      if hasVerticalGrid { canvas.line([(x, top), (x, bottom)], width: 1, .grid) }
      canvas.text(tick.text, x: x, y: bottom + 22, anchor: 0.5, size: ChartFrame.textSize)
    }
  }

  /// Over what was drawn within them.
  func drawAxes() {
    canvas.line([(left, top), (left, bottom), (right, bottom)], width: 1, .axis)
    for tick in xAxis.ticks {
      let x = x(tick.value).rounded(.down) + 0.5
      canvas.line([(x, bottom), (x, bottom + 5)], width: 1, .axis)
    }
    for tick in yAxis.ticks {
      let y = y(tick.value).rounded(.down) + 0.5
      canvas.line([(left - 5, y), (left, y)], width: 1, .axis)
    }
  }

  /// Names beside strokes in their lines' colours, at the top right.
  func drawLegend(_ names: [(text: String, ink: Ink)]) {
    let size = ChartFrame.textSize
    let widest = names.map { canvas.width(of: $0.text, size: size) }.max() ?? 0
    let (x, lineHeight) = (right - widest - 50, 20.0)
    canvas.rectangle(
      x: x, y: top + 6, width: widest + 44, height: lineHeight * Double(names.count) + 8, Ink(0xffffff), opacity: 0.85)
    for (index, name) in names.enumerated() {
      let y = top + 20 + lineHeight * Double(index)
      canvas.line([(x + 6, y), (x + 30, y)], width: 2, name.ink)
      canvas.text(name.text, x: x + 38, y: y + 4.5, anchor: 0, size: size)
    }
  }
}
