/// Unsafe: as `Texts`. Places move forwards only, and are compared with the bytes' count before each access.

import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension Texts {
  /// The first place of a part at or after another; nil where there is none. Linear.
  public static func find(_ part: String, in text: String, from start: Int = 0) throws -> Int? {
    try withBytes(of: text) { text in
      try withBytes(of: part) { part in
        if part.isEmpty { return start <= text.count ? start : nil }
        return try next(part, text, from: start)
      }
    }
  }

  /// The last place of a part.
  public static func findLast(_ part: String, in text: String, before end: Int = .max) throws -> Int? {
    try withBytes(of: text) { text in
      try withBytes(of: part) { part in
        var place = min(end, text.count) - part.count
        guard place >= 0, let text = text.baseAddress else { return place >= 0 ? place : nil }
        guard let first = part.first, let wanted = part.baseAddress else { return place }
        var work = 0
        while place >= 0 {
          place = rb_text_find_byte_last(text, place + 1, first)
          guard place >= 0 else { return nil }
          if memcmp(text + place, wanted, part.count) == 0 { return place }
          place -= 1
          work += part.count
          if work > chunk {
            work = 0
            try Interruption.check()
          }
        }
        return nil
      }
    }
  }

  /// How often a part occurs, without overlap. The part is not empty.
  public static func occurrences(of part: String, in text: String) throws -> Int {
    try withBytes(of: text) { text in
      try withBytes(of: part) { part in
        var total = 0
        if part.count == 1 {
          for start in stride(from: 0, to: text.count, by: chunk) {
            guard let first = text.baseAddress else { break }
            total += rb_text_count_byte(first + start, min(chunk, text.count - start), part[0])
            try Interruption.check()
          }
          return total
        }
        try each(part, text, limit: .max) { _ in total += 1 }
        return total
      }
    }
  }

  /// The parts between separators, at most `limit` and one. The separator is not empty.
  public static func split(
    _ text: String, by separator: String, limit: Int = .max, _ take: (String) -> Void
  ) throws {
    try withBytes(of: text) { bytes in
      try withBytes(of: separator) { separator in
        var start = 0
        try each(separator, bytes, limit: limit) { place in
          take(string(bytes, start..<place))
          start = place + separator.count
        }
        take(start == 0 ? text : string(bytes, start..<bytes.count))
      }
    }
  }

  /// The same from the right: the parts come last to first.
  public static func splitFromRight(
    _ text: String, by separator: String, limit: Int = .max, _ take: (String) -> Void
  ) throws {
    var end = text.utf8.count
    var splits = 0
    while splits < limit, let place = try findLast(separator, in: text, before: end) {
      take(part(text, place + separator.utf8.count..<end))
      end = place
      splits += 1
      if splits & 0xfff == 0 { try Interruption.check() }
    }
    take(part(text, 0..<end))
  }

  /// With another part in place of one, at most `limit` times. The part is not empty.
  public static func replacing(_ part: String, in text: String, by: String, limit: Int = .max) throws -> String {
    guard limit > 0 else { return text }
    if limit == .max, part.utf8.count == 1, by.utf8.count == 1 {
      let (byte, other) = (Self.byte(part, at: 0), Self.byte(by, at: 0))
      return try mapped(text) { rb_text_replace_byte($0, $1, $2, byte, other) }
    }
    var places = 0
    if limit == .max {
      places = try occurrences(of: part, in: text)
    } else {
      try withBytes(of: text) { text in
        try withBytes(of: part) { part in try each(part, text, limit: limit) { _ in places += 1 } }
      }
    }
    guard places > 0 else { return text }
    let growth = by.utf8.count - part.utf8.count
    let (change, overflow) = places.multipliedReportingOverflow(by: growth)
    let total = overflow ? Int.max : text.utf8.count.addingReportingOverflow(change).partialValue
    try Memory.demand(total < 0 ? .max : total, of: 1, "characters")
    return try withBytes(of: text) { text in
      try withBytes(of: part) { part in
        try withBytes(of: by) { by in
          try String(unsafeUninitializedCapacity: total) { out in
            var (from, to) = (0, 0)
            // As many as were counted: what does not fit is not there.
            func copy(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
              guard !range.isEmpty, let source = bytes.baseAddress, let target = out.baseAddress else { return }
              precondition(to + range.count <= total)
              memcpy(target + to, source + range.lowerBound, range.count)
              to += range.count
            }
            try each(part, text, limit: places) { place in
              copy(text, from..<place)
              copy(by, 0..<by.count)
              from = place + part.count
            }
            copy(text, from..<text.count)
            return to
          }
        }
      }
    }
  }

  /// All places of a part, without overlap, until there are so many.
  @inline(__always) private static func each(
    _ part: UnsafeBufferPointer<UInt8>, _ text: UnsafeBufferPointer<UInt8>, limit: Int, _ body: (Int) -> Void
  ) throws {
    var (from, found) = (0, 0)
    while found < limit, let place = try next(part, text, from: from) {
      body(place)
      from = place + part.count
      found += 1
      if found & 0xfff == 0 { try Interruption.check() }
    }
  }

  /// The next place of a part, searched in pieces between which an interruption is looked for.
  @inline(__always) private static func next(
    _ part: UnsafeBufferPointer<UInt8>, _ text: UnsafeBufferPointer<UInt8>, from start: Int
  ) throws -> Int? {
    guard let bytes = text.baseAddress, let wanted = part.baseAddress, !part.isEmpty else { return nil }
    var from = max(start, 0)
    let piece = max(chunk, 4 * part.count)
    while from <= text.count - part.count {
      let size = min(text.count - from, piece + part.count - 1)
      let found = rb_text_find(bytes + from, size, wanted, part.count)
      if found >= 0 { return from + found }
      if from + size == text.count { return nil }
      from += size - part.count + 1
      try Interruption.check()
    }
    return nil
  }
}
