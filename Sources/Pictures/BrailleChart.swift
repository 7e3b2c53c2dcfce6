/// Dots in braille characters: two columns and four rows of dots a character.
struct BrailleGrid {
  let columns: Int
  let rows: Int
  private var dots: [UInt8]
  /// The last line that drew in a cell.
  private(set) var owners: [Int]

  init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    dots = [UInt8](repeating: 0, count: columns * rows)
    owners = [Int](repeating: 0, count: columns * rows)
  }

  /// Bits of the dots of a cell, by row and column.
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  mutating func dot(_ x: Int, _ y: Int, owner: Int) {
    let cell = y / 4 * columns + x / 2
    dots[cell] |= BrailleGrid.bits[y % 4][x % 2]
    owners[cell] = owner
  }

  /// A straight line of dots with both ends.
  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), owner: Int) {
    let (width, height) = (end.x - start.x, end.y - start.y)
    let steps = max(abs(width), abs(height))
    for step in 0...max(steps, 0) {
      let part = steps == 0 ? 0 : Double(step) / Double(steps)
      dot(
        start.x + Int((Double(width) * part).rounded()), start.y + Int((Double(height) * part).rounded()), owner: owner)
    }
  }

  func character(_ column: Int, _ row: Int) -> Character {
    let bits = dots[row * columns + column]
    return bits == 0 ? " " : Character(Unicode.Scalar(0x2800 + UInt32(bits)) ?? " ")
  }
}

extension LineChart {
  /// Colours of the lines in a terminal: blue, red, green, yellow, magenta, cyan.
  private static let colours = [34, 31, 32, 33, 35, 36]

  private func coloured(_ text: String, line: Int, _ isColored: Bool) -> String {
    isColored ? "\u{1b}[\(LineChart.colours[line % LineChart.colours.count])m\(text)\u{1b}[0m" : text
  }

  /// The chart in braille dots, with the title, axes and their round numbers.
  /// - Parameters:
  ///   - columns: The width of the whole, at least 16 of them beside the axis.
  ///   - rows: The height of the part within the axes, at least 2.
  ///   - isColored: Whether lines are told apart by colours.
  public func text(columns: Int, rows: Int, isColored: Bool) -> String {
    let rows = max(rows, 2)
    let yAxis = Axis(yRange, count: max(2, rows / 3), isWidened: true)
    let margin = yAxis.ticks.map(\.text.count).max() ?? 0
    let width = max(columns - margin - 2, 16)
    let xAxis = Axis(xRange, count: max(1, width / 12), isWhole: hasWholeX)
    let grid = dots(columns: width, rows: rows, xAxis, yAxis)

    var labels = [String](repeating: "", count: rows)
    for tick in yAxis.ticks {
      labels[Int(((1 - yAxis.share(tick.value)) * Double(rows * 4 - 1)).rounded()) / 4] = tick.text
    }
    var lines: [String] = []
    if let title {
      lines.append(String(repeating: " ", count: margin + 2 + max(0, (width - title.count) / 2)) + title)
    }
    for row in 0..<rows {
      let label = String(repeating: " ", count: margin - labels[row].count) + labels[row]
      let cells = coloured(grid, row: row, isColored)
      lines.append("\(label) \(labels[row].isEmpty ? "│" : "┤")\(cells)")
    }
    lines += axisLines(xAxis, width: width).map { String(repeating: " ", count: margin + 1) + $0 }
    if hasLegend {
      let names = self.lines.enumerated().map { index, line in
        coloured("──", line: index, isColored) + " " + (line.label ?? "")
      }
      lines.append(String(repeating: " ", count: margin + 2) + names.joined(separator: "   "))
    }
    return lines.map { $0.trimmingEnd() + "\n" }.joined()
  }

  /// A row of cells; neighbours of one line share an escape sequence.
  private func coloured(_ grid: BrailleGrid, row: Int, _ isColored: Bool) -> String {
    var (text, run, owner) = ("", "", 0)
    for column in 0..<grid.columns {
      let character = grid.character(column, row)
      let isDrawn = character != " "
      let newOwner = isDrawn ? grid.owners[row * grid.columns + column] : owner
      if newOwner != owner, !run.isEmpty {
        text += coloured(run, line: owner, isColored)
        run = ""
      }
      owner = newOwner
      if run.isEmpty && !isDrawn { text.append(character) } else { run.append(character) }
    }
    run = run.trimmingEnd()
    return run.isEmpty ? text : text + coloured(run, line: owner, isColored)
  }

  private func dots(columns: Int, rows: Int, _ xAxis: Axis, _ yAxis: Axis) -> BrailleGrid {
    var grid = BrailleGrid(columns: columns, rows: rows)
    for (index, line) in lines.enumerated() {
      var last: (x: Int, y: Int)?
      for (x, y) in zip(line.x, line.y) {
        guard LineChart.isShown(x, y) else {
          last = nil
          continue
        }
        let place = (
          x: Int((xAxis.share(x) * Double(columns * 2 - 1)).rounded()),
          y: Int(((1 - yAxis.share(y)) * Double(rows * 4 - 1)).rounded())
        )
        grid.line(from: last ?? place, to: place, owner: index)
        last = place
      }
    }
    return grid
  }

  /// The axis with its ticks, and the numbers below, without those that would touch.
  private func axisLines(_ axis: Axis, width: Int) -> [String] {
    var marks = [Character](repeating: "─", count: width)
    var texts = [Character](repeating: " ", count: width + 1)
    var end = -1
    for tick in axis.ticks {
      let column = Int((axis.share(tick.value) * Double(width * 2 - 1)).rounded()) / 2
      marks[column] = "┬"
      // The texts begin a column further left than the marks: under the corner.
      let start = max(0, min(column + 1 - tick.text.count / 2, texts.count - tick.text.count))
      guard start > end else { continue }
      for (offset, character) in tick.text.enumerated() where start + offset < texts.count {
        texts[start + offset] = character
      }
      end = start + tick.text.count
    }
    return ["└" + String(marks), String(texts)]
  }
}

extension String {
  func trimmingEnd() -> String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
