import Catalog
import Tensors

/// Filling texts up to a width.
extension StringMethods {
  /// - Parameter place: Makes the text of so many fillings.
  private static func padded(
    _ call: Call, fill: String? = nil, _ place: (_ whole: String, _ fill: String, _ missing: Int) throws -> String
  ) throws -> Value {
    let (width, own) = (try call.int("width"), object(call).count)
    guard width > own else { return call.receiver }
    let fill = try fill ?? call.string("fill", default: " ")
    try Memory.demand(width - own, of: max(fill.utf8.count, 1), "characters", argument: "width")
    return .string(try place(text(call), fill, width - own))
  }

  private static let width: [Parameter] = [
    Parameter("width", .int, "How many characters the result has at least."),
    .optional("fill", .string, default: "\" \"", "The character that fills."),
  ]

  static let padding: [Builtin] = [
    Builtin(
      "ljust", "Filled up at the right.", width, returns: "str",
      examples: [Example("print(\"a\".ljust(3) + \"|\")", prints: "a  |")]
    ) { call in
      try padded(call) { whole, fill, missing in try Texts.repeated(fill, missing, behind: whole) }
    },
    Builtin(
      "rjust", "Filled up at the left.", width, returns: "str",
      examples: [Example("print(\"a\".rjust(3))", prints: "  a")]
    ) { call in
      try padded(call) { whole, fill, missing in try Texts.repeated(fill, missing, before: whole) }
    },
    Builtin(
      "center", "Filled up at both sides.", width, returns: "str",
      examples: [Example("print(\"a\".center(3, \"*\"))", prints: "*a*")]
    ) { call in
      let own = object(call).count
      return try padded(call) { whole, fill, missing in
        // CPython's rule for an odd rest.
        let left = missing / 2 + (missing & (missing + own) & 1)
        return try Texts.repeated(
          fill, missing - left, behind: try Texts.repeated(fill, left, before: whole))
      }
    },
    Builtin(
      "zfill", "Filled up with zeros behind the sign.", [width[0]], returns: "str",
      examples: [Example("print(\"-7\".zfill(4))", prints: "-007")]
    ) { call in
      try padded(call, fill: "0") { whole, fill, missing in
        let first = Texts.byte(whole, at: 0)
        let sign = first == UInt8(ascii: "-") || first == UInt8(ascii: "+") ? 1 : 0
        return try Texts.repeated(
          fill, missing, behind: Texts.part(whole, 0..<sign), before: Texts.part(whole, sign..<whole.utf8.count))
      }
    },
  ]
}
