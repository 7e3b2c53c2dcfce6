/// The difference between two texts, as `diff -u` shows it.
public enum UnifiedDiff {
  /// Lines of context around a change.
  static let context = 3

  enum Edit: Equatable {
    case keep(String)
    case remove(String)
    case insert(String)
  }

  /// The whole diff with its two head lines, each line with a line break; empty where the texts are equal.
  public static func text(
    expected: String, actual: String, expectedName: String, actualName: String, isColored: Bool = false
  ) -> String {
    if expected == actual { return "" }
    let edits = edits(lines(expected), lines(actual))
    func paint(_ line: String, _ code: String) -> String { isColored ? "\u{1b}[\(code)m\(line)\u{1b}[0m" : line }
    var text = paint("--- \(expectedName)", "1") + "\n" + paint("+++ \(actualName)", "1") + "\n"
    for hunk in hunks(edits) {
      text += paint(hunk.head, "36") + "\n"
      for edit in edits[hunk.range] {
        switch edit {
        case .keep(let line): text += mark(" ", line) { $0 }
        case .remove(let line): text += mark("-", line) { paint($0, "31") }
        case .insert(let line): text += mark("+", line) { paint($0, "32") }
        }
      }
    }
    return text
  }

  private static func mark(_ sign: String, _ line: String, _ paint: (String) -> String) -> String {
    line.hasSuffix("\n")
      ? paint(sign + line.dropLast()) + "\n" : paint(sign + line) + "\n\\ No newline at end of file\n"
  }

  /// Lines with their line breaks, so that a missing last one is a difference.
  static func lines(_ text: String) -> [String] {
    var lines: [String] = []
    var line: [UInt8] = []
    for byte in text.utf8 {
      line.append(byte)
      if byte == 10 {
        lines.append(String(decoding: line, as: UTF8.self))
        line.removeAll(keepingCapacity: true)
      }
    }
    if !line.isEmpty { lines.append(String(decoding: line, as: UTF8.self)) }
    return lines
  }

  /// The shortest way from one list of lines to the other; removals come before insertions.
  /// - Complexity: O((n + m) × differences), and O(n + m) where almost everything differs.
  static func edits(_ old: [String], _ new: [String]) -> [Edit] {
    var start = 0
    while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
    var oldEnd = old.count
    var newEnd = new.count
    while oldEnd > start, newEnd > start, old[oldEnd - 1] == new[newEnd - 1] {
      oldEnd -= 1
      newEnd -= 1
    }
    let (a, b) = (Array(old[start..<oldEnd]), Array(new[start..<newEnd]))
    var removed: Set<Int> = Set(a.indices)
    var inserted: Set<Int> = Set(b.indices)
    // Beyond this, nobody reads the diff line by line; and the search would take long.
    if a.count + b.count < 20_000 {
      let difference = b.difference(from: a)
      (removed, inserted) = ([], [])
      for change in difference {
        switch change {
        case .remove(let offset, _, _): removed.insert(offset)
        case .insert(let offset, _, _): inserted.insert(offset)
        }
      }
    }
    var edits = old[..<start].map { Edit.keep($0) }
    var (i, j) = (0, 0)
    while i < a.count || j < b.count {
      if i < a.count, removed.contains(i) {
        edits.append(.remove(a[i]))
        i += 1
      } else if j < b.count, inserted.contains(j) {
        edits.append(.insert(b[j]))
        j += 1
      } else {
        edits.append(.keep(a[i]))
        i += 1
        j += 1
      }
    }
    return edits + old[oldEnd...].map { .keep($0) }
  }

  /// Stretches of edits with their context; changes closer than twice the context share one.
  private static func hunks(_ edits: [Edit]) -> [(range: Range<Int>, head: String)] {
    var ranges: [Range<Int>] = []
    for (index, edit) in edits.enumerated() {
      if case .keep = edit { continue }
      let range = max(0, index - context)..<min(edits.count, index + context + 1)
      if let last = ranges.last, last.upperBound >= range.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    var (oldLine, newLine, position) = (0, 0, 0)
    return ranges.map { range in
      func count(_ part: Range<Int>) -> (old: Int, new: Int) {
        edits[part].reduce(into: (0, 0)) { counts, edit in
          switch edit {
          case .keep: counts = (counts.0 + 1, counts.1 + 1)
          case .remove: counts.0 += 1
          case .insert: counts.1 += 1
          }
        }
      }
      let skipped = count(position..<range.lowerBound)
      oldLine += skipped.old
      newLine += skipped.new
      let size = count(range)
      func span(_ line: Int, _ size: Int) -> String {
        size == 1 ? "\(line + 1)" : "\(size == 0 ? line : line + 1),\(size)"
      }
      let head = "@@ -\(span(oldLine, size.old)) +\(span(newLine, size.new)) @@"
      oldLine += size.old
      newLine += size.new
      position = range.upperBound
      return (range, head)
    }
  }
}
