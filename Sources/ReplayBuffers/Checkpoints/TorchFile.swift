/// Unsafe: copies the bytes of tensors. Invariants: a tensor that is written is contiguous, and of one that is read the
/// number of bytes equals that of its elements.

import Catalog
import Tensors

/// Files of `torch.save` that hold plain data: dictionaries, lists, numbers, strings and tensors.
///
/// Python would run such a file as a program. Here it is read as data: of the pickle only what plain data needs is
/// understood, nothing is looked up or called, and everything else is an error.
enum TorchFile {
  // MARK: writing

  /// - Throws: `TypeError` for values that are no plain data.
  static func write(_ value: Tree, to path: String) throws(Failure) {
    var pickle = PickleWriter()
    try pickle.write(value)
    let folder = path.split(separator: "/").last.flatMap { $0.split(separator: ".").first } ?? "archive"
    var members: [(name: String, contents: [UInt8])] = [("data.pkl", pickle.finished)]
    members.append(("byteorder", Array("little".utf8)))
    for (number, tensor) in pickle.tensors.enumerated() {
      let packed = try tensor.packed()
      let count = packed.numel * packed.dtype.size
      members.append(("data/\(number)", Array(UnsafeRawBufferPointer(start: packed.address, count: count))))
      withExtendedLifetime(packed) {}
    }
    members.append(("version", Array("3\n".utf8)))
    try FileSystem.write(try TorchArchive.bytes(of: members, folder: String(folder)), to: path)
  }

  // MARK: reading

  /// - Throws: `FileNotFoundError`, and `ValueError` for damaged files and those with more than plain data.
  static func read(_ path: String) throws(Failure) -> Tree {
    let archive = try TorchArchive(reading: path)
    guard let pickle = archive.member("data.pkl") else { throw archive.damaged("it has no data.pkl") }
    var reader = PickleReader(bytes: pickle) { (key, dtype, count) throws(Failure) in
      guard let bytes = archive.member("data/\(key)"), bytes.count / dtype.size == count,
        bytes.count % dtype.size == 0
      else {
        throw archive.damaged("the data of a tensor is missing or of another size")
      }
      let tensor = try Tensor.empty([count], dtype)
      bytes.withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(start: tensor.address, count: source.count).copyMemory(from: source)
      }
      return tensor
    }
    do throws(Failure) { return try reader.read() } catch { throw archive.damaged(error.message) }
  }

  /// A file's dictionary, with typed access that names the file.
  struct State {
    let path: String
    private let fields: [(key: Tree, value: Tree)]

    init(_ path: String) throws(Failure) {
      self.path = path
      guard case .dict(let fields) = try TorchFile.read(path) else {
        throw .value("expected a dictionary in '\(path)'")
      }
      self.fields = fields
    }

    func wrong(_ name: String, _ expected: String) -> Failure {
      .value("expected \(expected) as '\(name)' in '\(path)'")
    }

    subscript(name: String) -> Tree? {
      fields.first { if case .string(name) = $0.key { true } else { false } }?.value
    }

    /// One whole number, plain or in a tensor. A truth counts as 0 or 1.
    func int(_ name: String) throws(Failure) -> Int {
      switch self[name] {
      case .int(let value): return value
      case .bool(let value): return value ? 1 : 0
      case .tensor(let tensor) where tensor.numel == 1 && !tensor.dtype.isFloatingPoint:
        return try integers(of: tensor)[0]
      default: throw wrong(name, "a whole number")
      }
    }

    /// Whole numbers in a tensor; none where there is None instead. - Parameter range: What they must lie in.
    func ints(_ name: String, in range: Range<Int>) throws(Failure) -> [Int] {
      switch self[name] {
      case Tree.none?: return []
      case .tensor(let tensor)? where !tensor.dtype.isFloatingPoint:
        let values = try integers(of: tensor)
        guard values.allSatisfy(range.contains) else {
          throw wrong(name, "whole numbers of \(range.lowerBound) … \(range.upperBound - 1)")
        }
        return values
      default: throw wrong(name, "whole numbers")
      }
    }
  }
}
