import Catalog
import Tensors
import Testing

@testable import Pictures

/// Red, green above blue, white.
func fourColours() throws -> Tensor {
  try Tensor.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255] as [UInt8], [2, 2, 3])
}

extension Tensor {
  static func from<T: Element>(_ values: [T], _ shape: Shape) throws -> Tensor {
    let tensor = try Tensor.empty(shape, T.dtype)
    tensor.withElements(T.self) { target in
      for (index, value) in values.enumerated() { target[index] = value }
    }
    return tensor
  }
}

@Suite struct FrameTests {
  @Test func channelsMayBeLastOrFirst() throws {
    let frame = try fourColours()
    let picture = try Picture(frame: frame)
    #expect(picture.pixels == [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255])
    #expect(try Picture(frame: try frame.permute([2, 0, 1])) == picture)
  }

  @Test func floatsOfZeroToOneAreBytes() throws {
    let whole = try Tensor.from((0..<48).map { Float($0) / 255 }, [3, 4, 4])
    let picture = try Picture(frame: whole)
    #expect((picture.width, picture.height) == (4, 4))
    #expect(Array(picture.pixels.prefix(6)) == [0, 16, 32, 1, 17, 33])
    #expect(try Picture(frame: try whole.permute([1, 2, 0])) == picture)
  }

  @Test func ambiguousShapesFollowTheDtype() throws {
    let bytes = try Tensor.from((0..<27).map { UInt8($0) }, [3, 3, 3])
    #expect(try Picture(frame: bytes).pixels.prefix(3) == [0, 1, 2])
    let floats = try Tensor.from((0..<27).map { Float($0) / 255 }, [3, 3, 3])
    #expect(try Picture(frame: floats).pixels.prefix(3) == [0, 9, 18])
  }

  @Test func grayIsAllChannels() throws {
    for shape in [[1, 2], [1, 2, 1], [1, 1, 2]] as [Shape] {
      let picture = try Picture(frame: try Tensor.from([7, 200] as [UInt8], shape))
      #expect(picture.pixels == [7, 7, 7, 200, 200, 200])
    }
  }

  @Test func anythingElseSaysWhatWasExpected() throws {
    let expected =
      "expected a frame: uint8 of [H, W, 3], [H, W, 1], [H, W] or [3, H, W], or floats in 0…1 of [C, H, W] "
      + "or [H, W, C]; got "
    let cases: [(Tensor, FailureKind, String)] = [
      (try .zeros([2, 2, 3], .int64), .type, "int64 of [2, 2, 3]"),
      (try .zeros([2, 2], .bool), .type, "bool of [2, 2]"),
      (try .zeros([2, 2, 4], .uint8), .value, "uint8 of [2, 2, 4]"),
      (try .zeros([5], .uint8), .value, "uint8 of [5]"),
      (try .zeros([9, 2, 2, 3], .uint8), .value, "uint8 of [9, 2, 2, 3]"),
    ]
    for (frame, kind, got) in cases {
      let failure = try #require(throws: Failure.self) { try Picture(frame: frame) }
      #expect(failure.kind == kind)
      #expect(failure.message == expected + got)
    }
    for value in [1.5, -0.25, .nan] as [Float] {
      let failure = try #require(throws: Failure.self) { try Picture(frame: try Tensor.from([value], [1, 1])) }
      #expect(failure.message == "expected a frame of floats in 0…1, got \(value)")
    }
    let failure = try #require(throws: Failure.self) { try Picture(frame: try .zeros([0, 4, 3], .uint8)) }
    #expect(failure.message == "expected a frame of 1 to 32767 pixels a side, got 0 by 4")
  }

  @Test func scalingTakesTheMeanOfAnArea() throws {
    let picture = try Picture(frame: try Tensor.from([0, 100, 50, 250] as [UInt8], [2, 2]))
    #expect(picture.scaled(width: 1, height: 1).pixels == [100, 100, 100])
    #expect(picture.scaled(width: 4, height: 2).pixels.prefix(9) == [0, 0, 0, 0, 0, 0, 100, 100, 100])
    let third = try Picture(frame: try Tensor.from([0, 90, 180] as [UInt8], [1, 3])).scaled(width: 2, height: 1)
    #expect(third.pixels == [30, 30, 30, 150, 150, 150])
  }
}
