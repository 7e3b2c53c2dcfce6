/// Statements with the comments and the blank lines of their source.
extension SourceWriter {
  /// What the tree does not hold: the comments, and the text to see blank lines in.
  struct Trivia {
    let bytes: [UInt8]
    let comments: [Token]
    /// The first comment not yet written.
    var next = 0
    /// Where the statement or comment written last ends; nil at the beginning of a block.
    var lastEnd: Int?
  }

  /// Writes statements one a line, and the comments among them, up to the end of their block.
  mutating func writeStatements(_ statements: [Statement], until end: Int) {
    trivia?.lastEnd = nil
    for statement in statements {
      writeComments(before: Int(statement.range.start))
      guard let kept = canonical(statement) else {
        stepOver(statement)
        continue
      }
      beginItem(at: Int(statement.range.start))
      let first = text.utf8.count
      write(kept)
      hoistComments(before: Int(statement.range.end), to: first)
      trivia?.lastEnd = Int(statement.range.end)
      writeTrailingComment()
    }
    writeComments(before: end)
  }

  /// Leaves a statement out: a blank line before it stays, else what follows closes up.
  private mutating func stepOver(_ statement: Statement) {
    guard let trivia else { return }
    let start = Int(statement.range.start)
    let gap = trivia.bytes[min(trivia.lastEnd ?? start, start)..<start]
    if gap.lazy.filter({ $0 == 0x0a }).count < 2 { self.trivia?.lastEnd = Int(statement.range.end) }
  }

  /// Whether a comment stands in a block and is still to be written.
  func hasComments(in block: Block) -> Bool {
    guard let trivia, trivia.next < trivia.comments.count else { return false }
    return trivia.comments[trivia.next].start < block.range.end
  }

  private mutating func writeComments(before end: Int) {
    while let comment = takeComment(before: end) {
      beginItem(at: comment.offsets.lowerBound)
      text += commentText(comment)
      trivia?.lastEnd = comment.offsets.upperBound
    }
  }

  /// Comments inside an expression go before its statement.
  private mutating func hoistComments(before end: Int, to first: Int) {
    var lines = ""
    while let comment = takeComment(before: end) {
      lines += commentText(comment) + "\n" + String(repeating: " ", count: indentation * 4)
    }
    if !lines.isEmpty { text.insert(contentsOf: lines, at: text.utf8.index(text.startIndex, offsetBy: first)) }
  }

  /// A comment on the line where the statement ends stays there.
  private mutating func writeTrailingComment() {
    guard let trivia, let end = trivia.lastEnd, trivia.next < trivia.comments.count else { return }
    let start = trivia.comments[trivia.next].offsets.lowerBound
    guard !trivia.bytes[end..<max(end, start)].contains(where: { $0 != 0x20 && $0 != 0x09 }) else { return }
    guard let comment = takeComment(before: .max) else { return }
    text += "  " + commentText(comment)
    self.trivia?.lastEnd = comment.offsets.upperBound
  }

  private mutating func takeComment(before end: Int) -> Token? {
    guard let trivia, trivia.next < trivia.comments.count else { return nil }
    let comment = trivia.comments[trivia.next]
    guard comment.offsets.lowerBound < end else { return nil }
    self.trivia?.next += 1
    return comment
  }

  private func commentText(_ comment: Token) -> String {
    guard let trivia else { return "" }
    var bytes = trivia.bytes[comment.offsets]
    while let last = bytes.last, last == 0x20 || last == 0x09 || last == 0x0d { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Begins a line, after a blank one where the source has one or more.
  private mutating func beginItem(at start: Int) {
    guard !text.isEmpty else { return }
    if let trivia, let end = trivia.lastEnd, end < start,
      trivia.bytes[end..<start].lazy.filter({ $0 == 0x0a }).count > 1
    {
      text += "\n"
    }
    startLine()
  }
}
