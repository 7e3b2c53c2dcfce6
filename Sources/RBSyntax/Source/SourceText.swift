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
}
