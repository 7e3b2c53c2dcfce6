import Catalog
import Tensors

/// Python's `"%5.2f of %s" % (x, name)`.
struct PercentFormat {
  /// `%[(key)][flags][width][.precision]letter`, whose `*` have been read.
  private struct Directive {
    var flags = Set<Unicode.Scalar>()
    var width: Int?
    var precision: Int?
  }

  /// More characters than that are a mistake.
  private static let widest = 1 << 28

  private let format: [Unicode.Scalar]
  private let arguments: Value
  /// The items of a tuple; any other value is the only one.
  private let items: [Value]
  private let interpreter: Interpreter
  private var position = 0
  private var used = 0
  private var readsKeys = false

  static func format(_ text: String, _ arguments: Value, _ interpreter: Interpreter) throws -> String {
    var formatter = PercentFormat(text, arguments, interpreter)
    return try formatter.run()
  }

  private init(_ text: String, _ arguments: Value, _ interpreter: Interpreter) {
    format = Array(text.unicodeScalars)
    self.arguments = arguments
    self.interpreter = interpreter
    items = arguments.object(TupleObject.self)?.items ?? [arguments]
  }

  private mutating func run() throws -> String {
    var result = String.UnicodeScalarView()
    while position < format.count {
      let scalar = format[position]
      position += 1
      if scalar == "%" { result.append(contentsOf: try directive().unicodeScalars) } else { result.append(scalar) }
      if position & 0xffff == 0 { try Interruption.check() }
    }
    let isTuple = arguments.object(TupleObject.self) != nil
    if !readsKeys, used < items.count, isTuple || arguments.object(DictObject.self) == nil {
      throw Failure.type(
        "not all arguments were converted: the format takes \(used), got \(items.count)",
        help: used == 0 ? "put '%s' where the value goes" : nil)
    }
    return String(result)
  }

  private mutating func directive() throws -> String {
    var directive = Directive()
    var named: Value?
    if peek == "(" { named = try keyed() }
    while let flag = peek, "-+ 0#".unicodeScalars.contains(flag) {
      directive.flags.insert(flag)
      position += 1
    }
    directive.width = try number()
    if let width = directive.width, width < 0 {
      directive.flags.insert("-")
      directive.width = -width
    }
    if peek == "." {
      position += 1
      directive.precision = max(try number() ?? 0, 0)
    }
    // C's sizes of integers, which mean nothing here.
    while let size = peek, "hlL".unicodeScalars.contains(size) { position += 1 }
    guard let letter = peek else { throw Failure.value("incomplete format: '%' at the end stands for '%%'") }
    position += 1
    if letter == "%" { return "%" }
    let value = try named ?? next()
    return try text(of: value, letter, directive)
  }

  private var peek: Unicode.Scalar? { position < format.count ? format[position] : nil }

  private mutating func keyed() throws -> Value {
    guard let dict = arguments.object(DictObject.self) else {
      throw Failure.type("expected a dict for a format with names, got \(arguments.article)")
    }
    var depth = 0
    let start = position + 1
    repeat {
      guard let scalar = peek else { throw Failure.value("incomplete format key: expected ')'") }
      if scalar == "(" { depth += 1 } else if scalar == ")" { depth -= 1 }
      position += 1
    } while depth > 0
    readsKeys = true
    return try dict.item(.string(StringObject.join(format[start..<(position - 1)])), interpreter)
  }

  private mutating func number() throws -> Int? {
    if peek == "*" {
      position += 1
      let width = try next()
      guard case .int(let number) = width else {
        throw Failure.type("expected an int for '*' in a format, got \(width.article)")
      }
      guard number.magnitude <= Self.widest else { throw Failure.value("a width of \(number) is too large") }
      return number
    }
    var result: Int?
    while let digit = peek, ("0"..."9").contains(digit) {
      result = (result ?? 0) * 10 + Int(digit.value - 48)
      position += 1
      guard result ?? 0 <= Self.widest else { throw Failure.value("a width of \(result ?? 0) is too large") }
    }
    return result
  }

