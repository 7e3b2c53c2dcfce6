/// The one place where a diagnostic becomes text.
///
///     error: buffer() has no parameter 'storag'
///      --> demo.rbs:3:13
///       |
///     3 | rb = buffer(storag: memmap(100))
///       |             ^^^^^^ did you mean 'storage'?
///
/// Lines and columns count from one; a column is a Unicode scalar. Calls that led to the error follow, innermost first.
public struct DiagnosticRenderer: Sendable {
  /// The columns of a source line that are shown; a longer line is cut around the range.
  static let window = 120
  /// The calls shown before and after the elision.
  static let tracedCalls = 5
  static let tabWidth = 4

  private let sources: [UInt16: SourceText]
  private let color: Bool

  /// - Parameter color: Whether to mark up for a terminal with ANSI escapes.
  public init(sources: [SourceText], color: Bool) {
    self.sources = Dictionary(sources.map { ($0.file, $0) }, uniquingKeysWith: { _, last in last })
    self.color = color
  }

  /// The block for one diagnostic, with a line break at its end.
  /// - Complexity: O(length of the lines shown).
  public func render(_ diagnostic: Diagnostic) -> String {
    let isError = diagnostic.severity == .error
    var output =
      style("\(diagnostic.severity.rawValue):", isError ? .error : .warning) + " "
      + style(printable(diagnostic.message), .strong) + "\n"
    var help =
      diagnostic.help.map { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) } ?? []
    var gutter = 1
    if let range = diagnostic.range, let source = sources[range.file] {
      let place = source.position(at: Int(range.start))
      gutter = String(place.line).count
      output += excerpt(
        of: source, range, place, gutter, marked: isError ? .error : .warning, help: help.count == 1 ? help[0] : nil)
      if help.count == 1 { help = [] }
    }
    if let first = help.first {
      let margin = String(repeating: " ", count: gutter)
      output += margin + " " + style("=", .frame) + " " + style("help:", .help) + " " + first + "\n"
      for line in help.dropFirst() { output += line.isEmpty ? "\n" : margin + "         " + line + "\n" }
    }
    return output + trace(diagnostic.trace)
  }

  private func trace(_ calls: [(function: String, call: SourceRange)]) -> String {
    var output = ""
    for (index, call) in calls.enumerated() {
      if calls.count > 2 * Self.tracedCalls + 1, index >= Self.tracedCalls, index < calls.count - Self.tracedCalls {
        if index == Self.tracedCalls { output += "  … \(calls.count - 2 * Self.tracedCalls) more calls …\n" }
        continue
      }
      output += "  in \(call.function)"
      if let source = sources[call.call.file] {
        let place = source.position(at: Int(call.call.start))
        output += " at \(source.name):\(place.line):\(place.column)"
      }
      output += "\n"
    }
    return output
  }

  private func excerpt(
    of source: SourceText, _ range: SourceRange, _ place: SourceText.Position, _ gutter: Int, marked mark: Style,
    help: String?
  ) -> String {
    let margin = String(repeating: " ", count: gutter)
    let line = source.line(place.line)
    let lineStart = source.lineStarts[place.line - 1]
    let from = min(max(0, Int(range.start) - lineStart), line.utf8.count)
    let to = min(max(from, Int(range.end) - lineStart), line.utf8.count)
    let shown = SourceLine(line, marking: from..<to, window: Self.window, tabWidth: Self.tabWidth)
    var marks = String(repeating: " ", count: shown.column) + style(String(repeating: "^", count: shown.width), mark)
    if let help { marks += " " + style(help, .help) }
    var output = margin + style("-->", .frame) + " \(source.name):\(place.line):\(place.column)\n"
    output += margin + " " + style("|", .frame) + "\n"
    output += style("\(place.line) |", .frame) + (shown.text.isEmpty ? "" : " " + shown.text) + "\n"
    output += margin + " " + style("|", .frame) + " " + marks + "\n"
    return output
  }

  /// Control characters would disturb the terminal.
  private func printable(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 && $0 != 0x0a || $0 == 0x7f }) else { return text }
    return String(
      text.unicodeScalars.map { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7f ? "\u{fffd}" : Character($0) })
  }

  private enum Style: String { case error = "1;31", warning = "1;33", strong = "1", frame = "34", help = "36" }

  private func style(_ text: String, _ style: Style) -> String {
    color && !text.isEmpty ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
  }
}

/// A source line as shown: tabs as blanks, cut to a window around the marked range.
struct SourceLine {
  private(set) var text = ""
  /// The column where the marks begin, and how many there are: one at least.
  private(set) var column = 0
  private(set) var width = 1

  init(_ line: Substring, marking range: Range<Int>, window: Int, tabWidth: Int) {
    // A line of megabytes is cut by bytes first, so that only what may be seen is measured.
    let reach = window * 4
    let utf8 = line.utf8
    var first = line.startIndex
    var last = line.endIndex
    if range.lowerBound > reach {
      first = Self.scalarBoundary(in: line, utf8.index(first, offsetBy: range.lowerBound - reach))
    }
    if utf8.count - range.lowerBound > reach {
      last = Self.scalarBoundary(in: line, utf8.index(line.startIndex, offsetBy: range.lowerBound + reach))
    }
    var offset = utf8.distance(from: line.startIndex, to: first)
    var cells: [(text: String, width: Int)] = []
    var columns = 0
    var start: Int?
    var end: Int?
    for character in line[first..<last] {
      if offset >= range.lowerBound, start == nil { start = columns }
      if offset >= range.upperBound, end == nil { end = columns }
      let cell = Self.cell(character, at: columns, tabWidth: tabWidth)
      cells.append(cell)
      columns += cell.width
      offset += character.utf8.count
    }
    let markStart = start ?? columns
    let markEnd = max(markStart + 1, end ?? columns)

    let isCutAhead = first > line.startIndex
    let isCutBehind = last < line.endIndex
    guard columns > window || isCutAhead || isCutBehind else {
      text = cells.map(\.text).joined()
      (column, width) = (markStart, markEnd - markStart)
      return
    }
    let from = max(0, min(markStart - window / 3, columns - window))
    let to = min(columns, from + window)
    var seen = 0
    var skipped: Int?
    var body = ""
    for cell in cells {
      if seen >= from, seen + cell.width <= to {
        if skipped == nil { skipped = seen }
        body += cell.text
      }
      seen += cell.width
    }
    let hasHead = isCutAhead || from > 0
    text = (hasHead ? "…" : "") + body + (isCutBehind || to < columns ? "…" : "")
    column = markStart - (skipped ?? 0) + (hasHead ? 1 : 0)
    width = max(1, min(markEnd, to) - markStart)
  }

  private static func scalarBoundary(in line: Substring, _ index: Substring.Index) -> Substring.Index {
    var index = index
    while index > line.startIndex, index < line.endIndex, UTF8.isContinuation(line.utf8[index]) {
      index = line.utf8.index(before: index)
    }
    return index
  }

  private static func cell(_ character: Character, at column: Int, tabWidth: Int) -> (text: String, width: Int) {
    if character == "\t" {
      let width = tabWidth - column % tabWidth
      return (String(repeating: " ", count: width), width)
    }
    if let ascii = character.asciiValue, ascii < 0x20 || ascii == 0x7f { return ("\u{fffd}", 1) }
    return (String(character), DisplayWidth.of(character))
  }
}
