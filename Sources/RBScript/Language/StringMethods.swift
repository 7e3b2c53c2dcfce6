import Catalog
import Tensors

enum StringMethods {
  static let all: [Builtin] = cases + search + split + padding + tests

  static func text(_ call: Call) -> String { call.receiver.asString ?? "" }
  static func object(_ call: Call) -> StringObject { call.receiver.object() ?? StringObject("") }

  private static func plain(
    _ name: String, _ summary: String, _ example: String, prints output: String,
    _ body: @escaping @Sendable (String) throws -> String
  ) -> Builtin {
    Builtin(name, summary, returns: "str", examples: [Example(example, prints: output)]) {
      .string(try body(text($0)))
    }
  }

  /// Code points one by one, each to what stands in its place, with an eye on Ctrl-C.
  private static func mapped(
    _ text: String, _ change: (Unicode.Scalar) -> String
  ) throws -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for (position, scalar) in text.unicodeScalars.enumerated() {
      result += change(scalar)
      if position & 0xffff == 0xffff { try Interruption.check() }
    }
    return result
  }

  private static func lower(_ text: String) throws -> String {
    Texts.isASCII(text)
      ? try Texts.changed(ascii: text, to: .lower) : try mapped(text) { $0.properties.lowercaseMapping }
  }

  private static let cases: [Builtin] = [
    plain("upper", "In capitals.", "print(\"ab\".upper())", prints: "AB") { text in
      Texts.isASCII(text)
        ? try Texts.changed(ascii: text, to: .upper) : try mapped(text) { $0.properties.uppercaseMapping }
    },
    plain("lower", "In small letters.", "print(\"AB\".lower())", prints: "ab", lower),
    plain(
      "capitalize", "The first letter in capitals, the rest in small letters.", "print(\"aB\".capitalize())",
      prints: "Ab"
    ) { text in
      guard let first = text.unicodeScalars.first else { return "" }
      return first.properties.titlecaseMapping + (try lower(String(text.unicodeScalars.dropFirst())))
    },
    plain("title", "Each word with a capital.", "print(\"a bc\".title())", prints: "A Bc") { text in
      var isInside = false
      return try mapped(text) { scalar in
        defer { isInside = scalar.properties.isCased }
        return isInside ? scalar.properties.lowercaseMapping : scalar.properties.titlecaseMapping
      }
    },
    plain("swapcase", "Capitals for small letters and the reverse.", "print(\"aB\".swapcase())", prints: "Ab") { text in
      if Texts.isASCII(text) { return try Texts.changed(ascii: text, to: .swapped) }
      return try mapped(text) { scalar in
        let properties = scalar.properties
        return properties.isUppercase
          ? properties.lowercaseMapping : properties.isLowercase ? properties.uppercaseMapping : String(scalar)
      }
    },
  ]

  // MARK: blanks

  /// What Python takes for blank: Unicode's, and the separators of ASCII.
  static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII ? Texts.isBlank(UInt8(scalar.value)) : scalar.properties.isWhitespace
  }

  static func strip(_ text: String, _ characters: String?, left: Bool = true, right: Bool = true) -> String {
    if Texts.isASCII(text) {
      guard let characters else {
        return Texts.part(text, Texts.stripped(text, left: left, right: right, Texts.isBlank))
      }
      var drops = [Bool](repeating: false, count: 256)
      for byte in characters.utf8 where byte < 128 { drops[Int(byte)] = true }
      return Texts.part(text, Texts.stripped(text, left: left, right: right) { drops[Int($0)] })
    }
    let drop: (Unicode.Scalar) -> Bool
    if let characters {
      let set = Set(characters.unicodeScalars)
      drop = { set.contains($0) }
    } else {
      drop = isBlank
    }
    var scalars = text.unicodeScalars[...]
    if left { scalars = scalars.drop(while: drop) }
    while right, let last = scalars.last, drop(last) { scalars.removeLast() }
    return String(scalars)
  }

  // MARK: tests

  /// Whether all code points are so, and there are some.
  private static func test(
    _ name: String, _ summary: String, _ sample: String, ascii: @escaping @Sendable (UInt8) -> Bool,
    _ holds: @escaping @Sendable (Unicode.Scalar) -> Bool
  ) -> Builtin {
    Builtin(name, summary, returns: "bool", examples: [Example("print(\"\(sample)\".\(name)())", prints: "True")]) {
      call in
      let text = text(call)
      guard !text.isEmpty else { return .bool(false) }
      if Texts.isASCII(text) { return .bool(Texts.allBytes(text, ascii)) }
      return .bool(text.unicodeScalars.allSatisfy(holds))
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 32) &- 97 < 26 }
  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.numericType == .decimal || scalar.properties.numericType == .digit
  }
  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  /// Whether letters with a case are there, and all of this one.
  private static func cased(
    _ name: String, _ summary: String, _ example: String, upper: Bool
  ) -> Builtin {
    Builtin(name, summary, returns: "bool", examples: [Example(example, prints: "True")]) { call in
      var found = false
      let (wanted, refused) = upper ? (UInt8(65), UInt8(97)) : (97, 65)
      if Texts.isASCII(text(call)) {
        let fits = Texts.allBytes(text(call)) { byte in
          if byte &- wanted < 26 { found = true }
          return byte &- refused >= 26
        }
        return .bool(fits && found)
      }
      for scalar in text(call).unicodeScalars {
        let properties = scalar.properties
        let isTitle = properties.generalCategory == .titlecaseLetter
        if isTitle || (upper ? properties.isLowercase : properties.isUppercase) { return .bool(false) }
        if upper ? properties.isUppercase : properties.isLowercase { found = true }
      }
      return .bool(found)
    }
  }

  private static let tests: [Builtin] = [
    test("isdigit", "Whether there are digits only.", "42", ascii: isDigit, isDigit),
    test("isalpha", "Whether there are letters only.", "ab", ascii: isLetter, isLetter),
    test(
      "isalnum", "Whether there are letters and digits only.", "a1", ascii: { isLetter($0) || isDigit($0) },
      { isLetter($0) || $0.properties.numericType != nil }),
    Builtin(
      "isidentifier", "Whether it could be a name.", returns: "bool",
      examples: [Example("print(\"a1\".isidentifier(), \"1a\".isidentifier())", prints: "True False")]
    ) { call in
      let scalars = text(call).unicodeScalars
      guard let first = scalars.first else { return .bool(false) }
      return .bool(
        (first == "_" || first.properties.isXIDStart)
          && scalars.dropFirst().allSatisfy { $0.properties.isXIDContinue })
    },
    Builtin(
      "expandtabs", "With blanks in place of tabs.",
      [.optional("tabsize", .int, default: "8", "How far apart the stops are.")], returns: "str",
      examples: [Example("print(\"a\\tb\".expandtabs(4))", prints: "a   b")]
    ) { call in
      let stop = try call.int("tabsize", default: 8)
      guard stop <= 1 << 16 else { throw call.wrong("tabsize", expected: "at most \(1 << 16)") }
      var result = String.UnicodeScalarView()
      var (column, written) = (0, 0)
      for (position, scalar) in text(call).unicodeScalars.enumerated() {
        if position & 0xfff == 0xfff {
          try Interruption.check()
          try Memory.demand(written, of: 1, "characters")
        }
        guard scalar != "\t" else {
          let count = stop > 0 ? stop - column % stop : 0
          result.append(contentsOf: repeatElement(" ", count: count))
          column += count
          written += count
          continue
        }
        result.append(scalar)
        written += 1
        column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
      }
      return .string(String(result))
    },
    test("isnumeric", "Whether there are numerals only.", "42", ascii: isDigit) { $0.properties.numericType != nil },
    test("isspace", "Whether there are blanks only.", " ", ascii: Texts.isBlank, isBlank),
    cased("isupper", "Whether all letters are capitals.", "print(\"A1\".isupper())", upper: true),
    cased("islower", "Whether all letters are small.", "print(\"a1\".islower())", upper: false),
  ]
}