  private mutating func next() throws -> Value {
    guard used < items.count, !readsKeys else {
      throw Failure.type("not enough arguments for the format string: it takes more than \(items.count)")
    }
    used += 1
    return items[used - 1]
  }

  private func text(of value: Value, _ letter: Unicode.Scalar, _ directive: Directive) throws -> String {
    switch letter {
    case "s", "r", "a":
      let text = letter == "s" ? try interpreter.str(value) : try interpreter.repr(value)
      return try padded(
        directive.precision.map { StringObject.join(text.unicodeScalars.prefix($0)) } ?? text, directive)
    case "c":
      if let text = value.asString, text.unicodeScalars.count == 1 { return try padded(text, directive) }
      if case .int(let code) = value, let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) {
        return try padded(String(scalar), directive)
      }
      throw Failure.type("expected an int or a single character for '%c', got \(value.article)")
    case "d", "i", "u", "x", "X", "o":
      guard let number = number(of: value), letter != "x" && letter != "X" && letter != "o" || isWhole(number) else {
        throw Failure.type("expected a number for '%\(letter)', got \(value.article)")
      }
      let whole: Int
      switch number {
      case .float(let float): whole = try NumberMethods.whole(float)
      case .int(let int): whole = int
      case .bool(let flag): whole = flag ? 1 : 0
      default: return ""
      }
      return try integer(whole, letter, directive)
    case "e", "E", "f", "F", "g", "G":
      guard let number = number(of: value), let float = number.scalar?.double else {
        throw Failure.type("expected a number for '%\(letter)', got \(value.article)")
      }
      let type = letter == "F" ? "F" : String(letter)
      return try PythonText.format(float, spec(directive, precision: directive.precision ?? 6) + type)
    default: throw Failure.value("unsupported format character '\(letter)'", help: "'%%' stands for '%'")
    }
  }

  /// A number, also that of a tensor of one element.
  private func number(of value: Value) -> Value? {
    switch value {
    case .bool, .int, .float: value
    case .object(let object as TensorObject): (try? object.tensor.item()).map { Value($0) }
    default: nil
    }
  }

  private func isWhole(_ number: Value) -> Bool {
    if case .float = number { return false }
    return true
  }

  private func padded(_ text: String, _ directive: Directive) throws -> String {
    guard let width = directive.width, width > 0 else { return text }
    let missing = try Texts.repeated(" ", width - Texts.count(text))
    return directive.flags.contains("-") ? text + missing : missing + text
  }

  /// The precision of an integer is its least number of digits.
  private func integer(_ number: Int, _ letter: Unicode.Scalar, _ directive: Directive) throws -> String {
    var digits =
      switch letter {
      case "x": String(number.magnitude, radix: 16)
      case "X": String(number.magnitude, radix: 16).uppercased()
      case "o": String(number.magnitude, radix: 8)
      default: String(number.magnitude)
      }
    let prefix = directive.flags.contains("#") && "xXo".unicodeScalars.contains(letter) ? "0\(letter)" : ""
    digits = try Texts.repeated("0", (directive.precision ?? 0) - digits.utf8.count) + digits
    let sign =
      number < 0 ? "-" : directive.flags.contains("+") ? "+" : directive.flags.contains(" ") ? " " : ""
    if directive.flags.contains("0"), !directive.flags.contains("-") {
      let others = sign.utf8.count + prefix.utf8.count
      digits = try Texts.repeated("0", (directive.width ?? 0) - others - digits.utf8.count) + digits
    }
    return try padded(sign + prefix + digits, directive)
  }

  /// The directive in the words of the format mini-language.
  private func spec(_ directive: Directive, precision: Int) -> String {
    var spec = directive.flags.contains("-") ? "<" : directive.flags.contains("0") ? "" : ">"
    if directive.flags.contains("+") { spec += "+" } else if directive.flags.contains(" ") { spec += " " }
    if directive.flags.contains("#") { spec += "#" }
    if directive.flags.contains("0"), !directive.flags.contains("-") { spec += "0" }
    if let width = directive.width { spec += String(width) }
    return spec + ".\(precision)"
  }
}
