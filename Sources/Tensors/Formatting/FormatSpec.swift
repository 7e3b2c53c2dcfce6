import Catalog

/// A parsed spec of Python's format mini-language: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.
struct FormatSpec {
  enum Alignment { case left, right, center, afterSign }
  enum Sign { case minusOnly, always, space }

  var fill: Unicode.Scalar = " "
  var alignment: Alignment
  var sign: Sign?
  var coercesNegativeZero = false
  var isAlternate = false
  var width: Int?
  /// `,` or `_`.
  var grouping: Unicode.Scalar?
  var precision: Int?
  /// The presentation type; nil where none is given.
  var type: Unicode.Scalar?

  /// Widths and precisions beyond this are refused: the text would not fit in memory.
  static let longestText = 1 << 28

  /// - Parameters:
  ///   - text: the spec.
  ///   - typeName: Python's name of the value's type, for messages.
  ///   - alignment: the alignment where none is given; only numbers (`right`) pad with zeros after the sign.
  /// - Throws: `ValueError` as Python does.
  init(_ text: String, typeName: String, defaultAlignment: Alignment) throws(Failure) {
    let spec = Array(text.unicodeScalars)
    var position = 0
    func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
      position + ahead < spec.count ? spec[position + ahead] : nil
    }
    func accept(_ scalar: Unicode.Scalar) -> Bool {
      guard peek() == scalar else { return false }
      position += 1
      return true
    }
    func number() throws(Failure) -> Int? {
      var value: Int?
      while let digit = peek().flatMap({ Self.digit($0) }) {
        let (scaled, overflow) = (value ?? 0).multipliedReportingOverflow(by: 10)
        guard !overflow, scaled <= Int.max - digit else {
          throw .value("too many decimal digits in format string")
        }
        value = scaled + digit
        position += 1
      }
      return value
    }

    self.alignment = defaultAlignment
    var fillIsGiven = false
    var alignmentIsGiven = true
    if let aligned = peek(1).flatMap(Self.alignment) {
      fill = spec[0]
      fillIsGiven = true
      alignment = aligned
      position = 2
    } else if let aligned = peek().flatMap(Self.alignment) {
      alignment = aligned
      position = 1
    } else {
      alignmentIsGiven = false
    }
    if accept("+") { sign = .always } else if accept("-") { sign = .minusOnly } else if accept(" ") { sign = .space }
    coercesNegativeZero = accept("z")
    isAlternate = accept("#")
    if !fillIsGiven && accept("0") {
      fill = "0"
      if !alignmentIsGiven && defaultAlignment == .right { alignment = .afterSign }
    }
    width = try number()
    if accept(",") { grouping = "," }
    if accept("_") {
      guard grouping == nil else { throw .value("cannot specify both ',' and '_'") }
      grouping = "_"
    }
    if grouping == "_", peek() == "," { throw .value("cannot specify both ',' and '_'") }
    if accept(".") {
      precision = try number()
      guard precision != nil else { throw .value("format specifier missing precision") }
    }
    guard spec.count - position <= 1 else {
      throw .value(
        "invalid format specifier '\(text)' for object of type '\(typeName)'",
        help: "a format is [[fill]align][sign][z][#][0][width][grouping][.precision][type], such as '>8.3f'")
    }
    type = peek()
    if let grouping {
      switch type {
      case nil where typeName != TypeName.string.name: break
      case "d", "e", "f", "g", "E", "G", "%", "F": break
      case "b" where grouping == "_", "o" where grouping == "_", "x" where grouping == "_", "X" where grouping == "_":
        break
      default: throw .value("cannot specify '\(grouping)' with \(Self.shown(type))")
      }
    }
    guard width ?? 0 <= Self.longestText else {
      throw Failure(.memory, "a width of \(width ?? 0) does not fit in memory")
    }
  }

  private static func digit(_ scalar: Unicode.Scalar) -> Int? {
    // Python takes any Unicode decimal digit here.
    guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue else { return nil }
    return Int(value)
  }

  private static func alignment(_ scalar: Unicode.Scalar) -> Alignment? {
    switch scalar {
    case "<": .left
    case ">": .right
    case "^": .center
    case "=": .afterSign
    default: nil
    }
  }

  /// A type letter in a message: `'s'`, and the code of anything that is not plain ASCII.
  private static func shown(_ type: Unicode.Scalar?) -> String {
    guard let type else { return "'s'" }
    return type.value > 32 && type.value < 128 ? "'\(type)'" : "'\\x\(String(type.value, radix: 16))'"
  }

  func unknownType(_ typeName: String) -> Failure {
    .value("unknown format code \(Self.shown(type)) for object of type '\(typeName)'")
  }

  // MARK: laying out

  /// Pads a text that is not a number.
  func padded(_ text: String) throws(Failure) -> String {
    guard let width, width > 0 else { return text }
    let missing = max(0, width - Texts.count(text))
    let left =
      switch alignment {
      case .left: 0
      case .center: missing / 2
      case .right, .afterSign: missing
      }
    return try Texts.repeated(
      String(fill), missing - left, behind: try Texts.repeated(String(fill), left, before: text))
  }

  private func filling(_ count: Int, behind start: String = "", before end: String = "") throws(Failure) -> String {
    try Texts.repeated(String(fill), count, behind: start, before: end)
  }

  /// Lays out a number: sign, prefix, grouped digits, and the rest (the fraction, the exponent, `inf`, `%`).
  func padded(isNegative: Bool, prefix: String, digits: String, rest: String) throws(Failure) -> String {
    var signText = isNegative ? "-" : ""
    if !isNegative && sign == .always { signText = "+" }
    if !isNegative && sign == .space { signText = " " }
    let others = signText.utf8.count + prefix.utf8.count + Texts.count(rest)
    let zeroPads = fill == "0" && alignment == .afterSign
    let body = digits.isEmpty ? "" : try grouped(digits, minimumWidth: zeroPads ? (width ?? 0) - others : 0)
    let missing = max(0, (width ?? 0) - others - body.utf8.count)
    let number = body + rest
    switch alignment {
    case .left: return try filling(missing, behind: signText + prefix + number)
    case .right: return try filling(missing, before: signText + prefix + number)
    case .center: return try filling(missing / 2) + signText + prefix + number + filling(missing - missing / 2)
    case .afterSign: return try filling(missing, behind: signText + prefix, before: number)
    }
  }

  /// The digits with separators; zeros fill up to the minimum width, and no separator comes first.
  private func grouped(_ digits: String, minimumWidth: Int) throws(Failure) -> String {
    guard let grouping else {
      return try Texts.repeated("0", minimumWidth - digits.utf8.count) + digits
    }
    let size = type.map { "boxX".unicodeScalars.contains($0) } ?? false ? 4 : 3
    var remaining = Array(digits.utf8)[...]
    var missing = minimumWidth
    var reversed: [UInt8] = []
    while true {
      let length = min(size, max(max(remaining.count, missing), 1))
      for _ in 0..<length { reversed.append(remaining.popLast() ?? UInt8(ascii: "0")) }
      missing -= length
      if remaining.isEmpty && missing <= 0 { break }
      reversed.append(UInt8(truncatingIfNeeded: grouping.value))
      missing -= 1
      if reversed.count & 0xffff == 0 { try Interruption.check() }
    }
    return String(decoding: reversed.reversed(), as: UTF8.self)
  }
}
