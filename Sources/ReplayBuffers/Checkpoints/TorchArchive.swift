/// Unsafe: lends zlib the bytes of a slice, with their count, for the length of one call.

import CZlib
import Catalog
import Tensors

/// The ZIP archives of `torch.save`: members that are stored as they are, never compressed.
///
/// Beyond 4 GiB, where ZIP needs its 64-bit form, nothing is written or read.
struct TorchArchive {
  private let path: String
  private let bytes: [UInt8]
  /// Where each member's contents are, by its name below the archive's own folder.
  private var members: [String: Range<Int>] = [:]

  private static let localHeader = 0x0403_4b50
  private static let centralHeader = 0x0201_4b50
  private static let end = 0x0605_4b50
  private static let endSize = 22

  // MARK: reading

  /// - Throws: `FileNotFoundError`, and `ValueError` for what is no such archive or is damaged.
  init(reading path: String) throws(Failure) {
    self.path = path
    bytes = try FileSystem.read(path)
    // The last record is at the end, where nobody wrote a comment behind it.
    let tail = bytes.count - Self.endSize
    guard tail >= 0, number(at: tail, 4) == Self.end else { throw damaged("no ZIP archive of torch.save") }
    var at = number(at: tail + 16, 4)
    for _ in 0..<number(at: tail + 10, 2) {
      guard at + 46 <= tail, number(at: at, 4) == Self.centralHeader else {
        throw damaged("its list of members is broken")
      }
      let (size, stored) = (number(at: at + 24, 4), number(at: at + 20, 4))
      let (nameLength, local) = (number(at: at + 28, 2), number(at: at + 42, 4))
      guard number(at: at + 10, 2) == 0, size == stored else { throw damaged("its members are compressed") }
      guard at + 46 + nameLength <= tail, local + 30 <= tail, number(at: local, 4) == Self.localHeader else {
        throw damaged("its list of members is broken")
      }
      let start = local + 30 + number(at: local + 26, 2) + number(at: local + 28, 2)
      guard start + size <= tail else { throw damaged("it is cut off") }
      guard Self.checksum(bytes[start..<start + size]) == UInt32(number(at: at + 16, 4)) else {
        throw damaged("a checksum differs")
      }
      let name = String(decoding: bytes[at + 46..<at + 46 + nameLength], as: UTF8.self)
      members[String(name.drop { $0 != "/" }.dropFirst())] = start..<start + size
      at += 46 + nameLength + number(at: at + 30, 2) + number(at: at + 32, 2)
    }
    if let order = member("byteorder"), !order.elementsEqual("little".utf8) {
      throw damaged("its numbers are not little-endian")
    }
  }

  func damaged(_ why: String) -> Failure { .value("cannot read '\(path)': \(why)") }

  /// The contents of a member; nil where there is none of this name.
  func member(_ name: String) -> ArraySlice<UInt8>? { members[name].map { bytes[$0] } }

  /// Little-endian. - Precondition: within the file.
  private func number(at place: Int, _ size: Int) -> Int {
    (0..<size).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }

  // MARK: writing

  /// The archive of these members, in order. - Parameter folder: What all names begin with.
  static func bytes(of members: [(name: String, contents: [UInt8])], folder: String) throws(Failure) -> [UInt8] {
    guard members.reduce(0, { $0 + $1.contents.count }) < 0xffff_0000 else {
      throw Failure(.notImplemented, "state of more than 4 GiB cannot be dumped")
    }
    var (archive, list): ([UInt8], [UInt8]) = ([], [])
    func append(_ value: Int, _ size: Int, to bytes: inout [UInt8]) {
      for i in 0..<size { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * i))) }
    }
    for (name, contents) in members {
      let name = Array("\(folder)/\(name)".utf8)
      let start = archive.count
      // What both headers tell: version 2.0, UTF-8 names, stored, no time, checksum, sizes and the name's length.
      var common: [UInt8] = []
      for (value, size) in [(20, 2), (0x800, 2), (0, 2), (0, 2), (0x21, 2)] { append(value, size, to: &common) }
      append(Int(checksum(contents[...])), 4, to: &common)
      append(contents.count, 4, to: &common)
      append(contents.count, 4, to: &common)
      append(name.count, 2, to: &common)
      append(localHeader, 4, to: &archive)
      archive += common
      // torch maps tensors from the file where their contents begin at multiples of 64.
      let padding = (64 - (start + 30 + name.count) % 64) % 64
      let extra = padding == 0 ? 0 : padding < 4 ? padding + 64 : padding
      append(extra, 2, to: &archive)
      archive += name
      if extra > 0 {
        archive += Array("FB".utf8)
        append(extra - 4, 2, to: &archive)
        archive += [UInt8](repeating: UInt8(ascii: "Z"), count: extra - 4)
      }
      archive += contents
      append(centralHeader, 4, to: &list)
      append(20, 2, to: &list)
      list += common
      for (value, size) in [(0, 2), (0, 2), (0, 2), (0, 2), (0, 4), (start, 4)] { append(value, size, to: &list) }
      list += name
    }
    let listStart = archive.count
    archive += list
    append(end, 4, to: &archive)
    let counts = [(0, 2), (0, 2), (members.count, 2), (members.count, 2), (list.count, 4), (listStart, 4), (0, 2)]
    for (value, size) in counts { append(value, size, to: &archive) }
    return archive
  }

  /// CRC-32, as ZIP has it.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBufferPointer { UInt32(crc32_z(0, $0.baseAddress, UInt($0.count))) }
  }
}
