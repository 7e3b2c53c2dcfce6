import TestSupport
import Testing

@testable import Tensors

/// Draws of torch's, replayed: every case is a stream, whose operations run in order.
@Suite struct RandomVectorTests {
  @Test func everyDrawOfTheVectorsIsTorchsBitForBit() throws {
    for item in try VectorFolder.tensors.cases(.draws) {
      // The global generator is stood in for by one of its own: tests run side by side.
      item.describes("separate_generator")
      let generator = try seeded(item)
      for operation in try item.objects("ops") {
        let result = try RandomOperation(operation, generator).result()
        let name = try operation.string("op")
        let difference = Vector.firstDifference(result, try operation.array("out"))
        #expect(difference == nil, "\(operation.place): \(name) at \(difference ?? 0)")
        if operation.has("out_shape") {
          #expect(try result.shape.dims == operation.ints("out_shape"), "\(operation.place)")
        }
        if operation.has("strides") {
          #expect(try result.strides == operation.ints("strides"), "\(operation.place)")
        }
        try operation.finish()
      }
      if item.has("state_checksum") {
        var checksum = 0
        let state = try generator.state()
        for i in 0..<state.numel { checksum += (i + 1) * Vector.element(state, i).int }
        #expect(try checksum == item.int("state_checksum"), "\(item.place): state")
      }
      if item.has("next") {
        let expected = try item.array("next")
        let next = try Tensor.rand([expected.count], generator: generator)
        #expect(Vector.firstDifference(next, expected) == nil, "\(item.place): position")
      }
      try item.finish()
    }
  }

  /// A generator with the case's seed: an int, or its digits where it is beyond 64 bits with a sign.
  private func seeded(_ item: VectorFields) throws -> Generator {
    let seed = try item.value("seed")
    let text = seed.string ?? seed.int.map { String($0) } ?? ""
    if let value = Int(text) { return Generator(seed: 1).manualSeed(value) }
    guard let value = UInt64(text) else { throw item.failure("'\(text)' is no seed") }
    return Generator(seed: value)
  }
}
