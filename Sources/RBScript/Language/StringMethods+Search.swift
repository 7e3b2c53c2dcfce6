import Catalog
import Tensors

/// Looking for parts, and putting others in their place.
extension StringMethods {
  private static let part = Parameter("part", .string, "What is looked for.")

  static let search: [Builtin] = [
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
      guard let place = try Texts.findLast(try call.string("part"), in: text(call)) else { return .int(-1) }
      return .int(Texts.points(in: text(call), before: place))
    },
    Builtin(
      "count", "How often a part occurs, without overlap.", [part], returns: "int",
      examples: [Example("print(\"abab\".count(\"ab\"))", prints: "2")]
    ) { call in
      let wanted = try call.string("part")
      return .int(wanted.isEmpty ? object(call).count + 1 : try Texts.occurrences(of: wanted, in: text(call)))
    },
    Builtin(
      "replace", "With each occurrence of a part replaced.",
      [
        part, Parameter("by", .string, "What stands there instead."),
        .optional("count", .int, default: "-1", "How many at most; -1 for all."),
      ], returns: "str", examples: [Example("print(\"aba\".replace(\"a\", \"x\"))", prints: "xbx")]
    ) { call in
      let count = try call.int("count", default: -1)
      let limit = count < 0 ? Int.max : count
      let (wanted, by) = (try call.string("part"), try call.string("by"))
      if wanted.isEmpty { return .string(try interspersed(object(call), by, limit: limit)) }
      return .string(try Texts.replacing(wanted, in: text(call), by: by, limit: limit))
    },
    Builtin(
      "startswith", "Whether the text begins with a part, or one of a tuple of parts.",
      [
        Parameter("part", .any, "A str or a tuple of them."),
        .optional("start", .int, default: "0", "Where to begin, in code points."),
      ], returns: "bool",
      examples: [Example("print(\"abc\".startswith(\"ab\"))", prints: "True")]
    ) { call in
      var start = try call.int("start", default: 0)
      if start != 0 {
        let count = object(call).count
        if start < 0 { start = max(count + start, 0) }
        guard start <= count else { return .bool(false) }
      }
      let place = start == 0 ? 0 : object(call).place(of: start)
      return .bool(try parts(call).contains { Texts.stands($0, in: text(call), at: place) })
    },
    Builtin(
      "endswith", "Whether the text ends with a part, or one of a tuple of parts.",
      [Parameter("part", .any, "A str or a tuple of them.")], returns: "bool",
      examples: [Example("print(\"a.memmap\".endswith(\".memmap\"))", prints: "True")]
    ) { call in
      .bool(try parts(call).contains { ends(text(call), $0) })
    },
    Builtin(
      "removeprefix", "Without a beginning, where it has it.", [part], returns: "str",
      examples: [Example("print(\"abc\".removeprefix(\"a\"))", prints: "bc")]
    ) { call in
      let wanted = try call.string("part")
      guard Texts.stands(wanted, in: text(call), at: 0) else { return call.receiver }
      return .string(Texts.part(text(call), wanted.utf8.count..<text(call).utf8.count))
    },
    Builtin(
      "removesuffix", "Without an end, where it has it.", [part], returns: "str",
      examples: [Example("print(\"abc\".removesuffix(\"c\"))", prints: "ab")]
    ) { call in
      let wanted = try call.string("part")
      guard ends(text(call), wanted) else { return call.receiver }
      return .string(Texts.part(text(call), 0..<text(call).utf8.count - wanted.utf8.count))
    },
  ]

  private static func ends(_ text: String, _ part: String) -> Bool {
    Texts.stands(part, in: text, at: text.utf8.count - part.utf8.count)
  }

  private static func parts(_ call: Call) throws -> [String] {
    if let text = call["part"].asString { return [text] }
    return try (call["part"].asTuple?.items ?? [call["part"]]).map { value in
      guard let text = value.asString else { throw call.wrong("part", expected: "a str or a tuple of them") }
      return text
    }
  }

  private static func position(_ call: Call) throws -> Int? {
    let whole = object(call)
    var start = try call.int("start", default: 0)
    // As in slices: from the end, and beyond it there is nothing, not even "".
    if start != 0 {
      if start < 0 { start = max(0, start + whole.count) }
      guard start <= whole.count else { return nil }
    }
    let first = start == 0 ? 0 : whole.place(of: start)
    guard let place = try Texts.find(try call.string("part"), in: whole.text, from: first) else { return nil }
    return Texts.points(in: whole.text, before: place)
  }

  /// A part before each code point, and at the end: what replacing nothing means.
  private static func interspersed(_ whole: StringObject, _ by: String, limit: Int) throws -> String {
    try Memory.demand(min(limit, whole.count + 1), of: max(by.utf8.count, 1), "characters")
    var result = String.UnicodeScalarView()
    var left = limit
    for scalar in whole.text.unicodeScalars {
      if left > 0 {
        result.append(contentsOf: by.unicodeScalars)
        left -= 1
        if left & 0xfff == 0 { try Interruption.check() }
      }
      result.append(scalar)
    }
    if left > 0 { result.append(contentsOf: by.unicodeScalars) }
    return String(result)
  }
}
