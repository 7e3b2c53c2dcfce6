import Catalog
import Tensors

/// Frames as an animated PNG: a PNG file of the first frame, for viewers that know no more, with the others behind it.
///
/// Source: the chunks acTL, fcTL and fdAT of the PNG specification, third edition.
public enum AnimatedPNG {
  /// How long a frame is shown, as a fraction of a second.
  struct Delay: Equatable {
    let numerator: UInt16
    let denominator: UInt16

    /// - Throws: `ValueError` for rates outside 0.001…1000 frames a second.
    init(framesPerSecond rate: Double) throws(Failure) {
      guard rate >= 0.001, rate <= 1000 else {
        throw .value("expected 0.001 to 1000 frames a second, got \(PythonText.repr(rate))", argument: "fps")
      }
      if rate.rounded() == rate {
        (numerator, denominator) = (1, UInt16(rate))
      } else {
        let parts = rate >= 1 ? 10_000.0 : 10.0
        (numerator, denominator) = (UInt16((parts / rate).rounded()), UInt16(parts))
      }
    }
  }

  /// The file's bytes; it repeats without end.
  /// - Throws: `ValueError` for no frames, frames of several sizes, or a rate outside 0.001…1000; what `Picture` throws.
  public static func encode(_ frames: [Tensor], framesPerSecond: Double) throws(Failure) -> [UInt8] {
    let delay = try Delay(framesPerSecond: framesPerSecond)
    guard !frames.isEmpty else { throw .value("expected at least one frame, got none", argument: "frames") }
    var file = PNGChunk.signature
    var sequence: UInt32 = 0
    var size = (width: 0, height: 0)
    for (index, frame) in frames.enumerated() {
      try Interruption.check()
      let picture = try Picture(frame: frame)
      let chunks = PNGChunk.chunks(of: try picture.png())
      if index == 0 {
        size = (picture.width, picture.height)
        file += chunks.filter { $0.kind == "IHDR" }.flatMap(\.bytes)
        let repeats: UInt32 = 0
        file += PNGChunk(kind: "acTL", data: UInt32(frames.count).bigEndianBytes + repeats.bigEndianBytes).bytes
      }
      guard (picture.width, picture.height) == size else {
        throw .value(
          "expected frames of one size, \(size.height) by \(size.width), got \(picture.height) by \(picture.width) "
            + "at \(index)", argument: "frames")
      }
      file += control(sequence, picture, delay).bytes
      sequence += 1
      for chunk in chunks where chunk.kind == "IDAT" {
        if index == 0 {
          file += chunk.bytes
        } else {
          file += PNGChunk(kind: "fdAT", data: sequence.bigEndianBytes + chunk.data).bytes
          sequence += 1
        }
      }
    }
    return file + PNGChunk(kind: "IEND", data: []).bytes
  }

  /// The whole picture at the corner, kept until the next frame replaces it.
  private static func control(_ sequence: UInt32, _ picture: Picture, _ delay: Delay) -> PNGChunk {
    let place: UInt32 = 0
    let (keepsPicture, replacesPixels): (UInt8, UInt8) = (0, 0)
    let numbers = [sequence, UInt32(picture.width), UInt32(picture.height), place, place]
    return PNGChunk(
      kind: "fcTL",
      data: numbers.flatMap(\.bigEndianBytes) + delay.numerator.bigEndianBytes + delay.denominator.bigEndianBytes
        + [keepsPicture, replacesPixels])
  }
}
