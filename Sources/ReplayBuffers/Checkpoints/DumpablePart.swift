import Catalog
import Tensors

/// A storage, a sampler or a writer, or those of an ensemble: written to a folder and taken from one by itself, in the
/// layout that the part has in the dump of a buffer.
public protocol DumpablePart: Component {
  /// - Throws: `FileNotFoundError` where the folder above does not exist, and what dumping the buffer throws.
  func dumpAlone(to path: String) throws(Failure)
  /// Everything is read and checked before anything changes.
  func loadAlone(from path: String) throws(Failure)
}

extension Storage {
  public func dumpAlone(to path: String) throws(Failure) {
    _ = try DumpFolder.target(path)
    try dump(to: path)
  }

  public func loadAlone(from path: String) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    try restore(from: path, lastRow: nil).restore()
    listeners.notifyAssigned(nil, in: self)
  }

  /// What it holds, for the checks of a writer.
  var contents: StoredContents {
    StoredContents(
      count: count, capacity: maxSize, rows: rowCount, rowCapacity: rowCapacity(inner: shape?.dropFirst() ?? []))
  }
}

extension StoredContents {
  /// Of a storage that is not known: nothing is too much for it.
  static let unknown = StoredContents(count: .max, capacity: .max, rows: .max, rowCapacity: .max)
}

extension Sampler {
  public func dumpAlone(to path: String) throws(Failure) {
    _ = try DumpFolder.target(path)
    try dump(to: path)
  }
  public func loadAlone(from path: String) throws(Failure) { try restore(from: path, .unknown)() }
}

extension Writer {
  public func dumpAlone(to path: String) throws(Failure) {
    _ = try DumpFolder.target(path)
    try dump(to: path, of: try requiredStorage())
  }

  public func loadAlone(from path: String) throws(Failure) {
    let storage = try requiredStorage()
    storage.lock.lock()
    defer { storage.lock.unlock() }
    try restore(from: path, storage.contents, of: storage)()
  }
}

/// Each part of an ensemble has a folder of its own, named by its number.
extension EnsemblePart {
  private var members: [any DumpablePart] {
    parts.compactMap { if case .object(let part) = $0 { part as? any DumpablePart } else { nil } }
  }

  public func dumpAlone(to path: String) throws(Failure) {
    _ = try DumpFolder.target(path)
    try FileSystem.makeDirectory(path)
    for (number, member) in members.enumerated() { try member.dumpAlone(to: "\(path)/\(number)") }
  }

  public func loadAlone(from path: String) throws(Failure) {
    for (number, member) in members.enumerated() { try member.loadAlone(from: "\(path)/\(number)") }
  }
}
