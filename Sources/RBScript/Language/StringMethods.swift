import Catalog
import Tensors

enum StringMethods {
  static let all: [Builtin] = cases + search + split + padding + tests

  private static func text(_ call: Call) -> String { call.receiver.asString ?? "" }

  private static func plain(
    _ name: String, _ summary: String, _ example: String, prints output: String,
    _ body: @escaping @Sendable (String) -> String
  ) -> Builtin {
    Builtin(name, summary, returns: "str", examples: [Example(example, prints: output)]) { .string(body(text($0))) }
  }

  private static let cases: [Builtin] = [
    plain("upper", "In capitals.", "print(\"ab\".upper())", prints: "AB") { $0.uppercased() },
    plain("lower", "In small letters.", "print(\"AB\".lower())", prints: "ab") { $0.lowercased() },
    plain(
      "capitalize", "The first letter in capitals, the rest in small letters.", "print(\"aB\".capitalize())",
      prints: "Ab"
    ) { text in
      text.prefix(1).uppercased() + text.dropFirst().lowercased()
    },
    plain("title", "Each word with a capital.", "print(\"a bc\".title())", prints: "A Bc") { text in
      var result = ""
      var inside = false
      for character in text {
        result += inside ? character.lowercased() : character.uppercased()
        inside = character.isLetter
      }
      return result
    },
    plain("swapcase", "Capitals for small letters and the reverse.", "print(\"aB\".swapcase())", prints: "Ab") { text in
      text.map { $0.isUppercase ? $0.lowercased() : $0.uppercased() }.joined()
    },
  ]

  private static let part = Parameter("part", .string, "What is looked for.")

  private static let search: [Builtin] = [
    Builtin(
      "find", "The position of a part, or -1.",
      [part, .optional("start", .int, default: "0", "Where the search begins.")], returns: "int",
      examples: [Example("print(\"abc\".find(\"c\"), \"abc\".find(\"x\"))", prints: "2 -1")]
    ) { call in
      .int(try position(call) ?? -1)
    },
    Builtin(
      "index", "The position of a part; an error where there is none.",
      [part, .optional("start", .int, default: "0", "Where the search begins.")], returns: "int",
      examples: [Example("print(\"abc\".index(\"c\"))", prints: "2")]
    ) { call in
      guard let found = try position(call) else { throw Failure.value("the part is not in the text", argument: "part") }
      return .int(found)
    },
    Builtin(
      "rfind", "The last position of a part, or -1.", [part], returns: "int",
      examples: [Example("print(\"abab\".rfind(\"ab\"))", prints: "2")]
    ) { call in
      let whole = Array(text(call).unicodeScalars)
      let wanted = Array(try call.string("part").unicodeScalars)
      guard wanted.count <= whole.count else { return .int(-1) }
      for start in stride(from: whole.count - wanted.count, through: 0, by: -1)
      where whole[start..<(start + wanted.count)].elementsEqual(wanted) {
        return .int(start)
      }
      return .int(-1)
    },
    Builtin(
      "count", "How often a part occurs, without overlap.", [part], returns: "int",
      examples: [Example("print(\"abab\".count(\"ab\"))", prints: "2")]
    ) { call in
      let wanted = try call.string("part")
      if wanted.isEmpty { return .int(text(call).unicodeScalars.count + 1) }
      return .int(Texts.pieces(of: text(call), separator: wanted).count - 1)
    },
    Builtin(
      "replace", "With each occurrence of a part replaced.",
      [
        part, Parameter("by", .string, "What stands there instead."),
        .optional("count", .int, default: "-1", "How many at most; -1 for all."),
      ], returns: "str", examples: [Example("print(\"aba\".replace(\"a\", \"x\"))", prints: "xbx")]
    ) { call in
      let wanted = try call.string("part")
      let count = try call.int("count", default: -1)
      let by = try call.string("by")
      if wanted.isEmpty {
        return .string(by + text(call).unicodeScalars.map { String($0) + by }.joined())
      }
      return .string(
        Texts.pieces(of: text(call), separator: wanted, limit: count < 0 ? .max : count).joined(separator: by))
    },
    Builtin(
      "startswith", "Whether the text begins with a part, or one of a tuple of parts.",
      [
        Parameter("part", .any, "A str or a tuple of them."),
        .optional("start", .int, default: "0", "Where to begin, in code points."),
      ], returns: "bool",
      examples: [Example("print(\"abc\".startswith(\"ab\"))", prints: "True")]
    ) { call in
      let start = try call.int("start", default: 0)
      guard start != 0 else { return .bool(try parts(call).contains { text(call).utf8.starts(with: $0.utf8) }) }
      let scalars = text(call).unicodeScalars
      let skipped = start < 0 ? max(scalars.count + start, 0) : start
      guard skipped <= scalars.count else { return .bool(false) }
      let rest = scalars.dropFirst(skipped)
      return .bool(try parts(call).contains { rest.starts(with: $0.unicodeScalars) })
    },
    Builtin(
      "endswith", "Whether the text ends with a part, or one of a tuple of parts.",
      [Parameter("part", .any, "A str or a tuple of them.")], returns: "bool",
      examples: [Example("print(\"a.memmap\".endswith(\".memmap\"))", prints: "True")]
    ) { call in
      .bool(try parts(call).contains { text(call).utf8.reversed().starts(with: $0.utf8.reversed()) })
    },
    Builtin(
      "removeprefix", "Without a beginning, where it has it.", [part], returns: "str",
      examples: [Example("print(\"abc\".removeprefix(\"a\"))", prints: "bc")]
    ) { call in
      let wanted = try call.string("part")
      return .string(text(call).hasPrefix(wanted) ? String(text(call).dropFirst(wanted.count)) : text(call))
    },
    Builtin(
      "removesuffix", "Without an end, where it has it.", [part], returns: "str",
      examples: [Example("print(\"abc\".removesuffix(\"c\"))", prints: "ab")]
    ) { call in
      let wanted = try call.string("part")
      return .string(text(call).hasSuffix(wanted) ? String(text(call).dropLast(wanted.count)) : text(call))
    },
  ]

