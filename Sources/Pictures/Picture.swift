import Catalog
import Tensors

/// A picture of 8-bit RGB pixels, row by row from the top.
public struct Picture: Sendable, Equatable {
  public let width: Int
  public let height: Int
  /// `height * width * 3` bytes: red, green, blue.
  public let pixels: [UInt8]

  /// The largest width and height that Cairo can hold.
  public static let limit = 32_767

  init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(pixels.count == width * height * 3)
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The picture that a frame of an environment is: `uint8` of `[H, W, 3]`, `[H, W, 1]`, `[H, W]` or `[C, H, W]`, or
  /// floats in 0…1 of `[C, H, W]`, `[H, W, C]` or `[H, W]`, with 1 or 3 channels.
  ///
  /// Where a shape can be read both ways, uint8 has its channels last, as gymnasium draws, and floats have them first,
  /// as `ToTensorImage` makes them.
  /// - Throws: `TypeError` for another dtype, `ValueError` for another shape or floats outside 0…1.
  public init(frame: Tensor) throws(Failure) {
    guard frame.dtype == .uint8 || frame.dtype.isFloatingPoint else {
      throw Picture.notAFrame(frame, .type, help: "x.to(uint8) makes bytes of the values")
    }
    guard let rows = try Picture.channelsLast(frame) else {
      throw Picture.notAFrame(frame, .value, help: Picture.help(forShape: frame.shape))
    }
    let (height, width) = (rows.shape[0], rows.shape[1])
    guard 1...Picture.limit ~= height, 1...Picture.limit ~= width else {
      throw Failure.value("expected a frame of 1 to \(Picture.limit) pixels a side, got \(height) by \(width)")
    }
    let bytes = frame.dtype == .uint8 ? try rows.elements(UInt8.self) : try Picture.bytes(rows)
    let isGray = rows.shape[2] == 1
    self.init(width: width, height: height, pixels: isGray ? bytes.flatMap { [$0, $0, $0] } : bytes)
  }

  private static func channelsLast(_ frame: Tensor) throws(Failure) -> Tensor? {
    let shape = frame.shape
    if shape.count == 2 { return try frame.unsqueeze(2) }
    guard shape.count == 3 else { return nil }
    let isLast = shape[2] == 3 || shape[2] == 1
    let isFirst = shape[0] == 3 || shape[0] == 1
    guard isLast || isFirst else { return nil }
    let prefersLast = frame.dtype == .uint8
    return isLast && (prefersLast || !isFirst) ? frame : try frame.permute([1, 2, 0])
  }

  private static func bytes(_ frame: Tensor) throws(Failure) -> [UInt8] {
    let values = try frame.to(.float32).elements(Float.self)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count)
    for value in values {
      guard value >= 0, value <= 1 else {
        throw Failure.value(
          "expected a frame of floats in 0…1, got \(PythonText.repr(Double(value)))",
          help: "x / 255 scales values of bytes; x.clamp(0, 1) cuts off what lies outside")
      }
      bytes.append(UInt8((value * 255).rounded()))
    }
    return bytes
  }

  private static func notAFrame(_ frame: Tensor, _ kind: FailureKind, help: String?) -> Failure {
    Failure(
      kind,
      "expected a frame: uint8 of [H, W, 3], [H, W, 1], [H, W] or [3, H, W], or floats in 0…1 of [C, H, W] or "
        + "[H, W, C]; got \(frame.dtype.name) of \(frame.shape.dims)", help: help)
  }

  private static func help(forShape shape: Shape) -> String? {
    shape.count > 3 ? "x[0] takes one frame of several; save_animation writes them all" : nil
  }
}
