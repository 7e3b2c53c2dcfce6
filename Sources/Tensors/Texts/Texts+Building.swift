/// Unsafe: fills the bytes of new strings. Invariants: what is written is counted against the capacity that was asked
/// for, and outputs of one byte for each byte have their source's size.

import CKernels
import Catalog

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension Texts {
  /// A text so many times, with others at both ends.
  public static func repeated(
    _ text: String, _ count: Int, behind start: String = "", before end: String = ""
  ) throws(Failure) -> String {
    guard count > 0, !text.isEmpty else { return joined(start, end) }
    try Memory.demand(count, of: text.utf8.count, "characters")
    if start.isEmpty, end.isEmpty, text.utf8.count * count < 1 << 12 { return String(repeating: text, count: count) }
    // Copies of copies, up to a piece of which large texts are made.
    var piece = text
    var copies = 1
    while copies <= count / 2, piece.utf8.count < 1 << 18 {
      piece += piece
      copies *= 2
    }
    var result = ""
    result.reserveCapacity(start.utf8.count + text.utf8.count * count + end.utf8.count)
    result += start
    for turn in 0..<count / copies {
      result += piece
      if turn & 0xf == 0xf { try Interruption.check() }
    }
    result += part(piece, 0..<text.utf8.count * (count % copies))
    result += end
    return result
  }

  /// The texts with one between them.
  public static func joined(_ parts: [String], by separator: String) throws(Failure) -> String {
    guard var result = parts.first else { return "" }
    guard parts.count > 1 else { return result }
    var total = separator.utf8.count * (parts.count - 1)
    for part in parts { total += part.utf8.count }
    try Memory.demand(total, of: 1, "characters")
    result = String(unsafeUninitializedCapacity: total) { out in
      var to = 0
      func copy(_ text: String) {
        withBytes(of: text) { bytes in
          precondition(bytes.count <= total - to)
          guard let source = bytes.baseAddress, let target = out.baseAddress else { return }
          memcpy(target + to, source, bytes.count)
          to += bytes.count
        }
      }
      for place in parts.indices {
        // Cut short: whoever requested it gets the failure below.
        if place & 0xfff == 0xfff, Interruption.isRequested { break }
        if place > 0 { copy(separator) }
        copy(parts[place])
      }
      return to
    }
    try Interruption.check()
    return result
  }

  /// One text behind another, without room for more.
  public static func joined(_ a: String, _ b: String) -> String {
    let total = a.utf8.count + b.utf8.count
    if total < 64 { return a + b }
    var result = ""
    result.reserveCapacity(total)
    result += a
    result += b
    return result
  }

  /// A text of ASCII in capitals, in small letters, or in the other of the two.
  public enum Case { case upper, lower, swapped }
  public static func changed(ascii text: String, to wanted: Case) throws -> String {
    switch wanted {
    case .upper: try mapped(text) { rb_text_upper($0, $1, $2) }
    case .lower: try mapped(text) { rb_text_lower($0, $1, $2) }
    case .swapped: try mapped(text) { rb_text_swap_case($0, $1, $2) }
    }
  }

  /// Bytes to as many others.
  static func mapped(
    _ text: String, _ kernel: (UnsafeMutablePointer<UInt8>, UnsafePointer<UInt8>, Int) -> Void
  ) throws -> String {
    try withBytes(of: text) { bytes in
      try String(unsafeUninitializedCapacity: bytes.count) { out in
        guard let source = bytes.baseAddress, let target = out.baseAddress else { return 0 }
        for start in stride(from: 0, to: bytes.count, by: chunk) {
          kernel(target + start, source + start, min(chunk, bytes.count - start))
          try Interruption.check()
        }
        return bytes.count
      }
    }
  }

  /// Every so manyth character of a text of ASCII, between two places.
  public static func stepped(ascii text: String, from start: Int, by step: Int, count: Int) throws -> String {
    try withBytes(of: text) { bytes in
      guard count > 0, start >= 0, start < bytes.count, (start + (count - 1) * step) >= 0,
        start + (count - 1) * step < bytes.count
      else { return "" }
      return try String(unsafeUninitializedCapacity: count) { out in
        for first in Swift.stride(from: 0, to: count, by: chunk) {
          for i in first..<min(first + chunk, count) { out[i] = bytes[start + i * step] }
          try Interruption.check()
        }
        return count
      }
    }
  }

  /// Parts between runs of blanks; after so many splits the rest is one part, with the blanks behind it.
  public static func words(ascii text: String, limit: Int, _ take: (String) -> Void) throws {
    try withBytes(of: text) { bytes in
      var (place, taken) = (0, 0)
      while true {
        while place < bytes.count, isBlank(bytes[place]) { place += 1 }
        guard place < bytes.count else { return }
        if taken == limit { return take(string(bytes, place..<bytes.count)) }
        let start = place
        while place < bytes.count, !isBlank(bytes[place]) { place += 1 }
        take(string(bytes, start..<place))
        taken += 1
        if taken & 0xfff == 0 { try Interruption.check() }
      }
    }
  }

  /// What is between the ends of lines; a carriage return and a line feed are one.
  public static func lines(ascii text: String, _ take: (String) -> Void) throws {
    try withBytes(of: text) { bytes in
      var (start, place) = (0, 0)
      while place < bytes.count {
        if place & 0xffff == 0 { try Interruption.check() }
        let byte = bytes[place]
        place += 1
        guard byte &- 10 < 4 || byte &- 28 < 3 else { continue }
        take(string(bytes, start..<place - 1))
        if byte == 13, place < bytes.count, bytes[place] == 10 { place += 1 }
        start = place
      }
      if start < bytes.count { take(string(bytes, start..<bytes.count)) }
    }
  }

  /// What Python strips and splits at, in ASCII.
  @inline(__always) public static func isBlank(_ byte: UInt8) -> Bool {
    byte == 32 || byte &- 9 < 5 || byte &- 28 < 4
  }

  /// Whether all bytes of a text are so.
  @inline(__always) public static func allBytes(_ text: String, _ holds: (UInt8) -> Bool) -> Bool {
    withBytes(of: text) { $0.allSatisfy(holds) }
  }

  /// The places that are left when the bytes at both ends that are so are taken away.
  @inline(__always) public static func stripped(
    _ text: String, left: Bool, right: Bool, _ drops: (UInt8) -> Bool
  ) -> Range<Int> {
    withBytes(of: text) { bytes in
      var (start, end) = (0, bytes.count)
      if left { while start < end, drops(bytes[start]) { start += 1 } }
      if right { while end > start, drops(bytes[end - 1]) { end -= 1 } }
      return start..<end
    }
  }
}