  private static func parts(_ call: Call) throws -> [String] {
    try (call["part"].asTuple?.items ?? [call["part"]]).map { value in
      guard let text = value.asString else { throw call.wrong("part", expected: "a str or a tuple of them") }
      return text
    }
  }

  private static func position(_ call: Call) throws -> Int? {
    let whole = text(call)
    var start = try call.int("start", default: 0)
    // As in slices: from the end, and beyond it there is nothing, not even "".
    if start != 0 {
      let count = whole.unicodeScalars.count
      if start < 0 { start = max(0, start + count) }
      guard start <= count else { return nil }
    }
    let bytes = whole.unicodeScalars.prefix(start).reduce(0) { $0 + UTF8.width($1) }
    guard let found = Texts.find(try call.string("part"), in: whole, from: bytes) else { return nil }
    return whole.unicodeScalars.distance(
      from: whole.startIndex, to: whole.utf8.index(whole.startIndex, offsetBy: found))
  }

  static func strip(_ text: String, _ characters: String?, left: Bool = true, right: Bool = true) -> String {
    let drop: (Unicode.Scalar) -> Bool
    if let characters {
      let set = Set(characters.unicodeScalars)
      drop = { set.contains($0) }
    } else {
      drop = { $0.properties.isWhitespace }
    }
    var scalars = text.unicodeScalars[...]
    if left { scalars = scalars.drop(while: drop) }
    while right, let last = scalars.last, drop(last) { scalars = scalars.dropLast() }
    return String(scalars)
  }

  private static func stripping(_ name: String, _ summary: String, left: Bool, right: Bool, _ output: String) -> Builtin
  {
    Builtin(
      name, summary, [.optional("characters", .string, "What is removed; blanks by default.")], returns: "str",
      examples: [Example("print(repr(\" a \".\(name)()))", prints: output)]
    ) { call in
      .string(strip(text(call), try call.optionalString("characters"), left: left, right: right))
    }
  }

  /// What runs of blanks part; after so many splits the rest is one part, with the blanks behind it.
  private static func words(_ text: some Sequence<Unicode.Scalar>, _ limit: Int) -> [[Unicode.Scalar]] {
    var parts: [[Unicode.Scalar]] = []
    var isInside = false
    for scalar in text {
      let isBlank = scalar.properties.isWhitespace
      if isInside, !isBlank || parts.count - 1 == limit {
        parts[parts.count - 1].append(scalar)
      } else {
        if !isBlank { parts.append([scalar]) }
        isInside = !isBlank
      }
    }
    return parts
  }

