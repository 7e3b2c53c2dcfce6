import Catalog
import Tensors

/// How the parts of a buffer become bytes and come back. A format is one file, and one element of `DumpFormats.all`.
///
/// Locks, the way from a new folder to the dump's name, and what happens to the buffer afterwards are not its business:
/// `ReplayBuffer.dump` and `load` see to them for all formats.
public protocol DumpFormat: Sendable {
  var name: String { get }
  /// Whether a folder holds a dump of this format, told by its contents.
  func recognises(_ path: String) -> Bool
  /// Writes the parts to a folder that is new and empty.
  func write(_ parts: DumpParts, to folder: String) throws(Failure)
  /// Reads and checks everything; nothing changes before the result is put in place.
  func read(_ path: String, into parts: DumpParts) throws(Failure) -> DumpContents
}

/// The formats, the most particular first.
public enum DumpFormats {
  public static let standard: any DumpFormat = DefaultLayout()
  public static let all: [any DumpFormat] = [standard]

  /// The format of a dump; the standard one, which says what is wrong, where none knows it.
  static func of(_ path: String) -> any DumpFormat { all.first { $0.recognises(path) } ?? standard }
}

/// What a dump is made of, or is read into: the parts of a buffer, while it holds their locks.
public struct DumpParts {
  public let storage: any Storage
  public let sampler: any Sampler
  public let writer: any Writer
  public let transforms: [any Transform]
  /// The buffer's own stream.
  public let generator: Generator?
  public let batchSize: Int?
  /// Batches that were made ahead, for writing, and what makes them, for reading.
  let jobs: [PrefetchJob]
  let pipeline: Pipeline
}

/// What was read and checked, to be put in place in this order.
public struct DumpContents {
  /// The number of items.
  public var count: Int
  /// May still fail to allocate, and has changed nothing then; the others do not fail.
  public var storage: Restore
  public var sampler: Restore
  public var writer: Restore
  public var transforms: Restore
  public var generator: Generator?
  public var batchSize: Int?
  var jobs: [PrefetchJob]
}
