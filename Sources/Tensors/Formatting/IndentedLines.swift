/// Lines with their indentation as a number, so that a text may be put inside of another again and again at a cost that
/// is linear in what is printed in the end.
struct IndentedLines {
  private struct Line {
    var indent = 0
    var text: String
    var isBlank: Bool

    mutating func end(with text: String) {
      self.text += text
      isBlank = isBlank && text.isEmpty
    }
  }
  private var lines: [Line]

  init(_ text: String) {
    lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      Line(text: String(Substring(line)), isBlank: line.allSatisfy(Texts.isBlank))
    }
  }

  /// Lines one behind the other, with a comma at the end of each part but the last.
  init(joining parts: [IndentedLines]) {
    lines = []
    lines.reserveCapacity(parts.reduce(0) { $0 + $1.lines.count })
    for (place, part) in parts.enumerated() {
      lines += part.lines
      if place + 1 < parts.count { lines[lines.count - 1].end(with: ",") }
    }
  }

  /// Opened and closed by texts of one line, the lines between them as in Python's `textwrap.indent`: blank lines stay
  /// as they are.
  init(_ open: String, _ inner: IndentedLines, _ close: String) {
    lines = [Line(text: open, isBlank: false)]
    lines.reserveCapacity(inner.lines.count + 1)
    lines += inner.indented().lines
    lines[lines.count - 1].end(with: close)
  }

  func indented() -> IndentedLines {
    var result = self
    for place in lines.indices where !lines[place].isBlank { result.lines[place].indent += 4 }
    return result
  }

  /// Behind a text, on its first line.
  func behind(_ text: String) -> IndentedLines {
    var result = self
    let first = Line(indent: lines[0].indent, text: text + lines[0].text, isBlank: false)
    result.lines[0] = first
    return result
  }

  /// The first line, which nearly always tells two apart.
  var first: String { lines[0].text }

  var text: String {
    var size = lines.count
    for line in lines { size += line.indent + line.text.utf8.count }
    var result = ""
    result.reserveCapacity(size)
    var blanks = ""
    for (place, line) in lines.enumerated() {
      if place > 0 { result += "\n" }
      while blanks.utf8.count < line.indent { blanks += "    " }
      result += Substring(blanks.utf8.prefix(line.indent))
      result += line.text
    }
    return result
  }
}
