import Catalog
import Foundation
import TestSupport
import Tensors
import Testing

@testable import ReplayBuffers

/// Each thing that is checked in a file of torch.save, broken alone.
@Suite struct TorchFileGuardTests {
  private func withFile<R>(_ body: (String) throws -> R) throws -> R {
    let path = NSTemporaryDirectory() + "rbsh-\(UUID().uuidString).pt"
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing was thrown"
    } catch { return (error as? Failure)?.message ?? "\(error)" }
  }

  /// What reading these bytes as a file is refused with.
  private func refusal(_ bytes: [UInt8]) throws -> String {
    try withFile { path in
      try FileSystem.write(bytes, to: path)
      return message { _ = try TorchFile.read(path) }
    }
  }

  private func refusal(_ members: [(name: String, contents: [UInt8])]) throws -> String {
    try refusal(try TorchArchive.bytes(of: members, folder: "archive"))
  }

  // MARK: archives

  private func archive() throws -> [UInt8] {
    try withFile { path in
      try TorchFile.write(.dict([(.string("x"), .tensor(try floatTensor([1, 2, 3])))]), to: path)
      return try FileSystem.read(path)
    }
  }

  private func places(of pattern: [UInt8], in bytes: [UInt8]) -> [Int] {
    (0...bytes.count - pattern.count).filter { bytes[$0..<$0 + pattern.count].elementsEqual(pattern) }
  }

  @Test func everyByteOfTheContentsIsCovered() throws {
    let whole = try archive()
    let three = withUnsafeBytes(of: Float(3)) { Array($0) }
    let place = try #require(places(of: three, in: whole).first)
    for bit in 0..<8 {
      var bytes = whole
      bytes[place + 3] ^= 1 << UInt8(bit)
      #expect(try refusal(bytes).hasSuffix("a checksum differs"))
    }
  }

  @Test func headersAreLookedAt() throws {
    let whole = try archive()
    let locals = places(of: [0x50, 0x4b, 3, 4], in: whole)
    let entries = places(of: [0x50, 0x4b, 1, 2], in: whole)
    #expect(locals.count == 4 && entries.count == 4)
    for place in locals {
      var bytes = whole
      bytes[place + 3] = 9
      #expect(try refusal(bytes).hasSuffix("its list of members is broken"))
    }
    for place in entries {
      var bytes = whole
      bytes[place + 10] = 8
      #expect(try refusal(bytes).hasSuffix("its members are compressed"))
      bytes = whole
      bytes[place + 2] = 7
      #expect(try refusal(bytes).hasSuffix("its list of members is broken"))
      bytes = whole
      bytes[place + 24] &+= 1
      #expect(try refusal(bytes).hasSuffix("its members are compressed"))
    }
    var comment = whole
    comment.append(0)
    #expect(try refusal(comment).hasSuffix("no ZIP archive of torch.save"))
  }

  @Test func membersAreThereAndOfTheirSize() throws {
    let pickle = Pickle.tensor(count: 2, sizes: [2], strides: [1])
    let data = [UInt8](repeating: 0, count: 8)
    func members(_ data: [UInt8]?, order: String = "little") -> [(name: String, contents: [UInt8])] {
      [("data.pkl", pickle), ("byteorder", Array(order.utf8))] + (data.map { [("data/0", $0)] } ?? [])
    }
    #expect(try refusal(members(data)) == "nothing was thrown")
    #expect(try refusal(members(data, order: "big")).hasSuffix("its numbers are not little-endian"))
    for wrong in [nil, Array(data.dropLast()), data + [0], data + data, []] as [[UInt8]?] {
      #expect(try refusal(members(wrong)).contains("the data of a tensor is missing or of another size"))
    }
    #expect(try refusal([("other", [])]).hasSuffix("it has no data.pkl"))
  }

  // MARK: pickles

  private func read(_ bytes: [UInt8]) throws -> Tree {
    var reader = PickleReader(bytes: bytes[...]) { (_, dtype, count) throws(Failure) in
      try Tensor.arange(start: 0, end: .int(count), step: 1).to(dtype)
    }
    return try reader.read()
  }

  @Test func tensorsStayWithinTheirStorage() throws {
    func elements(_ sizes: [Int], _ strides: [Int], offset: Int = 0) -> [Float]? {
      let tree = try? read(Pickle.tensor(count: 4, sizes: sizes, strides: strides, offset: offset))
      return try? tree?.asTensor?.contiguous().elements(Float.self)
    }
    #expect(elements([4], [1]) == [0, 1, 2, 3])
    #expect(elements([2, 2], [1, 2]) == [0, 2, 1, 3])
    #expect(elements([2], [3]) == [0, 3])
    #expect(elements([2], [1], offset: 2) == [2, 3])
    #expect(elements([1], [100], offset: 3) == [3])
    #expect(elements([3, 2], [0, 1]) == [0, 1, 0, 1, 0, 1])
    #expect(elements([0, 9], [9, 1], offset: 4) == [])
    #expect(elements([5], [1]) == nil)
    #expect(elements([4], [1], offset: 1) == nil)
    #expect(elements([2], [4]) == nil)
    #expect(elements([2, 3], [2, 1]) == nil)
    #expect(elements([], [], offset: 4) == nil)
    #expect(elements([2], [-1], offset: 3) == nil)
    #expect(elements([-1], [1]) == nil)
    #expect(elements([1], [1], offset: -1) == nil)
    #expect(elements([2], []) == nil)
    #expect(elements([1 << 40, 1 << 40], [0, 0]) == nil)
  }

  @Test func aPickleIsOneValue() throws {
    #expect(try read(Array("K\u{5}.".utf8)).isEqual(to: .int(5)))
    #expect(message { _ = try read(Array("K\u{5}K\u{6}.".utf8)) } == "its pickle is broken")
    #expect(message { _ = try read(Array(".".utf8)) } == "its pickle is broken")
    #expect(message { _ = try read(Array("(K\u{5}.".utf8)) } == "its pickle is broken")
    #expect(message { _ = try read(Array("}K\u{5}s.".utf8)) } == "its pickle is broken")
  }

  @Test(arguments: ["lists", "tuples", "dicts"])
  func deepValuesAreRefused(_ kind: String) throws {
    func nested(_ depth: Int) -> [UInt8] {
      switch kind {
      case "lists": [UInt8](repeating: UInt8(ascii: "]"), count: depth + 1) + [UInt8](repeating: 97, count: depth)
      case "tuples": [UInt8(ascii: ")")] + [UInt8](repeating: 0x85, count: depth)
      // Each dict is the value under 0 of the one before.
      default: (0..<depth).flatMap { _ in Array("}K\0".utf8) } + [0x4e] + [UInt8](repeating: 0x73, count: depth)
      }
    }
    #expect(throws: Never.self) { try read(nested(1000) + [UInt8(ascii: ".")]) }
    #expect(
      message { _ = try read(nested(100_000) + [UInt8(ascii: ".")]) }.contains("containers, more than plain data"))
  }

  @Test func intsHaveAtMost64Bits() throws {
    func long(_ bytes: [UInt8]) -> [UInt8] { [0x8a, UInt8(bytes.count)] + bytes + [UInt8(ascii: ".")] }
    #expect(try read(long([])).isEqual(to: .int(0)))
    #expect(try read(long([0xff])).isEqual(to: .int(-1)))
    #expect(try read(long([0, 1])).isEqual(to: .int(256)))
    #expect(try read(long([0, 0, 0, 0, 0, 0, 0, 0x80])).isEqual(to: .int(.min)))
    #expect(
      message { _ = try read(long([0, 0, 0, 0, 0, 0, 0, 0, 1])) }.contains("an int of more than 64 bits"))
  }
}

/// Pickles written by hand.
enum Pickle {
  private static func text(_ text: String) -> [UInt8] { [0x58, UInt8(text.utf8.count), 0, 0, 0] + Array(text.utf8) }
  private static func int(_ value: Int) -> [UInt8] {
    if let small = Int32(exactly: value) { return [0x4a] + withUnsafeBytes(of: small.littleEndian) { Array($0) } }
    return [0x8a, 8] + withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
  private static func tuple(_ values: [Int]) -> [UInt8] { [0x28] + values.flatMap(int) + [0x74] }

  /// A float32 tensor over a storage "0" of so many elements, as torch pickles it.
  static func tensor(count: Int, sizes: [Int], strides: [Int], offset: Int = 0) -> [UInt8] {
    var bytes: [UInt8] = [0x80, 2] + Array("ctorch._utils\n_rebuild_tensor_v2\n((".utf8) + text("storage")
    bytes += Array("ctorch\nFloatStorage\n".utf8) + text("0") + text("cpu") + int(count) + Array("tQ".utf8)
    bytes += int(offset) + tuple(sizes) + tuple(strides) + [0x89]
    return bytes + Array("ccollections\nOrderedDict\n)RtR.".utf8)
  }
}
