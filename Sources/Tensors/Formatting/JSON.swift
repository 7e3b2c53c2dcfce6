import Catalog

/// A JSON value (RFC 8259). Whole numbers and floats are kept apart, as Python keeps them; objects keep their order.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case int(Int)
  /// Finite.
  case float(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// The value of a key; nil where this is no object or has no such key.
  public subscript(key: String) -> JSONValue? {
    if case .object(let object) = self { object[key] } else { nil }
  }

  public var int: Int? { if case .int(let value) = self { value } else { nil } }
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
  /// The number, whole or not.
  public var double: Double? {
    switch self {
    case .int(let value): Double(value)
    case .float(let value): value
    default: nil
    }
  }

  /// Nested deeper than this is refused, so that no text can exhaust the stack.
  public static let depthLimit = 512
}

/// The members of a JSON object in the order in which their keys first came; a repeated key keeps its last value.
public struct JSONObject: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  public private(set) var keys: [String] = []
  private var values: [String: JSONValue] = [:]

  public init() {}
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (key, value) in elements { self[key] = value }
  }

  public var count: Int { keys.count }

  /// Setting nil removes the key.
  public subscript(key: String) -> JSONValue? {
    get { values[key] }
    set {
      if values.updateOrRemove(newValue, for: key) == nil {
        if newValue != nil { keys.append(key) }
      } else if newValue == nil {
        keys.removeAll { $0 == key }
      }
    }
  }
}

extension Dictionary {
  /// Sets or removes a value and gives the old one.
  fileprivate mutating func updateOrRemove(_ value: Value?, for key: Key) -> Value? {
    if let value { return updateValue(value, forKey: key) }
    return removeValue(forKey: key)
  }
}

// MARK: writing

extension JSONValue {
  /// The compact text: no blanks, non-ASCII as it is, floats as orjson lays them out (`1.0`, `0.00001`, `1e-7`).
  /// - Throws: `ValueError` for nan and infinities, which JSON does not have.
  public func text() throws(Failure) -> String {
    var result = ""
    try append(to: &result)
    return result
  }

  private func append(to result: inout String) throws(Failure) {
    switch self {
    case .null: result += "null"
    case .bool(let value): result += value ? "true" : "false"
    case .int(let value): result += String(value)
    case .float(let value):
      guard value.isFinite else { throw .value("JSON cannot hold \(PythonText.repr(value))") }
      result += Self.text(of: value)
    case .string(let text): Self.append(text, to: &result)
    case .array(let items):
      result += "["
      for (i, item) in items.enumerated() {
        if i > 0 { result += "," }
        try item.append(to: &result)
      }
      result += "]"
    case .object(let object):
      result += "{"
      for (i, key) in object.keys.enumerated() {
        if i > 0 { result += "," }
        Self.append(key, to: &result)
        result += ":"
        try object[key]?.append(to: &result)
      }
      result += "}"
    }
  }

  private static func text(of value: Double) -> String {
    let parts = DecimalDigits(shortest: value)
    let isPlain = parts.point > -5 && parts.point <= 16
    let text = parts.text(exponential: !isPlain, isNegative: value.sign == .minus)
    guard !isPlain, let marker = text.firstIndex(of: "e") else { return text }
    // orjson pads no exponent: 1e-7.
    let digits = text[text.index(marker, offsetBy: 2)...].drop { $0 == "0" }
    return String(text[...text.index(after: marker)] + digits)
  }

  private static func append(_ text: String, to result: inout String) {
    result += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{8}": result += "\\b"
      case "\u{c}": result += "\\f"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    result += "\""
  }
}
