import Tensors

/// What is wrong with a vector file, and where.
public struct VectorError: Error, CustomStringConvertible {
  public let description: String
  public init(description: String) { self.description = description }
}

/// An object of a vector file. It remembers what was read of it, so that a field that no test knows is an error instead
/// of an option passed over. Bools, ints and floats are kept apart.
public final class VectorFields {
  /// The file, and where in it the object stands: for messages.
  public let place: String
  private let object: JSONObject
  private var unread: Set<String>

  public init(_ value: JSONValue?, _ place: String) throws {
    guard let object = value?.object else { throw VectorError(description: "\(place): expected an object") }
    self.place = place
    self.object = object
    unread = Set(object.keys)
  }

  public var names: [String] { object.keys }

  /// Whether a field is there and not null.
  public func has(_ name: String) -> Bool { object[name].map { $0 != .null } ?? false }

  public func failure(_ message: String) -> VectorError { VectorError(description: "\(place): \(message)") }

  /// The field, or nil where it is absent or null.
  public func optional(_ name: String) -> JSONValue? {
    unread.remove(name)
    return object[name].flatMap { $0 == .null ? nil : $0 }
  }

  /// The field as it stands, null or not; nil where it is absent.
  public func given(_ name: String) -> JSONValue? {
    unread.remove(name)
    return object[name]
  }

  public func value(_ name: String) throws -> JSONValue {
    guard let value = optional(name) else { throw failure("expected a field '\(name)'") }
    return value
  }

  /// Fields that describe the case and change nothing.
  public func describes(_ names: String...) { unread.subtract(names) }

  /// To be called when everything is read that the test knows.
  public func finish() throws {
    guard unread.isEmpty else { throw failure("nobody knows the field '\(unread.sorted().joined(separator: "', '"))'") }
  }

  private func read<T>(_ name: String, _ kind: String, _ convert: (JSONValue) -> T?) throws -> T {
    guard let found = convert(try value(name)) else { throw failure("expected \(kind) for '\(name)'") }
    return found
  }
}

// MARK: typed fields

extension VectorFields {
  /// Whole numbers of many digits come as strings of them.
  public func int(_ name: String) throws -> Int {
    try read(name, "an int") { value in value.int ?? value.string.flatMap { $0.count >= 19 ? Int($0) : nil } }
  }
  public func int(_ name: String, or value: Int) throws -> Int { has(name) ? try int(name) : absent(name, value) }
  public func bool(_ name: String) throws -> Bool { try read(name, "a bool") { $0.bool } }
  public func bool(_ name: String, or value: Bool) throws -> Bool { has(name) ? try bool(name) : absent(name, value) }
  public func string(_ name: String) throws -> String { try read(name, "a string") { $0.string } }
  public func string(_ name: String, or value: String) throws -> String {
    has(name) ? try string(name) : absent(name, value)
  }
  public func double(_ name: String) throws -> Double { try read(name, "a number") { VectorFields.number($0) } }
  public func double(_ name: String, or value: Double) throws -> Double {
    has(name) ? try double(name) : absent(name, value)
  }
  public func array(_ name: String) throws -> [JSONValue] { try read(name, "a list") { $0.array } }
  public func ints(_ name: String) throws -> [Int] { try list(name, "ints") { $0.int } }
  public func doubles(_ name: String) throws -> [Double] { try list(name, "numbers") { VectorFields.number($0) } }
  public func strings(_ name: String) throws -> [String] { try list(name, "strings") { $0.string } }

  public func fields(_ name: String) throws -> VectorFields { try VectorFields(try value(name), "\(place), \(name)") }
  public func objects(_ name: String) throws -> [VectorFields] {
    try array(name).enumerated().map { try VectorFields($0.element, "\(place), \(name) \($0.offset)") }
  }

  private func absent<T>(_ name: String, _ value: T) -> T {
    _ = optional(name)
    return value
  }

  private func list<T>(_ name: String, _ kind: String, _ convert: (JSONValue) -> T?) throws -> [T] {
    let items = try array(name)
    let found = items.compactMap(convert)
    guard found.count == items.count else { throw failure("expected a list of \(kind) for '\(name)'") }
    return found
  }

  /// A JSON number, or one of the strings that stand for what JSON has no number for.
  public static func number(_ value: JSONValue) -> Double? {
    switch value {
    case .string("nan"): .nan
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    case .string("-0"): -0.0
    default: value.double
    }
  }
}
