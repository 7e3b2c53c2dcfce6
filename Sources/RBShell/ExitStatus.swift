/// How the program ends, as the calling shell sees it.
public enum ExitStatus: Int32, Sendable {
  case done = 0
  /// An error while running, or output that could not be written.
  case failed = 1
  /// Wrong options, or a file that cannot be read.
  case usage = 2
  /// The source does not parse or check.
  case rejected = 3
  /// A golden output differs.
  case differs = 4
  /// Ctrl-C.
  case interrupted = 130
}
