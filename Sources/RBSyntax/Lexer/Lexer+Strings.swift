/// The letters before a quote.
enum StringPrefix {
  /// What `r`, `f`, `rf` or `fr` ask for; nil for anything else.
  static func read(_ letters: some Collection<UInt8>) -> (isRaw: Bool, isFormatted: Bool)? {
    var isRaw = false
    var isFormatted = false
    for letter in letters {
      switch letter | 0x20 {
      case UInt8(ascii: "r") where !isRaw: isRaw = true
      case UInt8(ascii: "f") where !isFormatted: isFormatted = true
      default: return nil
      }
    }
    return (isRaw, isFormatted)
  }
}

extension LexerState {
  /// The number of f-strings that may stand inside each other.
  static let formatNestingLimit = 16

  /// Reads a string whose opening quote is at `position`; `start` is where its prefix begins.
  mutating func string(from start: Int, isRaw: Bool, isFormatted: Bool) {
    let quote = bytes[position]
    var scanner = StringScanner(bytes: bytes, limit: limit, position: position)
    let isTriple = scanner.isTriple
    let outcome = scanner.skip(isFormatted: isFormatted, nesting: 0)
    position = scanner.position
    switch outcome {
    case .closed: return append(isFormatted ? .formatted : .string, from: start)
    case .tooDeep:
      while position < limit, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      complain(
        .tooDeep, "expected \(Self.formatNestingLimit) f-strings inside each other at most", from: start, to: start + 1)
    case .open(let field):
      if isTriple { endsInsideString = true }
      let quotes = String(repeating: Character(Unicode.Scalar(quote)), count: isTriple ? 3 : 1)
      if let field {
        complain(
          .unterminatedString, "'{' in an f-string is never closed", from: field, to: field + 1,
          help: "write '{{' for a brace")
      } else {
        complain(
          .unterminatedString, "unterminated string", from: start, to: isTriple ? min(start + 3, limit) : position,
          help: isTriple
            ? "close it with \(quotes)"
            : "close it with \(quotes), or use \(quotes)\(quotes)\(quotes) for several lines")
      }
    }
    append(.invalid, from: start)
    leaveBrackets()
  }
}

/// Finds the end of a string literal, fields of f-strings included.
struct StringScanner {
  enum Outcome {
    case closed
    /// The line or the text ended first; in an f-string perhaps inside a field that began there.
    case open(field: Int?)
    case tooDeep
  }

  let bytes: [UInt8]
  let limit: Int
  var position: Int

  /// Whether three quotes stand at the position.
  var isTriple: Bool {
    position + 2 < limit && bytes[position + 1] == bytes[position] && bytes[position + 2] == bytes[position]
  }

  /// Skips the literal whose opening quote is at the position. An open one is skipped to the end of its line (or of
  /// the text, where it is triple).
  mutating func skip(isFormatted: Bool, nesting: Int) -> Outcome {
    guard nesting < LexerState.formatNestingLimit else { return .tooDeep }
    let quote = bytes[position]
    let isTriple = isTriple
    position += isTriple ? 3 : 1
    while position < limit {
      let byte = bytes[position]
      if byte == quote, !isTriple || self.isTriple {
        position += isTriple ? 3 : 1
        return .closed
      }
      switch byte {
      case UInt8(ascii: "\n") where !isTriple: return .open(field: nil)
      case UInt8(ascii: "\\"):
        let next = position + 1 < limit ? bytes[position + 1] : 0
        let isBrace = next == UInt8(ascii: "{") || next == UInt8(ascii: "}")
        if next == UInt8(ascii: "\r"), position + 2 < limit, bytes[position + 2] == UInt8(ascii: "\n") { position += 1 }
        position += isFormatted && isBrace ? 1 : 2
      case UInt8(ascii: "{") where isFormatted:
        if position + 1 < limit, bytes[position + 1] == byte {
          position += 2
        } else {
          let outcome = field(quote: quote, isTriple: isTriple, nesting: nesting)
          guard case .closed = outcome else { return outcome }
        }
      default: position += 1
      }
    }
    position = limit
    return .open(field: nil)
  }

  /// Skips `{ … }`; the position is at the `{`.
  private mutating func field(quote: UInt8, isTriple: Bool, nesting: Int) -> Outcome {
    let start = position
    position += 1
    var depth = 0
    while position < limit {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\n") where !isTriple: return .open(field: start)
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        let outcome = skip(isFormatted: hasFormatPrefix(after: start), nesting: nesting + 1)
        switch outcome {
        case .closed: break
        case .open: return .open(field: start)
        case .tooDeep: return .tooDeep
        }
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        position += 1
      case UInt8(ascii: "}") where depth == 0:
        position += 1
        return .closed
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth = max(0, depth - 1)
        position += 1
      case UInt8(ascii: ":") where depth == 0:
        return specification(of: start, quote: quote, isTriple: isTriple, nesting: nesting)
      default: position += 1
      }
    }
    return .open(field: start)
  }

  /// Skips `:spec}`, in which fields may stand.
  private mutating func specification(of field: Int, quote: UInt8, isTriple: Bool, nesting: Int) -> Outcome {
    guard nesting < LexerState.formatNestingLimit else { return .tooDeep }
    while position < limit {
      let byte = bytes[position]
      if byte == UInt8(ascii: "}") {
        position += 1
        return .closed
      }
      if byte == UInt8(ascii: "\n"), !isTriple { break }
      if byte == quote, !isTriple || self.isTriple { break }
      if byte == UInt8(ascii: "{") {
        let outcome = self.field(quote: quote, isTriple: isTriple, nesting: nesting + 1)
        guard case .closed = outcome else { return outcome }
      } else {
        position += 1
      }
    }
    while position < limit, isTriple || bytes[position] != UInt8(ascii: "\n") { position += 1 }
    return .open(field: field)
  }

  private func hasFormatPrefix(after start: Int) -> Bool {
    var first = position
    while first - 1 > start, isNamePart(bytes[first - 1]) { first -= 1 }
    guard position - first <= 2 else { return false }
    return StringPrefix.read(bytes[first..<position])?.isFormatted ?? false
  }
}
