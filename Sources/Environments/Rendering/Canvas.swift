/// Unsafe: this file owns a Cairo surface and its context. Invariants: both are made in `init` and freed in `deinit`
/// only; pixel memory is read after `cairo_surface_flush` and within its height times its stride.

import CCairo
import Catalog
import Glibc
import Tensors

/// A colour of 8 bits per channel.
struct Colour: Sendable {
  let red: Double
  let green: Double
  let blue: Double
  init(_ red: Int, _ green: Int, _ blue: Int) {
    self.red = Double(red) / 255
    self.green = Double(green) / 255
    self.blue = Double(blue) / 255
  }
}

/// A point turned about the origin.
func rotated(_ point: (Double, Double), by angle: Double) -> (Double, Double) {
  (point.0 * cos(angle) - point.1 * sin(angle), point.0 * sin(angle) + point.1 * cos(angle))
}

/// A white sheet to draw on, with y upwards as gymnasium draws before it flips the picture.
final class Canvas {
  private let width: Int
  private let height: Int
  private let surface: OpaquePointer
  private let context: OpaquePointer

  /// - Throws: `MemoryError` where Cairo gets no memory.
  init(width: Int, height: Int) throws(Failure) {
    guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height)),
      cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let context = cairo_create(surface)
    else { throw Failure(.memory, "no memory for a picture of \(width) by \(height)") }
    (self.width, self.height, self.surface, self.context) = (width, height, surface, context)
    cairo_set_antialias(context, CAIRO_ANTIALIAS_GRAY)
    clear()
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  func clear() {
    cairo_set_source_rgb(context, 1, 1, 1)
    cairo_paint(context)
  }

  /// pygame's integer coordinates are pixel centres; Cairo's are corners.
  private func device(_ point: (Double, Double)) -> (Double, Double) {
    (point.0 + 0.5, Double(height) - 1 - point.1 + 0.5)
  }

  private func trace(_ points: [(Double, Double)]) {
    for (index, point) in points.enumerated() {
      let (x, y) = device(point)
      if index == 0 { cairo_move_to(context, x, y) } else { cairo_line_to(context, x, y) }
    }
  }

  private func set(_ colour: Colour) { cairo_set_source_rgb(context, colour.red, colour.green, colour.blue) }

  /// A filled polygon with the outline that pygame's polygons have.
  func fill(_ points: [(Double, Double)], _ colour: Colour) {
    trace(points)
    cairo_close_path(context)
    set(colour)
    cairo_fill_preserve(context)
    cairo_set_line_width(context, 1)
    cairo_stroke(context)
  }

  func disc(_ centre: (Double, Double), radius: Double, _ colour: Colour) {
    let (x, y) = device(centre)
    cairo_new_path(context)
    cairo_arc(context, x, y, radius + 0.5, 0, 2 * .pi)
    set(colour)
    cairo_fill(context)
  }

  func line(_ points: [(Double, Double)], width: Double, _ colour: Colour) {
    trace(points)
    set(colour)
    cairo_set_line_width(context, width)
    cairo_stroke(context)
  }

  /// One row of pixels, sharp.
  func horizontalLine(from left: Double, to right: Double, at y: Double, _ colour: Colour) {
    set(colour)
    cairo_rectangle(context, left, Double(height) - 1 - y, right - left + 1, 1)
    cairo_fill(context)
  }

  /// One column of pixels, sharp.
  func verticalLine(from bottom: Double, to top: Double, at x: Double, _ colour: Colour) {
    set(colour)
    cairo_rectangle(context, x, Double(height) - 1 - top, 1, top - bottom + 1)
    cairo_fill(context)
  }

  /// The arrow that shows a torque: most of a circle with a head at one end.
  /// - Parameter size: The side of the square that it fills, in pixels.
  func circularArrow(_ centre: (Double, Double), size: Double, isClockwise: Bool) {
    guard size >= 1 else { return }
    let (x, y) = device(centre)
    cairo_save(context)
    cairo_translate(context, x, y)
    cairo_scale(context, isClockwise ? size : -size, size)
    cairo_new_path(context)
    cairo_set_line_width(context, 0.06)
    cairo_arc(context, 0, 0, 0.4, -0.6, 4.1)
    set(Colour(0, 0, 0))
    cairo_stroke(context)
    cairo_move_to(context, -0.1, -0.45)
    cairo_line_to(context, -0.32, -0.46)
    cairo_line_to(context, -0.14, -0.24)
    cairo_close_path(context)
    cairo_fill(context)
    cairo_restore(context)
  }

  /// The picture: height, width, RGB, uint8.
  func pixels() throws(Failure) -> Tensor {
    cairo_surface_flush(surface)
    let result = try Tensor.empty([height, width, 3], .uint8)
    guard let source = cairo_image_surface_get_data(surface) else { return result }
    let stride = Int(cairo_image_surface_get_stride(surface))
    let (rows, columns) = (height, width)
    result.withElements(UInt8.self) { (target: UnsafeMutableBufferPointer<UInt8>) in
      for row in 0..<rows {
        let line = source + row * stride
        for column in 0..<columns {
          // Native-endian 32-bit words 0x00RRGGBB.
          let word = UnsafeRawPointer(line + column * 4).loadUnaligned(as: UInt32.self)
          let place = (row * columns + column) * 3
          target[place] = UInt8(truncatingIfNeeded: word >> 16)
          target[place + 1] = UInt8(truncatingIfNeeded: word >> 8)
          target[place + 2] = UInt8(truncatingIfNeeded: word)
        }
      }
    }
    return result
  }
}
