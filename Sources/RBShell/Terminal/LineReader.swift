/// Where an interactive session's lines come from.
public protocol LineReader: AnyObject {
  /// Waits for a line.
  func readLine(prompt: String) -> LineEvent
  /// Makes an entry reachable with the arrow keys.
  func remember(_ entry: String)
}

public enum LineEvent: Equatable, Sendable {
  /// A line without its line break; several where an entry of several lines was recalled.
  case line(String)
  /// Ctrl-C.
  case interrupted
  /// Ctrl-D on an empty line, or the terminal is gone.
  case end
}
