/// Unsafe: this file owns a Cairo surface and its context. Invariants: both are made in `init` and freed in `deinit`
/// only; the sink that an SVG surface writes into is held until after the surface is destroyed.

import CCairo
import Catalog
import Tensors

/// The format of a chart's file.
enum ChartFormat {
  case png, svg

  /// - Throws: `ValueError` for another ending than `.png` and `.svg`.
  init(path: String) throws(Failure) {
    let ending = path.lowercased().suffix(4)
    switch ending {
    case ".png": self = .png
    case ".svg": self = .svg
    default: throw .value("expected a path that ends in .png or .svg, got '\(path)'", argument: "path")
    }
  }
}

/// A colour as shares of red, green and blue.
struct Ink {
  let red: Double
  let green: Double
  let blue: Double

  init(_ code: UInt32) {
    red = Double(code >> 16 & 0xff) / 255
    green = Double(code >> 8 & 0xff) / 255
    blue = Double(code & 0xff) / 255
  }

  static let text = Ink(0x333333)
  static let axis = Ink(0x666666)
  static let grid = Ink(0xe4e4e4)
  /// For lines, told apart also by those who see no difference between red and green.
  static let lines = [0x1f77b4, 0xe6711b, 0x2a9d5c, 0xc8374a, 0x8a63c0, 0x7f5a4e, 0xd765b0, 0x6f6f6f].map { Ink($0) }
}

/// A white sheet with the origin at its top left, in pixels.
final class ChartCanvas {
  let width: Double
  let height: Double
  private let format: ChartFormat
  private let surface: OpaquePointer
  private let context: OpaquePointer
  private let sink = ByteSink()

  init(_ format: ChartFormat, width: Int, height: Int) throws(Failure) {
    let surface =
      switch format {
      case .png: cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
      case .svg: cairo_svg_surface_create_for_stream(ByteSink.write, sink.address, Double(width), Double(height))
      }
    guard let surface, let context = cairo_create(surface) else { throw .cairo(CAIRO_STATUS_NO_MEMORY) }
    if format == .svg { cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX) }
    (self.width, self.height, self.format) = (Double(width), Double(height), format)
    (self.surface, self.context) = (surface, context)
    cairo_set_source_rgb(context, 1, 1, 1)
    cairo_paint(context)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
  }

  deinit {
    cairo_destroy(context)
    withExtendedLifetime(sink) { cairo_surface_destroy(surface) }
  }

  private func set(_ ink: Ink) { cairo_set_source_rgb(context, ink.red, ink.green, ink.blue) }

  func line(_ points: [(x: Double, y: Double)], width: Double, _ ink: Ink) {
    guard let first = points.first else { return }
    cairo_move_to(context, first.x, first.y)
    for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
    // A single point is a round dot.
    if points.count == 1 { cairo_line_to(context, first.x, first.y) }
    cairo_set_line_cap(context, points.count == 1 ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
    set(ink)
    cairo_set_line_width(context, points.count == 1 ? width * 3 : width)
    cairo_stroke(context)
  }

  func rectangle(x: Double, y: Double, width: Double, height: Double, _ ink: Ink, opacity: Double = 1) {
    cairo_rectangle(context, x, y, width, height)
    cairo_set_source_rgba(context, ink.red, ink.green, ink.blue, opacity)
    cairo_fill(context)
  }

  private func useFont(_ size: Double) {
    cairo_select_font_face(context, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, size)
  }

  /// How wide a text is.
  func width(of text: String, size: Double) -> Double {
    useFont(size)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }

  /// A text with its baseline at `y`; `anchor` is the share of its width that is left of `x`.
  func text(_ text: String, x: Double, y: Double, anchor: Double, size: Double) {
    let width = width(of: text, size: size)
    set(.text)
    cairo_move_to(context, x - width * anchor, y)
    cairo_show_text(context, text)
  }

  /// The file's bytes; nothing can be drawn after.
  func finish() throws(Failure) -> [UInt8] {
    let status = cairo_status(context)
    guard status == CAIRO_STATUS_SUCCESS else { throw .cairo(status) }
    switch format {
    case .png:
      cairo_surface_flush(surface)
      return try pngBytes(of: surface)
    case .svg:
      cairo_surface_finish(surface)
      let status = cairo_surface_status(surface)
      guard status == CAIRO_STATUS_SUCCESS else { throw .cairo(status) }
      return sink.bytes
    }
  }
}
