extension SourceWriter {
  mutating func writeString(_ value: String) {
    let other: Character = quote == "\"" ? "'" : "\""
    let delimiter = value.contains(quote) && !value.contains(other) ? other : quote
    text.append(delimiter)
    writeEscaped(value, delimiter: delimiter, doublesBraces: false)
    text.append(delimiter)
  }

  /// Writes an f-string. A label (`{x=}`) is the source's own text, and may span lines.
  mutating func writeFormatted(_ parts: [Expression.FormatPart]) {
    let outer = (quote, isFlat)
    let isTriple = containsLineBreak(parts)
    let delimiter = String(repeating: quote, count: isTriple ? 3 : 1)
    text += "f" + delimiter
    writeParts(parts, inSpecification: false)
    text += delimiter
    (quote, isFlat) = outer
  }

  private func containsLineBreak(_ parts: [Expression.FormatPart]) -> Bool {
    parts.contains { part in
      guard case .value(let field) = part else { return false }
      return field.label?.contains("\n") ?? false || containsLineBreak(field.spec ?? [])
    }
  }

  private mutating func writeParts(_ parts: [Expression.FormatPart], inSpecification: Bool) {
    for part in parts {
      switch part {
      case .text(let value): writeEscaped(value, delimiter: quote, doublesBraces: !inSpecification)
      case .value(let field): write(field)
      }
    }
  }

  private mutating func write(_ field: Expression.FormatField) {
    let outer = (quote, isFlat)
    text += "{"
    if let label = field.label {
      text += label
    } else {
      isFlat = true
      quote = quote == "\"" ? "'" : "\""
      let start = text.endIndex
      writeBare(field.value)
      if text[start...].first == "{" { text.insert(" ", at: start) }
      (quote, isFlat) = outer
    }
    switch field.conversion {
    case .none: break
    case .repr: text += "!r"
    case .str: text += "!s"
    }
    if let specification = field.spec {
      text += ":"
      writeParts(specification, inSpecification: true)
    }
    text += "}"
  }

  private mutating func writeEscaped(_ value: String, delimiter: Character, doublesBraces: Bool) {
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "{" where doublesBraces: text += "{{"
      case "}" where doublesBraces: text += "}}"
      case Unicode.Scalar(String(delimiter)): text += "\\\(delimiter)"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7f {
          text += scalar.value < 16 ? "\\x0\(String(scalar.value, radix: 16))" : "\\x\(String(scalar.value, radix: 16))"
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
  }
}
