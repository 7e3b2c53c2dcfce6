/// Unsafe: hands the bytes of strings to `CKernels`. Invariants: pointers stay inside the closures that lend them; every
/// offset is clamped to the string's bytes here, whoever calls; a part that is searched for has at least one byte.

import CKernels
import Catalog

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Texts as Python has them, sequences of code points, worked on by their UTF-8 bytes: UTF-8 keeps code points apart, so
/// a match of bytes is a match of characters, and in a text of ASCII alone a byte is a character.
///
/// Places are offsets of bytes. What may take long looks for an interruption.
public enum Texts {
  /// Bytes that are handled between two looks: about a millisecond of work.
  static let chunk = 1 << 22

  /// Whether it is known, without looking, that all is ASCII.
  @inline(__always) public static func isASCII(_ text: String) -> Bool { text.utf8Span.isKnownASCII }

  /// The number of code points.
  public static func count(_ text: String) -> Int {
    isASCII(text) ? text.utf8.count : withBytes(of: text, points)
  }

  private static func points(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    bytes.baseAddress.map { rb_text_points($0, bytes.count) } ?? 0
  }

  @inline(__always) static func withBytes<R>(
    of text: String, _ body: (UnsafeBufferPointer<UInt8>) throws -> R
  ) rethrows -> R {
    if let result = try text.utf8.withContiguousStorageIfAvailable(body) { return result }
    var copy = text
    return try copy.withUTF8(body)
  }

  /// The byte at a place; 0 beyond the end.
  @inline(__always) public static func byte(_ text: String, at place: Int) -> UInt8 {
    withBytes(of: text) { $0.indices.contains(place) ? $0[place] : 0 }
  }

  /// The code points between two places, which must be where some begin or the end.
  public static func part(_ text: String, _ places: Range<Int>) -> String {
    // A text made of bytes is looked through for what is no UTF-8; a part of a text is not.
    if places.count > 1 << 10, text.utf8.count > 1 << 10, !isASCII(text) {
      let range = places.clamped(to: 0..<text.utf8.count)
      let first = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
      return String(text[first..<text.utf8.index(first, offsetBy: range.count)])
    }
    return copiedPart(text, places)
  }

  private static func copiedPart(_ text: String, _ places: Range<Int>) -> String {
    withBytes(of: text) { bytes in
      let range = places.clamped(to: 0..<bytes.count)
      return range.count == bytes.count ? text : string(bytes, range)
    }
  }

  @inline(__always) static func string(_ bytes: UnsafeBufferPointer<UInt8>, _ places: Range<Int>) -> String {
    let source = UnsafeBufferPointer(rebasing: bytes[places])
    return String(unsafeUninitializedCapacity: source.count) { target in
      if let from = source.baseAddress, let to = target.baseAddress { memcpy(to, from, source.count) }
      return source.count
    }
  }

  /// Whether two texts are the same code points, where Swift would take `é` and `e` with an accent behind it for equal.
  public static func areEqual(_ a: String, _ b: String) -> Bool {
    a.utf8.count == b.utf8.count && order(a, b) == 0
  }

  /// Below 0, 0 or above it, as the first is before, at or behind the second by code points.
  public static func order(_ a: String, _ b: String) -> Int {
    withBytes(of: a) { a in
      withBytes(of: b) { b in
        let common = min(a.count, b.count)
        guard common > 0, let first = a.baseAddress, let second = b.baseAddress else { return a.count - b.count }
        let order = memcmp(first, second, common)
        return order == 0 ? a.count - b.count : Int(order)
      }
    }
  }

  /// Whether a part stands at a place.
  public static func stands(_ part: String, in text: String, at place: Int) -> Bool {
    withBytes(of: text) { text in
      withBytes(of: part) { part in
        guard place >= 0, place <= text.count - part.count else { return false }
        guard let bytes = text.baseAddress, let wanted = part.baseAddress else { return true }
        return memcmp(bytes + place, wanted, part.count) == 0
      }
    }
  }

  // MARK: code points

  /// How far apart the marks of `marks(_:)` are, in code points.
  static let spacing = 64

  /// Where every 64th code point begins.
  public static func marks(_ text: String) -> [Int] {
    withBytes(of: text) { bytes in
      // The points are counted again, so that no count of a caller's says how much is written.
      let points = points(bytes)
      let marks = (points + spacing - 1) / spacing
      return [Int](unsafeUninitializedCapacity: marks) { places, made in
        guard let source = bytes.baseAddress, let target = places.baseAddress else { return }
        rb_text_marks(source, bytes.count, spacing, target)
        made = marks
      }
    }
  }

  /// Where a code point begins; the end, where it is not there.
  public static func place(of point: Int, in text: String, marks: [Int]) -> Int {
    guard point > 0 else { return 0 }
    guard point / spacing < marks.count else { return text.utf8.count }
    return withBytes(of: text) { bytes in
      let mark = min(marks[point / spacing], bytes.count)
      guard let first = bytes.baseAddress else { return 0 }
      return mark + rb_text_offset(first + mark, bytes.count - mark, point % spacing)
    }
  }

  /// The number of code points before a place.
  public static func points(in text: String, before place: Int) -> Int {
    if isASCII(text) { return place }
    return withBytes(of: text) { points(UnsafeBufferPointer(rebasing: $0.prefix(max(place, 0)))) }
  }
}
