import Catalog
import Tensors

/// `int`, `float`, `str`, … : conversions, which are types at the same time.
enum ConversionBuiltins {
  static let all: [Builtin] = [
    Builtin(
      "int", "Makes an int: of a text, a float (cut towards zero), a bool or a tensor of one element.",
      [
        .optional("x", .any, default: "0", "What is converted."),
        .optional("base", .int, default: "10", "The base of a text, 2 to 36; 0 reads a prefix."),
      ], returns: "int", makes: .int,
      examples: [Example("print(int(\"42\") + 1, int(-2.7), int(\"ff\", 16))", prints: "43 -2 255")]
    ) { call in .int(try integer(call)) },
    Builtin(
      "float", "Makes a float: of a text, an int, a bool or a tensor of one element.",
      [.optional("x", .any, default: "0.0", "What is converted.")], returns: "float", makes: .float,
      examples: [Example("print(float(\"0.5\"), float(3))", prints: "0.5 3.0")]
    ) { call in .float(try double(call)) },
    Builtin(
      "bool", "The truth of a value: False for None, 0, and what is empty.",
      [.optional("x", .any, default: "False", "Any value.")], returns: "bool", makes: .bool,
      examples: [Example("print(bool([]), bool(\"a\"))", prints: "False True")]
    ) { call in .bool(try call.interpreter.truth(call["x"])) },
    Builtin(
      "str", "The text of a value, as `print` writes it.",
      [.optional("x", .any, default: "\"\"", "Any value.")], returns: "str", makes: .string,
      examples: [Example("print(str(12) + \"3\")", prints: "123")]
    ) { call in call["x"].isUnbound ? .string("") : .string(try call.interpreter.str(call["x"])) },
    Builtin(
      "tuple", "A tuple of what iterating gives.", [.optional("x", .any, default: "()", "Anything to iterate over.")],
      returns: "tuple", makes: .tuple, examples: [Example("print(tuple([1, 2]))", prints: "(1, 2)")]
    ) { call in .tuple(call["x"].isUnbound ? [] : try call.array("x")) },
    Builtin(
      "dict", "A dict: of another one, of pairs, or of labelled arguments.",
      [
        .optional("x", .any, default: "{}", "A dict, or pairs of key and value."),
        Parameter("entries", .any, "Further entries, by label.", arity: .labelled),
      ], returns: "dict", makes: .dict,
      examples: [Example("print(dict([(\"a\", 1)], b: 2))", prints: "{'a': 1, 'b': 2}")]
    ) { call in
      let dict = DictObject()
      if !call["x"].isUnbound { try merge(call["x"], into: dict, call) }
      for entry in call["entries"].asDict?.entries ?? [] { try dict.set(entry.key, entry.value, call.interpreter) }
      return .object(dict)
    },
    Builtin(
      "slice", "The index that `start:stop:step` makes.",
      [
        Parameter("start", .any, "Where it begins; the stop, where it is the only argument."),
        .optional("stop", .any, "Where it ends, exclusive."), .optional("step", .any, "The stride."),
      ], returns: "slice", makes: .slice, examples: [Example("print([1, 2, 3, 4][slice(1, 3)])", prints: "[2, 3]")]
    ) { call in
      call["stop"].isUnbound
        ? .object(SliceObject(.none, call["start"], .none))
        : .object(SliceObject(call["start"], call["stop"], call["step"].isUnbound ? .none : call["step"]))
    },
    Builtin(
      "chr", "The character with a code point.", Parameter("code", .int, "0 to 0x10ffff."), returns: "str",
      examples: [Example("print(chr(97))", prints: "a")]
    ) { value, _ in
      guard case .int(let code) = value, let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else {
        throw Failure.value("expected a code point from 0 to 0x10ffff")
      }
      return .string(String(scalar))
    },
    Builtin(
      "ord", "The code point of a character.", Parameter("text", .string, "A text of one character."), returns: "int",
      examples: [Example("print(ord(\"a\"))", prints: "97")]
    ) { value, _ in
      guard let text = value.asString, text.unicodeScalars.count == 1, let scalar = text.unicodeScalars.first else {
        throw Failure.type("expected a text of one character")
      }
      return .int(Int(scalar.value))
    },
    Builtin(
      "hex", "An int in base 16.", Parameter("x", .int, "An int."), returns: "str",
      examples: [Example("print(hex(255))", prints: "0xff")]
    ) { value, _ in .string(try prefixed(value, "0x", 16)) },
    Builtin(
      "bin", "An int in base 2.", Parameter("x", .int, "An int."), returns: "str",
      examples: [Example("print(bin(5))", prints: "0b101")]
    ) { value, _ in .string(try prefixed(value, "0b", 2)) },
    Builtin(
      "oct", "An int in base 8.", Parameter("x", .int, "An int."), returns: "str",
      examples: [Example("print(oct(8))", prints: "0o10")]
    ) { value, _ in .string(try prefixed(value, "0o", 8)) },
    Builtin(
      "format", "A value as text, by a format specification.",
      [
        Parameter("x", .any, "Any value."),
        .optional("spec", .string, default: "\"\"", "Python's format mini-language, as in f\"{x:.2f}\"."),
      ], returns: "str", examples: [Example("print(format(3.14159, \".2f\"))", prints: "3.14")]
    ) { call in .string(try Formats.format(call["x"], try call.string("spec", default: ""), call.interpreter)) },
  ]

