/// Unsafe: this file hands pixel rows to Cairo and takes encoded bytes from it. Invariants: a surface is destroyed in
/// the function that made it; pixels are written within height times stride, between flush and mark-dirty; the sink
/// that a callback writes into outlives the call that uses it.

import CCairo
import Catalog

/// Takes the bytes that Cairo writes.
final class ByteSink {
  var bytes: [UInt8] = []

  /// Appends to the sink whose address is the closure argument.
  static let write: cairo_write_func_t = { closure, data, count in
    guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
    let sink = Unmanaged<ByteSink>.fromOpaque(closure).takeUnretainedValue()
    sink.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
    return CAIRO_STATUS_SUCCESS
  }

  var address: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }
}

extension Failure {
  /// What Cairo says went wrong.
  static func cairo(_ status: cairo_status_t) -> Failure {
    let reason = cairo_status_to_string(status).map { String(cString: $0) } ?? "status \(status.rawValue)"
    return Failure(status == CAIRO_STATUS_NO_MEMORY ? .memory : .runtime, "cannot draw the picture: \(reason)")
  }
}

/// A surface as a PNG file's bytes.
func pngBytes(of surface: OpaquePointer) throws(Failure) -> [UInt8] {
  let sink = ByteSink()
  let status = withExtendedLifetime(sink) {
    cairo_surface_write_to_png_stream(surface, ByteSink.write, sink.address)
  }
  guard status == CAIRO_STATUS_SUCCESS else { throw .cairo(status) }
  return sink.bytes
}

extension Picture {
  /// The picture as a PNG file of 8-bit RGB.
  /// - Throws: `MemoryError` where Cairo gets no memory.
  public func png() throws(Failure) -> [UInt8] {
    guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height)) else {
      throw .cairo(CAIRO_STATUS_NO_MEMORY)
    }
    defer { cairo_surface_destroy(surface) }
    let status = cairo_surface_status(surface)
    guard status == CAIRO_STATUS_SUCCESS else { throw .cairo(status) }
    cairo_surface_flush(surface)
    guard let target = cairo_image_surface_get_data(surface) else { throw .cairo(CAIRO_STATUS_NO_MEMORY) }
    let stride = Int(cairo_image_surface_get_stride(surface))
    pixels.withUnsafeBufferPointer { source in
      for y in 0..<height {
        let row = UnsafeMutableRawPointer(target + y * stride)
        for x in 0..<width {
          let place = (y * width + x) * 3
          // Native-endian 32-bit words 0x00RRGGBB.
          let word = UInt32(source[place]) << 16 | UInt32(source[place + 1]) << 8 | UInt32(source[place + 2])
          row.storeBytes(of: word, toByteOffset: x * 4, as: UInt32.self)
        }
      }
    }
    cairo_surface_mark_dirty(surface)
    return try pngBytes(of: surface)
  }
}
