import CCairo
import Catalog
import Foundation
import Tensors
import Testing

@testable import Pictures

/// What a decoder reads from a file: 0xRRGGBB, row by row.
func decoded(_ file: [UInt8]) throws -> [UInt32] {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("rbsh-\(UUID().uuidString).png")
  try Data(file).write(to: path)
  defer { try? FileManager.default.removeItem(at: path) }
  let surface = try #require(cairo_image_surface_create_from_png(path.path))
  defer { cairo_surface_destroy(surface) }
  #expect(cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS)
  let stride = Int(cairo_image_surface_get_stride(surface))
  let data = try #require(cairo_image_surface_get_data(surface))
  var pixels: [UInt32] = []
  for y in 0..<Int(cairo_image_surface_get_height(surface)) {
    for x in 0..<Int(cairo_image_surface_get_width(surface)) {
      pixels.append(UnsafeRawPointer(data + y * stride + x * 4).loadUnaligned(as: UInt32.self) & 0xffffff)
    }
  }
  return pixels
}

@Suite struct PNGTests {
  @Test func aPictureComesBack() throws {
    #expect(try decoded(try Picture(frame: try fourColours()).png()) == [0xff0000, 0x00ff00, 0x0000ff, 0xffffff])
  }

  @Test func checkSumsAreThoseOfPNG() {
    #expect(PNGChunk(kind: "IEND", data: []).bytes == [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82])
  }

  @Test func chunksWriteBackToTheirFile() throws {
    let file = try Picture(frame: try fourColours()).png()
    #expect(PNGChunk.signature + PNGChunk.chunks(of: file).flatMap(\.bytes) == file)
  }

  @Test func anAnimationHasItsChunksInSequence() throws {
    let first = try fourColours()
    let frames = [first, try Tensor.zeros([2, 2, 3], .uint8), try first.flip([0])]
    let file = try AnimatedPNG.encode(frames, framesPerSecond: 25)
    #expect(Array(file.prefix(8)) == PNGChunk.signature)
    let chunks = PNGChunk.chunks(of: file)
    // All check sums hold, and nothing is left between the chunks.
    #expect(PNGChunk.signature + chunks.flatMap(\.bytes) == file)
    #expect(chunks.map(\.kind) == ["IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT", "IEND"])
    #expect(chunks[0].data == [0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0])
    #expect(chunks[1].data == [0, 0, 0, 3, 0, 0, 0, 0])
    let sequenced = chunks.filter { ["fcTL", "fdAT"].contains($0.kind) }
    #expect(sequenced.map { Array($0.data.prefix(4)) } == (0..<5).map { [0, 0, 0, UInt8($0)] })
    #expect(chunks[2].data.dropFirst(4) == [0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 25, 0, 0])
    // A viewer that knows no animations shows the first frame; each frame alone is a PNG.
    #expect(try decoded(file) == [0xff0000, 0x00ff00, 0x0000ff, 0xffffff])
    let last = PNGChunk(kind: "IDAT", data: Array(chunks[7].data.dropFirst(4)))
    let alone = PNGChunk.signature + chunks[0].bytes + last.bytes + chunks[8].bytes
    #expect(try decoded(alone) == [0x0000ff, 0xffffff, 0xff0000, 0x00ff00])
  }

  @Test func delaysAreFractionsOfASecond() throws {
    #expect(try AnimatedPNG.Delay(framesPerSecond: 30) == AnimatedPNG.Delay(framesPerSecond: 30.0))
    let delay = try AnimatedPNG.Delay(framesPerSecond: 12.5)
    #expect((delay.numerator, delay.denominator) == (800, 10_000))
    let slow = try AnimatedPNG.Delay(framesPerSecond: 0.001)
    #expect((slow.numerator, slow.denominator) == (10_000, 10))
    #expect(throws: Failure.self) { try AnimatedPNG.Delay(framesPerSecond: 0) }
    #expect(throws: Failure.self) { try AnimatedPNG.Delay(framesPerSecond: .nan) }
  }

  @Test func framesOfSeveralSizesAreNoAnimation() throws {
    let frames = [try fourColours(), try Tensor.zeros([2, 4, 3], .uint8)]
    let failure = try #require(throws: Failure.self) { try AnimatedPNG.encode(frames, framesPerSecond: 30) }
    #expect(failure.message == "expected frames of one size, 2 by 2, got 2 by 4 at 1")
    #expect(throws: Failure.self) { try AnimatedPNG.encode([], framesPerSecond: 30) }
  }
}