  private static func prefixed(_ value: Value, _ prefix: String, _ base: Int) throws -> String {
    guard case .int(let number) = value else { throw Failure.type("expected an int, got \(value.article)") }
    return (number < 0 ? "-" : "") + prefix + String(number.magnitude, radix: base)
  }

  static func merge(_ source: Value, into dict: DictObject, _ call: Call) throws {
    if let other = source.asDict {
      for entry in other.entries { try dict.set(entry.key, entry.value, call.interpreter) }
      return
    }
    for item in try call.interpreter.array(source) {
      let pair = try call.interpreter.array(item)
      guard pair.count == 2 else { throw Failure.value("expected pairs of key and value, got \(pair.count) values") }
      try dict.set(pair[0], pair[1], call.interpreter)
    }
  }

  private static func integer(_ call: Call) throws -> Int {
    let value = call["x"]
    if value.isUnbound { return 0 }
    if let whole = value.wholeNumber { return whole }
    if let number = value.number { return try NumberMethods.whole(number.double) }
    if let text = value.asString {
      let base = try call.int("base", default: 10)
      guard base == 0 || (2...36).contains(base) else {
        throw Failure.value("expected a base from 2 to 36, or 0, got \(base)", argument: "base")
      }
      guard let number = parse(text, base: base) else {
        throw Failure.value("\(PythonText.repr(text)) is not an int in base \(base)", argument: "x")
      }
      return number
    }
    throw call.wrong("x", expected: "a number or a str")
  }

  /// Python's reading of an int: blanks around, a sign, underscores between digits, a prefix where the base allows.
  static func parse(_ text: String, base: Int) -> Int? {
    var digits = StringMethods.strip(text, nil)[...]
    var sign = ""
    if let first = digits.first, first == "-" || first == "+" {
      sign = first == "-" ? "-" : ""
      digits = digits.dropFirst()
    }
    var radix = base
    let lowered = digits.lowercased()
    for (prefix, value) in [("0x", 16), ("0o", 8), ("0b", 2)]
    where lowered.hasPrefix(prefix) && (base == 0 || base == value) {
      radix = value
      digits = digits.dropFirst(2)
      if digits.first == "_" { digits = digits.dropFirst() }
    }
    guard let first = digits.first, first.isASCII, first.isHexDigit || first.isLetter, digits.last != "_",
      !digits.contains("__")
    else {
      return nil
    }
    return Int(sign + digits.filter { $0 != "_" }, radix: radix == 0 ? 10 : radix)
  }

  private static func double(_ call: Call) throws -> Double {
    switch call["x"] {
    case .unbound: return 0
    case .object(let object as StringObject):
      let text = StringMethods.strip(object.text, nil).lowercased().filter { $0 != "_" }
      let bare = text.hasPrefix("-") || text.hasPrefix("+") ? String(text.dropFirst()) : text
      if ["inf", "infinity"].contains(bare) { return text.hasPrefix("-") ? -.infinity : .infinity }
      if bare == "nan" { return .nan }
      guard bare.first.map({ $0.isNumber || $0 == "." }) ?? false, !bare.hasPrefix("0x"),
        let number = Double(padded(text))
      else {
        throw Failure.value("\(PythonText.repr(object.text)) is not a number", argument: "x")
      }
      return number
    default: return try call.double("x")
    }
  }

  /// Swift wants digits on both sides of the point.
  private static func padded(_ text: String) -> String {
    var result = ""
    for character in text {
      if character == ".", !(result.last?.isNumber ?? false) { result += "0" }
      if result.last == ".", !character.isNumber { result += "0" }
      result.append(character)
    }
    return result.last == "." ? result + "0" : result
  }
}
