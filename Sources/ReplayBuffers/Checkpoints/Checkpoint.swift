import Catalog
import Tensors

/// Puts in place what was read and checked. A storage's may still fail to allocate, and has changed nothing then; those
/// of samplers and writers do not fail.
public typealias Restore = () throws(Failure) -> Void

/// What a storage is about to hold, for the checks of its sampler and its writer.
public struct StoredContents: Sendable {
  /// The number of items.
  public var count: Int
  /// The most items that fit.
  public var capacity: Int
  /// How many rows are filled along the first dimension, and how many fit.
  public var rows: Int
  public var rowCapacity: Int

  public init(count: Int, capacity: Int, rows: Int, rowCapacity: Int) {
    self.count = count
    self.capacity = capacity
    self.rows = rows
    self.rowCapacity = rowCapacity
  }
}

extension Storage {
  public func dump(to folder: String) throws(Failure) {
    throw Failure(.notImplemented, "\(text) cannot be dumped")
  }
  public func restore(
    from folder: String, lastRow: Int?
  ) throws(Failure) -> (contents: StoredContents, restore: Restore) {
    throw Failure(.notImplemented, "\(text) cannot be loaded from a dump")
  }
}

extension Sampler {
  /// Nothing to write.
  public func dump(to folder: String) throws(Failure) {}
  public func restore(from folder: String, _ contents: StoredContents) throws(Failure) -> Restore { {} }
}

extension Writer {
  /// Nothing to write.
  public func dump(to folder: String, of storage: any Storage) throws(Failure) {}
  public func restore(
    from folder: String, _ contents: StoredContents, of storage: any Storage
  ) throws(Failure) -> Restore { {} }
}

/// A JSON object in a file of a dump, with typed access that names the file.
struct DumpFile {
  let path: String
  let fields: JSONValue

  /// - Throws: `FileNotFoundError`, and `ValueError` where it is no JSON object.
  init(_ path: String) throws(Failure) {
    self.path = path
    let text = try FileSystem.readText(path)
    do {
      fields = try JSONValue(parsing: text)
    } catch {
      throw .value("'\(path)' is not valid: \(error.message)")
    }
    guard fields.object != nil else { throw .value("expected a JSON object in '\(path)'") }
  }

  func wrong(_ name: String, _ expected: String) -> Failure {
    let found = fields[name].map { (try? $0.text()) ?? "a number" } ?? "none"
    return .value("expected \(expected) as '\(name)' in '\(path)', got \(found)")
  }

  func int(_ name: String, in range: ClosedRange<Int>) throws(Failure) -> Int {
    guard let value = fields[name]?.int, range.contains(value) else {
      throw wrong(name, "a whole number of \(range.lowerBound) … \(range.upperBound)")
    }
    return value
  }

  func double(_ name: String) throws(Failure) -> Double {
    guard let value = fields[name]?.double else { throw wrong(name, "a number") }
    return value
  }

  func bool(_ name: String) throws(Failure) -> Bool {
    guard let value = fields[name]?.bool else { throw wrong(name, "true or false") }
    return value
  }

  func string(_ name: String) throws(Failure) -> String {
    guard let value = fields[name]?.string else { throw wrong(name, "a string") }
    return value
  }

  /// nil where it is null or absent.
  func optionalInt(_ name: String, in range: ClosedRange<Int>) throws(Failure) -> Int? {
    switch fields[name] {
    case nil, .null?: return nil
    default: return try int(name, in: range)
    }
  }

  func array(_ name: String) throws(Failure) -> [JSONValue] {
    guard let value = fields[name]?.array else { throw wrong(name, "a list") }
    return value
  }

  static func write(_ object: JSONObject, to path: String) throws(Failure) {
    try FileSystem.write(JSONValue.object(object).text(), to: path)
  }
}

extension JSONValue {
  static func shape(_ shape: Shape) -> JSONValue { .array(shape.dims.map { .int($0) }) }

  /// A list of sizes.
  var shape: Shape? {
    guard let items = array else { return nil }
    var dims: [Int] = []
    for item in items {
      guard let size = item.int, size >= 0 else { return nil }
      dims.append(size)
    }
    return Shape(dims)
  }
}
