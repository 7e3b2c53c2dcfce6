import Catalog
import Foundation
import TestSupport
import Tensors
import Testing

@testable import ReplayBuffers

@Suite("Files of torch.save") struct TorchFileTests {
  private func withFile<R>(_ body: (String) throws -> R) throws -> R {
    let path = NSTemporaryDirectory() + "rbsh-\(UUID().uuidString).pt"
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  /// A file that torch.save wrote: the first among the dumps.
  private func torchFile() throws -> String {
    let files = try DumpFixture.all().flatMap { try $0.files(suffix: ".pt") }
    return try #require(files.first, "no dump holds a file of torch.save")
  }

  private func text(_ value: Tree) -> String {
    switch value {
    case .tensor(let tensor):
      "\(tensor.dtype.name)\(tensor.shape.dims)\((try? tensor.to(.float64).elements(Double.self)) ?? [])"
    case .list(let items): "[\(items.map(text).joined(separator: ", "))]"
    case .tuple(let items): "(\(items.map(text).joined(separator: ", ")))"
    case .dict(let pairs): "{\(pairs.map { text($0.key) + ": " + text($0.value) }.joined(separator: ", "))}"
    default: PythonText.repr(value)
    }
  }

  private var sample: Tree {
    get throws {
      var pairs: [(key: Tree, value: Tree)] = [
        (.string("n"), .none), (.string("t"), .bool(true)), (.string("i"), .int(-70_000)), (.string("l"), .int(.min)),
        (.string("x"), .float(-2.5)), (.string("ü"), .string("ß")), (.string("d"), .dict([])),
        (.string("s"), .list([.int(1), .tuple([.int(2), .list([])])])),
      ]
      for dtype in DType.allCases {
        pairs.append((.string(dtype.name), .tensor(try Tensor.full([2, 3], .int(1), dtype))))
      }
      pairs.append(
        (
          .string("view"),
          .tensor(try Tensor.fromElements(Array(0..<12), [3, 4]).view(shape: [4, 3], strides: [1, 4], offset: 0))
        ))
      pairs.append((.string("empty"), .tensor(try Tensor.empty([0, 3], .int64))))
      pairs.append((.string("scalar"), .tensor(try .scalar(.int(7), .int64))))
      return .dict(pairs)
    }
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    let expected = try sample
    let found = try withFile { path in
      try TorchFile.write(expected, to: path)
      return try TorchFile.read(path)
    }
    #expect(text(found) == text(expected))
  }

  @Test func damagedFilesAreErrors() throws {
    let path = try torchFile()
    let whole = try FileSystem.read(path)
    #expect(throws: Never.self) { try TorchFile.read(path) }
    let random = Generator(seed: 4)
    try withFile { path in
      for length in stride(from: 0, to: whole.count, by: 37) {
        try FileSystem.write(Array(whole[..<length]), to: path)
        #expect(throws: Failure.self) { try TorchFile.read(path) }
      }
      for place in try random.integers(below: whole.count, count: 300) {
        var bytes = whole
        bytes[place] ^= 0x41
        try FileSystem.write(bytes, to: path)
        // Names and padding may change unnoticed; nothing may trap.
        _ = try? TorchFile.read(path)
      }
    }
  }

  /// The checksum stops what changed by accident; this is what a pickle may hold on purpose.
  @Test func picklesThatAreMoreThanPlainDataAreRefused() throws {
    let programs: [String] = [
      "cos\nsystem\n(X\u{2}\0\0\0lstR.", "(lp0\n.", "c__builtin__\neval\n.", "}", "(((.", "Q.", "h\u{5}.", ")R.", "a.",
      "u.",
      "ccollections\nOrderedDict\n(K\u{1}tR.", "ctorch._utils\n_rebuild_tensor_v2\n)R.",
    ]
    for program in programs {
      var reader = PickleReader(bytes: Array(program.utf8)[...]) { (_, dtype, count) throws(Failure) in
        try Tensor.empty([count], dtype)
      }
      #expect(throws: Failure.self, "\(program)") { try reader.read() }
    }
  }

  @Test func aMillionListsInsideOfOneAnotherAreRefused() {
    let depth = 1_000_000
    var bytes = [UInt8](repeating: UInt8(ascii: "]"), count: depth)
    bytes += [UInt8](repeating: UInt8(ascii: "a"), count: depth - 1) + [UInt8(ascii: ".")]
    var reader = PickleReader(bytes: bytes[...]) { (_, dtype, count) throws(Failure) in
      try Tensor.empty([count], dtype)
    }
    #expect(throws: Failure.self) { try reader.read() }
  }

  @Test func randomPicklesNeverTrap() throws {
    let archive = try TorchArchive(reading: torchFile())
    let pickle = Array(try #require(archive.member("data.pkl")))
    let random = Generator(seed: 9)
    for _ in 0..<3000 {
      var bytes = pickle
      for place in try random.integers(below: bytes.count, count: 3) {
        bytes[place] = UInt8(try random.integers(below: 256, count: 1)[0])
      }
      var reader = PickleReader(bytes: bytes[...]) { (_, dtype, count) throws(Failure) in
        guard count <= 1000 else { throw .value("too many") }
        return try Tensor.empty([count], dtype)
      }
      _ = try? reader.read()
    }
  }
}
