/// `repr` and `str` of strings and of trees.
extension PythonText {
  /// `repr(text)`: quotes, escapes, and everything that Python calls printable as it is.
  public static func repr(_ text: String) -> String {
    // Most texts have nothing to escape, and stand as they are.
    if Texts.isASCII(text),
      Texts.allBytes(text, { byte in byte &- 32 < 95 && byte != UInt8(ascii: "'") && byte != UInt8(ascii: "\\") })
    {
      var result = "'"
      result.reserveCapacity(text.utf8.count + 2)
      result += text
      result += "'"
      return result
    }
    let quote: Unicode.Scalar = text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
    var result = String(quote)
    for scalar in text.unicodeScalars {
      switch scalar {
      case quote, "\\":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if isPrintable(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          result += escape(scalar)
        }
      }
    }
    result.unicodeScalars.append(quote)
    return result
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let hex = String(scalar.value, radix: 16)
    let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
    return "\\" + letter + String(repeating: "0", count: width - hex.count) + hex
  }

  /// Python's `str.isprintable` for one code point.
  public static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7f }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }

  /// `str(value)`: as `repr`, but a string is shown without quotes.
  public static func str(_ tree: Tree) -> String {
    if case .string(let text) = tree { return text }
    return repr(tree)
  }

  /// `repr(value)` of a whole tree. Tensors inside containers keep their own indentation, as in Python.
  public static func repr(_ tree: Tree) -> String {
    var result = ""
    append(tree, to: &result)
    return result
  }

  private static func append(_ tree: Tree, to result: inout String) {
    switch tree {
    case .none: result += "None"
    case .bool(let value): result += repr(value)
    case .int(let value): result += String(value)
    case .float(let value): result += repr(value)
    case .string(let text): result += repr(text)
    case .size(let shape): result += shape.description
    case .dtype(let dtype): result += dtype.torchName
    case .tensor(let tensor): result += tensor.text
    case .tensordict(let tensordict): result += tensordict.text
    case .object(let object): result += object.text
    case .list(let items):
      result += "["
      append(items, to: &result)
      result += "]"
    case .tuple(let items):
      result += "("
      append(items, to: &result)
      result += items.count == 1 ? ",)" : ")"
    case .dict(let pairs):
      result += "{"
      for (i, pair) in pairs.enumerated() {
        if i > 0 { result += ", " }
        append(pair.key, to: &result)
        result += ": "
        append(pair.value, to: &result)
      }
      result += "}"
    }
  }

  private static func append(_ items: [Tree], to result: inout String) {
    for (i, item) in items.enumerated() {
      if i > 0 { result += ", " }
      append(item, to: &result)
    }
  }
}
