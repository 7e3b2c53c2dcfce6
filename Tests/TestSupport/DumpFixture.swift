import Foundation
import Tensors

/// A folder of `Tests/Fixtures/formats`: what TorchRL or tensordict wrote, and `expected.json`, what they say of it.
public struct DumpFixture: Sendable {
  public enum Kind: Sendable {
    /// A replay buffer's dump.
    case buffer
    /// A buffer's dump with transforms.
    case transforms
    /// A tensordict alone.
    case tensordict
  }

  public let name: String
  public let kind: Kind
  private let contents: JSONValue

  public static func all() throws -> [DumpFixture] {
    let folder = Fixtures.url("Tests/Fixtures/formats")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }
    guard !names.isEmpty else { throw VectorError(description: "Tests/Fixtures/formats holds no dumps") }
    return try names.sorted().map { try DumpFixture($0) }
  }

  /// The fixtures of a kind; an error where there are none.
  public static func all(_ kind: Kind) throws -> [DumpFixture] {
    let found = try all().filter { $0.kind == kind }
    guard !found.isEmpty else { throw VectorError(description: "Tests/Fixtures/formats holds no \(kind)") }
    return found
  }

  private init(_ name: String) throws {
    self.name = name
    contents = try JSONValue(parsing: try Fixtures.text("Tests/Fixtures/formats/\(name)/expected.json"))
    if contents["buffer_class"] != nil {
      kind = .buffer
    } else if contents["transform"] != nil {
      kind = .transforms
    } else if contents["leaves"] != nil, contents["batch_size"]?.array != nil {
      kind = .tensordict
    } else {
      throw VectorError(description: "no test knows what the fixture \(name) is")
    }
  }

  /// `expected.json`, without what only describes it.
  public func expected() throws -> VectorFields {
    let fields = try VectorFields(contents, name)
    fields.describes("name", "note", "torch", "tensordict", "torchrl", "files")
    return fields
  }

  /// Runs with the path of a copy of the dump, for loading maps the files for writing.
  public func withDump<R>(_ body: (String) throws -> R) throws -> R {
    let copy = FileManager.default.temporaryDirectory.appendingPathComponent("rbsh-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: copy) }
    try FileManager.default.copyItem(at: Fixtures.url("Tests/Fixtures/formats/\(name)/dump"), to: copy)
    return try body(copy.path)
  }

  /// The paths of the dump's files with an ending, sorted; not copies.
  public func files(suffix: String) throws -> [String] {
    let dump = Fixtures.url("Tests/Fixtures/formats/\(name)/dump").path
    return try FileManager.default.subpathsOfDirectory(atPath: dump).filter { $0.hasSuffix(suffix) }.sorted()
      .map { "\(dump)/\($0)" }
  }

  /// Whether the storage is in a layout that rbsh does not read yet: HDF5.
  public var isUnreadable: Bool {
    let files = contents["files"]?.object?.keys ?? []
    return files.contains { $0.hasSuffix(".h5") }
  }

  /// The keys of a leaf's name: nesting is joined by slashes, a slash or a percent sign of a key is escaped.
  public static func key(_ name: String) -> [String] {
    name.split(separator: "/").map {
      $0.replacingOccurrences(of: "%2F", with: "/").replacingOccurrences(of: "%25", with: "%")
    }
  }
}
