/// A stretch of a source text: two UTF-8 offsets and the file's number. Lines and columns are computed only when a
/// diagnostic is rendered.
public struct SourceRange: Hashable, Sendable {
  public var start: UInt32
  /// One past the last byte.
  public var end: UInt32
  public var file: UInt16

  public init(start: Int, end: Int, file: UInt16) {
    self.start = UInt32(clamping: start)
    self.end = UInt32(clamping: end)
    self.file = file
  }

  /// From the beginning of `self` to the end of `other`.
  public func joined(_ other: SourceRange) -> SourceRange {
    var range = self
    range.start = min(start, other.start)
    range.end = max(end, other.end)
    return range
  }
}
