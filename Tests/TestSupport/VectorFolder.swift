import Foundation
import Synchronization
import Tensors

/// A folder of vector files: whatever stands in it is run, by what it contains.
public struct VectorFolder: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// What torch, tensordict and TorchRL answered.
  public static let tensors = VectorFolder("Tests/TensorsTests/Vectors")
  public static let buffers = VectorFolder("Tests/ReplayBuffersTests/Vectors")
  public static let environments = VectorFolder("Tests/EnvironmentsTests/Vectors")

  /// Parsed once for all tests: name and contents.
  private static let parsed = Mutex<[String: [String: JSONValue]]>([:])

  /// The files, by name. Read by the module's own parser: Foundation's rounds floats through decimals.
  public func files() throws -> [(name: String, contents: JSONValue)] {
    let found = try VectorFolder.parsed.withLock { parsed in
      if let files = parsed[path] { return files }
      var files: [String: JSONValue] = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: Fixtures.url(path).path)
      where name.hasSuffix(".json") {
        let bytes = [UInt8](try Data(contentsOf: Fixtures.url("\(path)/\(name)")))
        files[name] = try JSONValue(parsing: VectorFolder.quotingLongNumbers(bytes))
      }
      parsed[path] = files
      return files
    }
    guard !found.isEmpty else { throw VectorError(description: "\(path) holds no vector files") }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Whole numbers that may be beyond Int (seeds, bits of floats) become strings of their digits.
  private static func quotingLongNumbers(_ bytes: [UInt8]) -> [UInt8] {
    let (quote, colon, minus) = (UInt8(ascii: "\""), UInt8(ascii: ":"), UInt8(ascii: "-"))
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      result.append(bytes[place])
      place += 1
      guard bytes[place - 1] == colon, place >= 2, bytes[place - 2] == quote else { continue }
      while place < bytes.count, bytes[place] == UInt8(ascii: " ") { place += 1 }
      var end = place
      if end < bytes.count, bytes[end] == minus { end += 1 }
      while end < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[end]) { end += 1 }
      guard end - place >= 19, end < bytes.count, bytes[end] != UInt8(ascii: ".") else { continue }
      result += [quote] + bytes[place..<end] + [quote]
      place = end
    }
    return result
  }

  /// The cases of every file `{"kind": …, "cases": […]}`, each with its file's own kind.
  public func cases() throws -> [(file: String, fields: VectorFields)] {
    try files().flatMap { name, contents in
      guard let cases = contents["cases"]?.array, !cases.isEmpty else {
        throw VectorError(description: "\(path)/\(name) holds no cases")
      }
      return try cases.enumerated().map { number, item in
        let id = item["id"]?.string ?? "case \(number)"
        return (contents["kind"]?.string ?? "", try VectorFields(item, "\(name) \(id)"))
      }
    }
  }

  /// The cases of some kinds; an error where there are none, or a case of no kind at all.
  public func cases(_ kinds: VectorKind...) throws -> [VectorFields] {
    let found = try cases().filter { kinds.contains(try VectorKind(of: $0.fields, in: $0.file)) }.map(\.fields)
    guard !found.isEmpty else { throw VectorError(description: "\(path) holds no case of \(kinds)") }
    for fields in found { fields.describes("id") }
    return found
  }
}

/// What a case of `VectorFolder.tensors` is about, told by its fields.
public enum VectorKind: Sendable {
  /// Draws on one stream.
  case draws
  /// float32 powers or sums.
  case powers
  /// The text of a tensor.
  case tensorText
  /// The text of a float, given by its bits.
  case floatText
  /// The text of a Python expression's value.
  case expression
  /// The text of a tensordict.
  case tree
  /// The text of an object of TorchRL's or tensordict's, given by an expression.
  case componentText
  /// `format(value, spec)`.
  case format
  /// A tensor operation.
  case operation
  /// The life of a buffer: extend, update_priority, sample.
  case bufferLife

  init(of fields: VectorFields, in file: String) throws {
    if fields.has("steps") {
      self = .bufferLife
    } else if fields.has("ops") {
      self = .draws
    } else if fields.has("x") {
      self = .powers
    } else if fields.has("spec") {
      self = .format
    } else if fields.has("inputs") {
      self = .operation
    } else if fields.has("tree") {
      self = .tree
    } else if fields.has("float_bits") {
      self = .floatText
    } else if fields.has("expr") {
      self = file.hasPrefix("repr") ? .componentText : .expression
    } else if fields.has("dtype"), fields.has("shape"), fields.has("text") {
      self = .tensorText
    } else {
      throw fields.failure("no test knows cases of \(fields.names)")
    }
  }
}