  private static let split: [Builtin] = [
    stripping("strip", "Without blanks at both ends.", left: true, right: true, "'a'"),
    stripping("lstrip", "Without blanks at the beginning.", left: true, right: false, "'a '"),
    stripping("rstrip", "Without blanks at the end.", left: false, right: true, "' a'"),
    Builtin(
      "split", "The parts between separators.",
      [
        .optional("sep", .string, "The separator; runs of blanks by default."),
        .optional("maxsplit", .int, default: "-1", "How many splits at most; -1 for all."),
      ], returns: "list",
      examples: [Example("print(\"a,b\".split(\",\"), \" a  b \".split())", prints: "['a', 'b'] ['a', 'b']")]
    ) { call in
      let limit = try call.int("maxsplit", default: -1)
      guard let separator = try call.optionalString("sep") else {
        return .list(words(text(call).unicodeScalars, limit).map { .string(String(String.UnicodeScalarView($0))) })
      }
      guard !separator.isEmpty else { throw Failure.value("the separator cannot be empty", argument: "sep") }
      return .list(
        Texts.pieces(of: text(call), separator: separator, limit: limit < 0 ? .max : limit).map { .string($0) })
    },
    Builtin(
      "rsplit", "The parts between separators, split from the right.",
      [
        .optional("sep", .string, "The separator; runs of blanks by default."),
        .optional("maxsplit", .int, default: "-1", "How many splits at most; -1 for all."),
      ], returns: "list",
      examples: [Example("print(\"a.b.c\".rsplit(\".\", 1))", prints: "['a.b', 'c']")]
    ) { call in
      let limit = try call.int("maxsplit", default: -1)
      let separator = try call.optionalString("sep")
      guard separator?.isEmpty != true else {
        throw Failure.value("the separator cannot be empty", argument: "sep")
      }
      // From the right is from the left of the text turned around.
      guard let separator else {
        let parts = words(text(call).unicodeScalars.reversed(), limit).reversed()
        return .list(parts.map { .string(String(String.UnicodeScalarView($0.reversed()))) })
      }
      let turned = String(text(call).reversed())
      let parts = Texts.pieces(of: turned, separator: String(separator.reversed()), limit: limit < 0 ? .max : limit)
      return .list(parts.reversed().map { .string(String($0.reversed())) })
    },
    Builtin(
      "splitlines", "The lines.", returns: "list",
      examples: [Example("print(\"a\\nb\\n\".splitlines())", prints: "['a', 'b']")]
    ) { call in
      var lines = text(call).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
        Value.string(String($0))
      }
      if lines.last?.asString == "" { lines.removeLast() }
      return .list(lines)
    },
    Builtin(
      "partition", "What is before a separator, the separator, and what is behind it.",
      [Parameter("sep", .string, "The separator.")], returns: "tuple",
      examples: [Example("print(\"a=b\".partition(\"=\"))", prints: "('a', '=', 'b')")]
    ) { call in
      let separator = try call.string("sep")
      guard !separator.isEmpty else { throw Failure.value("the separator cannot be empty", argument: "sep") }
      let parts = Texts.pieces(of: text(call), separator: separator, limit: 1)
      return parts.count == 2
        ? .tuple([.string(parts[0]), .string(separator), .string(parts[1])])
        : .tuple([.string(text(call)), .string(""), .string("")])
    },
    Builtin(
      "rpartition", "What is before the last separator, the separator, and what is behind it.",
      [Parameter("sep", .string, "The separator.")], returns: "tuple",
      examples: [Example("print(\"a=b=c\".rpartition(\"=\"))", prints: "('a=b', '=', 'c')")]
    ) { call in
      let separator = try call.string("sep")
      guard !separator.isEmpty else { throw Failure.value("the separator cannot be empty", argument: "sep") }
      let pieces = Texts.pieces(of: text(call), separator: separator, limit: .max)
      guard let last = pieces.last, pieces.count > 1 else {
        return .tuple([.string(""), .string(""), .string(text(call))])
      }
      return .tuple([
        .string(pieces.dropLast().joined(separator: separator)), .string(separator), .string(last),
      ])
    },
    Builtin(
      "join", "The texts of a sequence, with this one between them.",
      [Parameter("parts", .any, "Texts to iterate over.")], returns: "str",
      examples: [Example("print(\", \".join([\"a\", \"b\"]))", prints: "a, b")]
    ) { call in
      let parts = try call.array("parts").enumerated().map { index, value in
        guard let text = value.asString else {
          throw Failure.type(
            "expected only strs to join, got \(value.article) at position \(index)",
            help: "str(…) makes a text of a value", argument: "parts")
        }
        return text
      }
      let sizes = parts.lazy.map(\.utf8.count)
      let separators = Counts.product([max(parts.count - 1, 0), text(call).utf8.count])
      try Memory.demand(
        Counts.clamped(Counts.sum([Counts.sum(sizes) ?? .max, separators ?? .max])), of: 3, "bytes of text")
      return .string(parts.joined(separator: text(call)))
    },
    Builtin(
      "format", "The text with its `{}` fields filled in.",
      [
        .variadic("values", .any, "Fill `{}` and `{0}`."), Parameter("named", .any, "Fill `{name}`.", arity: .labelled),
      ],
      returns: "str", examples: [Example("print(\"{} {x:.1f}\".format(1, x: 2))", prints: "1 2.0")]
    ) { call in .string(try FieldFormat.fill(text(call), call)) },
  ]

  private static func padded(_ call: Call, _ place: (String, Int) -> String) throws -> Value {
    let (width, own) = (try call.int("width"), text(call).unicodeScalars.count)
    guard width > own else { return .string(text(call)) }
    let missing = width - own
    try Sequences.checkRepetition(1, missing)
    return .string(place(try call.string("fill", default: " "), missing))
  }

  private static let width: [Parameter] = [
    Parameter("width", .int, "How many characters the result has at least."),
    .optional("fill", .string, default: "\" \"", "The character that fills."),
  ]

  private static let padding: [Builtin] = [
    Builtin(
      "ljust", "Filled up at the right.", width, returns: "str",
      examples: [Example("print(\"a\".ljust(3) + \"|\")", prints: "a  |")]
    ) { call in
      try padded(call) { text(call) + String(repeating: $0, count: $1) }
    },
    Builtin(
      "rjust", "Filled up at the left.", width, returns: "str",
      examples: [Example("print(\"a\".rjust(3))", prints: "  a")]
    ) { call in
      try padded(call) { String(repeating: $0, count: $1) + text(call) }
    },
    Builtin(
      "center", "Filled up at both sides.", width, returns: "str",
      examples: [Example("print(\"a\".center(3, \"*\"))", prints: "*a*")]
    ) { call in
      try padded(call) { fill, missing in
        // CPython's rule for an odd rest.
        let left = missing / 2 + (missing & (missing + text(call).unicodeScalars.count) & 1)
        return String(repeating: fill, count: left) + text(call) + String(repeating: fill, count: missing - left)
      }
    },
    Builtin(
      "zfill", "Filled up with zeros behind the sign.", [width[0]], returns: "str",
      examples: [Example("print(\"-7\".zfill(4))", prints: "-007")]
    ) { call in
      let missing = try call.int("width") - text(call).unicodeScalars.count
      guard missing > 0 else { return .string(text(call)) }
      try Sequences.checkRepetition(1, missing)
      let signed = text(call).hasPrefix("-") || text(call).hasPrefix("+")
      return .string(
        (signed ? String(text(call).prefix(1)) : "") + String(repeating: "0", count: missing)
          + text(call).dropFirst(signed ? 1 : 0))
    },
  ]

  private static func test(
    _ name: String, _ summary: String, _ sample: String, _ holds: @escaping @Sendable (Character) -> Bool
  ) -> Builtin {
    Builtin(name, summary, returns: "bool", examples: [Example("print(\"\(sample)\".\(name)())", prints: "True")]) {
      call in
      .bool(!text(call).isEmpty && text(call).allSatisfy(holds))
    }
  }

  private static let tests: [Builtin] = [
    test("isdigit", "Whether there are digits only.", "42") { $0.isWholeNumber },
    test("isalpha", "Whether there are letters only.", "ab") { $0.isLetter },
    test("isalnum", "Whether there are letters and digits only.", "a1") { $0.isLetter || $0.isWholeNumber },
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
      var column = 0
      for scalar in text(call).unicodeScalars {
        guard scalar != "\t" else {
          let count = stop > 0 ? stop - column % stop : 0
          result.append(contentsOf: repeatElement(" ", count: count))
          column += count
          continue
        }
        result.append(scalar)
        column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
      }
      return .string(String(result))
    },
    test("isnumeric", "Whether there are numerals only.", "42") { $0.isNumber },
    test("isspace", "Whether there are blanks only.", " ") { $0.isWhitespace },
    Builtin(
      "isupper", "Whether all letters are capitals.", returns: "bool",
      examples: [Example("print(\"A1\".isupper())", prints: "True")]
    ) { call in
      .bool(text(call).contains { $0.isUppercase } && !text(call).contains { $0.isLowercase })
    },
    Builtin(
      "islower", "Whether all letters are small.", returns: "bool",
      examples: [Example("print(\"a1\".islower())", prints: "True")]
    ) { call in
      .bool(text(call).contains { $0.isLowercase } && !text(call).contains { $0.isUppercase })
    },
  ]
}
