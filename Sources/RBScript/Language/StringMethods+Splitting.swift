import Catalog
import Tensors

/// Taking texts apart and putting them together.
extension StringMethods {
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
  private static func words(_ text: some Sequence<Unicode.Scalar>, _ limit: Int) throws -> [[Unicode.Scalar]] {
    var parts: [[Unicode.Scalar]] = []
    var isInside = false
    for (position, scalar) in text.enumerated() {
      if position & 0xffff == 0xffff { try Interruption.check() }
      let isBlank = isBlank(scalar)
      if isInside, !isBlank || parts.count - 1 == limit {
        parts[parts.count - 1].append(scalar)
      } else {
        if !isBlank { parts.append([scalar]) }
        isInside = !isBlank
      }
    }
    return parts
  }

  /// The separator, which is not empty; nil for blanks.
  private static func separator(_ call: Call) throws -> String? {
    let separator = try call.optionalString("sep")
    guard separator?.isEmpty != true else { throw Failure.value("the separator cannot be empty", argument: "sep") }
    return separator
  }

  private static let splitting: [Parameter] = [
    .optional("sep", .string, "The separator; runs of blanks by default."),
    .optional("maxsplit", .int, default: "-1", "How many splits at most; -1 for all."),
  ]

  static let split: [Builtin] = [
    stripping("strip", "Without blanks at both ends.", left: true, right: true, "'a'"),
    stripping("lstrip", "Without blanks at the beginning.", left: true, right: false, "'a '"),
    stripping("rstrip", "Without blanks at the end.", left: false, right: true, "' a'"),
    Builtin(
      "split", "The parts between separators.", splitting, returns: "list",
      examples: [Example("print(\"a,b\".split(\",\"), \" a  b \".split())", prints: "['a', 'b'] ['a', 'b']")]
    ) { call in
      let limit = try call.int("maxsplit", default: -1)
      var parts: [Value] = []
      if let separator = try separator(call) {
        try Texts.split(text(call), by: separator, limit: limit < 0 ? .max : limit) { parts.append(.string($0)) }
      } else if Texts.isASCII(text(call)) {
        try Texts.words(ascii: text(call), limit: limit) { parts.append(.string($0)) }
      } else {
        parts = try words(text(call).unicodeScalars, limit).map { .string(StringObject.join($0)) }
      }
      return .list(parts)
    },
    Builtin(
      "rsplit", "The parts between separators, split from the right.", splitting, returns: "list",
      examples: [Example("print(\"a.b.c\".rsplit(\".\", 1))", prints: "['a.b', 'c']")]
    ) { call in
      let limit = try call.int("maxsplit", default: -1)
      var parts: [Value] = []
      if let separator = try separator(call) {
        try Texts.splitFromRight(text(call), by: separator, limit: limit < 0 ? .max : limit) {
          parts.append(.string($0))
        }
      } else if limit < 0, Texts.isASCII(text(call)) {
        // Without a limit it does not matter from where.
        try Texts.words(ascii: text(call), limit: -1) { parts.append(.string($0)) }
        return .list(parts)
      } else {
        // From the right is from the left of the text turned around.
        parts = try words(text(call).unicodeScalars.reversed(), limit).map {
          .string(StringObject.join($0.reversed()))
        }
      }
      return .list(parts.reversed())
    },
    Builtin(
      "splitlines", "The lines.", returns: "list",
      examples: [Example("print(\"a\\nb\\n\".splitlines())", prints: "['a', 'b']")]
    ) { call in
      .list(try lines(text(call)))
    },
    Builtin(
      "partition", "What is before a separator, the separator, and what is behind it.",
      [Parameter("sep", .string, "The separator.")], returns: "tuple",
      examples: [Example("print(\"a=b\".partition(\"=\"))", prints: "('a', '=', 'b')")]
    ) { call in
      let whole = text(call)
      guard let separator = try separator(call), let place = try Texts.find(separator, in: whole) else {
        return .tuple([call.receiver, .string(""), .string("")])
      }
      return parted(whole, separator, at: place)
    },
    Builtin(
      "rpartition", "What is before the last separator, the separator, and what is behind it.",
      [Parameter("sep", .string, "The separator.")], returns: "tuple",
      examples: [Example("print(\"a=b=c\".rpartition(\"=\"))", prints: "('a=b', '=', 'c')")]
    ) { call in
      let whole = text(call)
      guard let separator = try separator(call), let place = try Texts.findLast(separator, in: whole) else {
        return .tuple([.string(""), .string(""), call.receiver])
      }
      return parted(whole, separator, at: place)
    },
    Builtin(
      "join", "The texts of a sequence, with this one between them.",
      [Parameter("parts", .any, "Texts to iterate over.")], returns: "str",
      examples: [Example("print(\", \".join([\"a\", \"b\"]))", prints: "a, b")]
    ) { call in
      let items = try call.array("parts")
      var parts: [String] = []
      parts.reserveCapacity(items.count)
      for (index, value) in items.enumerated() {
        guard let text = value.asString else {
          throw Failure.type(
            "expected only strs to join, got \(value.article) at position \(index)",
            help: "str(…) makes a text of a value", argument: "parts")
        }
        parts.append(text)
        if index & 0xffff == 0xffff { try Interruption.check() }
      }
      return .string(try Texts.joined(parts, by: text(call)))
    },
    Builtin(
      "format", "The text with its `{}` fields filled in.",
      [
        .variadic("values", .any, "Fill `{}` and `{0}`."), Parameter("named", .any, "Fill `{name}`.", arity: .labelled),
      ],
      returns: "str", examples: [Example("print(\"{} {x:.1f}\".format(1, x: 2))", prints: "1 2.0")]
    ) { call in .string(try FieldFormat.fill(text(call), call)) },
  ]

  private static func parted(_ whole: String, _ separator: String, at place: Int) -> Value {
    .tuple([
      .string(Texts.part(whole, 0..<place)), .string(separator),
      .string(Texts.part(whole, place + separator.utf8.count..<whole.utf8.count)),
    ])
  }

  /// What Python ends lines at; a carriage return and a line feed are one end.
  private static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0a...0x0d, 0x1c...0x1e, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  private static func lines(_ text: String) throws -> [Value] {
    var lines: [Value] = []
    if Texts.isASCII(text) {
      try Texts.lines(ascii: text) { lines.append(.string($0)) }
      return lines
    }
    let scalars = text.unicodeScalars
    var start = scalars.startIndex
    var index = start
    while index < scalars.endIndex {
      let scalar = scalars[index]
      let next = scalars.index(after: index)
      guard endsLine(scalar) else {
        index = next
        continue
      }
      lines.append(.string(String(scalars[start..<index])))
      index = scalar == "\r" && next < scalars.endIndex && scalars[next] == "\n" ? scalars.index(after: next) : next
      start = index
      if lines.count & 0xfff == 0 { try Interruption.check() }
    }
    if start < scalars.endIndex { lines.append(.string(String(scalars[start...]))) }
    return lines
  }
}
