/// A source: its name as shown in diagnostics, and its text.
public struct SourceText: Sendable {
  /// "demo.rbs", "<stdin>", "<command>".
  public let name: String
  public let text: String
  public let file: UInt16
  /// The UTF-8 offset of the beginning of each line.
  public let lineStarts: [Int]

  public init(name: String, text: String, file: UInt16) {
    self.name = name
    self.text = text
    self.file = file
    var starts = [0]
    var offset = 0
    for byte in text.utf8 {
      offset += 1
      if byte == UInt8(ascii: "\n") { starts.append(offset) }
    }
    lineStarts = starts
  }

  /// A line and a column, both from one; a column is a Unicode scalar.
  public struct Position: Equatable, Sendable {
    public let line: Int
    public let column: Int
  }

  /// Where a UTF-8 offset stands; one beyond the end counts as the end. The end of a text that ends with a line break
  /// is the end of its last line.
  /// - Complexity: O(log lines + length of the line).
  public func position(at offset: Int) -> Position {
    let count = text.utf8.count
    var offset = min(max(0, offset), count)
    if offset == count, lineStarts.count > 1, lineStarts[lineStarts.count - 1] == count {
      offset = lineStarts[lineStarts.count - 1] - 1
    }
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    let start = text.utf8.index(text.startIndex, offsetBy: lineStarts[low])
    let end = text.utf8.index(start, offsetBy: offset - lineStarts[low])
    let column = text.utf8[start..<end].reduce(1) { UTF8.isContinuation($1) ? $0 : $0 + 1 }
    return Position(line: low + 1, column: column)
  }

  /// A line, counted from one, without its line break.
  public func line(_ number: Int) -> Substring {
    let start = text.utf8.index(text.startIndex, offsetBy: lineStarts[number - 1])
    var end =
      number < lineStarts.count ? text.utf8.index(text.startIndex, offsetBy: lineStarts[number] - 1) : text.endIndex
    if end > start, text.utf8[text.utf8.index(before: end)] == UInt8(ascii: "\r") { end = text.utf8.index(before: end) }
    return text[start..<end]
  }
}
