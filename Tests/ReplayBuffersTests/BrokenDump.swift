import Catalog
import Foundation
import Tensors
import Testing

@testable import ReplayBuffers

/// A dump in a folder of its own, to be broken file by file.
final class BrokenDump {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("rbsh-\(UUID().uuidString)").path
  init(of buffer: ReplayBuffer) throws {
    try FileSystem.makeDirectory(path)
    try buffer.dump(to: path + "/dump")
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  func place(_ file: String) -> String { path + "/dump/" + file }

  /// Changes the fields of a JSON file.
  func edit(_ file: String, _ change: (inout JSONObject) -> Void) throws {
    var object = try #require(try JSONValue(parsing: try FileSystem.readText(place(file))).object)
    change(&object)
    try FileSystem.write(try JSONValue.object(object).text(), to: place(file))
  }

  /// Overwrites one element of a file of numbers.
  func poke<T>(_ file: String, at index: Int, _ value: T) throws {
    var bytes = try FileSystem.read(place(file))
    let raw = withUnsafeBytes(of: value) { Array($0) }
    bytes.replaceSubrange(index * raw.count..<(index + 1) * raw.count, with: raw)
    try FileSystem.write(bytes, to: place(file))
  }

  /// Changes one entry of a file of torch.save; nil takes it out.
  func edit(_ file: String, _ name: String, _ value: Tree?) throws {
    guard case .dict(var pairs) = try TorchFile.read(place(file)) else { throw Failure.runtime("no dictionary") }
    let index = try #require(pairs.firstIndex { $0.key.isSameScalar(as: .string(name)) })
    if let value { pairs[index].value = value } else { pairs.remove(at: index) }
    try TorchFile.write(.dict(pairs), to: place(file))
  }

  /// Loads into a buffer: the message of the failure, after which the buffer is as before.
  func refusal(_ buffer: ReplayBuffer) throws -> String {
    let (count, cursor, written) = (buffer.count, buffer.writer.cursor, buffer.writeCount)
    do {
      try buffer.load(from: path + "/dump")
      return "nothing was thrown"
    } catch {
      #expect(buffer.count == count && buffer.writer.cursor == cursor && buffer.writeCount == written)
      return error.message
    }
  }

  /// A td buffer of 8 with these rows.
  static func buffer(
    _ values: [Int] = [], _ sampler: (any Sampler)? = nil, writer: (any Writer)? = nil, prefetch: Int = 0
  ) throws -> ReplayBuffer {
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(8)
    options.sampler = sampler
    options.writer = writer
    options.batchSize = 3
    options.prefetch = prefetch
    options.generator = Generator(seed: 1)
    let buffer = try ReplayBuffer(.tensordict, options)
    if !values.isEmpty { try buffer.extend(try rows(values)) }
    return buffer
  }
}
